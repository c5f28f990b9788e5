package entry_test

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bordereau/entry"
)

func proved(minors ...int64) []entry.Part {
	p := parts(minors...)
	for i := range p {
		p[i].Proved = true
	}
	return p
}

func numbered(p []entry.Part, numbers ...string) []entry.Part {
	for i, n := range numbers {
		p[i].Number = n
	}
	return p
}

func lines(minors ...int64) (out []entry.Listed) {
	for _, m := range minors {
		out = append(out, entry.Listed{Minor: m, Known: m != 0})
	}
	return out
}

// What is offered first for one fault of each kind.
func TestExplain(t *testing.T) {
	words := parts(1900)
	words[0].Words, words[0].Figures = ptr(int64(1400)), ptr(int64(1900))
	figures := parts(1900)
	figures[0].Words, figures[0].Figures = ptr(int64(1900)), ptr(int64(1400))
	other := parts(13800, 14300)
	other[1].Others = []int64{99, 19300}
	doubtful := parts(13800, 23800, 33800)
	doubtful[0].Confidence, doubtful[1].Confidence, doubtful[2].Confidence = 0.95, 0.5, 0.95
	unlikely := parts(13800, 23800)
	unlikely[0].Proved = true
	for name, c := range map[string]struct {
		r    entry.Remittance
		want entry.Explanation
		says string
	}{
		"another reading": {remittance(other, said(2, 33100)), entry.Explanation{Cause: entry.CauseReading, Ordinal: 2, Field: "amount", Value: "193.00"}, "une autre lecture"},
		"the words":       {remittance(words, said(1, 1400)), entry.Explanation{Cause: entry.CauseWords, Ordinal: 1, Field: "amount", Value: "14.00"}, "Chèque n° 1 : 19,00 € serait 14,00 € (le montant en lettres le dit"},
		"the figures":     {remittance(figures, said(1, 1400)), entry.Explanation{Cause: entry.CauseWords, Ordinal: 1, Field: "amount", Value: "14.00"}, "le montant en chiffres le dit"},
		"the slip's line": {entry.Remittance{Currency: "EUR", Cheques: parts(12345, 500), Listing: lines(77788, 500), Declared: []entry.Declared{said(2, 78288)}},
			entry.Explanation{Cause: entry.CauseListed, Ordinal: 1, Field: "amount", Value: "777.88"}, "le bordereau porte ce montant pour ce chèque"},
		"the line of its number": {entry.Remittance{Currency: "EUR", Cheques: numbered(parts(3000, 8000), "0000002", "0000001"), Declared: []entry.Declared{said(2, 11500)},
			Listing: []entry.Listed{{"0000001", 8500, true}, {"0000002", 3000, true}}}, entry.Explanation{Cause: entry.CauseListed, Ordinal: 2, Field: "amount", Value: "85.00"}, "n° 2"},
		"a proved cheque was listed wrong": {entry.Remittance{Currency: "EUR", Cheques: proved(12345, 500), Listing: lines(77788, 500), Declared: []entry.Declared{said(2, 78288)}},
			entry.Explanation{Cause: entry.CauseListed, Ordinal: 1, Field: "slip_total", Value: "128.45"}, "Le bordereau porte 777,88 € pour le chèque n° 1, qui est de 123,45 €"},
		"one digit":           {remittance(parts(13800, 41200), said(2, 60000)), entry.Explanation{Cause: entry.CauseDigit, Ordinal: 1, Field: "amount", Value: "188.00"}, "un 8 lu 3"},
		"the doubtful one":    {remittance(doubtful, said(3, 76400)), entry.Explanation{Cause: entry.CauseDigit, Ordinal: 2, Field: "amount", Value: "288.00"}, "Chèque n° 2"},
		"not the proved one":  {remittance(unlikely, said(2, 42600)), entry.Explanation{Cause: entry.CauseDigit, Ordinal: 2, Field: "amount", Value: "288.00"}, "Chèque n° 2"},
		"a digit lost":        {remittance(parts(23756, 41200), said(2, 164956)), entry.Explanation{Cause: entry.CauseDigit, Ordinal: 1, Field: "amount", Value: "1237.56"}, "un chiffre perdu"},
		"a digit too many":    {remittance(parts(123756, 41200), said(2, 64956)), entry.Explanation{Cause: entry.CauseDigit, Ordinal: 1, Field: "amount", Value: "237.56"}, "un chiffre de trop"},
		"the comma":           {remittance(parts(125000, 41200), said(2, 42450)), entry.Explanation{Cause: entry.CauseDigit, Ordinal: 1, Field: "amount", Value: "12.50"}, "virgule déplacée"},
		"digits swapped":      {remittance(parts(1200, 4800), said(2, 6900)), entry.Explanation{Cause: entry.CauseSwapped, Ordinal: 1, Field: "amount", Value: "21.00"}, "deux chiffres inversés"},
		"not read":            {remittance(parts(1000, 0), said(2, 3050)), entry.Explanation{Cause: entry.CauseUnread, Ordinal: 2, Field: "amount", Value: "20.50"}, "serait 20,50 €"},
		"one is missing":      {remittance(parts(1000), said(2, 3050)), entry.Explanation{Cause: entry.CauseMissing, Value: "20.50"}, "Un chèque de 20,50 € manquerait"},
		"missing, with name":  {entry.Remittance{Currency: "EUR", Cheques: parts(1000), Listing: []entry.Listed{{"0004711", 2050, true}, {"0004712", 1000, true}}, Declared: []entry.Declared{said(2, 3050)}}, entry.Explanation{Cause: entry.CauseMissing, Number: "0004711", Value: "20.50"}, "numéro 0004711"},
		"one too many":        {remittance(parts(1000, 2050), said(1, 1000)), entry.Explanation{Cause: entry.CauseDoubled, Ordinal: 2, Value: "20.50"}, "Le chèque n° 2, de 20,50 €, serait de trop"},
		"twice the same":      {remittance(numbered(parts(700, 2050, 2050, 2050), "1", "2", "3", "2"), said(3, 4800)), entry.Explanation{Cause: entry.CauseDoubled, Ordinal: 4, Value: "20.50"}, "le chèque n° 2 porte le même numéro"},
		"the total":           {remittance(proved(13300, 41200), said(2, 59500)), entry.Explanation{Cause: entry.CauseTotal, Field: "slip_total", Value: "545.00"}, "un 4 lu 9"},
		"the listing sums":    {entry.Remittance{Currency: "EUR", Cheques: parts(13300, 41200), Listing: lines(13300, 41200), Declared: []entry.Declared{said(2, 59500)}}, entry.Explanation{Cause: entry.CauseTotal, Field: "slip_total", Value: "545.00"}, "la somme de la liste"},
		"left out":            {remittance(proved(1000, 2000, 3000), said(3, 4000)), entry.Explanation{Cause: entry.CauseAddition, Ordinal: 2, Field: "slip_total", Value: "60.00"}, "oublié dans l'addition"},
		"added twice":         {remittance(proved(1100, 2500, 3700), said(3, 9800)), entry.Explanation{Cause: entry.CauseAddition, Ordinal: 2, Field: "slip_total", Value: "73.00"}, "compté deux fois"},
		"subtracted":          {remittance(proved(1100, 2520, 3700), said(3, 2280)), entry.Explanation{Cause: entry.CauseSign, Ordinal: 2, Field: "slip_total", Value: "73.20"}, "la moitié de l'écart est le montant du chèque n° 2"},
		"the count":           {remittance(parts(1000, 2000), said(3, 3000)), entry.Explanation{Cause: entry.CauseCount, Field: "slip_count", Value: "2"}, "Le nombre de chèques serait 2"},
		"the branch is right": {remittance(parts(1000, 2000), said(2, 9000), said(2, 3000)), entry.Explanation{Cause: entry.CauseTotal, Field: "slip_total", Value: "30.00"}, "annoncé d'autre part"},
	} {
		got := c.r.Weigh().Explanations
		if len(got) == 0 {
			t.Errorf("%s: nothing is offered", name)
			continue
		}
		first := got[0]
		sentence := strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(first.Sentence)
		if first.Cause != c.want.Cause || first.Ordinal != c.want.Ordinal || first.Field != c.want.Field || first.Value != c.want.Value || first.Number != c.want.Number {
			t.Errorf("%s: %+v", name, got)
		}
		if !strings.Contains(sentence, c.says) || !strings.HasSuffix(sentence, ".") {
			t.Errorf("%s: %q does not say %q", name, sentence, c.says)
		}
	}
}

