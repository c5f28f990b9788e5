package codeline

import (
	"image"
	"math"
	"slices"
)

// reading is what assembling a line needs to know of its page.
type reading struct {
	match
	img   *image.Gray
	p     *plane
	mm    float64
	combs []*comb
}

// middle is where a character stands, on the page.
type middle struct{ x, y float64 }

// assemble reads the characters at places, each in several ways.
func (r *reading) assemble(places []place) Line {
	if r.font.name == FontCMC7 {
		if line, ok := r.frenchLine(); ok {
			return line
		}
		return r.closely(places, r.closeup(places))
	}
	line := r.line(places, r.middles(places), nil)
	r.suspect(&line, places)
	return line
}

// frenchLine reads the strip as the line of a French cheque, and says whether it is
// one: what stands at each place, unasked, is of the kind that belongs there.
func (r *reading) frenchLine() (Line, bool) {
	places, _ := r.french()
	if places == nil {
		return Line{}, false
	}
	line := r.closely(r.alike(places), r.closeup(places))
	return line, line.hold()
}

// closely reads a line with its closeup.
func (r *reading) closely(places []place, c *closeup) Line {
	c.settle()
	at := make([]middle, len(c.spots))
	for i, s := range c.spots {
		at[i] = middle{s.x/c.k + c.x0, s.y/c.k + c.y0}
	}
	return r.line(places, at, c)
}

// line joins what the readers saw at places.
func (r *reading) line(places []place, at []middle, c *closeup) Line {
	line := Line{Font: r.font.name, Inverted: r.strip.turn, Chars: make([]Char, len(places))}
	for i := range places {
		var print *spot
		if c != nil {
			print = &c.spots[i]
		}
		line.Chars[i] = r.char(&places[i], at[i], print)
		line.Chars[i].After = i > 0 && float64(places[i].x-places[i-1].x) >= blankPitch*r.font.pitch
		line.Box = line.Box.Union(line.Chars[i].Box)
	}
	line.likeness, line.scale = meanScore(places), r.font.scale(places)
	return line
}

// scale is the mean distance of neighbours in relation to the font's pitch.
func (f *font) scale(places []place) float64 {
	sum, n := f.pitch, 1.0
	for i := 1; i < len(places); i++ {
		if d := float64(places[i].x - places[i-1].x); math.Abs(d-f.pitch) <= f.off {
			sum, n = sum+d, n+1
		}
	}
	return sum / n / f.pitch
}

// hiddenInk is the mean darkness of a window that may hide a character; the lightest
// character has 0.14.
const hiddenInk = 0.12

// suspect puts a hidden character wherever something dark stands in a blank: lines of
// this font have no form that would tell how many characters there are.
func (r *reading) suspect(line *Line, places []place) {
	for i := len(places) - 1; i > 0; i-- {
		from, d := places[i-1].x, places[i].x-places[i-1].x
		steps := int(math.Round(float64(d) / r.font.pitch))
		blank := false
		var between []Char
		for n := 1; n < steps; n++ {
			x := from + d*n/steps
			if r.strip.ink(x, (r.strip.h-winH)/2+r.dy) < hiddenInk {
				blank = true
				continue
			}
			c := r.hidden(x)
			c.After, blank = blank, false
			between = append(between, c)
		}
		if len(between) > 0 {
			line.Chars[i].After = blank
			line.Chars = slices.Insert(line.Chars, i, between...)
		}
	}
}

func (r *reading) hidden(x int) Char {
	at := []place{r.place(x)}
	c := r.char(&at[0], r.middles(at)[0], nil)
	c.Agreed, c.Confidence = false, 0
	return c
}

// middles are those of the characters on the page.
func (r *reading) middles(places []place) []middle {
	k := r.mm / r.p.mm // page pixels a plane pixel
	out := make([]middle, len(places))
	for i, pl := range places {
		x, y := r.strip.plane(float64(pl.x)+winW/2.0, float64(r.strip.h)/2+float64(pl.dy), r.p)
		out[i] = middle{x * k, y * k}
	}
	return out
}

// fineDPMM is the resolution from which bars are seen apart that the shape melts.
const fineDPMM = 150 / 25.4

// apartDPMM is the resolution from which a bar and the next have pixels between them
// wherever they fall.
const apartDPMM = 180 / 25.4

// char reads the profile at a place too, and lets the readers vote.
func (r *reading) char(pl *place, at middle, print *spot) Char {
	tall, half := r.font.height*r.tall*r.mm, r.font.pitch/shapeDPMM/2*r.mm
	seen := profile(r.img, at.x, at.y, r.strip.row.slope, r.mm, r.font.column*tall, r.font.share, r.strip.turn)
	v := voices{font: r.font, shape: pl.score, profile: combed(seen, r.combs), print: print, fine: r.mm >= fineDPMM, apart: r.mm >= apartDPMM}
	c := v.vote()
	c.Box = image.Rect(int(at.x-half), int(at.y-tall/2), int(at.x+half), int(at.y+tall/2)).Intersect(r.img.Rect)
	return c
}
