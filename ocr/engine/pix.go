package engine

/*
#cgo LDFLAGS: -lleptonica
#include <stdlib.h>
#include <leptonica/allheaders.h>

// What parts a banner's ground from what is printed on it in white.
#define BANNER 150

// keepSolid takes out of a mask what is not mostly dark: fat letters of a headline.
static l_ok keepSolid(PIX *mask, PIX *dark) {
	PIXA *parts = NULL;
	BOXA *boxes = pixConnComp(mask, &parts, 8);
	l_int32 n = boxaGetCount(boxes), failed = !boxes || !parts;
	for (l_int32 i = 0; i < n && !failed; i++) {
		l_int32 x, y, w, h, area = 0, black = 0;
		BOX *box = boxaGetBox(boxes, i, L_CLONE);
		PIX *part = pixaGetPix(parts, i, L_CLONE);
		PIX *ground = pixClipRectangle(dark, box, NULL);
		failed = !box || !part || !ground || boxGetGeometry(box, &x, &y, &w, &h) || !pixAnd(ground, ground, part) ||
			pixCountPixels(part, &area, NULL) || pixCountPixels(ground, &black, NULL);
		if (!failed && black < 0.7 * area)
			failed = pixRasterop(mask, x, y, w, h, PIX_DST & PIX_NOT(PIX_SRC), part, 0, 0);
		pixDestroy(&ground);
		pixDestroy(&part);
		boxDestroy(&box);
	}
	boxaDestroy(&boxes);
	pixaDestroy(&parts);
	return failed;
}

// invertBanners gives a copy with its banners inverted, or NULL if there is none:
// what is dark for 1.5 mm each way, the white print in it filled up, and too wide
// for a letter.
static PIX *invertBanners(PIX *grey, PIX *dark) {
	l_int32 none = 1;
	PIX *mask = NULL, *negative = NULL, *out = NULL;
	PIX *solid = pixOpenBrick(NULL, dark, 9, 9);
	if (solid && pixZero(solid, &none) == 0 && !none) {
		PIX *filled = pixCloseSafeBrick(NULL, solid, 25, 41);
		PIX *holes = filled ? pixHolesByFilling(filled, 4) : NULL;
		if (holes)
			pixOr(filled, filled, holes);
		pixDestroy(&holes);
		if (filled)
			mask = pixSelectBySize(filled, 60, 14, 8, L_SELECT_IF_BOTH, L_SELECT_IF_GTE, NULL);
		pixDestroy(&filled);
	}
	if (mask && keepSolid(mask, dark) == 0 && pixZero(mask, &none) == 0 && !none) {
		negative = pixInvert(NULL, grey);
		out = pixCopy(NULL, grey);
		// The ground becomes white, whatever its grey was.
		if (!negative || !out || pixCombineMasked(out, negative, mask) != 0 ||
			!pixGammaTRCMasked(out, out, mask, 1.0, 0, 255 - BANNER))
			pixDestroy(&out);
	}
	pixDestroy(&solid);
	pixDestroy(&mask);
	pixDestroy(&negative);
	return out;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

// pix owns one Leptonica image. Every method that makes a new image leaves the
// old one alone; the owner calls free.
type pix struct{ p *C.PIX }

func own(p *C.PIX, doing string) (pix, error) {
	if p == nil {
		return pix{}, fmt.Errorf("leptonica could not %s", doing)
	}
	return pix{p}, nil
}

func (x *pix) free() {
	if x.p != nil {
		C.pixDestroy(&x.p)
	}
}

func (x pix) width() int  { return int(C.pixGetWidth(x.p)) }
func (x pix) height() int { return int(C.pixGetHeight(x.p)) }
func (x pix) depth() int  { return int(C.pixGetDepth(x.p)) }

// share is a second owner of the same pixels.
func (x pix) share() pix { return pix{C.pixClone(x.p)} }

// quiet keeps Leptonica from writing about damaged files on stderr.
func quiet() { C.setMsgSeverity(C.L_SEVERITY_NONE) }

// size is what the header of an encoded image announces; nothing is decoded.
func size(data []byte, tiffPage int) (w, h int, err error) {
	if len(data) == 0 {
		return 0, 0, errors.New("the image is empty")
	}
	var cw, ch C.l_int32
	p, n := (*C.l_uint8)(unsafe.Pointer(&data[0])), C.size_t(len(data))
	if isTIFF(data) {
		if C.readHeaderMemTiff(p, n, C.l_int32(tiffPage), &cw, &ch, nil, nil, nil, nil, nil) != 0 {
			return 0, 0, errors.New("the TIFF header cannot be read")
		}
	} else if C.pixReadHeaderMem(p, n, nil, &cw, &ch, nil, nil, nil) != 0 {
		return 0, 0, errors.New("the image header cannot be read")
	}
	return int(cw), int(ch), nil
}

func isTIFF(data []byte) bool {
	return len(data) > 4 && (string(data[:2]) == "II" || string(data[:2]) == "MM")
}

// decode reads JPEG, PNG, TIFF or PNM. The result is 1 bit, 8 bit grey or 32 bit
// colour: maps of colours, other depths and transparency (laid on white) are gone.
func decode(data []byte, tiffPage int) (pix, error) {
	if len(data) == 0 {
		return pix{}, errors.New("the image is empty")
	}
	if p, ok := readPNM(data); ok {
		return p.pix()
	}
	p, n := (*C.l_uint8)(unsafe.Pointer(&data[0])), C.size_t(len(data))
	var raw *C.PIX
	if isTIFF(data) {
		raw = C.pixReadMemTiff(p, n, C.l_int32(tiffPage))
	} else {
		raw = C.pixReadMem(p, n)
	}
	x, err := own(raw, "decode the image")
	if err != nil {
		return x, err
	}
	defer x.free()
	if C.pixGetSpp(x.p) == 4 {
		flat, err := own(C.pixAlphaBlendUniform(x.p, 0xffffff00), "lay the image on white")
		if err != nil {
			return flat, err
		}
		x.free()
		x = flat
	}
	if C.pixGetColormap(x.p) != nil {
		plain, err := own(C.pixRemoveColormap(x.p, C.REMOVE_CMAP_BASED_ON_SRC), "remove the colour map")
		if err != nil {
			return plain, err
		}
		x.free()
		x = plain
	}
	switch x.depth() {
	case 1, 8, 32:
		return x.share(), nil
	}
	return own(C.pixConvertTo8(x.p, 0), "convert to grey")
}

func (x pix) grey() (pix, error) {
	if x.depth() == 8 {
		return x.share(), nil
	}
	return own(C.pixConvertTo8(x.p, 0), "convert to grey")
}

// scaled changes the size. Reduction averages areas: letters keep their weight.
func (x pix) scaled(f float64) (pix, error) {
	switch {
	case f > 0.98 && f < 1.02:
		return x.share(), nil
	case f > 0.49 && f < 0.51:
		return own(C.pixScaleAreaMap2(x.p), "reduce the page")
	case f < 1:
		return own(C.pixScaleAreaMap(x.p, C.l_float32(f), C.l_float32(f)), "reduce the page")
	}
	return own(C.pixScaleGrayLI(x.p, C.l_float32(f), C.l_float32(f)), "enlarge the page")
}

// smoothed scales for the eye: half the time of an exact area map, and nobody
// sees the difference.
func (x pix) smoothed(f float64) (pix, error) {
	if f >= 0.7 { // Leptonica's own limit of the method
		return own(C.pixScale(x.p, C.l_float32(f), C.l_float32(f)), "reduce the page")
	}
	return own(C.pixScaleSmooth(x.p, C.l_float32(f), C.l_float32(f)), "reduce the page")
}

// stretched scales both directions by themselves.
func (x pix) stretched(fx, fy float64) (pix, error) {
	if fx < 1 || fy < 1 {
		return own(C.pixScaleAreaMap(x.p, C.l_float32(fx), C.l_float32(fy)), "reduce the zone")
	}
	return own(C.pixScaleGrayLI(x.p, C.l_float32(fx), C.l_float32(fy)), "enlarge the zone")
}

// flipped mirrors left to right.
func (x pix) flipped() (pix, error) { return own(C.pixFlipLR(nil, x.p), "mirror the page") }

// quarters turns clockwise by q quarters.
func (x pix) quarters(q int) (pix, error) {
	if q%4 == 0 {
		return x.share(), nil
	}
	return own(C.pixRotateOrth(x.p, C.l_int32(q%4)), "turn the page")
}

// straightened turns clockwise by some degrees on a canvas that grows so that
// no corner is lost, and brings in white.
func (x pix) straightened(degrees float64) (pix, error) {
	if degrees == 0 {
		return x.share(), nil
	}
	kind := C.l_int32(C.L_ROTATE_AREA_MAP)
	if x.depth() == 1 {
		kind = C.L_ROTATE_SAMPLING // shears would make 1 bit letters ragged
	}
	return own(C.pixRotate(x.p, C.l_float32(degrees*degree), kind, C.L_BRING_IN_WHITE, C.l_int32(x.width()), C.l_int32(x.height())), "straighten the page")
}

const degree = 3.14159265358979 / 180

// even makes the background white; the tiles are a fraction
// of letters' spacing at 150 dpi, where it is used.
func (x pix) even() (pix, error) {
	return own(C.pixBackgroundNorm(x.p, nil, nil, 10, 15, 60, 40, 255, 2, 1), "even the background")
}

// levelled stretches the contrast of a grey line of print place by place, in tiles of the
// line's height: shadow and glare fall across a photograph. A picture with two levels, or too
// small for tiles, stays as it is.
func (x pix) levelled() (pix, error) {
	if x.depth() != 8 || x.height() < 8 || x.width() < 2*x.height() {
		return x.share(), nil
	}
	size := C.l_int32(x.height())
	return own(C.pixContrastNorm(nil, x.p, 2*size, size, 40, 1, 0), "level the contrast")
}

// unbannered inverts the solid dark areas of a grey image of about 150 dpi in
// which something is printed in white, such as the heads of tables and letters.
// ok is false where there is none.
func (x pix) unbannered() (pix, bool) {
	bw, err := x.binary(C.BANNER)
	if err != nil {
		return pix{}, false
	}
	defer bw.free()
	out := C.invertBanners(x.p, bw.p)
	return pix{out}, out != nil
}

// flat says whether a grey image lies on an even, light background already: its
// commonest grey is light, and nearly all of the image is close to it. Evening
// would then only wash out what is printed white on dark.
func (x pix) flat() bool {
	counts, total, peak := x.greys()
	near := 0.0
	for i := max(0, peak-flatWidth); i <= min(255, peak+flatWidth); i++ {
		near += counts[i]
	}
	return peak >= flatLight && near >= flatShare*total
}

// greys counts the greys of an image, and says which is the commonest.
func (x pix) greys() (counts [256]float64, total float64, peak int) {
	h := C.pixGetGrayHistogram(x.p, 3)
	if h == nil {
		return counts, 0, 0
	}
	defer C.numaDestroy(&h)
	for i := range counts {
		var n C.l_float32
		C.numaGetFValue(h, C.l_int32(i), &n)
		counts[i] = float64(n)
		total += counts[i]
		if counts[i] > counts[peak] {
			peak = i
		}
	}
	return counts, total, peak
}

// A flat page: the lightness of its paper, how far from that the noise of a
// scanner goes, and how much of the page is paper.
const flatLight, flatWidth, flatShare = 225, 14, 0.7

func (x pix) binary(threshold int) (pix, error) {
	return own(C.pixThresholdToBinary(x.p, C.l_int32(threshold)), "binarise the page")
}

func (x pix) inverted() (pix, error) { return own(C.pixInvert(nil, x.p), "invert the page") }

// ink is the part of a binary image that is black.
func (x pix) ink() float64 {
	var n C.l_int32
	if C.pixCountPixels(x.p, &n, nil) != 0 {
		return 0
	}
	return float64(n) / float64(max(1, x.width()*x.height()))
}

// rect is a rectangle in pixels of the image at hand.
type rect struct{ x, y, w, h int }

func union(a, b rect) rect {
	x, y := min(a.x, b.x), min(a.y, b.y)
	return rect{x, y, max(a.x+a.w, b.x+b.w) - x, max(a.y+a.h, b.y+b.h) - y}
}

// components are the boxes of the connected black parts of a binary image.
func (x pix) components() ([]rect, error) {
	b := C.pixConnCompBB(x.p, 8)
	if b == nil {
		return nil, errors.New("leptonica could not find the components")
	}
	defer C.boxaDestroy(&b)
	n := int(C.boxaGetCount(b))
	out := make([]rect, n)
	for i := range out {
		var cx, cy, cw, ch C.l_int32
		C.boxaGetBoxGeometry(b, C.l_int32(i), &cx, &cy, &cw, &ch)
		out[i] = rect{int(cx), int(cy), int(cw), int(ch)}
	}
	return out, nil
}

// cornered fills what straightening brought into the corners of a grey image with the grey
// of its paper. from is the image before, to what makes of it what x is.
func (x pix) cornered(from pix, to func(pix) (pix, error)) error {
	black, err := own(C.pixCreateTemplate(from.p), "make a picture of the same size") // all 0
	if err != nil {
		return err
	}
	defer black.free()
	laid, err := to(black)
	if err != nil {
		return err
	}
	defer laid.free()
	inside, err := laid.binary(inkLevel)
	if err != nil {
		return err
	}
	defer inside.free()
	corners, err := inside.inverted()
	if err != nil {
		return err
	}
	defer corners.free()
	_, _, paper := from.greys()
	if C.pixSetMasked(x.p, corners.p, C.l_uint32(paper)) != 0 {
		return errors.New("leptonica could not fill the corners")
	}
	return nil
}

// around is what lies no further than reach pixels from the parts of a binary image that
// are at least so many pixels wide or high.
func (x pix) around(least, reach int) (pix, error) {
	large, err := own(C.pixSelectBySize(x.p, C.l_int32(least), C.l_int32(least), 8, C.L_SELECT_IF_EITHER, C.L_SELECT_IF_GTE, nil), "keep the large parts")
	if err != nil {
		return large, err
	}
	defer large.free()
	return own(C.pixDilateBrick(nil, large.p, C.l_int32(2*reach+1), C.l_int32(2*reach+1)), "take their surroundings in")
}

// clip cuts a part out; it is clamped to the image.
func (x pix) clip(r rect) (pix, error) {
	b := C.boxCreate(C.l_int32(r.x), C.l_int32(r.y), C.l_int32(r.w), C.l_int32(r.h))
	if b == nil {
		return pix{}, errors.New("the zone is empty")
	}
	defer C.boxDestroy(&b)
	return own(C.pixClipRectangle(x.p, b, nil), "cut the zone out")
}

// bordered adds a margin of the given grey to an 8 bit image.
func (x pix) bordered(n int, grey uint32) (pix, error) {
	return own(C.pixAddBorder(x.p, C.l_int32(n), C.l_uint32(grey)), "add a margin")
}

// skew finds by how many degrees a binary image must be turned clockwise to lie
// straight, the confidence of that (3 and more is good), and the score of the
// best angle, which can be compared between an image and itself turned.
func (x pix) skew(reduction int, sweep float64) (angle, conf, score float64) {
	var a, c, s C.l_float32
	if C.pixFindSkewSweepAndSearchScore(x.p, &a, &c, &s, C.l_int32(reduction), C.l_int32(max(1, reduction/2)), 0, C.l_float32(sweep), 1, 0.02) != 0 {
		return 0, 0, 0
	}
	return float64(a), float64(c), float64(s)
}

// upright compares ascenders with descenders: positive when they stand up,
// negative when the page stands on its head, about 0 when it cannot be told.
func (x pix) upright() float64 {
	var conf C.l_float32
	if C.pixUpDownDetect(x.p, &conf, 0, 0, 0) != 0 {
		return 0
	}
	return float64(conf)
}

// coloured says whether a visible part of the image has colour.
func (x pix) coloured() bool {
	if x.depth() != 32 {
		return false
	}
	var part, colour C.l_float32
	if C.pixColorFraction(x.p, 20, 248, 30, 8, &part, &colour) != 0 {
		return true
	}
	return part*colour > 0.0005
}

// jpeg encodes for people to look at.
func (x pix) jpeg(quality int) ([]byte, error) {
	src := x
	if x.depth() == 1 {
		g, err := x.grey()
		if err != nil {
			return nil, err
		}
		defer g.free()
		src = g
	}
	var p *C.l_uint8
	var n C.size_t
	if C.pixWriteMemJpeg(&p, &n, src.p, C.l_int32(quality), 0) != 0 {
		return nil, errors.New("leptonica could not write a JPEG")
	}
	defer C.lept_free(unsafe.Pointer(p))
	return C.GoBytes(unsafe.Pointer(p), C.int(n)), nil
}
