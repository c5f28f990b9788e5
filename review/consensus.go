package review

import (
	"slices"

	"bordereau"
)

// IllegibleMark is what a person keys for a field that cannot be read.
const IllegibleMark = "*"

// Outcome is what became of a value that a person keyed blind.
type Outcome string

const (
	Agrees       Outcome = "agrees"        // it is what another reading says: done
	Compare      Outcome = "compare"       // it is what one reading says, and another says otherwise: look, then decide
	Again        Outcome = "again"         // no reading says so: key it once more, still blind
	Differs      Outcome = "differs"       // the second keying is not the first: key it a third time
	SecondReader Outcome = "second_reader" // the person stays with it alone: another person reads it too
	ThirdReader  Outcome = "third_reader"  // a second reader stays with another value than the first: a third decides
	Unreadable   Outcome = "illegible"     // the person cannot read it: another one tries
)

// Settled says that nothing more is keyed for now: the decision can be taken.
func (o Outcome) Settled() bool { return o != Again && o != Differs && o != "" }

// Reading is one value of a field and where it comes from: figures, words, machine, or
// a reader before.
type Reading struct {
	Source string `json:"source"`
	Value  string `json:"value"` // canonical
}

// Sources of readings.
const (
	FromFigures = "figures"
	FromWords   = "words"
	FromMachine = "machine"
	FromReader  = "reader"
)

// mostKeyings is how often a person keys a field blind before another one reads it.
const mostKeyings = 3

// Weigh holds a keyed value against the other readings of the field. before are the
// person's earlier keyings of it, none of them settled. agreed are the sources that say
// the same. It is the one rule of what is keyed blind: one reading that agrees is a
// consensus of two; without any the person keys again, and whoever stays with a value
// alone is not believed alone.
func Weigh(value string, before []string, readings []Reading) (o Outcome, agreed []string) {
	if value == IllegibleMark {
		return Unreadable, nil
	}
	split := false
	for _, r := range readings {
		switch {
		case r.Value == value:
			agreed = append(agreed, r.Source)
		case r.Source != FromReader:
			split = true
		}
	}
	switch {
	case len(agreed) > 0 && split:
		return Compare, agreed
	case len(agreed) > 0:
		return Agrees, agreed
	case slices.Contains(before, value) || len(before) >= mostKeyings-1:
		return SecondReader, nil
	case len(before) == 0:
		return Again, nil
	}
	return Differs, nil
}

// MachineReadings are what the machine alone read of a field: for an amount its figures
// and its words, each by itself. Other readings of the same ink are guesses and count
// for nothing.
func MachineReadings(machine *bordereau.Understanding, field string) (out []Reading) {
	add := func(source, name string) {
		if v := machine.Value(name); v != "" && !slices.ContainsFunc(out, func(r Reading) bool { return r.Value == v && source == FromMachine }) {
			out = append(out, Reading{source, v})
		}
	}
	if field == "amount" {
		add(FromFigures, "amount_figures")
		add(FromWords, "amount_words")
	}
	add(FromMachine, field)
	return out
}

// WordsPrevail says whether the amount in words differs from the one in figures: the
// words are then the cheque's amount (CMF L131-10).
func WordsPrevail(readings []Reading) bool {
	var figures, words string
	for _, r := range readings {
		switch r.Source {
		case FromFigures, FromMachine:
			if figures == "" {
				figures = r.Value
			}
		case FromWords:
			words = r.Value
		}
	}
	return figures != "" && words != "" && figures != words
}
