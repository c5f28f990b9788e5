package dossier

import (
	"strings"
	"testing"
	"time"

	"bordereau"
)

// A letter is addressed as the person is, in both languages, at the address that the
// dossier knows.
func TestLettersAreAddressed(t *testing.T) {
	k, _ := KindNamed("succession")
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	paper := func(kind bordereau.Type, fields ...string) Piece {
		p := Piece{Document: string(kind), Type: kind, State: bordereau.Archived, Understanding: bordereau.Understanding{Type: kind}}
		for i := 0; i < len(fields); i += 2 {
			p.Understanding.Fields = append(p.Understanding.Fields, bordereau.Field{Name: fields[i], Value: fields[i+1]})
		}
		return p
	}
	paul := Customer{Kind: Person, Surname: "MARTIN", GivenNames: "Paul", Address: "1 rue Haute, 44000 Nantes"}
	jeanne := Customer{Kind: Person, Surname: "LEROY", UsageName: "MARTIN", GivenNames: "Jeanne", Address: "2 rue Basse, 44000 Nantes"}
	deed := paper(bordereau.HeirsCertificate, "deceased", "Paul MARTIN", "notary", "Claire DUVAL", "lines[0].name", "Luc MARTIN")
	home := paper(bordereau.ProofOfAddress, "account_holder", "M. Luc Martin", "address", "3 quai Neuf, 35000 Rennes")
	for _, c := range []struct {
		name      string
		facts     map[string]bool
		customers []Customer
		docs      []Piece
		lang, to  string
		greeting  string
	}{
		{"heirs", nil, []Customer{paul}, nil, "fr", "Aux héritiers de Paul MARTIN/1 rue Haute/44000 Nantes", "Madame, Monsieur,"},
		{"heirs", nil, []Customer{paul}, nil, "en", "To the heirs of Paul MARTIN/1 rue Haute/44000 Nantes", "Dear Sir or Madam,"},
		{"widow", nil, []Customer{jeanne, paul}, []Piece{deed}, "fr", "Jeanne MARTIN/2 rue Basse/44000 Nantes", "Madame, Monsieur,"},
		{"heir of the deed", nil, []Customer{paul}, []Piece{deed, home}, "fr", "Luc MARTIN/3 quai Neuf/35000 Rennes", "Madame, Monsieur,"},
		{"notary", map[string]bool{"notary": true}, []Customer{jeanne, paul}, []Piece{deed}, "fr", "Maître Claire DUVAL", "Maître,"},
	} {
		d := Dossier{Ref: "S-1", Facts: c.facts}
		to, err := k.Recipient(d, c.customers, c.docs, now)
		if err != nil {
			t.Fatal(c.name, err)
		}
		l, wanting := LetterFor(k, d, to, Checklist(k, d, c.docs, now), c.lang, now)
		if got := strings.Join(l.To, "/"); got != c.to || l.Body[0] != c.greeting || !wanting {
			t.Errorf("%s: %q, %q", c.name, got, l.Body[0])
		}
	}
	shop := Customer{Kind: Company, CompanyName: "FOURNIL DU CANAL SARL", Address: "9 quai Vert, 44000 Nantes"}
	transfer, _ := KindNamed("transfer")
	to, err := transfer.Recipient(Dossier{}, []Customer{shop}, nil, now)
	if l, _ := LetterFor(transfer, Dossier{}, to, Checklist(transfer, Dossier{}, nil, now), "fr", now); err != nil || len(l.To) < 2 || l.To[1] != "À l'attention du représentant légal" {
		t.Error(l.To, err)
	}
}

// What the bank makes itself is never asked of anybody.
func TestTheBanksOwnPiecesAreNotAskedFor(t *testing.T) {
	k, _ := KindNamed("recovery")
	d := Dossier{Facts: map[string]bool{"enforced": true}}
	lines := Checklist(k, d, nil, time.Now())
	if len(lines) < 4 {
		t.Fatal(lines)
	}
	if l, wanting := LetterFor(k, d, Recipient{Who: "customer", Name: "Jean Dupont", Named: true}, lines, "fr", time.Now()); wanting {
		t.Error(l.Items)
	}
}
