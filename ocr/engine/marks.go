package engine

/*
#include <leptonica/allheaders.h>
*/
import "C"

import "bordereau"

// What it takes to say of a place on a page that nothing stands there. Lengths are in
// millimetres of the paper.
const (
	// paleMark is how much of the darkness of print a mark must have: half of what is
	// asked of a stroke, and more than the ground of security paper has.
	paleMark = 0.22
	// marksDPI is the least resolution at which a thin stroke is seen.
	marksDPI = 140.0
	// mendMM of a stroke may be lost to noise, and leastMark is the extent of the smallest
	// mark; smaller ones are dust unless they make up more than grainShare of the place.
	mendMM, leastMark, grainShare = 0.35, 1.3, 0.004
	// middleGreys is the least share of a picture that is neither black nor white; one
	// with less was made black and white, and what was pale on it is lost.
	middleGreys = 0.002
)

// marks is all that stands in a box of the page but ruled lines; see ocr.Marks.
func (s *sheet) marks(box bordereau.Box) ([]bordereau.Word, error) {
	w, h := s.size()
	page := bordereau.Box{W: w, H: h}
	if box.Empty() {
		box = page
	}
	black, err := s.blackAndWhite()
	if err != nil || black || box.W <= 0 || box.H <= 0 {
		return nil, err
	}
	grey, fit, mm, err := s.inkSheet()
	if err != nil {
		return nil, err
	}
	defer grey.free()
	dark := int(float64(255-grey.inkThreshold())/faintInk + 0.5)
	at := fit.box(box)
	if mm < marksDPI/25.4 || at.x < 0 || at.y < 0 || at.x+at.w > grey.width() || at.y+at.h > grey.height() || at.w < int(mm) || at.h < int(mm) {
		return nil, nil
	}
	bw, err := grey.binary(255 - int(paleMark*float64(dark)))
	if err != nil {
		return nil, err
	}
	defer bw.free()
	plain, err := bw.unruled(mm)
	if err != nil {
		return nil, err
	}
	defer plain.free()
	part, err := plain.clip(at)
	if err != nil {
		return nil, err
	}
	defer part.free()
	words := []bordereau.Word{{Text: "paper", Confidence: 1, Box: box, Block: 1, Line: 1}}
	put := func(r rect) {
		words = append(words, bordereau.Word{Text: "mark", Confidence: 1, Box: fit.home(r, w, h), Block: 1, Line: len(words) + 1})
	}
	if part.ink() > 0 {
		gap := C.l_int32(max(2, mendMM*mm))
		mended, err := own(C.pixCloseSafeBrick(nil, part.p, gap, gap), "mend strokes")
		if err != nil {
			return nil, err
		}
		defer mended.free()
		parts, err := mended.components()
		if err != nil {
			return nil, err
		}
		dust := 0
		for _, r := range parts {
			if float64(max(r.w, r.h)) < leastMark*mm {
				dust += r.w * r.h
				continue
			}
			r.x, r.y = r.x+at.x, r.y+at.y
			put(r)
		}
		if float64(dust) > grainShare*float64(at.w*at.h) {
			put(at)
		}
	}
	return words, nil
}

// blackAndWhite says whether a page arrived without greys.
func (s *sheet) blackAndWhite() (bool, error) {
	if s.raw.depth() == 1 {
		return true, nil
	}
	grey, err := s.raw.grey()
	if err != nil {
		return false, err
	}
	defer grey.free()
	counts, total, _ := grey.greys()
	middle := 0.0
	for _, n := range counts[40:216] {
		middle += n
	}
	return middle < middleGreys*total, nil
}