func TestNothingIsExplainedThatNoSingleChangeRestores(t *testing.T) {
	for name, r := range map[string]entry.Remittance{
		"even":            remittance(parts(1000), said(1, 1000)),
		"two are missing": remittance(parts(1000), said(3, 9000)),
		"two unknown":     remittance(parts(1000, 0, 0), said(3, 9000)),
		"two totals":      remittance(parts(1000), said(1, 900), said(1, 800)),
		"no cheque":       remittance(nil, said(1, 900)),
		"nothing said":    remittance(parts(1000)),
		"overflow":        remittance(parts(math.MaxInt64, math.MaxInt64), said(2, -2)),
	} {
		if got := r.Explain(); len(got) > 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// A listing that denies a misreading weighs more than digits that look alike.
func TestTheListingClearsACheque(t *testing.T) {
	r := entry.Remittance{Currency: "EUR", Cheques: parts(13800, 23800), Listing: lines(13800, 28800), Declared: []entry.Declared{said(2, 42600)}}
	r.Cheques[0].Confidence, r.Cheques[1].Confidence = 0.3, 0.99
	if got := r.Explain(); got[0].Ordinal != 2 || got[0].Field != "amount" {
		t.Errorf("%+v", got)
	}
}

// Even is: all amounts known, at least one cheque, and every declaration agreed
// with, of which one names a count and one a total. Whatever is offered restores it.
func holds(t interface {
	Fatalf(string, ...any)
}, r entry.Remittance) {
	b := r.Weigh()
	known, counted, totalled, agree := len(r.Cheques) > 0, false, false, true
	sum := 0.0 // exact up to the largest sum an entry carries
	for _, p := range r.Cheques {
		known = known && p.Known && p.Minor >= 0 && p.Minor <= entry.MaxMinor
		sum += float64(p.Minor)
	}
	known = known && sum <= entry.MaxMinor
	for _, d := range r.Declared {
		counted, totalled = counted || d.Count != nil, totalled || d.Total != nil
		agree = agree && (d.Count == nil || *d.Count == len(r.Cheques)) && (d.Total == nil || float64(*d.Total) == sum && *d.Total == int64(sum))
	}
	if want := known && counted && totalled && agree; b.Even != want {
		t.Fatalf("even is %v, not %v: %+v", b.Even, want, r)
	}
	if b.Even && len(b.Explanations) > 0 || len(b.Explanations) > 5 {
		t.Fatalf("%d explanations", len(b.Explanations))
	}
	for _, e := range b.Explanations {
		after := r.Apply(e).Weigh()
		if e.Sentence == "" || counted && totalled && !after.Even {
			t.Fatalf("%+v does not restore the balance: %s\n%+v", e, after.Sentence, r)
		}
	}
}

func TestAnExplanationRestoresTheBalance(t *testing.T) {
	minor := rapid.OneOf(rapid.Int64Range(1, 1e6), rapid.Int64Range(1, 50), rapid.SampledFrom([]int64{0, -1, entry.MaxMinor, entry.MaxMinor - 1, math.MaxInt64, math.MinInt64}))
	rapid.Check(t, func(t *rapid.T) {
		r := entry.Remittance{Currency: "EUR"}
		var sum int64
		for i := range rapid.IntRange(0, 12).Draw(t, "cheques") {
			m := minor.Draw(t, "minor")
			p := entry.Part{Ordinal: i + 1, Minor: m, Known: rapid.IntRange(0, 9).Draw(t, "known") > 0, Proved: rapid.Bool().Draw(t, "proved"),
				Confidence: rapid.Float64().Draw(t, "confidence"), Others: rapid.SliceOfN(minor, 0, 2).Draw(t, "others")}
			sum += m
			r.Cheques = append(r.Cheques, p)
			r.Listing = append(r.Listing, entry.Listed{Minor: m, Known: true})
		}
		for range rapid.IntRange(0, 2).Draw(t, "declarations") {
			d := entry.Declared{Source: "le bordereau"}
			if rapid.IntRange(0, 5).Draw(t, "counts") > 0 {
				d.Count = ptr(len(r.Cheques) + rapid.SampledFrom([]int{0, 0, 0, 1, -1, 7}).Draw(t, "off"))
			}
			if rapid.IntRange(0, 5).Draw(t, "totals") > 0 {
				d.Total = ptr(sum + rapid.OneOf(rapid.SampledFrom([]int64{0, 500, -9, 1000}), minor).Draw(t, "gap"))
			}
			r.Declared = append(r.Declared, d)
		}
		holds(t, r)
	})
}

// FuzzBalance makes remittances of bytes: eight for each number.
func FuzzBalance(f *testing.F) {
	f.Add([]byte{}, 0, int64(0), false)
	f.Add(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, 13800), 41200), 2, int64(60000), true)
	f.Add(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, math.MaxInt64), math.MaxUint64), 2, int64(math.MinInt64), false)
	f.Fuzz(func(t *testing.T, amounts []byte, count int, total int64, listed bool) {
		r := entry.Remittance{Currency: "EUR", Declared: []entry.Declared{said(count, total)}}
		for i := 0; len(amounts) >= 8 && i < 60; i++ {
			m := int64(binary.BigEndian.Uint64(amounts))
			amounts = amounts[8:]
			r.Cheques = append(r.Cheques, entry.Part{Ordinal: i + 1, Minor: m, Known: m != 1, Confidence: 1 / float64(m), Others: []int64{total, m}})
			if listed {
				r.Listing = append(r.Listing, entry.Listed{Minor: m ^ int64(i&1), Known: m != 2})
			}
		}
		holds(t, r)
	})
}
