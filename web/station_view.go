package web

import (
	"net/url"
	"slices"
	"strings"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"
	"bordereau/policy"
	"bordereau/review"
)

// row is one field at the station.
type row struct {
	Name     string
	Kind     string // how it is typed
	Currency string // of an amount
	Shown    string // as the form first shows it
	Typed    string // what stands in the input
	Checked  bool
	Doubt    bool        // a person has to settle it
	Asked    bool        // the policy asks for it
	Kept     bool        // what was read is not shown: it is keyed from the picture
	Keyed    *desk.Keyed // what became of the last keying
	Try      int         // of the next keying, from 1
	Below    int         // percent that the policy wants of it, where it is looked at before other doubtful ones
	On       bool        // the one that is worked on first
	Status   bordereau.Status
	Percent  int
	Why      string // what the policy lacks
	Wrong    string // what was wrong with what was typed
	Proofs   []bordereau.Proof
	Page     int
	Box      bordereau.Box
	View     *desk.PageView // of the page it stands on
	Also     *row           // where the paper says it a second time
}

// State is one of the four that a clerk tells apart: sure, doubt, block, read where
// nobody asks.
func (r row) State() string {
	switch {
	case r.Wrong != "" || r.Status == bordereau.Conflict && !r.Kept:
		return "block"
	case r.Settled():
		return "sure fait"
	case r.Doubt:
		return "doubt"
	case r.Status == bordereau.Proved || r.Asked && r.Shown != "":
		return "sure"
	}
	return "read"
}

// Settled says that this person has keyed the value and needs not key it again.
func (r row) Settled() bool { return r.Keyed != nil && r.Keyed.Outcome.Settled() }

// hurry has a doubtful value that was read with less than a confidence looked at before
// others. What is kept from its reader is not told apart.
func (r *row) hurry(attention float64) {
	if r.Doubt && !r.Kept && r.Shown != "" && float64(r.Percent) < 100*attention {
		r.Below = int(100*attention + 0.5)
	}
}

// Illegible says that the person could not read it.
func (r row) Illegible() bool { return r.Keyed != nil && r.Keyed.Outcome == review.Unreadable }

// section is a group of fields under a heading.
type section struct {
	Key  string
	Rows []row
}

// line is one row of a table on the paper.
type line struct {
	Number int // as the field counts it
	Cells  []row
}

// grid is a table on the paper.
type grid struct {
	Columns []string
	Lines   []line
}

type stationView struct {
	Task     desk.Task
	Doc      desk.DocumentView
	Mine     bool
	Type     bordereau.Type // that the fields below are of
	Retyping bool
	Currency string
	Sections []section
	Others   []row // read, and asked by nobody
	Grid     *grid
	General  []string         // reasons that speak of no field
	Types    []bordereau.Type // the likeliest first where the type is in doubt
	TypeWhy  string           // what the policy lacks of the type, "" where it stands
	Reasons  []rejection
	Wrong    *border.Problem
	Form     url.Values // what was typed, when it is shown again
	Filter   desk.TaskFilter
	// Explanations of the slip's balance.
	Explanations []desk.Explanation
	Checks       []bordereau.Check
	Unit         *desk.UnitDesk // the remittance that it is a part of
	Supervises   bool
	Day          desk.MyDay
	Due          due
	Own          desk.Preferences // keys and habits of the person
	Todo         int
	Title        string
	Heading      string
	Arrived      string // what is said when it comes
	Active       *row
}

