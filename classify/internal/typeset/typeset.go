// Package typeset lays out lines of text as a recogniser would have read them:
// words with boxes. It is for tests.
package typeset

import (
	"strings"
	"unicode/utf8"

	"bordereau"
)

// The type is 16 pixels wide and 30 high on lines 50 apart: A4 at 200 dpi holds
// about 100 characters and 45 lines.
const (
	Pitch, High, Lead = 16, 30, 50
	margin            = 60
)

// Page lays out text: a line of text is a line, blanks are kept, a line that is
// empty begins a block. Tabs are not for it.
func Page(number int, text string) bordereau.Page {
	p := bordereau.Page{Number: number, Width: 1654, Height: 2339, DPI: 200}
	block := 1
	for n, line := range strings.Split(strings.Trim(text, "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			block++
			continue
		}
		col := 0
		for rest := line; rest != ""; {
			if rest[0] == ' ' {
				col, rest = col+1, rest[1:]
				continue
			}
			word, after, _ := strings.Cut(rest, " ")
			width := utf8.RuneCountInString(word)
			p.Words = append(p.Words, bordereau.Word{Text: word, Confidence: 0.95, Block: block, Line: n + 1,
				Box: bordereau.Box{X: margin + col*Pitch, Y: margin + n*Lead, W: width * Pitch, H: High}})
			col += width + 1
			rest = after
		}
	}
	return p
}

// Reading lays out pages.
func Reading(texts ...string) bordereau.Reading {
	r := bordereau.Reading{Format: "png"}
	for i, t := range texts {
		r.Pages = append(r.Pages, Page(i+1, t))
	}
	return r
}
