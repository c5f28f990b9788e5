package web

import (
	"net/url"
	"slices"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var stationTable = border.Table{
	{Method: "GET", Path: "/validation", Roles: border.Keepers},
	{Method: "POST", Path: "/validation", Roles: border.Keepers},
	{Method: "POST", Path: "/validation/avance", Roles: border.Keepers},
	{Method: "GET", Path: "/validation/derniers", Roles: border.Keepers},
	{Method: "POST", Path: "/validation/annuler", Roles: border.Keepers},
	{Method: "GET", Path: "/validation/reglages", Roles: border.Keepers},
	{Method: "POST", Path: "/validation/reglages", Roles: border.Keepers},
	{Method: "GET", Path: "/validation/:task", Roles: border.Keepers},
	{Method: "GET", Path: "/validation/t/:task", Roles: border.Keepers},
	{Method: "GET", Path: "/validation/t/:task/morceau", Roles: border.Keepers},
	{Method: "GET", Path: "/validation/t/:task/bilan", Roles: border.Keepers},
	{Method: "GET", Path: "/validation/t/:task/mots", Roles: border.Keepers},
	{Method: "POST", Path: "/validation/t/:task", Roles: border.Keepers},
	{Method: "POST", Path: "/validation/t/:task/ouvrir", Roles: border.Keepers},
	{Method: "POST", Path: "/validation/t/:task/prolonger", Roles: border.Keepers},
	{Method: "POST", Path: "/validation/t/:task/brouillon", Roles: border.Keepers},
	{Method: "POST", Path: "/validation/t/:task/saisie", Roles: border.Keepers},
	{Method: "POST", Path: "/validation/t/:task/rendre", Roles: border.Keepers},
}

func (s *Server) stationHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/validation"}:                    s.door,
		{Method: "POST", Path: "/validation"}:                   s.next,
		{Method: "POST", Path: "/validation/avance"}:            s.ahead,
		{Method: "GET", Path: "/validation/derniers"}:           s.latest,
		{Method: "POST", Path: "/validation/annuler"}:           s.undo,
		{Method: "GET", Path: "/validation/reglages"}:           s.settings,
		{Method: "POST", Path: "/validation/reglages"}:          s.setSettings,
		{Method: "GET", Path: "/validation/:task"}:              s.moved,
		{Method: "GET", Path: "/validation/t/:task"}:            s.station,
		{Method: "GET", Path: "/validation/t/:task/morceau"}:    s.piece,
		{Method: "GET", Path: "/validation/t/:task/bilan"}:      s.balance,
		{Method: "GET", Path: "/validation/t/:task/mots"}:       s.words,
		{Method: "POST", Path: "/validation/t/:task"}:           s.decide,
		{Method: "POST", Path: "/validation/t/:task/ouvrir"}:    s.open,
		{Method: "POST", Path: "/validation/t/:task/prolonger"}: s.renew,
		{Method: "POST", Path: "/validation/t/:task/brouillon"}: s.draft,
		{Method: "POST", Path: "/validation/t/:task/saisie"}:    s.key,
		{Method: "POST", Path: "/validation/t/:task/rendre"}:    s.giveBack,
	}
}

func stationOf(task string) string { return "/validation/t/" + task }

// door is where a clerk begins: at what is held in the clerk's name, or at the button
// that takes the next task.
func (s *Server) door(c *fiber.Ctx) error {
	ctx, by := ctxOf(c)
	f := filter(func(name string) string { return border.Query(c, name) })
	list, err := s.deps.Review.Tasks(ctx, by, f, desk.Cursor{})
	if err != nil {
		return err
	}
	held := slices.IndexFunc(list.Items, func(t desk.Task) bool { return t.Holder != "" && t.LeasedBy == by.ID })
	if held >= 0 {
		return s.to(c, stationOf(list.Items[held].ID)+asked(f))
	}
	return s.render(c, fiber.StatusOK, "door", page{Title: s.say(c, "station.title"), Body: struct {
		Filter  desk.TaskFilter
		Waiting bool
	}{f, len(list.Items) > 0}})
}

// next takes the next task of a filter.
func (s *Server) next(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	task, err := s.deps.Review.NextTask(ctx, by, filter(form.Get))
	if err != nil {
		return err
	}
	if island(c) {
		return c.JSON(fiber.Map{"task": idOf(task)})
	}
	if task == nil {
		return s.to(c, "/corbeille?fait=empty")
	}
	return s.to(c, stationOf(task.ID)+asked(filter(form.Get)))
}

func idOf(t *desk.Task) string {
	if t == nil {
		return ""
	}
	return t.ID
}

