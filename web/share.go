package web

import (
	"html/template"
	"net/url"
	"slices"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"
	"bordereau/internal/ids"

	"github.com/gofiber/fiber/v2"
)

// Supervisors share out the tasks that they tick, where these are listed: in the inbox
// and among the figures.
var shareTable = border.Table{
	{Method: "POST", Path: "/corbeille/repartir", Roles: border.Supervisors},
	{Method: "POST", Path: "/supervision/repartir", Roles: border.Supervisors},
}

func (s *Server) shareHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "POST", Path: "/corbeille/repartir"}: func(c *fiber.Ctx) error {
			return s.share(c, "/corbeille", func(status int, v shareView) error { return s.showInbox(c, status, v) })
		},
		{Method: "POST", Path: "/supervision/repartir"}: func(c *fiber.Ctx) error {
			return s.share(c, "/supervision", func(status int, v shareView) error { return s.showSupervision(c, status, v) })
		},
	}
}

// shareView is the form that shares tasks out, and what was wrong with it.
type shareView struct {
	Action string // address that it is posted to
	People []desk.User
	Ticked []string
	Person string
	Reason string
	Level  string
	Done   int // tasks for which it was done before it went wrong
	Wrong  *border.Problem
	File   string // the document it went wrong with
}

// Has says whether a task is ticked.
func (v shareView) Has(id string) bool { return slices.Contains(v.Ticked, id) }

// shares furnishes the form of a supervisor, nil for whoever shares nothing out. The
// filters of the list stay in its address.
func (s *Server) shares(c *fiber.Ctx, v shareView, list string, q url.Values) (*shareView, error) {
	ctx, by := ctxOf(c)
	if !Table.Rule("POST", list+"/repartir").Admits(by.Role) {
		return nil, nil
	}
	users, err := s.deps.People.Users(ctx, by)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		if !u.Disabled && slices.Contains(border.Keepers, u.Role) {
			v.People = append(v.People, u)
		}
	}
	v.Action = list + "/repartir"
	if len(q) > 0 {
		v.Action += "?" + q.Encode()
	}
	return &v, nil
}

// share does to every ticked task what was asked. What goes wrong with one is shown on
// the list, and the tasks before it stay done.
func (s *Server) share(c *fiber.Ctx, list string, show func(int, shareView) error) error {
	form, err := border.Form(c, 64<<10)
	if err != nil {
		return err
	}
	v := shareView{Ticked: form["t"], Person: form.Get("personne"), Reason: form.Get("motif"), Level: form.Get("priorite")}
	do, done := s.sharing(c, form.Get("action"), v)
	if do == nil || slices.ContainsFunc(v.Ticked, func(id string) bool { return !ids.Valid(id) }) {
		return border.Damaged(nil)
	}
	if len(v.Ticked) == 0 {
		p := border.Explain(c, border.Wrong("t", "Cochez au moins une tâche."))
		v.Wrong = &p
		return show(p.Status, v)
	}
	ctx, by := ctxOf(c)
	for i, id := range v.Ticked {
		task, err := s.deps.Review.Task(ctx, by, id)
		if err == nil {
			err = do(id)
		}
		if err != nil {
			p, err := ours(c, err)
			if err != nil {
				return err
			}
			v.Wrong, v.Done, v.Ticked, v.File = p, i, v.Ticked[i:], tongueOf(c).calledBy(task.FileName, task.PartPages)
			return show(p.Status, v)
		}
	}
	q := url.Values{}
	for key, value := range c.Queries() {
		if key != "fait" {
			q.Set(key, value)
		}
	}
	back := list + "?" + done
	if len(q) > 0 {
		back += "&" + q.Encode()
	}
	return s.to(c, back)
}

// sharing is what an action does to one task, and what the page says afterwards; nil for
// none that is known.
func (s *Server) sharing(c *fiber.Ctx, action string, v shareView) (do func(id string) error, done string) {
	ctx, by := ctxOf(c)
	switch action {
	case "confier":
		return func(id string) error { return s.deps.Review.Reassign(ctx, by, id, v.Person) }, "fait=assigned"
	case "reprendre":
		return func(id string) error { return s.deps.Review.TakeBack(ctx, by, id, v.Reason) }, "fait=takenback"
	case "classer":
		for _, p := range bordereau.Priorities {
			if p.String() == v.Level {
				return func(id string) error { return s.deps.Review.SetPriority(ctx, by, id, p) }, "fait=prioritised"
			}
		}
	}
	return nil, ""
}

// sharedView is the form as its template takes it, ticking a task in a list of it.
type (
	sharedView struct {
		View *shareView
		CSRF string
	}
	tickView struct {
		Task desk.Task
		View *shareView
	}
)

func shareFuncs() template.FuncMap {
	return template.FuncMap{
		"sharing": func(v *shareView, csrf string) sharedView { return sharedView{v, csrf} },
		"ticking": func(t desk.Task, v *shareView) tickView { return tickView{t, v} },
		"levels":  func() []bordereau.Priority { return bordereau.Priorities },
	}
}
