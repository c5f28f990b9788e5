package specimen

import "bordereau/internal/cmc7"

// magnetic draws a code line with the bottom of its characters at y.
func (s *sheet) magnetic(x, y float64, line string) {
	for _, c := range line {
		if g, ok := cmc7.Glyphs[c]; ok {
			for i, at := range g.Offsets() {
				for _, seg := range g.Bars[i] {
					s.block(x+at, y-seg[1]/100*cmc7.Height, cmc7.Bar, (seg[1]-seg[0])/100*cmc7.Height, 15)
				}
			}
		}
		x += cmc7.Pitch
	}
}
