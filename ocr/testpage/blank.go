package testpage

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// Bare draws an empty A4 sheet as scanners deliver it: with grain, shade, the
// texture of paper, a dark edge, punch holes, a staple, specks, and the print of
// its back shining through; which of them, and how strong, is by the seed. What
// was drawn is said in a few words.
func Bare(seed, dpi int) (Page, string, error) { return worn(seed, dpi, nil) }

// Nearly draws such a sheet with one thing on it that somebody may have meant: a
// short faint word, a small number, a pale stamp, a signature.
func Nearly(seed, dpi int) (Page, string, error) {
	things := []func(*Sheet, *rand.Rand) (string, error){faintWord, smallNumber, paleStamp, signature}
	return worn(seed, dpi, things[seed%len(things)])
}

func worn(seed, dpi int, thing func(*Sheet, *rand.Rand) (string, error)) (Page, string, error) {
	s, err := New(dpi)
	if err != nil {
		return Page{}, "", err
	}
	r := rand.New(rand.NewPCG(uint64(seed), 41))
	said := ""
	if r.IntN(2) == 0 {
		deep := 4 + 14*r.Float64()
		if err := s.shineThrough(seed%7, deep); err != nil {
			return Page{}, "", err
		}
		said += fmt.Sprintf("back %.0f, ", deep)
	}
	if thing != nil {
		what, err := thing(s, r)
		if err != nil {
			return Page{}, "", err
		}
		said = what + ", " + said
	}
	if r.IntN(2) == 0 {
		n := 2 + 2*r.IntN(2)
		for i := range n {
			s.disc(11, 148.5+80*(float64(i)-float64(n-1)/2), 2.75, uint8(15+r.IntN(110)))
		}
		said += fmt.Sprintf("%d holes, ", n)
	}
	if r.IntN(3) == 0 {
		s.staple(r)
		said += "staple, "
	}
	specks := r.IntN(25)
	for range specks {
		s.disc(210*r.Float64(), 297*r.Float64(), 0.05+0.2*r.Float64(), uint8(20+r.IntN(150)))
	}
	said += fmt.Sprintf("%d specks, ", specks)
	texture := 5 * r.Float64()
	s.texture(r, texture)
	p := s.page
	if r.IntN(2) == 0 {
		said += "edge, "
		s.edge(r)
	}
	d := Degradation{Paper: 225 + 30*r.Float64(), Shade: 0.4 * r.Float64(), Noise: 12 * r.Float64() * r.Float64(), Blur: r.IntN(2)}
	said += fmt.Sprintf("texture %.1f, paper %.0f, shade %.2f, noise %.1f, blur %d", texture, d.Paper, d.Shade, d.Noise, d.Blur)
	return Spoil(p, d, seed), said, nil
}

// shineThrough lays a letter's mirror image over the page, spread by the paper's
// fibres and so many greys deep.
func (s *Sheet) shineThrough(n int, deep float64) error {
	back, err := Letter(n, s.page.DPI)
	if err != nil {
		return err
	}
	img := back.Image
	for range 2 + s.page.DPI/150 {
		img = soften(img)
	}
	w := img.Rect.Dx()
	for y := range img.Rect.Dy() {
		for x := range w {
			ink := float64(255-img.Pix[y*img.Stride+w-1-x]) / 255
			s.darken(x, y, ink*deep)
		}
	}
	return nil
}

func faintWord(s *Sheet, r *rand.Rand) (string, error) {
	word := pick(r, []string{"Non", "oui", "vu", "Bon", "le", "Annexe", "p. 2", "copie", "RAS", "NB"})
	size, grey := 9+5*r.Float64(), uint8(90+r.IntN(90))
	return fmt.Sprintf("%q of %.0f points, grey %d", word, size, grey), s.faint(r, r.IntN(2) == 0, size, grey, word)
}

func smallNumber(s *Sheet, r *rand.Rand) (string, error) {
	number := pick(r, []string{"1", "7", "12", "4", "308", "2/3", "- 2 -"})
	size, grey := 7+2*r.Float64(), uint8(20+r.IntN(120))
	return fmt.Sprintf("%q of %.0f points, grey %d", number, size, grey), s.faint(r, r.IntN(2) == 0, size, grey, number)
}

func (s *Sheet) faint(r *rand.Rand, serif bool, points float64, grey uint8, text string) error {
	face, err := s.Face(serif, points)
	if err != nil {
		return err
	}
	defer face.Close()
	d := font.Drawer{Dst: s.page.Image, Src: image.NewUniform(color.Gray{Y: grey}), Face: face}
	d.Dot = fixed.P(s.px(20+165*r.Float64()), s.px(20+260*r.Float64()))
	d.DrawString(text)
	return nil
}

