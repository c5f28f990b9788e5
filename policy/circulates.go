package policy

import (
	"cmp"
	"strings"

	"bordereau"
)

// RuleCirculates names the check that says that a cheque's paper travels with its image.
const RuleCirculates = "circulates"

// Circulates says why the paper of a cheque is to travel to the drawee's bank, and not its
// image alone: a high amount, or a line that is not of the form that is exchanged. It is a
// note and stops nothing; its verdict is open. False: nothing speaks for it. From which
// amount is for the bank to say.
func (p *Policy) Circulates(u bordereau.Understanding) (bordereau.Check, bool) {
	rule := p.Types[u.Type]
	if len(rule.Circulates) == 0 {
		return bordereau.Check{}, false
	}
	var why, fields []string
	currency := cmp.Or(u.Value("currency"), "EUR")
	if from, ok := rule.Circulates[currency]; ok {
		if m, err := bordereau.ParseMoney(u.Value(rule.Amount), currency); err == nil && m.Minor >= from {
			why = append(why, "son montant atteint "+bordereau.Money{Minor: from, Currency: currency}.String())
			fields = append(fields, rule.Amount)
		}
	}
	if u.Value("code_line_font") != "" && u.Value("interbank_zone") == "" {
		why = append(why, "sa ligne magnétique n'est pas celle d'un chèque français")
		fields = append(fields, "code_line")
	}
	return bordereau.Check{Rule: RuleCirculates, Verdict: bordereau.Inconclusive, Fields: fields,
		Detail: "le papier de ce chèque est à transmettre avec son image : " + strings.Join(why, " et ")}, len(why) > 0
}
