// Package letter draws letters as PDF pages of a picture and its words.
package letter

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"sync"

	"bordereau"
	"bordereau/check"
	"bordereau/dossier"
	"bordereau/internal/pdf"

	"github.com/boombuler/barcode/qr"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A4 at dpi, in pixels.
const (
	dpi    = 200
	width  = 1654
	height = 2339
	margin = 197 // 25 mm
	size   = 11  // points
	step   = 46  // between lines
)

var faces = sync.OnceValues(func() ([2]*opentype.Font, error) {
	var out [2]*opentype.Font
	for i, data := range [][]byte{liberationserifregular.TTF, liberationserifbold.TTF} {
		f, err := opentype.Parse(data)
		if err != nil {
			return out, fmt.Errorf("letter: %w", err)
		}
		out[i] = f
	}
	return out, nil
})

func face(f *opentype.Font) (font.Face, error) {
	out, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: dpi, Hinting: font.HintingFull})
	if err != nil {
		return nil, fmt.Errorf("letter: %w", err)
	}
	return out, nil
}

// sheet is a letter that is being written.
type sheet struct {
	regular, bold font.Face
	pages         []pdf.Page
	img           *image.Gray
	words         []bordereau.Word
	y, line       int
}

// Draw writes a letter as PDF. The same letter gives the same bytes.
func Draw(l dossier.Letter) ([]byte, error) {
	fonts, err := faces()
	if err != nil {
		return nil, err
	}
	s := &sheet{}
	for i, f := range []*font.Face{&s.regular, &s.bold} {
		if *f, err = face(fonts[i]); err != nil {
			return nil, err
		}
	}
	s.turn()
	if err := s.code(check.DossierText(l.Ref)); err != nil {
		return nil, err
	}
	s.text(s.bold, 0, l.Sender)
	s.gap(2)
	for _, line := range l.To {
		s.text(s.regular, width/2-margin, line)
	}
	s.gap(1)
	s.text(s.regular, width/2-margin, l.Date)
	s.gap(2)
	s.text(s.bold, 0, l.Subject)
	s.gap(1)
	s.paragraphs(l.Body)
	for _, item := range l.Items {
		s.text(s.regular, step, "– "+item)
	}
	s.gap(1)
	s.paragraphs(l.Closing)
	s.turn()
	var b bytes.Buffer
	lang := map[string]string{"en": "en-GB"}[l.Lang]
	if err := pdf.Write(&b, pdf.Meta{Title: l.Subject, Lang: lang}, s.pages); err != nil {
		return nil, fmt.Errorf("letter: %w", err)
	}
	return b.Bytes(), nil
}

// code prints a QR code at the top right of the page, so that a letter which comes back
// with its pieces finds its dossier; nothing where there is nothing to say.
func (s *sheet) code(text string) error {
	if text == "" {
		return nil
	}
	code, err := qr.Encode(text, qr.Q, qr.Unicode)
	if err != nil {
		return fmt.Errorf("letter: the code of the dossier: %w", err)
	}
	const module, top = 5, 79 // pixels: 0.6 mm, and 10 mm
	n := code.Bounds().Dx()
	for y := range n * module {
		for x := range n * module {
			if color.GrayModel.Convert(code.At(x/module, y/module)).(color.Gray).Y < 128 {
				s.img.SetGray(width-margin-n*module+x, top+y, color.Gray{})
			}
		}
	}
	return nil
}

func (s *sheet) paragraphs(list []string) {
	for _, p := range list {
		s.text(s.regular, 0, p)
		s.y += step / 2
	}
}

func (s *sheet) gap(lines int) { s.y += lines * step }

// turn ends the page and begins another.
func (s *sheet) turn() {
	if s.img != nil {
		s.pages = append(s.pages, pdf.Page{Image: s.img.Pix, Format: "gray", Width: width, Height: height, DPI: dpi, Words: s.words})
	}
	s.img = image.NewGray(image.Rect(0, 0, width, height))
	draw.Draw(s.img, s.img.Bounds(), image.White, image.Point{}, draw.Src)
	s.words, s.y = nil, margin
}

// text writes words from indent on, and goes on below where the line is full. A word
// longer than a line is cut.
func (s *sheet) text(face font.Face, indent int, text string) {
	x := margin + indent
	begun := false
	for _, word := range strings.Fields(text) {
		for _, part := range fitting(face, word, width-2*margin-indent) {
			w := font.MeasureString(face, part).Ceil()
			if x+w > width-margin && begun {
				s.y += step
				x = margin + indent
			}
			if s.y > height-margin-step {
				s.turn()
			}
			s.print(face, x, w, part)
			x += w + font.MeasureString(face, " ").Ceil()
			begun = true
		}
	}
	s.y += step
	s.line++
}

func fitting(face font.Face, word string, room int) (parts []string) {
	runes := []rune(word)
	for len(runes) > 0 {
		n := len(runes)
		for n > 1 && font.MeasureString(face, string(runes[:n])).Ceil() > room {
			n--
		}
		parts, runes = append(parts, string(runes[:n])), runes[n:]
	}
	return parts
}

func (s *sheet) print(face font.Face, x, w int, word string) {
	m := face.Metrics()
	base := s.y + m.Ascent.Ceil()
	d := font.Drawer{Dst: s.img, Src: image.NewUniform(color.Black), Face: face, Dot: fixed.P(x, base)}
	d.DrawString(word)
	s.words = append(s.words, bordereau.Word{Text: word, Box: bordereau.Box{X: x, Y: s.y, W: w, H: m.Ascent.Ceil() + m.Descent.Ceil()}, Confidence: 1, Line: s.line})
}
