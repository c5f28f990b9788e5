package codeline

import (
	"math"
	"strings"

	"bordereau/internal/cmc7"
	"bordereau/internal/e13b"
)

// The fonts that are read.
const (
	FontCMC7 = "cmc7"
	FontE13B = "e13b"
)

const (
	letters = len(cmc7.Letters) // of the font that has the most
	digits  = 10                // come first in each font
)

// font is what the reader knows of magnetic characters.
type font struct {
	name      string
	letters   string
	height    float64   // of a digit, in millimetres
	heights   []float64 // that are met, in relation to it
	plain     int       // which of them is the nominal one
	pitch     float64   // from one character to the next, in pixels of a strip
	off       float64   // pixels that a character may lie off the pitch
	level     int       // pixels that a row's middle may lie above or below its characters
	likely    float32   // median likeness of some of a row, below which it is no code line
	leastMean float32   // mean likeness of a whole line

	// ink says where a letter is printed: x right of the middle of its cell, up from
	// the middle of a digit, in millimetres.
	ink func(letter rune) func(x, up float64) bool
	// marks are what a letter looks like from above.
	marks func(letter rune) []mark
	// patches are the rectangles that a letter is printed with.
	patches func(letter rune) []patch
	// column is how much of a character's height is looked at from above, and share
	// the darkest part of it that counts.
	column, share float64

	templates []*template
	stencils  stencils
	shares    *shares
	columns   *columns
}

// mark is a dark place of a profile: right of the middle, in millimetres.
type mark struct{ mid, weight float64 }

// fonts are tried in this order.
func fonts() []*font {
	all := []*font{
		{
			name: FontCMC7, letters: cmc7.Letters, height: cmc7.Height, heights: []float64{0.86, 0.93, 1, 1.07}, plain: 2,
			pitch: cmc7.Pitch * shapeDPMM, off: 1.6, level: 2,
			likely: 0.62, leastMean: 0.73, // those of cheques begin at 0.74, what other papers hold ends at 0.70
			ink: cmc7Ink, marks: cmc7Marks, patches: cmc7Patches,
			column: 1, share: 0.4, // bars of all heights count alike
		},
		{
			name: FontE13B, letters: e13b.Letters, height: e13b.Height, heights: []float64{1},
			pitch: e13b.Pitch * shapeDPMM, off: 2.2, level: 1,
			likely: 0.72, leastMean: 0.78, // real lines have 0.83 to 0.93, what other papers hold ends at 0.71
			ink: e13bInk, marks: e13bMarks, patches: e13bPatches,
			column: 1.2, share: 1, // what a magnetic head feels: all ink of a column
		},
	}
	for _, f := range all {
		f.stencils.drawn = map[int]*stencil{}
		f.shares, f.columns = f.drawShares(), f.drawColumns()
		for _, tall := range f.heights {
			f.templates = append(f.templates, f.draw(tall))
		}
	}
	return all
}

func (f *font) index(letter byte) int { return strings.IndexByte(f.letters, letter) }

func cmc7Ink(letter rune) func(x, up float64) bool {
	g := cmc7.Glyphs[letter]
	at := g.Offsets()
	return func(x, up float64) bool {
		x += cmc7.Span / 2
		percent := (up/cmc7.Height + 0.5) * 100
		for b, left := range at {
			if x < left || x >= left+cmc7.Bar {
				continue
			}
			for _, seg := range g.Bars[b] {
				if percent >= seg[0] && percent < seg[1] {
					return true
				}
			}
		}
		return false
	}
}

func cmc7Marks(letter rune) (out []mark) {
	for _, left := range cmc7.Glyphs[letter].Offsets() {
		out = append(out, mark{left + cmc7.Bar/2 - cmc7.Span/2, 1})
	}
	return out
}

func e13bInk(letter rune) func(x, up float64) bool {
	g := e13b.Glyphs[letter]
	return func(x, up float64) bool {
		column := int(math.Floor((x + e13b.Width/2) / e13b.Unit))
		row := int(math.Floor((e13b.Height/2 - up) / e13b.Unit))
		return column >= 0 && column < e13b.Columns && row >= 0 && row < e13b.Rows && g[row][column] == '#'
	}
}

// e13bMarks are four a column, so that they join to an even surface.
func e13bMarks(letter rune) (out []mark) {
	for column := range e13b.Columns {
		dark := 0.0
		for _, row := range e13b.Glyphs[letter] {
			if row[column] == '#' {
				dark++
			}
		}
		for quarter := range 4 {
			mid := (float64(column)+(float64(quarter)+0.5)/4)*e13b.Unit - e13b.Width/2
			out = append(out, mark{mid, dark})
		}
	}
	return out
}

func cmc7Patches(letter rune) (out []patch) {
	g := cmc7.Glyphs[letter]
	for b, left := range g.Offsets() {
		for _, seg := range g.Bars[b] {
			out = append(out, patch{left - cmc7.Span/2, left + cmc7.Bar - cmc7.Span/2, (seg[0]/100 - 0.5) * cmc7.Height, (seg[1]/100 - 0.5) * cmc7.Height})
		}
	}
	return out
}

func e13bPatches(letter rune) (out []patch) {
	for row, columns := range e13b.Glyphs[letter] {
		for column, c := range columns {
			if c == '#' {
				left, high := float64(column)*e13b.Unit-e13b.Width/2, e13b.Height/2-float64(row)*e13b.Unit
				out = append(out, patch{left, left + e13b.Unit, high - e13b.Unit, high})
			}
		}
	}
	return out
}
