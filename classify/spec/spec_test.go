package spec_test

import (
	"testing"
	"time"

	"bordereau"
	"bordereau/classify/internal/typeset"
	"bordereau/classify/spec"

	"pgregory.net/rapid"
)

func sheet(text string) *spec.Sheet {
	return spec.NewSheet(typeset.Reading(text), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		phrase, text string
		want         int
	}{
		{"relevé d'identité bancaire", "RELEVÉ D'IDENTITÉ BANCAIRE", 1},
		{"relevé d'identité bancaire", "Releve d’ldentite bancalre", 1},       // I for l, apostrophe
		{"relevé d'identité bancaire", "RELEVE D IDENTITE BANCAIRE (RIB)", 1}, // small words apart
		{"relevé d'identité bancaire", "relevé d'identité\nbancaire", 1},      // over a line's end
		{"relevé d'identité bancaire", "relevé d'identité\n\nbancaire", 0},    // not over a block's
		{"relevé d'identité bancaire", "relevé de pièces d'identité bancaire", 0},
		{"relevé d'identité bancaire", "RELEVED'IDENTITEBANCAIRE", 0}, // too much is lost,
		{"code banque", "CODEBANQUE", 1},
		{"chèque", "chaque fois", 0}, // another word, not a misreading
		{"chèque", "ch3que", 1},
		{"banque", "il manque", 0},
		{"facture", "fracture de la culture", 0},
		{"montant HT", "montant total", 0},
		{"total HT", "total HT : 1,00", 1},
		{"date", "date du jour, date limite", 2},
		{"", "date", 0},
	} {
		if got := sheet(c.text).Find(c.phrase); len(got) != c.want {
			t.Errorf("%q in %q: %d places, want %d", c.phrase, c.text, len(got), c.want)
		}
	}
}

// TestOneMisreadLetter: a word of six letters or more is found with any one letter lost or changed.
func TestOneMisreadLetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"TITULAIRE", "DOMICILIATION", "BENEFICIAIRE", "REMITTANT", "ASSIMILE"}).Draw(t, "word")
		at := rapid.IntRange(0, len(word)-1).Draw(t, "at")
		misread := word[:at] + rapid.SampledFrom([]string{"", "x", "q", "8"}).Draw(t, "for") + word[at+1:]
		if len(sheet("le "+misread+" du").Find(word)) != 1 {
			t.Fatalf("%s was not found in %s", word, misread)
		}
	})
}

