package engine

import (
	"math"
	"sort"

	"bordereau/ocr/raster"
)

// Sizes of the analysis, at analysisDPI. The figures in the comments are of 150
// dpi, where a millimetre is 6 pixels.
const (
	analysisDPI = 150
	// unknownLong is the length in pixels that the long side of an image of
	// unknown resolution is analysed at: A4 at 150 dpi.
	unknownLong = 1754
	leastLong   = 900 // no picture is reduced below this to be analysed
	inkLevel    = 190 // darker than this is ink, where the background was made white
	speck       = 3   // components no larger are noise of the scanner or dust
	// clampPixels bounds the pixels kept of a page; A4 at 600 dpi has 35 million.
	clampPixels = 36_000_000
	maxSkew     = 10.0 // degrees of skew that are looked for
	minSkew     = 0.1  // lines drift by less than half a letter across a page
	sureSkew    = 3.0  // confidence from which lines are believed to lie along the angle
	screenDPI   = 96   // what cameras and screens say for want of a resolution: up to it none is known
)

// sheet is one page being worked on: its pixels and how it has to be turned to
// lie as a reader would lay it.
type sheet struct {
	raw   pix     // as decoded, turned as its container demands; all sizes below are of this
	scale float64 // raw pixels to a pixel as it arrived; 1 unless the page was clamped
	dpi   int     // of the page as it arrived, 0 unknown
	paper paper   // of a photograph: where it lies; nil if the picture is all paper

	turn    int     // clockwise quarters that the container demanded; raw is turned by them
	quarter int     // clockwise quarters to turn, after the container's
	skew    float64 // clockwise degrees to turn after that
	look    look    // what the analysis saw
	laid    pix     // raw, turned and straightened; made when first asked for

	told  bool           // the page brings its own text
	lines *magneticLines // its code lines, once they were looked for
	drawn *drawing       // with a pen; looked for when first asked for
}

// look is what a glance at the reduced, binarised page tells.
type look struct {
	scale   float64 // of the analysis, to raw
	letter  float64 // median height of letters in raw pixels, 0 if there are none
	parts   int     // components that could be writing
	even    pix     // the reduced page with even background, not yet turned
	marks   pix     // where something stands, on a page with little on it or strewn with grain
	corners bool    // straightened, its corners are to be of its paper's grey
	grain   bool    // strewn with grain: what stands around the marks is smoothed, not white
}

func (s *sheet) free() {
	s.raw.free()
	s.laid.free()
	s.look.even.free()
	s.look.marks.free()
}

// lay decodes a page and finds out how it lies.
func lay(page raster.Image) (*sheet, error) {
	img, err := decode(page.Data, page.TIFFPage)
	if err != nil {
		return nil, err
	}
	defer func() { img.free() }()
	replace := func(next pix, err error) error {
		if err != nil {
			return err
		}
		img.free()
		img = next
		return nil
	}
	s := &sheet{scale: 1, dpi: page.DPI}
	if n := img.width() * img.height(); n > clampPixels {
		s.scale = math.Sqrt(clampPixels / float64(n))
		if img.depth() == 1 {
			if err := replace(img.grey()); err != nil {
				return nil, err
			}
		}
		if err := replace(img.scaled(s.scale)); err != nil {
			return nil, err
		}
	}
	if img.depth() == 32 && !img.coloured() {
		if err := replace(img.grey()); err != nil {
			return nil, err
		}
	}
	if page.Mirrored {
		if err := replace(img.flipped()); err != nil {
			return nil, err
		}
	}
	s.turn = ((page.Rotate/90)%4 + 4) % 4
	if err := replace(img.quarters(s.turn)); err != nil {
		return nil, err
	}
	s.raw = img.share()
	if s.dpi <= screenDPI {
		if s.paper, err = findPaper(s.raw); err != nil {
			s.free()
			return nil, err
		}
	}
	if err := s.analyse(); err != nil {
		s.free()
		return nil, err
	}
	return s, nil
}

