package report

import (
	"fmt"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/chart"
)

// Names are what types and fields are called; nil functions leave the canonical names.
type Names struct {
	Type  func(bordereau.Type) string
	Field func(string) string
	Zone  *time.Location // of the times that are written; UTC when nil
}

// writer makes a report in a language.
type writer struct {
	lang  string
	names Names
	f     desk.Figures
}

func newWriter(lang string, names Names) writer {
	if names.Type == nil {
		names.Type = func(t bordereau.Type) string { return string(t) }
	}
	if names.Field == nil {
		names.Field = func(s string) string { return s }
	}
	if names.Zone == nil {
		names.Zone = time.UTC
	}
	return writer{lang: lang, names: names}
}

func (w writer) say(key string, args ...any) string {
	s := said[key][0]
	if w.lang == "en" {
		s = said[key][1]
	}
	if len(args) > 0 {
		return fmt.Sprintf(s, args...)
	}
	return s
}

func (w writer) day(iso string) string {
	if d, err := time.Parse(time.DateOnly, iso); err == nil && w.lang != "en" {
		return d.Format("02/01/2006")
	}
	return iso
}

func (w writer) at(t time.Time) string {
	layout := "02/01/2006 15:04"
	if w.lang == "en" {
		layout = "2006-01-02 15:04"
	}
	return t.In(w.names.Zone).Format(layout)
}

func (w writer) columns(kinds []Kind, keys ...string) []Column {
	out := make([]Column, len(keys))
	for i, k := range keys {
		out[i] = Column{w.say(k), kinds[i], k}
	}
	return out
}

// Activity is the report of the desk's figures, in French or, with "en", in English.
func Activity(f desk.Figures, lang string, names Names) Report {
	w := newWriter(lang, names)
	w.f = f
	r := Report{Lang: lang, Title: w.say("title"), Period: w.say("period", w.day(f.From), w.day(f.To)), Made: w.say("made", w.at(f.At)), Tiles: w.tiles()}
	r.Sections = []Section{w.days(), w.hours(), w.ages(), w.types(), w.corrections(), w.fields(), w.bands(), w.branches(), w.due(), w.sampling()}
	if f.People != nil {
		r.Sections = append(r.Sections, w.people())
	}
	return r
}

func (w writer) tiles() []Tile {
	f := w.f
	of := func(part, whole int64) string {
		return w.say("of", count(part).Written(w.lang), count(whole).Written(w.lang))
	}
	oldest := Cell{None: true}
	if f.Oldest != nil {
		oldest = text(w.at(*f.Oldest))
	}
	return []Tile{
		{w.say("stock"), count(f.Stock), w.say("second.note", count(f.Second).Written(w.lang))},
		{w.say("oldest"), oldest, ""},
		{w.say("late"), count(f.Late), ""},
		{w.say("straight"), share(f.Straight, f.Settled), of(f.Straight, f.Settled)},
		{w.say("corrected"), share(f.Corrected, f.Looked), of(f.Corrected, f.Looked)},
		{w.say("p50"), seconds(f.P50Seconds), w.say("decisions") + " : " + count(f.Decisions).Written(w.lang)},
	}
}

func (w writer) frame(name, title string) chart.Frame {
	return chart.Frame{ID: "c-" + name, Title: title, Desc: w.say("chart." + name)}
}

// days are the days of the period, drawn where there are several.
func (w writer) days() Section {
	s := Section{Name: "days", Title: w.say("days"), Columns: w.columns([]Kind{Text, Count, Count, Count, Count, Count, Percent}, "day", "deposits", "received", "done", "settled", "straight", "rate")}
	labels, received, done := []string{}, []float64{}, []float64{}
	var sum desk.DayFigures
	for _, d := range w.f.Days {
		s.Rows = append(s.Rows, []Cell{text(w.day(d.Day)), count(d.Deposits), count(d.Received), count(d.Done), count(d.Settled), count(d.Straight), share(d.Straight, d.Settled)})
		labels, received, done = append(labels, w.shortDay(d.Day)), append(received, float64(d.Received)), append(done, float64(d.Done))
		sum.Deposits, sum.Received, sum.Done, sum.Settled, sum.Straight = sum.Deposits+d.Deposits, sum.Received+d.Received, sum.Done+d.Done, sum.Settled+d.Settled, sum.Straight+d.Straight
	}
	s.Total = []Cell{text(w.say("total")), count(sum.Deposits), count(sum.Received), count(sum.Done), count(sum.Settled), count(sum.Straight), share(sum.Straight, sum.Settled)}
	if len(labels) > 1 {
		s.Chart = chart.Columns(w.frame("days", s.Title), labels, []chart.Series{{Name: w.say("received"), Values: received}, {Name: w.say("done"), Values: done}})
	}
	return s
}

