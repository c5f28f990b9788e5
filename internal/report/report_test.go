package report

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/testkit"

	"github.com/xuri/excelize/v2"
)

// figures are some of every kind.
func figures() desk.Figures {
	oldest := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	p50 := 7.25
	f := desk.Figures{From: "2026-11-17", To: "2026-11-23", At: oldest.Add(2 * time.Hour), Stock: 1204, Oldest: &oldest, Late: 6, Second: 3,
		Settled: 30210, Straight: 28001, Decisions: 2210, Looked: 2100, Corrected: 412, P50Seconds: &p50,
		Ages:  []desk.AgeFigures{{ToHours: 4, Tasks: 1000}, {FromHours: 4, ToHours: 8, Tasks: 150, Late: 1}, {FromHours: 8, ToHours: 24, Tasks: 50, Late: 4}, {FromHours: 24, Tasks: 4, Late: 1}},
		Types: []desk.TypeFigures{{Type: bordereau.Cheque, Settled: 30000, Straight: 28000}, {Type: bordereau.Letter, Settled: 210, Straight: 1}},
		Fields: []desk.FieldFigures{{Type: bordereau.Cheque, Field: "amount", Shown: 2000, Given: 1900, Changed: 90, NotRead: 12},
			{Type: bordereau.Cheque, Field: "date", Shown: 1000, Given: 100, Changed: 60}, {Type: bordereau.Letter, Field: "subject", Shown: 50, Given: 5, Changed: 5}, {Type: bordereau.Letter, Field: "sender"}},
		Calibration: []desk.CalibrationFigures{{From: 0, To: 0.5}, {From: 0.5, To: 1, Given: 100, Changed: 3, Claimed: 0.91,
			Right: desk.Estimate{Count: 97, Of: 100, Share: 0.97, Low: 0.915, High: 0.994}}},
		Branches:    []desk.BranchFigures{{Branch: "00742", Deposits: 1200, Documents: 30001, Rejected: 12, Returned: 7}, {Branch: "00118", Deposits: 3, Documents: 209, Returned: 1}},
		Obligations: desk.ObligationFigures{Late: 1, Week: 2, Month: 9},
		Sampling:    desk.SamplingFigures{Population: 28001, Drawn: 281, Agreed: 278, Differ: 2, Open: 1, Errors: desk.Estimate{Count: 2, Of: 280, Share: 2.0 / 280, Low: 0.00087, High: 0.02556}},
	}
	for h := range 24 {
		f.Hours = append(f.Hours, desk.HourFigures{Hour: h, Received: int64(h * 11), Done: int64(h * 7)})
	}
	return f
}

// The workbook holds what the report holds, number by number.
func TestTheWorkbookEqualsTheReport(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		r := Activity(figures(), lang, Names{})
		var b bytes.Buffer
		if err := XLSX(&b, r); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(book.GetSheetList()); got != len(r.Sections)+1 {
			t.Errorf("%d sheets", got)
		}
		for _, s := range r.Sections {
			rows, err := book.GetRows(sheetName(s.Title), excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(s.Title, err)
			}
			want := s.Rows
			if s.Total != nil {
				want = append(append([][]Cell{}, want...), s.Total)
			}
			if len(rows) != 3+len(want) {
				t.Fatalf("%s: %d rows, want %d", s.Title, len(rows), 3+len(want))
			}
			for n, row := range want {
				for i, c := range row {
					got := ""
					if i < len(rows[3+n]) {
						got = rows[3+n][i]
					}
					if !same(c, got) {
						t.Errorf("%s, row %d, %s: the workbook has %q, the report %+v", s.Title, n, s.Columns[i].Title, got, c)
					}
				}
			}
		}
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	}
}

// The paper holds what the report holds, as it is written on the screen.
func TestThePaperEqualsTheReport(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		r := Activity(figures(), lang, Names{})
		var b, again bytes.Buffer
		if err := PDF(&b, r); err != nil {
			t.Fatal(err)
		}
		if err := PDF(&again, r); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
			t.Error("drawn twice it differs", err)
		}
		path := filepath.Join(t.TempDir(), "report.pdf")
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", path, "-").Output()
		if err != nil {
			t.Fatal("pdftotext:", err)
		}
		// Narrow spaces between words get lost on the way: a line is compared without any.
		together := func(parts ...string) string { return strings.Join(strings.Fields(strings.Join(parts, " ")), "") }
		lines := map[string]bool{}
		for line := range strings.Lines(string(out)) {
			lines[together(line)] = true
		}
		for _, s := range r.Sections {
			if !lines[together(s.Title)] {
				t.Errorf("no %q", s.Title)
			}
			for _, row := range append(append([][]Cell{}, s.Rows...), s.Total) {
				if row == nil {
					continue
				}
				var cells []string
				for _, c := range row {
					cells = append(cells, c.Written(lang))
				}
				if !lines[together(cells...)] {
					t.Errorf("%s: the paper lacks %q", s.Title, cells)
				}
			}
		}
		for _, tile := range r.Tiles {
			if !lines[together(tile.Label, tile.Value.Written(lang), tile.Note)] {
				t.Errorf("the paper lacks %q %q", tile.Label, tile.Value.Written(lang))
			}
		}
	}
}

