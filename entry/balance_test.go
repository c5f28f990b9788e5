package entry_test

import (
	"math"
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
		"even":            {parts(1000, 2050), []entry.Declared{said(2, 3050)}, nil},
		"both agree":      {parts(1000, 2050), []entry.Declared{said(2, 3050), {Source: "le dépôt", Count: ptr(2)}}, nil},
		"deposit differs": {parts(1000, 2050), []entry.Declared{said(2, 3050), {Source: "le dépôt", Count: ptr(3)}}, []string{"Le dépôt annonce 3 chèques, 2 ont été trouvés"}},
		"one is missing":  {parts(1000), []entry.Declared{said(2, 3050)}, []string{"annonce 2 chèques, 1 a été trouvé", "les chèques font 10,00\u00a0€ : écart de 20,50\u00a0€"}},
		"unknown amount":  {parts(1000, 0), []entry.Declared{said(2, 3050)}, []string{"Le montant de 1 chèque n'est pas encore connu"}},
		"no total":        {parts(1000), []entry.Declared{{Source: "le bordereau", Count: &one}}, []string{"Le total n'est pas indiqué"}},
		"nothing":         {nil, []entry.Declared{{Source: "le bordereau"}}, []string{"aucun chèque"}},
		"no amount":       {parts(-5), []entry.Declared{said(1, -5)}, []string{"dépasse ce qui peut être comptabilisé"}},
		"too much":        {parts(entry.MaxMinor, 1), []entry.Declared{said(2, entry.MaxMinor+1)}, []string{"dépasse ce qui peut être comptabilisé"}},
		"wraps around":    {parts(math.MaxInt64, math.MaxInt64, 2), []entry.Declared{said(3, 0)}, []string{"dépasse ce qui peut être comptabilisé"}},
		"total too large": {parts(1), []entry.Declared{said(1, math.MinInt64)}, []string{"annonce un total"}},
	} {
		b := remittance(c.parts, c.declared...).Weigh()
		if b.Even != (c.want == nil) || b.Even != (b.Sentence == "") {
			t.Errorf("%s: even %v, %q", name, b.Even, b.Sentence)
		}
		for _, w := range c.want {
			if !strings.Contains(b.Sentence, w) {
				t.Errorf("%s: %q does not say %q", name, b.Sentence, w)
			}
		}
	}
}

func remittance(parts []entry.Part, declared ...entry.Declared) entry.Remittance {
	return entry.Remittance{Currency: "EUR", Cheques: parts, Declared: declared}
}

func ptr[T any](v T) *T { return &v }

func TestOnlyWhatIsDeclaredIsEven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minors := rapid.SliceOfN(rapid.Int64Range(1, 1e9), 1, 20).Draw(t, "minors")
		var sum int64
		for _, m := range minors {
			sum += m
		}
		if b := remittance(parts(minors...), said(len(minors), sum)).Weigh(); !b.Even {
			t.Fatal(b.Sentence)
		}
		off := rapid.Int64Range(-1e9, 1e9).Filter(func(n int64) bool { return n != 0 }).Draw(t, "off")
		if b := remittance(parts(minors...), said(len(minors), sum+off)).Weigh(); b.Even || b.Sentence == "" {
			t.Fatal("a wrong total is even")
		}
		if b := remittance(parts(minors...), said(len(minors)+1, sum)).Weigh(); b.Even {
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
