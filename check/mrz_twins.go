package check

import (
	"slices"
	"strings"
)

// mrzAlphabet is what may stand in a zone (ICAO 9303-3 §4.3).
const mrzAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"

// mrzTaken says for what was read what else may be printed there, in OCR-B and beyond
// lookalikes: a P with a worn bowl, the zero that is taken for the bracket of a filler,
// the filler that is taken for a K, the J whose hook is gone.
var mrzTaken = map[byte]string{'F': "P", 'P': "F", '<': "0", 'K': "<", 'I': "J", 'J': "I"}

// MRZTwins are the characters that may be printed where c was read and that no check
// digit tells from it. A check digit adds up values modulo 10, 0 to 9 for figures, 10 to
// 35 for letters, 0 for the filler (ICAO 9303-3 §4.9): characters whose values differ by
// ten or twenty are one to it, wherever they stand, in the composite digit as much. Most of
// them no reader confuses; 6 and G, 8 and S, 1 and L, F and P are taken for each other.
func MRZTwins(c byte) string {
	var twins []byte
	for _, other := range []byte(mrzAlphabet) {
		if other != c && mrzValue(other)%10 == mrzValue(c)%10 && mrzAlike(c, other) {
			twins = append(twins, other)
		}
	}
	return string(twins)
}

// mrzAlike says that other may be printed where a reader of OCR-B saw c.
func mrzAlike(c, other byte) bool {
	return mrzPairs[c] == other || strings.IndexByte(mrzTaken[c], other) >= 0 ||
		strings.IndexByte(lookalikes[c], other) >= 0 || strings.IndexByte(lookalikes[other], c) >= 0
}

// SameButForTwins says that two readings differ, and in nothing that a check digit tells.
func SameButForTwins(a, b string) bool {
	if len(a) != len(b) || a == b {
		return false
	}
	for i := range len(a) {
		if a[i] != b[i] && strings.IndexByte(MRZTwins(a[i]), b[i]) < 0 {
			return false
		}
	}
	return true
}

// mrzKinds are the kinds of places of a pattern: what may stand there.
var mrzKinds = map[byte]string{
	'n': "0123456789",
	'c': "0123456789AB", // the second figure of a department: 2A and 2B are Corsica's
	'a': "ABCDEFGHIJKLMNOPQRSTUVWXYZ<",
	'x': mrzAlphabet,
}

// numberKinds is the pattern of the state's numbers, a kind a place; empty where it has
// none or is not known. French passports have two figures, two letters and five figures,
// the card of 1995 the month of its issue, a department and figures; that of 2021 has
// letters and figures anywhere.
func (m MRZ) numberKinds() string {
	switch {
	case m.Format == CNI1995:
		return "nnnnncnnnnnn"
	case m.Format == TD3 && m.State == "FRA" && strings.HasPrefix(m.Code, "P"):
		return "nnaannnnn"
	}
	return ""
}

// Twins says of which characters of a part no check digit can tell what is printed: for
// each what was read and what may stand there, "6/G". Those that a digit tells one by one
// but not where a reader took them all alike, as two J for two I of weights 7 and 3, are
// among them. A place whose kind the state's own pattern fixes has none, where what was
// read is of that kind. Parts are document_number, optional, surname, given_names and
// office; those that no digit covers have none.
func (m MRZ) Twins(part string) []string {
	switch f := m.Field(part); {
	case part == "document_number" && m.Number != "":
		value := m.Number
		if f != nil && len(value) < f.To-f.From {
			value += "<" // a zero may be taken for it
		}
		// Its own digit begins with it, and every composite at a multiple of three before it.
		return twinsOf(value, m.numberKinds(), 0)
	case part == "optional" && m.Digit("composite") != nil && m.Format != CNI1995:
		return m.optionalTwins()
	case (part == "surname" || part == "given_names") && m.Format == CNI1995:
		return twinsOf(strings.TrimRight(f.Raw, "<"), strings.Repeat("a", len(f.Raw)), m.phase(part))
	case part == "office" && m.Format == CNI1995:
		return m.officeTwins(f.Raw)
	}
	return nil
}

