package dossier

import (
	"slices"
	"strings"
	"time"
)

// Obligation is a deadline with its days.
type Obligation struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Event string `json:"event"`
	// Account is the IBAN that the event was about, "" for none.
	Account string `json:"account,omitempty"`
	// Subject is the document that set it off, "" where none did: two offers have
	// each their own days.
	Subject   string    `json:"subject,omitempty"`
	Happened  time.Time `json:"happened"`   // the day of the event
	From      time.Time `json:"from"`       // the first day on which it may be done; zero where any is
	Due       time.Time `json:"due"`        // the last day on which it must be done; zero where none is
	Source    string    `json:"source"`     // the norm
	ToConfirm bool      `json:"to_confirm"` // the norm was not read in its own text
}

// Happening is an event that may set deadlines off.
type Happening struct {
	Event   string // opened, closed, or an event of the kind
	Day     time.Time
	Account string // the IBAN that it is about, where the kind needs one
	Note    string // its reason, where the kind needs one
}

// Obligations gives the deadlines that events and documents of a dossier set off,
// each by the values in force on the day of its event.
func (k Kind) Obligations(d Dossier, events []Happening, docs []Piece) []Obligation {
	var out []Obligation
	view := filedIn(k, d, docs, d.OpenedAt)
	for _, rule := range k.Deadlines {
		if rule.When.holds(factsOf{d, events}) != yes {
			continue
		}
		for i, e := range events {
			later := func(o Happening) bool { return o.Event == e.Event && o.Account == e.Account && o.Day.After(e.Day) }
			if e.Event == rule.Event && !(rule.Latest && (slices.ContainsFunc(events, later) || slices.ContainsFunc(events[:i], func(o Happening) bool { return o == e }))) {
				out = rule.add(out, Obligation{Event: rule.Event, Account: e.Account}, e.Day)
			}
		}
		name, field, _ := strings.Cut(rule.Event, ".")
		piece, ok := k.piece(name)
		if !ok {
			continue
		}
		_, instead, _ := strings.Cut(rule.Else, ".")
		for _, p := range view.of(piece.Name) {
			if day, ok := p.happened(field); ok && (rule.Else == "" || p.ReceivedAt.IsZero() || !day.After(dayOf(p.ReceivedAt))) {
				out = rule.add(out, Obligation{Event: rule.Event, Subject: p.Document}, day)
			} else if day, ok := p.happened(instead); ok && rule.Else != "" {
				out = rule.add(out, Obligation{Event: rule.Else, Subject: p.Document}, day)
			}
		}
	}
	return out
}

// Expires says whether a piece of this type runs out by itself.
func (k Kind) Expires() bool {
	return slices.ContainsFunc(k.Pieces, func(p PieceRule) bool { return p.ValidField != "" })
}

// SetsOff says whether a deadline of this name counts from an event.
func (k Kind) SetsOff(name, event string) bool {
	return slices.ContainsFunc(k.Deadlines, func(rule Deadline) bool { return rule.Name == name && (rule.Event == event || rule.Else == event) })
}

// Declares says what of the dossier a deadline has to be told of: DeclaresAccount,
// DeclaresEstate, or "".
func (k Kind) Declares(name string) string {
	for _, rule := range k.Deadlines {
		if rule.Name == name {
			return rule.Declares
		}
	}
	return ""
}

// What a declaration is made of.
const (
	DeclaresAccount = "account" // the account and its holders (CGI ann. IV art. 164 FD)
	DeclaresEstate  = "estate"  // all that is held for the deceased (CGI art. 806)
)

// DatedByDocuments says whether documents set deadlines of this type off.
func (k Kind) DatedByDocuments() bool {
	for _, rule := range k.Deadlines {
		if strings.Contains(rule.Event, ".") {
			return true
		}
	}
	return false
}

// happened is the day of an event that a document tells of.
func (p Piece) happened(field string) (time.Time, bool) {
	if field == "received" {
		return p.ReceivedAt, !p.ReceivedAt.IsZero()
	}
	return dateOf(&p.Understanding, field)
}

func (rule Deadline) add(list []Obligation, o Obligation, day time.Time) []Obligation {
	o.Name, o.Title, o.Happened = rule.Name, rule.Title, dayOf(day)
	start := o.Happened
	for _, name := range []string{rule.From, rule.Within} {
		if name == "" {
			continue
		}
		v, ok := ValueOn(name, o.Happened)
		if !ok {
			return list // no rule was in force
		}
		start = v.After(start)
		if name == rule.From {
			o.From = start
		} else {
			o.Due = start
		}
		if o.ToConfirm = o.ToConfirm || v.ToConfirm; !strings.Contains(o.Source, v.Source) {
			o.Source = strings.TrimPrefix(o.Source+" ; "+v.Source, " ; ")
		}
	}
	return append(list, o)
}
