package penman

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"slices"
	"strings"

	"bordereau/internal/script"
)

// Line is a line of writing as it is cut out of a scan, and what it says in the letters
// of the reader of lines.
type Line struct {
	Image *image.Gray
	MM    float64 // pixels
	Text  string
}

// Line writes something on paper and scans it.
func (s *School) Line(r *rand.Rand) (*Line, error) {
	ms, figures := s.saying(r)
	return s.write(ms, figures, r)
}

// Write writes a text.
func (s *School) Write(text string, r *rand.Rand) (*Line, error) {
	return s.write(marksOf(text), false, r)
}

func (s *School) write(ms []mark, figures bool, r *rand.Rand) (*Line, error) {
	p := NewPaper(r)
	scale := float64(p.DPI) / 25.4
	height := (2.6 + 2*r.Float64()) * scale
	if figures {
		height = (3 + 3.5*r.Float64()) * scale
	}
	scribe := s.NewScribe(r)
	inks, err := scribe.line(s, ms, height, scale, r)
	if err != nil {
		return nil, err
	}
	b := extent(inks)
	side := func() int { return int(scale * (1 + 7*square(r))) }
	left, right := side(), side()
	above, below := int(scale*(.6+2*square(r)))-b.Min.Y, int(scale*(.6+2*square(r)))+b.Max.Y
	above, below = max(above, int(.8*height)), max(below, int(.1*height))
	img := image.NewGray(image.Rect(0, 0, b.Dx()+left+right, above+below))
	for i := range img.Pix {
		img.Pix[i] = p.White
	}
	for _, m := range inks {
		m.Rectangle = m.Add(image.Pt(left-b.Min.X, above))
	}
	strange, err := s.around(img, figures, above, height, scale, r)
	if err != nil {
		return nil, err
	}
	p.ground(img, figures, above, scale, r)
	dry := 0.0
	if r.IntN(6) == 0 {
		dry = .5 * r.Float64()
	}
	for _, m := range append(inks, strange...) {
		p.put(img, m, dry, r)
	}
	p.scan(img, r)
	if r.IntN(4) == 0 {
		if img, err = pressed(img, 25+r.IntN(60)); err != nil {
			return nil, err
		}
	}
	return &Line{Image: img, MM: scale, Text: label(ms)}, nil
}

// pressed is a picture after a JPEG of so low a quality.
func pressed(img *image.Gray, quality int) (*image.Gray, error) {
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("compress a line: %w", err)
	}
	out, err := jpeg.Decode(&buf)
	if err != nil {
		return nil, fmt.Errorf("decompress a line: %w", err)
	}
	return out.(*image.Gray), nil
}

// put lays ink on paper; dry is the share of it that a dry pen leaves out.
func (p Paper) put(img *image.Gray, m *mask, dry float64, r *rand.Rand) {
	for y := max(m.Min.Y, 0); y < min(m.Max.Y, img.Rect.Dy()); y++ {
		for x := max(m.Min.X, 0); x < min(m.Max.X, img.Rect.Dx()); x++ {
			a := int(m.at(x, y))
			if a == 0 {
				continue
			}
			if dry > 0 {
				a = int(float64(a) * (1 - dry*r.Float64()))
			}
			v := int(img.Pix[y*img.Stride+x])
			img.Pix[y*img.Stride+x] = uint8(v - max(v-int(p.Black), 0)*a/255)
		}
	}
}

