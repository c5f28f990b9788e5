package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/entry"
	"bordereau/policy"
)

// byHand is a cheque of whose amount only a hand's figures were read, the likeliest
// reading first.
func byHand(readings ...string) paper {
	p := cheque(readings[0])
	f := field("amount_figures", readings[0])
	for k, r := range readings[1:] {
		f.Alternatives = append(f.Alternatives, r)
		f.AlternativeConfidences = append(f.AlternativeConfidences, 0.5/float64(k+1))
	}
	p.fields[0] = f
	p.fields[0].Name = "amount"
	p.fields = append(p.fields, f)
	return p
}

// listing is a slip with its lines.
func listing(total string, amounts ...string) paper {
	p := slip(len(amounts), total)
	for i, a := range amounts {
		p.fields = append(p.fields, field(fmt.Sprintf("lines[%d].amount", i), a, weak))
	}
	return p
}

func TestASlipChoosesAmongTheReadingsOfItsCheques(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	five := []paper{byHand("10.00"), byHand("26.00", "25.00", "20.00"), byHand("31.00", "37.50"), cheque("40.00", agreement), byHand("55.00", "56.00")}
	docs := h.bring(bordereau.Deposit{}, append([]paper{listing("162.50", "10.00", "20.00", "37.50", "40.00", "55.00")}, five...)...)
	if got := h.states(docs); got != "decided decided decided decided decided decided" {
		t.Fatal(got)
	}
	r := h.recordOf(h.unitOf(docs[0]))
	if r.AmountMinor != 16250 || r.Lines[1].Debit != 2000 || r.Lines[2].Debit != 3750 {
		t.Errorf("%+v", r.Lines)
	}
	f := h.values(docs[2]).Field("amount")
	if f.Value != "20.00" || f.Raw != "26.00" || strings.Join(f.Alternatives, " ") != "26.00 25.00" || f.Status != bordereau.Proved || !strings.Contains(f.Proofs[0].Detail, "le bordereau porte ce montant") {
		t.Errorf("%+v", f)
	}
	if n := h.sql("SELECT string_agg(v.body::text, ' ') FROM events e JOIN event_values v ON v.event_id = e.id WHERE e.kind = 'amount.chosen' AND e.document_id = '%s'", docs[2].ID); !strings.Contains(n, "26.00") || !strings.Contains(n, "20.00") {
		t.Error("the journal:", n)
	}
	if n := h.sql("SELECT count(*) FROM events WHERE kind = 'amount.chosen'"); n != "2" {
		t.Error("amounts chosen:", n)
	}
}

func TestAListingThatTheInkDeniesHoldsTheSlip(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, p := range map[string][]paper{
		"listed with another amount": {listing("60.00", "10.00", "50.00"), byHand("10.00", "16.00"), byHand("30.00", "38.00")},
		"two digits exchanged":       {listing("31.00", "10.00", "21.00"), byHand("10.00"), byHand("12.00", "17.00")},
		"a proved cheque":            {listing("46.00", "16.00", "30.00"), byHand("10.00", "16.00"), cheque("38.00", agreement)},
	} {
		docs := h.bring(bordereau.Deposit{}, p...)
		if u := h.unitOf(docs[0]); u.State != "open" {
			t.Errorf("%s: %s", name, u.State)
		}
		for _, d := range docs[1:] {
			if f := h.values(d).Field("amount"); f.Value != f.Raw {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

// The paper of a cheque travels by the amount that its slip chose.
func TestAChosenAmountCirculates(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, listing("12510.00", "10.00", "12500.00"), cheque("10.00", agreement), byHand("125.00", "12500.00"))
	u := h.values(docs[2])
	if !slices.ContainsFunc(u.Checks, func(c bordereau.Check) bool { return c.Rule == policy.RuleCirculates }) || u.Value("amount") != "12500.00" {
		t.Errorf("%s: %+v", u.Value("amount"), u.Checks)
	}
}

// What a slip chose is taken back when it no longer says so.
func TestAChoiceIsTakenBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	unsigned := byHand("10.00")
	unsigned.fields[4].Value = "false"
	bring := func() []bordereau.Document {
		return h.bring(bordereau.Deposit{}, listing("30.00", "10.00", "20.00"), unsigned, byHand("26.00", "20.00"))
	}
	docs := bring()
	if f := h.values(docs[2]).Field("amount"); f.Value != "20.00" || h.one(docs[2]).State != bordereau.Decided {
		t.Fatalf("%+v", f)
	}
	back := func(what string) {
		t.Helper()
		u := h.values(docs[2])
		f := u.Field("amount")
		if f.Value != "26.00" || len(f.Proofs) != 0 || strings.Join(f.Alternatives, " ") != "20.00" {
			t.Errorf("%s: %+v", what, f)
		}
		for _, c := range u.Checks {
			if c.Rule == entry.RuleChoice {
				t.Errorf("%s: %+v", what, c)
			}
		}
	}
	// A clerk sees that the first cheque is of 11 €.
	h.must(h.alice, h.take(h.alice, desk.TaskFilter{}), desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "11,00", "signature_present": "oui"}})
	back("another amount of another cheque")
	if u := h.unitOf(docs[0]); u.State != "held" && u.State != "open" {
		t.Error(u.State)
	}
	docs = bring()
	h.must(h.alice, h.take(h.alice, desk.TaskFilter{Type: bordereau.Cheque}), desk.Decision{Action: desk.Reject, Reason: "not_signed"})
	back("a cheque was taken out")
}
