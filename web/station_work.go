package web

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// ahead reserves the next task beside those that the page has, so that it can be
// fetched before it is asked for. The answer names it, "" where nothing waits.
func (s *Server) ahead(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	tasks, err := s.deps.Review.Prefetch(ctx, by, filter(form.Get), 2)
	if err != nil {
		return err
	}
	have := map[string]bool{}
	for _, id := range form["have"] {
		have[id] = true
	}
	for _, t := range tasks {
		if !have[t.ID] {
			return c.JSON(fiber.Map{"task": t.ID})
		}
	}
	return c.JSON(fiber.Map{"task": "", "held": len(tasks) > 0})
}

// open begins the work on a task that was reserved, or takes one up again.
func (s *Server) open(c *fiber.Ctx) error {
	id, _, err := s.posted(c, "task")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	task, err := s.deps.Review.Take(ctx, by, id)
	if err != nil {
		return err
	}
	if island(c) {
		return c.JSON(fiber.Map{"lease": task.LeaseID, "version": task.Version, "until": stamp(task.LeaseUntil)})
	}
	return s.to(c, stationOf(id))
}

func stamp(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// renew prolongs the lease of who is at work.
func (s *Server) renew(c *fiber.Ctx) error {
	id, form, err := s.posted(c, "task")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	until, err := s.deps.Review.Renew(ctx, by, id, form.Get("lease"))
	if err != nil {
		return err
	}
	return c.JSON(fiber.Map{"until": stamp(&until)})
}

// draft keeps what is typed so far.
func (s *Server) draft(c *fiber.Ctx) error {
	id, form, err := s.posted(c, "task")
	if err != nil {
		return err
	}
	var values map[string]string
	if err := json.Unmarshal([]byte(form.Get("valeurs")), &values); err != nil {
		return border.Damaged(err)
	}
	ctx, by := ctxOf(c)
	if err := s.deps.Review.SaveDraft(ctx, by, id, form.Get("lease"), values, form.Get("note")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// key takes one value that is keyed blind and answers with what is to be shown of it.
func (s *Server) key(c *fiber.Ctx) error {
	id, form, err := s.posted(c, "task")
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		return border.Damaged(err)
	}
	try, err := strconv.Atoi(form.Get("try"))
	if err != nil {
		return border.Damaged(err)
	}
	ctx, by := ctxOf(c)
	k, err := s.deps.Review.Key(ctx, by, id, desk.Keying{LeaseID: form.Get("lease"), Version: version, Field: form.Get("field"), Typed: form.Get("typed"), Try: try})
	if code := bordereau.CodeOf(err); code == bordereau.Invalid || code == bordereau.Conflicting {
		p := border.Explain(c, err)
		return s.fragment(c, p.Status, "station", "fault", p.Detail)
	}
	if err != nil {
		return err
	}
	return s.fragment(c, fiber.StatusOK, "station", "keyed", keyedRow(&k, form.Get("currency")))
}

// keyedRow is a row as far as the panel of a keying needs it.
func keyedRow(k *desk.Keyed, currency string) row {
	if currency == "" {
		currency = "EUR"
	}
	return row{Name: k.Field, Kind: inputKind(k.Field), Currency: currency, Keyed: k, Kept: true}
}

// balance is how the remittance stands now, and the clerk's day.
func (s *Server) balance(c *fiber.Ctx) error {
	task, err := s.taskOf(c)
	if err != nil {
		return err
	}
	v := &stationView{Task: task, Type: task.Type, Currency: task.Currency}
	if err := s.around(c, v); err != nil {
		return err
	}
	return s.fragment(c, fiber.StatusOK, "station", "standing", v)
}

// words are the words of the pages with their places, so that a click fills a field.
// They are what the paper says; whoever sees the picture may see them.
func (s *Server) words(c *fiber.Ctx) error {
	task, err := s.taskOf(c)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	pages, err := s.deps.Documents.Words(ctx, by, task.Document)
	if err != nil {
		return err
	}
	type sheet struct {
		Number int   `json:"number"`
		Words  []any `json:"words"`
	}
	out := make([]sheet, len(pages))
	for i, p := range pages {
		out[i] = sheet{p.Number, []any{}}
		for _, w := range p.Words {
			out[i].Words = append(out[i].Words, []any{w.Text, w.Box.X, w.Box.Y, w.Box.W, w.Box.H})
		}
	}
	return c.JSON(fiber.Map{"pages": out})
}

// due is a deadline as the station shows it.
type due struct {
	At, Span string
	Class    string // ok, warn, bad of its chip
	Late     bool
}

func (s *Server) due(l tongue, t desk.Task) due {
	if t.DueAt.IsZero() {
		return due{}
	}
	left := t.DueAt.Sub(s.deps.Now())
	d := due{At: t.DueAt.In(s.paris).Format("15:04"), Span: l.span(left.Abs()), Class: "ok", Late: t.Late}
	if t.DueAt.In(s.paris).Format(time.DateOnly) != s.deps.Now().In(s.paris).Format(time.DateOnly) {
		d.At = t.DueAt.In(s.paris).Format("02/01 15:04")
	}
	switch {
	case t.Late:
		d.Class = "bad"
	case t.Left < 0.25:
		d.Class = "warn"
	case t.Left <= 0.5:
		d.Class = ""
	}
	return d
}

// span is a stretch of time in its two largest units.
func (l tongue) span(d time.Duration) string {
	m := int(d.Minutes())
	day := "j"
	if l == english {
		day = "d"
	}
	switch {
	case m >= 48*60:
		return fmt.Sprintf("%d\u00a0%s", m/60/24, day)
	case m >= 60:
		return fmt.Sprintf("%d\u00a0h\u00a0%02d", m/60, m%60)
	}
	return fmt.Sprintf("%d\u00a0min", m)
}

// rejection is a reason under its digit, in the page's language.
type rejection struct {
	Number      int
	Code, Words string
}

func reasons(l tongue, t bordereau.Type) []rejection {
	var out []rejection
	for _, r := range desk.RejectReasonsOf(t) {
		words := r.French
		if l == english {
			words = r.English
		}
		out = append(out, rejection{r.Number, r.Code, words})
	}
	return out
}