// shortDay is the day and the month.
func (w writer) shortDay(iso string) string {
	if len(iso) != len(time.DateOnly) {
		return iso
	}
	if w.lang == "en" {
		return iso[5:]
	}
	return iso[8:] + "/" + iso[5:7]
}

func (w writer) hours() Section {
	s := Section{Name: "hours", Title: w.say("hours"), Note: w.say("hours.note"), Columns: w.columns([]Kind{Text, Count, Count}, "hour", "received", "done")}
	labels, received, done := []string{}, []float64{}, []float64{}
	var sum [2]int64
	for _, h := range w.f.Hours {
		label := fmt.Sprintf("%d h", h.Hour)
		s.Rows = append(s.Rows, []Cell{text(label), count(h.Received), count(h.Done)})
		labels, received, done = append(labels, label), append(received, float64(h.Received)), append(done, float64(h.Done))
		sum[0], sum[1] = sum[0]+h.Received, sum[1]+h.Done
	}
	s.Total = []Cell{text(w.say("total")), count(sum[0]), count(sum[1])}
	s.Chart = chart.Columns(w.frame("hours", s.Title), labels, []chart.Series{{Name: w.say("received"), Values: received}, {Name: w.say("done"), Values: done}})
	return s
}

func (w writer) ages() Section {
	s := Section{Name: "ages", Title: w.say("ages"), Note: w.say("ages.note"), Columns: w.columns([]Kind{Text, Count, Count}, "age", "tasks", "late")}
	labels, intime, late := []string{}, []float64{}, []float64{}
	for _, a := range w.f.Ages {
		label := w.say("age.band", a.FromHours, a.ToHours)
		if a.ToHours == 0 {
			label = w.say("age.last", a.FromHours)
		}
		s.Rows = append(s.Rows, []Cell{text(label), count(a.Tasks), count(a.Late)})
		labels, intime, late = append(labels, label), append(intime, float64(a.Tasks-a.Late)), append(late, float64(a.Late))
	}
	s.Total = []Cell{text(w.say("total")), count(w.f.Stock), count(w.f.Late)}
	s.Chart = chart.Stacked(w.frame("ages", s.Title), labels, []chart.Series{{Name: w.say("intime"), Values: intime}, {Name: w.say("late"), Values: late}})
	return s
}

const typesDrawn = 15 // the others stand in the table alone

func (w writer) types() Section {
	s := Section{Name: "types", Title: w.say("types"), Note: w.say("types.note"), Columns: w.columns([]Kind{Text, Count, Count, Percent}, "type", "settled", "straight", "rate")}
	labels, shares := []string{}, []float64{}
	for i, t := range w.f.Types {
		rate := share(t.Straight, t.Settled)
		s.Rows = append(s.Rows, []Cell{text(w.names.Type(t.Type)), count(t.Settled), count(t.Straight), rate})
		if i < typesDrawn {
			labels, shares = append(labels, w.names.Type(t.Type)), append(shares, rate.Number)
		}
	}
	s.Total = []Cell{text(w.say("total")), count(w.f.Settled), count(w.f.Straight), share(w.f.Straight, w.f.Settled)}
	if len(labels) > 0 {
		s.Chart = chart.Shares(w.frame("types", s.Title), labels, shares, func(v float64) string { return percent(v).Written(w.lang) })
	}
	return s
}

