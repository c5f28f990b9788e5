package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"
	"bordereau/review"

	"github.com/gofiber/fiber/v2"
)

var stationTable = border.Table{
	{Method: "GET", Path: "/validation/:task", Roles: border.Keepers},
	{Method: "POST", Path: "/validation/:task", Roles: border.Keepers},
	{Method: "POST", Path: "/validation/:task/rendre", Roles: border.Keepers},
}

func (s *Server) stationHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/validation/:task"}:         s.station,
		{Method: "POST", Path: "/validation/:task"}:        s.decide,
		{Method: "POST", Path: "/validation/:task/rendre"}: s.giveBack,
	}
}

// row is one field at the station.
type row struct {
	Name    string
	Shown   string // as the form first shows it
	Typed   string // what stands in the input
	Checked bool
	Doubt   bool
	Blind   bool // the value is kept from a second reader
	Hand    bool // a hand wrote it and nothing proves it: the machine's reading is kept back
	Status  bordereau.Status
	Why     string // what the policy lacks
	Wrong   string // what was wrong with what was typed
	Proofs  []bordereau.Proof
	Page    int
	Box     bordereau.Box
	View    *desk.PageView // of the page it stands on
}

type stationView struct {
	Task     desk.Task
	Doc      desk.DocumentView
	Mine     bool
	Type     bordereau.Type // that the fields below are of
	Retyping bool
	Doubtful []row
	Sure     []row
	General  []string // reasons that speak of no field
	Types    []bordereau.Type
	Reasons  []struct{ Code, Words string }
	Wrong    *border.Problem
	Form     url.Values // what was typed, when it is shown again
	// Explanations of the slip's balance; none for a second reader, who is to look
	// for himself.
	Explanations []desk.Explanation
	Checks       []bordereau.Check
}

// Seen are the digests of the page images the page shows, each once: empty backs may
// be alike to the last pixel.
func (v stationView) Seen() []string {
	out := make([]string, len(v.Doc.PageViews))
	for i, p := range v.Doc.PageViews {
		out[i] = p.SHA256
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Boxes are the rows that stand on a page.
func (v stationView) Boxes(page int) []row {
	var out []row
	for _, r := range append(slices.Clone(v.Doubtful), v.Sure...) {
		if r.Page == page && !r.Box.Empty() {
			out = append(out, r)
		}
	}
	return out
}

func (s *Server) station(c *fiber.Ctx) error {
	return s.showStation(c, fiber.StatusOK, nil, nil)
}

// showStation shows a task; after a refusal with what was typed still in it.
func (s *Server) showStation(c *fiber.Ctx, status int, typed url.Values, wrong *border.Problem) error {
	id, err := border.ID(c, "task")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	task, err := s.deps.Review.Task(ctx, by, id)
	if err != nil {
		return err
	}
	doc, err := s.deps.Documents.Document(ctx, by, task.Document)
	if err != nil {
		return err
	}
	v := stationView{Task: task, Doc: doc, Mine: task.LeaseID != "" && task.LeasedBy == by.ID, Type: doc.Type, Types: bordereau.Types,
		Reasons: desk.RejectReasons, Wrong: wrong, Form: typed}
	if task.Kind != "second" {
		v.Explanations = doc.Explanations
	}
	v.checks(tongueOf(c))
	chosen := bordereau.Type(border.Query(c, "type"))
	if typed != nil {
		chosen = bordereau.Type(typed.Get("type"))
	}
	if chosen != "" && chosen != doc.Type && chosen.Known() {
		v.Type, v.Retyping = chosen, true
	}
	v.rows(s.rows(v))
	return s.render(c, status, "station", page{Title: s.say(c, "station.title") + " — " + tongueOf(c).typeName(v.Type), Body: v})
}

// checks are shown with their details, but to a second reader none that quotes what
// he is to read for himself.
func (v *stationView) checks(l tongue) {
	if v.Doc.Understanding == nil {
		return
	}
	for _, c := range v.Doc.Understanding.Checks {
		if v.Task.Kind == "second" && slices.ContainsFunc(c.Fields, v.telling) {
			c.Detail = l.say("station.blind")
		}
		v.Checks = append(v.Checks, c)
	}
}

// telling says that a field is one of those a second reader keys, or gives it away:
// the words of an amount, the lines of a total.
func (v *stationView) telling(field string) bool {
	return strings.HasPrefix(field, "lines[") || slices.ContainsFunc(review.BookingFields(v.Type), func(name string) bool {
		return field == name || strings.HasPrefix(field, name+"_")
	})
}

func (v *stationView) rows(all []row) {
	for _, r := range all {
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
				}
			}
		}
		if r.Doubt {
			v.Doubtful = append(v.Doubtful, r)
		} else {
			v.Sure = append(v.Sure, r)
		}
	}
	rank := func(r row) int {
		if i := slices.IndexFunc(v.Task.Reasons, func(w desk.Reason) bool { return w.Field == r.Name }); i >= 0 {
			return i
		}
		return len(v.Task.Reasons)
	}
	slices.SortStableFunc(v.Doubtful, func(a, b row) int { return rank(a) - rank(b) })
	for _, reason := range v.Task.Reasons {
		if reason.Field == "" || !slices.ContainsFunc(all, func(r row) bool { return r.Name == reason.Field }) {
			v.General = append(v.General, reason.Sentence)
		}
	}
}

