package entry_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bordereau"
	"bordereau/entry"
)

// ink is a cheque of which only a hand's figures were read: each reading half as likely
// as the one before.
func ink(minors ...int64) entry.Part {
	p := entry.Part{Minor: minors[0], Known: true, Confidence: 0.8}
	for k, m := range minors {
		p.Ink = append(p.Ink, entry.Reading{Minor: m, Confidence: 0.8 / float64(int(1)<<k)})
	}
	return p
}

func TestSolve(t *testing.T) {
	certain := func(minor int64, number string) entry.Part {
		return entry.Part{Minor: minor, Known: true, Proved: true, Number: number}
	}
	with := func(p entry.Part, number string) entry.Part { p.Number = number; return p }
	typed := func(p entry.Part) entry.Part { // of which no likelihoods are known
		for k := range p.Ink {
			p.Ink[k].Confidence = 0
		}
		return p
	}
	unlikely := ink(1000, 1100)
	unlikely.Ink[1].Confidence = 0.005
	branch := func(total int64) entry.Declared { return entry.Declared{Source: "l'agence", Total: &total} }
	for name, c := range map[string]struct {
		cheques  []entry.Part
		listing  []entry.Listed
		declared []entry.Declared
		want     []int64 // of the cheques; none: no choice
	}{
		"in order":                      {[]entry.Part{ink(1000, 1700), ink(2000, 2600, 2800)}, lines(1700, 2800), []entry.Declared{said(2, 4500)}, []int64{1700, 2800}},
		"by number":                     {[]entry.Part{with(ink(1000, 1700), "2"), with(ink(2000), "1")}, []entry.Listed{{"1", 2000, true}, {"2", 1700, true}}, []entry.Declared{said(2, 3700)}, []int64{1700, 2000}},
		"a misread number, in order":    {[]entry.Part{with(ink(1000, 1700), "123"), with(ink(2000), "456")}, []entry.Listed{{"723", 1700, true}, {"456", 2000, true}}, []entry.Declared{said(2, 3700)}, []int64{1700, 2000}},
		"by amount":                     {[]entry.Part{ink(2000, 2600), ink(1000, 1700)}, lines(1700, 2000), []entry.Declared{said(2, 3700)}, []int64{2000, 1700}},
		"either way":                    {[]entry.Part{ink(500), ink(1000, 1700, 1100), ink(1010, 1100, 1700)}, lines(1100, 1700, 500), []entry.Declared{said(3, 3300)}, nil},
		"twice the same":                {[]entry.Part{ink(500), ink(1000, 1700), ink(1010, 1700)}, lines(1700, 1700, 500), []entry.Declared{said(3, 3900)}, []int64{500, 1700, 1700}},
		"the ink denies it":             {[]entry.Part{ink(1000), ink(2000)}, lines(1700, 2000), []entry.Declared{said(2, 3700)}, nil},
		"the ink hardly says it":        {[]entry.Part{unlikely, ink(2000)}, lines(1100, 2000), []entry.Declared{said(2, 3100)}, nil},
		"the first other, typed":        {[]entry.Part{typed(ink(1000, 1100, 1200)), ink(2000)}, lines(1100, 2000), []entry.Declared{said(2, 3100)}, []int64{1100, 2000}},
		"the second other, typed":       {[]entry.Part{typed(ink(1000, 1100, 1200)), ink(2000)}, lines(1200, 2000), []entry.Declared{said(2, 3200)}, nil},
		"a proved cheque listed wrong":  {[]entry.Part{ink(1000, 1700), certain(2000, "")}, lines(1700, 2100), []entry.Declared{said(2, 3800)}, nil},
		"its number's line denies it":   {[]entry.Part{with(ink(1000, 1700), "1"), with(ink(2000, 1700), "2")}, []entry.Listed{{"1", 2000, true}, {"2", 1700, true}}, []entry.Declared{said(2, 3700)}, nil},
		"the listing does not sum":      {[]entry.Part{ink(1000, 1700), ink(2000)}, lines(1700, 2000), []entry.Declared{said(2, 3800)}, nil},
		"a line is missing":             {[]entry.Part{ink(1000, 1700), ink(2000)}, lines(1700), []entry.Declared{said(2, 3700)}, nil},
		"another count":                 {[]entry.Part{ink(1000, 1700), ink(2000)}, lines(1700, 2000), []entry.Declared{said(3, 3700)}, nil},
		"the branch says another total": {[]entry.Part{ink(1000, 1700), ink(2000)}, lines(1700, 2000), []entry.Declared{said(2, 3700), branch(3000)}, nil},
		"no listing":                    {[]entry.Part{ink(1000, 1700), ink(2000, 2600)}, nil, []entry.Declared{said(2, 3700), branch(3700)}, []int64{1700, 2000}},
		"no listing, two ways":          {[]entry.Part{ink(1000, 1600), ink(2000, 2600)}, nil, []entry.Declared{said(2, 3600), branch(3600)}, nil},
		"no listing, one witness":       {[]entry.Part{ink(1000, 1700), ink(2000, 2600)}, nil, []entry.Declared{said(2, 3700)}, nil},
	} {
		for i := range c.cheques {
			c.cheques[i].Ordinal = i + 1
		}
		r := entry.Remittance{Currency: "EUR", Cheques: c.cheques, Listing: c.listing, Declared: c.declared}
		choices := r.Solve()
		var got []int64
		if len(choices) > 0 {
			for _, p := range r.With(choices).Cheques {
				got = append(got, p.Minor)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, not %v", name, got, c.want)
		}
	}
}

// Whatever is read and listed: a choice balances, is among the readings of the ink, and
// never changes what is proved.
func TestSolveChoosesReadingsThatBalance(t *testing.T) {
	amount := rapid.Int64Range(1, 30)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		r := entry.Remittance{Currency: "EUR"}
		var total int64
		for i := range n {
			p := ink(rapid.SliceOfNDistinct(amount, 1, 4, rapid.ID).Draw(t, "readings")...)
			p.Ordinal = i + 1
			if p.Proved = rapid.Bool().Draw(t, "proved"); p.Proved {
				p.Ink = nil
			}
			r.Cheques = append(r.Cheques, p)
			total += amount.Draw(t, "truth")
		}
		r.Declared = []entry.Declared{said(n, total), {Source: "l'agence", Total: &total}}
		if rapid.Bool().Draw(t, "listed") {
			r.Listing = lines(rapid.SliceOfN(amount, n, n).Draw(t, "listing")...)
		}
		choices := r.Solve()
		for _, c := range choices {
			p := r.Cheques[c.Ordinal-1]
			if p.Proved || !slices.ContainsFunc(p.Ink, func(o entry.Reading) bool { return o.Minor == c.Minor }) {
				t.Errorf("%+v was chosen for %+v", c, p)
			}
		}
		if len(choices) > 0 && !r.With(choices).Weigh().Even {
			t.Errorf("%+v does not balance", choices)
		}
	})
}

