package check

import (
	"math/rand/v2"
	"strings"
	"testing"

	"bordereau"
)

// inkedWords are lines that say an amount written out, broken after some words.
func inkedWords(t *testing.T, text string, breaks int) (lines []Inked) {
	t.Helper()
	words := strings.Fields(strings.ReplaceAll(text, "-", " "))
	if breaks <= 0 || breaks >= len(words) {
		return []Inked{inkedOf(t, strings.ToLower(Fold(strings.Join(words, " "))), nil)}
	}
	for _, part := range [][]string{words[:breaks], words[breaks:]} {
		lines = append(lines, inkedOf(t, strings.ToLower(Fold(strings.Join(part, " "))), nil))
	}
	return lines
}

// What is written out in any French way is read back, on one line or two, among others.
func TestInkedAmountsAreReadBack(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	payee := inkedOf(t, "mme solene valdore", nil)
	most := []int64{10_00, 100_00, 1000_00, 10_000_00, 1_000_000_00}
	for i := range 300 {
		m := bordereau.Money{Minor: 1_00 + r.Int64N(most[i%len(most)]-1_00), Currency: "EUR"}
		form := Spellings[i%6]
		text, err := WriteWords(m, form)
		if err != nil {
			t.Fatal(err)
		}
		if i%3 == 0 {
			text = strings.Replace(text, "centimes", centimes[i/3%len(centimes)], 1)
		}
		lines := append(inkedWords(t, text, r.IntN(8)), payee)
		w, ok := InkedAmount(lines, []bordereau.Money{m})
		if !ok || w.Amount != m || !w.Clear() {
			t.Errorf("%q is read as %v, %t: %.2f a letter, lead %.1f", text, w.Amount, ok, w.Cost, w.Lead)
		}
		if back, err := ParseWords(w.Written(), "EUR"); err != nil || back != m {
			t.Errorf("%q is written %q", text, w.Written())
		}
	}
}

// What the ink leaves open is not clear, and what is no amount is none.
func TestInkedAmountInDoubt(t *testing.T) {
	of := func(minor int64) bordereau.Money { return bordereau.Money{Minor: minor, Currency: "EUR"} }
	open := inkedOf(t, "six euros", map[int]rune{0: 'd'})
	if w, ok := InkedAmount([]Inked{open}, nil); !ok || w.Clear() {
		t.Errorf("six or dix is clearly %v", w.Amount)
	}
	// "neuf cents" and "centimes" may be one ink: then neither 69 nor 60 is clear.
	const nine = "deux euros soixante neuf cents"
	centimes := map[int]rune{}
	for i, c := range "cent imes" {
		centimes[strings.Index(nine, "neuf")+i] = c
	}
	delete(centimes, strings.Index(nine, "neuf")+4) // the blank
	if w, ok := InkedAmount([]Inked{inkedOf(t, nine, centimes)}, []bordereau.Money{of(2_69)}); !ok || w.Clear() {
		t.Errorf("neuf cents or centimes is clearly %v, lead %.1f", w.Amount, w.Lead)
	}
	for _, line := range []string{"mme solene valdore", "payable en france", "centimes", "trente", "la tavelle"} {
		if w, ok := InkedAmount([]Inked{inkedOf(t, line, nil)}, []bordereau.Money{of(30_00)}); ok && w.Clear() {
			t.Errorf("%q is %v", line, w.Amount)
		}
	}
	if _, ok := InkedAmount(nil, []bordereau.Money{of(1_00)}); ok {
		t.Error("an amount is read from nothing")
	}
	cut := inkedOf(t, "deux cents euros", nil)
	w, ok := InkedAmount([]Inked{cut}, []bordereau.Money{of(1200_00), of(200_45), of(300_00)})
	if !ok || !w.Lacks(of(1200_00)) || !w.Lacks(of(200_45)) || w.Lacks(of(300_00)) || w.Lacks(of(200_00)) {
		t.Errorf("what may stand beside %q is misjudged", w.Text)
	}
	for minor, want := range map[int64]bool{200_00: true, 300_00: false, 1200_00: false, 200_45: false, 200_000_00: false} {
		if more, may := w.Above(of(minor)); may != want || want && more != 0 {
			t.Errorf("the words %q may say %d: %v, %.2f above", w.Text, minor, may, more)
		}
	}
}

func BenchmarkInkedAmount(b *testing.B) {
	t := &testing.T{}
	lines := inkedWords(t, "quatre mille deux cent quatre-vingt-dix-sept euros et soixante-dix-huit centimes", 6)
	lines = append(lines, inkedOf(t, "mme solene valdore", nil))
	for b.Loop() {
		InkedAmount(lines, []bordereau.Money{{Minor: 4297_78, Currency: "EUR"}})
	}
}
