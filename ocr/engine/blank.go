package engine

/*
#include <math.h>
#include <leptonica/allheaders.h>

// faded is how much darker each pixel is than the paper around it, grain averaged
// out. The paper is what is left when all that is dark and less than 2 cm wide is
// closed up on a picture an eighth the size; it follows shades of any kind.
static PIX *faded(PIX *grey) {
	PIX *soft = pixBlockconv(grey, 1, 1), *out = NULL, *paper = NULL;
	PIX *tiny = pixScaleAreaMap(grey, 0.125, 0.125);
	PIX *closed = tiny ? pixCloseGray(tiny, 15, 15) : NULL;
	PIX *smooth = closed ? pixBlockconv(closed, 2, 2) : NULL;
	if (smooth)
		paper = pixScaleToSize(smooth, pixGetWidth(grey), pixGetHeight(grey));
	if (soft && paper)
		out = pixSubtractGray(NULL, paper, soft);
	pixDestroy(&soft);
	pixDestroy(&tiny);
	pixDestroy(&closed);
	pixDestroy(&smooth);
	pixDestroy(&paper);
	return out;
}

// edgeless takes out of a mask what is solid and grows in from the edge: the
// scanner's lid, the shadow of the paper's border. What is thin stays, even where
// it touches the edge: it may be written.
static PIX *edgeless(PIX *mask, l_int32 thick, l_int32 fringe) {
	l_int32 w = pixGetWidth(mask), h = pixGetHeight(mask);
	PIX *framed = pixAddBorder(mask, thick, 1), *out = NULL, *edge = NULL;
	PIX *solid = framed ? pixOpenBrick(NULL, framed, thick, thick) : NULL;
	PIX *frame = solid ? pixCreateTemplate(solid) : NULL;
	if (frame && pixSetOrClearBorder(frame, thick, thick, thick, thick, PIX_SET) == 0)
		edge = pixSeedfillBinary(NULL, frame, solid, 8);
	PIX *wide = edge ? pixDilateBrick(NULL, edge, 2 * fringe + 1, 2 * fringe + 1) : NULL;
	PIX *left = wide ? pixSubtract(NULL, framed, wide) : NULL;
	if (left)
		out = pixRemoveBorder(left, thick);
	if (out && (pixGetWidth(out) != w || pixGetHeight(out) != h))
		pixDestroy(&out);
	pixDestroy(&framed);
	pixDestroy(&solid);
	pixDestroy(&frame);
	pixDestroy(&edge);
	pixDestroy(&wide);
	pixDestroy(&left);
	return out;
}

// girth gives the black pixels of a part and the spread of them across its length:
// the smaller of its principal variances.
static double girth(PIX *part, double *area) {
	double n = 0, sx = 0, sy = 0, xx = 0, yy = 0, xy = 0;
	l_int32 w = pixGetWidth(part), h = pixGetHeight(part), wpl = pixGetWpl(part);
	l_uint32 *data = pixGetData(part);
	for (l_int32 y = 0; y < h; y++)
		for (l_int32 x = 0; x < w; x++)
			if (GET_DATA_BIT(data + (size_t)y * wpl, x)) {
				n++, sx += x, sy += y;
				xx += (double)x * x, yy += (double)y * y, xy += (double)x * y;
			}
	*area = n;
	if (n == 0)
		return 0;
	double a = xx / n - sx / n * sx / n, b = yy / n - sy / n * sy / n, c = xy / n - sx / n * sy / n;
	double d = (a - b) * (a - b) / 4 + c * c;
	return (a + b) / 2 - (d > 0 ? sqrt(d) : 0);
}
*/
import "C"

import (
	"errors"
	"math"
)

