package engine

import (
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// Whole lines in frames and on ruled lines get lost where a page is cut into blocks. What
// the holder typed is found once they are looked for.
func TestWhatAPageReadingPassesOver(t *testing.T) {
	e := started(t)
	lost := 0
	for _, seed := range []uint64{50006, 50018, 50019} {
		d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: seed, Layout: "drawn", DPI: 200})
		if err != nil {
			t.Fatal(err)
		}
		s := laid(t, d.Pages[0], 200)
		p := read(t, e, s)
		missed, err := e.formLinesIn(s, p.Words, bordereau.Box{})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"payee", "place"} {
			want := plain(d.Truth.Fields[name])
			onPage := strings.Contains(plain(joinText(p.Words)), want)
			if !onPage {
				lost++
			}
			if !onPage && !strings.Contains(plain(joinText(missed)), want) {
				t.Errorf("seed %d: %s %q was passed over twice: %q", seed, name, d.Truth.Fields[name], joinText(missed))
			}
		}
		for _, w := range missed {
			for _, k := range p.Words {
				if k.Confidence >= 0.9 && len(k.Text) > 5 && k.Text == w.Text && overlap(k.Box, w.Box) {
					t.Errorf("seed %d: %q was read already", seed, k.Text)
				}
			}
		}
	}
	if lost == 0 {
		t.Error("nothing was passed over: these cheques show nothing any more")
	}
}

func TestLinesOfAForm(t *testing.T) {
	letters := func(x, y, n int) (out []rect) {
		for i := range n {
			out = append(out, rect{x + 12*i, y, 10, 16})
		}
		return out
	}
	const mm = 6.0
	for name, c := range map[string]struct {
		parts []rect
		want  int
	}{
		"nothing":             {nil, 0},
		"two letters":         {letters(10, 10, 2), 0},
		"a line":              {letters(10, 10, 9), 1},
		"two lines":           {append(letters(10, 10, 9), letters(10, 40, 9)...), 2},
		"two columns":         {append(letters(10, 10, 9), letters(300, 10, 9)...), 2},
		"words of a line":     {append(letters(10, 10, 4), letters(10+4*12+20, 12, 4)...), 1},
		"a comma and a speck": {[]rect{{10, 10, 1, 1}, {90, 70, 2, 3}}, 0},
	} {
		if got := lined(c.parts, mm, formLetters); len(got) != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := lined(letters(10, 10, 9), mm, formLetters); got[0] != (rect{10, 10, 106, 16}) {
		t.Errorf("the line is %v", got)
	}
}

// The key of a cheque is small print by itself, and the parentheses tell what it is.
func TestPrintedKeyInItsPlace(t *testing.T) {
	e := started(t)
	for _, seed := range []uint64{600_024, 600_041, 600_054} {
		d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: seed, Layout: "mixed", DPI: 200})
		if err != nil {
			t.Fatal(err)
		}
		s := laid(t, d.Pages[0], 200)
		read(t, e, s)
		w, h := s.size()
		words, err := e.keysIn(s, bordereau.Box{X: w * 2 / 3, W: w / 3, H: h / 2})
		if err != nil {
			t.Fatal(err)
		}
		if want := "(" + d.Truth.Fields["rlmc_key"] + ")"; !strings.Contains(joinText(words), want) {
			t.Errorf("seed %d: %q does not hold %s", seed, joinText(words), want)
		}
	}
}