func (w writer) bands() Section {
	s := Section{Name: "bands", Title: w.say("bands"), Note: w.say("bands.note"),
		Columns: w.columns([]Kind{Text, Count, Count, Percent, Percent, Percent, Percent}, "band", "given", "changed", "claimed", "kept", "low", "high")}
	var points []chart.Point
	var given, changed int64
	for _, c := range w.f.Calibration {
		row := []Cell{text(percent(c.From).Written(w.lang) + " – " + percent(c.To).Written(w.lang)), count(c.Given), count(c.Changed)}
		if c.Right.Known() {
			row = append(row, percent(c.Claimed), percent(c.Right.Share), percent(c.Right.Low), percent(c.Right.High))
			points = append(points, chart.Point{Claimed: c.Claimed, Found: c.Right.Share, Low: c.Right.Low, High: c.Right.High})
		} else {
			for range 4 {
				row = append(row, Cell{Kind: Percent, None: true})
			}
		}
		s.Rows = append(s.Rows, row)
		given, changed = given+c.Given, changed+c.Changed
	}
	none := Cell{Kind: Percent, None: true}
	s.Total = []Cell{text(w.say("total")), count(given), count(changed), none, share(given-changed, given), none, none}
	if len(points) > 0 {
		s.Chart = chart.Calibration(w.frame("bands", s.Title), points, w.say("axis.claimed"), w.say("axis.found"), func(v float64) string { return fmt.Sprintf("%.0f %%", 100*v) })
	}
	return s
}

func (w writer) branches() Section {
	s := Section{Name: "branches", Title: w.say("branches"), Columns: w.columns([]Kind{Text, Count, Count, Count, Count}, "branch", "deposits", "documents", "rejected", "returned")}
	var t desk.BranchFigures
	for _, b := range w.f.Branches {
		s.Rows = append(s.Rows, []Cell{text(b.Branch), count(b.Deposits), count(b.Documents), count(b.Rejected), count(b.Returned)})
		t.Deposits, t.Documents, t.Rejected, t.Returned = t.Deposits+b.Deposits, t.Documents+b.Documents, t.Rejected+b.Rejected, t.Returned+b.Returned
	}
	s.Total = []Cell{text(w.say("total")), count(t.Deposits), count(t.Documents), count(t.Rejected), count(t.Returned)}
	return s
}

func (w writer) due() Section {
	s := Section{Name: "due", Title: w.say("due"), Note: w.say("due.note"), Columns: w.columns([]Kind{Text, Count}, "due.when", "obligations")}
	o := w.f.Obligations
	s.Rows = [][]Cell{{text(w.say("due.late")), count(o.Late)}, {text(w.say("due.week")), count(o.Week)}, {text(w.say("due.month")), count(o.Month)}}
	return s
}

func (w writer) sampling() Section {
	s := Section{Name: "sampling", Title: w.say("sampling"), Note: w.say("sample.note"), Columns: w.columns([]Kind{Text, Text}, "measure", "value")}
	x := w.f.Sampling
	put := func(key string, c Cell) { s.Rows = append(s.Rows, []Cell{text(w.say(key)), c}) }
	put("population", count(x.Population))
	put("drawn", count(x.Drawn))
	put("agreed", count(x.Agreed))
	put("differ", count(x.Differ))
	put("illegible", count(x.Illegible))
	put("open", count(x.Open))
	rate, low, high := percent(x.Errors.Share), percent(x.Errors.Low), percent(x.Errors.High)
	if !x.Errors.Known() {
		rate, low, high = Cell{None: true}, Cell{None: true}, Cell{None: true}
	}
	put("errorrate", rate)
	put("errorlow", low)
	put("errorhigh", high)
	return s
}

func (w writer) people() Section {
	s := Section{Name: "people", Title: w.say("people"), Note: w.say("people.note"), Columns: w.columns([]Kind{Text, Count, Percent, Seconds}, "person", "decisions", "corrected", "p50")}
	for _, p := range w.f.People {
		s.Rows = append(s.Rows, []Cell{text(p.Name), count(p.Decisions), share(p.Corrected, p.Looked), seconds(p.P50Seconds)})
	}
	return s
}
