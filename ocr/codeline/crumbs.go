package codeline

import (
	"image"
	"math"
	"slices"
)

// torn is a strip that may hold a line of which a threshold left crumbs.
type torn struct {
	match
	promise float32
}

// crumbs looks for a French line of which a threshold has left so little that its
// characters are no patches any more.
func (r *Reader) crumbs(img *image.Gray, p *plane, mm float64) (Line, bool) {
	f := r.fonts[0]
	var strips []torn
	least := float32(leastSketch)
	if float64(img.Rect.Dy()) <= chequeMM*mm {
		least = leastOnCheque
	}
	for _, row := range bands(img, mm, p) {
		strips = append(strips, f.torn(p.cut(row, false), least)...)
	}
	slices.SortStableFunc(strips, func(a, b torn) int { return int(math.Copysign(1, float64(b.promise-a.promise))) })
	combs := f.combs(1 / mm)
	for _, s := range strips[:min(len(strips), tries)] {
		found := reading{s.straightened(p), img, p, mm, combs}
		if line, ok := found.frenchLine(); ok {
			return line, true
		}
	}
	return Line{}, false
}

// straightened is a strip laid along the characters of its line, where that promises
// more: other ink beside a band may have tilted it.
func (t *torn) straightened(p *plane) match {
	places, _ := t.french()
	if len(places) == 0 {
		return t.match
	}
	next := t.along(p, places)
	if next.strip.row.near(t.strip.row, p) {
		return t.match
	}
	if _, promise := next.french(); promise <= t.promise {
		return t.match
	}
	return next
}

// torn gives a strip, each way up, where it promises a line. What its columns tell
// costs a hundredth of what its letters do, and sorts most of the text out: what tells
// less than least.
func (f *font) torn(s strip, least float32) (out []torn) {
	add := func(s strip) (told float32) {
		m := match{font: f, strip: s, t: f.templates[f.plain], tall: 1}
		if told = m.sketch(); told >= least {
			if _, promise := m.french(); promise >= leastPromise {
				out = append(out, torn{m, promise})
			}
		}
		return told
	}
	if add(s) >= leastOver {
		add(s.turned())
	}
	return out
}
