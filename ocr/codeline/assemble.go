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
	combs []comb
}

// assemble reads the profile of each character too, and joins what both readers saw.
// A character that a stamp hid is put back, as doubtful.
func (r *reading) assemble(places []place) Line {
	line := Line{Font: r.font.name, Inverted: r.strip.turn, Chars: make([]Char, len(places))}
	for i := range places {
		line.Chars[i] = r.char(&places[i])
		line.Chars[i].After = i > 0 && float64(places[i].x-places[i-1].x) >= blankPitch*r.font.pitch
	}
	line.likeness, line.scale = meanScore(places), r.font.scale(places)
	if r.font.name == FontCMC7 {
		r.complete(&line, places)
	} else {
		r.suspect(&line, places)
	}
	for _, c := range line.Chars {
		line.Box = line.Box.Union(c.Box)
	}
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

// complete puts a hidden character where the grammar misses one.
func (r *reading) complete(line *Line, places []place) {
	chars := line.Chars
	held := line.hold(mistaken)
	for i := 1; i < len(places) && !held; i++ {
		d := places[i].x - places[i-1].x
		if float64(d) < blankPitch*r.font.pitch || float64(d) > 2.3*r.font.pitch {
			continue
		}
		line.Chars = slices.Insert(slices.Clone(chars), i, r.hidden(places[i-1].x+d/2))
		line.Chars[i+1].After = false
		if held = line.hold(mistakenFilled); !held {
			line.Chars = chars
		}
	}
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
	at := r.place(x)
	c := r.char(&at)
	c.Agreed, c.Confidence = false, 0
	return c
}

// char reads the profile at a place.
func (r *reading) char(pl *place) Char {
	k := r.mm / r.p.mm // page pixels a plane pixel
	cx, cy := r.strip.plane(float64(pl.x)+winW/2.0, float64(r.strip.h)/2+float64(pl.dy), r.p)
	cx, cy = cx*k, cy*k
	tall, half := r.font.height*r.tall*r.mm, r.font.pitch/shapeDPMM/2*r.mm
	seen := profile(r.img, cx, cy, r.strip.row.slope, r.mm, r.font.column*tall, r.font.share, r.strip.turn)
	c := r.font.vote(pl.score, combed(seen, r.combs))
	c.Box = image.Rect(int(cx-half), int(cy-tall/2), int(cx+half), int(cy+tall/2)).Intersect(r.img.Rect)
	return c
}
