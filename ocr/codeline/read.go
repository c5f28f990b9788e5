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
	levelLess    = 0.12 // and where the row runs a little above or below them
	floor        = 0.52 // likeness that a place must exceed to hold a character
	blankPitch   = 1.8  // pitches between two characters from which a blank is printed between them
	offPitch     = 0.03 // cost of a pixel off the pitch
	jumpCost     = 0.25 // of a gap between zones
	fewestChars  = 10
	relaid       = 4    // times that a row is laid anew at most: few blobs may tilt it by three degrees
	offScale     = 0.03 // of the pitch, from which the resolution is not as was said
	alongLess    = 0.08 // mean likeness that a row gains at most where it is laid anew: 0.06 was seen
	faint        = 0.3  // likeness below which a character does not lie a pixel higher or lower
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
	combs := map[*font][]*comb{}
	var lines []Line
	for _, melt := range melts {
		for _, row := range rows(p, melt) {
			if taken(lines, row, mm/p.mm) {
				continue
			}
			cut := p.cut(row, false)
			ways := [2]strip{cut, cut.turned()}
			for _, f := range r.fonts {
				m, places := f.follow(p, ways)
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
	t     *template
	tall  float64
	dy    int // of the windows, from the middle of the strip
}

// follow reads a row the way up in which more of it is like characters; ways are its
// strips, both ways up.
func (f *font) follow(p *plane, ways [2]strip) (m match, places []place) {
	for _, s := range ways {
		next, ok := f.probe(p, s)
		if !ok {
			continue
		}
		found := next.places()
		for range relaid { // the characters that were found tell better where the line runs
			if len(found) < fewestBlobs || meanScore(found) < f.leastMean-alongLess {
				break
			}
			was := next.strip.row
			next = next.along(p, found)
			found = next.places()
			if next.strip.row.near(was, p) {
				break
			}
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

// near says whether two rows run less than half a pixel apart, over the whole page.
func (r row) near(o row, p *plane) bool {
	return max(math.Abs(r.y(0)-o.y(0)), math.Abs(r.y(float64(p.w))-o.y(float64(p.w)))) < 0.5
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

// place compares the window at x with all characters, a pixel up and down where it is
// like one at all.
func (m *match) place(x int) place {
	pl := place{x: x}
	for l := range pl.score {
		pl.score[l] = -1
	}
	top := float32(-1)
	for _, dy := range [3]int{m.dy, m.dy - 1, m.dy + 1} {
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
		if top < faint {
			break
		}
	}
	return pl
}
