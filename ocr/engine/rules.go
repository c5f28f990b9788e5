package engine

/*
#include <leptonica/allheaders.h>

// ruledAcross is what of a binary image are runs across of some length, with their gaps
// closed where a pen or the grain of the paper breaks them.
static PIX *ruledAcross(PIX *bw, l_int32 run, l_int32 gap) {
	PIX *runs = pixOpenBrick(NULL, bw, run, 1);
	PIX *out = runs ? pixCloseSafeBrick(NULL, runs, gap, 3) : NULL;
	pixDestroy(&runs);
	return out;
}
*/
import "C"

import (
	"cmp"
	"slices"

	"bordereau"
)

// Ruled lines on which a form is filled in, in millimetres.
const (
	rulePiece = 3.0  // a straight run of that length may be a piece of one
	ruleGap   = 4.0  // that is bridged between pieces
	ruleLeast = 25.0 // how long a line is at least that something is written on
	ruleThick = 0.8  // more is a bar
	ruleSlant = 0.03 // that a line may climb along its length
)

// paleInk parts a ruled line in pale print from the ground of security paper.
const paleInk = 215

// rules are the ruled lines in a box of the page, top to bottom.
func (s *sheet) rules(box bordereau.Box) ([]bordereau.Word, error) {
	w, h := s.size()
	grey, fit, mm, err := s.inkSheet()
	if err != nil {
		return nil, err
	}
	defer grey.free()
	bw, err := grey.binary(paleInk)
	if err != nil {
		return nil, err
	}
	defer bw.free()
	runs, err := own(C.ruledAcross(bw.p, C.l_int32(rulePiece*mm), C.l_int32(ruleGap*mm)), "find ruled lines")
	if err != nil {
		return nil, err
	}
	defer runs.free()
	parts, err := runs.components()
	if err != nil {
		return nil, err
	}
	slices.SortFunc(parts, func(a, b rect) int { return cmp.Or(a.y-b.y, a.x-b.x) })
	var words []bordereau.Word
	for _, r := range parts {
		if float64(r.w) < ruleLeast*mm || float64(r.h) > ruleThick*mm+ruleSlant*float64(r.w) {
			continue
		}
		if at := fit.home(r, w, h); box.Empty() || at.X < box.X+box.W && at.X+at.W > box.X && at.Y >= box.Y && at.Y < box.Y+box.H {
			words = append(words, bordereau.Word{Text: "rule", Confidence: 1, Box: at, Block: 1, Line: len(words) + 1})
		}
	}
	return words, nil
}
