package policy

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"bordereau"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func field(name, value string, kinds ...bordereau.ProofKind) bordereau.Field {
	f := bordereau.Field{Name: name, Value: value, Confidence: 0.9}
	for _, k := range kinds {
		f.Prove(k, "for the test")
	}
	return f
}

const (
	digit, dossier, agree, balance, weak, person = bordereau.ProofCheckDigit, bordereau.ProofDossier, bordereau.ProofAgreement,
		bordereau.ProofBalance, bordereau.ProofCorroboration, bordereau.ProofPerson
)

// perfect gives an understanding of each type that passes as far as its type can.
func perfect(t bordereau.Type) bordereau.Understanding {
	u := bordereau.Understanding{Type: t, TypeConfidence: 0.9, TypeProved: true}
	switch t {
	case bordereau.Cheque:
		u.TypeProved = false
		u.Fields = []bordereau.Field{field("amount", "1237.56", agree), field("code_line", "C0048541 C075000004908D 241410518989A", digit),
			field("payee", "DUPONT JEAN", dossier), field("date", "2026-11-20", weak), field("signature_present", "true")}
	case bordereau.RemittanceSlip:
		u.Fields = []bordereau.Field{field("slip_total", "1237.56", balance), field("slip_count", "2"), field("iban", "FR7630001000644919009562088", digit)}
	case bordereau.TransferOrder:
		u.Fields = []bordereau.Field{field("debtor_iban", "FR7630001000644919009562088", digit, dossier), field("creditor_iban", "FR1420041010050500013M02606", digit),
			field("amount", "1237.56", agree), field("signature_present", "true")}
	case bordereau.BankDetails:
		u.Fields = []bordereau.Field{field("iban", "FR7630001000644919009562088", digit, agree), field("account_holder", "DUPONT JEAN", dossier)}
	case bordereau.IdentityCard, bordereau.Passport, bordereau.ResidencePermit:
		u.Fields = []bordereau.Field{field("mrz", "P<", digit), field("surname", "DUPONT", dossier), field("given_names", "JEAN", dossier),
			field("birth_date", "1974-08-12", digit, dossier), field("expiry_date", "2030-01-01", digit)}
	case bordereau.ProofOfAddress:
		u.Fields = []bordereau.Field{field("account_holder", "DUPONT JEAN", dossier), field("address", "1 rue Haute, 44000 Nantes", dossier), field("date", "2026-11-02", weak)}
	case bordereau.Invoice:
		u.Fields = []bordereau.Field{field("account_holder", "DUPONT JEAN", dossier), field("gross_amount", "300.00", agree), field("date", "2026-11-02", weak)}
	default:
		paper(&u)
	}
	// A check that a rule wants is one that passed.
	for _, name := range Default().Types[t].Passed {
		u.Checks = append(u.Checks, bordereau.Check{Rule: name, Verdict: bordereau.Passed})
	}
	return u
}

// Which mention of a cheque is missing, and what to do about it, the check says itself.
func TestMissingMentionIsSaidToTheClerk(t *testing.T) {
	const detail = "Il manque au chèque la date : il ne vaut pas comme chèque (CMF L131-2, L131-3)"
	u := perfect(bordereau.Cheque)
	u.Checks = append(u.Checks, bordereau.Check{Rule: "mandatory_mentions", Verdict: bordereau.Failed, Detail: detail})
	d := Default().Decide(u, calm)
	if d.Route != OneClerk || !slices.Equal(d.Reasons, []Reason{{"", "check_failed:mandatory_mentions", detail}}) {
		t.Errorf("%s: %+v", d.Route, d.Reasons)
	}
}

