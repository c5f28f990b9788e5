package classify_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
)

func TestBankDetailsAreProvedTwice(t *testing.T) {
	u := understand(t, ribText)
	if !u.TypeProved || !proves(u, "iban", bordereau.ProofCheckDigit) || !proves(u, "iban", bordereau.ProofAgreement) || verdict(u, "iban_agrees_with_rib") != bordereau.Passed {
		t.Errorf("IBAN and RIB were not held against each other: %+v", u)
	}
	// Another account's RIB, with a right key of its own.
	u = understand(t, strings.ReplaceAll(ribText, "30001          00064           49190095620       88", "30002          00550           0000157845Z       02"))
	if u.TypeProved || proves(u, "iban", bordereau.ProofAgreement) || verdict(u, "iban_agrees_with_rib") != bordereau.Failed {
		t.Errorf("a RIB of another account went through: %+v", u.Checks)
	}
	// One wrong digit in the IBAN.
	u = understand(t, strings.ReplaceAll(ribText, "9562 088", "9563 088"))
	if u.TypeProved || proves(u, "iban", bordereau.ProofCheckDigit) || verdict(u, "iban_key") != bordereau.Failed {
		t.Errorf("a wrong IBAN went through: %+v", u.Checks)
	}
	// The IBAN alone does not agree with itself.
	u = understand(t, strings.ReplaceAll(ribText, "30001          00064           49190095620       88", ""))
	if u.TypeProved || verdict(u, "iban_agrees_with_rib") != bordereau.Inconclusive {
		t.Errorf("an IBAN agreed with itself: %+v", u.Checks)
	}
}

// TestTheHolderIsNoLabel: what is left of a label beside the holder's is no name, and a
// label in two languages is one, whether or not its punctuation was read.
func TestTheHolderIsNoLabel(t *testing.T) {
	for _, label := range []string{"Domiciliation", "Domi", "Domiciliatlon", "Domi ciliation", "Domicil  iation", "omiciliation", "HS   Domiciliation", "HR Re EE   Domi", "Mme    Domicihation"} {
		u := understand(t, strings.Replace(ribText, "Domiciliation", label, 1))
		if got := u.Value("account_holder"); got != "ODETTE BRISSAC" {
			t.Errorf("beside %q the holder is %q", label, got)
		}
	}
	lines := strings.NewReplacer("Titulaire du compte                      Domiciliation\nMME ODETTE BRISSAC                       TILLEULS VALMORTE\n12 rue Basse",
		"Titulaire du compte Account holder     Mme Odette Brissac\nAdresse     12 rue Basse").Replace(ribText)
	u := understand(t, lines)
	if got := u.Value("account_holder"); got != "Odette Brissac" {
		t.Errorf("behind a label without punctuation the holder is %q", got)
	}
	// Behind a civility two letters are a name.
	u = understand(t, strings.Replace(ribText, "MME ODETTE BRISSAC", "M. Li Yu", 1))
	if got := u.Value("account_holder"); got != "Li Yu" {
		t.Errorf("M. Li Yu was read as %q", got)
	}
	// A logo's strokes belong to no name.
	u = understand(t, strings.Replace(ribText, "BANQUE DES TILLEULS", "'e] BANQUE DES TILLEULS", 1))
	if got := u.Value("bank"); got != "BANQUE DES TILLEULS" {
		t.Errorf("behind a logo the bank is %q", got)
	}
	// Names that resemble short labels stay names.
	for _, name := range []string{"Bailleul", "Comte", "Domicien Titus", "EDF"} {
		u := understand(t, strings.Replace(ribText, "MME ODETTE BRISSAC", name, 1))
		if got := u.Value("account_holder"); got != name {
			t.Errorf("%s was read as %q", name, got)
		}
	}
}

