package specimen

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/check"
)

// The keys of the truth, verified by the package that verifies papers. `broken`
// is the rule that this field breaks on purpose.
func verify(t *testing.T, tr Truth) {
	t.Helper()
	f := tr.Fields
	fits := func(rule, name string, ok bool) {
		t.Helper()
		if want := !slices.Contains(tr.Wrong, rule); ok != want {
			t.Errorf("%s seed %d (%s): %s %q: fits %v, wrong on purpose %v", tr.Type, tr.Seed, tr.Layout, name, f[name], ok, tr.Wrong)
		}
	}
	for _, name := range []string{"iban", "creditor_iban"} {
		if f[name] != "" {
			_, err := check.ParseIBAN(f[name])
			fits("iban", name, err == nil)
		}
	}
	if v := f["debtor_iban"]; v != "" {
		if _, err := check.ParseIBAN(v); err != nil {
			t.Errorf("debtor_iban %s: %v", v, err)
		}
	}
	if key := f["rib_key"]; key != "" && !slices.Contains(tr.Wrong, "iban") {
		v := f["iban"]
		_, err := check.ParseRIB(v[4:25] + key)
		fits("rib_key", "rib_key", err == nil)
	}
	if v := f["bic"]; v != "" {
		if _, err := check.ParseBIC(v); err != nil {
			t.Errorf("bic %s: %v", v, err)
		}
	}
	if v := f["siret"]; v != "" {
		_, err := check.ParseSIRET(v)
		fits("siret", "siret", err == nil)
	}
	if v := f["siren"]; v != "" {
		_, err := check.ParseSIREN(v)
		fits("siren", "siren", err == nil)
	}
	if v := f["isin"]; v != "" {
		_, err := check.ParseISIN(v)
		fits("isin", "isin", err == nil)
	}
	if v := f["creditor_id"]; v != "" {
		_, err := check.ParseCreditorID(v)
		fits("creditor_id", "creditor_id", err == nil)
	}
	if v := f["tax_number"]; v != "" {
		_, err := check.ParseSPI(v)
		fits("tax_number", "tax_number", err == nil)
	}
	if v := f["code_line"]; v != "" {
		line, err := check.ParseCodeLine(v)
		if err != nil {
			t.Errorf("code line %s: %v", v, err)
		}
		fits("rlmc_key", "rlmc_key", line.RLMCFits(f["rlmc_key"]))
	}
	if v := f["mrz"]; v != "" {
		m, err := check.ParseMRZ(strings.Split(v, "\n"), Day)
		if err != nil {
			t.Fatalf("mrz %s: %v", v, err)
		}
		fits("mrz", "mrz", m.Valid())
		if m.Surname != f["surname"] || m.Number != f["document_number"] || m.Sex != f["sex"] {
			t.Errorf("the MRZ %s gives %s %s %s, printed are %s %s %s", v, m.Surname, m.Number, m.Sex, f["surname"], f["document_number"], f["sex"])
		}
		// The card of 1995 cuts the given names off after 14 characters.
		if given := strings.ToUpper(plain(f["given_names"])); !strings.HasPrefix(given, strings.TrimSpace(m.GivenNames)) {
			t.Errorf("the MRZ %s gives %q, printed are %q", v, m.GivenNames, given)
		}
		if m.Valid() && (m.BirthDate != f["birth_date"] || (m.ExpiryDate != "" && m.ExpiryDate != f["expiry_date"])) {
			t.Errorf("the MRZ %s gives the dates %s and %s, printed are %s and %s", v, m.BirthDate, m.ExpiryDate, f["birth_date"], f["expiry_date"])
		}
	}
	if v := f["amount_words"]; v != "" {
		fits("amount_words", "amount_words", v == f["amount_figures"])
	}
	cents := func(name string) int64 {
		m, err := bordereau.ParseMoney(f[name], "EUR")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return m.Minor
	}
	sum, n := int64(0), 0
	for ; f[fmt.Sprintf("lines[%d].amount", n)] != ""; n++ {
		sum += cents(fmt.Sprintf("lines[%d].amount", n))
	}
	if f["slip_total"] != "" {
		fits("slip_total", "slip_total", sum == cents("slip_total"))
		if f["slip_count"] != fmt.Sprint(n) {
			t.Errorf("%d cheques are listed, %s declared", n, f["slip_count"])
		}
	}
	if f["vat_amount"] != "" && (cents("net_amount")+cents("vat_amount") != cents("gross_amount") || (n > 0 && sum != cents("net_amount"))) {
		t.Errorf("the invoice does not add up: %v", f)
	}
}

