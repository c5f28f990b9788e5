package engine

import (
	"cmp"
	"slices"

	"bordereau"
	"bordereau/ocr"
)

// The lines that are typed into a form: print on ruled lines and in frames, of which the
// analysis of a whole page loses some. The measures are those of paper, in millimetres.
const (
	formLeast   = 0.9 // how high letters are
	formMost    = 5.0
	formWidest  = 14.0 // letters that touch
	formGap     = 5.0  // between words of a line
	formShort   = 3.5  // how long a line is at least: a key in parentheses
	formLetters = 3    // and of how many parts
	formLines   = 16   // that are read in a zone
	keyWidest   = 9.0  // a key in parentheses
	keyLetters  = 2    // and of how many parts: what is small may touch
	formSure    = 0.5  // from which a word, or a line on the average, counts as read
)

// formLinesIn reads the lines of print in a box of the page, each found by its ink and
// read by itself, with ruled lines and frames taken off. known are words that need not
// be read again.
func (e *Engine) formLinesIn(s *sheet, known []bordereau.Word, box bordereau.Box) ([]bordereau.Word, error) {
	lines, err := s.formLines(known, box, formLetters)
	if err != nil {
		return nil, err
	}
	var words []bordereau.Word
	for n, b := range lines {
		pad := max(2, b.H/5)
		b = bordereau.Box{X: max(0, b.X-pad), Y: max(0, b.Y-pad), W: b.W + 2*pad, H: b.H + 2*pad}
		got, err := e.formLine(s, b, ocr.Line)
		if err != nil {
			return nil, err
		}
		if mean(got) < formSure { // a line of which words are left out says something else
			continue
		}
		for _, w := range vocabulary(got) {
			w.Block, w.Line = 1, n+1
			words = append(words, w)
		}
	}
	return words, nil
}

// keysIn reads the lines in a box that are no longer than a key in parentheses.
func (e *Engine) keysIn(s *sheet, box bordereau.Box) ([]bordereau.Word, error) {
	lines, err := s.formLines(nil, box, keyLetters)
	if err != nil {
		return nil, err
	}
	var words []bordereau.Word
	for n, b := range lines {
		if float64(b.W) > keyWidest*s.paperScale() {
			continue
		}
		pad := b.H / 3
		got, err := e.formLine(s, bordereau.Box{X: max(0, b.X-pad), Y: max(0, b.Y-pad), W: b.W + 2*pad, H: b.H + 2*pad}, ocr.PrintedKey)
		if err != nil {
			return nil, err
		}
		for _, w := range vocabulary(got) {
			w.Block, w.Line = 1, n+1
			words = append(words, w)
		}
	}
	return words, nil
}

// formLine reads one line with ruled lines and frames taken off.
func (e *Engine) formLine(s *sheet, box bordereau.Box, alphabet ocr.Alphabet) ([]seen, error) {
	part, at, err := s.cut(box)
	if err != nil {
		return nil, err
	}
	defer part.free()
	plain, err := s.unlined(part)
	if err != nil {
		return nil, err
	}
	defer plain.free()
	return e.lookAt(e.pages, s, plain, at, alphabet, glance{letters: 22, stretch: 1, mode: modeLine})
}

// formLines finds where lines of print, each of so many parts at least, are in a box, top
// to bottom.
func (s *sheet) formLines(known []bordereau.Word, box bordereau.Box, least int) ([]bordereau.Box, error) {
	w, h := s.size()
	grey, fit, mm, err := s.inkSheet()
	if err != nil {
		return nil, err
	}
	defer grey.free()
	bw, err := grey.binary(inkLevel)
	if err != nil {
		return nil, err
	}
	defer bw.free()
	plain, err := bw.formUnruled(mm)
	if err != nil {
		return nil, err
	}
	defer plain.free()
	parts, err := plain.components()
	if err != nil {
		return nil, err
	}
	read := fit.read(known)
	kept := slices.DeleteFunc(parts, func(r rect) bool {
		high := float64(r.h)
		x, y := r.x+r.w/2, r.y+r.h/2
		at := fit.home(r, w, h)
		return high > formMost*mm || high < formLeast*mm || float64(r.w) > formWidest*mm ||
			!box.Empty() && (at.X < box.X || at.Y < box.Y || at.X+at.W > box.X+box.W || at.Y+at.H > box.Y+box.H) ||
			slices.ContainsFunc(read, func(k rect) bool { return x >= k.x && x < k.x+k.w && y >= k.y && y < k.y+k.h })
	})
	var out []bordereau.Box
	for _, l := range lined(kept, mm, least) {
		out = append(out, fit.home(l, w, h))
	}
	return out, nil
}

// read are the places of words that were read, in pixels of the picture at hand.
func (p place) read(known []bordereau.Word) []rect {
	var out []rect
	for _, w := range known {
		if w.Confidence >= formSure {
			out = append(out, rect{int(float64(w.Box.X)*p.scale+p.dx) - 2, int(float64(w.Box.Y)*p.scale+p.dy) - 2, int(float64(w.Box.W)*p.scale) + 4, int(float64(w.Box.H)*p.scale) + 4})
		}
	}
	return out
}

// lined puts letters together that follow each other on a line.
func lined(letters []rect, mm float64, least int) []rect {
	slices.SortFunc(letters, func(a, b rect) int { return cmp.Or(a.x-b.x, a.y-b.y) })
	type run struct {
		all, last rect
		n         int
	}
	var runs []run
	for _, l := range letters {
		best, near := -1, formGap*mm
		for i, r := range runs {
			gap := float64(l.x - r.last.x - r.last.w)
			shared := min(l.y+l.h, r.last.y+r.last.h) - max(l.y, r.last.y)
			if 2*shared >= min(l.h, r.last.h) && max(l.h, r.last.h) <= 3*min(l.h, r.last.h) && gap < near {
				best, near = i, gap
			}
		}
		if best < 0 {
			runs = append(runs, run{l, l, 1})
			continue
		}
		r := &runs[best]
		r.all, r.last, r.n = union(r.all, l), l, r.n+1
	}
	runs = slices.DeleteFunc(runs, func(r run) bool {
		return r.n < least || float64(r.all.w) < formShort*mm || float64(r.all.h) > 1.8*formMost*mm
	})
	slices.SortFunc(runs, func(a, b run) int { return b.all.w - a.all.w })
	runs = runs[:min(len(runs), formLines)]
	slices.SortFunc(runs, func(a, b run) int { return cmp.Or(a.all.y-b.all.y, a.all.x-b.all.x) })
	out := make([]rect, len(runs))
	for i, r := range runs {
		out[i] = r.all
	}
	return out
}
