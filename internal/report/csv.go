package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// CSV writes one table of a report for programs: canonical names above, numbers with a
// point, shares of 1, nothing where there is nothing to say. The total is left to the
// reader.
func CSV(out io.Writer, s Section) error {
	w := csv.NewWriter(out)
	w.UseCRLF = true
	row := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		row[i] = strings.ReplaceAll(c.Name, ".", "_")
	}
	if err := w.Write(row); err != nil {
		return fmt.Errorf("write a table: %w", err)
	}
	for _, cells := range s.Rows {
		for i, c := range cells {
			row[i] = plainText(c.Text)
			if c.None {
				row[i] = ""
			} else if c.Kind != Text {
				row[i] = strconv.FormatFloat(c.Number, 'f', -1, 64)
			}
		}
		if err := w.Write(row); err != nil {
			return fmt.Errorf("write a table: %w", err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("write a table: %w", err)
	}
	return nil
}

// plainText is a text that no spreadsheet takes for a formula.
func plainText(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}