// paper is perfect for what lies in dossiers.
func paper(u *bordereau.Understanding) {
	holder := field("account_holder", "DUPONT JEAN", dossier)
	switch u.Type {
	case bordereau.TaxNotice:
		u.Fields = []bordereau.Field{field("tax_number", "3023217600053", digit), field("tax_notice_reference", "26B4512345678", weak),
			field("reference_income", "31200.00", agree), field("tax_year", "2025"), holder}
	case bordereau.Payslip:
		u.Fields = []bordereau.Field{field("gross_pay", "2500.00", balance), field("net_before_tax", "1950.00", balance), field("net_pay", "1850.00", balance),
			field("siret", "73282932000074", digit), field("employer", "GARAGE DES MOULINS"), field("period", "2026-10"), holder}
	case bordereau.SepaMandate:
		u.Fields = []bordereau.Field{field("creditor_id", "FR72ZZZ123456", digit), field("mandate_reference", "RUM-1"), field("debtor_iban", "FR7630001000644919009562088", digit, dossier),
			field("debtor", "DUPONT JEAN", dossier), field("date", "2026-11-02", weak), field("signature_present", "true")}
	case bordereau.CompanyExtract:
		u.Fields = []bordereau.Field{field("siren", "732829320", digit, agree, dossier), field("company", "GARAGE DES MOULINS", dossier), field("date", "2026-11-02", weak)}
	case bordereau.AccountStatement:
		u.Fields = []bordereau.Field{field("iban", "FR7630001000644919009562088", digit), holder, field("opening_balance", "10.00", balance), field("closing_balance", "20.00", balance),
			field("statement_date", "2026-10-31", weak)}
	case bordereau.AmortisationTable:
		u.Fields = []bordereau.Field{field("loan_amount", "10000.00", balance), field("rate", "3.45", agree), field("debtor", "DUPONT JEAN", dossier)}
	case bordereau.TradeConfirmation:
		u.Fields = []bordereau.Field{field("isin", "FR0000131104", digit), field("side", "buy"), field("quantity", "10", balance), field("price", "50", balance), field("net_amount", "505.00", balance), holder}
	case bordereau.CorporateActionNotice:
		u.Fields = []bordereau.Field{field("isin", "FR0000131104", digit), field("event", "dividend"), field("quantity", "10", balance), field("net_amount", "7.00", balance), holder}
	}
}

var calm = Circumstances{Now: now, DossierKnown: true}

func rules(d Decision) []string {
	var out []string
	for _, r := range d.Reasons {
		out = append(out, strings.TrimPrefix(r.Field+"/"+r.Rule, "/"))
	}
	return out
}

func TestDecideByType(t *testing.T) {
	p := Default()
	for _, kind := range bordereau.Types {
		d := p.Decide(perfect(kind), calm)
		want := OneClerk
		switch kind {
		case bordereau.Cheque, bordereau.RemittanceSlip, bordereau.BankDetails, bordereau.IdentityCard, bordereau.Passport, bordereau.ResidencePermit, bordereau.ProofOfAddress, bordereau.Invoice,
			bordereau.TaxNotice, bordereau.Payslip, bordereau.SepaMandate, bordereau.CompanyExtract, bordereau.AccountStatement, bordereau.AmortisationTable, bordereau.TradeConfirmation, bordereau.CorporateActionNotice:
			want = StraightThrough
		}
		if d.Route != want || d.Passes() != (want == StraightThrough) || d.Policy != p.Version {
			t.Errorf("%s: %+v, want %s", kind, d, want)
		}
		after := calm
		after.Persons = []string{"anne"}
		if d := p.Decide(perfect(kind), after); !d.Passes() {
			t.Errorf("%s after a clerk: %+v", kind, d)
		}
	}
}