// Corrections are counted for each type; the fields drawn are the worst, whatever their number.
func TestCorrectionsByType(t *testing.T) {
	r := Activity(figures(), "fr", Names{})
	want := map[string][]string{
		"corrections": {"cheque 3\u00a0000 2\u00a0000 150 5,0\u00a0%", "letter 50 5 5 10,0\u00a0%", "Total 3\u00a0050 2\u00a0005 155 5,1\u00a0%"},
		"fields": {"cheque amount 2\u00a0000 1\u00a0900 90 12 95,5\u00a0%", "cheque date 1\u00a0000 100 60 0 94,0\u00a0%", "letter subject 50 5 5 0 90,0\u00a0%",
			"letter sender 0 0 0 0 —", "Total  3\u00a0050 2\u00a0005 155 12 94,9\u00a0%"},
	}
	for _, s := range r.Sections {
		for i, row := range append(slices.Clone(s.Rows), s.Total) {
			if len(want[s.Name]) == 0 {
				continue
			}
			var cells []string
			for _, c := range row {
				cells = append(cells, c.Written("fr"))
			}
			if got := strings.Join(cells, " "); got != want[s.Name][i] {
				t.Errorf("%s: %q, want %q", s.Name, got, want[s.Name][i])
			}
		}
		if len(want[s.Name]) > 0 && !strings.Contains(string(s.Chart), "<svg") {
			t.Errorf("%s is not drawn", s.Name)
		}
	}
	if got := worst(figures().Fields); len(got) != 3 || got[0].Field != "subject" || got[1].Field != "date" || got[2].Field != "amount" {
		t.Error(got)
	}
}

// Totals are the sums of their rows.
func TestTotalsAreSums(t *testing.T) {
	r := Activity(figures(), "fr", Names{})
	for _, s := range r.Sections {
		if s.Total == nil {
			continue
		}
		for i, c := range s.Columns {
			if c.Kind != Count {
				continue
			}
			sum := 0.0
			for _, row := range s.Rows {
				sum += row[i].Number
			}
			if sum != s.Total[i].Number {
				t.Errorf("%s, %s: %v, the rows sum to %v", s.Title, c.Title, s.Total[i].Number, sum)
			}
		}
	}
}

func TestCellsAreWritten(t *testing.T) {
	for _, c := range []struct {
		cell   Cell
		fr, en string
	}{
		{count(1204331), "1\u00a0204\u00a0331", "1,204,331"}, {count(-12), "-12", "-12"}, {count(-1200), "-1\u00a0200", "-1,200"}, {percent(0.9269), "92,7\u00a0%", "92.7%"},
		{percent(1), "100,0\u00a0%", "100.0%"}, {percent(0.99996), "99,996\u00a0%", "99.996%"}, {percent(0.0001), "0,01\u00a0%", "0.01%"}, {percent(0), "0,0\u00a0%", "0.0%"},
		{Cell{Kind: Percent, None: true}, "—", "—"}, {text("a"), "a", "a"},
	} {
		if fr, en := c.cell.Written("fr"), c.cell.Written("en"); fr != c.fr || en != c.en {
			t.Errorf("%+v is written %q and %q", c.cell, fr, en)
		}
	}
}

// All is said in both languages, in each its own.
func TestBothLanguagesAreWhole(t *testing.T) {
	for key, s := range said {
		if s[0] == "" || s[1] == "" || strings.Count(s[0], "%") != strings.Count(s[1], "%") {
			t.Errorf("%s: %q", key, s)
		}
		if word := testkit.English(s[0]); word != "" {
			t.Errorf("%s: %q says %q", key, s[0], word)
		}
	}
	for _, lang := range []string{"fr", "en"} {
		r := Activity(figures(), lang, Names{})
		for _, s := range r.Sections {
			if s.Title == "" || strings.Contains(s.Title+s.Note, "%!") {
				t.Errorf("%+v", s.Title)
			}
			for _, c := range s.Columns {
				if c.Title == "" {
					t.Errorf("%s: a column without a name", s.Title)
				}
			}
		}
	}
}

// same says whether a cell of the workbook is that of the report.
func same(c Cell, got string) bool {
	switch {
	case c.None:
		return got == ""
	case c.Kind == Text:
		return got == c.Text
	}
	v, err := strconv.ParseFloat(got, 64)
	return err == nil && math.Abs(v-c.Number) < 1e-12
}
