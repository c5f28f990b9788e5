package raster

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"bordereau"
)

const maxWords = 50_000 // of a page

// parseLayer reads what pdftotext -bbox-layout prints of one page, into pixels of
// a page of w by h, sx and sy to a unit. It is line by line what that program
// prints, and is read as that and not as XML: no entity but the five, no
// declaration, no nesting. The size it prints is that before the page is turned.
func parseLayer(out []byte, sx, sy float64, w, h int) []bordereau.Word {
	_, out, ok := bytes.Cut(out, []byte("<page "))
	if !ok {
		return nil
	}
	var words []bordereau.Word
	block, line, text := 0, 0, 0
	for len(out) > 0 && len(words) < maxWords {
		var row []byte
		row, out, _ = bytes.Cut(out, []byte("\n"))
		row = bytes.TrimLeft(row, " ")
		switch {
		case bytes.HasPrefix(row, []byte("</page>")):
			return words
		case bytes.HasPrefix(row, []byte("<block ")):
			block++
		case bytes.HasPrefix(row, []byte("<line ")):
			line++
		case bytes.HasPrefix(row, []byte("<word ")):
			attrs, rest, ok := bytes.Cut(row, []byte(">"))
			body, _, closed := bytes.Cut(rest, []byte("</word>"))
			if !ok || !closed {
				continue
			}
			box, inside := boxOf(attrs, sx, sy, w, h)
			s := plain(body)
			if !inside || s == "" {
				continue
			}
			if text += len(s); text > maxText {
				return words
			}
			words = append(words, bordereau.Word{Text: s, Box: box, Confidence: 1, Block: block, Line: line})
		}
	}
	return words
}

// boxOf is the part of a word's box that lies on the page, false if none does.
func boxOf(attrs []byte, sx, sy float64, w, h int) (bordereau.Box, bool) {
	x0, y0 := attribute(attrs, "xMin")*sx, attribute(attrs, "yMin")*sy
	x1, y1 := attribute(attrs, "xMax")*sx, attribute(attrs, "yMax")*sy
	x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, float64(w)), min(y1, float64(h))
	if !(x1 > x0 && y1 > y0) { // also when one is not a number
		return bordereau.Box{}, false
	}
	b := bordereau.Box{X: int(x0), Y: int(y0)}
	b.W, b.H = int(math.Ceil(x1))-b.X, int(math.Ceil(y1))-b.Y
	return b, true
}

// attribute is a number in double quotes, NaN if it is not there.
func attribute(row []byte, name string) float64 {
	_, rest, ok := bytes.Cut(row, []byte(name+`="`))
	value, _, closed := bytes.Cut(rest, []byte(`"`))
	if !ok || !closed || len(value) > 32 {
		return math.NaN()
	}
	v, err := strconv.ParseFloat(string(value), 64)
	if err != nil || math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&#39;", "'", "&amp;", "&")

// plain is the text of a word without controls, at most 1,000 runes.
func plain(b []byte) string {
	s := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, entities.Replace(string(b)))
	n := 0
	for i := range s {
		if n++; n > 1000 {
			return s[:i]
		}
	}
	return s
}
