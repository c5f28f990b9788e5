package specimen

import (
	"strings"

	"bordereau"
)

// perfectDPI is the resolution of a perfect reading.
const perfectDPI = 300

// Reading is what a reader without any error would make of the drawing: every printed
// word in its place. It holds nothing of what a pen wrote.
func (d Drawing) Reading() bordereau.Reading {
	px := func(mm float64) int { return int(mm * perfectDPI / 25.4) }
	r := bordereau.Reading{Format: d.Truth.Format}
	for n, s := range d.sheets {
		page := bordereau.Page{Number: n + 1, DPI: perfectDPI, Width: px(s.w), Height: px(s.h)}
		for block, p := range s.prints {
			if p.pen != nil {
				continue
			}
			x, rest := p.x, p.text
			for _, word := range strings.Fields(p.text) {
				at := strings.Index(rest, word)
				before := p
				before.text = rest[:at]
				x += before.length()
				before.text = word
				page.Words = append(page.Words, bordereau.Word{Text: word, Confidence: 0.96, Block: block,
					Box: bordereau.Box{X: px(x), Y: px(p.y - p.height()), W: max(1, px(before.length())), H: max(1, px(p.height()))}})
				x, rest = x+before.length(), rest[at+len(word):]
			}
		}
		r.Pages = append(r.Pages, page)
	}
	return r
}