// phase is where among the weights 7, 3, 1 of the composite digit a part begins.
func (m MRZ) phase(part string) int {
	f, before := m.Field(part), 0
	for _, d := range layouts[m.Format].digits {
		if d.name != "composite" {
			continue
		}
		for _, s := range d.over {
			if s.line == f.Line && f.From >= s.from && f.From < s.to {
				return (before + f.From - s.from) % 3
			}
			before += s.to - s.from
		}
	}
	return 0
}

// optionalTwins leaves out what a long number takes of the optional part.
func (m MRZ) optionalTwins() (out []string) {
	for _, name := range []string{"optional", "optional_2"} {
		f := m.Field(name)
		if f == nil {
			continue
		}
		raw := f.Raw
		if name == "optional" && len(m.Number) > 9 {
			_, raw, _ = strings.Cut(raw, "<")
		}
		if value := strings.Trim(raw, "<"); value != "" {
			if strings.HasSuffix(raw, "<") {
				value += "<"
			}
			from := len(raw) - len(strings.TrimLeft(raw, "<")) + len(f.Raw) - len(raw)
			out = append(out, twinsOf(value, "", m.phase(name)+from)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// officeTwins are those of the office that issued a card of 1995: its department, a figure
// or a letter, three figures. The figure stands in the card's number as well.
func (m MRZ) officeTwins(raw string) []string {
	kinds := "ncxnnn"
	switch {
	case strings.Trim(raw, "<") == "":
		return nil
	case len(m.Number) == 12 && raw[2] == m.Number[6]:
		kinds = "ncnnnn"
	}
	return twinsOf(raw, kinds, m.phase("office"))
}

// twinsOf lists the twins of a value that may stand at their places: those of one place,
// and those of several. phase is where among the weights the value begins.
func twinsOf(value, kinds string, phase int) (out []string) {
	for i := range len(value) {
		for _, twin := range twinsAt(value, kinds, i) {
			out = append(out, value[i:i+1]+"/"+string(twin))
		}
	}
	for _, c := range []byte(mrzAlphabet) {
		for _, other := range []byte(mrzAlphabet) {
			if c != other && mrzAlike(c, other) && takenThroughout(c, other) && together(value, kinds, phase, c, other) {
				out = append(out, string([]byte{c, '/', other}))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// takenThroughout leaves out pairs of figures, which OCR-B draws apart, and the zero, on
// which the readings of a zone are judged against O (ballot.undecided).
func takenThroughout(c, other byte) bool {
	return c != '0' && other != '0' && !(isDigit(c) && isDigit(other))
}

// together says that other may be printed in some of the places where c was read without
// any digit that begins with this phase telling: the differences of their values, each
// with its weight, cancel out.
func together(value, kinds string, phase int, c, other byte) bool {
	apart := (mrzValue(other) - mrzValue(c) + 40) % 10
	var reached [10]bool // sums of the differences over one place and more
	for i := range len(value) {
		if value[i] != c || !mayStand(value, kinds, i, other) {
			continue
		}
		weight := apart * [3]int{7, 3, 1}[(phase+i)%3] % 10
		next := reached
		next[weight] = true
		for sum, ok := range reached {
			if ok {
				next[(sum+weight)%10] = true
			}
		}
		reached = next
	}
	return reached[0]
}

// twinsAt are those of one place.
func twinsAt(value, kinds string, i int) string {
	return strings.Map(func(twin rune) rune {
		if mayStand(value, kinds, i, byte(twin)) {
			return twin
		}
		return -1
	}, MRZTwins(value[i]))
}

// mayStand says that a pattern allows a character at a place. A value that is not of the
// pattern is not held to it.
func mayStand(value, kinds string, i int, c byte) bool {
	return !ofKinds(value, kinds) || strings.IndexByte(mrzKinds[kinds[i]], c) >= 0
}

// ofKinds says that a value is of a pattern.
func ofKinds(value, kinds string) bool {
	if len(kinds) < len(value) {
		return false
	}
	for i := range len(value) {
		if strings.IndexByte(mrzKinds[kinds[i]], value[i]) < 0 {
			return false
		}
	}
	return true
}
