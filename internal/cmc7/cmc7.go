// Package cmc7 is the shape of magnetic characters (CMC-7, ISO 1004-2:2013): what
// the reader of code lines looks for, and what specimens are drawn with. No font is
// needed: a character is seven vertical bars, and its six gaps are its code.
package cmc7

// Letters that a line may hold, in the order of Glyphs: the digits, and A to E for
// SI, SII, SIII, arrow and flag, as cheque readers print them.
const Letters = "0123456789ABCDE"

// Segment is a part of a bar, from and to, in percent of a digit's height; 0 is the
// bottom.
type Segment [2]float64

// Glyph is one character. Gaps says from left to right which of the six gaps are
// wide ('1'): two of them in every character, the last one only in a symbol.
type Glyph struct {
	Gaps string
	Bars [7][]Segment
}

// Glyphs are the characters by their letter.
var Glyphs = map[rune]Glyph{
	'0': {"001100", [7][]Segment{{{8, 92}}, {{1, 99}}, {{0, 35}, {65, 100}}, {{0, 35}, {65, 100}}, {{0, 35}, {65, 100}}, {{1, 99}}, {{8, 92}}}},
	'1': {"100010", [7][]Segment{{{0, 35}, {54, 78}}, {{0, 35}, {62, 86}}, {{0, 35}, {66, 92}}, {{0, 96}}, {{0, 100}}, {{0, 47}}, {{0, 47}}}},
	'2': {"011000", [7][]Segment{{{0, 36}, {65, 92}}, {{0, 41}, {65, 99}}, {{0, 49}, {78, 100}}, {{0, 22}, {35, 55}, {78, 100}}, {{0, 22}, {41, 59}, {78, 100}}, {{0, 22}, {45, 99}}, {{0, 22}, {49, 93}}}},
	'3': {"101000", [7][]Segment{{{8, 35}, {65, 93}}, {{0, 35}, {65, 100}}, {{0, 28}, {72, 100}}, {{0, 26}, {41, 59}, {74, 100}}, {{0, 26}, {41, 59}, {74, 100}}, {{1, 99}}, {{7, 46}, {54, 93}}}},
	'4': {"100100", [7][]Segment{{{16, 70}}, {{16, 78}}, {{16, 38}, {53, 84}}, {{16, 38}, {58, 89}}, {{0, 41}, {68, 99}}, {{0, 41}, {69, 100}}, {{0, 41}, {69, 100}}}},
	'5': {"000110", [7][]Segment{{{0, 23}, {43, 100}}, {{0, 23}, {43, 100}}, {{0, 23}, {43, 62}, {78, 100}}, {{0, 23}, {43, 62}, {78, 100}}, {{0, 23}, {43, 62}, {78, 100}}, {{1, 62}, {78, 100}}, {{8, 54}, {77, 100}}}},
	'6': {"001010", [7][]Segment{{{9, 91}}, {{1, 99}}, {{0, 23}, {41, 59}, {78, 100}}, {{0, 23}, {41, 59}, {78, 100}}, {{0, 23}, {41, 59}, {78, 100}}, {{0, 59}, {74, 100}}, {{8, 53}, {74, 93}}}},
	'7': {"110000", [7][]Segment{{{0, 26}, {62, 100}}, {{0, 38}, {78, 100}}, {{14, 53}, {78, 100}}, {{23, 62}, {77, 100}}, {{32, 100}}, {{42, 100}}, {{50, 100}}}},
	'8': {"010010", [7][]Segment{{{8, 43}, {58, 93}}, {{1, 46}, {54, 99}}, {{0, 22}, {41, 59}, {78, 100}}, {{0, 22}, {41, 59}, {78, 100}}, {{0, 22}, {41, 59}, {78, 100}}, {{1, 46}, {54, 99}}, {{7, 43}, {58, 93}}}},
	'9': {"010100", [7][]Segment{{{9, 26}, {50, 92}}, {{1, 26}, {42, 99}}, {{0, 22}, {41, 59}, {78, 100}}, {{0, 22}, {41, 59}, {78, 100}}, {{0, 22}, {41, 59}, {78, 100}}, {{0, 100}}, {{8, 93}}}},
	'A': {"100001", [7][]Segment{{{3, 70}}, {{8, 77}}, {{12, 81}}, {{16, 85}}, {{20, 89}}, {{24, 93}}, {{31, 100}}}},
	'B': {"010001", [7][]Segment{{{1, 61}}, {{1, 61}}, {{1, 61}}, {{1, 61}}, {{1, 85}}, {{1, 85}}, {{1, 85}}}},
	'C': {"001001", [7][]Segment{{{1, 23}, {38, 85}}, {{1, 23}, {38, 85}}, {{1, 23}, {38, 85}}, {{1, 23}, {38, 85}}, {{1, 23}, {38, 85}}, {{1, 23}, {38, 85}}, {{1, 23}, {38, 85}}}},
	'D': {"000011", [7][]Segment{{{3, 32}, {47, 72}}, {{11, 80}}, {{18, 86}}, {{26, 95}}, {{30, 99}}, {{16, 85}}, {{4, 32}, {47, 72}}}},
	'E': {"000101", [7][]Segment{{{1, 35}, {51, 85}}, {{1, 35}, {51, 85}}, {{1, 35}, {51, 85}}, {{1, 35}, {51, 85}}, {{14, 73}}, {{14, 73}}, {{14, 73}}}},
}

// Sizes in millimetres, as measured on real cheques.
const (
	Height = 3.2  // of a digit; 2.6 to 3.5 are met
	Pitch  = 3.2  // from one character to the next; 1/8 inch
	Narrow = 0.34 // from one bar to the next
	Wide   = 0.51
	Bar    = 0.16 // width of a bar
	// Span is from the first bar's left edge to the last one's right edge, the same
	// for all characters: four narrow gaps, two wide ones.
	Span = 4*Narrow + 2*Wide + Bar
)

// Offsets are the left edges of a glyph's bars, from that of the first, in
// millimetres.
func (g Glyph) Offsets() (at [7]float64) {
	for i, gap := range g.Gaps {
		at[i+1] = at[i] + Narrow
		if gap == '1' {
			at[i+1] = at[i] + Wide
		}
	}
	return at
}