// asked carries a filter from one task to the next.
func asked(f desk.TaskFilter) string {
	q := url.Values{}
	for name, v := range map[string]string{"file": string(f.Type), "agence": f.Branch, "lecture": f.Kind} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// moved leads from where the station stood before.
func (s *Server) moved(c *fiber.Ctx) error {
	id, err := border.ID(c, "task")
	if err != nil {
		return err
	}
	return c.Redirect(stationOf(id), fiber.StatusMovedPermanently)
}

func (s *Server) station(c *fiber.Ctx) error {
	v, err := s.look(c, nil, nil)
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "station", page{Title: v.Title, Body: v, Own: &v.Own})
}

// piece is a task as the page takes it in without being loaded again.
func (s *Server) piece(c *fiber.Ctx) error {
	v, err := s.look(c, nil, nil)
	if err != nil {
		return err
	}
	return s.morceau(c, fiber.StatusOK, v)
}

func (s *Server) morceau(c *fiber.Ctx, status int, v *stationView) error {
	return s.fragment(c, status, "station", "morceau", page{Title: v.Title, Body: v, CSRF: border.CallerOf(c).CSRF})
}

// taskOf is the task that the address names.
func (s *Server) taskOf(c *fiber.Ctx) (desk.Task, error) {
	id, err := border.ID(c, "task")
	if err != nil {
		return desk.Task{}, err
	}
	ctx, by := ctxOf(c)
	return s.deps.Review.Task(ctx, by, id)
}

// look puts together what the station shows of a task; after a refusal with what was
// typed still in it.
func (s *Server) look(c *fiber.Ctx, typed url.Values, wrong *border.Problem) (*stationView, error) {
	task, err := s.taskOf(c)
	if err != nil {
		return nil, err
	}
	ctx, by := ctxOf(c)
	doc, err := s.deps.Documents.Document(ctx, by, task.Document)
	if err != nil {
		return nil, err
	}
	l := tongueOf(c)
	v := &stationView{Task: task, Doc: doc, Mine: task.LeaseID != "" && task.LeasedBy == by.ID, Type: doc.Type, Types: bordereau.Types,
		Wrong: wrong, Form: typed, Filter: filterOf(c, typed), Currency: currencyOf(doc.Understanding),
		Supervises: by.Role == bordereau.RoleSupervisor, Due: s.due(l, task)}
	if doc.Understanding != nil {
		v.Checks = doc.Understanding.Checks
	}
	if task.Kind == "first" { // others are to look for themselves
		v.Explanations = doc.Explanations
	}
	chosen := bordereau.Type(border.Query(c, "type"))
	if typed != nil {
		chosen = bordereau.Type(typed.Get("newtype"))
	}
	if chosen != "" && chosen != doc.Type && chosen.Known() {
		v.Type, v.Retyping = chosen, true
	}
	v.Reasons = reasons(l, v.Type)
	if err := s.around(c, v); err != nil {
		return nil, err
	}
	v.arrange(s.rows(v), s.deps.Policy().Types[v.Type])
	v.name(l)
	return v, nil
}

// around adds what surrounds a paper: its remittance, and the clerk's day.
func (s *Server) around(c *fiber.Ctx, v *stationView) error {
	ctx, by := ctxOf(c)
	day, err := s.deps.Review.MyDay(ctx, by)
	if err != nil {
		return err
	}
	v.Day = day
	if prefs, err := s.deps.Review.Preferences(ctx, by); err != nil {
		return err
	} else {
		v.Own = prefs
	}
	if v.Task.UnitID == "" || v.Type != bordereau.Cheque && v.Type != bordereau.RemittanceSlip {
		return nil
	}
	u, err := s.deps.Review.UnitDesk(ctx, by, v.Task.UnitID)
	if bordereau.CodeOf(err) == bordereau.NotFound {
		return nil // another paper of the slip is not for these eyes
	}
	v.Unit = &u
	return err
}

// filterOf is the filter that a task was taken by, so that the next one is like it.
func filterOf(c *fiber.Ctx, typed url.Values) desk.TaskFilter {
	if typed != nil {
		return filter(func(name string) string { return typed.Get("suite." + name) })
	}
	return filter(func(name string) string {
		if name == "type" {
			return border.Query(c, "file")
		}
		return border.Query(c, name)
	})
}

func currencyOf(u *bordereau.Understanding) string {
	if u != nil && u.Value("currency") != "" {
		return u.Value("currency")
	}
	return "EUR"
}

func (s *Server) giveBack(c *fiber.Ctx) error {
	id, form, err := s.posted(c, "task")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if form.Get("parti") != "" { // a page that closes waits for no answer
		until, err := time.Parse(time.RFC3339, form.Get("jusque"))
		if err != nil {
			return border.Damaged(err)
		}
		if err := s.deps.Review.LeaveTask(ctx, by, id, form.Get("lease"), until); err != nil {
			return err
		}
		return c.SendStatus(fiber.StatusNoContent)
	}
	if err := s.deps.Review.ReleaseTask(ctx, by, id, form.Get("lease")); err != nil {
		return err
	}
	return s.to(c, "/corbeille?fait=returned")
}
