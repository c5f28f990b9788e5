// Package report makes one set of tables of the desk's figures, and writes it as a
// workbook and as PDF. The page shows the same tables: what is on the screen, in the
// workbook and on paper cannot differ.
package report

import (
	"html/template"
	"math"
	"strconv"
	"strings"
)

// Kind is how a number is written.
type Kind int

// Kinds of cells.
const (
	Text Kind = iota
	Count
	Percent // of 1
	Seconds
)

// Cell is one value. None says that there is nothing to say.
type Cell struct {
	Kind   Kind
	Text   string
	Number float64
	None   bool
}

// Column heads a column; its cells are of one kind.
type Column struct {
	Title string
	Kind  Kind
	Name  string // canonical, for programs
}

// Section is one table, with its chart where it has one.
type Section struct {
	Name    string // in addresses and sheets
	Title   string
	Note    string
	Columns []Column
	Rows    [][]Cell
	Total   []Cell // nil where nothing is summed
	Chart   template.HTML
}

// Tile is one figure that stands by itself.
type Tile struct {
	Label string
	Value Cell
	Note  string
}

// Report is all that is shown.
type Report struct {
	Lang     string // fr, en
	Title    string
	Period   string
	Made     string
	Tiles    []Tile
	Sections []Section
}

// Section finds a section by its name, nil when there is none.
func (r *Report) Section(name string) *Section {
	for i := range r.Sections {
		if r.Sections[i].Name == name {
			return &r.Sections[i]
		}
	}
	return nil
}

func text(s string) Cell { return Cell{Text: s} }

func count(n int64) Cell { return Cell{Kind: Count, Number: float64(n)} }

func share(part, whole int64) Cell {
	if whole == 0 {
		return Cell{Kind: Percent, None: true}
	}
	return Cell{Kind: Percent, Number: float64(part) / float64(whole)}
}

func percent(v float64) Cell { return Cell{Kind: Percent, Number: v} }

func seconds(v *float64) Cell {
	if v == nil {
		return Cell{Kind: Seconds, None: true}
	}
	return Cell{Kind: Seconds, Number: *v}
}

// Written is the cell as people read it in a language.
func (c Cell) Written(lang string) string {
	if c.None {
		return "—"
	}
	switch c.Kind {
	case Count:
		return grouped(strconv.FormatFloat(c.Number, 'f', 0, 64), lang)
	case Percent:
		return percentText(c.Number, lang)
	case Seconds:
		return decimal(c.Number, 1, lang) + "\u00a0s"
	}
	return c.Text
}

// percentText writes a share with as many decimals as tell it from none and from all.
func percentText(v float64, lang string) string {
	places := 1
	for places < 4 && v != 0 && v != 1 && (rounded(v, places) == 0 || rounded(v, places) == 100) {
		places++
	}
	if lang == "en" {
		return decimal(100*v, places, lang) + "%"
	}
	return decimal(100*v, places, lang) + "\u00a0%"
}

func rounded(v float64, places int) float64 {
	p := math.Pow(10, float64(places))
	return math.Round(100*v*p) / p
}

func decimal(v float64, places int, lang string) string {
	s := strconv.FormatFloat(v, 'f', places, 64)
	if lang == "en" {
		return s
	}
	return strings.Replace(s, ".", ",", 1)
}

// grouped separates thousands.
func grouped(digits, lang string) string {
	separator := "\u00a0"
	if lang == "en" {
		separator = ","
	}
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + separator + digits[i:]
	}
	return sign + digits
}
