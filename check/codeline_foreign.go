package check

import (
	"strings"

	"bordereau"
)

// ForeignLine is the code line of a cheque that is not French, with what it says.
type ForeignLine struct {
	Font     string          // "cmc7" or "e13b"
	Currency string          // of the amounts that do not say theirs
	Number   string          // of the cheque, "" where the line does not say it
	Keys     bordereau.Check // what the keys that stand in the line itself say, for clerks
	Proved   bool            // the keys fit, and every digit of the line stands under one
}

// ParseForeignLine tells whose form a line has. False: none that is known, or the French
// one.
func ParseForeignLine(s string) (ForeignLine, bool) {
	if l, err := ParseTunisianLine(s); err == nil {
		return ForeignLine{"cmc7", "TND", l.Number, l.held(), false}, true
	}
	if l, err := ParseBrazilianLine(s); err == nil {
		held := l.held()
		return ForeignLine{"cmc7", "BRL", l.Number, held, held.Verdict == bordereau.Passed}, true
	}
	if l, err := ParseUSLine(s); err == nil {
		return ForeignLine{"e13b", "USD", strings.ReplaceAll(l.Auxiliary, "D", ""), l.held(), false}, true
	}
	if l, err := ParseCanadianLine(s); err == nil {
		return ForeignLine{"e13b", "CAD", l.Number, keyless("canadien"), false}, true
	}
	if l, err := ParseBritishLine(s); err == nil {
		return ForeignLine{"e13b", "GBP", l.Number, keyless("britannique"), false}, true
	}
	if l, err := ParseIndianLine(s); err == nil {
		return ForeignLine{"e13b", "INR", l.Number, keyless("indien"), false}, true
	}
	return ForeignLine{}, false
}

// held holds the key of the routing number, which proves nothing of the account.
func (l USLine) held() bordereau.Check {
	c := bordereau.Check{Rule: "routing_number", Verdict: bordereau.Passed, Detail: "la clé du numéro de banque " + l.Routing + " convient", Fields: []string{"code_line"}}
	if !RoutingFits(l.Routing) {
		c.Verdict, c.Detail = bordereau.Failed, "la clé du numéro de banque "+l.Routing+" ne convient pas : relisez la ligne E-13B sur l'image"
	}
	return c
}

// held holds the key of bank, branch and account, which proves nothing of the cheque's
// number.
func (l TunisianLine) held() bordereau.Check {
	if l.KeyFits() {
		return lineKey(bordereau.Passed, "la clé "+l.Key+" du compte tunisien convient ; elle ne couvre pas le numéro du chèque")
	}
	return lineKey(bordereau.Failed, "la clé "+l.Key+" du compte tunisien ne convient pas : relisez la ligne CMC-7 sur l'image")
}

// held holds the three keys, under which every digit of the line stands.
func (l BrazilianLine) held() bordereau.Check {
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
		return lineKey(bordereau.Failed, "ligne brésilienne, clé qui ne convient pas : "+strings.Join(wrong, ", ")+" ; relisez la ligne CMC-7 sur l'image")
	}
	return lineKey(bordereau.Passed, "les trois clés de la ligne brésilienne conviennent")
}

func keyless(country string) bordereau.Check {
	return lineKey(bordereau.Inconclusive, "la ligne d'un chèque "+country+" ne porte pas de clé : comparez-la à l'image")
}

func lineKey(v bordereau.Verdict, detail string) bordereau.Check {
	return bordereau.Check{Rule: "code_line_key", Verdict: v, Detail: detail, Fields: []string{"code_line"}}
}