// What a slip chose comes back to what was first read, and a person's word ends it.
func TestChooseAndBack(t *testing.T) {
	fresh := func() *bordereau.Understanding {
		f := bordereau.Field{Name: "amount_figures", Value: "10.00", Raw: "10", Confidence: 0.8, Alternatives: []string{"11.00", "17.00"}, AlternativeConfidences: []float64{0.1, 0.05}}
		amount := f
		amount.Name = "amount"
		return &bordereau.Understanding{Type: bordereau.Cheque, Fields: []bordereau.Field{f, amount}}
	}
	u := fresh()
	entry.Choose(u, &entry.Choice{Minor: 1700}, "EUR")
	f := u.Field("amount")
	if f.Value != "17.00" || f.Raw != "10" || f.Confidence != 0.05 || !slices.Equal(f.Alternatives, []string{"10.00", "11.00"}) || len(u.Checks) != 1 {
		t.Errorf("%+v %+v", f, u.Checks)
	}
	if p := entry.PartOf(u, 1, "EUR"); p.Minor != 1000 || len(p.Ink) != 3 || p.Ink[2] != (entry.Reading{Minor: 1700, Confidence: 0.05}) {
		t.Errorf("%+v is not as it was first read", p)
	}
	entry.Choose(u, &entry.Choice{Minor: 1100}, "EUR")
	if f.Value != "11.00" || !slices.Equal(f.Alternatives, []string{"10.00", "17.00"}) || len(u.Checks) != 1 {
		t.Errorf("%+v %+v", f, u.Checks)
	}
	entry.Choose(u, nil, "EUR")
	if want := fresh().Field("amount"); f.Value != want.Value || !slices.Equal(f.Alternatives, want.Alternatives) || !slices.Equal(f.AlternativeConfidences, want.AlternativeConfidences) || len(u.Checks) != 0 {
		t.Errorf("%+v %+v", f, u.Checks)
	}
	entry.Choose(u, &entry.Choice{Minor: 1700}, "EUR")
	f.Prove(bordereau.ProofPerson, "confirmé")
	entry.Choose(u, nil, "EUR")
	if p := entry.PartOf(u, 1, "EUR"); f.Value != "17.00" || p.Minor != 1700 || !p.Proved || len(p.Ink) != 0 {
		t.Errorf("%+v %+v", f, p)
	}
	// Words that say another amount than the figures are for a person.
	u = fresh()
	u.Checks = []bordereau.Check{{Rule: "words_against_figures", Verdict: bordereau.Failed, Fields: []string{"amount_words", "amount"}}}
	if p := entry.PartOf(u, 1, "EUR"); len(p.Ink) != 0 {
		t.Errorf("%+v may be chosen", p)
	}
}

