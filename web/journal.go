package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var auditors = []bordereau.Role{bordereau.RoleAuditor}

var journalTable = border.Table{
	{Method: "GET", Path: "/journal", Roles: overseers},
	{Method: "GET", Path: "/journal/verification", Roles: overseers},
	{Method: "POST", Path: "/journal/verification", Roles: overseers},
	{Method: "POST", Path: "/journal/export", Roles: auditors},
}

func (s *Server) journalHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/journal"}:               s.journal,
		{Method: "GET", Path: "/journal/verification"}:  s.journalCheck,
		{Method: "POST", Path: "/journal/verification"}: s.askCheck,
		{Method: "POST", Path: "/journal/export"}:       s.exportJournal,
	}
}

type journalView struct {
	Filter  desk.JournalFilter
	Kinds   []string
	Rows    []desk.JournalRow
	Next    string
	Head    *desk.Checkpoint
	Check   *desk.ChainCheck
	Exports bool
	Me      string
}

// Asked is the filter as the address of the next page carries it.
func (v journalView) Asked() string {
	return url.Values{"qui": {v.Filter.Actor}, "objet": {v.Filter.Object}, "action": {v.Filter.Kind}, "du": {v.Filter.From}, "au": {v.Filter.To}}.Encode()
}

func (s *Server) journal(c *fiber.Ctx) error {
	ctx, by := ctxOf(c)
	v := journalView{Kinds: desk.AuditKinds, Me: by.ID, Filter: desk.JournalFilter{Actor: border.Query(c, "qui"), Object: border.Query(c, "objet"), Kind: border.Query(c, "action")}}
	if !slices.Contains(desk.AuditKinds, v.Filter.Kind) {
		v.Filter.Kind = ""
	}
	for name, day := range map[string]*string{"du": &v.Filter.From, "au": &v.Filter.To} {
		t, err := s.day(border.Query(c, name))
		if err != nil {
			return border.NotDate(name)
		}
		if !t.IsZero() {
			*day = t.Format(time.DateOnly)
		}
	}
	list, err := s.deps.Audit.SearchJournal(ctx, by, v.Filter, desk.Cursor{After: border.Query(c, "cursor")})
	if err != nil {
		return err
	}
	v.Rows, v.Next = list.Items, list.Next
	head, err := s.deps.Audit.Checkpoint(ctx, by)
	switch {
	case err == nil:
		v.Head = &head
	case bordereau.CodeOf(err) != bordereau.NotFound:
		return err
	}
	if v.Check, err = s.deps.Audit.LastCheck(ctx, by); err != nil {
		return err
	}
	v.Exports = Table.Rule("POST", "/journal/export").Admits(by.Role)
	return s.render(c, fiber.StatusOK, "journal", page{Title: tongueOf(c).say("journal.title"), Body: v})
}

// journalCheck is how far the verification is, for the page that asks again.
func (s *Server) journalCheck(c *fiber.Ctx) error {
	ctx, by := ctxOf(c)
	check, err := s.deps.Audit.LastCheck(ctx, by)
	if err != nil {
		return err
	}
	return s.fragment(c, fiber.StatusOK, "journal", "check", check)
}

func (s *Server) askCheck(c *fiber.Ctx) error {
	ctx, by := ctxOf(c)
	if _, err := s.deps.Audit.AskCheck(ctx, by); err != nil {
		return err
	}
	return s.to(c, "/journal#verification")
}

// exportJournal gives a part of the log, sealed.
func (s *Server) exportJournal(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	from, err := strconv.ParseInt(form.Get("de"), 10, 64)
	if err != nil {
		return border.Wrong("de", "Indiquez les numéros du premier et du dernier événement.")
	}
	to, err := strconv.ParseInt(form.Get("a"), 10, 64)
	if err != nil {
		return border.Wrong("a", "Indiquez les numéros du premier et du dernier événement.")
	}
	ctx, by := ctxOf(c)
	var b bytes.Buffer
	if _, err := s.deps.Audit.ExportJournal(ctx, by, from, to+1, &b); err != nil {
		return err
	}
	return download(c, "application/jsonl", fmt.Sprintf("journal-%d-%d.jsonl", from, to), b.Bytes())
}

// journalFuncs are what the pages of the log and of the books ask of templates.
func journalFuncs(l tongue) template.FuncMap {
	return template.FuncMap{"entrystate": l.naming("entrystate"), "lastdays": l.naming("lastdays"), "tasklist": l.naming("tasklist"), "item": l.naming("item"), "audited": l.naming("audit"), "finding": l.naming("finding"),
		"change": l.change, "facts": facts, "took": took, "integer": integer}
}

// facts are the values of an event as they are kept, in the order of their names.
func facts(values map[string]any) (string, error) {
	if len(values) == 0 {
		return "", nil
	}
	out, err := json.Marshal(values)
	return string(out), err
}

// took is how long something took, in seconds.
func took(milliseconds int64) string {
	return frenchNumber(fmt.Sprintf("%d.%d", milliseconds/1000, milliseconds%1000/100)) + "\u00a0s"
}

// integer is a whole number as the page writes it.
func integer(n int64) string { return frenchNumber(strconv.FormatInt(n, 10)) }

// change is a value of an event in the words of the page: a state by its name, a type
// by its own.
func (l tongue) change(name, value string) string {
	switch {
	case value == "":
		return l.say("none")
	case name == "state":
		return l.named("state", value)
	case name == "role":
		return l.named("role", value)
	case name == "type":
		return l.typeName(bordereau.Type(value))
	}
	return value
}
