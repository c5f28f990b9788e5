package handwriting

import "slices"

// LineAlphabet are the characters that the reader of lines knows, class by class from 1;
// class 0 is none. Letters are small and without accents; ^ stands before figures that are
// raised.
const LineAlphabet = " 0123456789abcdefghijklmnopqrstuvwxyz,.-/€#'=^&"

var lineAlphabet = []rune(LineAlphabet)

// ClassesOf are the classes of a text; what the reader does not know is left out.
func ClassesOf(text string) (out []uint8) {
	for _, c := range text {
		if at := slices.Index(lineAlphabet, c); at >= 0 {
			out = append(out, uint8(at+1))
		}
	}
	return out
}
