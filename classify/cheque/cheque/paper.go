package cheque

import (
	"context"
	"slices"

	"bordereau"
	"bordereau/classify/spec"
)

// A French cheque is 175 by 80 mm, and its code line stands 4 to 5 mm above the lower
// edge (NF K11-010), a character every eighth of an inch (ISO 1004-2).
const (
	wide, high  = 175.0, 80.0
	pitch       = 25.4 / 8
	foot        = 4.5
	lineFrom    = 18.0 // where the line begins, give or take a centimetre
	whiteBand   = 16.0 // in which nothing but the line stands
	chequeShape = 1.9  // a picture as long as that is one of a cheque alone
)

// paper is where a cheque lies on its page.
type paper struct {
	page int
	mm   float64 // pixels to a millimetre
	box  bordereau.Box
	band int // where the band of the code line begins
}

// paperOf finds it by its code line, else by the shape of the page; nil if neither tells.
func paperOf(ctx context.Context, s *spec.Sheet) *paper {
	return spec.Once(s, "cheque paper", func() *paper {
		if m := codeLineOf(ctx, s); m != nil {
			if p := m.paper(s.Page(m.page)); p != nil {
				return p
			}
		}
		if len(s.Reading.Pages) == 0 {
			return nil
		}
		page := s.Reading.Pages[0]
		if float64(page.Width) < chequeShape*float64(page.Height) {
			return nil
		}
		mm := float64(page.Width) / wide
		return &paper{page.Number, mm, bordereau.Box{W: page.Width, H: page.Height}, page.Height - int(whiteBand*mm)}
	})
}

// paper derives the cheque from its line: the pitch of the characters is its measure.
func (m *magnetic) paper(page *bordereau.Page) *paper {
	if page == nil || len(m.chars) < 8 {
		return nil
	}
	var steps []int
	for i := 1; i < len(m.chars); i++ {
		a, b := m.chars[i-1].Box, m.chars[i].Box
		steps = append(steps, (2*b.X+b.W-2*a.X-a.W)/2)
	}
	slices.Sort(steps)
	mm := float64(steps[len(steps)/2]) / pitch
	if mm < 1 {
		return nil
	}
	p := &paper{page: m.page, mm: mm, band: m.box.Y - int(1.5*mm)}
	bottom := min(page.Height, m.box.Y+m.box.H+int(foot*mm))
	top := max(0, bottom-int(high*mm))
	left, right := 0, page.Width
	if float64(page.Width) > 1.15*wide*mm { // a larger sheet
		left = max(0, m.box.X-int(lineFrom*mm))
		right = min(page.Width, left+int(wide*mm))
	}
	p.box = bordereau.Box{X: left, Y: top, W: right - left, H: bottom - top}
	return p
}

// at is a length in pixels.
func (p *paper) at(mm float64) int { return int(mm * p.mm) }

// holds says whether the middle of a box lies on the cheque.
func (p *paper) holds(page int, b bordereau.Box) bool {
	x, y := b.X+b.W/2, b.Y+b.H/2
	return page == p.page && x >= p.box.X && x < p.box.X+p.box.W && y >= p.box.Y && y < p.box.Y+p.box.H
}

// atRight says whether the middle of a box lies in the right half of the cheque.
func (p *paper) atRight(b bordereau.Box) bool { return 2*b.X+b.W > 2*p.box.X+p.box.W }
