package codeline

import "math"

// steepness is that of the confidence over the margin between the first and the second.
const steepness = 14.0

// voices is what the two readers say of one character.
type voices struct {
	font           *font
	shape, profile [letters]float32
	heard          bool // the profile is like any at all, and has a voice
}

// among takes the likeliest of the letters from lo to hi.
func (v *voices) among(lo, hi int) Char {
	first, second := -1, -1
	joint := func(l int) float32 {
		if v.heard {
			return v.shape[l] + v.profile[l]
		}
		return v.shape[l]
	}
	for l := lo; l < hi; l++ {
		switch {
		case first < 0 || joint(l) > joint(first):
			first, second = l, first
		case second < 0 || joint(l) > joint(second):
			second = l
		}
	}
	byShape, _ := best(&v.shape)
	byProfile, _ := best(&v.profile)
	return Char{
		Letter: v.font.letters[first], Runner: v.font.letters[second],
		Confidence: 1 - math.Exp(-steepness*float64(joint(first)-joint(second))),
		Agreed:     v.heard && byShape == first && byProfile == first,
		voices:     *v,
	}
}

// vote joins what the two readers say. Gaps that cannot be told apart have no voice.
func (f *font) vote(shape, profile [letters]float32) Char {
	first, _ := best(&profile)
	v := voices{font: f, shape: shape, profile: profile, heard: profile[first] >= leastProfile}
	return v.among(0, len(f.letters))
}

// french is where symbols stand in the line of a French cheque: SIII, number, SIII,
// interbank zone, arrow, internal zone, SI (NF K11-010).
var french = [35]bool{0: true, 8: true, 21: true, 34: true}

// mistaken is how many places of a line may contradict the grammar before it is not
// believed to follow it; fewer where a character was put in to make it fit.
const mistaken, mistakenFilled = 2, 1

// hold reads characters anew where the grammar of the line says digit or symbol and
// something else was read. What stands beyond the line's ends is left away. A line
// of another form stays as it is, and is not held.
func (l *Line) hold(mistaken int) bool {
	if l.Font != FontCMC7 {
		return false
	}
	for from := 0; from+len(french) <= len(l.Chars); from++ {
		part := l.Chars[from : from+len(french)]
		off := 0
		for i, symbol := range french {
			if (part[i].Letter >= 'A') != symbol {
				off++
			}
		}
		if off > mistaken || from > 0 && off > 0 {
			continue
		}
		for i, symbol := range french {
			c := &part[i]
			if (c.Letter >= 'A') == symbol {
				continue
			}
			lo, hi := 0, digits
			if symbol {
				lo, hi = digits, len(c.voices.font.letters)
			}
			again := c.voices.among(lo, hi)
			again.Box, again.After, again.Agreed = c.Box, c.After, false
			*c = again
		}
		l.Chars = part
		l.Chars[0].After = false
		return true
	}
	return false
}

// credible says whether a line could be one: mostly digits, at least one symbol.
func (l *Line) credible() bool {
	symbols := 0
	for _, c := range l.Chars {
		if c.Letter >= 'A' {
			symbols++
		}
	}
	return symbols > 0 && 3*symbols <= len(l.Chars)
}