// analyse finds orientation, skew, size of the letters and whether anything is
// written, on the page reduced to 150 dpi. An upright page costs one search for
// its skew, which it needs anyway, and one look at its ascenders.
func (s *sheet) analyse() error {
	s.look.scale = min(1, unknownLong/float64(max(s.raw.width(), s.raw.height())))
	if s.dpi > 0 {
		// Small pictures often lie about their resolution.
		least := leastLong / float64(max(s.raw.width(), s.raw.height()))
		s.look.scale = min(1, max(least, analysisDPI/(float64(s.dpi)*s.scale)))
	}
	even, err := s.evened(s.look.scale)
	if err != nil {
		return err
	}
	s.look.even = even
	bw, err := even.binary(inkLevel)
	if err != nil {
		return err
	}
	defer func() { bw.free() }()
	if bw.ink() > 0.5 { // white on black
		neg, err := s.raw.inverted()
		if err != nil {
			return err
		}
		s.raw.free()
		s.raw = neg
		s.look.even.free()
		if s.look.even, err = s.evened(s.look.scale); err != nil {
			return err
		}
		bw.free()
		if bw, err = s.look.even.binary(inkLevel); err != nil {
			return err
		}
	}
	parts, err := bw.components()
	if err != nil {
		return err
	}
	if parts = writing(parts, bw.width(), bw.height()); len(parts) >= fewParts {
		if err := s.orient(bw); err != nil {
			return err
		}
	} // of less it cannot be told how it lies
	s.look.parts = len(parts)
	s.look.letter = letterHeight(parts, s.quarter%2 == 1) / s.look.scale
	if s.look.letter*s.look.scale < grainy {
		return s.outOfGrain(bw, parts)
	}
	return nil
}

// outOfGrain looks for the letters of a page that is strewn with more specks than letters:
// their measure is that of the page, and what stands far from them goes before it is read.
func (s *sheet) outOfGrain(bw pix, parts []rect) error {
	var letters []rect
	specks := 0
	for _, p := range parts {
		switch {
		case max(p.w, p.h) <= smallest:
			specks++
		case min(p.w, p.h) >= letterSide/2 && max(p.w, p.h) >= letterSide:
			letters = append(letters, p)
		}
	}
	if specks < len(parts)/3 || len(letters) < fewLetters {
		return nil
	}
	around, err := bw.around(letterSide, grainReach)
	if err != nil {
		return err
	}
	s.look.marks.free()
	s.look.marks, s.look.grain = around, true
	s.look.letter = letterHeight(letters, s.quarter%2 == 1) / s.look.scale
	return nil
}

// The measures of grain at 150 dpi, in pixels: a speck at most, a letter at least, and how far
// from a letter's edge what belongs to it may lie, as its accent does, or a comma behind it.
// And fewer letters than a few lines have tell nothing.
const (
	smallest   = 5
	letterSide = 10
	grainReach = 10
	fewLetters = 60
)

// orient sets quarter and skew from a binary image. Lines of text make the sums
// of rows vary sharply along them: the better of lying and standing wins.
func (s *sheet) orient(bw pix) error {
	angle, conf, score := bw.skew(4, maxSkew)
	lying := bw.share()
	defer func() { lying.free() }()
	if conf < 2*sureSkew {
		turned, err := bw.quarters(1)
		if err != nil {
			return err
		}
		defer turned.free()
		if a, c, sc := turned.skew(4, maxSkew); sc > 1.2*score && c > conf {
			angle, conf = a, c
			s.quarter = 1
			lying.free()
			lying = turned.share()
		}
	}
	if conf >= sureSkew && math.Abs(angle) >= minSkew && math.Abs(angle) < maxSkew {
		s.skew = math.Round(angle*100) / 100
		straight, err := lying.straightened(s.skew)
		if err != nil {
			return err
		}
		lying.free()
		lying = straight
	}
	if lying.upright() < -overhead {
		s.quarter = (s.quarter + 2) % 4
	}
	return nil
}

// overhead is how sure the ascenders must be that a page stands on its head; a
// page that does so less surely is found by the confidence of its words.
const overhead = 3

// fewParts is fewer than a line of writing has.
const fewParts = 12

// writing keeps the components that could be writing: no specks, no shadows
// along the edges, no punch holes.
func writing(parts []rect, w, h int) []rect {
	mm := float64(max(w, h)) / 297 // of A4; a smaller paper has finer measures, which harms nothing
	var kept []rect
	for _, p := range parts {
		if max(p.w, p.h) > speck && !shadow(p, w, h) && !punchHole(p, w, h, mm) {
			kept = append(kept, p)
		}
	}
	return kept
}

// letterHeight is the median height of the components that have a letter's
// shape, 0 if there are none; sideways where the page lies on its side.
func letterHeight(parts []rect, sideways bool) float64 {
	var heights []int
	for _, p := range parts {
		if sideways {
			p.w, p.h = p.h, p.w
		}
		if p.h >= 4 && p.h <= 80 && p.w <= 4*p.h && p.h <= 5*p.w {
			heights = append(heights, p.h)
		}
	}
	if len(heights) == 0 {
		return 0
	}
	sort.Ints(heights)
	return float64(heights[len(heights)/2])
}