// paleStamp is a frame with two lines in it, as little ink leaves it.
func paleStamp(s *Sheet, r *rand.Rand) (string, error) {
	face, err := s.Face(false, 12)
	if err != nil {
		return "", err
	}
	defer face.Close()
	grey := uint8(150 + r.IntN(45))
	x, y := 20+120*r.Float64(), 20+230*r.Float64()
	for _, e := range [][4]float64{{0, 0, 50, 0}, {50, 0, 50, 20}, {50, 20, 0, 20}, {0, 20, 0, 0}} {
		s.pen(x+e[0], y+e[1], x+e[2], y+e[3], 0.5, grey)
	}
	d := font.Drawer{Dst: s.page.Image, Src: image.NewUniform(color.Gray{Y: grey}), Face: face}
	for i, line := range []string{"REÇU LE", "12 MARS 2026"} {
		d.Dot = fixed.P(s.px(x+4), s.px(y+8+7*float64(i)))
		d.DrawString(line)
	}
	return fmt.Sprintf("a stamp of grey %d", grey), nil
}

// signature is a pen's run up and down.
func signature(s *Sheet, r *rand.Rand) (string, error) {
	grey := uint8(40 + r.IntN(120))
	x, y := 20+130*r.Float64(), 30+240*r.Float64()
	a, b, c := 3+4*r.Float64(), 0.5+r.Float64(), 6*r.Float64()
	at := func(t float64) (float64, float64) {
		return x + 35*t + 3*math.Sin(19*b*t), y + a*math.Sin(13*t+c)*(1-0.6*t)
	}
	for i := range 200 {
		x1, y1 := at(float64(i) / 200)
		x2, y2 := at(float64(i+1) / 200)
		s.pen(x1, y1, x2, y2, 0.35, grey)
	}
	return fmt.Sprintf("a signature of grey %d", grey), nil
}

// staple is a bar in an upper corner with its soft shadow beside it.
func (s *Sheet) staple(r *rand.Rand) {
	x, y := 8+10*r.Float64(), 8+10*r.Float64()
	if r.IntN(2) == 0 {
		x = 210 - x
	}
	sin, cos := math.Sincos((r.Float64() - 0.5) * 1.8)
	long, grey := 10+3*r.Float64(), uint8(70+r.IntN(80))
	s.pen(x+0.3-cos*long/2, y+0.4-sin*long/2, x+0.3+cos*long/2, y+0.4+sin*long/2, 0.5, 215)
	s.pen(x-cos*long/2, y-sin*long/2, x+cos*long/2, y+sin*long/2, 0.5, grey)
}

// edge darkens the sides that the paper did not cover, deeper at one end.
func (s *Sheet) edge(r *rand.Rand) {
	w, h := s.page.Image.Rect.Dx(), s.page.Image.Rect.Dy()
	for side := range 4 {
		if r.IntN(2) == 0 {
			continue
		}
		near, far, grey := 8*r.Float64(), 8*r.Float64(), uint8(r.IntN(90))
		for y := range h {
			for x := range w {
				from, along := x, float64(y)/float64(h)
				switch side {
				case 1:
					from = w - 1 - x
				case 2:
					from, along = y, float64(x)/float64(w)
				case 3:
					from, along = h-1-y, float64(x)/float64(w)
				}
				if from < s.px(near+(far-near)*along) {
					s.page.Image.Pix[y*s.page.Image.Stride+x] = grey
				}
			}
		}
	}
}

// texture is the cloudiness of paper, of a few millimetres.
func (s *Sheet) texture(r *rand.Rand, deep float64) {
	w, h := s.page.Image.Rect.Dx(), s.page.Image.Rect.Dy()
	wave := func(n int) []float64 {
		out, f, at := make([]float64, n), 2*math.Pi/float64(s.px(3+9*r.Float64())), 6*r.Float64()
		for i := range out {
			out[i] = math.Sin(f*float64(i) + at)
		}
		return out
	}
	across, down := wave(w), wave(h)
	for y := range h {
		for x := range w {
			s.darken(x, y, deep*(1+across[x]*down[y]))
		}
	}
}

func (s *Sheet) disc(x, y, radius float64, grey uint8) { s.pen(x, y, x, y, 2*radius, grey) }

// pen draws a straight stroke with round ends, in millimetres.
func (s *Sheet) pen(x1, y1, x2, y2, width float64, grey uint8) {
	k := float64(s.page.DPI) / 25.4
	x1, y1, x2, y2, half := x1*k, y1*k, x2*k, y2*k, width*k/2
	l := (x2-x1)*(x2-x1) + (y2-y1)*(y2-y1)
	for y := int(min(y1, y2) - half - 1); y <= int(max(y1, y2)+half+1); y++ {
		for x := int(min(x1, x2) - half - 1); x <= int(max(x1, x2)+half+1); x++ {
			t := 0.0
			if l > 0 {
				t = min(1, max(0, ((float64(x)-x1)*(x2-x1)+(float64(y)-y1)*(y2-y1))/l))
			}
			cover := half + 0.5 - math.Hypot(float64(x)-x1-t*(x2-x1), float64(y)-y1-t*(y2-y1))
			if cover = min(1, cover); cover <= 0 || !image.Pt(x, y).In(s.page.Image.Rect) {
				continue
			}
			i := y*s.page.Image.Stride + x
			s.page.Image.Pix[i] = min(s.page.Image.Pix[i], uint8(255-cover*float64(255-grey)))
		}
	}
}

func (s *Sheet) darken(x, y int, by float64) {
	i := y*s.page.Image.Stride + x
	s.page.Image.Pix[i] = uint8(max(0, float64(s.page.Image.Pix[i])-by))
}
