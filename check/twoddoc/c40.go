package twoddoc

import (
	"fmt"
	"strings"
)

// The values of C40 (ISO/IEC 16022, 5.2.5).
const (
	c40Unlatch = 0xfe
	c40Upper   = 30 // of the second shift: 128 more
	c40Marks   = "!\"#$%&'()*+,-./:;<=>?@[\\]^_"
)

// c40 unpacks three values of every two bytes. At its end a first shift that shifts
// nothing pads, and characters in ASCII may follow. Control characters are none of a text.
func c40(b []byte) (string, error) {
	var out strings.Builder
	shift, upper := 0, rune(0)
	put := func(r rune) {
		out.WriteRune(r + upper)
		shift, upper = 0, 0
	}
	for ; len(b) > 0; b = b[2:] {
		if b[0] == c40Unlatch {
			return ascii(&out, b[1:])
		}
		if len(b) < 2 {
			return "", fmt.Errorf("half a triplet of C40: %w", errBroken)
		}
		v := int(b[0])<<8 | int(b[1]) - 1
		if v < 0 || v >= 40*1600 {
			return "", fmt.Errorf("no triplet of C40: %w", errNone)
		}
		for i, k := range []int{v / 1600, v / 40 % 40, v % 40} {
			switch {
			case shift == 0 && k == 0 && i == 2 && len(b) == 2: // pads
			case shift == 0 && k < 3:
				shift = k + 1
			case shift == 0 && k == 3:
				put(' ')
			case shift == 0 && k < 14:
				put(rune('0' + k - 4))
			case shift == 0:
				put(rune('A' + k - 14))
			case shift == 2 && k < len(c40Marks):
				put(rune(c40Marks[k]))
			case shift == 2 && k == c40Upper && upper == 0:
				shift, upper = 0, 128
			case shift == 3 && k < 31:
				put(rune(96 + k))
			default:
				return "", fmt.Errorf("C40 value %d after shift %d: %w", k, shift, errNone)
			}
		}
	}
	if shift != 0 || upper != 0 {
		return "", fmt.Errorf("C40 that ends in a shift: %w", errBroken)
	}
	return out.String(), nil
}

// ascii reads what follows the end of C40: each character plus one.
func ascii(out *strings.Builder, b []byte) (string, error) {
	for _, k := range b {
		if k <= ' ' || k > '~'+1 {
			return "", fmt.Errorf("byte %#x after C40: %w", k, errNone)
		}
		out.WriteByte(k - 1)
	}
	return out.String(), nil
}

// headerC40 is C40 of capitals, digits and blanks alone.
func headerC40(b []byte) (string, error) {
	s, err := c40(b)
	if err == nil && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ") != "" {
		err = fmt.Errorf("%q in the header: %w", s, errNone)
	}
	return s, err
}

// packC40 packs capitals, digits, blanks and marks.
func packC40(s string) ([]byte, error) {
	var values, whole []int // whole: values of all characters but the last
	for _, r := range s {
		whole = values
		switch at := strings.IndexRune(c40Marks, r); {
		case r == ' ':
			values = append(values, 3)
		case r >= '0' && r <= '9':
			values = append(values, int(r-'0')+4)
		case r >= 'A' && r <= 'Z':
			values = append(values, int(r-'A')+14)
		case at >= 0:
			values = append(values, 1, at)
		default:
			return nil, fmt.Errorf("%q has no place in C40", r)
		}
	}
	var tail []byte
	if len(values)%3 == 1 { // the last character fills no triplet
		tail = []byte{c40Unlatch, s[len(s)-1] + 1}
		values = whole
	}
	for len(values)%3 != 0 {
		values = append(values, 0)
	}
	var out []byte
	for ; len(values) > 0; values = values[3:] {
		v := 1600*values[0] + 40*values[1] + values[2] + 1
		out = append(out, byte(v>>8), byte(v))
	}
	return append(out, tail...), nil
}
