package handwriting

import (
	"image"
	"testing"
)

// line makes symbols of a text: "^" before a figure raises it.
func line(text string) []symbol {
	classes := map[rune]int{',': Separator, '.': Separator, '€': Euro, '#': Hash, '-': Dash}
	var out []symbol
	high := false
	x := 0
	for _, c := range text {
		if c == '^' {
			high = true
			continue
		}
		class, ok := classes[c]
		if !ok {
			class = int(c - '0')
		}
		box := image.Rect(x, 10, x+20, 50)
		if high {
			box = image.Rect(x, 8, x+12, 30)
		}
		out = append(out, symbol{class: class, p: 1, candidate: &Candidate{Box: box}})
		x, high = x+25, false
	}
	return out
}

func TestAmountsAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]int64{
		"1237,56": 123756, "1.237,56": 123756, "1237.56": 123756, "1237€56": 123756, "#1237,56#": 123756, "1237,-": 123700,
		"-1237,56-": 123756, "--1237,56--": 123756, "€1237,56": 123756, "1237,56€": 123756, "1237": 123700, "1237€": 123700, "#1237#": 123700,
		"1237^5^6": 123756, "1237,^5^6": 123756, "0,50": 50, "12.000.000": 0, "1.234.567": 123456700, "12,5": 0, "1,2375,6": 0, ",56": 0, "1237,": 0,
		"12.37,56": 0, "1237,567": 0, "0123,56": 0, "12€34,56": 0, "0,00": 0, "": 0, "##": 0, "1.2375": 0, "1€237,00": 0, "99999999": 0, "12^34": 123400,
	} {
		got, _, ok := amountOf(line(text), 40)
		if ok != (want > 0) || got != want {
			t.Errorf("%q reads as %d, %v; want %d", text, got, ok, want)
		}
	}
	for text, want := range map[string]whole{"1237": bare, "#1237#": filled, "1237€": signed, "1237,-": hasCents, "1237,56": hasCents, "1237^5^6": hasCents, "-1.237-": filled} {
		if _, end, _ := amountOf(line(text), 40); end != want {
			t.Errorf("%q ends as %d, not %d", text, end, want)
		}
	}
}

func TestNothingFollowsWhatClosesAnAmount(t *testing.T) {
	part := before
	for i, c := range []int{Dash, 3, 7, Separator, 5, 6, Dash} {
		var ok bool
		if part, ok = next(part, c); !ok {
			t.Fatalf("symbol %d is refused", i)
		}
	}
	if _, ok := next(part, 4); ok {
		t.Error("a figure follows the stroke that closes the amount")
	}
}
