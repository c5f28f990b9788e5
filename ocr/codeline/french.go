package codeline

import (
	"math"
	"slices"
)

// french is what stands at each place of the line of a French cheque: SIII, number,
// SIII, interbank zone, arrow, internal zone, SI (NF K11-010); 0 is a digit.
var french = [35]byte{0: 'C', 8: 'C', 21: 'D', 34: 'A'}

// opens says which places of a French line a blank stands before.
func opens(place int) bool { return place == 8 || place == 22 }

// among are the letters that a place of a French line may hold: from lo up to hi.
func (f *font) among(place int) (lo, hi int) {
	if c := french[place]; c != 0 {
		at := digits + int(c-'A')
		return at, at + 1
	}
	return 0, digits
}

const (
	shareLeast = 0.02 // darkness of a point below which it is paper
	shareFloor = 0.03 // of ink that stands where none is printed
	offShare   = 0.3  // cost of a pixel off the pitch
	blankLeast = 1.4  // pitches from a zone to the next
	blankMost  = 6.0
	// leastPromise is what a strip must promise for a closer look: torn lines begin at
	// 0.3, what else is dark ends at about 0.3. The closeup tells them apart.
	leastPromise = 0.25
	tries        = 3 // of the most promising bands
	pathLevel    = 2 // pixels that a character may lie above or below the strip's middle
)

// shares are, for each letter, the logs of how much more of its ink stands at each
// place of a window than if it stood anywhere. They are all that crumbs of bars tell.
type shares [letters + 1][winW * winH]float32

func (f *font) drawShares() *shares {
	out := &shares{}
	for l, letter := range f.letters {
		t := f.melted(letter, 1)
		sum := float32(0)
		for _, v := range t {
			sum += v + shareFloor
		}
		for i, v := range t {
			out[l][i] = float32(math.Log(float64((v + shareFloor) / sum * winW * winH)))
		}
	}
	return out
}

// share is how much likelier a window's ink is of each letter than of none.
func (s *strip) share(t *shares, x, y int) (score [letters + 1]float32) {
	var at [winW * winH]uint16 // where there is ink
	var dark [winW * winH]float32
	n := 0
	for dy := range winH {
		for dx, v := range s.v[(y+dy)*s.w+x:][:winW] {
			if v >= shareLeast {
				at[n], dark[n] = uint16(dy*winW+dx), v
				n++
			}
		}
	}
	for l := 0; l < len(t); l += abreast {
		t0, t1, t2, t3 := &t[l], &t[l+1], &t[l+2], &t[l+3]
		var d0, d1, d2, d3 float32
		for i, v := range dark[:n] {
			a := at[i]
			d0 += v * t0[a]
			d1 += v * t1[a]
			d2 += v * t2[a]
			d3 += v * t3[a]
		}
		score[l], score[l+1], score[l+2], score[l+3] = d0, d1, d2, d3
	}
	return score
}

// french are the 35 characters of the likeliest French line of a strip: digits and
// symbols where they belong, at the pitch, with any blanks between the zones. Every
// strip has one: whether it is there is for the closeup to say. promise is what a bit of
// its ink tells, in nats, times the share of the places that hold, unasked, what belongs
// there.
func (m *match) french() (places []place, promise float32) {
	s, f := &m.strip, m.font
	n := s.w - winW + 1
	if n <= 0 {
		return nil, 0
	}
	at := make([]place, n)
	for x := range at {
		at[x] = m.shared(x)
	}
	ink := s.inkTo()
	none := float32(math.Inf(-1))
	before, total := make([]float32, n), make([]float32, n)
	var from [len(french)][]int32
	for i := range from {
		from[i] = make([]int32, n)
		lo, hi := f.among(i)
		for x := range n {
			gain := none
			for l := lo; l < hi; l++ {
				gain = max(gain, at[x].score[l])
			}
			prev, back := none, -1
			switch {
			case i == 0:
				prev = -(ink[x] - ink[max(0, x-winW)])
			case opens(i):
				for d := int(blankLeast * f.pitch); d <= int(blankMost*f.pitch) && d <= x; d++ {
					// Ink that no character explains is a character left out.
					if v := before[x-d] - (ink[x] - ink[min(x, x-d+winW)]); v > prev {
						prev, back = v, x-d
					}
				}
			default:
				for d := int(math.Ceil(f.pitch - f.off)); d <= int(f.pitch+f.off) && d <= x; d++ {
					if v := before[x-d] - float32(offShare*math.Abs(float64(d)-f.pitch)); v > prev {
						prev, back = v, x-d
					}
				}
			}
			total[x], from[i][x] = prev+gain, int32(back)
		}
		before, total = total, before
	}
	end := 0
	for x := range before {
		before[x] -= ink[min(s.w, x+2*winW)] - ink[x+winW]
		if before[x] > before[end] {
			end = x
		}
	}
	if math.IsInf(float64(before[end]), -1) {
		return nil, 0
	}
	places = make([]place, len(french))
	gain, dark, right := float32(0), float32(0), float32(0)
	for i, x := len(french)-1, end; i >= 0; i-- {
		places[i] = at[x]
		lo, hi := f.among(i)
		gain += slices.Max(at[x].score[lo:hi])
		dark += ink[x+winW] - ink[x]
		if first, _ := best(&at[x].score); first >= lo && first < hi {
			right++
		}
		x = int(from[i][x])
	}
	return places, gain / max(dark, 1) * right / float32(len(french))
}

// inkTo is, for each column, how much ink stands left of it.
func (s *strip) inkTo() []float32 {
	side := (s.h - winH) / 2
	out := make([]float32, s.w+1)
	for x := range s.w {
		sum := float32(0)
		for y := side; y < s.h-side; y++ {
			if v := s.v[y*s.w+x]; v >= shareLeast {
				sum += v
			}
		}
		out[x+1] = out[x] + sum
	}
	return out
}

// alike gives the places the likeness of their shapes, at most a pixel beside them.
func (m *match) alike(places []place) []place {
	out := make([]place, len(places))
	for i, pl := range places {
		out[i] = pl
		for x := max(0, pl.x-1); x <= min(pl.x+1, m.strip.w-winW); x++ {
			if next := m.place(x); x == max(0, pl.x-1) || next.top() > out[i].top() {
				out[i].score = next.score
			}
		}
	}
	return out
}

// shared compares the window at x with all letters by where its ink stands, a little
// up and down.
func (m *match) shared(x int) place {
	pl := place{x: x}
	for l := range pl.score {
		pl.score[l] = float32(math.Inf(-1))
	}
	top := float32(math.Inf(-1))
	for dy := m.dy - pathLevel; dy <= m.dy+pathLevel; dy++ {
		y := (m.strip.h-winH)/2 + dy
		if y < 0 || y+winH > m.strip.h {
			continue
		}
		score := m.strip.share(m.font.shares, x, y)
		for l, v := range score[:len(m.font.letters)] {
			pl.score[l] = max(pl.score[l], v)
			if v > top {
				top, pl.dy = v, dy
			}
		}
	}
	return pl
}