// What of a page counts as a mark of somebody. The measures are those of paper;
// greys run from 0 to 255. A page that is called blank is thrown away: wherever it
// cannot be told, it is not blank.
const (
	// markFade is how much darker than its paper a stroke must be. Print that shines
	// through from the back is fainter than 20, a pale stamp darker than 40.
	markFade = 24
	// grainSigmas of the paper's grain must be less than that, or a mark could hide.
	grainSigmas = 5
	markMM      = 1.2 // the least extent; dust is smaller, a figure of 6 points is 1.5 high
	nearMM      = 1.2 // specks closer than this are one mark if there are three of them
	mostSpecks  = 2000
	// grainSmooth is half the side of what grain is smoothed over, in pixels.
	grainSmooth = 15
	edgeMM      = 3.0 // what grows in from the edge and is thicker is no writing
	fringeMM    = 0.8
	cornerMM    = 30 // a staple sits no further from a corner
	// sparseInk is the share of ink of a page with half a dozen lines.
	sparseInk = 0.01
)

// part is a connected part of what is darker than the paper.
type part struct {
	rect
	area  float64 // in pixels
	girth float64 // the standard deviation across its length, in pixels
}

// bare says that nothing stands on a page that anybody may have put there: what
// is left when the dark edge of the scanner, punch holes, a staple and single
// specks are taken away. It is false wherever that cannot be told. Of a page on
// which little stands it keeps where that is.
func (s *sheet) bare() (bool, error) {
	grey, err := s.raw.grey()
	if err != nil {
		return false, err
	}
	defer grey.free()
	small, err := grey.scaled(s.look.scale)
	if err != nil {
		return false, err
	}
	defer small.free()
	w, h := small.width(), small.height()
	if min(w, h) < 200 {
		return false, nil // a strip: too little to know its paper by
	}
	fade, err := own(C.faded(small.p), "find what is darker than the paper")
	if err != nil {
		return false, err
	}
	defer fade.free()
	ground, grain := fade.ground()
	if grainSigmas*grain > markFade {
		return false, nil
	}
	mask, err := own(C.pixGenerateMaskByBand(fade.p, C.l_int32(min(255, ground+markFade)), 255, 1, 0), "mark what is darker than the paper")
	if err != nil {
		return false, err
	}
	defer mask.free()
	mm := s.millimetre(w, h)
	fringe := C.l_int32(math.Ceil(fringeMM * mm))
	inner, err := own(C.edgeless(mask.p, C.l_int32(edgeMM*mm), fringe), "take the edge away")
	if err != nil {
		return false, err
	}
	defer inner.free()
	if mask.ink() < sparseInk {
		wide, err := own(C.pixDilateBrick(nil, inner.p, 2*fringe+1, 2*fringe+1), "take the marks' surroundings in")
		if err != nil {
			return false, err
		}
		s.look.marks.free()
		s.look.marks, s.look.grain = wide, false
	}
	parts, err := inner.parts()
	if err != nil {
		return false, err
	}
	return !marked(parts, w, h, mm), nil
}

// cleared is an image of the page, not turned, with nothing on it but its marks.
// Tesseract takes the grain of an empty page for print and looks for its lines for
// minutes. Pages on which more stands are left as they are, unless they are strewn with
// grain: that is smoothed, so that the paper keeps its shades and no edge is seen.
func (s *sheet) cleared(x pix) (pix, error) {
	if s.look.marks.p == nil {
		return x.share(), nil
	}
	mask, err := own(C.pixScaleToSize(s.look.marks.p, C.l_int32(x.width()), C.l_int32(x.height())), "bring the marks to size")
	if err != nil {
		return mask, err
	}
	defer mask.free()
	rest, err := mask.inverted()
	if err != nil {
		return rest, err
	}
	defer rest.free()
	out, err := own(C.pixCopy(nil, x.p), "copy the page")
	if err != nil {
		return out, err
	}
	failed := C.l_int32(0)
	if s.look.grain {
		smooth, err := own(C.pixBlockconv(x.p, grainSmooth, grainSmooth), "smooth the paper")
		if err != nil {
			out.free()
			return smooth, err
		}
		defer smooth.free()
		failed = C.pixCombineMasked(out.p, smooth.p, rest.p)
	} else {
		failed = C.pixSetMasked(out.p, rest.p, 255)
	}
	if failed != 0 {
		out.free()
		return out, errors.New("leptonica could not clear the page")
	}
	return out, nil
}

