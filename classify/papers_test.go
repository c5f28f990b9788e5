package classify_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/policy"
)

// papers are the dossier's papers that say amounts, with the rule that does their sums
// again and a field that it proves.
var papers = map[bordereau.Type]struct{ rule, field string }{
	bordereau.TaxNotice:             {"tax_number_key", "tax_number"},
	bordereau.Payslip:               {"gross_to_net", "net_before_tax"},
	bordereau.AccountStatement:      {"statement_balance", "closing_balance"},
	bordereau.AmortisationTable:     {"schedule_adds_up", "loan_amount"},
	bordereau.SepaMandate:           {"creditor_id_key", "debtor_iban"},
	bordereau.SepaTIP:               {"creditor_id_key", "creditor_id"},
	bordereau.LoanOffer:             {"loan_total", "total_due"},
	bordereau.TradeConfirmation:     {"trade_net", "net_amount"},
	bordereau.SecuritiesOrder:       {"isin_key", "isin"},
	bordereau.CorporateActionNotice: {"action_net", "net_amount"},
}

// asPrinted reads a drawing without any error, in all its places.
func asPrinted(t *testing.T, s specimen.Spec) (bordereau.Understanding, specimen.Truth) {
	t.Helper()
	s.Format = "pdf_text"
	d, err := specimen.Draw(s)
	if err != nil {
		t.Fatal(err)
	}
	return understandReading(t, d.Reading(), nil), d.Truth
}

// TestPapersAsPrinted: every layout, those kept for measuring too, gives its type and all
// that its truth says of it, each proved by what the page adds up to.
func TestPapersAsPrinted(t *testing.T) {
	for kind, want := range papers {
		for _, from := range []uint64{0, specimen.HeldOut + 1} {
			for seed := from; seed < from+12; seed++ {
				u, truth := asPrinted(t, specimen.Spec{Kind: kind, Seed: seed})
				if u.Type != kind || !u.TypeProved {
					t.Errorf("%s %s %d is taken for %s, proved %v: %v", kind, truth.Layout, seed, u.Type, u.TypeProved, u.Checks)
					continue
				}
				for name, value := range truth.Fields {
					if name != "bic" && u.Value(name) != value {
						t.Errorf("%s %s %d: %s is %q, want %q", kind, truth.Layout, seed, name, u.Value(name), value)
					}
				}
				if v := verdict(u, want.rule); v != bordereau.Passed {
					t.Errorf("%s %s %d: %s is %s: %v", kind, truth.Layout, seed, want.rule, v, u.Checks)
				}
				if !proves(u, want.field, bordereau.ProofBalance) && !proves(u, want.field, bordereau.ProofCheckDigit) {
					t.Errorf("%s %s %d: nothing proves %s: %+v", kind, truth.Layout, seed, want.field, u.Field(want.field))
				}
			}
		}
	}
}

// TestPapersThatAreWrong: a sum or a key that is wrong on paper is told, and proves nothing.
func TestPapersThatAreWrong(t *testing.T) {
	for kind, want := range papers {
		for seed := range uint64(6) {
			u, truth := asPrinted(t, specimen.Spec{Kind: kind, Seed: seed, Defects: specimen.Defects{WrongKey: true, WrongTotal: true}})
			if len(truth.Wrong) == 0 {
				t.Errorf("nothing is wrong on %s %d", kind, seed)
			}
			failed := ""
			for _, c := range u.Checks {
				if c.Verdict == bordereau.Failed {
					failed += c.Rule + " "
				}
			}
			if u.Type != kind || u.TypeProved || failed == "" {
				t.Errorf("%s %s %d: %s, proved %v, failed %q, wrong %v", kind, truth.Layout, seed, u.Type, u.TypeProved, failed, truth.Wrong)
			}
			if len(truth.Wrong) > 1 && !strings.Contains(failed, want.rule) {
				t.Errorf("%s %s %d: %s does not fail: %v", kind, truth.Layout, seed, want.rule, u.Checks)
			}
		}
	}
}

func TestLookalikesOfPapers(t *testing.T) {
	for kind := range papers {
		for seed := range uint64(3) {
			u, truth := asPrinted(t, specimen.Spec{Negative: kind, Seed: seed})
			if u.Type == kind {
				t.Errorf("%s, a look-alike, is taken for %s: %v", truth.Layout, kind, u.Checks)
			}
		}
		for other := range papers {
			if u, _ := asPrinted(t, specimen.Spec{Kind: other, Seed: 3}); u.Type != other {
				t.Errorf("%s is taken for %s", other, u.Type)
			}
		}
	}
}

// The social security number of a payslip is masked wherever it would be kept.
func TestSocialSecurityNumberIsMasked(t *testing.T) {
	for seed := range uint64(4) {
		u, truth := asPrinted(t, specimen.Spec{Kind: bordereau.Payslip, Seed: seed})
		f := u.Field("social_security_number")
		if f == nil || len(f.Value) != 15 || strings.Count(f.Value, "*") != 12 || f.Raw != f.Value || !proves(u, "social_security_number", bordereau.ProofCheckDigit) {
			t.Errorf("%s %d: %+v", truth.Layout, seed, f)
		}
	}
}

