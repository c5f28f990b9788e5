package penman

import (
	"image"
	"math"
	"math/rand/v2"
)

// Paper is what an amount is written on, and what scans it. Lengths in mm.
type Paper struct {
	DPI           int
	Width, Height float64 // of the box
	Margin        float64 // of paper around the box that is cut out with it; below 0 less than the box
	Frame         float64 // width of the box's rules, 0 none
	Guilloche     uint8   // grey of the waves behind, 0 none
	Sign          bool    // a printed € at the left
	White, Black  uint8   // greys of paper and ink
	Noise, Blur   float64 // greys, pixels
	Shade         float64 // how much darker one side is
	Bitonal       uint8   // threshold, 0 stays grey
	Unseen        Damage
}

// Damage is of kinds that training never sees.
type Damage struct {
	Breaks float64 // share of the ink that a dry pen leaves out
	Wave   float64 // of the paper in the feeder, mm
	Shear  float64 // of a phone held askew: the right side is so much taller
	Blocks int     // coarse steps of a hard compression, in grey levels
}

// NewPaper makes up a paper and a scanner.
func NewPaper(r *rand.Rand) Paper {
	p := Paper{
		DPI: []int{100, 150, 200, 200, 240, 300, 300}[r.IntN(7)], Width: 34 + 10*r.Float64(), Height: 8 + 3.5*r.Float64(),
		White: uint8(200 + r.IntN(56)), Black: uint8(r.IntN(110)), Noise: 10 * r.Float64() * r.Float64(), Blur: 1.1 * r.Float64() * r.Float64(), Shade: .15 * r.Float64(),
		Sign: r.IntN(3) == 0,
	}
	if r.IntN(2) == 0 {
		p.Frame, p.Margin = .15+.4*r.Float64(), 1.2*r.Float64()
	}
	if r.IntN(2) == 0 {
		p.Guilloche = p.White - uint8(10+r.IntN(45))
	}
	if r.IntN(4) == 0 {
		p.Bitonal = uint8(int(p.Black) + (int(p.White)-int(p.Black))*(45+r.IntN(25))/100)
	}
	return p
}

// Worse is a paper with damage of an unseen kind.
func (p Paper) Worse(r *rand.Rand) Paper {
	switch r.IntN(4) {
	case 0:
		p.Unseen.Breaks = .04 + .08*r.Float64()
	case 1:
		p.Unseen.Wave = .3 + .6*r.Float64()
	case 2:
		p.Unseen.Shear = .15 + .25*r.Float64()
	default:
		p.Unseen.Blocks = 24 + r.IntN(32)
	}
	return p
}

// lay puts the inks on the paper and scans it: the picture and, for each pixel, which
// ink is there, counted from 1.
func (p Paper) lay(inks []*mask, glyphs []rune, r *rand.Rand) (*image.Gray, []uint8) {
	scale := float64(p.DPI) / 25.4
	pad := int(p.Margin * scale)
	w, h := int(p.Width*scale)+2*pad, int(p.Height*scale)+2*pad
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = p.White
	}
	p.print(img, pad, scale, r)
	labels := make([]uint8, w*h)
	best := make([]uint8, w*h)
	for i, m := range inks {
		for y := m.Min.Y; y < m.Max.Y; y++ {
			for x := m.Min.X; x < m.Max.X; x++ {
				X, Y := x+pad, y+pad
				a := m.at(x, y)
				if a == 0 || X < 0 || Y < 0 || X >= w || Y >= h {
					continue
				}
				at := Y*w + X
				v := int(img.Pix[at])
				img.Pix[at] = uint8(v - max(v-int(p.Black), 0)*int(a)/255)
				if a > best[at] && a > 100 {
					best[at], labels[at] = a, uint8(i+1)
				}
			}
		}
	}
	labels = p.damage(img, labels, scale, r)
	p.scan(img, r)
	return img, labels
}

