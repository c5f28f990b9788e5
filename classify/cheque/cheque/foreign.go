package cheque

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// foreign is the line of a cheque that is not French.
type foreign struct {
	font     string // "cmc7" or "e13b"
	currency string // of the amounts that do not say theirs
	number   string // of the cheque, where the line says it
	hold     func(d *spec.Draft)
}

// foreignLine tells whose form a line has, nil if it is none that is known.
func foreignLine(raw string) *foreign {
	if l, err := check.ParseTunisianLine(raw); err == nil {
		return &foreign{"cmc7", "TND", l.Number, func(d *spec.Draft) { holdTunisian(d, l) }}
	}
	if l, err := check.ParseBrazilianLine(raw); err == nil {
		return &foreign{"cmc7", "BRL", l.Number, func(d *spec.Draft) { holdBrazilian(d, l) }}
	}
	if l, err := check.ParseUSLine(raw); err == nil {
		return &foreign{"e13b", "USD", strings.ReplaceAll(l.Auxiliary, "D", ""), func(d *spec.Draft) { holdUS(d, l) }}
	}
	if l, err := check.ParseCanadianLine(raw); err == nil {
		return &foreign{"e13b", "CAD", l.Number, keyless("canadien")}
	}
	if l, err := check.ParseBritishLine(raw); err == nil {
		return &foreign{"e13b", "GBP", l.Number, keyless("britannique")}
	}
	if l, err := check.ParseIndianLine(raw); err == nil {
		return &foreign{"e13b", "INR", l.Number, keyless("indien")}
	}
	return nil
}

// lineKey is the check of the keys that stand in the line itself.
const lineKey = "code_line_key"

// holdUS holds the key of the routing number, which proves nothing of the account.
func holdUS(d *spec.Draft, l check.USLine) {
	if check.RoutingFits(l.Routing) {
		d.Check("routing_number", bordereau.Passed, "la clé du numéro de banque "+l.Routing+" convient", "code_line")
	} else {
		d.Check("routing_number", bordereau.Failed, "la clé du numéro de banque "+l.Routing+" ne convient pas : relisez la ligne E-13B sur l'image", "code_line")
	}
}

// holdTunisian holds the key of bank, branch and account, which proves nothing of the
// cheque's number.
func holdTunisian(d *spec.Draft, l check.TunisianLine) {
	if l.KeyFits() {
		d.Check(lineKey, bordereau.Passed, "la clé "+l.Key+" du compte tunisien convient ; elle ne couvre pas le numéro du chèque", "code_line")
	} else {
		d.Check(lineKey, bordereau.Failed, "la clé "+l.Key+" du compte tunisien ne convient pas : relisez la ligne CMC-7 sur l'image", "code_line")
	}
}

// holdBrazilian holds the three keys, under which every digit of the line stands.
func holdBrazilian(d *spec.Draft, l check.BrazilianLine) {
	bank, number, account := l.KeysFit()
	var wrong []string
	for _, part := range []struct {
		fits bool
		name string
	}{{bank, "de la banque et de l'agence"}, {number, "du numéro de chèque"}, {account, "du compte"}} {
		if !part.fits {
			wrong = append(wrong, part.name)
		}
	}
	if len(wrong) > 0 {
		d.Check(lineKey, bordereau.Failed, "ligne brésilienne, clé qui ne convient pas : "+strings.Join(wrong, ", ")+" ; relisez la ligne CMC-7 sur l'image", "code_line")
		return
	}
	d.Prove("code_line", bordereau.ProofCheckDigit, "les trois clés de la ligne brésilienne conviennent")
	d.Check(lineKey, bordereau.Passed, "les trois clés de la ligne brésilienne conviennent", "code_line")
}

func keyless(country string) func(*spec.Draft) {
	return func(d *spec.Draft) {
		d.Check(lineKey, bordereau.Inconclusive, "la ligne d'un chèque "+country+" ne porte pas de clé : comparez-la à l'image", "code_line")
	}
}

// ownCurrency gives the amounts that do not say their currency that of the country whose
// line the cheque bears. It comes before the amounts are read.
func ownCurrency(ctx context.Context, d *spec.Draft) error {
	if m := codeLineOf(ctx, d.Sheet); m != nil {
		if f := m.foreign(); f != nil {
			d.Currency = f.currency
		}
	}
	return nil
}

// foreign tells whose line it is, nil for a French one and for none that is known.
func (m *magnetic) foreign() *foreign {
	if _, err := check.ParseCodeLine(m.raw); err == nil {
		return nil
	}
	return foreignLine(m.raw)
}

// fields takes the line with what it says, and holds its keys.
func (f *foreign) fields(d *spec.Draft, m *magnetic) {
	all := len(m.chars)
	m.put(d, "code_line", m.raw, 0, all)
	m.put(d, "code_line_font", f.font, 0, all)
	m.number(d, f.number, 0, all)
	m.put(d, "currency", f.currency, 0, all)
	f.hold(d)
}