func TestDecide(t *testing.T) {
	type change func(u *bordereau.Understanding, c *Circumstances)
	set := func(name string, f func(*bordereau.Field)) change {
		return func(u *bordereau.Understanding, _ *Circumstances) { f(u.Field(name)) }
	}
	without := func(name string) change {
		return func(u *bordereau.Understanding, _ *Circumstances) {
			u.Fields = slices.DeleteFunc(u.Fields, func(f bordereau.Field) bool { return f.Name == name })
		}
	}
	value := func(name, v string) change { return set(name, func(f *bordereau.Field) { f.Value = v }) }
	proofs := func(name string, kinds ...bordereau.ProofKind) change {
		return set(name, func(f *bordereau.Field) { f.Proofs = field("", "", kinds...).Proofs })
	}
	circumstance := func(f func(*Circumstances)) change {
		return func(_ *bordereau.Understanding, c *Circumstances) { f(c) }
	}
	for _, c := range []struct {
		name        string
		kind        bordereau.Type
		changes     []change
		route       Route
		outstanding int
		reasons     []string
	}{
		{"amount only corroborated", bordereau.Cheque, []change{proofs("amount", weak)}, OneClerk, 1, []string{"amount/field_not_proved"}},
		{"amount confirmed by a person", bordereau.Cheque, []change{proofs("amount", person)}, StraightThrough, 0, nil},
		{"code line repaired by its key", bordereau.Cheque, []change{set("code_line", func(f *bordereau.Field) { f.Repaired = true })}, OneClerk, 1, []string{"code_line/field_repaired"}},
		{"payee is not the depositor", bordereau.Cheque, []change{proofs("payee", agree)}, OneClerk, 1, []string{"payee/proof_missing"}},
		{"a signature does not say whose payee it is", bordereau.Cheque, []change{proofs("payee", bordereau.ProofSignature)}, OneClerk, 1, []string{"payee/proof_missing"}},
		{"an amount that is signed", bordereau.TaxNotice, []change{proofs("reference_income", bordereau.ProofSignature)}, StraightThrough, 0, nil},
		{"a number that is signed", bordereau.TaxNotice, []change{proofs("tax_number", bordereau.ProofSignature)}, StraightThrough, 0, nil},
		{"another's notice, signed", bordereau.TaxNotice, []change{proofs("account_holder", bordereau.ProofSignature)}, OneClerk, 1, []string{"account_holder/proof_missing"}},
		{"a code of a trial", bordereau.ProofOfAddress, []change{func(u *bordereau.Understanding, _ *Circumstances) {
			u.Fields = append(u.Fields, field("code2d_signature", "test"))
		}}, OneClerk, 1, []string{"code2d_signature/code2d_of_test"}},
		{"a code whose signer is not known", bordereau.ProofOfAddress, []change{func(u *bordereau.Understanding, _ *Circumstances) {
			u.Fields = append(u.Fields, field("code2d_signature", "unknown"))
			u.Checks = append(u.Checks, bordereau.Check{Rule: "code2d_signature", Verdict: bordereau.Inconclusive})
		}}, StraightThrough, 0, nil},
		{"such a code that says other things", bordereau.ProofOfAddress, []change{func(u *bordereau.Understanding, _ *Circumstances) {
			u.Checks = append(u.Checks, bordereau.Check{Rule: "code2d_differs", Verdict: bordereau.Inconclusive, Detail: "le code dit autre chose"})
		}}, OneClerk, 1, []string{"code2d_in_doubt"}},
		{"a bill to another address", bordereau.ProofOfAddress, []change{proofs("address", agree, digit)}, OneClerk, 1, []string{"address/proof_missing"}},
		{"an account that is not the customer's", bordereau.SepaMandate, []change{proofs("debtor_iban", digit)}, OneClerk, 1, []string{"debtor_iban/proof_missing"}},
		{"a mandate without a signature", bordereau.SepaMandate, []change{value("signature_present", "false")}, OneClerk, 1, []string{"signature_present/value_unexpected"}},
		{"a mandate between companies", bordereau.SepaMandate, []change{func(u *bordereau.Understanding, _ *Circumstances) {
			for i := range u.Checks {
				if u.Checks[i].Rule == "mandate_scheme" {
					u.Checks[i].Verdict = bordereau.Inconclusive
				}
			}
		}}, OneClerk, 1, []string{"check_missing:mandate_scheme"}},
		{"a payslip whose sum was not done", bordereau.Payslip, []change{proofs("net_pay", weak)}, OneClerk, 1, []string{"net_pay/proof_missing"}},
		{"an employer without a key", bordereau.Payslip, []change{proofs("siret")}, OneClerk, 1, []string{"siret/proof_missing"}},
		{"an extract of another company", bordereau.CompanyExtract, []change{proofs("siren", digit, agree)}, OneClerk, 1, []string{"siren/proof_missing"}},
		{"an old extract", bordereau.CompanyExtract, []change{value("date", "2026-08-22")}, OneClerk, 1, []string{"date/date_too_old"}},
		{"no date", bordereau.Cheque, []change{without("date")}, OneClerk, 1, []string{"date/field_missing"}},
		{"no longer valid", bordereau.Cheque, []change{func(u *bordereau.Understanding, _ *Circumstances) {
			u.Checks = append(u.Checks, bordereau.Check{Rule: "cheque_validity", Verdict: bordereau.Failed, Detail: "Le chèque n'est plus payable", Fields: []string{"date"}})
		}}, OneClerk, 1, []string{"date/check_failed:cheque_validity", "date/field_conflict"}},
		{"today's date", bordereau.Cheque, []change{value("date", "2026-11-23")}, StraightThrough, 0, nil},
		{"tomorrow's date", bordereau.Cheque, []change{value("date", "2026-11-24")}, OneClerk, 1, []string{"date/date_in_future"}},
		{"not a date", bordereau.Cheque, []change{value("date", "hier")}, OneClerk, 1, []string{"date/date_unreadable"}},
		{"not signed", bordereau.Cheque, []change{value("signature_present", "false")}, OneClerk, 1, []string{"signature_present/value_unexpected"}},
		{"at the ceiling", bordereau.Cheque, []change{value("amount", "5000.00")}, StraightThrough, 0, nil},
		{"a cent above the ceiling", bordereau.Cheque, []change{value("amount", "5000.01")}, TwoClerks, 2, []string{"amount/above_ceiling"}},
		{"above, one has decided", bordereau.Cheque, []change{value("amount", "5000.01"), circumstance(func(c *Circumstances) { c.Persons = []string{"anne"} })}, TwoClerks, 1, []string{"amount/above_ceiling"}},
		{"above, the same twice", bordereau.Cheque, []change{value("amount", "5000.01"), circumstance(func(c *Circumstances) { c.Persons = []string{"anne", "anne", ""} })}, TwoClerks, 1, []string{"amount/above_ceiling"}},
		{"above, two have decided", bordereau.Cheque, []change{value("amount", "5000.01"), circumstance(func(c *Circumstances) { c.Persons = []string{"anne", "bela"} })}, TwoClerks, 0, nil},
		{"unknown currency", bordereau.Cheque, []change{func(u *bordereau.Understanding, _ *Circumstances) {
			u.Fields = append(u.Fields, field("currency", "XPF"))
		}}, TwoClerks, 2, []string{"amount/currency_without_ceiling"}},
		{"amount with wrong decimals", bordereau.Cheque, []change{value("amount", "5000.0")}, OneClerk, 1, []string{"amount/amount_unreadable"}},
		{"words against figures", bordereau.Cheque, []change{func(u *bordereau.Understanding, _ *Circumstances) {
			u.Checks = append(u.Checks, bordereau.Check{Rule: "words_against_figures", Verdict: bordereau.Failed, Detail: "12 et 13", Fields: []string{"amount"}})
		}}, OneClerk, 1, []string{"amount/check_failed:words_against_figures", "amount/field_conflict"}},
		{"cues below the margin", bordereau.Cheque, []change{func(u *bordereau.Understanding, _ *Circumstances) { u.TypeConfidence = 0.4 }}, OneClerk, 1, []string{"type_doubtful"}},
		{"a card without machine check", bordereau.IdentityCard, []change{func(u *bordereau.Understanding, _ *Circumstances) { u.TypeProved = false }}, OneClerk, 1, []string{"type_not_proved"}},
		{"hidden text differs", bordereau.BankDetails, []change{circumstance(func(c *Circumstances) { c.MismatchedLayer = true })}, OneClerk, 1, []string{"layer_differs"}},
		{"active content", bordereau.BankDetails, []change{circumstance(func(c *Circumstances) { c.Flags = []string{"javascript", "something_new"} })}, OneClerk, 1, []string{"flag_javascript", "flag_something_new"}},
		{"a person changed the IBAN", bordereau.BankDetails, []change{circumstance(func(c *Circumstances) { c.ChangedIBAN = true; c.Persons = []string{"anne"} })}, TwoClerks, 1, []string{"iban_changed"}},
		{"nobody knows the dossier", bordereau.BankDetails, []change{circumstance(func(c *Circumstances) { c.DossierKnown = false })}, OneClerk, 1, []string{"dossier_unknown"}},
		{"IBAN without the RIB", bordereau.BankDetails, []change{proofs("iban", digit)}, OneClerk, 1, []string{"iban/proof_missing"}},
		{"IBAN whose key was used up, but equal to the RIB", bordereau.BankDetails, []change{set("iban", func(f *bordereau.Field) { f.Repaired = true })}, OneClerk, 1, []string{"iban/proof_missing"}},
		{"another's card", bordereau.IdentityCard, []change{proofs("surname", digit, agree)}, OneClerk, 1, []string{"surname/proof_missing"}},
		{"passport run out", bordereau.Passport, []change{value("expiry_date", "2026-11-22")}, OneClerk, 1, []string{"expiry_date/date_expired"}},
		{"old bill", bordereau.ProofOfAddress, []change{value("date", "2026-08-22")}, OneClerk, 1, []string{"date/date_too_old"}},
		{"slip out of balance", bordereau.RemittanceSlip, []change{proofs("slip_total", agree)}, OneClerk, 1, []string{"slip_total/proof_missing"}},
		{"a person says: no amount on it", bordereau.Cheque, []change{value("amount", ""), proofs("amount", person)}, OneClerk, 1, []string{"amount/value_missing"}},
		{"a person says: no payee on it", bordereau.Cheque, []change{value("payee", ""), proofs("payee", person)}, StraightThrough, 0, nil},
		{"a transfer above the ceiling", bordereau.TransferOrder, []change{value("amount", "9000.00")}, TwoClerks, 2, []string{"always_a_person", "amount/above_ceiling"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			u, circ := perfect(c.kind), calm
			for _, f := range c.changes {
				f(&u, &circ)
			}
			d := Default().Decide(u, circ)
			if d.Route != c.route || d.Outstanding != c.outstanding || !slices.Equal(rules(d), c.reasons) {
				t.Errorf("%s %d %v", d.Route, d.Outstanding, rules(d))
			}
			for _, r := range d.Reasons {
				if r.Sentence == "" || strings.Contains(r.Sentence, "_") && r.Field != "" {
					t.Errorf("no sentence for a clerk: %+v", r)
				}
			}
		})
	}
}

