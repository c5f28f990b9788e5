package engine

/*
#include <leptonica/allheaders.h>

// whiten makes a row white outside of two columns.
static void whiten(PIX *pix, int y, int from, int to) {
	int w = pixGetWidth(pix);
	l_uint32 *row = pixGetData(pix) + (size_t)y * pixGetWpl(pix);
	for (int x = 0; x < from; x++)
		SET_DATA_BYTE(row, x, 255);
	for (int x = to; x < w; x++)
		SET_DATA_BYTE(row, x, 255);
}
*/
import "C"

import (
	"image"
	"math"
)

// A photograph shows a paper on a table. What the table looks like (wood, cloth, the
// edge of a keyboard) is read as writing and turns pages that stand upright, so that
// everything around the paper is made white where the page is looked at and read. The
// page as displayed keeps it.

const (
	tableLong   = 320  // pixels of the long side of the picture that is looked at
	photoLong   = 1000 // pixels of the long side of a photograph at least
	paperLeast  = 0.12 // share of the picture that a paper takes at least
	paperMost   = 0.93
	paperEdge   = 0.15 // share of the picture's edge that the paper may reach
	paperLong   = 3.2  // times as long as high at most: longer is the light strip of a card
	paperSolid  = 0.93 // share of its outline that lies between the ends of its rows
	paperFour   = 0.9  // share of its outline that its four corners span
	paperRim    = 2.5  // pixels taken off all around: what is left of the table would be a frame to whoever reads
	paperBright = 40   // grey levels that it is lighter than the table
)

// paper is the outline of the paper of a photograph, convex, in shares of the
// width and height of raw; nil where none stands out.
type paper [][2]float64

// findPaper looks for the one light patch with straight sides on a dark ground.
func findPaper(raw pix) (paper, error) {
	f := tableLong / float64(max(raw.width(), raw.height()))
	if f > tableLong/float64(photoLong) || raw.depth() == 1 {
		return nil, nil
	}
	small, err := raw.scaled(f)
	if err != nil {
		return nil, err
	}
	defer small.free()
	grey, err := small.grey()
	if err != nil {
		return nil, err
	}
	defer grey.free()
	img := grey.bytes()
	w, h := img.Rect.Dx(), img.Rect.Dy()
	rows, area := largestPatch(img, parting(img))
	hull := convexHull(rows)
	all := areaOf(hull)
	if all < paperLeast*float64(w*h) || all > paperMost*float64(w*h) || float64(area) < paperSolid*all || areaOf(corners(hull)) < paperFour*all {
		return nil, nil
	}
	o := outlineOf(hull, w, h, paperRim)
	if _, ratio := o.long(w, h); ratio > paperLong || !outlineOf(hull, w, h, 0).standsOut(img) {
		return nil, nil
	}
	return o, nil
}

// outlineOf is an outline in shares of a picture, with so many pixels taken off.
func outlineOf(hull []image.Point, w, h int, rim float64) paper {
	o := make(paper, len(hull))
	mid := middle(hull)
	for i, p := range hull {
		x, y := float64(p.X)+0.5, float64(p.Y)+0.5
		in := rim / math.Hypot(x-mid[0], y-mid[1])
		o[i] = [2]float64{(x + (mid[0]-x)*in) / float64(w), (y + (mid[1]-y)*in) / float64(h)}
	}
	return o
}

// standsOut says whether a paper keeps off the edges of its picture, and what lies
// around it is darker by far.
func (o paper) standsOut(img *image.Gray) bool {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	var in, out, n, m, edge, reached float64
	for y := range h {
		from, to := o.row((float64(y)+0.5)/float64(h), w)
		for x, v := range img.Pix[y*img.Stride : y*img.Stride+w] {
			inside := x >= from && x < to
			if inside {
				in, n = in+float64(v), n+1
			} else {
				out, m = out+float64(v), m+1
			}
			if x == 0 || y == 0 || x == w-1 || y == h-1 {
				edge++
				if inside {
					reached++
				}
			}
		}
	}
	return n > 0 && m > 0 && in/n-out/m > paperBright && reached < paperEdge*edge
}

// long is the longer side of the paper in pixels of raw, and by how much it is longer
// than the other.
func (o paper) long(w, h int) (long, ratio float64) {
	at := func(i int) (x, y float64) {
		p := o[i%len(o)]
		return p[0] * float64(w), p[1] * float64(h)
	}
	least := math.Inf(1)
	for i := range o { // the smallest box around a convex outline lies along one of its sides
		ax, ay := at(i)
		bx, by := at(i + 1)
		side := math.Hypot(bx-ax, by-ay)
		if side == 0 {
			continue
		}
		cos, sin := (bx-ax)/side, (by-ay)/side
		u0, u1, v0, v1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
		for j := range o {
			x, y := at(j)
			u, v := x*cos+y*sin, y*cos-x*sin
			u0, u1, v0, v1 = min(u0, u), max(u1, u), min(v0, v), max(v1, v)
		}
		if a := (u1 - u0) * (v1 - v0); a < least {
			least, long, ratio = a, max(u1-u0, v1-v0), max(u1-u0, v1-v0)/max(min(u1-u0, v1-v0), 1)
		}
	}
	return long, ratio
}

// whitened is a grey image, in the lie of raw and at whatever scale, without what
// lies around the paper.
func (o paper) whitened(x pix) (pix, error) {
	if o == nil {
		return x.share(), nil
	}
	out, err := own(C.pixCopy(nil, x.p), "copy the page")
	if err != nil {
		return out, err
	}
	w, h := x.width(), x.height()
	for y := range h {
		from, to := o.row((float64(y)+0.5)/float64(h), w)
		C.whiten(out.p, C.int(y), C.int(from), C.int(to))
	}
	return out, nil
}

// row gives the columns of w between which a row lies on the paper.
func (o paper) row(y float64, w int) (from, to int) {
	left, right := math.Inf(1), math.Inf(-1)
	for i, a := range o {
		b := o[(i+1)%len(o)]
		if (a[1] <= y) == (b[1] <= y) {
			continue
		}
		x := a[0] + (b[0]-a[0])*(y-a[1])/(b[1]-a[1])
		left, right = min(left, x), max(right, x)
	}
	if left > right {
		return w, w
	}
	return min(max(int(left*float64(w)), 0), w), min(max(int(math.Ceil(right*float64(w))), 0), w)
}