// Letters that a reader takes for digits are read by the key of the number, and the key
// may choose one where the line says what it is; nothing of it is kept in clear.
func TestSocialSecurityNumberIsReadByItsKey(t *testing.T) {
	const right = "1 85 05 78 006 084 91"
	for name, c := range map[string]struct {
		line     string
		value    string
		verdict  bordereau.Verdict
		repaired bool
	}{
		"as printed":                     {"N° de sécurité sociale : " + right, "185************", bordereau.Passed, false},
		"letters":                        {"N° de sécurité sociale : I 8S O5 78 OO6 084 91", "185************", bordereau.Passed, false},
		"letters, nothing announces it":  {"I 8S O5 78 OO6 084 91", "185************", bordereau.Passed, false},
		"the key chooses":                {"N° de sécurité sociale : 1 85 05 78 006 089 91", "185************", bordereau.Inconclusive, true},
		"a wrong key, no such announced": {"Dossier 1 85 05 78 006 089 91", "185************", bordereau.Inconclusive, false},
		"Corsica":                        {"N° de sécurité sociale : 2 53 07 2A O73 004 43", "253************", bordereau.Passed, false},
		"no number":                      {"N° de sécurité sociale : BIG SOD AIT", "", "", false},
	} {
		u := understand(t, strings.Join([]string{"BULLETIN DE PAIE", "Employeur : Garage des Moulins EURL", "SIRET 732 829 320 00074", c.line, "Période : octobre 2026",
			"Salaire brut 2 000,00", "Total des cotisations salariales 400,00", "Net à payer avant impôt 1 600,00"}, "\n"))
		f := u.Field("social_security_number")
		if u.Type != bordereau.Payslip || u.Value("social_security_number") != c.value || verdict(u, "social_security_key") != c.verdict || f != nil && f.Repaired != c.repaired {
			t.Errorf("%s: %s, %+v: %+v", name, u.Type, f, u.Checks)
		}
		if said := fmt.Sprintf("%+v", u); strings.Contains(said, "084") || strings.Contains(said, "089") {
			t.Errorf("%s: %s", name, said)
		}
	}
}

// TestPapersThroughTheChild reads a layout of each that is tuned on and the one that is
// kept, scanned and recognised, as the workers do. What proves a paper must hold; a few
// words may be misread, and whatever is proved must be true.
func TestPapersThroughTheChild(t *testing.T) {
	r := childReader(t)
	for kind, want := range papers {
		for _, seed := range []uint64{1, specimen.HeldOut + 2} {
			data, truth := drawnFile(t, specimen.Spec{Kind: kind, Seed: seed})
			u := throughChild(t, r, data)
			if u.Type != kind || !u.TypeProved || verdict(u, want.rule) != bordereau.Passed {
				t.Errorf("%s %s %d is taken for %s, proved %v: %v", kind, truth.Layout, seed, u.Type, u.TypeProved, u.Checks)
			}
			u = policy.Default().Statuses(u)
			wrong := 0
			for name, value := range truth.Fields {
				if f := u.Field(name); f == nil || f.Value != value {
					wrong++
					t.Logf("%s %s %d: %s is %q, want %q", kind, truth.Layout, seed, name, u.Value(name), value)
					if f != nil && f.Status == bordereau.Proved {
						t.Errorf("%s %s %d: %s is proved to be %q, and is %q", kind, truth.Layout, seed, name, f.Value, value)
					}
				}
			}
			if 20*wrong > len(truth.Fields)+20 {
				t.Errorf("%s %s %d: %d of %d fields are wrong", kind, truth.Layout, seed, wrong, len(truth.Fields))
			}
		}
	}
}

// A figure that is printed once agrees with nothing, however often it is looked at; and the
// reference of a notice is no misread tax number.
func TestATaxNoticeAgreesWithItselfOnlyTwice(t *testing.T) {
	for _, seed := range []uint64{21044, 21054, 20048} {
		d, err := specimen.Draw(specimen.Spec{Kind: bordereau.TaxNotice, Seed: seed, Format: "pdf_text"})
		if err != nil {
			t.Fatal(err)
		}
		income, _, _ := strings.Cut(d.Truth.Fields["reference_income"], ".")
		number := d.Truth.Fields["tax_number"]
		without := func(group string) bordereau.Understanding {
			r := d.Reading()
			for i := range r.Pages {
				r.Pages[i].Words = slices.DeleteFunc(r.Pages[i].Words, func(w bordereau.Word) bool { return w.Text == group })
			}
			return understandReading(t, r, nil)
		}
		u := without(income[len(income)-3:])
		if u.Type != bordereau.TaxNotice || u.Value("reference_income") == "" {
			t.Fatalf("%d: %s, %+v", seed, u.Type, u.Fields)
		}
		if f := u.Field("reference_income"); f.Value != d.Truth.Fields["reference_income"] && proves(u, "reference_income", bordereau.ProofAgreement) {
			t.Errorf("%d: %s agrees with itself", seed, f.Value)
		}
		u = without(number[:2])
		if v := u.Value("tax_number"); v != "" && proves(u, "tax_number", bordereau.ProofCheckDigit) {
			t.Errorf("%d: %s is taken for the tax number %s", seed, v, number)
		}
	}
}
