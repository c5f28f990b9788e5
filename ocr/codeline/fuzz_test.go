package codeline

import (
	"regexp"
	"slices"
	"testing"
)

var frenchForm = regexp.MustCompile(`^C\d{7} C\d{12}D \d{12}A$`)

// FuzzHold drives the grammar with characters that the readers see in any way: what is
// held has the form of a French line, at most some letters are changed and those are no
// longer agreed on, and another line stays as it was.
func FuzzHold(f *testing.F) {
	f.Add([]byte("C0048541C075000004908D241410518989A"))
	f.Add([]byte("C00485A1C0750C0004908D241410518989A"))
	f.Add([]byte("C00485A1C0750C0004908D2414B0518989A"))
	f.Add([]byte("99C0048541C075000004908D241410518989A1"))
	f.Add([]byte("A122000661A1234567890C0101"))
	all := fonts()
	cmc7 := all[slices.IndexFunc(all, func(f *font) bool { return f.name == FontCMC7 })]
	f.Fuzz(func(t *testing.T, seen []byte) {
		if len(seen) > 200 {
			return
		}
		line := Line{Font: FontCMC7}
		for i, b := range seen {
			v := voices{font: cmc7}
			for l := range len(cmc7.letters) {
				v.shape[l] = float32((int(b)*31+l*l*7+i)%100) / 100
				v.profile[l] = float32((int(b)*17+l*13)%100) / 100
				if cmc7.letters[l] == b {
					v.shape[l], v.profile[l] = 1, 1
				}
			}
			line.Chars = append(line.Chars, v.vote())
		}
		before, was := line.Text(), slices.Clone(line.Chars)
		if !line.hold() {
			if line.Text() != before {
				t.Fatalf("%q became %q and is not held", before, line.Text())
			}
			return
		}
		if !frenchForm.MatchString(line.Text()) {
			t.Fatalf("%q is held as %q", before, line.Text())
		}
		changed := 0
		for i, c := range line.Chars {
			if c.Letter != was[i].Letter {
				if changed++; c.Agreed {
					t.Fatalf("%q: place %d of %q was changed and is agreed on", before, i, line.Text())
				}
			}
		}
		if changed > mistaken {
			t.Fatalf("%q was not read in %q", line.Text(), before)
		}
	})
}
