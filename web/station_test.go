package web

import (
	"net/url"
	"slices"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/policy"
	"bordereau/review"
)

// What is kept from a reader is keyed from the picture: the page shows where it stands,
// and not what the machine read.
func TestWhatIsKeptBackIsNotShown(t *testing.T) {
	s := &Server{deps: Deps{Policy: policy.Default}}
	v := &stationView{Type: bordereau.Cheque, Task: desk.Task{Kind: "first", Reasons: []desk.Reason{{Field: "amount", Sentence: "Le montant : rien ne prouve cette valeur."}}}}
	v.Doc.Hidden = []string{"amount", "amount_figures"}
	v.Doc.Blind = []desk.BlindField{{Field: "amount"}}
	v.Doc.Understanding = &bordereau.Understanding{Type: bordereau.Cheque, Fields: []bordereau.Field{
		{Name: "amount_figures", Value: "1237.56", Status: bordereau.Doubtful, Page: 1, Box: bordereau.Box{X: 1, Y: 2, W: 3, H: 4}},
		{Name: "amount", Value: "1237.56", Status: bordereau.Doubtful},
		{Name: "payee", Value: "Garage", Status: bordereau.Doubtful},
	}}
	find := func(name string) row {
		t.Helper()
		rows := s.rows(v)
		i := slices.IndexFunc(rows, func(r row) bool { return r.Name == name })
		if i < 0 {
			t.Fatalf("no row of %s", name)
		}
		return rows[i]
	}
	for _, name := range []string{"amount", "amount_figures"} {
		if r := find(name); r.Shown != "" || r.Typed != "" || !r.Kept || r.Percent != 0 {
			t.Errorf("%s: the page shows %q", name, r.Shown)
		}
	}
	if r := find("amount"); !r.Doubt || r.Try != 1 {
		t.Errorf("the clerk is not asked for the amount: %+v", r)
	}
	if r := find("amount_figures"); r.Doubt || r.Box.Empty() {
		t.Errorf("the place of the figures: %+v", r)
	}
	if r := find("payee"); r.Shown != "Garage" || r.Kept {
		t.Errorf("the payee is hidden: %+v", r)
	}
	v.Doc.Blind[0].Keyed = []desk.Keyed{{Field: "amount", Try: 1, Value: "1237.56", Outcome: review.Agrees}}
	if r := find("amount"); r.Typed != "1\u00a0237,56" || r.Try != 2 || r.State() != "sure fait" {
		t.Errorf("what the person keyed himself: %+v", r)
	}
	v.Doc.Blind[0].Keyed[0].Outcome = review.Again
	if r := find("amount"); r.Typed != "" || r.State() != "doubt" {
		t.Errorf("what is keyed again is shown: %+v", r)
	}
}

// The four states of a field.
func TestStates(t *testing.T) {
	for want, r := range map[string]row{
		"block": {Status: bordereau.Conflict}, "doubt": {Doubt: true, Status: bordereau.Doubtful}, "sure": {Status: bordereau.Proved}, "read": {Status: bordereau.Corroborated, Shown: "x"},
		"sure fait": {Doubt: true, Kept: true, Status: bordereau.Conflict, Keyed: &desk.Keyed{Outcome: review.Compare}},
	} {
		if got := r.State(); got != want {
			t.Errorf("%+v is %s, not %s", r, got, want)
		}
	}
}

// Where the type is in doubt it is the first question, and the types that were weighed
// stand before all others.
func TestTheTypeIsAskedFirst(t *testing.T) {
	why := "Les indices ne suffisent pas à reconnaître le type du document."
	v := &stationView{Type: bordereau.Payslip, Types: bordereau.Types, Task: desk.Task{Reasons: desk.Reasons{{Rule: "type_doubtful", Sentence: why}, {Rule: "dossier_unknown", Sentence: "Le dossier du client n'est pas connu."}}}}
	v.Doc.Understanding = &bordereau.Understanding{Type: bordereau.Payslip, Candidates: []bordereau.Type{bordereau.TaxNotice, bordereau.Payslip}}
	v.arrange([]row{{Name: "net_pay", Doubt: true}}, policy.TypeRule{})
	if v.TypeWhy != why || !slices.Equal(v.Types[:2], []bordereau.Type{bordereau.Payslip, bordereau.TaxNotice}) || v.Todo != 2 || len(v.General) != 1 || v.Active == nil || v.Active.On {
		t.Errorf("%q %v %d %q %+v", v.TypeWhy, v.Types[:3], v.Todo, v.General, v.Active)
	}
	if slices.Contains(v.Types, bordereau.Unknown) || len(v.Types) != len(unique(v.Types)) || len(v.Types) < len(bordereau.Types)-1 {
		t.Errorf("types: %v", v.Types)
	}
	again := &stationView{Type: bordereau.TaxNotice, Types: bordereau.Types, Retyping: true, Task: v.Task}
	again.arrange([]row{{Name: "tax_year"}}, policy.TypeRule{})
	if again.TypeWhy != "" || len(again.General) != 2 || !again.Active.On {
		t.Errorf("a type that was chosen is asked again: %q", again.TypeWhy)
	}
}