// Misread amounts that make up for each other prove nothing, and the listing puts them
// right.
func TestErrorsThatMakeUpForEachOther(t *testing.T) {
	r := entry.Remittance{Currency: "EUR", Cheques: []entry.Part{ink(2600, 2000), ink(3100, 3700)}, Declared: []entry.Declared{said(2, 5700)}}
	r.Cheques[0].Ordinal, r.Cheques[1].Ordinal = 1, 2
	if b := r.Weigh(); b.Even || !strings.Contains(b.Sentence, "de plusieurs façons") {
		t.Errorf("without listing: %+v", b)
	}
	r.Listing = lines(2000, 3700)
	if c := r.Solve(); len(c) != 2 || c[0].Minor != 2000 || c[1].Minor != 3700 || !r.With(c).Weigh().Even {
		t.Errorf("with its listing: %+v", c)
	}
	r.Cheques[0].Ink, r.Cheques[1].Ink = ink(2600).Ink, ink(3100).Ink
	if b := r.Weigh(); b.Even {
		t.Error("the listing says other amounts, and it balances")
	}
	r.Listing = lines(2600, 3700) // one line was misread
	if b := r.Weigh(); !b.Even {
		t.Errorf("%+v", b)
	}
}

// A balance proves no amount whose words a hand wrote and nobody saw, first read or chosen.
func TestWordsNotSeen(t *testing.T) {
	of := func(v bordereau.Verdict, checks ...bordereau.Check) *bordereau.Understanding {
		return &bordereau.Understanding{
			Fields: []bordereau.Field{{Name: "amount", Value: "12.00"}, {Name: "amount_figures", Value: "12.00"}},
			Checks: append(checks, bordereau.Check{Rule: entry.RuleWordsSeen, Verdict: v, Fields: []string{"amount"}}),
		}
	}
	if !entry.Provable(&bordereau.Understanding{}) || !entry.Provable(of(bordereau.Passed)) || entry.Provable(of(bordereau.Inconclusive)) ||
		!entry.Provable(of(bordereau.Passed, bordereau.Check{Rule: entry.RuleChoice, Verdict: bordereau.Passed})) ||
		entry.Provable(of(bordereau.Inconclusive, bordereau.Check{Rule: entry.RuleChoice, Verdict: bordereau.Passed})) {
		t.Error("what the words say counts for nothing")
	}
}

// FuzzSolve makes remittances of bytes, five for each cheque: whether it is proved, what
// its ink may say, the line of the listing. A choice keeps what is proved, is one that the
// ink supports, and makes the slip even.
func FuzzSolve(f *testing.F) {
	f.Add([]byte{0, 10, 17, 0, 17, 0, 20, 26, 28, 28}, int64(45), true, true)
	f.Add([]byte{1, 10, 17, 0, 17, 0, 20, 26, 28, 28}, int64(38), false, true)
	f.Add([]byte{2, 255, 255, 1, 255}, int64(-1), true, false)
	f.Add([]byte("\x04\x00000$1\x1000$1000"), int64(144), true, false) // two cheques of one number
	f.Fuzz(func(t *testing.T, cheques []byte, total int64, listed, branch bool) {
		r := entry.Remittance{Currency: "EUR"}
		for i := 0; len(cheques) >= 5 && i < 45; i++ {
			b := cheques[:5]
			cheques = cheques[5:]
			p := ink(int64(b[1]), int64(b[2]), int64(b[2])+int64(b[3]))
			if b[0]&2 > 0 {
				for k := range p.Ink {
					p.Ink[k].Confidence = 0
				}
			}
			if p.Ordinal, p.Proved = i+1, b[0]&1 > 0; p.Proved {
				p.Ink = nil
			}
			if b[0]&4 > 0 {
				p.Number = string('0' + rune(b[0]>>5))
			}
			r.Cheques = append(r.Cheques, p)
			if listed {
				r.Listing = append(r.Listing, entry.Listed{Number: p.Number, Minor: int64(b[4]), Known: b[0]&8 == 0})
			}
		}
		r.Declared = []entry.Declared{said(len(r.Cheques), total)}
		if branch {
			r.Declared = append(r.Declared, entry.Declared{Source: "l'agence", Total: &total})
		}
		choices := r.Solve()
		if len(choices) == 0 {
			return
		}
		if after := r.With(choices).Weigh(); !after.Even {
			t.Fatalf("%+v does not make the slip even: %s", choices, after.Sentence)
		}
		chosen := map[int]bool{}
		for _, c := range choices {
			p := r.Cheques[c.Ordinal-1]
			may := slices.IndexFunc(p.Ink, func(i entry.Reading) bool { return i.Minor == c.Minor })
			if p.Proved || may < 0 || c.Why == "" || chosen[c.Ordinal] {
				t.Fatalf("%+v is chosen of %+v", c, p)
			}
			chosen[c.Ordinal] = true
		}
	})
}
