package engine

import (
	"math"
	"strings"

	"bordereau"
	"bordereau/ocr"
)

// whitelists are the characters a zone may yield.
var whitelists = map[ocr.Alphabet]string{
	ocr.Free: "", ocr.Line: "",
	ocr.Digits:     "0123456789",
	ocr.PrintedKey: "0123456789()",
	ocr.Amount:     "0123456789.,-+€EUR ",
	ocr.Date:       "0123456789/.- ",
	ocr.Code:       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ",
	ocr.MRZ:        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<",
}

// glance is one way to look at a zone: the height in pixels that its letters
// are brought to, by how much it is stretched sideways, and the segmentation.
type glance struct {
	letters, stretch float64
	mode             int // 0 is chosen by the zone's shape
}

// zone recognises a part of the page at the resolution it arrived in. box is in
// pixels of the page as displayed, and so are the words.
func (e *Engine) zone(s *sheet, box bordereau.Box, alphabet ocr.Alphabet) ([]bordereau.Word, error) {
	r := e.pages
	if alphabet == ocr.Digits || alphabet == ocr.Code {
		var err error
		if r, err = e.code(); err != nil {
			return nil, err
		}
	}
	words, err := e.look(r, s, box, alphabet, glance{letters: 22, stretch: 1})
	if err != nil {
		return nil, err
	}
	return vocabulary(words), nil
}

// look recognises a zone in one way.
func (e *Engine) look(r *recogniser, s *sheet, box bordereau.Box, alphabet ocr.Alphabet, g glance) ([]seen, error) {
	part, at, err := s.cut(box)
	if err != nil {
		return nil, err
	}
	defer part.free()
	return e.lookAt(r, s, part, at, alphabet, g)
}

// lookAt recognises a part that was cut out of the page at a place.
func (e *Engine) lookAt(r *recogniser, s *sheet, part pix, at rect, alphabet ocr.Alphabet, g glance) ([]seen, error) {
	letter, err := letterOf(part)
	if err != nil {
		return nil, err
	}
	scale := 1.0
	if letter > 0 {
		scale = min(max(g.letters/letter, 0.25), 4)
	}
	if most := 3000 / float64(max(part.width(), part.height())); scale > most {
		scale = max(most, 0.25)
	}
	sized, err := part.stretched(scale*g.stretch, scale)
	if err != nil {
		return nil, err
	}
	defer sized.free()
	img, err := sized.bordered(margin, 255)
	if err != nil {
		return nil, err
	}
	defer img.free()
	mode := g.mode
	if mode == 0 {
		mode = modeBlock
		if alphabet == ocr.Line || letter > 0 && float64(part.height()) < 2.4*letter {
			mode = modeLine
		}
	}
	dpi := analysisDPI
	if s.dpi > 0 {
		dpi = int(float64(s.dpi) * s.scale * scale)
	}
	words, err := r.recognise(img, dpi, mode, whitelists[alphabet])
	if err != nil {
		return nil, err
	}
	w, h := s.size()
	for i := range words {
		b := &words[i].box
		x1, y1 := float64(b.x-margin)/(scale*g.stretch)+float64(at.x), float64(b.y-margin)/scale+float64(at.y)
		x2, y2 := x1+float64(b.w)/(scale*g.stretch), y1+float64(b.h)/scale
		on := func(v float64, most int) int { return min(max(int(math.Round(v/s.scale)), 0), most) }
		*b = rect{on(x1, w), on(y1, h), on(x2, w) - on(x1, w), on(y2, h) - on(y1, h)}
	}
	return words, nil
}

// margin is the white around a zone, without which Tesseract misses letters at its edge.
const margin = 16