func TestWordsAgainstFigures(t *testing.T) {
	for _, text := range []string{chequeText, transferText} {
		u := understand(t, text)
		if !proves(u, "amount", bordereau.ProofAgreement) || verdict(u, "words_against_figures") != bordereau.Passed {
			t.Errorf("%s: words and figures agree and prove nothing", u.Type)
		}
		u = understand(t, strings.ReplaceAll(text, "1 237,56", "1 273,56"))
		f := u.Field("amount")
		if f == nil || f.Value != "1237.56" || len(f.Proofs) != 0 || verdict(u, "words_against_figures") != bordereau.Failed {
			t.Errorf("%s: words and figures differ: %+v %+v", u.Type, f, u.Checks)
		}
		for _, c := range u.Checks {
			if c.Rule == "words_against_figures" && (!strings.Contains(c.Detail, "1\u00a0237,56\u00a0€") || !strings.Contains(c.Detail, "1\u00a0273,56\u00a0€") || u.Type == bordereau.Cheque && !strings.Contains(c.Detail, "L131-10")) {
				t.Errorf("the check says too little: %s", c.Detail)
			}
		}
	}
}

func TestChequeWithoutCodeLineIsForAPerson(t *testing.T) {
	u := understand(t, chequeText)
	if u.TypeProved || u.Field("code_line") != nil || u.Field("signature_present") != nil || verdict(u, "mandatory_mentions") != bordereau.Inconclusive {
		t.Errorf("a cheque says more than was read: %+v", u)
	}
}

func TestLettersApartAreVerified(t *testing.T) {
	u := understand(t, strings.NewReplacer("mille deux cent trente-sept", "M I L L E D EUX C ENT T R E N T E S E P T").Replace(chequeText))
	if got := u.Value("amount_words"); got != "1237.56" {
		t.Errorf("letters apart were read as %q", got)
	}
	u = understand(t, strings.NewReplacer("mille deux cent trente-sept", "m il1e d eux c ent t r en t e s ept").Replace(chequeText))
	if got := u.Value("amount_words"); got != "1237.56" {
		t.Errorf("misread letters apart were read as %q", got)
	}
	// The figures may not pull the words: six is not seven.
	u = understand(t, strings.NewReplacer("mille deux cent trente-sept", "m il1e d eux c ent t r en t e s ix").Replace(chequeText))
	if got := u.Value("amount_words"); got == "1237.56" || proves(u, "amount", bordereau.ProofAgreement) {
		t.Errorf("the figures chose the words: %q", got)
	}
}

func TestSlipBalance(t *testing.T) {
	u := understand(t, slipText)
	if !u.TypeProved || !proves(u, "slip_total", bordereau.ProofAgreement) || !proves(u, "slip_count", bordereau.ProofAgreement) || !proves(u, "lines[1].amount", bordereau.ProofBalance) {
		t.Errorf("a slip that balances proves nothing: %+v", u.Checks)
	}
	u = understand(t, strings.ReplaceAll(slipText, "1 284,00", "1 294,00"))
	if u.TypeProved || proves(u, "slip_total", bordereau.ProofAgreement) || verdict(u, "slip_listing_total") != bordereau.Failed {
		t.Errorf("a wrong total went through: %+v", u.Checks)
	}
	u = understand(t, strings.ReplaceAll(slipText, "Nombre de chèques :    2", "Nombre de chèques :    3"))
	if u.TypeProved || verdict(u, "slip_listing_count") != bordereau.Failed {
		t.Errorf("a wrong count went through: %+v", u.Checks)
	}
}

func TestInvoiceAmounts(t *testing.T) {
	u := understand(t, invoiceText)
	if !proves(u, "gross_amount", bordereau.ProofAgreement) || !proves(u, "siret", bordereau.ProofCheckDigit) {
		t.Errorf("an invoice that adds up proves nothing: %+v", u.Checks)
	}
	u = understand(t, strings.ReplaceAll(invoiceText, "300,00", "310,00"))
	if u.TypeProved || proves(u, "gross_amount", bordereau.ProofAgreement) || verdict(u, "net_vat_gross") != bordereau.Failed {
		t.Errorf("an invoice that does not add up went through: %+v", u.Checks)
	}
}

