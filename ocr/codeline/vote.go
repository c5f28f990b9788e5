package codeline

import "math"

// voices is what the readers say of one character.
type voices struct {
	font           *font
	shape, profile [letters]float32
	print          *spot // of the closeup, where there is one
	fine           bool  // the closeup sees more than the shape does
	apart          bool  // the profile sees more than where bars fall between pixels
}

const (
	// steepness is that of the confidence over the margin between the first and the
	// second of the shapes and profiles, and nats that of the closeup.
	steepness = 14.0
	nats      = 4.0
	bothNats  = 8.0 // with a profile's beside them
	// profileNats is what a profile's likeness counts beside the closeup: the closeup
	// takes pixels for independent that a place between two columns spoils together,
	// which a profile, free to lie a little beside, is not misled by.
	profileNats = 200
	// decided is the margin from which the closeup alone can be one of two that agree.
	decided = 20.0
	// alikeLeast is how much like its letter a character must be, beside the others of
	// its line, to be sure that nothing lies over it.
	alikeLeast = 0.6
)

// vote joins what the readers say. Gaps that cannot be told apart have no voice.
func (v *voices) vote() Char { return v.among(0, len(v.font.letters)) }

// among takes the likeliest of the letters from lo to hi.
func (v *voices) among(lo, hi int) Char {
	byShape, _ := best(&v.shape)
	byProfile, _ := best(&v.profile)
	heard := v.profile[byProfile] >= leastProfile
	joint := v.shape
	sure := nats
	if v.print != nil {
		joint = v.print.score
		if v.apart {
			sure = bothNats
			for l, p := range v.profile {
				joint[l] += profileNats * p
			}
		}
	} else if heard {
		for l, p := range v.profile {
			joint[l] += p
		}
	}
	first, second := lo, -1
	for l := lo; l < hi; l++ {
		if joint[l] > joint[first] {
			first = l
		}
	}
	for l := range v.font.letters {
		if l != first && (second < 0 || joint[l] > joint[second]) {
			second = l
		}
	}
	margin := max(0, float64(joint[first]-joint[second]))
	c := Char{Letter: v.font.letters[first], Runner: v.font.letters[second], voices: *v}
	if v.print != nil {
		c.Confidence = (1 - math.Exp(-margin/sure)) * min(1, max(0, float64(v.print.worth)/alikeLeast))
		c.Agreed = v.print.ahead(first) >= decided && v.print.worth >= alikeLeast && (v.fine && byShape == first || heard && byProfile == first)
	} else {
		c.Confidence = 1 - math.Exp(-steepness*margin)
		c.Agreed = heard && byShape == first && byProfile == first
	}
	return c
}

// ahead is how much likelier a letter is than any other.
func (s *spot) ahead(letter int) float32 {
	first, second := best(&s.score)
	if first == letter {
		first = second
	}
	return s.score[letter] - s.score[first]
}

// mistaken is how many places of a line may contradict the grammar before it is not
// believed to follow it.
const mistaken = 2

// hold reads characters anew where the grammar of a French line says another letter
// than was read. A line of another form stays as it is, and is not held.
func (l *Line) hold() bool {
	if len(l.Chars) != len(french) {
		return false
	}
	var wrong []int
	f := l.Chars[0].voices.font
	for i := range l.Chars {
		lo, hi := f.among(i)
		if at := f.index(l.Chars[i].Letter); at < lo || at >= hi {
			wrong = append(wrong, i)
		}
	}
	if len(wrong) > mistaken {
		return false
	}
	for _, i := range wrong {
		lo, hi := f.among(i)
		c := &l.Chars[i]
		again := c.voices.among(lo, hi)
		again.Box, again.Agreed = c.Box, false
		*c = again
	}
	for i := range l.Chars {
		l.Chars[i].After = opens(i)
	}
	return true
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