// shadow is a component that touches the edge and is long, or lies wholly in
// the outermost strip.
func shadow(p rect, w, h int) bool {
	strip := max(2, min(w, h)/100)
	if p.x+p.w <= strip || p.y+p.h <= strip || p.x >= w-strip || p.y >= h-strip {
		return true
	}
	touches := p.x <= 1 || p.y <= 1 || p.x+p.w >= w-1 || p.y+p.h >= h-1
	return touches && (p.w > w/10 || p.h > h/10)
}

// punchHole is round, 4 to 9 mm wide, and in the margin.
func punchHole(p rect, w, h int, mm float64) bool {
	d := float64(max(p.w, p.h))
	if d < 4*mm || d > 9*mm || float64(min(p.w, p.h)) < 0.75*d {
		return false
	}
	return p.x+p.w < w/9 || p.x > w-w/9 || p.y+p.h < h/9 || p.y > h-h/9
}

// evened is the grey page at a scale of raw, not turned, dark on light all over:
// banners printed white on dark are inverted where they stand, and shades of the
// paper are evened out.
func (s *sheet) evened(scale float64) (pix, error) {
	grey, err := s.raw.grey()
	if err != nil {
		return grey, err
	}
	defer grey.free()
	small, err := grey.scaled(scale)
	if err != nil {
		return small, err
	}
	defer func() { small.free() }()
	flat := s.raw.depth() == 1 || small.flat()
	if flat && s.paper == nil {
		if plain, ok := small.unbannered(); ok {
			small.free()
			small = plain
		}
		return small.share(), nil // there is nothing to even
	}
	even, err := small.even()
	if err != nil { // smaller than a few tiles
		return s.paper.whitened(small)
	}
	if s.paper == nil {
		return even, nil
	}
	defer even.free()
	return s.paper.whitened(even)
}

// turned brings an image of the lie of raw into the lie of the page as displayed.
func (s *sheet) turned(x pix) (pix, error) {
	up, err := x.quarters(s.quarter)
	if err != nil {
		return up, err
	}
	defer up.free()
	return up.straightened(s.skew)
}

// display is the page as displayed, at the resolution that is kept of it.
func (s *sheet) display() (pix, error) {
	if s.laid.p == nil {
		laid, err := s.turned(s.raw)
		if err != nil {
			return laid, err
		}
		s.laid = laid
	}
	return s.laid.share(), nil
}

// size is that of the page as displayed, at the resolution it arrived in.
func (s *sheet) size() (w, h int) {
	w, h = s.laidSize()
	return int(math.Round(float64(w) / s.scale)), int(math.Round(float64(h) / s.scale))
}

// laidSize is that of the page as displayed, in the measure of raw.
func (s *sheet) laidSize() (w, h int) {
	w, h = s.raw.width(), s.raw.height()
	if s.quarter%2 == 1 {
		w, h = h, w
	}
	return canvas(w, h, s.skew)
}

// paperScale is how many pixels of the page as it arrived make a millimetre: what the
// picture says, unless the paper would have a size that nobody scans.
func (s *sheet) paperScale() float64 {
	w, h := s.size()
	long, short := float64(max(w, h)), float64(max(1, min(w, h)))
	if mm := long / (float64(max(s.dpi, 1)) / 25.4); s.dpi > 0 && mm > 120 && mm < 450 {
		return float64(s.dpi) / 25.4
	}
	if long/short > chequeShape {
		return long / 175
	}
	return long / 297 // A4
}

// chequeShape is the least length of the picture of a cheque alone, to its height: they are
// 175 by 80 mm, in America 6 by 2.75 inches.
const chequeShape = 1.9

// canvas is what an image grows to when it is straightened.
func canvas(w, h int, degrees float64) (int, int) {
	if math.Abs(degrees) < minSkew {
		return w, h
	}
	sin, cos := math.Sincos(math.Abs(degrees) * math.Pi / 180)
	fw, fh := float64(w), float64(h)
	return max(w, int(fw*cos+fh*sin+0.5)), max(h, int(fh*cos+fw*sin+0.5))
}

// home maps a box of a turned image of iw x ih pixels at a scale of raw to the
// page as displayed. Straightening keeps the middle where it is.
func (s *sheet) home(r rect, iw, ih int, scale float64) rect {
	w, h := s.size()
	f := scale * s.scale
	at := func(v, n, full int) int { return int(math.Round((float64(v)-float64(n)/2)/f + float64(full)/2)) }
	x1, y1 := min(max(at(r.x, iw, w), 0), w), min(max(at(r.y, ih, h), 0), h)
	x2, y2 := min(max(at(r.x+r.w, iw, w), 0), w), min(max(at(r.y+r.h, ih, h), 0), h)
	return rect{x1, y1, x2 - x1, y2 - y1}
}
