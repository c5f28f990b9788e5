package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bordereau"

	"pgregory.net/rapid"
)

func TestNIRIsMasked(t *testing.T) {
	for in, want := range map[string]string{
		"1 85 05 78 006 084 91":                 "1 85 ** ** *** *** **",
		"185057800608491":                       "185************",
		"N° 1 85 05 78 006 084 91.":             "N° 1 85 ** ** *** *** **.",
		"2 85 05 2A 006 084 91":                 "2 85 05 2A 006 084 91", // the key does not fit, and nothing says what it is
		"sécurité sociale 1 85 05 78 006 084":   "sécurité sociale 1 85 ** ** *** ***",
		"1 85 O5 78 0O6 084 91":                 "1 85 ** ** *** *** **",
		"I 8S O5 78 006 O84 91":                 "I 8S ** ** *** *** **",
		"N° SS 1 B5 05 78 OO6 084 00":           "N° SS 1 B5 ** ** *** *** **",
		"N° SS 1 BS OS ZB GGG OOO":              "N° SS 1 BS OS ZB GGG OOO", // letters are no number
		"1 85 O5 78 0O6 084 92 BIS":             "1 85 O5 78 0O6 084 92 BIS",
		"FR76 3000 1007 9412 3456 7890 185":     "FR76 3000 1007 9412 3456 7890 185",
		"30001007941234567890185":               "30001007941234567890185",
		"le 12/05/2026, 1 234,56 EUR, 75 008 P": "le 12/05/2026, 1 234,56 EUR, 75 008 P",
	} {
		key := 97 - mod97("1850578006084")
		in, want = strings.ReplaceAll(in, "084 91", fmt.Sprintf("084 %02d", key)), strings.ReplaceAll(want, "084 91", fmt.Sprintf("084 %02d", key))
		in = strings.ReplaceAll(in, "08491", fmt.Sprintf("084%02d", key))
		if got := maskText(in); got != want {
			t.Errorf("%q becomes %q, not %q", in, got, want)
		}
	}
}

func mod97(s string) int {
	n := 0
	for _, c := range s {
		n = (n*10 + int(c-'0')) % 97
	}
	return n
}

// However a number is broken into words, nothing of it is left after its year.
func TestNIRIsMaskedAcrossWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := []string{
			rapid.SampledFrom([]string{"1", "2"}).Draw(t, "sex"), fmt.Sprintf("%02d", rapid.IntRange(0, 99).Draw(t, "year")),
			fmt.Sprintf("%02d", rapid.IntRange(1, 12).Draw(t, "month")), fmt.Sprintf("%02d", rapid.IntRange(1, 95).Draw(t, "department")),
			fmt.Sprintf("%03d", rapid.IntRange(1, 990).Draw(t, "commune")), fmt.Sprintf("%03d", rapid.IntRange(1, 999).Draw(t, "order")),
		}
		groups = append(groups, fmt.Sprintf("%02d", 97-mod97(strings.Join(groups, ""))))
		words := []bordereau.Word{{Text: "avant"}}
		word := ""
		for i, g := range groups {
			word += g
			if i == len(groups)-1 || rapid.Bool().Draw(t, "space") {
				words = append(words, bordereau.Word{Text: word})
				word = ""
			}
		}
		r := bordereau.Reading{Pages: []bordereau.Page{{Words: append(words, bordereau.Word{Text: "après"})}}}
		maskReading(&r)
		got := strings.ReplaceAll(r.Text(), " ", "")
		if want := "avant" + groups[0] + groups[1] + strings.Repeat("*", 12) + "après"; got != want {
			t.Fatalf("%q, not %q", got, want)
		}
	})
}

func TestSnippets(t *testing.T) {
	long := strings.Repeat("rien ", 100) + "la Société Générale\x02 doit\n payer" + strings.Repeat(" fin", 100)
	got := snippet(long, find(t, "soci payer", long))
	if !strings.Contains(got, "la \x02Société\x03 Générale  doit  \x02payer\x03 fin") || len([]rune(got)) > snippetLen+4 {
		t.Errorf("%q", got)
	}
	if got := snippet("abc", nil); got != "abc" {
		t.Errorf("%q", got)
	}
	if got := fold("L'ŒUVRE d'Été 1 237,56 € ﬁn"); got != "l oeuvre d ete 1 237 56 fin" {
		t.Errorf("%q", got)
	}
}

// find is where a search finds something in a text.
func find(t *testing.T, words, text string) []hitSpan {
	t.Helper()
	asked, _ := ParseSearch(words, time.Now())
	return newMatcher(asked, true, time.Now()).in(text)
}

func FuzzSnippet(f *testing.F) {
	f.Add("Société\x02 Générale", "soci")
	f.Fuzz(func(t *testing.T, text, words string) {
		got := snippet(text, find(t, words, text))
		if strings.Count(got, "\x02") != strings.Count(got, "\x03") {
			t.Errorf("%q", got)
		}
	})
}

// A number that understanding found is masked where it stands, though no line says what it
// is and its key was misread.
func TestNIRIsMaskedWhereItWasFound(t *testing.T) {
	word := func(text string, x, y, line int) bordereau.Word {
		return bordereau.Word{Text: text, Box: bordereau.Box{X: x, Y: y, W: 20, H: 10}, Block: line, Line: line}
	}
	r := bordereau.Reading{Pages: []bordereau.Page{{Number: 1, Words: []bordereau.Word{word("1", 0, 0, 1), word("85", 20, 0, 1), word("05780060", 40, 0, 2), word("8400", 60, 0, 2), word("2026", 60, 30, 3)}}}}
	u := bordereau.Understanding{Fields: []bordereau.Field{{Name: "social_security_number", Value: "185057800608400", Raw: "185057800608400", Page: 1, Box: bordereau.Box{X: 0, Y: 0, W: 80, H: 10}, Alternatives: []string{"N° SS 185057800608400"}},
		{Name: "period", Value: "2026-10"}}}
	Mask(&r, &u)
	if got := r.Text(); strings.ReplaceAll(strings.ReplaceAll(got, " ", ""), "\n", "") != "185************2026" {
		t.Errorf("%q", got)
	}
	if f := u.Fields[0]; f.Value != "185************" || f.Raw != f.Value || strings.Contains(f.Alternatives[0], "0578") || u.Fields[1].Value != "2026-10" {
		t.Errorf("%+v", u.Fields)
	}
	again := u.Fields[0].Value
	if Mask(&r, &u); u.Fields[0].Value != again {
		t.Errorf("masked twice it is %q", u.Fields[0].Value)
	}
}