func TestKeysFit(t *testing.T) {
	for seed := range uint64(40) {
		for _, kind := range Kinds() {
			for _, d := range []Defects{{}, {WrongKey: true, Disagree: true, WrongTotal: true}} {
				for _, from := range []uint64{seed, HeldOut + 1 + seed} {
					drawn, err := Draw(Spec{Kind: kind, Seed: from, Format: "pdf_text", Defects: d})
					if err != nil {
						t.Fatal(err)
					}
					verify(t, drawn.Truth)
				}
			}
		}
	}
}

// Papers on which something can be made wrong must have it wrong when it is asked for.
func TestWrongIsWrong(t *testing.T) {
	for kind, want := range map[bordereau.Type][]string{
		bordereau.Cheque: {"amount_words", "rlmc_key"}, bordereau.RemittanceSlip: {"slip_total", "iban"}, bordereau.IdentityCard: {"mrz"},
		bordereau.Passport: {"mrz"}, bordereau.ResidencePermit: {"mrz"}, bordereau.TransferOrder: {"amount_words", "iban"}, bordereau.Invoice: {"iban"},
		bordereau.TaxNotice: {"tax_number"}, bordereau.Payslip: {"siret", "contributions"}, bordereau.AccountStatement: {"closing_balance", "iban"}, bordereau.AmortisationTable: {"schedule"},
		bordereau.SepaMandate: {"creditor_id"}, bordereau.SepaTIP: {"creditor_id"}, bordereau.LoanOffer: {"total_due"},
		bordereau.TradeConfirmation: {"isin", "net_amount"}, bordereau.SecuritiesOrder: {"isin"}, bordereau.CorporateActionNotice: {"isin", "net_amount"},
	} {
		d, err := Draw(Spec{Kind: kind, Seed: 5, Format: "pdf_text", Defects: Defects{WrongKey: true, Disagree: true, WrongTotal: true}})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(d.Truth.Wrong, want) {
			t.Errorf("%s: wrong is %v, want %v", kind, d.Truth.Wrong, want)
		}
	}
}

func TestPeopleAreWhole(t *testing.T) {
	people := People(9, 60)
	ibans, companies := map[string]int{}, 0
	for _, c := range people {
		for _, a := range c.Accounts {
			ibans[a.IBAN]++
			iban, err := check.ParseIBAN(a.IBAN)
			if err != nil {
				t.Error(err)
			}
			rib, err := check.ParseRIB(a.Bank.Code + a.Branch + a.Number + a.Key)
			if err != nil || !check.IBANAgreesWithRIB(iban, rib) {
				t.Errorf("%s: RIB %v %v", a.IBAN, rib, err)
			}
			if !strings.HasPrefix(a.Bank.Code, "1999") || !strings.HasPrefix(a.Bank.BIC, "ZZ") {
				t.Errorf("%s might be a real bank", a.Bank.Name)
			}
		}
		if !strings.HasPrefix(c.PostCode, "99") {
			t.Errorf("%s might be a real town", c.Town())
		}
		if !c.Person() {
			companies++
			if _, err := check.ParseSIRET(c.SIRET()); err != nil {
				t.Error(err)
			}
		}
	}
	joint := 0
	for _, n := range ibans {
		if n == 2 {
			joint++
		}
	}
	if companies != 12 || joint == 0 {
		t.Errorf("%d companies, %d joint accounts", companies, joint)
	}
}

func TestSetValuesArePrinted(t *testing.T) {
	d, err := Draw(Spec{Kind: bordereau.Cheque, Seed: 8, Format: "pdf_text", Set: map[string]string{"amount": "1237.56", "payee": "Menuiserie des Moulins SARL", "date": "2026-11-03", "place": "Aigremer"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1 237,56", "Menuiserie des Moulins SARL", "03/11/2026", "Aigremer"} {
		if !strings.Contains(d.Truth.Text, want) {
			t.Errorf("%q is not printed:\n%s", want, d.Truth.Text)
		}
	}
	slip, err := Draw(Spec{Kind: bordereau.RemittanceSlip, Seed: 8, Format: "pdf_text", Cheques: []Truth{d.Truth}})
	if err != nil {
		t.Fatal(err)
	}
	if f := slip.Truth.Fields; f["slip_total"] != "1237.56" || f["lines[0].cheque_number"] != d.Truth.Fields["cheque_number"] {
		t.Errorf("the slip says %v", f)
	}
}