// ground prints what stands behind: waves, the rule of the line or the box.
func (p Paper) ground(img *image.Gray, figures bool, base int, scale float64, r *rand.Rand) {
	frame := p.Frame
	p.Frame = 0
	p.print(img, 0, scale, r)
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	lean := .006 * r.NormFloat64()
	rule := func(y, x0, x1 float64) {
		y += lean * x0
		var lines []stroke
		if r.IntN(3) == 0 { // dots or dashes
			long, gap := (.1+1.2*r.Float64())*scale, (.4+.9*r.Float64())*scale
			for x := x0; x < x1; x += long + gap {
				lines = append(lines, stroke{{x, y + lean*(x-x0)}, {min(x+long, x1), y + lean*(x-x0)}})
			}
		} else {
			lines = []stroke{{{x0, y}, {x1, y + lean*(x1-x0)}}}
		}
		nib := max((.1+.3*r.Float64())*scale, .7)
		m := inked(lines, func(float64) float64 { return nib })
		q := p
		q.Black = uint8(int(p.Black)/2 + r.IntN(110))
		q.put(img, m, 0, r)
	}
	switch {
	case figures && frame > 0:
		inset := func() float64 { return scale * 2 * square(r) }
		x0, x1 := inset(), w-inset()
		for _, y := range []float64{inset(), h - inset()} {
			rule(y, x0, x1)
		}
		for _, x := range []float64{x0, x1} {
			m := inked([]stroke{{{x, 0}, {x, h}}}, func(float64) float64 { return max(.3*scale, .7) })
			p.put(img, m, 0, r)
		}
	case !figures && r.IntN(4) > 0:
		rule(float64(base)+scale*(.5+.5*r.NormFloat64()), 0, w)
	}
}

// around is what else a crop holds: a printed label, parts of the lines above and below.
func (s *School) around(img *image.Gray, figures bool, base int, height, scale float64, r *rand.Rand) (out []*mask, err error) {
	if r.IntN(4) == 0 {
		q := s.NewScribe(r)
		n := 3 + r.IntN(20)
		var ms []mark
		for range n {
			ms = append(ms, mark{c: rune("abcdefghijklmnopqrstuvwxyz"[r.IntN(26)]), space: r.IntN(6) == 0})
		}
		inks, err := q.line(s, ms, height*(.7+.4*r.Float64()), scale, r)
		if err != nil {
			return nil, err
		}
		at := float64(base) + height*(1.75+.7*r.Float64())
		if r.IntN(2) == 0 {
			at = float64(base) - height*(1.65+.7*r.Float64())
		}
		from := r.IntN(max(img.Rect.Dx(), 1)) - img.Rect.Dx()/3
		for _, m := range inks {
			m.Rectangle = m.Add(image.Pt(from, int(at)))
		}
		out = append(out, inks...)
	}
	return out, nil
}

// label is what marks say in the letters of the reader: small, without accents, ^ before
// what is raised.
func label(ms []mark) string {
	var b strings.Builder
	raised := false
	for _, m := range ms {
		if m.space && b.Len() > 0 && !m.raised && !strings.HasSuffix(b.String(), " ") && m.c != ' ' {
			b.WriteByte(' ')
		}
		if m.raised && !raised {
			b.WriteByte('^')
		}
		raised = m.raised
		c := m.c
		if c == ' ' && strings.HasSuffix(b.String(), " ") {
			continue
		}
		if plain, has := plainOf[c]; has {
			c = plain
		}
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return strings.TrimSpace(b.String())
}

func marksOf(text string) (out []mark) {
	for _, c := range text {
		out = append(out, mark{c: c})
	}
	return out
}

// NewSchool takes all faces that may be learned from, those of a folder too if one is
// named, or those that calibrate.
func NewSchool(calibrating bool, folder string) (*School, error) {
	faces, err := script.Writers()
	if err != nil {
		return nil, err
	}
	if folder != "" {
		more, err := script.Folder(folder)
		if err != nil {
			return nil, err
		}
		faces = slices.Concat(faces, more)
	}
	s := &School{}
	for _, f := range faces {
		if !f.HeldOut && f.Calibrating == calibrating {
			s.Faces = append(s.Faces, f)
		}
	}
	s.Skeletons, err = script.Skeletons()
	return s, err
}

// OnlyFaces leaves the faces of strokes away.
func (s *School) OnlyFaces() { s.Skeletons = s.Skeletons[:0:0] }
