package engine

import (
	"image"
	"math"

	"bordereau"
)

// The kinds of marks.
const (
	penStroke = "stroke"
	penBar    = "bar"
	// straightLine is neither: a piece of a frame.
	straightLine = "line"
)

const (
	// sureInkMM is the length of strokes from which a group is surely drawn: a short
	// signature has as much.
	sureInkMM = 40.0
	// A pen is no broader than that, and what it draws leaves most of its box free.
	penMM, penFill = 1.1, 0.45
	// windowMM of a stroke are looked at each way; it bends there if it leaves the
	// straight line through it by more than bendMM on the average.
	windowMM, bendMM = 2.6, 0.07
	// widestMM is longer than signatures are: frames and patterns of the paper.
	widestMM = 75.0
	barMM    = 8.0 // the least length of a bar
)

// printedWord is a word in the picture at hand.
type printedWord struct {
	box     rect
	letters int
	conf    float64
}

// erased says that a word is so surely print that all of its box is.
func (p printedWord) erased() bool { return p.conf >= 0.85 && p.letters >= 4 }

// isPrint says whether a part is a letter of a printed word: most of it lies in the
// word's box, and it is not as wide as the word.
func isPrint(r rect, printed []printedWord) bool {
	for _, p := range printed {
		dx := min(r.x+r.w, p.box.x+p.box.w) - max(r.x, p.box.x)
		dy := min(r.y+r.h, p.box.y+p.box.h) - max(r.y, p.box.y)
		if dx > 0 && dy > 0 && 10*dx*dy >= 8*r.w*r.h && 5*r.w <= 9*p.box.h {
			return true
		}
	}
	return false
}

// trace is a connected part of the page: its box, its black pixels, and its middle
// line with a margin around it, 1 where it is.
type trace struct {
	box  rect
	area int
	line *image.Gray
}

// mark is a part that was drawn. Boxes are of the page as displayed, the length is in
// millimetres.
type mark struct {
	kind   string
	box    bordereau.Box
	length float64
}

func (m mark) sure() float64 { return min(1, m.length/sureInkMM) }

// judge says what a part is, "" for none of the kinds, and how long its middle line
// is in pixels, which mm to the millimetre.
func (t trace) judge(mm float64) (kind string, length float64) {
	at := t.points()
	if len(at) == 0 {
		return "", 0
	}
	length = float64(len(at))
	if float64(t.area) > penMM*mm*length {
		return "", length
	}
	straight, slanted := t.straight(at, mm)
	switch {
	case straight >= 0.8 && slanted && length >= barMM*mm:
		return penBar, length
	case straight >= 0.8:
		return straightLine, length
	case straight <= 0.7 && float64(t.area) <= penFill*float64(t.box.w*t.box.h):
		return penStroke, length
	}
	return "", length
}

// points are the places of the middle line.
func (t trace) points() []int {
	var at []int
	for i, v := range t.line.Pix {
		if v != 0 {
			at = append(at, i)
		}
	}
	return at
}

// straight is the share of the middle line that does not bend, and whether that leans
// as the bars of a crossing do.
func (t trace) straight(at []int, mm float64) (share float64, slanted bool) {
	reach := max(4, int(windowMM*mm))
	seen := make([]int, len(t.line.Pix))
	var queue []int
	straight, looked, leaning := 0, 0, 0
	for k := 0; k < len(at); k += 3 {
		queue = t.along(at[k], k+1, reach, seen, queue[:0])
		across, angle := spread(queue, t.line.Stride)
		looked++
		if across <= bendMM*mm+0.2 { // and a fifth of a pixel, by which lines are stepped
			straight++
			if lean := math.Abs(math.Sin(2 * angle)); lean > 0.5 { // 15 to 75 degrees
				leaning++
			}
		}
	}
	return float64(straight) / float64(looked), 2*leaning > looked
}

// along walks the line from a place, both ways, and gives the places within reach.
func (t trace) along(from, stamp, reach int, seen, queue []int) []int {
	w := t.line.Stride
	queue = append(queue, from)
	seen[from] = stamp
	end := 1 // of the ring at hand
	for head, ring := 0, 0; head < len(queue) && ring < reach; ring++ {
		for ; head < end; head++ {
			for _, d := range [8]int{-1, 1, -w, w, -w - 1, -w + 1, w - 1, w + 1} {
				if n := queue[head] + d; n >= 0 && n < len(seen) && t.line.Pix[n] != 0 && seen[n] != stamp {
					seen[n] = stamp
					queue = append(queue, n)
				}
			}
		}
		end = len(queue)
	}
	return queue
}

// spread is how far places lie from the straight line through them, on the average,
// and the angle of that line.
func spread(at []int, stride int) (across, angle float64) {
	var n, sx, sy, xx, yy, xy float64
	for _, i := range at {
		x, y := float64(i%stride), float64(i/stride)
		n, sx, sy, xx, yy, xy = n+1, sx+x, sy+y, xx+x*x, yy+y*y, xy+x*y
	}
	a, b, c := xx/n-sx/n*sx/n, yy/n-sy/n*sy/n, xy/n-sx/n*sy/n
	return math.Sqrt(max(0, (a+b)/2-math.Sqrt((a-b)*(a-b)/4+c*c))), math.Atan2(2*c, a-b) / 2
}

// within are the marks whose middle lies in a box; an empty box is the page.
func within(marks []mark, box bordereau.Box) []mark {
	if box.Empty() {
		return marks
	}
	var out []mark
	for _, m := range marks {
		if x, y := m.box.X+m.box.W/2, m.box.Y+m.box.H/2; x >= box.X && x < box.X+box.W && y >= box.Y && y < box.Y+box.H {
			out = append(out, m)
		}
	}
	return out
}

// grouped joins strokes that lie close to each other; bars stay by themselves.
func grouped(marks []mark, near float64) []mark {
	var out []mark
	for _, m := range marks {
		if m.kind == penStroke {
			for i := 0; i < len(out); {
				if out[i].kind == penStroke && gapBetween(out[i].box, m.box) <= near {
					m.box, m.length = m.box.Union(out[i].box), m.length+out[i].length
					out = append(out[:i], out[i+1:]...)
					i = 0
					continue
				}
				i++
			}
		}
		out = append(out, m)
	}
	return out
}

func gapBetween(a, b bordereau.Box) float64 {
	dx := max(a.X, b.X) - min(a.X+a.W, b.X+b.W)
	dy := max(a.Y, b.Y) - min(a.Y+a.H, b.Y+b.H)
	return float64(max(dx, dy))
}