func TestFresh(t *testing.T) {
	for text, want := range map[string]bordereau.Verdict{
		proofText: bordereau.Passed,
		strings.ReplaceAll(proofText, "19 septembre 2026", "19 mars 2026"):     bordereau.Failed,
		strings.ReplaceAll(proofText, "19 septembre 2026", "19 décembre 2026"): bordereau.Failed,
		strings.ReplaceAll(proofText, "du 19 septembre 2026", ""):              bordereau.Inconclusive,
		strings.ReplaceAll(proofText, "19 septembre 2026", "23 août 2026"):     bordereau.Passed,
		strings.ReplaceAll(proofText, "19 septembre 2026", "22 août 2026"):     bordereau.Failed,
	} {
		if got := verdict(understand(t, text), "fresh"); got != want {
			t.Errorf("fresh is %q, want %q", got, want)
		}
	}
}

func TestMRZProofs(t *testing.T) {
	u := understand(t, passportText)
	// The number holds an 8, which its digit does not tell from an S.
	for name, want := range map[string]bool{"document_number": false, "birth_date": true, "expiry_date": true, "surname": false, "sex": false, "nationality": false, "issuing_state": false} {
		if got := proves(u, name, bordereau.ProofCheckDigit); got != want {
			t.Errorf("%s proved by a digit: %v, want %v", name, got, want)
		}
	}
	if !proves(u, "surname", bordereau.ProofAgreement) || !proves(u, "birth_date", bordereau.ProofAgreement) || !u.TypeProved || verdict(u, "in_validity") != bordereau.Failed {
		t.Errorf("the visual zone was not compared: %+v", u.Fields)
	}
	for _, name := range []string{"nationality", "issuing_state"} {
		for _, p := range u.Field(name).Proofs {
			if p.Kind.Strong() {
				t.Errorf("%s is proved by %v", name, p)
			}
		}
	}
	// A wrong digit over the birth date.
	u = understand(t, strings.ReplaceAll(passportText, "7408122F", "7408123F"))
	if u.Type != bordereau.Passport || u.TypeProved || proves(u, "birth_date", bordereau.ProofCheckDigit) || verdict(u, "mrz_digits") != bordereau.Failed {
		t.Errorf("a wrong digit went through: %+v", u.Checks)
	}
	// A look-alike that the digit chose: repaired, and not proved by it.
	u = understand(t, strings.ReplaceAll(passportText, "L898902C36", "L8989O2C36"))
	if f := u.Field("document_number"); f == nil || f.Value != "L898902C3" || !f.Repaired || proves(u, "document_number", bordereau.ProofCheckDigit) || u.TypeProved {
		t.Errorf("a repair was not marked: %+v", f)
	}
}

func TestFillersThatNoDigitFinds(t *testing.T) {
	// K counts 20 and so nothing: read for a filler it would pass every digit.
	u := understand(t, strings.ReplaceAll(passportText, "ZE184226B<<<<<10", "ZE184226B<<K<<10"))
	if got := u.Value("mrz"); !strings.HasSuffix(got, "ZE184226B<<<<<10") {
		t.Errorf("the MRZ is %q", got)
	}
}

// zone reads what a test lays down, and remembers what it was asked.
type zone struct {
	text  string
	asked []string
	box   bordereau.Box
}

func (z *zone) Read(_ context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	z.asked, z.box = append(z.asked, alphabet), box
	return typeset.Page(page, z.text).Words, nil
}