// millimetre is how many pixels one has in the reduced page. What a picture says
// of its resolution may be wrong; the smaller measure takes more for a mark.
func (s *sheet) millimetre(w, h int) float64 {
	mm := float64(max(w, h)) / 297
	if s.dpi > 0 {
		mm = min(mm, float64(s.dpi)*s.scale*s.look.scale/25.4)
	}
	return max(mm, 1)
}

// marked says whether one of the parts, or three specks together, is a mark.
func marked(parts []part, w, h int, mm float64) bool {
	var specks []rect
	for _, p := range parts {
		switch {
		case float64(max(p.w, p.h)) < markMM*mm:
			specks = append(specks, p.rect)
		case p.area > 0.65*float64(p.w*p.h) && punchHole(p.rect, w, h, mm), p.staple(w, h, mm):
		default:
			return true
		}
	}
	if len(specks) > mostSpecks {
		return true
	}
	near := func(a, b rect) bool {
		dx, dy := max(a.x, b.x)-min(a.x+a.w, b.x+b.w), max(a.y, b.y)-min(a.y+a.h, b.y+b.h)
		return float64(max(dx, dy)) < nearMM*mm
	}
	for i, a := range specks {
		together := 0
		for j, b := range specks {
			if i != j && near(a, b) {
				together++
			}
		}
		if together >= 2 {
			return true
		}
	}
	return false
}

// staple is a straight bar of the length of one, near a corner.
func (p part) staple(w, h int, mm float64) bool {
	long := math.Hypot(float64(p.w), float64(p.h))
	if long < 9*mm || long > 15*mm || p.girth > 0.45*mm || p.area > 1.8*mm*long {
		return false
	}
	x, y := float64(p.x)+float64(p.w)/2, float64(p.y)+float64(p.h)/2
	return min(x, float64(w)-x) < cornerMM*mm && min(y, float64(h)-y) < cornerMM*mm
}

// ground is the commonest value of a fade and the spread of its grain, from the
// half of the page that is lighter than the middle; what is written lies in the other.
func (x pix) ground() (middle int, sigma float64) {
	h := C.pixGetGrayHistogram(x.p, 1)
	if h == nil {
		return 255, 255
	}
	defer C.numaDestroy(&h)
	var counts [256]float64
	total := 0.0
	for i := range counts {
		var n C.l_float32
		C.numaGetFValue(h, C.l_int32(i), &n)
		counts[i] = float64(n)
		total += counts[i]
	}
	at := func(share float64) float64 { // with the value's own width spread evenly
		sum := 0.0
		for i, n := range counts {
			if sum+n >= share*total {
				return float64(i) + (share*total-sum)/max(n, 1)
			}
			sum += n
		}
		return 255
	}
	// The dark side of the grain: below the paper's lightest the fade is cut off at 0.
	return int(at(0.5)), at(0.84) - at(0.5)
}

// parts are the connected black parts of a binary image.
func (x pix) parts() ([]part, error) {
	var pixa *C.PIXA
	b := C.pixConnComp(x.p, &pixa, 8)
	if b == nil {
		return nil, errors.New("leptonica could not find the parts")
	}
	defer C.boxaDestroy(&b)
	defer C.pixaDestroy(&pixa)
	out := make([]part, int(C.boxaGetCount(b)))
	for i := range out {
		var cx, cy, cw, ch C.l_int32
		C.boxaGetBoxGeometry(b, C.l_int32(i), &cx, &cy, &cw, &ch)
		one, err := own(C.pixaGetPix(pixa, C.l_int32(i), C.L_CLONE), "take a part")
		if err != nil {
			return nil, err
		}
		var area C.double
		across := float64(C.girth(one.p, &area))
		one.free()
		out[i] = part{rect{int(cx), int(cy), int(cw), int(ch)}, float64(area), math.Sqrt(max(0, across))}
	}
	return out, nil
}
