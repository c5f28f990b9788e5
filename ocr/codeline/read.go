package codeline

import (
	"image"
	"math"
	"slices"
)

// Reader reads code lines. It is safe for concurrent use.
type Reader struct {
	fonts []*font
}

// New draws what is looked for.
func New() *Reader { return &Reader{fonts: fonts()} }

const (
	probed       = 14   // characters of a row that are looked at first
	glanced      = 7    // and before that
	glanceLess   = 0.15 // likeness that these may miss of what is likely
	floor        = 0.52 // likeness that a place must exceed to hold a character
	blankPitch   = 1.8  // pitches between two characters from which a blank is printed between them
	offPitch     = 0.03 // cost of a pixel off the pitch
	jumpCost     = 0.25 // of a gap between zones
	fewestChars  = 10
	offScale     = 0.03 // of the pitch, from which the resolution is not as was said
	leastProfile = 0.45 // likeness of a comb below which the bars cannot be told apart
)

// Read finds the code lines of a page; mm is its resolution in pixels a millimetre, as
// far as it is known: the pitch of a line that was found says it better.
func (r *Reader) Read(img *image.Gray, mm float64) []Line {
	if img.Rect.Empty() {
		return nil
	}
	lines := r.read(img, mm)
	if len(lines) == 0 || math.Abs(lines[0].scale-1) < offScale {
		return lines
	}
	again := r.read(img, mm*lines[0].scale)
	if len(again) >= len(lines) && again[0].likeness > lines[0].likeness {
		return again
	}
	return lines
}

func (r *Reader) read(img *image.Gray, mm float64) []Line {
	p := reduced(img, mm, shapeDPMM)
	combs := map[*font][]comb{}
	var lines []Line
	for _, melt := range melts {
		for _, row := range rows(p, melt) {
			if taken(lines, row, mm/p.mm) {
				continue
			}
			for _, f := range r.fonts {
				m, places := f.follow(p, row)
				if len(places) < fewestChars || meanScore(places) < f.leastMean {
					continue
				}
				if combs[f] == nil {
					combs[f] = f.combs(1 / mm)
				}
				r := reading{m, img, p, mm, combs[f]}
				if line := r.assemble(places); line.credible() {
					lines = append(lines, line)
					break
				}
			}
		}
		if len(lines) > 0 {
			return lines
		}
	}
	if line, ok := r.crumbs(img, p, mm); ok {
		lines = append(lines, line)
	}
	return lines
}

// taken says whether a row lies on a line that was read already.
func taken(lines []Line, r row, k float64) bool {
	for _, l := range lines {
		x, y := (r.first+r.last)/2*k, r.y((r.first+r.last)/2)*k
		if image.Pt(int(x), int(y)).In(l.Box) {
			return true
		}
	}
	return false
}

// match is a row with the template and the height at which its characters fit best.
type match struct {
	font  *font
	strip strip
	t     template
	tall  float64
	dy    int // of the windows, from the middle of the strip
}

// follow reads a row the way up in which more of it is like characters.
func (f *font) follow(p *plane, row row) (m match, places []place) {
	for _, turn := range []bool{false, true} {
		next, ok := f.probe(p, row, turn)
		if !ok {
			continue
		}
		found := next.places()
		for range 2 { // the characters that were found tell better where the line runs
			if len(found) < fewestBlobs {
				break
			}
			next = next.along(p, found)
			found = next.places()
		}
		if surplus(found) > surplus(places) {
			m, places = next, found
		}
	}
	return m, places
}

// surplus is how much more than nothing the places are like characters.
func surplus(places []place) float32 {
	return (meanScore(places) - floor) * float32(len(places))
}

// probe looks at some of a row's blobs, closely where the first look is promising.
func (f *font) probe(p *plane, row row, turn bool) (match, bool) {
	s := p.cut(row, turn)
	var found match
	top := float32(0)
	try := func(n, i int) {
		for dy := -f.level; dy <= f.level; dy++ {
			if m := s.median(p, f.templates[i], some(row.blobs, n), dy); m > top {
				top, found = m, match{f, s, f.templates[i], f.heights[i], dy}
			}
		}
	}
	if try(glanced, f.plain); top < f.likely-glanceLess {
		return found, false
	}
	top = 0
	for i := range f.templates {
		try(probed, i)
	}
	return found, top >= f.likely
}

