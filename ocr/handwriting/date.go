package handwriting

import (
	"image"
	"math"
	"slices"
	"strings"
	"time"

	"bordereau/ocr/handwriting/net"
)

// Date is a date that the ink of a line may say, with its share of all that it may say.
type Date struct {
	Date  string // "2026-10-20"
	Share float64
}

// What stands between day, month and year.
const (
	slash  = '/'
	point  = '.'
	hyphen = '-'
	blank  = ' '
)

// The costs of what parts a date; a cost is a negative logarithm. The network knows no
// slash: it is told by its shape.
const (
	leastBlank = .28 // heights of the figures: a gap that may part two numbers
	barePart   = 1.0 // of a gap without a sign
	farGap     = 2.5 // what follows a gap so wide is no part of the date
	costOfDate = 2.2 // the most that a piece may cost on the average, or it is no date
	mostDates  = 40
)

// cutDate reads a line as a date by cutting its figures apart.
func (r *Reader) cutDate(img *image.Gray) (days []Date, place image.Rectangle) {
	l := Apart(img)
	if l == nil {
		return nil, place
	}
	reached := l.dates(r.Shares(l))
	for i := 1; i <= l.Pieces && len(days) == 0; i++ {
		if i == l.Pieces || float64(l.sizes[i].Min.X-l.sizes[i-1].Max.X) > farGap*l.high {
			days, place = l.calendar(cheapest(reached[i]), i)
		}
	}
	scale := min(1, mostHeight/float64(img.Rect.Dy()))
	back := func(v int) int { return int(float64(v) / scale) }
	shift := (l.width - int(float64(img.Rect.Dx())*scale)) / 2
	place = image.Rect(back(place.Min.X-shift), back(place.Min.Y), back(place.Max.X-shift), back(place.Max.Y))
	return days, place.Intersect(img.Rect)
}

// calendar gives the dates that ways through so many pieces read, with their shares, and
// where the likeliest stands.
func (l *Line) calendar(ends []written, pieces int) (out []Date, place image.Rectangle) {
	least := map[string]float64{}
	sum := 0.0
	for _, h := range ends { // the cheapest first
		day, ok := calendar(h.text)
		if _, known := least[day]; !ok || known || h.cost > costOfDate*float64(pieces) {
			continue
		}
		if len(out) == 0 {
			place = image.Rect(h.left, int(l.mid-.6*l.high), h.right, int(l.mid+.6*l.high))
		}
		least[day] = h.cost
		out = append(out, Date{day, math.Exp(-h.cost)})
		sum += math.Exp(-h.cost)
	}
	for i := range out {
		out[i].Share /= sum
	}
	return out[:min(len(out), mostDates)], place
}

// written is a way through the pieces as far as one of them, read as a date.
type written struct {
	text        string
	cost        float64
	left, right int // where the first figure begins and the last one ends, in pixels
}

// dates are, for each number of pieces, the ways through them that read as a date or as
// its beginning. Of those that read alike the best is kept.
func (l *Line) dates(shares [][]float64) []map[string]written {
	starts := make([][]step, l.Pieces)
	for i := range l.Candidates {
		c := &l.Candidates[i]
		starts[c.From] = append(starts[c.From], l.steps(c, shares[i])...)
		if q := c.slash(); q > .02 && float64(c.Box.Dy()) > .6*l.high {
			starts[c.From] = append(starts[c.From], step{symbol: symbol{slash, q, c}, cost: -c.weight() * math.Log(q)})
		}
	}
	reached := make([]map[string]written, l.Pieces+1)
	for i := range reached {
		reached[i] = map[string]written{}
	}
	reached[0][""] = written{}
	keep := func(at int, h written) {
		if old, known := reached[at][h.text]; !known || h.cost < old.cost {
			reached[at][h.text] = h
		}
	}
	for i := range l.Pieces {
		for _, h := range cheapest(reached[i]) {
			for _, st := range starts[i] {
				for _, g := range h.after(st, l.high) {
					keep(st.candidate.To, g)
				}
			}
		}
	}
	return reached
}