// Seen are the digests of the page images the page shows, each once: empty backs may
// be alike to the last pixel.
func (v *stationView) Seen() []string {
	out := make([]string, len(v.Doc.PageViews))
	for i, p := range v.Doc.PageViews {
		out[i] = p.SHA256
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Rows are all fields that the form holds, without those of tables.
func (v *stationView) Rows() []row {
	var out []row
	for _, s := range v.Sections {
		out = append(out, s.Rows...)
	}
	return append(out, v.Others...)
}

// Boxes are the rows that stand on a page.
func (v *stationView) Boxes(page int) []row {
	all := v.Rows()
	if v.Grid != nil {
		for _, l := range v.Grid.Lines {
			all = append(all, l.Cells...)
		}
	}
	return slices.DeleteFunc(all, func(r row) bool { return r.Page != page || r.Box.Empty() })
}

// Strip are the small pictures beside the page: of a slip its cheques, of any other document
// of several pages these; empty for a cheque, which has two sides.
func (v *stationView) Strip() contactSheet {
	switch {
	case v.Lists():
		return chequeSheet(*v.Unit)
	case len(v.Doc.PageViews) > 1 && !v.Cheque():
		return pageSheet(v.Doc)
	}
	return contactSheet{}
}

// Lists says that the strip is that of a slip's cheques.
func (v *stationView) Lists() bool {
	return v.Type == bordereau.RemittanceSlip && v.Unit != nil && len(v.Unit.Cheques) > 0
}

// First is the page that is shown first: the one with the field to work on.
func (v *stationView) First() int {
	if v.Active != nil && v.Active.View != nil {
		return v.Active.View.Number
	}
	if len(v.Doc.PageViews) > 0 {
		return v.Doc.PageViews[0].Number
	}
	return 0
}

// pagePicture is the picture of a page of a document, with the page that is shown first.
type pagePicture struct {
	Page  desk.PageView
	Doc   string
	First int
}

// Picture is that of a page.
func (v *stationView) Picture(p desk.PageView) pagePicture {
	return pagePicture{p, v.Doc.ID, v.First()}
}

// Doubts says whether a page holds a field that a person has to settle.
func (v *stationView) Doubts(page int) bool {
	return slices.ContainsFunc(v.Boxes(page), func(r row) bool { return r.Doubt })
}

// mostNeighbours is how many documents of a file are named before and behind one.
const mostNeighbours = 3

// place is where the document stands among those of its file.
func (v *stationView) place() int {
	return slices.IndexFunc(v.Doc.FileParts, func(p desk.FilePart) bool { return p.ID == v.Doc.ID })
}

// Neighbours are the documents of the file around this one, with it.
func (v *stationView) Neighbours() []desk.FilePart {
	at, all := v.place(), v.Doc.FileParts
	return all[max(at-mostNeighbours, 0):min(at+mostNeighbours+1, len(all))]
}

// NextPages are the pages of the document behind this one, or else before it: they are
// the likeliest to belong to it.
func (v *stationView) NextPages() string {
	at, all := v.place(), v.Doc.FileParts
	next := at + 1
	if next == len(all) {
		next = at - 1
	}
	numbers := make([]string, len(all[next].Pages))
	for i, n := range all[next].Pages {
		numbers[i] = bordereau.PageName(n)
	}
	return strings.Join(numbers, ", ")
}

// Number is the cheque's, as far as it was read.
func (v *stationView) Number() string {
	if v.Doc.Understanding == nil || v.Retyping {
		return ""
	}
	return v.Doc.Understanding.Value("cheque_number")
}

// TypePercent is how far the cues of the type carry, which sorts and proves nothing.
func (v *stationView) TypePercent() int {
	if u := v.Doc.Understanding; u != nil {
		return int(u.TypeConfidence*100 + 0.5)
	}
	return 0
}

// Note is what the person wrote of the document and has not sent yet.
func (v *stationView) Note() string {
	switch {
	case v.Form != nil:
		return v.Form.Get("note")
	case v.Task.Draft != nil:
		return v.Task.Draft.Note
	}
	return ""
}

// Cheque says that the paper is one with a front and a back.
func (v *stationView) Cheque() bool { return v.Type == bordereau.Cheque }

// arrange puts the rows in the order in which a clerk works them.
func (v *stationView) arrange(all []row, rule policy.TypeRule) {
	for i := range all {
		v.again(&all[i])
		if asked := rule.Rule(all[i].Name); asked != nil {
			all[i].Asked = true
			all[i].hurry(asked.Attention)
		}
		if all[i].Doubt && !all[i].Settled() {
			v.Todo++
		}
	}
	v.second(all)
	v.unsure()
	for _, reason := range v.Task.Reasons {
		if reason.Sentence == v.TypeWhy {
			continue
		}
		if reason.Field == "" || !slices.ContainsFunc(all, func(r row) bool { return r.Name == reason.Field }) {
			v.General = append(v.General, reason.Sentence)
		}
	}
	slices.SortStableFunc(all, func(a, b row) int {
		as, ai := place(v.Type, a.Name)
		bs, bi := place(v.Type, b.Name)
		if as != bs {
			return as - bs
		}
		return ai - bi
	})
	v.grid(all)
	asked := len(rule.Fields) > 0
	for _, r := range all {
		s, _ := place(v.Type, r.Name)
		switch {
		case rowName.MatchString(r.Name):
		case r.Doubt || r.Asked || v.Type == bordereau.Cheque && s == 0 && r.Name != "code_line" || !asked && v.Type != bordereau.Cheque:
			v.put(s, r)
		default:
			v.Others = append(v.Others, r)
		}
	}
	v.activate()
}

// typeRules are the reasons by which the type itself is what a person has to say.
var typeRules = []string{"type_unknown", "type_doubtful", "type_not_proved", "check_failed:type_margin", "check_failed:learned_type"}

// unsure makes the type the first question where the policy is not sure of it, with the
// types that were weighed before all others.
func (v *stationView) unsure() {
	at := slices.IndexFunc(v.Task.Reasons, func(r desk.Reason) bool { return r.Field == "" && slices.Contains(typeRules, r.Rule) })
	if at < 0 || v.Retyping {
		return
	}
	v.TypeWhy = v.Task.Reasons[at].Sentence
	v.Todo++
	var first []bordereau.Type
	if v.Type != bordereau.Unknown {
		first = append(first, v.Type)
	}
	if u := v.Doc.Understanding; u != nil {
		first = append(first, u.Candidates...)
	}
	v.Types = slices.Concat(first, v.Types)
	v.Types = slices.DeleteFunc(slices.Clone(v.Types), func(t bordereau.Type) bool { return t == bordereau.Unknown || t == "" })
	v.Types = unique(v.Types)
}

// unique leaves of types that stand twice the first.
func unique(all []bordereau.Type) []bordereau.Type {
	var out []bordereau.Type
	for _, t := range all {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// put adds a row to its section.
func (v *stationView) put(s int, r row) {
	key := "others"
	if v.Type == bordereau.Cheque {
		key = ""
	} else if s < len(sections) {
		key = sections[s].Key
	}
	if n := len(v.Sections); n == 0 || v.Sections[n-1].Key != key {
		v.Sections = append(v.Sections, section{Key: key})
	}
	last := &v.Sections[len(v.Sections)-1]
	last.Rows = append(last.Rows, r)
}

// again puts back what was typed and what was wrong with it.
func (v *stationView) again(r *row) {
	if v.Form != nil {
		if typed, ok := v.Form["f."+r.Name]; ok {
			r.Typed = typed[0]
		}
		r.Checked = v.Form.Get("ok."+r.Name) != ""
	}
	if v.Wrong != nil {
		for _, e := range v.Wrong.Errors {
			if e.Pointer == "/fields/"+r.Name {
				r.Wrong, r.Doubt = e.Detail, true
				if e.Code == string(review.Again) || e.Code == string(review.Differs) {
					r.Typed = "" // blind, once more
				}
			}
		}
	}
}

// second gives an amount the places where the paper says it: the figures, and the words
// beside them.
func (v *stationView) second(all []row) {
	at := func(name string) *row {
		i := slices.IndexFunc(all, func(r row) bool { return r.Name == name && r.View != nil && !r.Box.Empty() })
		if i < 0 {
			return nil
		}
		r := all[i]
		return &r
	}
	i := slices.IndexFunc(all, func(r row) bool { return r.Name == "amount" })
	if i < 0 {
		return
	}
	figures, words := at("amount_figures"), at("amount_words")
	if a := &all[i]; figures != nil && (a.View == nil || a.Box.Empty()) {
		a.Page, a.Box, a.View = figures.Page, figures.Box, figures.View
	}
	if words != nil && words.Box != all[i].Box {
		all[i].Also = words
	}
}

// grid gathers the rows of the paper's table.
func (v *stationView) grid(all []row) {
	g := grid{}
	cells := map[int]map[string]row{}
	for _, r := range all {
		n, column, ok := cell(r.Name)
		if !ok {
			continue
		}
		if cells[n] == nil {
			cells[n] = map[string]row{}
		}
		cells[n][column] = r
		if !slices.Contains(g.Columns, column) {
			g.Columns = append(g.Columns, column)
		}
	}
	if len(cells) == 0 {
		return
	}
	for key := range v.Form { // lines that the clerk added
		if n, column, ok := cell(strings.TrimPrefix(key, "f.")); ok && cells[n] == nil && slices.Contains(g.Columns, column) {
			cells[n] = map[string]row{}
		}
	}
	last := 0
	for n := range cells {
		last = max(last, n)
	}
	for n := range last + 2 { // an empty one to add to
		if cells[n] == nil && n <= last {
			continue
		}
		l := line{Number: n}
		for _, column := range g.Columns {
			r, ok := cells[n][column]
			if !ok {
				name := cellName(n, column)
				r = row{Name: name, Kind: inputKind(name), Currency: v.Currency}
				v.again(&r)
			}
			l.Cells = append(l.Cells, r)
		}
		g.Lines = append(g.Lines, l)
	}
	v.Grid = &g
}

// activate chooses the field that is worked on first: what is wrong, else what the policy
// wants looked at first, else the first in doubt, else the first.
func (v *stationView) activate() {
	var first *row
	for i := range v.Sections {
		for j := range v.Sections[i].Rows {
			r := &v.Sections[i].Rows[j]
			if first == nil || r.urgency() > first.urgency() {
				first = r
			}
		}
	}
	if first != nil {
		first.On, v.Active = v.TypeWhy == "", first
	}
}

// urgency sorts what is worked on first.
func (r *row) urgency() int {
	switch {
	case r.Wrong != "":
		return 3
	case !r.Doubt || r.Settled():
		return 0
	case r.Below > 0:
		return 2
	}
	return 1
}

// name is the page's title: what is to do, which paper, which screen.
func (v *stationView) name(l tongue) {
	what := l.say("station.sure")
	switch {
	case v.TypeWhy != "":
		what = l.say("station.doubtful.title", l.say("station.kind"))
	case v.Todo > 0 && v.Active != nil:
		what = l.say("station.doubtful.title", l.fieldLabel(v.Active.Name))
	case v.Todo > 0 || len(v.General) > 0:
		what = l.say("station.open")
	}
	v.Title = what + " — " + v.position(l) + " — " + l.say("station.title")
	v.Arrived = l.say("station.arrived", v.position(l), v.Todo)
	v.Heading = l.typeName(v.Type) + " — " + l.called(v.Doc.Document)
	if v.Unit != nil {
		v.Heading = l.say("station.remittance", v.reference(l))
	}
}

// position is which paper of how many this is.
func (v *stationView) position(l tongue) string {
	if v.Task.Ordinal > 0 && v.Task.Cheques > 0 {
		return l.say("station.position", v.Task.Ordinal, v.Task.Cheques)
	}
	return l.typeName(v.Type) + " " + l.called(v.Doc.Document)
}

// reference is what people call a remittance: as the branch does, else by its file.
func (v *stationView) reference(l tongue) string {
	if v.Task.Reference != "" {
		return v.Task.Reference
	}
	return l.calledBy(v.Doc.FileName, nil)
}
