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
	Event string // opened, closed, or an event of the kind
	Day   time.Time
}

// Obligations gives the deadlines that events and documents of a dossier set off,
// each by the values in force on the day of its event.
func (k Kind) Obligations(d Dossier, events []Happening, docs []Piece) []Obligation {
	var out []Obligation
	for _, rule := range k.Deadlines {
		if rule.When.holds(factsOf{d}) != yes {
			continue
		}
		for _, e := range events {
			if e.Event == rule.Event {
				out = rule.add(out, "", e.Day)
			}
		}
		name, field, _ := strings.Cut(rule.Event, ".")
		piece, ok := k.piece(name)
		if !ok {
			continue
		}
		for _, p := range docs {
			if day, ok := p.happened(piece, field); ok {
				out = rule.add(out, p.Document, day)
			}
		}
	}
	return out
}

// Expires says whether a piece of this type runs out by itself.
func (k Kind) Expires() bool {
	return slices.ContainsFunc(k.Pieces, func(p PieceRule) bool { return p.ValidField != "" })
}

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
func (p Piece) happened(rule PieceRule, field string) (time.Time, bool) {
	if !rule.takes(p) || gone(p.State) {
		return time.Time{}, false
	}
	if field == "received" {
		return p.ReceivedAt, !p.ReceivedAt.IsZero()
	}
	return dateOf(&p.Understanding, field)
}

func (rule Deadline) add(list []Obligation, subject string, day time.Time) []Obligation {
	o := Obligation{Name: rule.Name, Title: rule.Title, Event: rule.Event, Subject: subject, Happened: dayOf(day)}
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
