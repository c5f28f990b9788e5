package specimen

import (
	"slices"
	"strings"
)

// Sheets are laid out in millimetres from the top left, y growing downwards;
// grey runs from 0 (black) to 255 (paper).

type sheet struct {
	w, h   float64
	prints []print
	shapes []shape
	areas  map[string]Area // where what is read stands
	stamps []stamp         // pressed over everything

	through float64 // how much of the sheet before shines through from the other side: a share
}

// print is a run of text on one baseline.
type print struct {
	x, y    float64 // start of the baseline
	face    face
	size    float64 // points
	grey    uint8
	text    string
	spacing float64 // millimetres from one character's start to the next; 0 is the font's own
	pen     *pen    // whose handwriting it is; nil is type
	seed    uint64  // of the chance in the handwriting
}

// length of the run in millimetres.
func (p print) length() float64 {
	switch {
	case p.pen != nil:
		return p.pen.width(p.size, p.text)
	case p.spacing > 0:
		return p.spacing * float64(len([]rune(p.text)))
	}
	return width(p.face, p.size, p.text)
}

// height of capitals and digits over the baseline, in millimetres.
func (p print) height() float64 {
	if p.pen != nil {
		return p.size * mmPerPoint * p.pen.high
	}
	return p.size * mmPerPoint * 0.7
}

type shapeKind int

const (
	fill   shapeKind = iota // polygon
	stroke                  // polyline of a width
)

type shape struct {
	kind  shapeKind
	pts   [][2]float64
	width float64
	grey  uint8
	over  bool // drawn over the print (signatures)
}

const mmPerPoint = 25.4 / 72

func newSheet(w, h float64) *sheet { return &sheet{w: w, h: h} }

func a4() *sheet { return newSheet(210, 297) }

// put prints a run with its baseline starting at x, y and gives its width.
func (s *sheet) put(x, y float64, f face, size float64, text string) float64 {
	s.prints = append(s.prints, print{x: x, y: y, face: f, size: size, text: text})
	return width(f, size, text)
}

func (s *sheet) grey(x, y float64, f face, size float64, grey uint8, text string) {
	s.prints = append(s.prints, print{x: x, y: y, face: f, size: size, grey: grey, text: text})
}

// within prints a run in at most w millimetres, smaller if need be.
func (s *sheet) within(x, y, w float64, f face, size float64, text string) {
	for width(f, size, text) > w {
		size -= 0.25
	}
	s.put(x, y, f, size, text)
}

// right prints a run that ends at x.
func (s *sheet) right(x, y float64, f face, size float64, text string) {
	s.put(x-width(f, size, text), y, f, size, text)
}

// centre prints a run around x.
func (s *sheet) centre(x, y float64, f face, size float64, text string) {
	s.put(x-width(f, size, text)/2, y, f, size, text)
}

// pitched prints a run whose characters stand at a fixed pitch.
func (s *sheet) pitched(x, y float64, f face, size, pitch float64, text string) {
	s.prints = append(s.prints, print{x: x, y: y, face: f, size: size, text: text, spacing: pitch})
}

// lines prints runs under each other and gives the baseline after the last.
func (s *sheet) lines(x, y float64, f face, size, leading float64, rows ...string) float64 {
	for _, r := range rows {
		if r != "" {
			s.put(x, y, f, size, r)
		}
		y += leading
	}
	return y
}

// paragraph breaks a text at w millimetres and gives the baseline after it.
func (s *sheet) paragraph(x, y, w float64, f face, size, leading float64, text string) float64 {
	return s.lines(x, y, f, size, leading, wrap(f, size, w, text)...)
}

func wrap(f face, size, w float64, text string) []string {
	var rows []string
	row := ""
	for _, word := range strings.Fields(text) {
		try := word
		if row != "" {
			try = row + " " + word
		}
		if row != "" && width(f, size, try) > w {
			rows = append(rows, row)
			try = word
		}
		row = try
	}
	if row != "" {
		rows = append(rows, row)
	}
	return rows
}

func (s *sheet) rule(x1, y1, x2, y2, width float64, grey uint8) {
	s.shapes = append(s.shapes, shape{kind: stroke, pts: [][2]float64{{x1, y1}, {x2, y2}}, width: width, grey: grey})
}

// frame draws the border of a rectangle.
func (s *sheet) frame(x, y, w, h, width float64, grey uint8) {
	s.rule(x, y, x+w, y, width, grey)
	s.rule(x+w, y, x+w, y+h, width, grey)
	s.rule(x+w, y+h, x, y+h, width, grey)
	s.rule(x, y+h, x, y, width, grey)
}

func (s *sheet) block(x, y, w, h float64, grey uint8) {
	s.polygon(grey, [2]float64{x, y}, [2]float64{x + w, y}, [2]float64{x + w, y + h}, [2]float64{x, y + h})
}

func (s *sheet) polygon(grey uint8, pts ...[2]float64) {
	s.shapes = append(s.shapes, shape{kind: fill, pts: pts, grey: grey})
}

func (s *sheet) curve(width float64, grey uint8, over bool, pts ...[2]float64) {
	s.shapes = append(s.shapes, shape{kind: stroke, pts: pts, width: width, grey: grey, over: over})
}

// insert places all that is on another sheet at an offset: a cheque on a letter,
// a card on a copy.
func (s *sheet) insert(o *sheet, dx, dy float64) {
	for _, p := range o.prints {
		p.x, p.y = p.x+dx, p.y+dy
		s.prints = append(s.prints, p)
	}
	for _, sh := range o.shapes {
		pts := make([][2]float64, len(sh.pts))
		for i, q := range sh.pts {
			pts[i] = [2]float64{q[0] + dx, q[1] + dy}
		}
		sh.pts = pts
		s.shapes = append(s.shapes, sh)
	}
	for _, m := range o.stamps {
		m.x, m.y = m.x+dx, m.y+dy
		s.stamps = append(s.stamps, m)
	}
	s.insertAreas(o, dx, dy)
}

// insertAreas moves along what another sheet knows of its places.
func (s *sheet) insertAreas(o *sheet, dx, dy float64) {
	if s.areas == nil {
		s.areas = map[string]Area{}
	}
	for name, a := range o.areas {
		a.X, a.Y = a.X+dx, a.Y+dy
		s.areas[name] = a
	}
}

// text gives what is printed in reading order: runs of about the same baseline
// from left to right, a form feed between sheets.
func text(sheets []*sheet) string {
	pages := make([]string, len(sheets))
	for i, s := range sheets {
		runs := make([]print, 0, len(s.prints))
		all := s.prints[:len(s.prints):len(s.prints)]
		for _, m := range s.stamps {
			stamped := newSheet(0, 0)
			stamped.insert(m.sheet, m.x, m.y)
			all = append(all, stamped.prints...)
		}
		for _, p := range all {
			if strings.TrimSpace(p.text) != "" {
				runs = append(runs, p)
			}
		}
		slices.SortStableFunc(runs, func(a, b print) int { return int((a.y - b.y) * 1000) })
		var rows []string
		for len(runs) > 0 {
			n := 1
			for n < len(runs) && runs[n].y-runs[0].y < 1.2 {
				n++
			}
			line := slices.Clone(runs[:n])
			slices.SortStableFunc(line, func(a, b print) int { return int((a.x - b.x) * 1000) })
			words := make([]string, n)
			for j, p := range line {
				words[j] = p.text
			}
			rows = append(rows, strings.Join(words, " "))
			runs = runs[n:]
		}
		pages[i] = strings.Join(rows, "\n")
	}
	return strings.Join(pages, "\f")
}