// cut takes a zone out of the page as displayed, grey and with even background.
func (s *sheet) cut(box bordereau.Box) (pix, rect, error) {
	f := func(v int) int { return int(math.Round(float64(v) * s.scale)) }
	w, h := s.laidSize()
	x1, y1 := max(f(box.X), 0), max(f(box.Y), 0)
	x2, y2 := min(f(box.X+box.W), w), min(f(box.Y+box.H), h)
	r := rect{x1, y1, x2 - x1, y2 - y1}
	if r.w < 3 || r.h < 3 {
		return pix{}, r, bordereau.Errorf(bordereau.Invalid, "La zone [%d,%d,%d,%d] sort de la page.", box.X, box.Y, box.W, box.H)
	}
	part, err := s.part(r)
	if err != nil {
		return part, r, err
	}
	defer part.free()
	grey, err := part.grey()
	if err != nil || s.raw.depth() == 1 {
		return grey, r, err
	}
	defer grey.free()
	even, err := grey.even()
	if err != nil { // smaller than a few tiles
		return grey.share(), r, nil
	}
	return even, r, nil
}

// part is a part of the page as displayed. To turn and straighten a whole page
// costs as much as to read a dozen words: where that was not done yet, only what
// lies around the part is turned, unless the part reaches to the page's edge.
func (s *sheet) part(r rect) (pix, error) {
	around := s.behind(r)
	if s.laid.p != nil || around.x < 0 || around.y < 0 || around.x+around.w > s.raw.width() || around.y+around.h > s.raw.height() {
		page, err := s.display()
		if err != nil {
			return page, err
		}
		defer page.free()
		return page.clip(r)
	}
	lying, err := s.raw.clip(around)
	if err != nil {
		return lying, err
	}
	defer lying.free()
	up, err := s.turned(lying)
	if err != nil {
		return up, err
	}
	defer up.free()
	return up.clip(rect{(up.width() - r.w) / 2, (up.height() - r.h) / 2, r.w, r.h})
}

// behind is what of raw, turned and straightened, has a part of the page as
// displayed in its middle.
func (s *sheet) behind(r rect) rect {
	fullW, fullH := s.laidSize()
	sin, cos := math.Sincos(-s.skew * math.Pi / 180)
	x, y := float64(r.x)+float64(r.w)/2-float64(fullW)/2, float64(r.y)+float64(r.h)/2-float64(fullH)/2
	x, y = x*cos-y*sin, x*sin+y*cos
	w, h := float64(r.w)*cos+float64(r.h)*math.Abs(sin), float64(r.h)*cos+float64(r.w)*math.Abs(sin)
	for range s.quarter {
		x, y = y, -x
		w, h = h, w
	}
	left, top := x-w/2+float64(s.raw.width())/2, y-h/2+float64(s.raw.height())/2
	return rect{int(math.Round(left)), int(math.Round(top)), int(math.Ceil(w)), int(math.Ceil(h))}
}

// letterOf is the median height of the letters in a zone.
func letterOf(x pix) (float64, error) {
	bw, err := x.binary(inkLevel)
	if err != nil {
		return 0, err
	}
	defer bw.free()
	parts, err := bw.components()
	if err != nil {
		return 0, err
	}
	kept := parts[:0]
	for _, p := range parts {
		if max(p.w, p.h) > speck {
			kept = append(kept, p)
		}
	}
	return letterHeight(kept, false), nil
}

// confirm looks at a place again in several ways, and says whether one of them
// gives what is told.
func (e *Engine) confirm(s *sheet, box bordereau.Box, told string) (bool, error) {
	alphabets := []ocr.Alphabet{ocr.Line, ocr.Code}
	if strings.Trim(told, "0123456789") == "" {
		alphabets[1] = ocr.Digits
	}
	pad := max(2, box.H/4)
	box = bordereau.Box{X: max(0, box.X-pad), Y: max(0, box.Y-pad), W: box.W + 2*pad, H: box.H + 2*pad}
	for _, a := range alphabets {
		words, err := e.zone(s, box, a)
		if err != nil {
			return false, err
		}
		if same, _ := agrees(joinText(words), told); same {
			return true, nil
		}
	}
	return false, nil
}

func joinText(words []bordereau.Word) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.Text)
	}
	return b.String()
}
