package desk

import (
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/check"
)

// String is the search as one may type it.
func (a Asked) String() string {
	text := a.write(false)
	// Numbers that came apart must not run together: 1 and 237,56 is not 1 237,56.
	if b, _ := ParseSearch(text, time.Unix(0, 0)); !slices.EqualFunc(a.Terms, b.Terms, sameTerm) {
		return a.write(true)
	}
	return text
}

func sameTerm(a, b Term) bool {
	return a.Kind == b.Kind && a.Key == b.Key && slices.Equal(a.Words, b.Words)
}

// write puts an empty phrase between terms that have to stay apart.
func (a Asked) write(apart bool) string {
	var out []string
	for i, t := range a.Terms {
		if apart && i > 0 {
			out = append(out, `""`)
		}
		out = append(out, t.String())
	}
	for _, f := range a.Filters() {
		out = append(out, f.Name+":"+quoteValue(f.Value))
	}
	return strings.Join(out, " ")
}

// String is the term as one may type it.
func (t Term) String() string {
	switch t.Kind {
	case TermPhrase:
		return `"` + strings.Join(t.Words, " ") + `"`
	case TermAmount:
		return strings.Replace(t.Key[1:], ".", ",", 1)
	case TermDay:
		return frenchDay(t.Key[1:])
	case TermIBAN:
		if iban, err := check.ParseIBAN(t.Key); err == nil {
			return iban.Printed()
		}
		return strings.ToUpper(t.Key)
	default:
		return strings.Join(t.Words, " ")
	}
}

// Filter is one filter of a search, as it is typed: its French name and its value.
type Filter struct{ Name, Value string }

// Filters are the filters that are set.
func (a Asked) Filters() (out []Filter) {
	add := func(name, value string) {
		if value != "" {
			out = append(out, Filter{name, value})
		}
	}
	add("type", string(a.Type))
	add("dossier", a.Dossier)
	add("agence", a.Branch)
	add("etat", string(a.State))
	add("date", rangeText(frenchDay(a.From), frenchDay(a.To)))
	add("montant", rangeText(frenchAmount(a.AmountMin), frenchAmount(a.AmountMax)))
	return out
}

// With is the search with a filter set, or taken away where the value is empty.
func (a Asked) With(name, value string) Asked {
	a.Terms = append([]Term(nil), a.Terms...)
	switch name {
	case "type":
		a.Type = ""
	case "dossier":
		a.Dossier = ""
	case "agence":
		a.Branch = ""
	case "etat":
		a.State = ""
	case "date":
		a.From, a.To = "", ""
	case "montant":
		a.AmountMin, a.AmountMax = nil, nil
	}
	if value != "" {
		p := parser{asked: &a, now: time.Unix(0, 0)}
		p.take(name, value)
	}
	return a
}

// Empty says that nothing is asked.
func (a Asked) Empty() bool { return len(a.Terms) == 0 && len(a.Filters()) == 0 }

func rangeText(from, to string) string {
	switch {
	case from == to:
		return from
	default:
		return from + ".." + to
	}
}

// frenchDay is a day as the French write it.
func frenchDay(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.Format("02/01/2006")
}

func frenchAmount(minor *int64) string {
	if minor == nil {
		return ""
	}
	return strings.Replace(bordereau.Money{Minor: *minor, Currency: "EUR"}.Decimal(), ".", ",", 1)
}

func quoteValue(v string) string {
	if strings.ContainsAny(v, " \t") || v == "" {
		return `"` + v + `"`
	}
	return v
}
