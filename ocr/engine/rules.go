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

// unruled takes long straight runs out of a binary image, along and across: ruled
// lines, and the sides of printed frames. What crosses them is joined again where the
// gap is no wider than a line.
static PIX *unruled(PIX *bw, l_int32 run, l_int32 thick) {
	PIX *out = pixCopy(NULL, bw);
	for (l_int32 k = 0; k < 2 && out; k++) {
		PIX *lines = k ? pixOpenBrick(NULL, bw, 1, run) : pixOpenBrick(NULL, bw, run, 1);
		PIX *wide = lines ? (k ? pixDilateBrick(NULL, lines, thick, 1) : pixDilateBrick(NULL, lines, 1, thick)) : NULL;
		PIX *left = wide ? pixSubtract(NULL, out, wide) : NULL;
		PIX *joined = left ? (k ? pixCloseSafeBrick(NULL, left, thick + 2, 1) : pixCloseSafeBrick(NULL, left, 1, thick + 2)) : NULL;
		PIX *kept = joined ? pixAnd(NULL, joined, bw) : NULL;
		pixDestroy(&lines);
		pixDestroy(&wide);
		pixDestroy(&left);
		pixDestroy(&joined);
		pixDestroy(&out);
		out = kept;
	}
	return out;
}

// unlined makes a grey image white where its binary image has ruled lines.
static PIX *unlined(PIX *grey, PIX *bw, l_int32 run, l_int32 thick) {
	PIX *kept = unruled(bw, run, thick);
	PIX *gone = kept ? pixSubtract(NULL, bw, kept) : NULL;
	PIX *wide = gone ? pixDilateBrick(NULL, gone, 3, 3) : NULL;
	PIX *mask = wide ? pixSubtract(NULL, wide, kept) : NULL;
	PIX *out = mask ? pixCopy(NULL, grey) : NULL;
	if (out && pixSetMasked(out, mask, 255))
		pixDestroy(&out);
	pixDestroy(&kept);
	pixDestroy(&gone);
	pixDestroy(&wide);
	pixDestroy(&mask);
	return out;
}
*/
import "C"

import (
	"cmp"
	"math"
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

// A straight run of that length is ruled, in millimetres: on any page, and on a form, where
// a dash is not.
const ruleMM, formRule = 9.0, 5.0

// unruled is a binary image without its ruled lines, mm pixels of which make a millimetre.
func (x pix) unruled(mm float64) (pix, error) {
	return own(C.unruled(x.p, C.l_int32(ruleMM*mm), C.l_int32(max(3, 0.5*mm))), "take ruled lines out")
}

// formUnruled is a binary image without the ruled lines and frames of a form, mm pixels of
// which make a millimetre.
func (x pix) formUnruled(mm float64) (pix, error) {
	return own(C.unruled(x.p, C.l_int32(formRule*mm), C.l_int32(max(2, 0.35*mm))), "take ruled lines out")
}

// unlined takes ruled lines and frames out of a grey part of the page as it arrived.
func (s *sheet) unlined(part pix) (pix, error) {
	mm := s.paperScale() * s.scale
	bw, err := part.binary(inkLevel)
	if err != nil {
		return bw, err
	}
	defer bw.free()
	return own(C.unlined(part.p, bw.p, C.l_int32(math.Round(formRule*mm)), C.l_int32(max(2, 0.35*mm))), "take ruled lines out")
}
