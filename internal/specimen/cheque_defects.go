package specimen

import (
	"image"
	"math"
	"math/rand/v2"
)

// GradedCheque draws defects of a grade as cheques have them: those of Graded, without
// what is for letters (punch, cup, mail stamp), and what happens to cheques in wallets and
// sorters: cut edges (the lower one up to near the code line), the dark glass or the light
// lid of the scanner around, folded corners, creases, stamps and signatures over the code
// line. None loses what is read on a cheque: where it is turned or shifted the picture has
// room around it. Above HeldOut there also come kinds that tuning never sees: Streaks,
// Banding and Fibres. None is black and white: Bitonal or Adaptive asks for that.
func GradedCheque(g Grade, seed uint64) Defects {
	d := Graded(g, seed)
	d.Punch, d.Coffee, d.Stamp = false, false, false
	d.Skew = max(-3.5, min(3.5, d.Skew))
	d.ShiftX, d.ShiftY = d.ShiftX/4, d.ShiftY/8
	if g == Clean {
		return d
	}
	r := stream(seed, "graded cheque", int(g))
	one := func(in int) bool { return r.IntN(in) == 0 }
	strength := float64(g) * (0.3 + 0.7*r.Float64()) // up to 1, 2, 3
	for _, edge := range []*float64{&d.Cut, &d.CutLeft, &d.CutTop, &d.CutBottom} {
		if one(5) {
			*edge = strength * 1.1
		}
	}
	if one(4) {
		d.Glass = 2 + 5*strength*r.Float64()
	}
	// The ends of a turned cheque rise and sink by half its width times the angle.
	if room := chequeWidth / 2 * math.Sin(math.Abs(d.Skew)*math.Pi/180); room > 1.5 && d.Glass < room {
		d.Glass, d.LightLid = room, !one(3)
	}
	if one(4) {
		d.Fold = 3 + 2*strength
	}
	if one(3) {
		d.Creases = 1 + r.IntN(int(g))
	}
	d.LineStamp = g >= Medium && one(8)
	d.LineStroke = g >= Medium && one(8)
	if seed > HeldOut {
		switch r.IntN(4) {
		case 0:
			d.Streaks = int(g)
		case 1:
			d.Banding = 0.03 * strength
		case 2:
			d.Fibres = 2 * int(g)
		}
	}
	return d
}

// mark puts on the paper what happened to it before it was scanned.
func (d Defects) mark(s *sheet, r *rand.Rand) {
	if d.LineStamp {
		s.stampOverLine(r)
	}
	if a, ok := s.areas["code_line"]; ok && d.LineStroke {
		x := a.X + a.W*(0.1+0.8*r.Float64())
		s.penStroke(r, 0.45, uint8(40+r.IntN(50)), smooth([][2]float64{{x + 9, a.Y - 9}, {x + 4 + 3*r.Float64(), a.Y - 1}, {x, a.Y + a.H + 1}, {x - 5, a.Y + 1}}))
	}
	for range d.Creases {
		s.crease(r)
	}
	for range d.Fibres {
		x, y, a := s.w*r.Float64(), s.h*r.Float64(), 2*math.Pi*r.Float64()
		bend := 4 * (r.Float64() - 0.5)
		sin, cos := math.Sincos(a)
		s.curve(0.12, uint8(60+r.IntN(60)), true, smooth([][2]float64{{x, y}, {x + 4*cos - bend*sin, y + 4*sin + bend*cos}, {x + 9*cos, y + 9*sin}})...)
	}
	if d.Fold > 0 {
		s.fold(r, d.Fold)
	}
}

// stampOverLine is a counter's stamp that slipped onto the code line.
func (s *sheet) stampOverLine(r *rand.Rand) {
	a, ok := s.areas["code_line"]
	if !ok {
		return
	}
	m := newSheet(30, 11)
	ink := uint8(105 + r.IntN(45))
	m.frame(0.5, 0.5, 29, 10, 0.4, ink)
	text := pick(r, []string{"REMIS", "PAYÉ", "AGENCE"})
	m.grey(15-width(sansBold, 13, text)/2, 7.4, sansBold, 13, ink, text)
	s.stamps = append(s.stamps, stamp{m, a.X + (a.W-30)*r.Float64(), a.Y - 7 + 3*r.Float64(), -8 + 16*r.Float64()})
}

