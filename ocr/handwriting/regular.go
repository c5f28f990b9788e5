package handwriting

import (
	"image"
	"math"
	"slices"
)

// regularity is what tells a printer's line of writing from a hand's: a printer sets
// letters of few heights exactly on one line, with strokes of one width, and the same
// letter twice is the same twice; a hand comes near, and writes larger. Lengths are in
// heights of the letters.
type regularity struct {
	letters int     // that were looked at
	size    float64 // of the letters, in millimetres
	foot    float64 // how far the feet of letters lie off one straight line
	stroke  float64 // by how much the widths of strokes differ, in widths
	level   float64 // how far each foot and head lies from those of two other letters
	twins   float64 // by how much each letter differs from the one most like it: 0 to 1
}

// ByHand is the share of lines of writing with such an appearance that a hand wrote, the
// others being print: if the line holds figures, and if it holds letters, whose heads
// differ in print too. ok is false where too little is written to tell. mm pixels of img
// are a millimetre. The weights are fitted, by logistic regression, on the amounts,
// dates and payees of 70 drawn cheques in type and as many by hand (even seeds from
// 410000 to 410139 of package specimen, 200 and 300 dpi, grey and bitonal).
func ByHand(img *image.Gray, mm float64) (figures, letters float64, ok bool) {
	g := regular(img, mm)
	if g.letters < 2 {
		return 0, 0, false
	}
	foot, stroke := min(g.foot, .2), min(g.stroke, .4)
	figures = -10.98 + 1.25*g.size + 108.97*foot + 11.41*stroke + 215.56*g.level + 5.81*g.twins
	letters = -25.32 + 6.01*g.size + 28.97*foot + 74.05*stroke + 2.89*g.level + 15.30*g.twins
	return logistic(figures), logistic(letters), true
}

func logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// mostLetters of a line are looked at.
const mostLetters = 60

func regular(img *image.Gray, mm float64) (g regularity) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if h < leastHeight || w < leastHeight || w*h > mostPixels || mm <= 0 {
		return g
	}
	k := inkOf(img)
	if k == nil {
		return g
	}
	k.withoutRules()
	parts := k.components()
	high, mid := measure(parts, k.h)
	if high == 0 {
		return g
	}
	parts = slices.DeleteFunc(parts, func(p piece) bool {
		at, tall := float64(p.box.Min.Y+p.box.Max.Y)/2, float64(p.box.Dy())
		return math.Abs(at-mid) > .5*high || tall < .6*high || tall > 1.5*high || float64(p.box.Dx()) < .1*high
	})
	parts = parts[:min(len(parts), mostLetters)]
	if g.letters = len(parts); g.letters == 0 {
		return g
	}
	var x, feet, heads, strokes []float64
	for _, p := range parts {
		x = append(x, float64(p.box.Min.X+p.box.Max.X)/2)
		feet, heads = append(feet, float64(p.box.Max.Y)), append(heads, float64(p.box.Min.Y))
		strokes = append(strokes, k.width(p))
	}
	g.size = high / mm
	off := offLine(x, feet)
	g.foot = deviation(off) / high
	g.stroke = deviation(strokes) / max(average(strokes), 1)
	g.level = (lonely(off, high) + lonely(offLine(x, heads), high)) / 2
	g.twins = k.twins(parts, high)
	return g
}

// width is how thick the strokes of a piece are: its ink to the length of its edge.
func (k *ink) width(p piece) float64 {
	edge := 0
	for _, i := range p.at {
		x, y := int(i)%k.w, int(i)/k.w
		for _, free := range []bool{x == 0 || k.dark[i-1] == 0, x == k.w-1 || k.dark[i+1] == 0, y == 0 || k.dark[int(i)-k.w] == 0, y == k.h-1 || k.dark[int(i)+k.w] == 0} {
			if free {
				edge++
			}
		}
	}
	return 2.4 * float64(len(p.at)) / float64(max(edge, 1))
}

// offLine is how far points lie above the straight line that fits them best; it leans
// no more than lines of writing do.
func offLine(x, y []float64) []float64 {
	mx, my, sxx, sxy := average(x), average(y), 0.0, 0.0
	for i := range x {
		sxx, sxy = sxx+(x[i]-mx)*(x[i]-mx), sxy+(x[i]-mx)*(y[i]-my)
	}
	lean := 0.0
	if len(x) > 2 {
		lean = min(max(sxy/max(sxx, 1), -.06), .06)
	}
	out := make([]float64, len(x))
	for i := range x {
		out[i] = y[i] - my - lean*(x[i]-mx)
	}
	return out
}

// lonely is how far each value lies from the second nearest, on the average; at most a
// tenth, and where there are too few to say what print does not exceed.
func lonely(v []float64, high float64) float64 {
	if len(v) < 3 {
		return .03
	}
	v = slices.Sorted(slices.Values(v))
	sum := 0.0
	for i := range v {
		var near []float64
		for j := max(0, i-2); j <= min(len(v)-1, i+2); j++ {
			if j != i {
				near = append(near, math.Abs(v[i]-v[j]))
			}
		}
		slices.Sort(near)
		sum += near[1]
	}
	return min(sum/float64(len(v))/high, .1)
}

// twins looks for each letter's twin, and says by how much of their ink the better half
// of the pairs differ.
func (k *ink) twins(parts []piece, high float64) float64 {
	least := make([]float64, len(parts))
	for i, p := range parts {
		least[i] = 1
		for j, q := range parts {
			alike := math.Abs(float64(p.box.Dx()-q.box.Dx())) <= .12*high+1 && math.Abs(float64(p.box.Dy()-q.box.Dy())) <= .12*high+1
			if i == j || !alike {
				continue
			}
			for _, d := range []image.Point{{}, {X: 1}, {X: -1}, {Y: 1}, {Y: -1}} {
				least[i] = min(least[i], k.differ(p.box, q.box.Min.Add(d)))
			}
		}
	}
	slices.Sort(least)
	return average(least[:(len(least)+1)/2])
}

// differ is the share of the ink in a box or in one of its size at another place that is
// only in one of them.
func (k *ink) differ(box image.Rectangle, at image.Point) float64 {
	apart, all := 0, 0
	for y := range box.Dy() {
		for x := range box.Dx() {
			a := k.dark[(box.Min.Y+y)*k.w+box.Min.X+x] > 0
			bx, by := at.X+x, at.Y+y
			b := bx >= 0 && by >= 0 && bx < k.w && by < k.h && k.dark[by*k.w+bx] > 0
			if a || b {
				all++
			}
			if a != b {
				apart++
			}
		}
	}
	return float64(apart) / float64(max(all, 1))
}

func average(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(max(len(v), 1))
}

// deviation is how far values lie from their mean, on the average.
func deviation(v []float64) float64 {
	m, sum := average(v), 0.0
	for _, x := range v {
		sum += math.Abs(x - m)
	}
	return sum / float64(max(len(v), 1))
}