func TestTitle(t *testing.T) {
	for text, want := range map[string]bool{
		"FACTURE":                            true,
		"FACTURE N° 12":                      true,
		"Nous avons bien reçu votre facture": false,
		"Facture que vous nous devez depuis trois mois et demi sans raison": false,
	} {
		s := sheet(text)
		if got := s.Title(s.Find("facture")[0]); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestReaders(t *testing.T) {
	for _, c := range []struct {
		name string
		read spec.Reader
		text string
		want string
	}{
		{"amount", spec.Amount, "1 237,56 €", "1237.56"},
		{"amount", spec.Amount, "€ 1.237,56", "1237.56"},
		{"amount", spec.Amount, "1 237,5O EUR", "1237.50"},
		{"amount", spec.Amount, "TVA 20 % 50,00", "50.00"},
		{"amount", spec.Amount, "TVA 20,00 % 50,00", "50.00"},
		{"amount", spec.Amount, "le 12/03/2026", ""},
		{"amount", spec.Amount, "2      1 237,56", "1237.56"},
		{"amount", spec.Amount, "€ 2       864,72", ""}, // too far apart to be one, and no part of it may be taken
		{"amount", spec.Amount, "12 rue Basse", ""},
		{"amount", spec.Amount, "300 €", "300.00"},
		{"last", spec.LastAmount, "2 x 50,00 100,00", "100.00"},
		{"date", spec.Date, "le 12/03/2026", "2026-03-12"},
		{"date", spec.Date, "Paris, le 3 mars 2026.", "2026-03-03"},
		{"date", spec.Date, "1er janvier 2026", "2026-01-01"},
		{"date", spec.Date, "O1/02/2026", "2026-02-01"},
		{"date", spec.Date, "18 07 1946", "1946-07-18"},
		{"date", spec.Date, "Tél. 04 05 06 07 08", ""},
		{"date", spec.Date, "31/02/2026", ""},
		{"words", spec.InWords, "mille deux cent trente-sept euros et cinquante-six centimes", "1237.56"},
		{"words", spec.InWords, "mi1le deux cent trentc-sept euros", "1237.00"},
		{"words", spec.InWords, "C E N T  E U R O S", "100.00"},
		{"words", spec.InWords, "cent euros et", ""},
		{"words", spec.InWords, "cent chevaux", ""},
		{"iban", spec.IBAN, "IBAN : FR76 | 3000 | 1000 | 6449 | 1900 | 9562 | 088 | BIC", "FR7630001000644919009562088"},
		{"iban", spec.IBAN, "FR76 3OOO 1000 6449 1900 9562 088", "FR7630001000644919009562088"}, // letters where digits must stand
		{"iban", spec.IBAN, "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"},
		{"iban", spec.IBAN, "DE BOIS ET DE FER", ""},
		{"bic", spec.BIC, "BIC : ZZTIFR2T", "ZZTIFR2T"},
		{"bic", spec.BIC, "ZZTI FR 2T XXX", "ZZTIFR2TXXX"},
		{"bic", spec.BIC, "virement", ""},
		{"siret", spec.SIRET, "SIRET 732 829 320 00074", "73282932000074"},
		{"siret", spec.SIRET, "tel 0102030405", ""},
		{"holder", spec.Holder, "Mme Nadia Pertavelle", "Nadia Pertavelle"},
		{"holder", spec.Holder, "M. ou Mme Brissac", "M. ou Mme Brissac"},
		{"name", spec.Name, "le", ""},
		{"name", spec.Name, "12 345 67", ""},
		{"reference", spec.Reference, "n° FA-2026-0471 du 3", "FA-2026-0471"},
		{"count", spec.Count, ": 12", "12"},
	} {
		s := sheet(c.text)
		v, ok := c.read(s, s.RowSpan(0))
		if v.Text != c.want || ok != (c.want != "") {
			t.Errorf("%s of %q is %q, want %q", c.name, c.text, v.Text, c.want)
		}
	}
}

// The key of a creditor identifier leaves out its business code: a misread one fits, too.
func TestABusinessCodeIsNotProvedByTheKey(t *testing.T) {
	for text, proved := range map[string]bool{"FR72ZZZ123456": true, "FR722ZZ123456": false, "FR72 Z2Z 123456": false} {
		s := sheet(text)
		v, ok := spec.CreditorID(s, s.RowSpan(0))
		if !ok || len(v.Proofs) != 1 || (v.Proofs[0].Kind == bordereau.ProofCheckDigit) != proved {
			t.Errorf("%s: %+v", text, v)
		}
	}
}

func TestRepairedIBANIsNotProved(t *testing.T) {
	s := sheet("FR76 3000 1000 6449 1900 9S62 088")
	v, ok := spec.IBAN(s, s.RowSpan(0))
	if !ok || v.Text != "FR7630001000644919009562088" && v.Text != "" && !v.Repaired {
		t.Errorf("%+v", v)
	}
	if v.Repaired && len(v.Proofs) > 0 {
		t.Errorf("a key that chose a character proves: %+v", v)
	}
}

func TestFinders(t *testing.T) {
	text := `
Nom :          Brissac            Date de livraison : 01/02/2026
Date :         03/11/2026

Titulaire      IBAN
M. Haurin      FR76 3000 1000 6449 1900 9562 088
`
	for _, c := range []struct {
		name string
		from spec.Finder
		read spec.Reader
		want string
	}{
		{"right", spec.Right("nom"), spec.Name, "Brissac"},
		{"a longer label comes last", spec.Right("date"), spec.Date, "2026-11-03"},
		{"below", spec.Below("IBAN"), spec.IBAN, "FR7630001000644919009562088"},
		{"beside", spec.Beside("titulaire"), spec.Except(spec.Holder, "IBAN"), "Haurin"},
	} {
		d := &spec.Draft{Sheet: sheet(text)}
		if err := spec.Take("x", c.read, c.from)(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if got := d.Understanding.Value("x"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWrittenIsWholeOrNothing(t *testing.T) {
	for text, want := range map[string]string{
		"la somme de deux cents euros et\ncinquante centimes pour solde": "deux cents euros et cinquante centimes",
		"Sxpl mille sept cent trente euros":                              "",
		"trois cent trente-trois\neuros et soixante-dix-huit centimes":   "trois cent trente-trois euros et soixante-dix-huit centimes",
		"deux cent euros\nqxxtre-vxxgt-cxxq centimes":                    "",
		"Nous étions deux ou trois":                                      "",
	} {
		s := sheet(text)
		got := ""
		for _, span := range spec.Written(s) {
			if _, ok := spec.InWords(s, span); ok {
				got = span.Text()
				break
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestVerifyNeverChoosesAnotherNumeral(t *testing.T) {
	amounts := rapid.Int64Range(100, 999999999)
	rapid.Check(t, func(t *rapid.T) {
		a, b := amounts.Draw(t, "a"), amounts.Draw(t, "b")
		if a == b {
			return
		}
		written := bordereau.Money{Minor: a, Currency: "EUR"}
		s := sheet(spell(t, written))
		if v, ok := spec.Verify(s.RowSpan(0), bordereau.Money{Minor: b, Currency: "EUR"}); ok {
			t.Fatalf("%s was verified as %s", written.Decimal(), v.Text)
		}
		if v, ok := spec.Verify(s.RowSpan(0), written); !ok || v.Text != written.Decimal() {
			t.Fatalf("%s was not verified", written.Decimal())
		}
	})
}

func TestAddresses(t *testing.T) {
	s := sheet(proofOfTwo)
	got := spec.Addresses(s)
	if len(got) != 2 || got[0].Name().Text() != "Mme Odette Brissac" || got[1].Name().Text() != "BANQUE DES TILLEULS" {
		t.Errorf("%v", got)
	}
}

const proofOfTwo = `
Mme Odette Brissac
12 rue Basse
99100 Valmorte

                                        BANQUE DES TILLEULS
                                        1 place du Marché
                                        99100 Valmorte
`

func TestSkewedRowsStayWhole(t *testing.T) {
	p := typeset.Page(1, "Code banque    Code guichet    N° de compte    Clé\n30001          00064           49190095620     88\nIBAN    FR76   30001   00064   49190095620   88   et la suite\nTitulaire      Odette Brissac    demeurant   à   Valmorte")
	for i := range p.Words {
		p.Words[i].Box.Y += p.Words[i].Box.X / 25 // more than a line over the page
	}
	s := spec.NewSheet(bordereau.Reading{Pages: []bordereau.Page{p}}, time.Now())
	if len(s.Rows) != 4 {
		t.Errorf("%d rows", len(s.Rows))
	}
	// A few words of it, at both ends of a line, do not tell the skew by themselves.
	row := s.RowSpan(2)
	p.Words = []bordereau.Word{row[0].Word, row[len(row)-1].Word}
	if part := s.Part(bordereau.Reading{Pages: []bordereau.Page{p}}); len(part.Rows) != 1 {
		t.Errorf("a part of it has %d rows", len(part.Rows))
	}
}

func TestAmountsAndDaysAsClerksReadThem(t *testing.T) {
	for _, c := range [][3]string{{"749.25", "EUR", "749,25\u00a0€"}, {"1237567.56", "EUR", "1\u00a0237\u00a0567,56\u00a0€"}, {"-0.05", "EUR", "-0,05\u00a0€"},
		{"3435.880", "TND", "3\u00a0435,880\u00a0TND"}, {"1000", "JPY", "1\u00a0000\u00a0JPY"}, {"12.5", "EUR", "12.5"}, {"12.50", "???", "12.50"}} {
		if got := spec.SayAmount(c[0], c[1]); got != c[2] {
			t.Errorf("%s %s is said %q, not %q", c[0], c[1], got, c[2])
		}
	}
	if got := spec.SayDay(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)); got != "01/09/2026" {
		t.Errorf("a day is said %q", got)
	}
	if spec.SayCount(1, "ligne") != "1 ligne" || spec.SayCount(2, "ligne") != "2 lignes" {
		t.Error("a count does not agree with its noun")
	}
}

// TestLostApostrophes: an apostrophe that was not read runs two words together.
func TestLostApostrophes(t *testing.T) {
	for phrase, text := range map[string]string{
		"copie intégrale d'acte de décès": "COPIE INTEGRALE DACTE DE DECES", "date de l'offre": "Date de loffre : 1", "adresse d'envoi": "adresse denvoi",
	} {
		if got := sheet(text).Find(phrase); len(got) != 1 {
			t.Errorf("%q in %q: %d places", phrase, text, len(got))
		}
	}
	if got := sheet("la date doffrir").Find("date d'offre"); len(got) != 0 {
		t.Errorf("another word is taken for one without its apostrophe: %v", got)
	}
}