// rows are the fields a clerk sees: those that were read, those the policy asks
// for. Of another type than was read, only what that type needs, empty.
func (s *Server) rows(v stationView) []row {
	var out []row
	have := map[string]bool{}
	add := func(r row) {
		if !have[r.Name] {
			have[r.Name] = true
			out = append(out, r)
		}
	}
	why := map[string]string{}
	for _, r := range v.Task.Reasons {
		if r.Field != "" && why[r.Field] == "" {
			why[r.Field] = r.Sentence
		}
	}
	blind := map[string]bool{}
	if v.Task.Kind == "second" {
		for _, name := range review.BookingFields(v.Type) {
			blind[name] = true
		}
	}
	if u := v.Doc.Understanding; u != nil && !v.Retyping {
		hand := review.Handwritten(u)
		for _, f := range u.Fields {
			if v.Task.Kind == "second" && !blind[f.Name] && v.telling(f.Name) {
				continue
			}
			r := row{Name: f.Name, Shown: display(f.Name, f.Value), Status: f.Status, Why: why[f.Name], Proofs: f.Proofs, Page: f.Page, Box: f.Box}
			// A clerk is led to what lacks proof and is needed, and to nothing else.
			r.Doubt = r.Why != "" || f.Status == bordereau.Conflict
			if blind[f.Name] {
				r.Shown, r.Proofs, r.Blind, r.Doubt = "", nil, true, true
			} else if slices.Contains(hand, f.Name) {
				r.Shown, r.Proofs, r.Hand = "", nil, true
			}
			r.Typed = r.Shown
			for i := range v.Doc.PageViews {
				if v.Doc.PageViews[i].Number == f.Page {
					r.View = &v.Doc.PageViews[i]
				}
			}
			add(r)
		}
	}
	for _, r := range v.Task.Reasons {
		if r.Field != "" && !v.Retyping {
			add(row{Name: r.Field, Why: r.Sentence, Doubt: true, Blind: blind[r.Field]})
		}
	}
	for _, rule := range s.deps.Policy.Types[v.Type].Fields {
		if !slices.ContainsFunc(rule.Names, func(n string) bool { return have[n] }) {
			add(row{Name: rule.Names[0], Doubt: v.Retyping, Blind: blind[rule.Names[0]]})
		}
	}
	return out
}

// decide takes the form of the station. What the desk refuses is shown again with
// everything that was typed.
func (s *Server) decide(c *fiber.Ctx) error {
	id, err := border.ID(c, "task")
	if err != nil {
		return err
	}
	form, err := border.Form(c, s.cfg.MaxField)
	if err != nil {
		return err
	}
	if form.Get("action") == "retype" {
		return s.to(c, "/validation/"+id+"?type="+url.QueryEscape(form.Get("type")))
	}
	ctx, by := ctxOf(c)
	d, err := decision(form)
	if err == nil {
		_, err = s.deps.Review.Decide(ctx, by, id, d)
	}
	switch bordereau.CodeOf(err) {
	case "":
	case bordereau.Conflicting, bordereau.Invalid, bordereau.Busy, bordereau.Forbidden:
		p := border.Explain(c, err)
		p.Headers(c)
		return s.showStation(c, p.Status, form, &p)
	default:
		return err
	}
	if d.Action == desk.Refile {
		return s.to(c, "/validation/"+id+"?fait=refiled")
	}
	return s.to(c, "/corbeille?fait=decided")
}

// decision makes a decision of the form. A field counts when its value was
// changed, or when the clerk ticked that it stands: looking at it is not enough.
func decision(form url.Values) (desk.Decision, error) {
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		return desk.Decision{}, border.Damaged(nil)
	}
	d := desk.Decision{Action: desk.Action(form.Get("action")), LeaseID: form.Get("lease"), Version: version,
		Dossier: strings.TrimSpace(form.Get("dossier")), Reason: form.Get("reason"), Note: strings.TrimSpace(form.Get("note")),
		Seen: form["seen"], Fields: map[string]string{}}
	if d.Action == "" {
		d.Action = desk.Confirm // Enter in a field
	}
	if d.Action == desk.Separate {
		d.Parts, err = pageLists(form.Get("parts"))
	}
	if d.Action != desk.Confirm {
		return d, err
	}
	if t := bordereau.Type(form.Get("newtype")); t != "" {
		d.Action, d.Type = desk.SetType, t
	}
	for key, values := range form {
		name, ok := strings.CutPrefix(key, "f.")
		if !ok {
			continue
		}
		typed, was := strings.TrimSpace(values[0]), strings.TrimSpace(form.Get("was."+name))
		if typed != was || form.Get("ok."+name) != "" {
			d.Fields[name] = typed
		}
	}
	return d, nil
}

// pageLists reads "1-2; 3, 5; 4": the pages of each document.
func pageLists(typed string) ([][]int, error) {
	var out [][]int
	for _, list := range strings.FieldsFunc(typed, func(r rune) bool { return r == ';' || r == '/' }) {
		var pages []int
		for _, span := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
			from, to, ranged := strings.Cut(span, "-")
			first, err := strconv.Atoi(from)
			last := first
			if err == nil && ranged {
				last, err = strconv.Atoi(to)
			}
			if err != nil || first < 1 || last < first || last-first > 1000 {
				return nil, &bordereau.Error{Code: bordereau.Invalid, Pointer: "/parts", Message: "Écrivez les pages de chaque document ainsi : 1-2 ; 3-4 ; 5."}
			}
			for n := first; n <= last; n++ {
				pages = append(pages, n)
			}
		}
		if len(pages) > 0 {
			out = append(out, pages)
		}
	}
	return out, nil
}

func (s *Server) giveBack(c *fiber.Ctx) error {
	id, err := border.ID(c, "task")
	if err != nil {
		return err
	}
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if err := s.deps.Review.ReleaseTask(ctx, by, id, form.Get("lease")); err != nil {
		return err
	}
	return s.to(c, "/corbeille?fait=returned")
}