// crease is a fold that was smoothed out: ink is off along it, with a shadow beside.
func (s *sheet) crease(r *rand.Rand) {
	x, lean := s.w*(0.2+0.6*r.Float64()), 8*(r.Float64()-0.5)
	a, b := [2]float64{x, 0}, [2]float64{x + lean, s.h}
	if r.IntN(3) == 0 {
		y := s.h * (0.3 + 0.4*r.Float64())
		a, b = [2]float64{0, y}, [2]float64{s.w, y + lean/2}
	}
	s.curve(0.14, 235, true, a, b)
	s.curve(0.1, 178, true, [2]float64{a[0] + 0.2, a[1] + 0.2}, [2]float64{b[0] + 0.2, b[1] + 0.2})
}

// fold turns a corner over where nothing is read: the upper left, or the lower right
// beyond the end of the code line.
func (s *sheet) fold(r *rand.Rand, n float64) {
	a, ok := s.areas["code_line"]
	corner, in := [2]float64{0, 0}, 1.0
	if r.IntN(2) == 0 && ok && a.X+a.W+n+1 < s.w {
		corner, in = [2]float64{s.w, s.h}, -1
	}
	p, q := [2]float64{corner[0] + in*n, corner[1]}, [2]float64{corner[0], corner[1] + in*n*0.8}
	for _, f := range []struct {
		grey uint8
		tip  [2]float64
	}{{255, corner}, {222, [2]float64{corner[0] + in*n*0.75, corner[1] + in*n*0.7}}} {
		s.polygon(f.grey, p, q, f.tip)
		s.shapes[len(s.shapes)-1].over = true
	}
	s.curve(0.15, 150, true, p, q)
}

// onGlass is a page on the glass of a scanner, n pixels of whose lid are seen around.
func onGlass(src *image.Gray, n int, lid uint8) *image.Gray {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dst := image.NewGray(image.Rect(0, 0, w+2*n, h+2*n))
	for i := range dst.Pix {
		dst.Pix[i] = lid
	}
	for y := range h {
		copy(dst.Pix[(y+n)*dst.Stride+n:], src.Pix[y*src.Stride:y*src.Stride+w])
	}
	return dst
}

// Greys of a scanner's lid.
const darkLid, lightLid = 38, 236

// cut takes off the edges that are missing.
func (d Defects) cut(p *painter, src *image.Gray) *image.Gray {
	area := image.Rect(int(p.px(d.CutLeft)), int(p.px(d.CutTop)), src.Rect.Dx()-int(p.px(d.Cut)), src.Rect.Dy()-int(p.px(d.CutBottom)))
	if area == src.Rect || area.Dx() < src.Rect.Dx()/2 || area.Dy() < src.Rect.Dy()/2 {
		return src
	}
	dst := image.NewGray(image.Rect(0, 0, area.Dx(), area.Dy()))
	for y := range area.Dy() {
		copy(dst.Pix[y*dst.Stride:(y+1)*dst.Stride], src.Pix[(y+area.Min.Y)*src.Stride+area.Min.X:])
	}
	return dst
}

// locallyBitonal is black where a point is darker than the mean around it, over a window
// of some 5 mm, as the thresholds of document scanners are.
func locallyBitonal(img *image.Gray, dpi int) {
	mean := image.NewGray(img.Rect)
	copy(mean.Pix, img.Pix)
	boxes(mean, dpi/10)
	for i, v := range img.Pix {
		if int(v)*100 < int(mean.Pix[i])*82 {
			img.Pix[i] = 0
		} else {
			img.Pix[i] = 255
		}
	}
}

// streaks are the lines that dirt on a scanner's sensor leaves, from edge to edge.
func (p *painter) streaks(img *image.Gray, n int, r *rand.Rand) {
	w := img.Rect.Dx()
	for range n {
		x, wide, by := r.IntN(w), 1+r.IntN(max(1, int(p.px(0.15)))), 25+r.IntN(50)
		if r.IntN(2) == 0 {
			by = -by
		}
		for y := range img.Rect.Dy() {
			row := img.Pix[y*img.Stride : y*img.Stride+w]
			for k := x; k < min(w, x+wide); k++ {
				row[k] = uint8(max(0, min(255, int(row[k])+by)))
			}
		}
	}
}

// banding is an uneven feed: the light of the rows goes up and down by a share.
func (p *painter) banding(img *image.Gray, share float64, r *rand.Rand) {
	long, phase := p.px(2.5+4*r.Float64()), 6*r.Float64()
	for y := range img.Rect.Dy() {
		light := int(256 * (1 - share + share*math.Sin(phase+2*math.Pi*float64(y)/long)))
		row := img.Pix[y*img.Stride : y*img.Stride+img.Rect.Dx()]
		for x, v := range row {
			row[x] = uint8(min(255, int(v)*light>>8))
		}
	}
}