// some are n of the blobs, evenly spread.
func some(blobs []blob, n int) []blob {
	if len(blobs) <= n {
		return blobs
	}
	out := make([]blob, n)
	for i := range out {
		out[i] = blobs[i*len(blobs)/n]
	}
	return out
}

// median is how alike the middle one of some blobs is to the character it is most like.
func (s *strip) median(p *plane, t template, blobs []blob, dy int) float32 {
	k := shapeDPMM / p.mm
	scores := make([]float32, 0, len(blobs))
	for _, b := range blobs {
		x := (b.cx() - s.from) * k
		if s.turn {
			x = float64(s.w) - x
		}
		left := int(math.Round(x - float64(winW)/2))
		top := float32(0)
		for at := left - 1; at <= left+1; at++ {
			if at < 0 || at+winW > s.w {
				continue
			}
			if score, ok := s.alike(t, at, (s.h-winH)/2+dy); ok {
				first, _ := best(&score)
				top = max(top, score[first])
			}
		}
		scores = append(scores, top)
	}
	slices.Sort(scores)
	return scores[len(scores)/2]
}

// along lays the strip anew along the characters that were found, over the whole
// width of the page.
func (m *match) along(p *plane, places []place) match {
	found := make([]blob, len(places))
	for i, pl := range places {
		x, y := m.strip.plane(float64(pl.x)+winW/2.0, float64(m.strip.h)/2+float64(pl.dy), p)
		found[i] = blob{x: x, y: y}
	}
	r := fit(found, p.mm)
	r.first, r.last = 0, float64(p.w)
	next := *m
	next.strip, next.dy = p.cut(r, m.strip.turn), 0
	return next
}

// place is where a character stands in a strip.
type place struct {
	x     int // left edge of its window
	dy    int
	score [letters]float32
}

func (pl *place) top() float32 {
	first, _ := best(&pl.score)
	return pl.score[first]
}

func meanScore(places []place) float32 {
	if len(places) == 0 {
		return 0
	}
	sum := float32(0)
	for i := range places {
		sum += places[i].top()
	}
	return sum / float32(len(places))
}

// places are the characters of the line: those that together are most like
// characters at the right distances (the best path from left to right).
func (m *match) places() []place {
	s := &m.strip
	n := s.w - winW + 1
	if n <= 0 {
		return nil
	}
	at := make([]place, n)
	gain := make([]float32, n)
	for x := range n {
		at[x] = m.place(x)
		gain[x] = at[x].top() - floor
	}
	total, from := make([]float32, n), make([]int, n)
	end := -1
	for x := range n {
		from[x] = -1
		if gain[x] <= 0 {
			total[x] = float32(math.Inf(-1))
			continue
		}
		top := float32(0)
		for d := 13; d <= 160 && d <= x; d++ {
			prev := total[x-d]
			if prev <= 0 {
				continue
			}
			switch off := math.Abs(float64(d) - m.font.pitch); {
			case off <= m.font.off:
				prev -= float32(offPitch * off)
			case float64(d) >= 1.4*m.font.pitch:
				prev -= jumpCost
			default:
				continue
			}
			if prev > top {
				top, from[x] = prev, x-d
			}
		}
		total[x] = gain[x] + top
		if end < 0 || total[x] > total[end] {
			end = x
		}
	}
	var out []place
	for x := end; x >= 0; x = from[x] {
		out = append(out, at[x])
	}
	slices.Reverse(out)
	return out
}

// place compares the window at x with all characters, a pixel up and down.
func (m *match) place(x int) place {
	pl := place{x: x}
	for l := range pl.score {
		pl.score[l] = -1
	}
	top := float32(-1)
	for dy := m.dy - 1; dy <= m.dy+1; dy++ {
		y := (m.strip.h-winH)/2 + dy
		if y < 0 || y+winH > m.strip.h {
			continue
		}
		score, ok := m.strip.alike(m.t, x, y)
		if !ok {
			continue
		}
		for l, v := range score {
			pl.score[l] = max(pl.score[l], v)
			if v > top {
				top, pl.dy = v, dy
			}
		}
	}
	return pl
}
