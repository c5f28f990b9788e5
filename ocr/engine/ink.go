package engine

/*
#include <leptonica/allheaders.h>

// bitsOf copies a binary image out, a byte a pixel: 1 is ink.
static void bitsOf(PIX *pix, unsigned char *out) {
	int w = pixGetWidth(pix), h = pixGetHeight(pix), wpl = pixGetWpl(pix);
	l_uint32 *data = pixGetData(pix);
	for (int y = 0; y < h; y++, data += wpl)
		for (int x = 0; x < w; x++)
			*out++ = GET_DATA_BIT(data, x);
}
*/
import "C"

import (
	"errors"
	"image"
	"math"
	"unsafe"

	"bordereau"
)

// What of a page was drawn with a pen. The measures are those of paper.
const (
	inkDPI    = 150.0   // at which strokes are looked at
	inkPixels = 4 << 20 // no page is looked at with more
	// faintInk is how much of the darkness of print a stroke must have: a pale pen
	// does, the ground of security paper does not.
	faintInk  = 0.40
	strokeMM  = 4.0 // the least extent of a part of a signature; letters are smaller
	mostParts = 300 // that are looked at
	groupMM   = 2.5 // strokes closer than this are one group
	printSure = 0.7 // from which a word is print
)

// ink finds what was drawn with a pen in a box of the page: a word a group of strokes,
// "stroke" for what bends as a pen does, "bar" for a long straight slanted line. The
// confidence grows with the length of the strokes, see sureInkMM. printed are the words
// that were read on the page.
func (e *Engine) ink(s *sheet, printed []bordereau.Word, box bordereau.Box) ([]bordereau.Word, error) {
	if s.drawn == nil {
		marks, err := s.penMarks(printed)
		if err != nil {
			return nil, err
		}
		s.drawn = &marks
	}
	var words []bordereau.Word
	for n, m := range grouped(within(s.drawn.marks, box), groupMM*s.drawn.mm) {
		words = append(words, bordereau.Word{Text: m.kind, Box: m.box, Confidence: math.Round(1000*m.sure()) / 1000, Block: 1, Line: n + 1})
	}
	return words, nil
}

// drawing is what was found on a page; mm is how many of its pixels a millimetre has.
type drawing struct {
	marks []mark
	mm    float64
}

// penMarks looks the whole page over once.
func (s *sheet) penMarks(printed []bordereau.Word) (drawing, error) {
	w, h := s.size()
	d := drawing{mm: s.paperScale()}
	grey, scale, err := s.inkPicture(d.mm)
	if err != nil {
		return d, err
	}
	defer grey.free()
	fit := s.placeIn(grey, scale)
	bw, err := grey.binary(grey.inkThreshold())
	if err != nil {
		return d, err
	}
	defer bw.free()
	mm := d.mm * fit.scale // pixels of the picture at hand to a millimetre
	words := fit.words(printed)
	for _, p := range words {
		if p.erased() {
			if err := bw.erase(p.box); err != nil {
				return d, err
			}
		}
	}
	keep := func(m mark, r rect) {
		m.box, m.length = fit.home(r, w, h), m.length/mm
		d.marks = append(d.marks, m)
	}
	// What is straight stands askew in stamps: it goes as it is, before ruled lines do.
	err = bw.eachTrace(mm, words, func(t trace, part pix) error {
		switch kind, length := t.judge(mm); kind {
		case penBar:
			keep(mark{kind: kind, length: length}, t.box)
		case straightLine:
		default:
			return nil
		}
		return bw.without(part, t.box)
	})
	if err != nil {
		return d, err
	}
	plain, err := bw.unruled(mm)
	if err != nil {
		return d, err
	}
	defer plain.free()
	err = plain.eachTrace(mm, words, func(t trace, _ pix) error {
		if kind, length := t.judge(mm); kind == penStroke || kind == penBar {
			keep(mark{kind: kind, length: length}, t.box)
		}
		return nil
	})
	return d, err
}

// inkPicture is the page as displayed, grey on white, at no more than inkDPI. scale is
// that of the picture to raw.
func (s *sheet) inkPicture(mm float64) (pix, float64, error) {
	scale := min(1, inkDPI/25.4/(mm/s.scale))
	if n := float64(s.raw.width()*s.raw.height()) * scale * scale; n > inkPixels {
		scale *= math.Sqrt(inkPixels / n)
	}
	if r := scale / s.look.scale; r > 0.9 && r < 1.1 {
		up, err := s.turned(s.look.even) // what the analysis made will do
		return up, s.look.scale, err
	}
	even, err := s.evened(scale)
	if err != nil {
		return even, scale, err
	}
	defer even.free()
	up, err := s.turned(even)
	return up, scale, err
}

