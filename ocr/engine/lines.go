package engine

/*
#include <leptonica/allheaders.h>
*/
import "C"

import (
	"errors"

	"bordereau"
)

// magneticLines are what codeLines found on a page that lies turned so.
type magneticLines struct {
	quarter int
	words   []bordereau.Word
}

// linesOf finds the code lines of a page once.
func (e *Engine) linesOf(s *sheet) ([]bordereau.Word, error) {
	if s.lines == nil || s.lines.quarter != s.quarter {
		words, err := e.codeLines(s)
		if err != nil {
			return nil, err
		}
		s.lines = &magneticLines{s.quarter, words}
	}
	return s.lines.words, nil
}

// findLines looks for the code line of what has the shape of a cheque before it is
// read: its bars are no letters, and cost more to recognise than all that is printed.
// A page that brings its own text is read as it is, to be held against that.
func (e *Engine) findLines(s *sheet) error {
	w, h := s.laidSize()
	if s.told || float64(max(w, h)) < chequeShape*float64(min(w, h)) {
		return nil
	}
	_, err := e.linesOf(s)
	return err
}

// bears says whether a code line was found on the page as it lies.
func (s *sheet) bears() bool {
	return s.lines != nil && s.lines.quarter == s.quarter && len(s.lines.words) > 0
}

// withoutLines is a picture of the page as displayed, at a scale of raw, without the
// code lines that were found. It takes the picture over.
func (s *sheet) withoutLines(img pix, scale float64) (pix, error) {
	if s.lines == nil || s.lines.quarter != s.quarter || len(s.lines.words) == 0 || s.told {
		return img, nil
	}
	out, err := own(C.pixCopy(nil, img.p), "copy the page")
	w, h := s.size()
	f := scale * s.scale
	at := func(v, n, full int) C.l_int32 { return C.l_int32((float64(v)-float64(full)/2)*f + float64(n)/2) }
	for n := 1; err == nil; n++ {
		var b bordereau.Box
		for _, c := range s.lines.words {
			if c.Line == n {
				b = b.Union(c.Box)
			}
		}
		if b.Empty() {
			break
		}
		pad := b.H / 6
		x, y := max(0, at(b.X-b.H, img.width(), w)), max(0, at(b.Y-pad, img.height(), h))
		wide, high := at(b.X+b.W+b.H, img.width(), w)-x, at(b.Y+b.H+pad, img.height(), h)-y
		if wide <= 0 || high <= 0 {
			continue
		}
		box := C.boxCreate(x, y, wide, high)
		if box == nil || C.pixSetInRect(out.p, box) != 0 { // 255 is white
			err = errors.New("leptonica could not clear the code line")
		}
		C.boxDestroy(&box)
	}
	img.free()
	if err != nil {
		out.free()
		return pix{}, err
	}
	return out, nil
}
