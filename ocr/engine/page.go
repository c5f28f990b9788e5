package engine

import (
	"math"
	"unicode"

	"bordereau"
)

const (
	// smallLetters is the height in pixels below which letters lose their shape.
	// Pages are reduced to 150 dpi and no further than leaves this (11 points at
	// 150 dpi: 11 to 13 pixels).
	smallLetters = 9.5
	// goodLetters is what letters are brought to when the reduced page is too small for them.
	goodLetters = 14.0
	// largeLetters is the height from which it pays to reduce further: large
	// typewriting that is read with 6 mistakes a page at 29 pixels has none at 16.
	largeLetters = 22.0
	// largestScale bounds the enlargement of small scans.
	largestScale = 3.0
	// leastPrint is the height in millimetres of the lowest letters that are printed, those of
	// four points. Where most of what has a letter's shape is lower, it is grain, and to enlarge
	// it costs minutes.
	leastPrint = 0.9
	// doubtful is the mean confidence below which a page is read a second time.
	doubtful = 0.82
)

// readScale is the size, in relation to raw, at which a page is recognised.
func (s *sheet) readScale() float64 {
	l := s.look.letter
	switch h := l * s.look.scale; {
	case l == 0 || h >= smallLetters && h <= largeLetters || s.lowerThanPrint():
		return s.look.scale
	case h > largeLetters:
		return 16 / l
	}
	return min(goodLetters/l, largestScale)
}

// lowerThanPrint says that what has a letter's shape is mostly too low to be one.
func (s *sheet) lowerThanPrint() bool {
	return s.look.letter < leastPrint*s.paperScale()*s.scale
}

const (
	// fewLines is what three lines of writing have of parts: a page with more is not blank.
	fewLines = 150
	// grainy is the height of parts that may be the grain of an empty page.
	grainy = 7.0
)

// read recognises a page; plain takes it as one block of lines without a second look. It sets
// everything of the page but its number and layer.
func (e *Engine) read(s *sheet, plain bool) (bordereau.Page, error) {
	var p bordereau.Page
	if s.look.parts < fewLines || s.look.letter*s.look.scale < grainy {
		var err error
		if p.Blank, err = s.bare(); err != nil {
			return p, err
		}
	}
	if !p.Blank {
		if err := e.findLines(s); err != nil {
			return p, err
		}
		words, err := e.words(s, plain)
		if err != nil {
			return p, err
		}
		p.Words = vocabulary(words)
		if p.Symbols, err = s.symbols(); err != nil {
			return p, err
		}
	}
	p.Width, p.Height = s.size()
	p.DPI = s.dpi
	p.Rotation = 90 * s.quarter
	p.Skew = s.skew
	return p, nil
}

func (e *Engine) words(s *sheet, plain bool) ([]seen, error) {
	if plain { // what was enlarged and came to no end would not in this way either
		return e.readAt(s, min(s.readScale(), s.look.scale), modeBlock)
	}
	words, err := e.readBest(s)
	if err != nil {
		return nil, err
	}
	return words, e.lookAgain(s, words)
}

// readBest recognises at the size the letters ask for and, where that is
// doubtful, once more: at full size if the page had been reduced, on its head if
// its ascenders did not tell how it stands.
func (e *Engine) readBest(s *sheet) ([]seen, error) {
	scale := s.readScale()
	words, err := e.readAt(s, scale, modePage)
	if err == nil && len(words) == 0 && s.look.parts >= fewLines && s.skew != 0 && s.look.even.depth() == 8 {
		// Between white corners Tesseract takes all of a grey paper for ink.
		s.look.corners = true
		words, err = e.readAt(s, scale, modePage)
	}
	if err == nil && upended(words) {
		words, err = e.rightUp(s, words, scale)
	}
	if err != nil || mean(words) >= doubtful {
		return words, err
	}
	if mean(words) < headless {
		s.quarter = (s.quarter + 2) % 4
		over, err := e.readAt(s, scale, modePage)
		if err != nil {
			return nil, err
		}
		if stands(over) > stands(words)+surely {
			words = over
		} else {
			s.quarter = (s.quarter + 2) % 4
		}
		if mean(words) >= doubtful {
			return words, nil
		}
	}
	full := min(1, 1.5*goodLetters/max(s.look.letter, 1))
	if full < 1.15*scale || s.lowerThanPrint() || s.bears() { // of a cheque what is doubtful is read again line by line
		return words, nil
	}
	// Are they letters at the other size as well? Specks of grain are more and lower there.
	if h, err := s.lettersAt(full); err != nil || h < max(grainy, s.look.letter*full/2) {
		return words, err
	}
	again, err := e.readAt(s, full, modePage)
	if err != nil {
		return nil, err
	}
	if worth(again) > worth(words) {
		words = again
	}
	return words, nil
}

