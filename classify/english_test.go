package classify_test

import (
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify"
	"bordereau/classify/model"
	"bordereau/internal/specimen"
)

// English papers of the types that occur in English are known, proved and read by the same
// rules as French ones.
func TestEnglishPapers(t *testing.T) {
	for kind, rules := range map[bordereau.Type][]string{
		bordereau.Payslip:               {"gross_to_net", "net_after_tax", "siret_key", "social_security_key", "cumulative_gross_fits"},
		bordereau.AccountStatement:      {"statement_balance", "iban_key"},
		bordereau.TradeConfirmation:     {"quantity_by_price", "trade_net", "trade_dates", "settlement_cycle"},
		bordereau.CorporateActionNotice: {"quantity_by_unit", "action_net", "action_dates"},
		bordereau.CompanyExtract:        {"siren_key", "fresh"},
		bordereau.Invoice:               {"net_vat_gross", "vat_number_key", "vat_number_siren"},
	} {
		for seed := range uint64(8) {
			u, truth := asPrinted(t, specimen.Spec{Kind: kind, Layout: "english", Seed: seed})
			if u.Type != kind || !u.TypeProved {
				t.Errorf("%s %d is taken for %s, proved %v: %v", kind, seed, u.Type, u.TypeProved, u.Checks)
				continue
			}
			for _, rule := range rules {
				if verdict(u, rule) != bordereau.Passed {
					t.Errorf("%s %d: %s is %q: %+v", kind, seed, rule, verdict(u, rule), u.Checks)
				}
			}
			for _, k := range u.Checks {
				if k.Verdict == bordereau.Failed {
					t.Errorf("%s %d: %+v", kind, seed, k)
				}
			}
			for name, want := range truth.Fields {
				got := u.Value(name)
				if name == "employer" || name == "company" || name == "account_holder" {
					got, want = strings.ToUpper(got), strings.ToUpper(want)
				}
				if got != want && !strings.Contains(got, want) {
					t.Errorf("%s %d: %s is %q, want %q", kind, seed, name, got, want)
				}
			}
			u, _ = asPrinted(t, specimen.Spec{Kind: kind, Layout: "english", Seed: seed, Defects: specimen.Defects{WrongTotal: true}})
			if kind != bordereau.Invoice && kind != bordereau.CompanyExtract && u.TypeProved {
				t.Errorf("%s %d, with a wrong total, is proved: %v", kind, seed, u.Checks)
			}
		}
	}
}

// The learned classifier, which was taught French papers, raises no alarm over English ones.
func TestTheLearnedClassifierMeetsEnglish(t *testing.T) {
	m, err := model.Default()
	if err != nil {
		t.Fatal(err)
	}
	c, err := classify.New(classify.Config{Families: classify.Families(), Now: day, Learned: m})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []bordereau.Type{bordereau.Payslip, bordereau.AccountStatement, bordereau.TradeConfirmation, bordereau.CorporateActionNotice, bordereau.CompanyExtract, bordereau.Invoice} {
		for seed := range uint64(4) {
			d, err := specimen.Draw(specimen.Spec{Kind: kind, Layout: "english", Seed: seed, Format: "pdf_text"})
			if err != nil {
				t.Fatal(err)
			}
			u, err := c.Understand(t.Context(), d.Reading(), nil)
			if err != nil || u.Type != kind {
				t.Fatalf("%s %d: %s, %v", kind, seed, u.Type, err)
			}
			for _, k := range u.Checks {
				if k.Verdict == bordereau.Failed {
					t.Errorf("%s %d: %+v", kind, seed, k)
				}
			}
		}
	}
}
