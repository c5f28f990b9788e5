package classify_test

import (
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// The VAT number of the seller is held against its key and against the SIREN of the page;
// a letter taken for a digit is read by the key.
func TestVATNumbers(t *testing.T) {
	const siret = "SIRET : 732 829 320 00074"
	for name, c := range map[string]struct {
		line             string
		value            string
		key, siren       bordereau.Verdict
		proved, repaired bool
	}{
		"none":                        {siret, "", "", "", false, false},
		"with a label":                {siret + "\nN° TVA intracommunautaire : FR44732829320", "FR44732829320", bordereau.Passed, bordereau.Passed, true, false},
		"in groups":                   {siret + "\nTVA FR 44 732 829 320", "FR44732829320", bordereau.Passed, bordereau.Passed, true, false},
		"a letter for a digit":        {siret + "\nTVA FR4473282932O", "FR44732829320", bordereau.Passed, bordereau.Passed, true, false},
		"a letter in the key":         {siret + "\nTVA FRA4732829320", "FR44732829320", bordereau.Inconclusive, bordereau.Passed, false, true},
		"a wrong key":                 {siret + "\nTVA FR45732829320", "FR45732829320", bordereau.Failed, bordereau.Passed, false, false},
		"of another company":          {siret + "\nTVA FR83404833048", "FR83404833048", bordereau.Passed, bordereau.Failed, true, false},
		"the buyer's before":          {siret + "\nTVA client FR83404833048\nTVA FR44732829320", "FR44732829320", bordereau.Passed, bordereau.Passed, true, false},
		"no SIREN to hold it against": {"TVA FR44732829320", "FR44732829320", bordereau.Passed, bordereau.Inconclusive, true, false},
		"of another country":          {siret + "\nVAT DE123456789", "", "", "", false, false},
	} {
		u := understand(t, strings.Replace(invoiceText, siret, c.line, 1))
		f := u.Field("vat_number")
		if u.Type != bordereau.Invoice || u.Value("vat_number") != c.value || verdict(u, "vat_number_key") != c.key || verdict(u, "vat_number_siren") != c.siren ||
			proves(u, "vat_number", bordereau.ProofCheckDigit) != c.proved || f != nil && f.Repaired != c.repaired {
			t.Errorf("%s: %s, %+v: %+v", name, u.Type, f, u.Checks)
		}
	}
}

// An LEI is read where it stands, in one word or in groups, and its key is held.
func TestLEIs(t *testing.T) {
	for name, c := range map[string]struct {
		line     string
		value    string
		key      bordereau.Verdict
		repaired bool
	}{
		"none":                 {"", "", "", false},
		"in one word":          {"LEI : 969500TJ5KRTCJQWXH05", "969500TJ5KRTCJQWXH05", bordereau.Passed, false},
		"in groups":            {"Identifiant d'entité juridique : 9695 00TJ 5KRT CJQW XH05", "969500TJ5KRTCJQWXH05", bordereau.Passed, false},
		"a letter for a digit": {"LEI 969500TJ5KRTCJQWXHO5", "969500TJ5KRTCJQWXH05", bordereau.Passed, false},
		"the key chooses":      {"LEI 9695O0TJ5KRTCJQWXH05", "969500TJ5KRTCJQWXH05", bordereau.Inconclusive, true},
		"a wrong key":          {"LEI 969500TJ5KRTCJQWXH06", "969500TJ5KRTCJQWXH06", bordereau.Failed, false},
	} {
		u := understand(t, strings.Replace(extractText, "Le Greffier", c.line+"\nLe Greffier", 1))
		f := u.Field("lei")
		if u.Type != bordereau.CompanyExtract || u.Value("lei") != c.value || verdict(u, "lei_key") != c.key || f != nil && f.Repaired != c.repaired ||
			proves(u, "lei", bordereau.ProofCheckDigit) != (c.key == bordereau.Passed) {
			t.Errorf("%s: %s, %+v: %+v", name, u.Type, f, u.Checks)
		}
	}
}

// Drawn papers bear them, right and wrong.
func TestDrawnEntities(t *testing.T) {
	for _, c := range []struct {
		spec  specimen.Spec
		field string
		key   bordereau.Verdict
	}{
		{specimen.Spec{Kind: bordereau.Invoice, Layout: "classic", Seed: 3}, "vat_number", bordereau.Passed},
		{specimen.Spec{Kind: bordereau.TradeConfirmation, Layout: "entity", Seed: 3}, "lei", bordereau.Passed},
		{specimen.Spec{Kind: bordereau.CompanyExtract, Layout: "entity", Seed: 3}, "lei", bordereau.Passed},
		{specimen.Spec{Kind: bordereau.TradeConfirmation, Layout: "entity", Seed: 4, Defects: specimen.Defects{WrongKey: true}}, "lei", bordereau.Failed},
	} {
		c.spec.DPI = 200
		d, err := specimen.Draw(c.spec)
		if err != nil {
			t.Fatal(err)
		}
		u := understand(t, d.Truth.Text)
		if want := d.Truth.Fields[c.field]; u.Type != c.spec.Kind || want == "" || u.Value(c.field) != want || verdict(u, c.field+"_key") != c.key {
			t.Errorf("%s %s: %q, want %q, key %s", u.Type, c.spec.Layout, u.Value(c.field), want, verdict(u, c.field+"_key"))
		}
	}
}
