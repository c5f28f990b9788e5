package dossier

import (
	"strings"
	"time"

	"bordereau"
	"bordereau/check"
)

// CustomerKind is whether a customer is a human being.
type CustomerKind string

const (
	Person  CustomerKind = "person"
	Company CustomerKind = "company"
)

// Customer is somebody the bank knows.
type Customer struct {
	ID          string       `json:"id,omitempty"`
	Ref         string       `json:"ref"` // the bank's own number
	Kind        CustomerKind `json:"kind"`
	Surname     string       `json:"surname,omitempty"` // at birth
	GivenNames  string       `json:"given_names,omitempty"`
	UsageName   string       `json:"usage_name,omitempty"` // by marriage or choice
	CompanyName string       `json:"company_name,omitempty"`
	BirthDate   string       `json:"birth_date,omitempty"` // YYYY-MM-DD
	Siren       string       `json:"siren,omitempty"`
	Address     string       `json:"address,omitempty"`
}

// Name is the customer's name as a clerk reads it.
func (c Customer) Name() string {
	if c.Kind == Company {
		return c.CompanyName
	}
	surname := c.Surname
	if c.UsageName != "" {
		surname = c.UsageName
	}
	return strings.TrimSpace(c.GivenNames + " " + surname)
}

// names are all the ways the customer's name may be printed.
func (c Customer) names() []string {
	if c.Kind == Company {
		return []string{c.CompanyName}
	}
	out := []string{c.Surname + " " + c.GivenNames}
	if c.UsageName != "" && c.UsageName != c.Surname {
		out = append(out, c.UsageName+" "+c.GivenNames)
	}
	return out
}

// SearchName is the customer's names in capitals without accents, for a search.
func (c Customer) SearchName() string {
	return strings.Join(strings.Fields(check.Fold(strings.Join([]string{c.Surname, c.UsageName, c.GivenNames, c.CompanyName}, " "))), " ")
}

// Validate says, in a sentence, what is wrong with a customer; the error's
// Pointer names the field.
func (c Customer) Validate() error {
	bad := func(field, format string, args ...any) error {
		e := bordereau.Errorf(bordereau.Invalid, format, args...)
		e.Pointer = "/" + field
		return e
	}
	for _, f := range []struct {
		name, value string
		limit       int
	}{
		{"ref", c.Ref, 64}, {"surname", c.Surname, 200}, {"given_names", c.GivenNames, 200}, {"usage_name", c.UsageName, 200},
		{"company_name", c.CompanyName, 200}, {"address", c.Address, 500},
	} {
		if len(f.value) > f.limit {
			return bad(f.name, "%s dépasse %d octets", f.name, f.limit)
		}
		if strings.ContainsFunc(f.value, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' }) {
			return bad(f.name, "%s contient un caractère de contrôle, ou n'est pas en UTF-8", f.name)
		}
	}
	switch {
	case c.Ref == "" || c.Ref != strings.TrimSpace(c.Ref):
		return bad("ref", "un client a besoin d'une référence, sans espace au début ni à la fin")
	case c.Kind != Person && c.Kind != Company:
		return bad("kind", "kind vaut %q au lieu de person ou company", c.Kind)
	case c.Kind == Person && (c.Surname == "" || c.GivenNames == ""):
		return bad("surname", "une personne a besoin d'un nom et de prénoms")
	case c.Kind == Person && (c.CompanyName != "" || c.Siren != ""):
		return bad("company_name", "une personne n'a ni raison sociale ni SIREN")
	case c.Kind == Company && c.CompanyName == "":
		return bad("company_name", "une société a besoin de sa raison sociale")
	case c.Kind == Company && (c.Surname != "" || c.GivenNames != "" || c.UsageName != "" || c.BirthDate != ""):
		return bad("surname", "une société n'a ni nom, ni prénoms, ni date de naissance")
	}
	if c.BirthDate != "" {
		if d, err := time.Parse(time.DateOnly, c.BirthDate); err != nil || d.Year() < 1850 {
			return bad("birth_date", "birth_date n'est pas une date écrite AAAA-MM-JJ")
		}
	}
	if c.Siren != "" {
		if v, err := check.ParseSIREN(c.Siren); err != nil || v != c.Siren {
			return bad("siren", "siren n'est pas un numéro de neuf chiffres dont la clé convient")
		}
	}
	return nil
}

// Account is an account of the bank with its holders.
type Account struct {
	IBAN     string   `json:"iban"` // without spaces
	Currency string   `json:"currency"`
	Label    string   `json:"label,omitempty"`
	Holders  []string `json:"holders"` // customer refs
}

// Validate says what is wrong with an account.
func (a Account) Validate() error {
	if v, err := check.ParseIBAN(a.IBAN); err != nil || v.Value != a.IBAN {
		e := bordereau.Errorf(bordereau.Invalid, "iban n'est pas un IBAN sans espaces dont la clé convient")
		e.Pointer = "/iban"
		return e
	}
	if _, ok := bordereau.Exponent(a.Currency); !ok {
		e := bordereau.Errorf(bordereau.Invalid, "la devise %q n'est pas connue", a.Currency)
		e.Pointer = "/currency"
		return e
	}
	if len(a.Label) > 200 {
		e := bordereau.Errorf(bordereau.Invalid, "account_label dépasse 200 octets")
		e.Pointer = "/label"
		return e
	}
	return nil
}

// Dossier is one file of one or several customers.
type Dossier struct {
	ID          string     `json:"id,omitempty"`
	Ref         string     `json:"ref"`
	Kind        string     `json:"kind"`
	KindVersion int        `json:"kind_version"`
	Title       string     `json:"title"`
	Branch      string     `json:"branch"`
	Status      string     `json:"status"`     // open, closed
	Restricted  bool       `json:"restricted"` // only named people see that it exists
	Readers     []string   `json:"readers,omitempty"`
	Customers   []string   `json:"customers"` // refs
	OpenedAt    time.Time  `json:"opened_at"`
	ClosedAt    *time.Time `json:"closed_at,omitempty"`
	Version     int64      `json:"version"`
	// Facts answer the conditions of the dossier's kind (remote, lodger...). One
	// that is not given is taken as false.
	Facts map[string]bool `json:"facts,omitempty"`
}
