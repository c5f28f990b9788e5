package dossier

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"bordereau"
)

// Outcome is what became of one example of a type of dossier.
type Outcome struct {
	Example string   `json:"example"`
	Wrong   []string `json:"wrong,omitempty"` // what differs from what is wanted
}

// RunExamples judges a type of dossier by the examples of its own file. Their
// documents lie in the dossier with the values given, decided and proved unless the
// example says otherwise.
func (k Kind) RunExamples() []Outcome {
	var out []Outcome
	for _, e := range k.Examples {
		out = append(out, Outcome{e.Name, k.run(e)})
	}
	return out
}

// dateGiven reads a date that the file was held to have.
func dateGiven(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return time.Time{} // none was given
	}
	return d
}

func (k Kind) run(e Example) (wrong []string) {
	now := dateGiven(e.Now)
	d := Dossier{Kind: k.Name, Facts: e.Facts, OpenedAt: now}
	var docs []Piece
	customers := e.customers()
	for i, x := range e.Documents {
		p := x.piece(strconv.Itoa(i+1), now)
		verified, checks := Verify(p.Understanding, customers, nil, k.Name)
		p.Understanding, p.Understanding.Checks = verified, append(p.Understanding.Checks, checks...)
		docs = append(docs, p)
	}
	got := map[string]Line{}
	for _, l := range Checklist(k, d, docs, now) {
		got[l.Piece] = l
		if l.Title == "" || l.Why == "" {
			wrong = append(wrong, fmt.Sprintf("%s is not explained", l.Piece))
		}
	}
	for _, line := range keys(e.Want) {
		l, listed := got[line]
		switch want := e.Want[line]; {
		case !listed && want != "absent":
			wrong = append(wrong, fmt.Sprintf("%s is not on the list, it should be %s", line, want))
		case listed && l.State != want:
			wrong = append(wrong, fmt.Sprintf("%s is %s, it should be %s: %s", line, l.State, want, l.Why))
		}
	}
	if e.WrittenTo != "" {
		wrong = append(wrong, k.writes(e, d, customers, docs, now)...)
	}
	var events []Happening
	for _, event := range keys(e.Events) {
		events = append(events, Happening{Event: event, Day: dateGiven(e.Events[event])})
	}
	due := map[string][]string{}
	for _, o := range k.Obligations(d, events, docs) {
		day := o.Due
		if day.IsZero() {
			day = o.From
		}
		due[o.Name] = append(due[o.Name], day.Format(time.DateOnly))
	}
	for _, name := range keys(e.Due) {
		want, days := e.Due[name], due[name]
		if want == "none" && len(days) > 0 || want != "none" && !slices.Contains(days, want) {
			wrong = append(wrong, fmt.Sprintf("%s is due %v, it should be %s", name, days, want))
		}
	}
	return wrong
}

// customers are those of an example.
func (e Example) customers() (list []Customer) {
	for _, c := range e.Customers {
		if c.Name != "" {
			list = append(list, Customer{Kind: Company, CompanyName: c.Name})
		} else {
			list = append(list, Customer{Kind: Person, Surname: c.Surname, GivenNames: c.Given, BirthDate: c.Born})
		}
	}
	return list
}

// writes holds who is written to against what the example says.
func (k Kind) writes(e Example, d Dossier, customers []Customer, docs []Piece, now time.Time) []string {
	got := "nobody"
	if r, err := k.Recipient(d, customers, docs, now); err == nil {
		got = r.lines("fr")[0]
	}
	if got != e.WrittenTo {
		return []string{fmt.Sprintf("a letter goes to %q, it should go to %q", got, e.WrittenTo)}
	}
	return nil
}

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func (x ExampleDocument) piece(id string, now time.Time) Piece {
	p := Piece{Document: id, Type: x.Type, State: x.State, ReceivedAt: now, Text: x.Text, Understanding: bordereau.Understanding{Type: x.Type}}
	if p.State == "" {
		p.State = bordereau.Archived
	}
	if x.Received != "" {
		p.ReceivedAt = dateGiven(x.Received)
	}
	status := bordereau.Proved
	if !settled(p.State) {
		status = bordereau.Doubtful
	}
	for _, name := range keys(x.Fields) {
		p.Understanding.Fields = append(p.Understanding.Fields, bordereau.Field{Name: name, Value: x.Fields[name], Status: status})
	}
	return p
}
