package engine

import (
	"fmt"
	"image"
	"math"

	"bordereau"
	"bordereau/ocr/handwriting"
)

// mostHandPixels bounds the box of a handwritten amount, in pixels as kept: that of a
// cheque has 50,000 at 300 dpi.
const mostHandPixels = 4_000_000

// handAmount reads the amount in figures that a hand wrote into a box of the page.
// The first word is the amount, the others are what it may be else, the likeliest
// first; none where the reader abstains. box is in pixels of the page as displayed.
func (e *Engine) handAmount(s *sheet, box bordereau.Box) ([]bordereau.Word, error) {
	w, h := s.size()
	if box.Empty() || box.X < 0 || box.Y < 0 || box.X >= w || box.Y >= h || box.W > w || box.H > h ||
		float64(box.W)*s.scale*float64(box.H)*s.scale > mostHandPixels {
		return nil, bordereau.Errorf(bordereau.Invalid, "La zone [%d,%d,%d,%d] n'est pas celle d'un montant.", box.X, box.Y, box.W, box.H)
	}
	reader, err := handwriting.New()
	if err != nil {
		return nil, fmt.Errorf("read a handwritten amount: %w", err)
	}
	part, at, err := s.cut(box)
	if err != nil {
		return nil, err
	}
	defer part.free()
	img := part.bytes()
	inside := handwriting.Window(img)
	if inside == img.Rect && img.Rect.Dx() < 2*img.Rect.Dy() {
		return nil, nil // a zone so tall holds more than an amount
	}
	r := reader.Read(cropped(img, inside))
	if !r.Sure {
		return nil, nil
	}
	on := func(v int) int { return int(math.Round(float64(v) / s.scale)) }
	place := bordereau.Box{X: on(at.x + inside.Min.X), Y: on(at.y + inside.Min.Y), W: on(inside.Dx()), H: on(inside.Dy())}
	words := []bordereau.Word{{Text: r.Amount, Confidence: r.Confidence, Box: place, Block: 1, Line: 1}}
	for i, a := range r.Alternatives {
		words = append(words, bordereau.Word{Text: a.Amount, Confidence: a.Confidence, Box: place, Block: 1, Line: i + 2})
	}
	return words, nil
}

// cropped copies a part of a picture.
func cropped(img *image.Gray, r image.Rectangle) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	for y := range r.Dy() {
		copy(out.Pix[y*out.Stride:(y+1)*out.Stride], img.Pix[(r.Min.Y+y)*img.Stride+r.Min.X:])
	}
	return out
}