// dateBeam is how many ways are kept at each piece.
const dateBeam = 150

func cheapest(of map[string]written) []written {
	out := make([]written, 0, len(of))
	for _, h := range of {
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b written) int {
		switch {
		case a.cost != b.cost && a.cost < b.cost:
			return -1
		case a.cost != b.cost:
			return 1
		}
		return strings.Compare(a.text, b.text)
	})
	return out[:min(len(out), dateBeam)]
}

// after are the ways on: by one symbol, with a blank before it or not.
func (h written) after(st step, high float64) (out []written) {
	g := written{h.text, h.cost + st.cost, h.left, h.right}
	box := st.candidate.Box
	switch {
	case st.junk:
		out = append(out, g)
	case st.class < 10:
		digit := string(rune('0' + st.class))
		g.text, g.right = h.text+digit, box.Max.X
		if h.text == "" {
			g.left = box.Min.X
		}
		if begun(g.text) {
			out = append(out, g)
		}
		if gap := float64(box.Min.X-h.right) / high; h.text != "" && gap > leastBlank {
			g.text = h.text + string(blank) + digit
			g.cost += barePart
			if begun(g.text) {
				out = append(out, g)
			}
		}
	default:
		sign := map[int]string{Separator: string(point), Dash: string(hyphen), slash: string(slash)}[st.class]
		g.text += sign
		if sign != "" && begun(g.text) {
			out = append(out, g)
		}
	}
	return out
}

// begun says whether a date may begin so. Day, month and year are parted alike.
func begun(text string) bool {
	sign := rune(0)
	parts, n := 0, 0
	for _, c := range text {
		if c >= '0' && c <= '9' {
			if n++; parts < 2 && n > 2 || n > 4 {
				return false
			}
			continue
		}
		if n == 0 || sign != 0 && c != sign {
			return false
		}
		if sign, parts, n = c, parts+1, 0; parts > 2 {
			return false
		}
	}
	fields := strings.FieldsFunc(text, func(c rune) bool { return c < '0' || c > '9' })
	for i, f := range fields {
		switch {
		case i < 2 && len(f) == 2 && (f == "00" || f > []string{"31", "12"}[i]):
			return false
		case i < 2 && f == "0" && i < parts:
			return false
		case i == 2 && len(f) > 2 && !strings.HasPrefix(f, "20") && !strings.HasPrefix(f, "19"):
			return false
		}
	}
	return true
}

// calendar is the date that a text says, if it is one. Two figures are a year of this
// century.
func calendar(text string) (string, bool) {
	fields := strings.FieldsFunc(text, func(c rune) bool { return c < '0' || c > '9' })
	if len(fields) != 3 || len(fields[2]) != 2 && len(fields[2]) != 4 {
		return "", false
	}
	if len(fields[2]) == 2 {
		fields[2] = "20" + fields[2]
	}
	day, err := time.Parse("2/1/2006", strings.Join(fields, "/"))
	return day.Format(time.DateOnly), err == nil
}

// slash is how surely a candidate is a straight stroke that leans to the right, as no
// figure does: of its ink, how it lies about the line through it.
func (c *Candidate) slash() float64 {
	var n, x, y, xx, yy, xy float64
	for i, v := range c.Pixels[:net.Side*net.Side] {
		w, px, py := float64(v), float64(i%net.Side), float64(i/net.Side)
		n, x, y = n+w, x+w*px, y+w*py
		xx, yy, xy = xx+w*px*px, yy+w*py*py, xy+w*px*py
	}
	if n == 0 {
		return 0
	}
	x, y = x/n, y/n
	xx, yy, xy = xx/n-x*x, yy/n-y*y, xy/n-x*y
	mid, off := (xx+yy)/2, math.Hypot((xx-yy)/2, xy)
	straight := math.Sqrt(max(mid-off, 0) / max(mid+off, 1e-9)) // of a stroke: its width to its length
	lean := math.Atan2(-2*xy, yy-xx) / 2 * 180 / math.Pi        // to the right, in degrees from upright
	return logistic(.35*(lean-9)) * logistic(40*(.2-straight))
}