// lettersAt is the median height of what has a letter's shape at a scale of raw, in
// pixels of that scale; 0 if there is nothing. The grain of a picture out of focus is
// lower than letters that can be read, and costs an analysis of the layout without end.
func (s *sheet) lettersAt(scale float64) (float64, error) {
	even, err := s.evened(scale)
	if err != nil {
		return 0, err
	}
	defer even.free()
	bw, err := even.binary(inkLevel)
	if err != nil {
		return 0, err
	}
	defer bw.free()
	parts, err := bw.components()
	if err != nil {
		return 0, err
	}
	return letterHeight(writing(parts, bw.width(), bw.height()), s.quarter%2 == 1), nil
}

const (
	// headless is the mean confidence of pages that are read upside down, or are no text.
	headless = 0.6
	// surely is by how much a page turned over must be read better to be turned:
	// eight letters of which there is no doubt.
	surely = 4
	// zoneLine is what a line of a machine readable zone counts: 30 letters, though
	// its fillers are read with no confidence at all.
	zoneLine = 15
)

// stands is what speaks for a reading's being the right way up: the letters that
// are believed, and above all lines of a machine readable zone, which nothing has
// on its head. Small pictures have little else.
func stands(words []seen) float64 {
	return worth(words) + zoneLine*float64(len(mrzLines(vocabulary(words), bordereau.Box{})))
}

// readAt recognises the whole page at a scale of raw; boxes are of the page as displayed.
func (e *Engine) readAt(s *sheet, scale float64, mode int) ([]seen, error) {
	even := s.look.even.share()
	if scale != s.look.scale {
		even.free()
		var err error
		if even, err = s.evened(scale); err != nil {
			return nil, err
		}
	}
	marks, err := s.cleared(even)
	even.free()
	if err != nil {
		return nil, err
	}
	defer marks.free()
	img, err := s.turned(marks)
	if err != nil {
		return nil, err
	}
	defer func() { img.free() }()
	if s.look.corners {
		if err := img.cornered(marks, s.turned); err != nil {
			return nil, err
		}
	}
	if img, err = s.withoutLines(img, scale); err != nil {
		return nil, err
	}
	words, err := e.pages.recognise(img, s.resolution(scale), mode, "")
	if err != nil {
		return nil, err
	}
	for i := range words {
		words[i].box = s.home(words[i].box, img.width(), img.height(), scale)
	}
	return words, nil
}

// resolution is what is told to Tesseract: the true one if it is known, else the
// one at which the letters would be of 11 points.
func (s *sheet) resolution(scale float64) int {
	switch {
	case s.dpi > 0:
		return int(float64(s.dpi)*s.scale*scale + 0.5)
	case s.look.letter > 0:
		return int(s.look.letter*scale*12.5 + 0.5)
	}
	return analysisDPI
}

// mean is the confidence of a letter, on the average; 0 when there are no words.
func mean(words []seen) float64 {
	sum, n := 0.0, 0
	for _, w := range words {
		l := len([]rune(w.text))
		sum += w.conf * float64(l)
		n += l
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// worth compares two readings of one page: letters that are believed count for
// it, letters that are not against it.
func worth(words []seen) float64 {
	sum := 0.0
	for _, w := range words {
		sum += (w.conf - 0.5) * float64(len([]rune(w.text)))
	}
	return sum
}

func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

func vocabulary(words []seen) []bordereau.Word {
	out := make([]bordereau.Word, len(words))
	for i, w := range words {
		out[i] = bordereau.Word{
			Text: w.text, Confidence: math.Round(w.conf*1000) / 1000, Block: w.block, Line: w.line,
			Box: bordereau.Box{X: w.box.x, Y: w.box.y, W: w.box.w, H: w.box.h},
		}
	}
	return out
}