func TestDirtyMRZIsReadAgain(t *testing.T) {
	clean := "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
	for name, dirty := range map[string]string{
		"digits misread":  strings.ReplaceAll(passportText, "L898902C36UTO7408122F", "LB98902C36UT07A08122F"),
		"not read at all": passportText[:strings.Index(passportText, "P<UTO")],
	} {
		z := &zone{text: clean}
		u := understandReading(t, typeset.Reading(dirty), z)
		if u.Type != bordereau.Passport || !u.TypeProved || u.Value("document_number") != "L898902C3" || len(z.asked) == 0 || z.asked[0] != "mrz" {
			t.Errorf("%s: %s, proved %v, asked %v in %v", name, u.Type, u.TypeProved, z.asked, z.box)
		}
	}
	z := &zone{text: clean}
	if understandReading(t, typeset.Reading(passportText), z); len(z.asked) != 0 {
		t.Error("a clean zone was read again")
	}
	if understandReading(t, typeset.Reading(invoiceText), z); len(z.asked) != 0 {
		t.Error("a zone was looked for on an invoice")
	}
}

// English are words that a French sentence of a proof or check does not hold.
var english = regexp.MustCompile(`(?i)\b(the|is|are|not|was|fits?|of|and|with|says|key|read|words|line|amount|digits?|floor|date of)\b`)

// TestClerksReadFrench: whatever understanding says beside a value or of a document
// is shown to clerks as it is.
func TestClerksReadFrench(t *testing.T) {
	texts := []string{"Rien de tout cela.\nFacture pro forma jointe.",
		strings.ReplaceAll(ribText, "9562 088", "9563 088"), strings.ReplaceAll(ribText, "30001          00064           49190095620       88", ""),
		strings.ReplaceAll(chequeText, "1 237,56", "1 273,56"), strings.ReplaceAll(slipText, "1 284,00", "1 294,00"),
		strings.ReplaceAll(slipText, "Nombre de chèques :    2", "Nombre de chèques :    3"), strings.ReplaceAll(invoiceText, "300,00", "310,00"),
		strings.ReplaceAll(proofText, "19 septembre 2026", "19 mars 2026"), strings.ReplaceAll(proofText, "du 19 septembre 2026", ""),
		strings.ReplaceAll(passportText, "7408122F", "7408123F"), strings.ReplaceAll(passportText, "L898902C36", "L8989O2C36")}
	for _, text := range positives {
		texts = append(texts, text)
	}
	for _, text := range texts {
		r := typeset.Reading(text)
		r.Pages[0].Layer, r.Flags = bordereau.LayerDiffers, []string{"javascript", "revisions"}
		u := understandReading(t, r, nil)
		said := []string{}
		for _, f := range u.Fields {
			for _, p := range f.Proofs {
				said = append(said, p.Detail)
			}
		}
		for _, k := range u.Checks {
			said = append(said, k.Detail)
		}
		for _, s := range said {
			if s == "" || english.MatchString(s) {
				t.Errorf("%s: %q is no French sentence", u.Type, s)
			}
		}
	}
}

func TestTheFileItself(t *testing.T) {
	r := typeset.Reading(letterText)
	r.Pages[0].Layer, r.Flags = bordereau.LayerDiffers, []string{"javascript"}
	u := understandReading(t, r, nil)
	if verdict(u, "text_layer_agrees") != bordereau.Failed || verdict(u, "active_content") != bordereau.Failed {
		t.Errorf("a lying file went through: %+v", u.Checks)
	}
	r.Pages[0].Layer, r.Flags = bordereau.LayerAgrees, []string{"revisions"}
	u = understandReading(t, r, nil)
	if verdict(u, "text_layer_agrees") != bordereau.Passed || verdict(u, "active_content") != bordereau.Inconclusive {
		t.Errorf("an honest file was blamed: %+v", u.Checks)
	}
	blank := bordereau.Reading{Pages: []bordereau.Page{{Number: 1, Width: 100, Height: 100, Blank: true}}}
	if u := understandReading(t, blank, nil); u.Type != bordereau.Blank {
		t.Errorf("a blank page was taken for %s", u.Type)
	}
	// Not a word, but not blank: somebody has to look at it.
	blank.Pages[0].Blank = false
	if u := understandReading(t, blank, nil); u.Type != bordereau.Unknown {
		t.Errorf("a page without words was taken for %s", u.Type)
	}
}