func TestStatuses(t *testing.T) {
	repaired := field("iban", "x", digit)
	repaired.Repaired = true
	both := field("both", "x", digit, agree)
	both.Repaired = true
	propped := field("propped", "x", digit, weak)
	propped.Repaired = true
	u := bordereau.Understanding{
		Fields: []bordereau.Field{field("none", "x"), field("weak", "x", weak, weak), field("strong", "x", weak, agree), repaired, both, propped,
			field("contradicted", "x", digit), field("settled", "x", digit, person)},
		Checks: []bordereau.Check{{Rule: "r", Verdict: bordereau.Failed, Fields: []string{"contradicted", "settled"}}, {Rule: "q", Verdict: bordereau.Inconclusive, Fields: []string{"strong"}}},
	}
	want := map[string]bordereau.Status{"none": bordereau.Doubtful, "weak": bordereau.Corroborated, "strong": bordereau.Proved, "iban": bordereau.Doubtful,
		"both": bordereau.Proved, "propped": bordereau.Doubtful, "contradicted": bordereau.Conflict, "settled": bordereau.Proved}
	got := map[string]bordereau.Status{}
	for _, f := range Default().Statuses(u).Fields {
		got[f.Name] = f.Status
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if u.Fields[2].Status != "" {
		t.Error("the argument was changed")
	}
}

var kinds = []bordereau.ProofKind{digit, dossier, agree, balance, weak, person, bordereau.ProofSignature}

func draw(t *rapid.T) (bordereau.Understanding, Circumstances) {
	u := perfect(rapid.SampledFrom(bordereau.Types).Draw(t, "type"))
	u.TypeProved = rapid.Bool().Draw(t, "type proved")
	for i := range u.Fields {
		f := &u.Fields[i]
		if rapid.Bool().Draw(t, "disturb") {
			f.Proofs = nil
			for _, k := range rapid.SliceOfN(rapid.SampledFrom(kinds), 0, 3).Draw(t, "proofs") {
				f.Prove(k, "drawn")
			}
			f.Repaired = rapid.Bool().Draw(t, "repaired")
			f.Value = rapid.SampledFrom([]string{f.Value, "", "9999999.99"}).Draw(t, "value")
		}
		if rapid.IntRange(0, 5).Draw(t, "failed") == 0 {
			u.Checks = append(u.Checks, bordereau.Check{Rule: "drawn", Verdict: bordereau.Failed, Fields: []string{f.Name}})
		}
	}
	return u, Circumstances{Now: now, Persons: rapid.SliceOfN(rapid.SampledFrom([]string{"anne", "bela"}), 0, 3).Draw(t, "persons"),
		ChangedIBAN: rapid.Bool().Draw(t, "changed"), MismatchedLayer: rapid.Bool().Draw(t, "layer"), DossierKnown: rapid.Bool().Draw(t, "known"),
		Flags: rapid.SliceOfN(rapid.SampledFrom([]string{"javascript", "revisions"}), 0, 2).Draw(t, "flags")}
}

// Every proof that a rule of a type asks for is needed: without it, and with any other in
// its place, a person sees the document; so does one whose type no check proves, however
// sure of it the cues or the learned classifier are, and one of which a check failed.
func TestEveryProofAskedForIsNeeded(t *testing.T) {
	goes := func(what string, u bordereau.Understanding, straight bool) {
		t.Helper()
		if d := Default().Decide(u, calm); d.Passes() != straight {
			t.Errorf("%s, %s: %+v", u.Type, what, d)
		}
	}
	n := 0
	for kind, rule := range Default().Types {
		if rule.Why == "" {
			t.Errorf("nobody says why the rules of %s are as they are", kind)
		}
		if !rule.StraightThrough {
			continue
		}
		n++
		goes("as it should be", perfect(kind), true)
		for _, r := range rule.Fields {
			strip := func(kinds ...bordereau.ProofKind) bordereau.Understanding {
				u := perfect(kind)
				for _, name := range r.Names {
					if f := u.Field(name); f != nil {
						f.Proofs = field("", "", kinds...).Proofs
					}
				}
				return u
			}
			if r.Level != Present {
				goes(r.Names[0]+" without a proof", strip(), false)
			}
			if r.Level != Proved {
				continue
			}
			goes(r.Names[0]+" with a weak proof", strip(weak), false)
			for _, k := range []bordereau.ProofKind{digit, agree, balance, dossier, bordereau.ProofSignature} {
				fits := k == bordereau.ProofSignature
				for _, want := range r.By {
					fits = fits && want != dossier || want == k
				}
				for _, want := range r.All {
					fits = fits && want != dossier
				}
				if len(r.By)+len(r.All) > 0 {
					goes(r.Names[0]+" with "+string(k)+" alone", strip(k), fits)
				}
			}
		}
		for i := range perfect(kind).Checks {
			u := perfect(kind)
			u.Checks[i].Verdict = bordereau.Inconclusive
			goes(u.Checks[i].Rule+" not made", u, false)
		}
		u := perfect(kind)
		u.Checks = append(u.Checks, bordereau.Check{Rule: "any", Verdict: bordereau.Failed})
		goes("a check failed", u, false)
		if rule.TypeProof == "check" {
			u = perfect(kind)
			u.TypeProved, u.TypeConfidence = false, 1
			u.Checks = append(u.Checks, bordereau.Check{Rule: "learned_type", Verdict: bordereau.Passed})
			goes("its type is only believed", u, false)
		}
	}
	if n < 15 {
		t.Error("few types pass: ", n)
	}
}

func TestAStrongProofNeverMakesItStricter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u, c := draw(t)
		if len(u.Fields) == 0 {
			return
		}
		before := Default().Decide(u, c)
		more := u
		more.Fields = slices.Clone(u.Fields)
		f := &more.Fields[rapid.IntRange(0, len(u.Fields)-1).Draw(t, "at")]
		f.Proofs = slices.Clone(f.Proofs)
		f.Prove(rapid.SampledFrom(slices.DeleteFunc(slices.Clone(kinds), func(k bordereau.ProofKind) bool { return !k.Strong() })).Draw(t, "kind"), "new")
		after := Default().Decide(more, c)
		if after.Route.Strictness() > before.Route.Strictness() || after.Outstanding > before.Outstanding {
			t.Fatalf("%v then %v", before, after)
		}
	})
}

func TestConfidenceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u, c := draw(t)
		before := Default().Decide(u, c)
		u.Fields = slices.Clone(u.Fields)
		for i := range u.Fields {
			u.Fields[i].Confidence = rapid.Float64Range(0, 1).Draw(t, "confidence")
		}
		if d := cmp.Diff(before, Default().Decide(u, c)); d != "" {
			t.Fatal(d)
		}
	})
}

func TestARepairNeverProvesItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u, c := draw(t)
		for i := range u.Fields {
			u.Fields[i].Repaired = true
			u.Fields[i].Proofs = field("", "", digit, weak).Proofs
		}
		for _, f := range Default().Statuses(u).Fields {
			if f.Status == bordereau.Proved || f.Status == bordereau.Corroborated {
				t.Fatalf("%+v", f)
			}
		}
		if d := Default().Decide(u, c); d.Passes() && len(u.Fields) > 0 {
			t.Fatalf("%+v", d)
		}
	})
}

func TestNothingStraightThroughThatWantsAPerson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u, c := draw(t)
		d := Default().Decide(u, c)
		if d.Route == StraightThrough && (c.MismatchedLayer || len(c.Flags) > 0 || c.ChangedIBAN || !c.DossierKnown || slices.ContainsFunc(u.Checks, func(k bordereau.Check) bool { return k.Verdict == bordereau.Failed })) {
			t.Fatalf("%+v %+v", d, c)
		}
		if (d.Outstanding == 0) != (len(d.Reasons) == 0) || d.Outstanding > d.Route.Strictness() {
			t.Fatalf("%+v", d)
		}
	})
}

