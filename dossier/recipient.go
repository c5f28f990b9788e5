package dossier

import (
	"strings"
	"time"

	"bordereau"
	"bordereau/check"
)

// WriteTo says to whom letters of a type of dossier go. The first rule that finds
// somebody counts; a type without rules writes to its customer.
type WriteTo struct {
	Who  string    `yaml:"who"` // customer, heir, notary, representative
	When Condition `yaml:"when"`
	// From is where the person is found: "customers", a field of a piece
	// ("heirs.notary", "heirs.lines.name"), or nothing where the letter goes to them
	// without a name, at the customer's address.
	From string `yaml:"from"`
}

// whos are those to whom a letter may go, as they are addressed where nobody is named.
var whos = map[string]struct{ french, english string }{
	"customer":       {},
	"notary":         {},
	"heir":           {"Aux héritiers de ", "To the heirs of "},
	"representative": {"Aux représentants légaux de ", "To the legal representatives of "},
}

// Recipient is who a letter is written to.
type Recipient struct {
	Who     string
	Name    string // his own, or of whom he is an heir or a representative
	Named   bool   // whether Name is his own
	Company bool
	Address string // "" where the dossier does not say it
}

// Recipient finds who is written to. The dead are not, nor who may be the dead: an
// error, in a sentence, where nobody else is known.
func (k Kind) Recipient(d Dossier, customers []Customer, docs []Piece, now time.Time) (Recipient, error) {
	v := filedIn(k, d, docs, now)
	living, dead, known := v.living(customers)
	rules := k.WriteTo
	if len(rules) == 0 {
		rules = []WriteTo{{Who: "customer", From: "customers"}}
	}
	for _, w := range rules {
		if w.When.holds(v) != yes {
			continue
		}
		if r, ok := v.recipient(w, living, dead); ok {
			return r, nil
		}
	}
	if !known {
		return Recipient{}, bordereau.Errorf(bordereau.Conflicting, "On ne sait pas encore lequel des clients du dossier est le défunt : la lettre n'a pas de destinataire.")
	}
	return Recipient{}, bordereau.Errorf(bordereau.Conflicting, "Ce dossier ne dit pas encore à qui écrire.")
}

// living parts the customers into those who live and the one who died, where the type
// of dossier says which fields name the dead. known is false where nobody can tell who
// it is: then nobody is taken to live.
func (v *filed) living(customers []Customer) (living []Customer, dead *Customer, known bool) {
	if len(v.kind.Deceased) == 0 {
		return customers, nil, true
	}
	names := v.names(v.kind.Deceased...)
	if len(names) == 0 {
		if len(customers) == 1 { // a succession is opened for who died
			return nil, &customers[0], true
		}
		return nil, nil, false
	}
	dead = &Customer{Kind: Person, Surname: names[0]}
	for _, c := range customers {
		switch closest := c.closest(names); {
		case closest.Same():
			dead = &c
		case !closest.Close():
			living = append(living, c)
		}
	}
	return living, dead, true
}

// Dead is the customer who died, as far as the dossier's documents say, and the day of
// it. Where they name somebody who is no customer, his name alone is known.
func (k Kind) Dead(d Dossier, customers []Customer, docs []Piece) (dead Customer, day string, known bool) {
	v := filedIn(k, d, docs, d.OpenedAt)
	if len(k.Deceased) == 0 {
		return dead, "", false
	}
	if _, who, ok := v.living(customers); ok && who != nil {
		dead = *who
	}
	for _, p := range v.docs {
		if s := p.established("death_date"); s != "" && day == "" {
			day = s
		}
	}
	return dead, day, dead.Ref != ""
}

// closest is how far one of the names may be the customer's.
func (c Customer) closest(names []string) (best check.NameMatch) {
	for _, own := range c.names() {
		for _, n := range names {
			if m := check.CompareNames(own, n); m.Score > best.Score {
				best = m
			}
		}
	}
	return best
}

// names are what the dossier's documents establish in fields ("heirs.lines.name").
func (v *filed) names(fields ...string) (out []string) {
	for _, name := range fields {
		piece, field, _ := strings.Cut(name, ".")
		listed, many := strings.CutPrefix(field, "lines.")
		for _, p := range v.of(piece) {
			if !many {
				if s := p.established(field); s != "" {
					out = append(out, s)
				}
				continue
			}
			for _, f := range p.Understanding.Fields {
				if m := row.FindStringSubmatch(f.Name); m != nil && m[2] == listed && p.established(f.Name) != "" {
					out = append(out, f.Value)
				}
			}
		}
	}
	return out
}

func (v *filed) recipient(w WriteTo, living []Customer, dead *Customer) (Recipient, bool) {
	switch w.From {
	case "customers":
		for _, c := range living {
			if w.Who == "representative" && !c.adult(v.now) {
				continue
			}
			return Recipient{w.Who, c.Name(), true, c.Kind == Company, c.Address}, true
		}
		return Recipient{}, false
	case "":
		of := dead
		if of == nil && len(living) > 0 {
			of = &living[0]
		}
		if of == nil {
			return Recipient{}, false
		}
		return Recipient{w.Who, of.Name(), false, of.Kind == Company, of.Address}, true
	}
	for _, name := range v.names(w.From) {
		if dead != nil && dead.closest([]string{name}).Score >= check.CloseName {
			continue
		}
		return Recipient{w.Who, name, true, false, v.addressOf(name, living)}, true
	}
	return Recipient{}, false
}

// adult says that a customer is known to be eighteen.
func (c Customer) adult(now time.Time) bool {
	born := dateGiven(c.BirthDate)
	return c.Kind == Person && !born.IsZero() && !born.AddDate(18, 0, 0).After(now)
}

// addressOf looks for somebody's address among the customers and the documents that
// bear his name.
func (v *filed) addressOf(name string, customers []Customer) string {
	for _, c := range customers {
		if c.Address != "" && c.closest([]string{name}).Same() {
			return c.Address
		}
	}
	for _, p := range v.docs {
		if a := p.established("address"); a != "" && check.CompareNames(personOf(&p.Understanding), name).Same() {
			return a
		}
	}
	return ""
}

// lines are the lines of the letter's address.
func (r Recipient) lines(lang string) []string {
	name := r.Name
	switch {
	case !r.Named && lang == "en":
		name = whos[r.Who].english + name
	case !r.Named:
		name = whos[r.Who].french + name
	case r.Who == "notary" && !strings.HasPrefix(check.Fold(name), "MAITRE "):
		name = "Maître " + name
	}
	out := []string{name}
	if r.Company && r.Named && lang == "en" {
		out = append(out, "For the attention of the legal representative")
	} else if r.Company && r.Named {
		out = append(out, "À l'attention du représentant légal")
	}
	return append(out, addressLines(r.Address)...)
}

// greeting opens the letter, and stands in its last sentence.
func (r Recipient) greeting(lang string) string {
	switch {
	case r.Who == "notary":
		return "Maître"
	case lang == "en" && r.Who == "customer" && !r.Company:
		return "Dear customer"
	case lang == "en":
		return "Dear Sir or Madam"
	}
	return "Madame, Monsieur"
}
