package searched

import (
	"fmt"
	"strings"

	"bordereau"
)

// Kind is a kind of search, as people type it to find a page.
type Kind struct {
	Name  string
	Ask   func(Page) string
	Finds bool // the page itself is among what is found
}

// Kinds are the searches that are measured.
var Kinds = []Kind{
	{Name: "surname", Ask: func(p Page) string { return p.Surname }, Finds: true},
	{Name: "given name, surname, town", Ask: func(p Page) string { return p.Given + " " + p.Surname + " " + p.Town }, Finds: true},
	{Name: "amount and town", Ask: func(p Page) string { return euros(p.Amount) + " " + p.Town }, Finds: true},
	{Name: "number", Ask: func(p Page) string { return p.Number }, Finds: true},
	{Name: "day and surname", Ask: func(p Page) string { return p.Surname + " date:" + p.ReceivedAt.Format("02/01/2006") }},
	{Name: "type, amounts, branch", Ask: func(p Page) string { return "type:" + string(p.Type) + " montant:100..500 agence:" + p.Branch }},
	{Name: "common word, type", Ask: func(p Page) string { return vocabulary[3] + " type:" + string(p.Type) }},
	{Name: "two common words", Ask: func(Page) string { return vocabulary[1] + " " + vocabulary[2] }},
	{Name: "phrase", Ask: func(p Page) string { return `"` + p.Given + " " + p.Surname + `"` }},
	{Name: "dossier", Ask: func(p Page) string { return "dossier:" + refOf(p) }},
	{Name: "mistyped surname", Ask: func(p Page) string { return mistyped(p.Surname) + " " + p.Town }},
	{Name: "word that was misread", Ask: func(p Page) string { return strings.TrimSuffix(p.Misread+" "+p.Town, " ") }},
}

func euros(cents int64) string {
	return strings.Replace(bordereau.Money{Minor: cents, Currency: "EUR"}.Decimal(), ".", ",", 1)
}

func mistyped(name string) string {
	r := []rune(name)
	if len(r) > 5 {
		r[len(r)/2] = 'x'
	}
	return string(r)
}

func refOf(p Page) string {
	var n int
	if _, err := fmt.Sscanf(p.Dossier[strings.LastIndexByte(p.Dossier, '-')+1:], "%x", &n); err != nil {
		return Ref(0)
	}
	return Ref(n)
}

// Common is a word of the archive, the commonest first.
func Common(rank int) string { return vocabulary[rank] }
