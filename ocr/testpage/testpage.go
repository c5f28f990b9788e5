// Package testpage draws pages of French business text whose words and boxes
// are known, and spoils them as scanners do: what reading is tested and
// measured with. The same number always gives the same page.
package testpage

import (
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"strings"

	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-fonts/liberation/liberationserifregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"bordereau"
)

// Page is a drawn page: its pixels and the words on it in reading order.
type Page struct {
	Image *image.Gray
	DPI   int
	Words []bordereau.Word
}

// Text is the truth, a line of text a line.
func (p Page) Text() string {
	return bordereau.Page{Words: p.Words}.Text()
}

// Sheet is an empty page that text is set on.
type Sheet struct {
	page        Page
	sans, serif *opentype.Font
	line        int
}

// New gives an empty A4 sheet.
func New(dpi int) (*Sheet, error) { return NewSized(dpi, 210, 297) }

// NewSized gives an empty sheet of a size in millimetres.
func NewSized(dpi int, widthMM, heightMM float64) (*Sheet, error) {
	sans, err := opentype.Parse(liberationsansregular.TTF)
	if err != nil {
		return nil, fmt.Errorf("parse the sans font: %w", err)
	}
	serif, err := opentype.Parse(liberationserifregular.TTF)
	if err != nil {
		return nil, fmt.Errorf("parse the serif font: %w", err)
	}
	s := &Sheet{sans: sans, serif: serif}
	img := image.NewGray(image.Rect(0, 0, int(widthMM/25.4*float64(dpi)), int(heightMM/25.4*float64(dpi))))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	s.page = Page{Image: img, DPI: dpi}
	return s, nil
}

// Page is what was drawn so far.
func (s *Sheet) Page() Page { return s.page }

// Face opens a font at a size in points. Close it.
func (s *Sheet) Face(serif bool, points float64) (font.Face, error) {
	f := s.sans
	if serif {
		f = s.serif
	}
	return opentype.NewFace(f, &opentype.FaceOptions{Size: points, DPI: float64(s.page.DPI), Hinting: font.HintingNone})
}

// Set draws one line with its baseline at (x, y), in millimetres from the upper left.
func (s *Sheet) Set(face font.Face, x, y float64, text string) {
	s.line++
	d := font.Drawer{Dst: s.page.Image, Src: image.NewUniform(color.Gray{Y: 20}), Face: face}
	d.Dot = fixed.P(s.px(x), s.px(y))
	for i, w := range strings.Fields(text) {
		if i > 0 {
			d.Dot.X += font.MeasureString(face, " ")
		}
		b, _ := font.BoundString(face, w)
		box := bordereau.Box{
			X: (d.Dot.X + b.Min.X).Floor(), Y: (d.Dot.Y + b.Min.Y).Floor(),
			W: (b.Max.X - b.Min.X).Ceil(), H: (b.Max.Y - b.Min.Y).Ceil(),
		}
		d.DrawString(w)
		s.page.Words = append(s.page.Words, bordereau.Word{Text: w, Box: box, Confidence: 1, Block: 1, Line: s.line})
	}
}

// SetRight is Set with the end of the line at x.
func (s *Sheet) SetRight(face font.Face, x, y float64, text string) {
	w := float64(font.MeasureString(face, text).Ceil()) / float64(s.page.DPI) * 25.4
	s.Set(face, x-w, y, text)
}

// Rule draws a line of half a millimetre or less, in millimetres.
func (s *Sheet) Rule(x1, y, x2 float64) {
	for py := s.px(y); py < s.px(y)+max(1, s.page.DPI/100); py++ {
		for px := s.px(x1); px < s.px(x2); px++ {
			s.page.Image.SetGray(px, py, color.Gray{Y: 40})
		}
	}
}

func (s *Sheet) px(mm float64) int { return int(mm / 25.4 * float64(s.page.DPI)) }

// Letter draws page n of French business correspondence at a resolution: a head,
// paragraphs, a table of amounts, a foot.
func Letter(n, dpi int) (Page, error) {
	s, err := New(dpi)
	if err != nil {
		return Page{}, err
	}
	rnd := rand.New(rand.NewPCG(uint64(n), 20240517))
	serif := n%2 == 1
	head, err := s.Face(serif, 14)
	if err != nil {
		return Page{}, err
	}
	defer head.Close()
	body, err := s.Face(serif, []float64{11, 10.5, 12, 10}[n%4])
	if err != nil {
		return Page{}, err
	}
	defer body.Close()
	small, err := s.Face(serif, 8.5)
	if err != nil {
		return Page{}, err
	}
	defer small.Close()

	s.Set(head, 22, 25, pick(rnd, companies))
	s.Set(body, 22, 32, fmt.Sprintf("%d, %s", 1+rnd.IntN(180), pick(rnd, streets)))
	s.Set(body, 22, 37.5, pick(rnd, towns))
	s.SetRight(body, 188, 50, fmt.Sprintf("%s, le %d %s %d", pick(rnd, places), 1+rnd.IntN(28), pick(rnd, months), 2019+rnd.IntN(7)))
	s.Set(body, 22, 62, "Objet : "+pick(rnd, subjects))
	y := 74.0
	for range 4 {
		for _, line := range wrap(body, paragraph(rnd), s.px(166)) {
			s.Set(body, 22, y, line)
			y += 5.6
		}
		y += 3.4
		if y > 180 {
			break
		}
	}
	s.Rule(22, y, 188)
	y += 6
	total := 0
	for range 6 {
		cents := 1000 + rnd.IntN(900000)
		total += cents
		s.Set(body, 22, y, pick(rnd, items))
		s.SetRight(body, 188, y, amount(cents))
		y += 6
	}
	s.Rule(22, y-3, 188)
	y += 3
	s.Set(body, 22, y, "Total à régler avant échéance")
	s.SetRight(body, 188, y, amount(total))
	y += 10
	s.Set(body, 22, y, fmt.Sprintf("IBAN FR%02d %05d %05d %04d %04d %03d", 10+rnd.IntN(80), rnd.IntN(99999), rnd.IntN(99999), rnd.IntN(9999), rnd.IntN(9999), rnd.IntN(999)))
	s.Set(small, 22, 284, fmt.Sprintf("Société par actions simplifiée au capital de %d 000 euros - RCS %s %03d %03d %03d - page %d",
		10+rnd.IntN(900), pick(rnd, places), rnd.IntN(999), rnd.IntN(999), rnd.IntN(999), n+1))
	return s.page, nil
}

func amount(cents int) string {
	s := fmt.Sprint(cents / 100)
	if len(s) > 3 {
		s = s[:len(s)-3] + " " + s[len(s)-3:]
	}
	return fmt.Sprintf("%s,%02d EUR", s, cents%100)
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

func paragraph(r *rand.Rand) string {
	var b strings.Builder
	for i := range 3 + r.IntN(3) {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, pick(r, sentences), 100+r.IntN(99899))
	}
	return b.String()
}

func wrap(face font.Face, text string, width int) []string {
	var lines []string
	line := ""
	for _, w := range strings.Fields(text) {
		if next := strings.TrimSpace(line + " " + w); font.MeasureString(face, next).Ceil() <= width {
			line = next
			continue
		}
		lines = append(lines, line)
		line = w
	}
	return append(lines, line)
}
