// Package spec is the vocabulary in which a document type is described: cues
// that speak for it or against it, and steps that take its fields from the page
// and hold checks against them.
//
// A type is a Go value:
//
//	var Type = spec.Type{
//		Type: bordereau.BankDetails, Name: "rib", Label: "RIB", Version: 1, Floor: 4,
//		Cues: []spec.Cue{
//			{Phrase: "relevé d'identité bancaire", Weight: 6, Title: true},
//			{Phrase: "facture", Weight: -3, Title: true},
//		},
//		Steps: []spec.Step{
//			spec.Take("account_holder", spec.Name, spec.Right("titulaire du compte"), spec.Below("titulaire du compte")),
//		},
//	}
//
// Phrases and labels are compared as words in capitals without accents, a word
// of four letters or more with room for the errors of a recogniser (see Sheet.Find).
// What was read is hostile: nothing here trusts a length, a box or an order.
package spec

import (
	"context"
	"fmt"

	"bordereau"
)

// Zones reads a part of a page again, with an alphabet that is expected there:
// "mrz", "digits", "amount", "hand_amount", "date", "hand_date", "line", "form", "printed_key", "code_line" or "text";
// with "ink" it tells what a pen drew there, with "marks" whether anything stands there at all, with "hand" whether a pen wrote, with "missed" what print
// the page's reading passed over. A nil Zones means that nothing can be read again.
type Zones interface {
	Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error)
}

// Type is the versioned specification of one document type.
type Type struct {
	Type    bordereau.Type
	Name    string // with Version it names the specification: "rib@1"
	Label   string // what clerks call it, in French
	Version int    // raised by every change that may change what is understood
	Cues    []Cue
	// Look finds evidence that is no phrase: machine readable lines, tables, a
	// code with its key. May be nil.
	Look func(ctx context.Context, s *Sheet) []bordereau.Cue
	// Floor is the score below which the type is not believed.
	Floor float64
	Steps []Step
}

// ID is the name and version under which an understanding quotes the specification.
func (t Type) ID() string { return fmt.Sprintf("%s@%d", t.Name, t.Version) }

// Validate says what is wrong with a specification.
func (t Type) Validate() error {
	switch {
	case !t.Type.Known():
		return fmt.Errorf("specification %q: the type %q is not one of the contract", t.Name, t.Type)
	case t.Name == "" || t.Version < 1:
		return fmt.Errorf("specification of %s: it needs a name and a version from 1", t.Type)
	case t.Label == "":
		return fmt.Errorf("specification %s: it needs a label for clerks", t.ID())
	case t.Floor <= 0:
		return fmt.Errorf("specification %s: the floor must be above 0", t.ID())
	case len(t.Cues) == 0 && t.Look == nil:
		return fmt.Errorf("specification %s: nothing speaks for it", t.ID())
	}
	for _, c := range t.Cues {
		if c.Weight == 0 || len(fold(c.Phrase)) == 0 {
			return fmt.Errorf("specification %s: the cue %q needs words and a weight", t.ID(), c.Phrase)
		}
	}
	return nil
}

// Where is the part of a page in which a cue counts.
type Where int

const (
	Anywhere Where = iota
	Top            // the upper third
	Bottom         // the lower third
)

// Cue is a phrase that speaks for a type, or, with a negative weight, against it.
// It counts once, where it fits best.
type Cue struct {
	Phrase string
	Weight float64
	Where  Where
	// Title says that the phrase is expected to stand as a heading: at the
	// start of its line, with little else. Elsewhere it is a mention, and a
	// mention is worth a quarter.
	Title bool
}

// Step takes fields from the sheet into the draft, or holds a check against it.
// Steps run in order; an error ends the understanding (a context that is over),
// what could not be read is no error.
type Step func(ctx context.Context, d *Draft) error

// Draft is an understanding in the making.
type Draft struct {
	*Sheet
	Understanding bordereau.Understanding
	// Proved is set by the check that only this type can pass, in a French sentence.
	Proved string
}

// The limits of an understanding; rows of listings count apart.
const (
	MaxFields = 200
	MaxRunes  = 1000
	MaxRows   = 500 // rows of a listing
)

// Put adds a field, unless one of that name stands already or there are too many.
// It returns the field to prove, nil if it was not added.
func (d *Draft) Put(f bordereau.Field) *bordereau.Field {
	if d.Understanding.Field(f.Name) != nil || f.Value == "" || len(d.Understanding.Fields) >= MaxFields+4*MaxRows {
		return nil
	}
	f.Value, f.Raw = clip(f.Value), clip(f.Raw)
	d.Understanding.Fields = append(d.Understanding.Fields, f)
	return &d.Understanding.Fields[len(d.Understanding.Fields)-1]
}

// Field finds a field that was put, nil if there is none.
func (d *Draft) Field(name string) *bordereau.Field { return d.Understanding.Field(name) }

// Check records the outcome of a rule. The detail is a short French sentence that a
// clerk understands without the rule's name.
func (d *Draft) Check(rule string, v bordereau.Verdict, detail string, fields ...string) {
	d.Understanding.Checks = append(d.Understanding.Checks,
		bordereau.Check{Rule: rule, Verdict: v, Detail: detail, Fields: fields})
}

// Prove adds a proof to a field if it was read; the detail is French, as of Check.
func (d *Draft) Prove(name string, kind bordereau.ProofKind, detail string) {
	if f := d.Field(name); f != nil {
		f.Prove(kind, detail)
	}
}

func clip(s string) string {
	n := 0
	for i := range s {
		if n == MaxRunes {
			return s[:i]
		}
		n++
	}
	return s
}

// Family is a group of types that belong together in the trade.
type Family struct {
	Name  string
	Types []Type
}
