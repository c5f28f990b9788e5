package entry_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bordereau/entry"
)

func said(count int, total int64) entry.Declared {
	return entry.Declared{Source: "le bordereau", Count: &count, Total: &total}
}

func parts(minors ...int64) []entry.Part {
	var p []entry.Part
	for i, m := range minors {
		p = append(p, entry.Part{Ordinal: i + 1, Minor: m, Known: m != 0})
	}
	return p
}

func TestWeigh(t *testing.T) {
	one := 1
	for name, c := range map[string]struct {
		parts    []entry.Part
		declared []entry.Declared
		want     []string // none: even
	}{
		"even":              {parts(1000, 2050), []entry.Declared{said(2, 3050)}, nil},
		"both agree":        {parts(1000, 2050), []entry.Declared{said(2, 3050), {Source: "le dépôt", Count: ptr(2)}}, nil},
		"deposit differs":   {parts(1000, 2050), []entry.Declared{said(2, 3050), {Source: "le dépôt", Count: ptr(3)}}, []string{"Le dépôt annonce 3 chèques, 2 ont été trouvés"}},
		"one is missing":    {parts(1000), []entry.Declared{said(2, 3050)}, []string{"annonce 2 chèques, 1 a été trouvé", "écart de 20,50\u00a0€", "un chèque de 20,50\u00a0€ manquerait"}},
		"one too many":      {parts(1000, 2050), []entry.Declared{said(2, 1000)}, []string{"le montant du chèque n° 2"}},
		"digits swapped":    {parts(1200, 5000), []entry.Declared{said(2, 7100)}, []string{"deux chiffres inversés sur le chèque n° 1 : 21,00\u00a0€"}},
		"divisible by nine": {parts(1000, 5000), []entry.Declared{said(2, 6099)}, []string{"divisible par 9"}},
		"counted twice":     {parts(1000, 2000, 3000), []entry.Declared{said(3, 2000)}, []string{"la moitié de l'écart est le montant du chèque n° 2"}},
		"the words":         {[]entry.Part{{Ordinal: 1, Minor: 1900, Known: true, Others: []int64{1400}}}, []entry.Declared{said(1, 1400)}, []string{"lu 14,00\u00a0€, le chèque n° 1 rétablirait"}},
		"unknown amount":    {parts(1000, 0), []entry.Declared{said(2, 3050)}, []string{"le montant de 1 chèque n'est pas encore connu"}},
		"no total":          {parts(1000), []entry.Declared{{Source: "le bordereau", Count: &one}}, []string{"Le total n'est pas indiqué"}},
		"nothing":           {nil, []entry.Declared{{Source: "le bordereau"}}, []string{"aucun chèque"}},
	} {
		b := entry.Weigh(c.parts, "EUR", c.declared...)
		if b.Even != (c.want == nil) || b.Even != (b.Sentence == "") {
			t.Errorf("%s: even %v, %q", name, b.Even, b.Sentence)
		}
		for _, w := range c.want {
			if !strings.Contains(strings.ReplaceAll(b.Sentence, "\u202f", " "), w) && !strings.Contains(strings.ToLower(b.Sentence), strings.ToLower(w)) {
				t.Errorf("%s: %q does not say %q", name, b.Sentence, w)
			}
		}
	}
}

func ptr[T any](v T) *T { return &v }

func TestOnlyWhatIsDeclaredIsEven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minors := rapid.SliceOfN(rapid.Int64Range(1, 1e9), 1, 20).Draw(t, "minors")
		var sum int64
		for _, m := range minors {
			sum += m
		}
		if b := entry.Weigh(parts(minors...), "EUR", said(len(minors), sum)); !b.Even {
			t.Fatal(b.Sentence)
		}
		off := rapid.Int64Range(-1e9, 1e9).Filter(func(n int64) bool { return n != 0 }).Draw(t, "off")
		if b := entry.Weigh(parts(minors...), "EUR", said(len(minors), sum+off)); b.Even || b.Sentence == "" {
			t.Fatal("a wrong total is even")
		}
		if b := entry.Weigh(parts(minors...), "EUR", said(len(minors)+1, sum)); b.Even {
			t.Fatal("a wrong count is even")
		}
	})
}

func TestFrench(t *testing.T) {
	for want, minor := range map[string]int64{"0,05 €": 5, "1 237,56 €": 123756, "-12,00 €": -1200, "1 000 000,00 €": 100000000} {
		if got := strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(entry.French(minor, "EUR")); got != want {
			t.Errorf("%d: %q, not %q", minor, got, want)
		}
	}
	if got := entry.French(3435880, "TND"); !strings.Contains(got, ",880") || !strings.HasSuffix(got, "TND") {
		t.Error(got)
	}
}
