package codeline

import (
	"math"
	"slices"
)

// probe looks at some of a row's blobs, closely where the first look is promising.
func (f *font) probe(p *plane, s strip) (match, bool) {
	blobs, least := s.row.blobs, f.likely-glanceLess
	if s.median(p, f.templates[f.plain], some(blobs, glanced), 0, least-levelLess) == 0 {
		return match{}, false
	}
	var found match
	lo, hi := -f.level, f.level
	try := func(n, i int, top float32) float32 {
		for dy := lo; dy <= hi; dy++ {
			if m := s.median(p, f.templates[i], some(blobs, n), dy, top); m > top {
				top, found = m, match{f, s, f.templates[i], f.heights[i], dy}
			}
		}
		return top
	}
	if try(glanced, f.plain, least) == least {
		return found, false
	}
	top := f.likely
	lo, hi = max(lo, found.dy-1), min(hi, found.dy+1)
	for i := range f.templates {
		top = try(probed, i, top)
	}
	return found, top > f.likely
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

// median is how alike the middle one of some blobs is to the character it is most like,
// or 0 where that is not more than least.
func (s *strip) median(p *plane, t *template, blobs []blob, dy int, least float32) float32 {
	k := shapeDPMM / p.mm
	scores, fails := make([]float32, 0, len(blobs)), 0
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
		if top > least {
			scores = append(scores, top)
		} else if fails++; fails > len(blobs)/2 {
			return 0
		}
	}
	slices.Sort(scores)
	return scores[len(blobs)/2-fails]
}
