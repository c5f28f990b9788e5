package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// XLSX writes the report as a workbook: a sheet with the tiles, and one a section.
// Numbers are numbers there; shares are of 1 and shown in percent.
func XLSX(out io.Writer, r Report) (err error) {
	book := excelize.NewFile()
	defer func() {
		if closed := book.Close(); err == nil && closed != nil {
			err = fmt.Errorf("write a workbook: %w", closed)
		}
	}()
	w, err := newSheets(book)
	if err != nil {
		return err
	}
	words := writer{lang: r.Lang}
	summary := Section{Title: words.say("summary"), Columns: words.columns([]Kind{Text, Text, Text}, "figure", "value", "note")}
	for _, t := range r.Tiles {
		summary.Rows = append(summary.Rows, []Cell{text(t.Label), t.Value, text(t.Note)})
	}
	if err := book.SetSheetName("Sheet1", sheetName(summary.Title)); err != nil {
		return fmt.Errorf("write a workbook: %w", err)
	}
	if err := w.write(summary, r.Title+" "+r.Period+", "+r.Made); err != nil {
		return err
	}
	for _, s := range r.Sections {
		if _, err := book.NewSheet(sheetName(s.Title)); err != nil {
			return fmt.Errorf("write a workbook: %w", err)
		}
		if err := w.write(s, s.Note); err != nil {
			return err
		}
	}
	if err := book.Write(out); err != nil {
		return fmt.Errorf("write a workbook: %w", err)
	}
	return nil
}

// sheetName is a title as the name of a sheet: 31 characters, none of those that are
// not allowed.
func sheetName(title string) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, title)
	if r := []rune(name); len(r) > 31 {
		name = string(r[:31])
	}
	return name
}

// sheets writes sections into a workbook.
type sheets struct {
	book   *excelize.File
	bold   int
	styles map[Kind]int
	strong map[Kind]int // of totals
}

func newSheets(book *excelize.File) (*sheets, error) {
	w := &sheets{book: book, styles: map[Kind]int{}, strong: map[Kind]int{}}
	bold := &excelize.Font{Bold: true}
	var err error
	if w.bold, err = book.NewStyle(&excelize.Style{Font: bold}); err != nil {
		return nil, fmt.Errorf("write a workbook: %w", err)
	}
	for kind, format := range map[Kind]string{Text: "@", Count: "#,##0", Percent: "0.0#%", Seconds: "0.0"} {
		f := format
		if w.styles[kind], err = book.NewStyle(&excelize.Style{CustomNumFmt: &f}); err != nil {
			return nil, fmt.Errorf("write a workbook: %w", err)
		}
		if w.strong[kind], err = book.NewStyle(&excelize.Style{CustomNumFmt: &f, Font: bold}); err != nil {
			return nil, fmt.Errorf("write a workbook: %w", err)
		}
	}
	return w, nil
}

// write puts a section on its sheet: a line that says what it is, the heads, the rows,
// the total.
func (w *sheets) write(s Section, note string) error {
	sheet := sheetName(s.Title)
	put := func(col, row int, v any, style int) error {
		at, err := excelize.CoordinatesToCellName(col, row)
		if err == nil {
			err = w.book.SetCellValue(sheet, at, v)
		}
		if err == nil {
			err = w.book.SetCellStyle(sheet, at, at, style)
		}
		if err != nil {
			return fmt.Errorf("write a workbook: %w", err)
		}
		return nil
	}
	if err := put(1, 1, note, w.styles[Text]); err != nil {
		return err
	}
	for i, c := range s.Columns {
		if err := put(i+1, 3, c.Title, w.bold); err != nil {
			return err
		}
	}
	rows := s.Rows
	if s.Total != nil {
		rows = append(append([][]Cell{}, rows...), s.Total)
	}
	for n, row := range rows {
		styles := w.styles
		if s.Total != nil && n == len(s.Rows) {
			styles = w.strong
		}
		for i, c := range row {
			if err := put(i+1, n+4, c.value(), styles[c.Kind]); err != nil {
				return err
			}
		}
	}
	last, err := excelize.ColumnNumberToName(max(len(s.Columns), 1))
	if err == nil {
		err = w.book.SetColWidth(sheet, "A", last, 24)
	}
	if err != nil {
		return fmt.Errorf("write a workbook: %w", err)
	}
	return nil
}

// value is what the cell is for programs.
func (c Cell) value() any {
	if c.None {
		return nil
	}
	if c.Kind == Text {
		return c.Text
	}
	return c.Number
}
