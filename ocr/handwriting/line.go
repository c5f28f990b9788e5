package handwriting

import (
	"image"
	"math"

	"bordereau/ocr/handwriting/net"
)

// Line is what a crop holds, taken apart: pieces from left to right, and every run of
// pieces that may be one character.
type Line struct {
	Pieces     int
	Candidates []Candidate
	high, mid  float64 // of the figures, in pixels
	width      int
	sizes      []image.Rectangle // of the pieces
}

// Candidate is a run of pieces that may be one character.
type Candidate struct {
	net.Input
	From, To int             // the pieces, To not among them
	Box      image.Rectangle // in pixels of the crop, set upright
	Ink      []int32         // its pixels in the crop as it was given, row by row
}

// The sizes of crops that are read. A box at 300 dpi is 120 high.
const (
	leastHeight, mostHeight = 14, 180
	mostPixels              = 4_000_000
	mostPieces              = 60
	mostRun                 = 6 // pieces of one character
)

// Apart takes a crop apart; nil where nothing is written on it, or far too much.
func Apart(img *image.Gray) *Line {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if h < leastHeight || w < leastHeight || w*h > mostPixels || w > 40*h {
		return nil
	}
	scaled := img
	if h > mostHeight {
		scaled = reduced(img, float64(mostHeight)/float64(h))
	}
	k := inkOf(scaled)
	if k == nil {
		return nil
	}
	k.withoutRules()
	k = k.upright()
	parts := k.components()
	high, mid := measure(parts, k.h)
	if high == 0 || len(parts) > 4*mostPieces {
		return nil
	}
	parts = withoutUnderlines(withoutCrumbs(parts, high, mid), high)
	pieces := k.pieces(parts, high)
	if len(pieces) == 0 || len(pieces) > mostPieces {
		return nil
	}
	l := &Line{Pieces: len(pieces), high: high, mid: mid, width: k.w}
	around := k.surroundings(pieces, high, mid)
	for i, p := range pieces {
		l.sizes = append(l.sizes, p.box)
		box := p.box
		var at []int32
		for j := i; j < min(i+mostRun, len(pieces)); j++ {
			if j > i && float64(pieces[j].box.Min.X-box.Max.X) > .3*high {
				break
			}
			box = box.Union(pieces[j].box)
			if j > i && float64(box.Dx()) > 1.3*high {
				break
			}
			at = append(at, pieces[j].at...)
			c := k.candidate(at, box, i, j+1, high, mid)
			around.show(&c, k, at)
			c.Measures[5], c.Measures[6] = cutOff(p.left, high)
			c.Measures[7], c.Measures[8] = cutOff(pieces[j].right, high)
			l.Candidates = append(l.Candidates, c)
		}
	}
	return l
}

// cutOff is whether something hangs on a side of a candidate, and by how much ink.
func cutOff(ink int, high float64) (cut, much float32) {
	if ink == 0 {
		return 0, 0
	}
	return 1, float32(min(4*float64(ink)/high, 3))
}

// candidate draws the pieces into the network's square, as large as they fit, and
// takes their measures.
func (k *ink) candidate(at []int32, box image.Rectangle, from, to int, high, mid float64) Candidate {
	c := Candidate{From: from, To: to, Box: box, Ink: make([]int32, 0, len(at))}
	const inner = net.Side - 4
	scale := inner / float64(max(box.Dx(), box.Dy()))
	own := newPlane(net.Side)
	own.scale = scale
	own.left = float64(box.Min.X) - (net.Side/scale-float64(box.Dx()))/2
	own.top = float64(box.Min.Y) - (net.Side/scale-float64(box.Dy()))/2
	for _, i := range at {
		if k.from[i] >= 0 {
			c.Ink = append(c.Ink, k.from[i])
		}
		own.splat(int(i)%k.w, int(i)/k.w, k.dark[i])
	}
	for i, v := range own.pixels {
		c.Pixels[i] = grey(v)
	}
	w, h := float64(box.Dx()), float64(box.Dy())
	c.Measures = [net.Features]float32{ // those of its sides follow
		float32(math.Log(h / high)), float32((float64(box.Min.Y+box.Max.Y)/2 - mid) / high), float32(math.Log(w / high)),
		float32(float64(len(at)) / (w * h)), float32(math.Log(high / 40)),
	}
	return c
}

// reduced is a smaller picture, each pixel the mean of what it stands for.
func reduced(img *image.Gray, scale float64) *image.Gray {
	w, h := max(1, int(float64(img.Rect.Dx())*scale)), max(1, int(float64(img.Rect.Dy())*scale))
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		y0, y1 := y*img.Rect.Dy()/h, max(y*img.Rect.Dy()/h+1, (y+1)*img.Rect.Dy()/h)
		for x := range w {
			x0, x1 := x*img.Rect.Dx()/w, max(x*img.Rect.Dx()/w+1, (x+1)*img.Rect.Dx()/w)
			sum := 0
			for j := y0; j < y1; j++ {
				for _, v := range img.Pix[j*img.Stride+x0 : j*img.Stride+x1] {
					sum += int(v)
				}
			}
			out.Pix[y*w+x] = uint8(sum / ((y1 - y0) * (x1 - x0)))
		}
	}
	return out
}