func TestParseIsStrict(t *testing.T) {
	good := `{"version":"1","types":{"invoice":{"straight_through":true,"type_proof":"cues","margin":0.5,"fields":[{"names":["date"],"level":"present"}]}}}`
	if _, err := Parse([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"no version":      strings.Replace(good, `"1"`, `""`, 1),
		"unknown key":     strings.Replace(good, `"margin"`, `"margins"`, 1),
		"unknown type":    strings.Replace(good, `"invoice"`, `"invoices"`, 1),
		"unknown level":   strings.Replace(good, `"present"`, `"sure"`, 1),
		"margin":          strings.Replace(good, `0.5`, `0`, 1),
		"type proof":      strings.Replace(good, `"cues"`, `"guess"`, 1),
		"attention":       strings.Replace(good, `"present"`, `"present","attention":1.5`, 1),
		"no name":         strings.Replace(good, `["date"]`, `[]`, 1),
		"weak proof":      strings.Replace(good, `"level":"present"`, `"level":"proved","by":["corroboration"]`, 1),
		"proof not asked": strings.Replace(good, `"level":"present"`, `"level":"present","by":["dossier"]`, 1),
		"no fields":       strings.Replace(good, `{"names":["date"],"level":"present"}`, ``, 1),
		"amount alone":    strings.Replace(good, `"margin"`, `"amount":"date","margin"`, 1),
		"amount unnamed":  strings.Replace(good, `"margin"`, `"amount":"amount","ceilings":{"EUR":1},"margin"`, 1),
		"currency":        strings.Replace(good, `"margin"`, `"amount":"date","ceilings":{"ZZZ":1},"margin"`, 1),
		"circulates":      strings.Replace(good, `"margin"`, `"amount":"date","ceilings":{"EUR":1},"circulates":{"ZZZ":1},"margin"`, 1),
		"no amount":       strings.Replace(good, `"margin"`, `"circulates":{"EUR":1},"margin"`, 1),
		"tail":            good + "{}",
		"nothing":         "",
	} {
		if _, err := Parse([]byte(bad)); bordereau.CodeOf(err) != bordereau.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPaperThatCirculatesIsNotedAndStopsNothing(t *testing.T) {
	for _, c := range []struct {
		kind                         bordereau.Type
		amount, currency, font, zone string
		says                         []string
	}{
		{bordereau.Cheque, "9999.99", "EUR", "cmc7", "075000004908", nil},
		{bordereau.Cheque, "10000.00", "EUR", "cmc7", "075000004908", []string{"atteint 10000.00 EUR"}},
		{bordereau.Cheque, "10000.00", "", "", "", []string{"atteint 10000.00 EUR"}},
		{bordereau.Cheque, "90000.00", "USD", "", "", nil},
		{bordereau.Cheque, "vingt", "EUR", "", "", nil},
		{bordereau.Cheque, "10.00", "EUR", "e13b", "", []string{"chèque français"}},
		{bordereau.Cheque, "10000.00", "EUR", "e13b", "", []string{"10000.00 EUR et", "chèque français"}},
		{bordereau.TransferOrder, "90000.00", "EUR", "", "", nil},
	} {
		u := perfect(c.kind)
		u.Field("amount").Value = c.amount
		if c.currency != "" {
			u.Fields = append(u.Fields, field("currency", c.currency))
		}
		u.Fields = append(u.Fields, field("code_line_font", c.font), field("interbank_zone", c.zone))
		got, ok := Default().Circulates(u)
		if ok != (c.says != nil) || ok && (got.Verdict != bordereau.Inconclusive || len(got.Fields) != len(c.says)) {
			t.Errorf("%+v: %+v", c, got)
		}
		for _, s := range c.says {
			if !strings.Contains(got.Detail, s) {
				t.Errorf("%q does not say %q", got.Detail, s)
			}
		}
		before := Default().Decide(u, calm)
		u.Checks = append(u.Checks, got)
		if d := cmp.Diff(before, Default().Decide(u, calm)); ok && d != "" {
			t.Error(d)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(defaultFile)
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse(data)
		if err != nil {
			return
		}
		again, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(again); err != nil {
			t.Fatal(err)
		}
		for _, kind := range bordereau.Types {
			p.Decide(perfect(kind), calm)
		}
	})
}

func TestEveryFlagHasASentence(t *testing.T) {
	for _, flag := range []string{"javascript", "embedded_files", "launch", "remote_target", "uri", "open_action", "xfa", "signature", "layers",
		"multimedia", "external_stream", "einvoice_unreadable", "revisions", "encrypted", "truncated", "repaired", "lenient"} {
		if s := FlagSentence(flag); s == "" || strings.HasSuffix(s, flag) {
			t.Errorf("%s is told as %q", flag, s)
		}
	}
	if s := FlagSentence("new"); !strings.Contains(s, "new") {
		t.Errorf("an unknown flag is told as %q", s)
	}
}

func TestWhatBecomesOfASlipThatLostACheque(t *testing.T) {
	for rule, books := range map[string]bool{`{}`: false, `{"rejected_cheque": "hold"}`: false, `{"rejected_cheque": "remainder"}`: true} {
		p, err := Parse([]byte(`{"version": "v", "types": {}, "remittances": ` + rule + `}`))
		if err != nil || p.BooksRemainder() != books {
			t.Errorf("%s: %v", rule, err)
		}
	}
	for _, rule := range []string{`{"rejected_cheque": "ignore"}`, `{"rejected": "hold"}`} {
		if _, err := Parse([]byte(`{"version": "v", "types": {}, "remittances": ` + rule + `}`)); err == nil {
			t.Errorf("%s was taken", rule)
		}
	}
	if Default().BooksRemainder() {
		t.Error("without a word of the bank, a remainder is booked")
	}
}
