package spec

import (
	"context"
	"math/big"
	"strings"

	"bordereau"
	"bordereau/check"
)

// ISIN reads a security's number (ISO 6166), as VATNumber is read.
var ISIN = keyed("isin", 12, likeISIN, check.ParseISIN, "la clé de l'ISIN convient (Luhn)")

func likeISIN(s string) bool {
	return (check.Country(s[:2]) || s[:2] == "XS") && count(s, "0123456789") >= 6
}

// grouped says that words may be the groups of one number: each of letters and digits alone,
// the first no word of its own. A label and an amount beside it are none.
func grouped(s Span) bool {
	for i, w := range s {
		text := strings.Trim(w.Text, " :;,.()|[]")
		if len(fold(text)) > 1 || i == 0 && len(s) > 1 && len(text) > 2 && !strings.ContainsAny(text, "0123456789") {
			return false
		}
	}
	return true
}

// Multiplies holds a product of the page: a number times another makes an amount, to the
// cent. Where it is right the three prove each other. The labels have their articles.
func Multiplies(rule string, amount, a, b Term) Step {
	return func(_ context.Context, d *Draft) error {
		x, y := d.Rat(a.Field), d.Rat(b.Field)
		want, ok := d.Minor(amount.Field)
		if x == nil || y == nil || !ok {
			d.Check(rule, bordereau.Inconclusive, a.Label+", "+b.Label+" ou "+amount.Label+" n'a pas été lu : le calcul ne peut pas être refait")
			return nil
		}
		said := a.Label + " (" + comma(x) + ") par " + b.Label + " (" + comma(y) + ")"
		if got, fits := check.Product(x, y); !fits || got != want {
			d.Check(rule, bordereau.Failed, said+" ne fait pas "+amount.Label+" ("+SayAmount(d.Field(amount.Field).Value, d.currency())+")", amount.Field, a.Field, b.Field)
			return nil
		}
		for _, name := range []string{amount.Field, a.Field, b.Field} {
			d.Prove(name, bordereau.ProofBalance, said+" fait "+amount.Label)
		}
		d.Check(rule, bordereau.Passed, said+" fait "+amount.Label+" ("+SayAmount(d.Field(amount.Field).Value, d.currency())+")", amount.Field, a.Field, b.Field)
		return nil
	}
}

func comma(n *big.Rat) string { return strings.Replace(plainDecimal(n), ".", ",", 1) }

// DatesFollow holds that dates which were read do not go back; the labels have their articles.
func DatesFollow(rule string, dates ...Term) Step {
	return func(_ context.Context, d *Draft) error {
		last := Term{}
		n := 0
		for _, t := range dates {
			v := d.Understanding.Value(t.Field)
			if v == "" {
				continue
			}
			if n++; n > 1 && v < d.Understanding.Value(last.Field) {
				d.Check(rule, bordereau.Failed, t.Label+" est avant "+last.Label, t.Field, last.Field)
				return nil
			}
			last = t
		}
		if n < 2 {
			d.Check(rule, bordereau.Inconclusive, "les dates n'ont pas été lues")
			return nil
		}
		d.Check(rule, bordereau.Passed, "les dates se suivent")
		return nil
	}
}

// InEuros says that a paper's amounts are in euros, where an amount of it was read.
func InEuros(field string) Step {
	return func(_ context.Context, d *Draft) error {
		if f := d.Field(field); f != nil {
			g := *f
			g.Name, g.Value, g.Proofs = "currency", "EUR", nil
			d.Put(g)
		}
		return nil
	}
}
