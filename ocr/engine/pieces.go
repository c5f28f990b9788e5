package engine

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"bordereau"
	"bordereau/ocr/raster"
)

// Several cheques may lie on the glass together: one page then shows as many papers. Each
// is cut out of it by its code line, and is a page by itself. The measures are those of a
// cheque, in millimetres: NF K11-010 has it 80 high, with the line along its lower edge.
const (
	belowLine  = 8.0  // of the paper under its line, and what it may lie off
	aboveLine  = 78.0 // of the paper over it
	leastApart = 40.0 // between the lines of two cheques
	leastLine  = 12   // characters of a line that is no speck: half of the shortest form
	mostPapers = 9    // on one page
)

// papers are the cheques of a page on which more than one lies, in pixels of the page as it
// arrived and as it comes out of its container, top to bottom as displayed; nil elsewhere.
func (e *Engine) papers(s *sheet, p bordereau.Page) ([]bordereau.Box, error) {
	w, h := s.laidSize()
	if s.told || p.Blank || float64(max(w, h)) > chequeShape*float64(min(w, h)) || orders(p.Words) < 2 {
		return nil, nil
	}
	words, err := e.linesOf(s)
	if err != nil {
		return nil, err
	}
	lines := magneticRows(words)
	if len(lines) < 2 || len(lines) > mostPapers {
		return nil, nil
	}
	mm := s.paperScale()
	fullW, fullH := s.size()
	var out []bordereau.Box
	for i, l := range lines {
		if i > 0 && float64(l.box.Y-lines[i-1].box.Y) < leastApart*mm {
			return nil, nil // beside each other, or no lines of cheques
		}
		over, under := aboveLine, belowLine
		if l.inverted {
			over, under = under, over
		}
		top, bottom := l.box.Y-int(over*mm), l.box.Y+l.box.H+int(under*mm)
		if i > 0 && !lines[i-1].inverted {
			top = max(top, lines[i-1].box.Y+lines[i-1].box.H+int(belowLine*mm/2))
		}
		if i+1 < len(lines) && lines[i+1].inverted {
			bottom = min(bottom, lines[i+1].box.Y-int(belowLine*mm/2))
		}
		top, bottom = max(top, 0), min(bottom, fullH)
		out = append(out, s.onRaw(bordereau.Box{Y: top, W: fullW, H: bottom - top}))
	}
	return out, nil
}

// orders counts the words that are on every cheque.
func orders(words []bordereau.Word) (n int) {
	for _, w := range words {
		switch strings.ToUpper(strings.Trim(w.Text, ".,:;")) {
		case "CHÈQUE", "CHEQUE", "CHÉQUE", "CHÈQUES", "CHEQUES":
			n++
		}
	}
	return n
}

// magneticRow is where a code line lies, and which way up.
type magneticRow struct {
	box      bordereau.Box
	inverted bool
}

// magneticRows are the lines that may be those of cheques, top to bottom.
func magneticRows(words []bordereau.Word) []magneticRow {
	var rows []magneticRow
	for i := 0; i < len(words); {
		n := i
		var l magneticRow
		for ; n < len(words) && words[n].Line == words[i].Line; n++ {
			l.box = l.box.Union(words[n].Box)
		}
		l.inverted = words[n-1].Box.X < words[i].Box.X
		if n-i >= leastLine {
			rows = append(rows, l)
		}
		i = n
	}
	slices.SortFunc(rows, func(a, b magneticRow) int { return cmp.Compare(a.box.Y, b.box.Y) })
	return rows
}

// onRaw is where a part of the page as displayed lies on the page as it comes out of its
// container, in the pixels it arrived in.
func (s *sheet) onRaw(b bordereau.Box) bordereau.Box {
	f := func(v int) int { return int(math.Round(float64(v) * s.scale)) }
	r := s.behind(rect{f(b.X), f(b.Y), f(b.W), f(b.H)})
	x1, y1 := max(r.x, 0), max(r.y, 0)
	x2, y2 := min(r.x+r.w, s.raw.width()), min(r.y+r.h, s.raw.height())
	g := func(v int) int { return int(math.Round(float64(v) / s.scale)) }
	return bordereau.Box{X: g(x1), Y: g(y1), W: g(x2 - x1), H: g(y2 - y1)}
}

// cutPiece brings the picture of a piece of a page to hand. Where the piece lies is known
// from its own reading, or else from that of the page.
func (d *desk) cutPiece(ctx context.Context, n int) (raster.Image, error) {
	base := bordereau.SheetOf(n)
	missing := bordereau.Errorf(bordereau.NotFound, "Le fichier n'a pas de page %s.", bordereau.PageName(n))
	if base < 1 || base > d.file.Count() {
		return raster.Image{}, missing
	}
	box := d.places[n]
	if box.Empty() {
		if _, err := d.readPage(ctx, base, false); err != nil {
			return raster.Image{}, err
		}
		if box = d.places[n]; box.Empty() && base > 1 { // a back, which is cut as its front is
			delete(d.pages, base)
			if _, err := d.readPage(ctx, base-1, false); err != nil {
				return raster.Image{}, err
			}
			if _, err := d.readPage(ctx, base, false); err != nil {
				return raster.Image{}, err
			}
		}
		if box = d.places[n]; box.Empty() {
			return raster.Image{}, missing
		}
	}
	s, err := d.fetch(ctx, base)
	if err != nil {
		return raster.Image{}, err
	}
	f := func(v int) int { return int(math.Round(float64(v) * s.scale)) }
	part, err := s.raw.clip(rect{f(box.X), f(box.Y), f(box.W), f(box.H)})
	if err != nil {
		return raster.Image{}, err
	}
	defer part.free()
	data, err := part.pnm()
	if err != nil {
		return raster.Image{}, err
	}
	img := raster.Image{Data: data, Rotate: 90 * s.quarter, Rendered: true}
	if s.dpi > 0 {
		img.DPI = int(math.Round(float64(s.dpi) * s.scale))
	}
	return img, nil
}
