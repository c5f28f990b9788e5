package spec

import (
	"context"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"bordereau"
	"bordereau/check"
)

// Minor is the amount of a field in minor units; false where it was not read.
func (d *Draft) Minor(name string) (int64, bool) {
	f := d.Field(name)
	if f == nil {
		return 0, false
	}
	m, err := bordereau.ParseMoney(f.Value, d.currency())
	return m.Minor, err == nil
}

// Term is an amount of a sum: the field, what people call it with its article ("le brut"),
// whether it is taken off, and whether the paper may do without it.
type Term struct {
	Field, Label    string
	Minus, Optional bool
}

// Adds holds a sum of the page: the terms make the total. Where it is right each of them
// proves the others, unless another rule contradicts one of them: a column that was cut at
// its edge still adds up. Where it is not right all of them are in doubt.
func Adds(rule string, total Term, terms ...Term) Step {
	return func(_ context.Context, d *Draft) error {
		want, ok := d.Minor(total.Field)
		names, said, missing := []string{total.Field}, "", ""
		if !ok {
			missing = total.Label
		}
		var sum int64
		for _, t := range terms {
			m, ok := d.Minor(t.Field)
			switch {
			case !ok && t.Optional:
				continue
			case !ok:
				missing = t.Label
				continue
			}
			names = append(names, t.Field)
			switch {
			case t.Minus:
				sum, said = sum-m, said+" moins "
			case said != "":
				sum, said = sum+m, said+" plus "
			default:
				sum += m
			}
			said += t.Label + " (" + SayAmount(d.Field(t.Field).Value, d.currency()) + ")"
		}
		switch {
		case missing != "":
			d.Check(rule, bordereau.Inconclusive, missing+" n'a pas été lu : le calcul ne peut pas être refait")
		case sum == want && d.contradicted(names):
			d.Check(rule, bordereau.Inconclusive, said+" fait "+total.Label+", mais un autre calcul contredit l'un de ces montants")
		case sum == want:
			for _, n := range names {
				d.Prove(n, bordereau.ProofBalance, said+" fait "+total.Label)
			}
			d.Check(rule, bordereau.Passed, said+" fait "+total.Label+" ("+SayAmount(d.Field(total.Field).Value, d.currency())+")", names...)
		default:
			d.Check(rule, bordereau.Failed, said+" ne fait pas "+total.Label+" ("+SayAmount(d.Field(total.Field).Value, d.currency())+")", names...)
		}
		return nil
	}
}

// contradicted says that a check has failed over one of the fields.
func (d *Draft) contradicted(names []string) bool {
	return slices.ContainsFunc(d.Understanding.Checks, func(c bordereau.Check) bool {
		return c.Verdict == bordereau.Failed && slices.ContainsFunc(c.Fields, func(f string) bool { return slices.Contains(names, f) })
	})
}

// Proves says whether a field has a proof of a kind.
func (d *Draft) Proves(name string, kind bordereau.ProofKind) bool {
	f := d.Field(name)
	if f == nil {
		return false
	}
	for _, p := range f.Proofs {
		if p.Kind == kind {
			return true
		}
	}
	return false
}

// Says puts a field of a fixed value where a phrase stands, the first of the list whose
// phrase does.
func Says(name string, values ...[2]string) Step {
	return func(_ context.Context, d *Draft) error {
		for _, v := range values {
			if places := d.Find(v[0]); len(places) > 0 {
				d.PutValue(name, Value{Text: v[1], Words: d.span(places[0].Words)})
				return nil
			}
		}
		return nil
	}
}

var wholeEuros = regexp.MustCompile(`^-?\d{1,3}(?: ?\d{3})*(?:,\d\d)?$`)

// Euros reads an amount that may be printed in whole euros without their sign, alone in
// its cell, as tax papers do.
func Euros(in *Sheet, s Span) (Value, bool) {
	if v, ok := Amount(in, s); ok {
		return v, true
	}
	for _, c := range in.Cells(s) {
		c = trim(c)
		parts := make([]string, len(c))
		for i, w := range c {
			parts[i] = numeric(w.Text)
		}
		text := strings.Join(parts, " ")
		if !wholeEuros.MatchString(text) {
			continue
		}
		m, err := check.ParseAmount(text+" €", in.currency())
		if err != nil {
			continue
		}
		return Value{Text: m.Decimal(), Currency: m.Currency, Words: c,
			Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "a la forme d'un montant"}}}, true
	}
	return Value{}, false
}

var number = regexp.MustCompile(`^-?\d{1,3}(?: \d{3})*(?:[,.]\d{1,10})?|^-?\d+(?:[,.]\d{1,10})?`)

// Decimal reads a number with any decimals as it begins a span: a quantity, a price, a
// count of shares. The value has a point.
func Decimal(_ *Sheet, s Span) (Value, bool) {
	s = trim(s)
	for n := min(len(s), 5); n > 0; n-- {
		parts := make([]string, n)
		for i, w := range s[:n] {
			parts[i] = numeric(strings.Trim(w.Text, ":;()|%€"))
		}
		text := strings.TrimSpace(strings.Join(parts, " "))
		if m := number.FindString(text); m == "" || m != text {
			continue
		}
		r, err := check.ParseDecimal(text)
		if err != nil {
			continue
		}
		return Value{Text: plainDecimal(r), Words: s[:n]}, true
	}
	return Value{}, false
}

// Rate reads a percentage: a number before a percent sign.
func Rate(in *Sheet, s Span) (Value, bool) {
	for i, w := range s {
		if !strings.Contains(w.Text, "%") {
			continue
		}
		lo, hi := i, i+1
		if strings.Trim(w.Text, "%.,;:()") == "" {
			lo, hi = i-1, i
		}
		if lo < 0 {
			continue
		}
		if v, ok := Decimal(in, s[lo:hi]); ok {
			return v, true
		}
	}
	return Value{}, false
}

// plainDecimal writes an exact number without an end of zeros: "3.45".
func plainDecimal(r *big.Rat) string {
	t := r.FloatString(10)
	return strings.TrimSuffix(strings.TrimRight(t, "0"), ".")
}

// Rat is the exact number of a field; nil where it was not read.
func (d *Draft) Rat(name string) *big.Rat {
	f := d.Field(name)
	if f == nil {
		return nil
	}
	n, err := check.ParseDecimal(f.Value)
	if err != nil {
		return nil
	}
	return n
}
