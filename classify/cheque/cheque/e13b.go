package cheque

import (
	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// formOfE13B names the country whose form a line has: "US", "CA", or none.
func formOfE13B(raw string) string {
	if _, err := check.ParseUSLine(raw); err == nil {
		return "US"
	}
	if _, err := check.ParseCanadianLine(raw); err == nil {
		return "CA"
	}
	return ""
}

// e13b takes the line of an American or Canadian cheque. Only the routing number of an
// American one has a key, which proves nothing of the account.
func e13b(d *spec.Draft, m *magnetic) error {
	m.put(d, "code_line", m.raw, 0, len(m.chars))
	m.put(d, "code_line_font", "e13b", 0, len(m.chars))
	if line, err := check.ParseUSLine(m.raw); err == nil {
		if check.RoutingFits(line.Routing) {
			d.Check("routing_number", bordereau.Passed, "la clé du numéro de banque "+line.Routing+" convient", "code_line")
		} else {
			d.Check("routing_number", bordereau.Failed, "la clé du numéro de banque "+line.Routing+" ne convient pas : relisez la ligne E-13B sur l'image", "code_line")
		}
	}
	if len(m.doubtful) > 0 {
		d.Check("code_line", bordereau.Inconclusive, "caractères douteux de la ligne E-13B : "+m.places())
		return nil
	}
	d.Prove("code_line", bordereau.ProofCorroboration, "les colonnes et la forme disent la même chose")
	d.Check("code_line", bordereau.Passed, "la ligne E-13B est lue de deux façons qui concordent")
	return nil
}