// What the policy wants looked at first is worked on first among what is doubtful; it
// makes nothing sure or doubtful, and says nothing of what is keyed blind.
func TestWhatIsLookedAtFirst(t *testing.T) {
	rule := policy.TypeRule{Fields: []policy.FieldRule{{Names: []string{"address"}}, {Names: []string{"date", "issue_date"}, Attention: 0.8}, {Names: []string{"iban"}, Attention: 0.8}, {Names: []string{"amount"}, Attention: 0.8}}}
	v := &stationView{Type: bordereau.ProofOfAddress}
	v.arrange([]row{{Name: "amount", Doubt: true, Kept: true, Shown: "", Percent: 20}, {Name: "address", Doubt: true, Shown: "1 rue", Percent: 40}, {Name: "iban", Shown: "FR", Percent: 10}, {Name: "issue_date", Doubt: true, Shown: "2026", Percent: 79}}, rule)
	below := map[string]int{}
	for _, r := range v.Rows() {
		below[r.Name] = r.Below
	}
	if below["issue_date"] != 80 || below["address"]+below["iban"]+below["amount"] != 0 {
		t.Errorf("looked at first: %v", below)
	}
	if v.Active == nil || v.Active.Name != "issue_date" || !v.Active.On || v.Todo != 3 {
		t.Errorf("worked on first: %+v, of %d", v.Active, v.Todo)
	}
	v = &stationView{Type: bordereau.ProofOfAddress}
	v.arrange([]row{{Name: "address", Doubt: true, Shown: "1 rue", Percent: 40}, {Name: "issue_date", Doubt: true, Shown: "2026", Percent: 80}}, rule)
	if v.Active.Name != "address" {
		t.Error("a date read well enough comes first:", v.Active.Name)
	}
}

// A decision holds what was changed or ticked, and how often it was keyed.
func TestDecisionOfAForm(t *testing.T) {
	d, err := decision(url.Values{"version": {"3"}, "lease": {"L"}, "f.amount": {"12,00"}, "was.amount": {""}, "try.amount": {"2"}, "f.payee": {"X"}, "was.payee": {"X"},
		"f.date": {"01/01/2026"}, "was.date": {"01/01/2026"}, "ok.date": {"1"}})
	if err != nil || d.Action != desk.Confirm || d.Version != 3 || len(d.Fields) != 2 || d.Fields["amount"] != "12,00" || d.Fields["date"] == "" || d.Tries["amount"] != 2 {
		t.Errorf("%+v %v", d, err)
	}
	d, err = decision(url.Values{"version": {"3"}, "action": {"illegible"}, "illisible": {"amount"}})
	if err != nil || d.Action != desk.Illegible || d.Fields["amount"] != review.IllegibleMark {
		t.Errorf("%+v %v", d, err)
	}
	if _, err := decision(url.Values{"version": {"x"}}); err == nil {
		t.Error("a version that is no number is taken")
	}
}

// The rows of a paper's table stand in a grid with an empty line to add to; lines that
// were added come back after a refusal.
func TestGrid(t *testing.T) {
	v := &stationView{Form: url.Values{"f.lines[4].amount": {"5,00"}}}
	v.grid([]row{{Name: "lines[0].amount"}, {Name: "lines[0].label"}, {Name: "lines[1].amount"}})
	var numbers []int
	for _, l := range v.Grid.Lines {
		numbers = append(numbers, l.Number)
	}
	if !slices.Equal(numbers, []int{0, 1, 4, 5}) || len(v.Grid.Columns) != 2 {
		t.Fatal(numbers, v.Grid.Columns)
	}
	if got := v.Grid.Lines[2].Cells[0].Typed; got != "5,00" {
		t.Errorf("the added line holds %q", got)
	}
}
