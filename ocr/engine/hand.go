package engine

import (
	"fmt"
	"image"
	"math"
	"strings"

	"bordereau"
	"bordereau/ocr/handwriting"
)

// mostHandPixels bounds the zone of what a hand wrote, in pixels as kept: the box of an
// amount has 50,000 at 300 dpi.
const mostHandPixels = 4_000_000

// handPart takes the zone of something handwritten out of the page; at is where it
// begins, as the page is laid.
func (s *sheet) handPart(box bordereau.Box) (img *image.Gray, at image.Point, err error) {
	w, h := s.size()
	if box.Empty() || box.X < 0 || box.Y < 0 || box.X >= w || box.Y >= h || box.W > w || box.H > h ||
		float64(box.W)*s.scale*float64(box.H)*s.scale > mostHandPixels {
		return nil, at, bordereau.Errorf(bordereau.Invalid, "La zone [%d,%d,%d,%d] n'est pas celle d'une écriture.", box.X, box.Y, box.W, box.H)
	}
	part, r, err := s.cut(box)
	if err != nil {
		return nil, at, err
	}
	defer part.free()
	return part.bytes(), image.Pt(r.x, r.y), nil
}

// onPage is a part of a zone in pixels of the page as displayed.
func (s *sheet) onPage(r image.Rectangle, at image.Point) bordereau.Box {
	on := func(v int) int { return int(math.Round(float64(v) / s.scale)) }
	return bordereau.Box{X: on(at.X + r.Min.X), Y: on(at.Y + r.Min.Y), W: on(r.Dx()), H: on(r.Dy())}
}

// leastSure is the confidence below which figures that stand in no ruled box are not
// taken for an amount: other writing may be meant.
const leastSure = .15

// fewFigures is what one or two figures without cents are worth beside a longer amount.
const fewFigures = .05

// handAmount reads the amount in figures that a hand wrote, in the place of the zone
// that reads surest as one. The first word is the amount, the others are what it may be
// else, the likeliest first; the confidence says how much each is worth. box is in
// pixels of the page as displayed.
func (e *Engine) handAmount(s *sheet, box bordereau.Box) ([]bordereau.Word, error) {
	reader, err := handwriting.New()
	if err != nil {
		return nil, fmt.Errorf("read a handwritten amount: %w", err)
	}
	img, at, err := s.handPart(box)
	if err != nil {
		return nil, err
	}
	var best handwriting.Reading
	var place bordereau.Box
	worth := func(r handwriting.Reading) float64 {
		if len(r.Amount) <= len("99.00") && strings.HasSuffix(r.Amount, ".00") { // a stroke or two of anything reads so
			return r.Confidence * fewFigures
		}
		return r.Confidence
	}
	for _, p := range handwriting.Places(img, s.paperScale()*s.scale) {
		r := reader.Read(cropped(img, p.Rectangle))
		if r.Amount != "" && worth(r) > worth(best) && (p.Ruled || r.Confidence >= leastSure) {
			best, place = r, s.onPage(p.Rectangle, at)
		}
	}
	if best.Amount == "" {
		return nil, nil
	}
	words := []bordereau.Word{{Text: best.Amount, Confidence: best.Confidence, Box: place, Block: 1, Line: 1}}
	for i, a := range best.Alternatives {
		words = append(words, bordereau.Word{Text: a.Amount, Confidence: a.Confidence, Box: place, Block: 1, Line: i + 2})
	}
	return words, nil
}

// handDate reads the date that a hand wrote in a zone, likewise.
func (e *Engine) handDate(s *sheet, box bordereau.Box) ([]bordereau.Word, error) {
	reader, err := handwriting.New()
	if err != nil {
		return nil, fmt.Errorf("read a handwritten date: %w", err)
	}
	img, at, err := s.handPart(box)
	if err != nil {
		return nil, err
	}
	var words []bordereau.Word
	days, place := reader.ReadDate(img, s.paperScale()*s.scale)
	for i, d := range days {
		words = append(words, bordereau.Word{Text: d.Date, Confidence: d.Share, Box: s.onPage(place, at), Block: 1, Line: i + 1})
	}
	return words, nil
}

// handLine reads a line of letters that a hand wrote in a zone.
func (e *Engine) handLine(s *sheet, box bordereau.Box) ([]bordereau.Word, error) {
	reader, err := handwriting.New()
	if err != nil {
		return nil, fmt.Errorf("read a handwritten line: %w", err)
	}
	img, _, err := s.handPart(box)
	if err != nil {
		return nil, err
	}
	text, ink, mixed := reader.ReadLetters(img, s.paperScale()*s.scale)
	if ink == "" {
		return nil, nil
	}
	return []bordereau.Word{{Text: text, Box: box, Block: 1, Line: 1}, {Text: ink, Box: box, Block: 1, Line: 2}, {Text: mixed, Box: box, Block: 1, Line: 3}}, nil
}

// byHand says how surely a hand wrote what stands in a zone.
func (e *Engine) byHand(s *sheet, box bordereau.Box) ([]bordereau.Word, error) {
	img, _, err := s.handPart(box)
	if err != nil {
		return nil, err
	}
	figures, letters, ok := handwriting.ByHand(img, s.paperScale()*s.scale)
	if !ok {
		return nil, nil
	}
	return []bordereau.Word{
		{Text: "figures", Confidence: figures, Box: box, Block: 1, Line: 1}, {Text: "letters", Confidence: letters, Box: box, Block: 1, Line: 2},
	}, nil
}

// cropped copies a part of a picture.
func cropped(img *image.Gray, r image.Rectangle) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	for y := range r.Dy() {
		copy(out.Pix[y*out.Stride:(y+1)*out.Stride], img.Pix[(r.Min.Y+y)*img.Stride+r.Min.X:])
	}
	return out
}