// inkThreshold parts ink from paper: so far from white as faintInk of what the darkest
// hundredth of the page is.
func (x pix) inkThreshold() int {
	h := C.pixGetGrayHistogram(x.p, 2)
	if h == nil {
		return inkLevel
	}
	defer C.numaDestroy(&h)
	total := float64(x.width()*x.height()) / 4
	dark, sum := 0, 0.0
	for ; dark < 140; dark++ {
		var n C.l_float32
		C.numaGetFValue(h, C.l_int32(dark), &n)
		if sum += float64(n); sum > total/100 {
			break
		}
	}
	return 255 - int(faintInk*float64(255-dark))
}

// inkSheet is the page as it is looked at for ink, where that stands, and how many of its
// pixels a millimetre has.
func (s *sheet) inkSheet() (grey pix, fit place, mm float64, err error) {
	page := s.paperScale()
	grey, scale, err := s.inkPicture(page)
	if err != nil {
		return grey, fit, 0, err
	}
	fit = s.placeIn(grey, scale)
	return grey, fit, page * fit.scale, nil
}

func (p place) words(printed []bordereau.Word) []printedWord {
	out := make([]printedWord, 0, len(printed))
	for _, w := range printed {
		if w.Confidence < printSure || letters(w.Text) < 2 {
			continue
		}
		x, y := int(float64(w.Box.X)*p.scale+p.dx), int(float64(w.Box.Y)*p.scale+p.dy)
		out = append(out, printedWord{rect{x - 1, y - 1, int(float64(w.Box.W)*p.scale) + 3, int(float64(w.Box.H)*p.scale) + 3}, letters(w.Text), w.Confidence})
	}
	return out
}

// erase makes a box of a binary image white.
func (x pix) erase(r rect) error {
	if C.pixRasterop(x.p, C.l_int32(r.x), C.l_int32(r.y), C.l_int32(r.w), C.l_int32(r.h), C.PIX_CLR, nil, 0, 0) != 0 {
		return errors.New("leptonica could not clear a box")
	}
	return nil
}

// without takes a part out that stands in a box.
func (x pix) without(part pix, r rect) error {
	const minus = C.PIX_DST & (C.PIX_SRC ^ 0xf)
	if C.pixRasterop(x.p, C.l_int32(r.x), C.l_int32(r.y), C.l_int32(r.w), C.l_int32(r.h), minus, part.p, 0, 0) != 0 {
		return errors.New("leptonica could not take a part out")
	}
	return nil
}

// eachTrace hands over the parts of a binary image that are of the size of pen strokes
// and no letters of printed words, thinned to their middle lines.
func (x pix) eachTrace(mm float64, printed []printedWord, do func(trace, pix) error) error {
	var pixa *C.PIXA
	b := C.pixConnComp(x.p, &pixa, 8)
	if b == nil {
		return errors.New("leptonica could not find the strokes")
	}
	defer C.boxaDestroy(&b)
	defer C.pixaDestroy(&pixa)
	looked := 0
	for i := range int(C.boxaGetCount(b)) {
		var cx, cy, cw, ch C.l_int32
		C.boxaGetBoxGeometry(b, C.l_int32(i), &cx, &cy, &cw, &ch)
		r := rect{int(cx), int(cy), int(cw), int(ch)}
		if long := float64(max(r.w, r.h)); long < strokeMM*mm || long > widestMM*mm || isPrint(r, printed) {
			continue
		}
		if looked++; looked > mostParts {
			return nil
		}
		if err := x.tracePart(C.l_int32(i), pixa, r, mm, do); err != nil {
			return err
		}
	}
	return nil
}

func (x pix) tracePart(i C.l_int32, pixa *C.PIXA, r rect, mm float64, do func(trace, pix) error) error {
	one, err := own(C.pixaGetPix(pixa, i, C.L_CLONE), "take a part")
	if err != nil {
		return err
	}
	defer one.free()
	t, err := one.trace(mm)
	if err != nil {
		return err
	}
	t.box = r
	return do(t, one)
}

// trace thins a part. What is solid stays so after some passes, and is found by that.
func (x pix) trace(mm float64) (trace, error) {
	t := trace{area: int(x.ink()*float64(x.width()*x.height()) + 0.5)}
	framed, err := own(C.pixAddBorder(x.p, 2, 0), "add a margin")
	if err != nil {
		return t, err
	}
	defer framed.free()
	thin, err := own(C.pixThinConnected(framed.p, C.L_THIN_FG, 8, C.l_int32(max(3, mm))), "thin a stroke")
	if err != nil {
		return t, err
	}
	defer thin.free()
	t.line = image.NewGray(image.Rect(0, 0, thin.width(), thin.height()))
	C.bitsOf(thin.p, (*C.uchar)(unsafe.Pointer(&t.line.Pix[0])))
	return t, nil
}
