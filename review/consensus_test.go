package review_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"bordereau"
	"bordereau/review"
)

func TestWhatBecomesOfAKeyedValue(t *testing.T) {
	figures, words := review.Reading{Source: review.FromFigures, Value: "120.00"}, review.Reading{Source: review.FromWords, Value: "1200.00"}
	same := review.Reading{Source: review.FromWords, Value: "120.00"}
	reader := review.Reading{Source: review.FromReader, Value: "130.00"}
	for name, c := range map[string]struct {
		value    string
		before   []string
		readings []review.Reading
		want     review.Outcome
		agreed   []string
	}{
		"one reading":          {"120.00", nil, []review.Reading{figures}, review.Agrees, []string{"figures"}},
		"both":                 {"120.00", nil, []review.Reading{figures, same}, review.Agrees, []string{"figures", "words"}},
		"figures, not words":   {"120.00", nil, []review.Reading{figures, words}, review.Compare, []string{"figures"}},
		"words, not figures":   {"1200.00", nil, []review.Reading{figures, words}, review.Compare, []string{"words"}},
		"another reader":       {"130.00", nil, []review.Reading{reader}, review.Agrees, []string{"reader"}},
		"a reader differs":     {"120.00", nil, []review.Reading{figures, reader}, review.Agrees, []string{"figures"}},
		"none":                 {"99.00", nil, []review.Reading{figures, words}, review.Again, nil},
		"nothing was read":     {"99.00", nil, nil, review.Again, nil},
		"the same again":       {"99.00", []string{"99.00"}, []review.Reading{figures}, review.SecondReader, nil},
		"a slip of the finger": {"120.00", []string{"12.00"}, []review.Reading{figures}, review.Agrees, []string{"figures"}},
		"another":              {"98.00", []string{"99.00"}, []review.Reading{figures}, review.Differs, nil},
		"back to the first":    {"99.00", []string{"99.00", "98.00"}, []review.Reading{figures}, review.SecondReader, nil},
		"a third":              {"97.00", []string{"99.00", "98.00"}, []review.Reading{figures}, review.SecondReader, nil},
		"illegible":            {"*", []string{"99.00"}, []review.Reading{figures}, review.Unreadable, nil},
	} {
		if got, agreed := review.Weigh(c.value, c.before, c.readings); got != c.want || !slices.Equal(agreed, c.agreed) {
			t.Errorf("%s: %s %v", name, got, agreed)
		}
	}
}

// Nobody is believed alone: a value is done only where another reading says it, and
// blind keying ends after three times.
func TestNoValueIsDoneAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.SampledFrom([]string{"1.00", "2.00", "3.00", "4.00"})
		readings := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) review.Reading {
			return review.Reading{Source: rapid.SampledFrom([]string{review.FromFigures, review.FromWords, review.FromReader}).Draw(t, "source"), Value: amount.Draw(t, "read")}
		}), 0, 3).Draw(t, "readings")
		var before []string
		for range 3 {
			value := amount.Draw(t, "keyed")
			o, agreed := review.Weigh(value, before, readings)
			said := slices.ContainsFunc(readings, func(r review.Reading) bool { return r.Value == value })
			if said != (o == review.Agrees || o == review.Compare) || said != (len(agreed) > 0) {
				t.Fatalf("%s of %v is %s", value, readings, o)
			}
			if o.Settled() {
				return
			}
			before = append(before, value)
		}
		t.Fatalf("keyed %v and asked again", before)
	})
}

func TestGuessesAreNoReadings(t *testing.T) {
	u := &bordereau.Understanding{Type: bordereau.Cheque, Fields: []bordereau.Field{
		{Name: "amount", Value: "120.00", Alternatives: []string{"129.00"}}, {Name: "amount_figures", Value: "120.00"}, {Name: "amount_words", Value: "1200.00"}}}
	got := review.MachineReadings(u, "amount")
	if len(got) != 2 || got[0].Value != "120.00" || got[1].Value != "1200.00" || !review.WordsPrevail(got) {
		t.Errorf("%+v", got)
	}
	if names := review.Hidden(u, review.Unproved(u)); !slices.Equal(names, []string{"amount", "amount_figures", "amount_words"}) {
		t.Error(names)
	}
	u.Fields[0].Status = bordereau.Proved
	if names := review.Unproved(u); len(names) > 0 {
		t.Error(names)
	}
}
