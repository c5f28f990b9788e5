package report

import (
	"cmp"
	"slices"

	"bordereau/desk"
	"bordereau/internal/chart"
)

const fieldsDrawn = 15 // the others stand in the table alone

// corrections are the fields of each type: how many of those that clerks were shown they
// changed.
func (w writer) corrections() Section {
	s := Section{Name: "corrections", Title: w.say("corrections"), Note: w.say("corrections.note"),
		Columns: w.columns([]Kind{Text, Count, Count, Count, Percent}, "type", "shown", "given", "changed", "rate")}
	var types []desk.FieldFigures
	var sum desk.FieldFigures
	for _, f := range w.f.Fields { // in the order of their types
		if n := len(types); n == 0 || types[n-1].Type != f.Type {
			types = append(types, desk.FieldFigures{Type: f.Type})
		}
		for _, of := range []*desk.FieldFigures{&types[len(types)-1], &sum} {
			of.Shown, of.Given, of.Changed = of.Shown+f.Shown, of.Given+f.Given, of.Changed+f.Changed
		}
	}
	labels, shares := []string{}, []float64{}
	for i, t := range types {
		rate := share(t.Changed, t.Shown)
		s.Rows = append(s.Rows, []Cell{text(w.names.Type(t.Type)), count(t.Shown), count(t.Given), count(t.Changed), rate})
		if i < typesDrawn {
			labels, shares = append(labels, w.names.Type(t.Type)), append(shares, rate.Number)
		}
	}
	s.Total = []Cell{text(w.say("total")), count(sum.Shown), count(sum.Given), count(sum.Changed), share(sum.Changed, sum.Shown)}
	if len(labels) > 0 {
		s.Chart = chart.Shares(w.frame("corrections", s.Title), labels, shares, func(v float64) string { return percent(v).Written(w.lang) })
	}
	return s
}

// worst are the fields that clerks changed most often for their number, the worst first.
func worst(all []desk.FieldFigures) []desk.FieldFigures {
	list := slices.DeleteFunc(slices.Clone(all), func(f desk.FieldFigures) bool { return f.Shown == 0 })
	slices.SortStableFunc(list, func(a, b desk.FieldFigures) int {
		return cmp.Or(cmp.Compare(b.Changed*a.Shown, a.Changed*b.Shown), cmp.Compare(b.Shown, a.Shown))
	})
	return list[:min(len(list), fieldsDrawn)]
}

func (w writer) fields() Section {
	s := Section{Name: "fields", Title: w.say("fields"), Note: w.say("fields.note"),
		Columns: w.columns([]Kind{Text, Text, Count, Count, Count, Count, Percent}, "type", "field", "shown", "given", "changed", "notread", "accuracy")}
	var shown, given, changed, notRead int64
	for _, f := range w.f.Fields {
		s.Rows = append(s.Rows, []Cell{text(w.names.Type(f.Type)), text(w.names.Field(f.Field)), count(f.Shown), count(f.Given), count(f.Changed), count(f.NotRead), share(f.Shown-f.Changed, f.Shown)})
		shown, given, changed, notRead = shown+f.Shown, given+f.Given, changed+f.Changed, notRead+f.NotRead
	}
	labels, shares := []string{}, []float64{}
	for _, f := range worst(w.f.Fields) {
		labels, shares = append(labels, w.names.Field(f.Field)+", "+w.names.Type(f.Type)), append(shares, share(f.Shown-f.Changed, f.Shown).Number)
	}
	if len(labels) > 0 {
		s.Chart = chart.Shares(w.frame("fields", s.Title), labels, shares, func(v float64) string { return percent(v).Written(w.lang) })
	}
	s.Total = []Cell{text(w.say("total")), text(""), count(shown), count(given), count(changed), count(notRead), share(shown-changed, shown)}
	return s
}
