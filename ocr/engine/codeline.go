package engine

import (
	"image"
	"math"
	"slices"

	"bordereau"
	"bordereau/ocr/codeline"
)

// codeLines finds the magnetic code lines of a page: a word a character, in the
// order of the lines, in pixels of the page as displayed. The confidence of a
// character is above sureChar only where both readers saw it.
func (e *Engine) codeLines(s *sheet) ([]bordereau.Word, error) {
	// Not straightened: turning pixels by a degree blurs the gaps that are read.
	grey, err := s.raw.grey()
	if err != nil {
		return nil, err
	}
	defer grey.free()
	bare, err := s.paper.whitened(grey)
	if err != nil {
		return nil, err
	}
	defer bare.free()
	up, err := bare.quarters(s.quarter)
	if err != nil {
		return nil, err
	}
	defer up.free()
	img := up.bytes()
	var lines []codeline.Line
	for _, dpi := range s.resolutions() {
		if lines = e.lines.Read(img, dpi/25.4); len(lines) > 0 {
			break
		}
	}
	var words []bordereau.Word
	for n, l := range lines {
		for _, c := range l.Chars {
			b := rect{c.Box.Min.X, c.Box.Min.Y, c.Box.Dx(), c.Box.Dy()}
			w := bordereau.Word{Text: string(c.Letter), Confidence: certainty(c), Box: s.straightenedBox(b, img.Rect), Block: 1, Line: n + 1}
			if c.After {
				w.Text = " " + w.Text
			}
			words = append(words, w)
		}
	}
	return words, nil
}

// sureChar parts characters that both readers saw from those that one of them doubts.
const sureChar = 0.9

func certainty(c codeline.Char) float64 {
	if c.Agreed {
		return sureChar + (1-sureChar)*c.Confidence
	}
	return sureChar * c.Confidence
}

// resolutions are the dpi at which a page may have been scanned: what it says, and
// what its size says if it is a cheque (175 mm long, in America 6 inches) or a sheet of
// A4. A photograph says nothing: there it is the size of the paper, if that stands out,
// else what a cheque may take of the picture.
func (s *sheet) resolutions() []float64 {
	w, h := s.raw.width(), s.raw.height()
	long, ratio := float64(max(w, h)), float64(max(w, h))/float64(min(w, h))
	if s.paper != nil {
		long, ratio = s.paper.long(w, h)
	}
	guesses := []float64{long / 297 * 25.4}
	switch {
	case ratio > chequeShape:
		guesses = []float64{long / 175 * 25.4, long / 6}
		if ratio > 1.1*175/80 { // with its counterfoil: 80 mm high all the same
			guesses = append(guesses, long/ratio/80*25.4)
		}
	case s.dpi <= screenDPI && s.paper == nil:
		for share := 0.96; share > 0.4; share *= 0.82 {
			guesses = append(guesses, share*long/175*25.4)
		}
	}
	if s.dpi == 0 {
		return guesses
	}
	said := float64(s.dpi) * s.scale
	guesses = slices.DeleteFunc(guesses, func(g float64) bool { return math.Abs(said-g) < 0.15*said })
	return append([]float64{said}, guesses...)
}

// straightenedBox maps a box of the page before it was straightened to the page as
// displayed, in the pixels it arrived in.
func (s *sheet) straightenedBox(r rect, page image.Rectangle) bordereau.Box {
	fullW, fullH := s.size()
	sin, cos := math.Sincos(s.skew * math.Pi / 180)
	x, y := float64(r.x)+float64(r.w)/2-float64(page.Dx())/2, float64(r.y)+float64(r.h)/2-float64(page.Dy())/2
	x, y = (x*cos-y*sin)/s.scale+float64(fullW)/2, (x*sin+y*cos)/s.scale+float64(fullH)/2
	w, h := float64(r.w)/s.scale, float64(r.h)/s.scale
	return bordereau.Box{X: int(math.Round(x - w/2)), Y: int(math.Round(y - h/2)), W: int(math.Round(w)), H: int(math.Round(h))}
}
