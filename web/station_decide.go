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

// island says whether the page's own script asks, which takes a piece of the page or a
// word, and not the next page.
func island(c *fiber.Ctx) bool { return c.Get("X-Station") != "" }

// decide takes the form of the station. What the desk refuses is shown again with
// everything that was typed; else the next task of the same kind comes.
func (s *Server) decide(c *fiber.Ctx) error {
	id, form, err := s.posted(c, "task")
	if err != nil {
		return err
	}
	if form.Get("action") == "retype" {
		return s.to(c, stationOf(id)+"?type="+url.QueryEscape(form.Get("type")))
	}
	ctx, by := ctxOf(c)
	d, err := decision(form)
	var doc bordereau.Document
	if err == nil {
		doc, err = s.deps.Review.Decide(ctx, by, id, d)
	}
	switch bordereau.CodeOf(err) {
	case "":
	case bordereau.Conflicting, bordereau.Invalid, bordereau.Busy, bordereau.Forbidden:
		return s.refused(c, err, form)
	default:
		return err
	}
	if island(c) {
		return c.JSON(fiber.Map{"document": doc.ID, "version": doc.Version, "state": doc.State})
	}
	if d.Action == desk.Refile {
		return s.to(c, stationOf(id)+"?fait=refiled")
	}
	return s.onward(c, filterOf(c, form))
}

// refused shows a task again with what was typed and why it was not taken.
func (s *Server) refused(c *fiber.Ctx, err error, form url.Values) error {
	p := border.Explain(c, err)
	p.Headers(c)
	v, err := s.look(c, form, &p)
	if err != nil {
		return err
	}
	if island(c) {
		return s.morceau(c, p.Status, v)
	}
	return s.render(c, p.Status, "station", page{Title: v.Title, Body: v, Own: &v.Own})
}

// onward leads whoever works without a script from one decision to the next task.
func (s *Server) onward(c *fiber.Ctx, f desk.TaskFilter) error {
	ctx, by := ctxOf(c)
	task, err := s.deps.Review.NextTask(ctx, by, f)
	if err != nil {
		return err
	}
	if task == nil {
		return s.to(c, "/corbeille?fait=decided")
	}
	q := asked(f)
	if q == "" {
		q = "?"
	} else {
		q += "&"
	}
	return s.to(c, stationOf(task.ID)+q+"fait=decided")
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
		Seen: form["seen"], Fields: map[string]string{}, Tries: map[string]int{}}
	if d.Action == "" {
		d.Action = desk.Confirm // Enter in a field
	}
	if d.Action == desk.Separate {
		d.Parts, err = pageLists(form.Get("parts"))
	}
	if d.Action == desk.Merge {
		lists, bad := pageLists(form.Get("pages"))
		if bad != nil {
			return d, &bordereau.Error{Code: bordereau.Invalid, Pointer: "/pages", Message: "Écrivez les pages à joindre ainsi : 2, 4-5."}
		}
		d.Pages = slices.Concat(lists...)
	}
	if field := form.Get("illisible"); d.Action == desk.Illegible && field != "" {
		d.Fields[field] = review.IllegibleMark
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
		if try, err := strconv.Atoi(form.Get("try." + name)); err == nil && typed != "" {
			d.Tries[name] = try
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
			first, err := bordereau.ParsePage(from)
			last := first
			if err == nil && ranged {
				last, err = bordereau.ParsePage(to)
			}
			if err != nil || first < 1 || last < first || last-first > 1000 {
				return nil, &bordereau.Error{Code: bordereau.Invalid, Pointer: "/parts", Message: "Écrivez les pages de chaque document ainsi : 1-2 ; 3-4 ; 5."}
			}
			for n := first; n <= last; n++ {
				pages = append(pages, n)
			}
		}
		if len(pages) > 0 {
			out = append(out, slices.Clip(pages))
		}
	}
	return out, nil
}
