package codeline

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"
)

// tornCloseup is a closeup of characters at even places, drawn in black and white: where
// there is more ink than half a bar's, but for what chance flips.
func tornCloseup(t *testing.T, slope float64) *closeup {
	t.Helper()
	f := fonts()[0]
	const mm = 200 / 25.4
	rng := rand.New(rand.NewPCG(4, 2))
	c := &closeup{font: f, tall: 1, wide: 1, p: &plane{w: 600, h: 120, mm: mm, v: make([]float32, 600*120)}}
	c.stencil = c.blurred(blurs[0])
	c.sin, c.cos = math.Sincos(math.Atan(slope))
	for i := range 20 {
		along := 20 + float64(i)*f.pitch/shapeDPMM*mm
		c.spots = append(c.spots, spot{x: along * c.cos, y: 40 + along*c.sin, letter: i % digits})
	}
	c.grey = make([]uint8, len(c.p.v))
	for i := range c.spots {
		s := &c.spots[i]
		c.cell(s)
		at := 0
		r := math.Hypot(cellHalfW, cellHalfH) * mm
		for y := max(0, int(s.y-r)); y < min(c.p.h, int(s.y+r)+1); y++ {
			for x := max(0, int(s.x-r)); x < min(c.p.w, int(s.x+r)+1); x++ {
				dx, dy := float64(x)+0.5-s.x, float64(y)+0.5-s.y
				if u, v := (dx*c.cos+dy*c.sin)/mm, (dy*c.cos-dx*c.sin)/mm; math.Abs(u) > cellHalfW || math.Abs(v) > cellHalfH {
					continue
				}
				if black := c.stencil.cover[s.letter][s.at[at]] > coverSteps/2; black != (rng.IntN(40) == 0) {
					c.p.v[y*c.p.w+x] = 1
				}
				at++
			}
		}
	}
	return c
}

// What a pixel is called tells it and its neighbours to the left and above.
func TestBesideTellsNeighbours(t *testing.T) {
	c := tornCloseup(t, 0)
	c.quantise()
	if !c.torn {
		t.Fatal("black and white are taken for greys")
	}
	dark := func(x, y int) uint8 {
		if x < 0 || y < 0 {
			return 0
		}
		return uint8(c.p.v[y*c.p.w+x])
	}
	for y := range c.p.h {
		for x := range c.p.w {
			if want := dark(x, y) + 2*dark(x, y-1) + 4*dark(x-1, y); c.grey[y*c.p.w+x] != want {
				t.Fatalf("the pixel at %v is %d, not %d", image.Pt(x, y), c.grey[y*c.p.w+x], want)
			}
		}
	}
	for i := range c.p.v {
		c.p.v[i] *= float32(i%9) / 8
	}
	if c.quantise(); c.torn {
		t.Error("greys are taken for black and white")
	}
}

// Beside the same neighbours a pixel is black or white, and the likelier black the more
// ink should be there.
func TestTornChannelIsOfShares(t *testing.T) {
	c := tornCloseup(t, 0)
	c.quantise()
	c.refresh()
	var all [closeGreys]float64
	for i := range c.spots {
		for _, g := range c.spots[i].grey {
			all[g]++
		}
	}
	for white := 0; white < closeGreys; white += 2 {
		black := white + 1
		anywhere := (all[black] + 1) / (all[black] + all[white] + 2)
		share := func(g, cover int, anywhere float64) float64 {
			return (math.Exp(float64(c.channel[cover*closeGreys+g])) - outlier) / (1 - outlier) * anywhere
		}
		for cover := range coverSteps {
			if sum := share(black, cover, anywhere) + share(white, cover, 1-anywhere); math.Abs(sum-1) > 1e-3 {
				t.Errorf("ink %d, neighbours %d: shares of black and white are %v", cover, white/2, sum)
			}
		}
		if few, much := share(black, 2, anywhere), share(black, coverSteps*3/4, anywhere); few >= much {
			t.Errorf("neighbours %d: black is as likely where there is little ink (%v) as where there is much (%v)", white/2, few, much)
		}
	}
}

// Characters that stand along another direction than their row turn the line to it.
func TestLevelTurnsToTheCharacters(t *testing.T) {
	for _, slope := range []float64{0.03, -0.02} {
		c := tornCloseup(t, slope)
		sin, cos := math.Sincos(math.Atan(slope) + 0.02)
		c.sin, c.cos = sin, cos
		c.level()
		if got := c.sin / c.cos; math.Abs(got-slope) > 1e-3 {
			t.Errorf("the characters rise by %v, the line by %v", slope, got)
		}
		c.sin, c.cos = -sin, -cos // the line stands on its head
		c.level()
		if got := c.sin / c.cos; math.Abs(got-slope) > 1e-3 || c.cos > 0 {
			t.Errorf("the characters rise by %v, the line on its head by %v, turned %v", slope, got, c.cos < 0)
		}
	}
}
