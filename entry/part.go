package entry

import (
	"fmt"
	"slices"
	"strconv"

	"bordereau"
)

// RuleChoice names the check of a cheque whose amount its slip chose among the readings
// of its ink.
const RuleChoice = "slip_choice"

// PartOf is a cheque as its values stand. Where a slip chose among the readings of its
// ink, it is as that was first read: what is chosen is chosen anew each time.
func PartOf(u *bordereau.Understanding, ordinal int, currency string) Part {
	part := Part{Ordinal: ordinal, Number: u.Value("cheque_number")}
	figures := u.Field("amount_figures")
	if f := firstRead(u); f != nil {
		part.Minor, part.Known = minorOf(u, f.Value, currency)
		part.Confidence = f.Confidence
		part.Others = others(f, currency)
		part.Proved = slices.ContainsFunc(f.Proofs, func(x bordereau.Proof) bool { return x.Kind.Strong() && x.Kind != bordereau.ProofBalance })
		if !part.Proved && part.Known && figures != nil && figures.Value == f.Value && !contradicted(u) {
			part.Ink = inkOf(figures, part.Minor, currency)
		}
	}
	for name, to := range map[string]**int64{"amount_figures": &part.Figures, "amount_words": &part.Words} {
		f := u.Field(name)
		if f == nil {
			continue
		}
		if n, ok := minorOf(u, f.Value, currency); ok {
			*to = &n
		}
		part.Others = append(part.Others, others(f, currency)...)
	}
	return part
}

// RuleWordsSeen is the check of an amount against words that nothing reads for sure.
const RuleWordsSeen = "words_seen"

// Provable says whether a slip that balances proves the amount of a cheque, as it was first
// read or as the slip chose it: not where its words, which prevail over the figures
// (CMF L131-10), were not seen to say the same. What the words speak against is no reading
// that a slip may choose.
func Provable(u *bordereau.Understanding) bool {
	for _, c := range u.Checks {
		if c.Rule == RuleWordsSeen {
			return c.Verdict == bordereau.Passed
		}
	}
	return true
}

// firstRead is the amount before any choice of a slip, nil where there is none. A
// person's word ends a choice.
func firstRead(u *bordereau.Understanding) *bordereau.Field {
	f, figures := u.Field("amount"), u.Field("amount_figures")
	if f == nil || figures == nil || !chosen(u) {
		return f
	}
	first := *f
	first.Value, first.Raw, first.Confidence = figures.Value, figures.Raw, figures.Confidence
	first.Alternatives, first.AlternativeConfidences = figures.Alternatives, figures.AlternativeConfidences
	first.Proofs = slices.DeleteFunc(slices.Clone(f.Proofs), func(p bordereau.Proof) bool { return p.Kind == bordereau.ProofBalance })
	return &first
}

func chosen(u *bordereau.Understanding) bool {
	f := u.Field("amount")
	return f != nil && slices.ContainsFunc(u.Checks, func(c bordereau.Check) bool { return c.Rule == RuleChoice }) &&
		!slices.ContainsFunc(f.Proofs, func(p bordereau.Proof) bool { return p.Kind == bordereau.ProofPerson })
}

// contradicted says that a check over the amount failed, as where words and figures
// differ: that is for a person (CMF L131-10).
func contradicted(u *bordereau.Understanding) bool {
	return slices.ContainsFunc(u.Checks, func(c bordereau.Check) bool {
		return c.Verdict == bordereau.Failed && slices.Contains(c.Fields, "amount")
	})
}

func inkOf(f *bordereau.Field, first int64, currency string) []Reading {
	ink := []Reading{{first, f.Confidence}}
	for k, a := range f.Alternatives {
		m, err := bordereau.ParseMoney(a, currency)
		if err != nil || m.Minor <= 0 || slices.ContainsFunc(ink, func(o Reading) bool { return o.Minor == m.Minor }) {
			continue
		}
		o := Reading{Minor: m.Minor}
		if len(f.AlternativeConfidences) == len(f.Alternatives) {
			o.Confidence = f.AlternativeConfidences[k]
		}
		ink = append(ink, o)
	}
	return ink
}

// Choose makes a slip's choice the amount of a cheque; nil brings back what was first
// read. The proof of balance is for the caller to give.
func Choose(u *bordereau.Understanding, c *Choice, currency string) {
	f := u.Field("amount")
	if f == nil {
		return
	}
	if first := firstRead(u); first != f {
		*f = *first
	}
	u.Checks = slices.DeleteFunc(u.Checks, func(k bordereau.Check) bool { return k.Rule == RuleChoice })
	if c == nil {
		return
	}
	first, value := f.Value, bordereau.Money{Minor: c.Minor, Currency: currency}.Decimal()
	left, confidence := []string{first}, 0.0
	for k, a := range f.Alternatives {
		switch {
		case a != value:
			left = append(left, a)
		case k < len(f.AlternativeConfidences):
			confidence = f.AlternativeConfidences[k]
		}
	}
	f.Value, f.Alternatives, f.AlternativeConfidences, f.Confidence = value, left, nil, confidence
	u.Checks = append(u.Checks, bordereau.Check{Rule: RuleChoice, Verdict: bordereau.Passed, Fields: []string{"amount"},
		Detail: fmt.Sprintf("le bordereau retient %s parmi les lectures du montant, dont la première était %s", French(c.Minor, currency), first)})
}

// others are the other amounts that a field may be.
func others(f *bordereau.Field, currency string) (out []int64) {
	for _, a := range f.Alternatives {
		if m, err := bordereau.ParseMoney(a, currency); err == nil && m.Minor > 0 {
			out = append(out, m.Minor)
		}
	}
	return out
}

// minorOf is an amount in the unit's currency.
func minorOf(u *bordereau.Understanding, value, currency string) (int64, bool) {
	if c := u.Value("currency"); c != "" && c != currency {
		return 0, false
	}
	m, err := bordereau.ParseMoney(value, currency)
	return m.Minor, err == nil && m.Minor > 0
}

// ListingOf is what a slip's lines say.
func ListingOf(u *bordereau.Understanding, currency string) (listing []Listed) {
	for i := 0; ; i++ {
		amount := u.Field(fmt.Sprintf("lines[%d].amount", i))
		number := u.Value(fmt.Sprintf("lines[%d].cheque_number", i))
		if amount == nil && number == "" {
			return listing
		}
		l := Listed{Number: number}
		if amount != nil {
			m, err := bordereau.ParseMoney(amount.Value, currency)
			l.Minor, l.Known = m.Minor, err == nil
		}
		listing = append(listing, l)
	}
}

// DeclaredOf is what a slip says of its cheques.
func DeclaredOf(u *bordereau.Understanding, currency string) Declared {
	slip := Declared{Source: "le bordereau"}
	if n, err := strconv.Atoi(u.Value("slip_count")); err == nil {
		slip.Count = &n
	}
	if n, ok := minorOf(u, u.Value("slip_total"), currency); ok {
		slip.Total = &n
		slip.Others = others(u.Field("slip_total"), currency)
	}
	return slip
}