// print is the box and what is printed behind it.
func (p Paper) print(img *image.Gray, pad int, scale float64, r *rand.Rand) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	ink := func(lines []stroke, nib float64, grey uint8) {
		m := inked(lines, func(float64) float64 { return nib })
		for y := max(m.Min.Y, 0); y < min(m.Max.Y, h); y++ {
			for x := max(m.Min.X, 0); x < min(m.Max.X, w); x++ {
				v := int(img.Pix[y*w+x])
				img.Pix[y*w+x] = uint8(v - max(v-int(grey), 0)*int(m.at(x, y))/255)
			}
		}
	}
	if p.Guilloche > 0 {
		pitch, swing, long, tilt := (1+2*r.Float64())*scale, (.3+r.Float64())*scale, (4+8*r.Float64())*scale, r.Float64()-.5
		for base := -float64(h); base < 2*float64(h); base += pitch {
			var s stroke
			for x := 0.0; x <= float64(w)+4; x += 4 {
				s = append(s, point{x, base + swing*math.Sin(x/long*2*math.Pi) + tilt*x})
			}
			ink([]stroke{s}, max(.12*scale, .6), p.Guilloche)
		}
	}
	grey := uint8(int(p.Black)/2 + r.IntN(100))
	if p.Frame > 0 {
		l, t, R, b := float64(pad), float64(pad), float64(w-pad), float64(h-pad)
		lean := .004 * r.NormFloat64() * float64(w)
		ink([]stroke{{{l, t}, {R, t + lean}}, {{l, b}, {R, b + lean}}, {{l, t}, {l, b}}, {{R, t + lean}, {R, b + lean}}}, max(p.Frame*scale, .8), grey)
	}
}

// sign is the € that many cheques have printed in their box.
func (p Paper) sign(scale float64, r *rand.Rand) (*mask, error) {
	hand := Hand{variants: map[rune]int{'€': r.IntN(2)}, wide: 1, nib: .4 + .3*r.Float64()}
	return hand.character('€', .4*scale, p.Height*scale*.7, 3*scale, scale, r)
}

// scan is what the scanner does.
func (p Paper) scan(img *image.Gray, r *rand.Rand) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if p.Blur > .2 {
		soften(img, min(p.Blur*p.Blur/2, .33))
	}
	ax := p.Shade * sign(r) / float64(w)
	for y := range h {
		for x := range w {
			at := y*w + x
			v := float64(img.Pix[at])*(1-max(p.Shade, 0)/2+ax*(float64(x)-float64(w)/2)) + p.Noise*r.NormFloat64()
			v = min(255, max(0, v))
			if p.Bitonal > 0 {
				v = 255 * math.Round(min(1, max(0, v-float64(p.Bitonal)+.5)))
			}
			img.Pix[at] = uint8(v)
		}
	}
}

// soften mixes each pixel with its four neighbours.
func soften(img *image.Gray, side float64) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	was := append([]uint8(nil), img.Pix...)
	for y := range h {
		for x := range w {
			v := func(dx, dy int) float64 {
				return float64(was[min(max(y+dy, 0), h-1)*w+min(max(x+dx, 0), w-1)])
			}
			img.Pix[y*w+x] = uint8((1-2*side)*v(0, 0) + side/2*(v(1, 0)+v(-1, 0)+v(0, 1)+v(0, -1)))
		}
	}
}

// damage moves and breaks what is on the paper, and returns the labels moved alike.
func (p Paper) damage(img *image.Gray, labels []uint8, scale float64, r *rand.Rand) []uint8 {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if p.Unseen.Wave > 0 || p.Unseen.Shear > 0 {
		was, out := append([]uint8(nil), img.Pix...), make([]uint8, len(labels))
		long, phase := (10+15*r.Float64())*scale, 6*r.Float64()
		for y := range h {
			for x := range w {
				fy := float64(y) + p.Unseen.Wave*scale*math.Sin(float64(x)/long*2*math.Pi+phase)
				fy = (fy-float64(h)/2)*(1+p.Unseen.Shear*(.5-float64(x)/float64(w))) + float64(h)/2
				from := min(max(int(math.Round(fy)), 0), h-1)*w + x
				img.Pix[y*w+x], out[y*w+x] = was[from], labels[from]
			}
		}
		labels = out
	}
	if p.Unseen.Breaks > 0 {
		for range int(p.Unseen.Breaks * float64(w*h) / (.09 * scale * scale)) {
			x0, y0, n := r.IntN(w), r.IntN(h), max(1, int(.25*scale))
			for y := y0; y < min(y0+n, h); y++ {
				for x := x0; x < min(x0+n, w); x++ {
					if labels[y*w+x] > 0 {
						img.Pix[y*w+x], labels[y*w+x] = p.White, 0
					}
				}
			}
		}
	}
	if b := p.Unseen.Blocks; b > 0 {
		for y := range h {
			for x := range w { // each block of 4 takes its coarse mean in part
				at := (y&^3)*w + x&^3
				img.Pix[y*w+x] = uint8(min(255, (int(img.Pix[y*w+x])*3+int(img.Pix[at]))/4/b*b+b/2))
			}
		}
	}
	return labels
}
