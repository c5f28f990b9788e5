package handwriting

import "slices"

// separatorsPlaced moves what may be a comma between the figures that it parts: it
// often stands under the arm of a 7 or the roof of a 5, where its middle is among
// their pieces.
func (k *ink) separatorsPlaced(pieces []piece, high float64) []piece {
	foot := 0
	for _, p := range pieces {
		if float64(p.box.Dy()) > .6*high {
			foot = max(foot, p.box.Max.Y)
		}
	}
	small := func(p piece) bool {
		return p.left == 0 && p.right == 0 && float64(p.box.Dy()) < .5*high && float64(p.box.Dx()) < .35*high && float64(p.box.Min.Y) > float64(foot)-.6*high
	}
	out := pieces
	for _, c := range pieces {
		if !small(c) {
			continue
		}
		at := slices.IndexFunc(out, func(p piece) bool { return p.at[0] == c.at[0] && len(p.at) == len(c.at) })
		rest := slices.Delete(slices.Clone(out), at, at+1)
		best, least := at, k.disorder(c, rest, at)
		for _, j := range []int{at - 1, at + 1, at - 2, at + 2} {
			if j < 0 || j > len(rest) {
				continue
			}
			if d := k.disorder(c, rest, j); d < least {
				best, least = j, d
			}
		}
		if best != at {
			out = slices.Insert(rest, best, c)
		}
	}
	return out
}

// disorder is how much ink stands on the wrong side of a separator, at its own height,
// if it comes before piece i, and how much ink binds the pieces that it would part.
func (k *ink) disorder(c piece, pieces []piece, i int) (sum float64) {
	mid, top := (c.box.Min.X+c.box.Max.X)/2, c.box.Min.Y-c.box.Dy()/2
	for j := max(0, i-3); j < min(len(pieces), i+3); j++ {
		for _, at := range pieces[j].at {
			if x, y := int(at)%k.w, int(at)/k.w; y >= top && (x < mid) != (j < i) {
				sum++
			}
		}
	}
	if i > 0 && i < len(pieces) {
		sum += .5 * float64(min(pieces[i-1].right, pieces[i].left))
	}
	return sum
}
