package engine

import (
	"cmp"
	"image"
	"math"
	"slices"
)

// parting is the grey that parts light from dark best (Otsu 1979).
func parting(img *image.Gray) uint8 {
	var counts [256]float64
	sum, n := 0.0, float64(len(img.Pix))
	for _, v := range img.Pix {
		counts[v]++
		sum += float64(v)
	}
	top, at, below, dark := -1.0, 0, 0.0, 0.0
	for v, c := range counts {
		below, dark = below+c, dark+c*float64(v)
		if below == 0 || below == n {
			continue
		}
		d := dark/below - (sum-dark)/(n-below)
		if s := below * (n - below) * d * d; s > top {
			top, at = s, v
		}
	}
	return uint8(at)
}

// largestPatch gives the ends of the rows of the largest light area, and what lies
// between them in pixels: print is no hole in a paper.
func largestPatch(img *image.Gray, level uint8) (ends []image.Point, area int) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	seen := make([]bool, w*h)
	var most []int
	for start, v := range img.Pix {
		if seen[start] || v <= level {
			continue
		}
		seen[start] = true
		patch := []int{start}
		for i := 0; i < len(patch); i++ {
			x, y := patch[i]%w, patch[i]/w
			for _, next := range [4]image.Point{{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}} {
				j := next.Y*w + next.X
				if next.X < 0 || next.Y < 0 || next.X >= w || next.Y >= h || seen[j] || img.Pix[j] <= level {
					continue
				}
				seen[j] = true
				patch = append(patch, j)
			}
		}
		if len(patch) > len(most) {
			most = patch
		}
	}
	rows := map[int][2]int{}
	for _, i := range most {
		x, y := i%w, i/w
		e, ok := rows[y]
		if !ok {
			e = [2]int{x, x}
		}
		rows[y] = [2]int{min(e[0], x), max(e[1], x)}
	}
	for y, e := range rows {
		ends = append(ends, image.Pt(e[0], y), image.Pt(e[1], y))
		area += e[1] - e[0]
	}
	return ends, area
}

// convexHull is the outline around points (Andrew 1979), anticlockwise as y points up.
func convexHull(points []image.Point) []image.Point {
	slices.SortFunc(points, func(a, b image.Point) int { return cmp.Or(a.X-b.X, a.Y-b.Y) })
	points = slices.Compact(points)
	if len(points) < 3 {
		return points
	}
	half := func(points []image.Point) (out []image.Point) {
		for _, p := range points {
			for len(out) > 1 && cross(out[len(out)-2], out[len(out)-1], p) <= 0 {
				out = out[:len(out)-1]
			}
			out = append(out, p)
		}
		return out[:len(out)-1]
	}
	low := half(points)
	slices.Reverse(points)
	return append(low, half(points)...)
}

func cross(o, a, b image.Point) int { return (a.X-o.X)*(b.Y-o.Y) - (a.Y-o.Y)*(b.X-o.X) }

func areaOf(hull []image.Point) float64 {
	sum := 0
	for i, a := range hull {
		b := hull[(i+1)%len(hull)]
		sum += a.X*b.Y - b.X*a.Y
	}
	return math.Abs(float64(sum)) / 2
}

// corners are the four points of an outline that span most of it: those that take
// away least are left out one after the other (Visvalingam 1993).
func corners(hull []image.Point) []image.Point {
	out := slices.Clone(hull)
	for len(out) > 4 {
		least, at := 0, -1
		for i, p := range out {
			a := cross(out[(i+len(out)-1)%len(out)], p, out[(i+1)%len(out)])
			if a = max(a, -a); at < 0 || a < least {
				least, at = a, i
			}
		}
		out = slices.Delete(out, at, at+1)
	}
	return out
}

// middle is the mean of an outline's points; they are at least three.
func middle(hull []image.Point) (m [2]float64) {
	for _, p := range hull {
		m[0] += (float64(p.X) + 0.5) / float64(len(hull))
		m[1] += (float64(p.Y) + 0.5) / float64(len(hull))
	}
	return m
}
