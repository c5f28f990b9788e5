package report

import (
	"bordereau/desk"
	"bordereau/internal/chart"
)

// Own is the report of a person's own figures, for that person alone.
func Own(f desk.OwnFigures, lang string, names Names) Report {
	w := newWriter(lang, names)
	r := Report{Lang: lang, Title: w.say("own.title"), Period: w.say("period", w.day(f.From), w.day(f.To)), Made: w.say("made", w.at(f.At))}
	r.Tiles = []Tile{
		{w.say("decisions"), count(f.Decisions), ""},
		{w.say("p50"), seconds(f.P50Seconds), ""},
		{w.say("corrected"), share(f.Corrected, f.Looked), w.say("of", count(f.Corrected).Written(lang), count(f.Looked).Written(lang))},
	}
	if n := len(f.Days); n > 1 {
		today := f.Days[n-1]
		r.Tiles = append([]Tile{{w.say("own.today"), count(today.Decisions), ""}}, r.Tiles...)
	}
	r.Sections = []Section{w.ownDays(f), w.ownTypes(f)}
	return r
}

var ownKinds = []Kind{Text, Count, Count, Count, Percent, Seconds}

func (w writer) ownRow(head Cell, p desk.PersonFigures) []Cell {
	return []Cell{head, count(p.Decisions), count(p.Looked), count(p.Corrected), share(p.Corrected, p.Looked), seconds(p.P50Seconds)}
}

func (w writer) ownDays(f desk.OwnFigures) Section {
	s := Section{Name: "owndays", Title: w.say("own.days"), Note: w.say("own.note"), Columns: w.columns(ownKinds, "day", "decisions", "own.looked", "own.corrected", "rate", "p50")}
	labels, decisions := []string{}, []float64{}
	for _, x := range f.Days {
		s.Rows = append(s.Rows, w.ownRow(text(w.day(x.Day)), x.PersonFigures))
		labels, decisions = append(labels, w.shortDay(x.Day)), append(decisions, float64(x.Decisions))
	}
	s.Total = w.ownRow(text(w.say("total")), f.PersonFigures)
	s.Chart = chart.Columns(w.frame("owndays", s.Title), labels, []chart.Series{{Name: w.say("decisions"), Values: decisions}})
	return s
}

func (w writer) ownTypes(f desk.OwnFigures) Section {
	s := Section{Name: "owntypes", Title: w.say("own.types"), Columns: w.columns(ownKinds, "type", "decisions", "own.looked", "own.corrected", "rate", "p50")}
	for _, x := range f.Types {
		s.Rows = append(s.Rows, w.ownRow(text(w.names.Type(x.Type)), x.PersonFigures))
	}
	s.Total = w.ownRow(text(w.say("total")), f.PersonFigures)
	return s
}
