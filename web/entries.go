package web

import (
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// exporters may be given a day as a file.
var exporters = []bordereau.Role{bordereau.RoleBooking, bordereau.RoleSupervisor}

var entriesTable = border.Table{
	{Method: "GET", Path: "/ecritures", Roles: border.EntryPeople},
	{Method: "POST", Path: "/ecritures/:day/cloture", Roles: border.Supervisors},
	{Method: "GET", Path: "/ecritures/:day/fichier", Roles: exporters},
	{Method: "POST", Path: "/ecritures/:day/fichier", Roles: exporters},
	{Method: "POST", Path: "/ecriture/:id/extourne", Roles: border.Keepers},
	{Method: "POST", Path: "/extourne/:id/confirmer", Roles: border.Supervisors},
	{Method: "POST", Path: "/extourne/:id/refuser", Roles: border.Supervisors},
	{Method: "GET", Path: "/suspens", Roles: border.Watchers},
	{Method: "POST", Path: "/suspens/:id/solder", Roles: border.Supervisors},
}

func (s *Server) entriesHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/ecritures"}:               s.entries,
		{Method: "POST", Path: "/ecritures/:day/cloture"}: s.closeDay,
		{Method: "GET", Path: "/ecritures/:day/fichier"}:  s.dayFile,
		{Method: "POST", Path: "/ecritures/:day/fichier"}: s.exportDay,
		{Method: "POST", Path: "/ecriture/:id/extourne"}:  s.proposeReversal,
		{Method: "POST", Path: "/extourne/:id/confirmer"}: s.confirmReversal,
		{Method: "POST", Path: "/extourne/:id/refuser"}:   s.refuseReversal,
		{Method: "GET", Path: "/suspens"}:                 s.openItems,
		{Method: "POST", Path: "/suspens/:id/solder"}:     s.closeItem,
	}
}

const entriesShown = 25 // a remittance has as many lines as cheques

type entriesView struct {
	Day       string
	Filter    desk.EntryFilter
	Kinds     []string
	States    []string
	Entries   []desk.ListedEntry
	Next      string
	Totals    desk.DayTotals
	Exports   []desk.EntryExport
	Reversals []desk.ReversalProposal
	Closes    bool // may close the day
	Gives     bool // may be given the day's file
	Proposes  bool // may propose a reversal
	Confirms  bool // may confirm one
	Me        string
	Wrong     *border.Problem
	WrongID   string // the entry or proposal it speaks of
	Reason    string
}

// entryKinds are the kinds of entries that a list may be narrowed to.
var entryKinds = []string{"cheque_remittance", "transfer", "reversal"}

var entryStates = []string{desk.EntryReady, desk.EntryExported, desk.EntryAccepted, desk.EntryRefused}

func (s *Server) entries(c *fiber.Ctx) error {
	return s.showEntries(c, fiber.StatusOK, entriesView{})
}

func (s *Server) showEntries(c *fiber.Ctx, status int, v entriesView) error {
	ctx, by := ctxOf(c)
	if v.Day == "" {
		asked, err := s.day(border.Query(c, "jour"))
		if err != nil {
			return border.NotDate("jour")
		}
		if asked.IsZero() {
			asked = s.deps.Now().In(s.paris)
		}
		v.Day = asked.Format(time.DateOnly)
	}
	v.Filter = desk.EntryFilter{State: border.Query(c, "etat"), Kind: border.Query(c, "nature")}
	v.Kinds, v.States, v.Me = entryKinds, entryStates, by.ID
	if !slices.Contains(entryStates, v.Filter.State) {
		v.Filter.State = ""
	}
	if !slices.Contains(entryKinds, v.Filter.Kind) {
		v.Filter.Kind = ""
	}
	var err error
	if v.Totals, err = s.deps.Entries.Totals(ctx, by, v.Day); err != nil {
		return err
	}
	list, err := s.deps.Entries.DayEntries(ctx, by, v.Day, v.Filter, desk.Cursor{After: border.Query(c, "cursor"), Limit: entriesShown})
	if err != nil {
		return err
	}
	if v.Exports, err = s.deps.Entries.Exports(ctx, by, v.Day); err != nil {
		return err
	}
	if v.Reversals, err = s.deps.Entries.Reversals(ctx, by, "open"); err != nil {
		return err
	}
	v.Entries, v.Next = list.Items, list.Next
	v.Closes = Table.Rule("POST", "/ecritures/:day/cloture").Admits(by.Role) && !v.Totals.Closed
	v.Gives = Table.Rule("POST", "/ecritures/:day/fichier").Admits(by.Role)
	v.Proposes = Table.Rule("POST", "/ecriture/:id/extourne").Admits(by.Role)
	v.Confirms = Table.Rule("POST", "/extourne/:id/confirmer").Admits(by.Role)
	return s.render(c, status, "entries", page{Title: tongueOf(c).say("entries.title", frenchDay(v.Day)), Body: v})
}

// ours says whether an error is the caller's to mend, and is shown on the page.
func ours(c *fiber.Ctx, err error) (*border.Problem, error) {
	p := border.Explain(c, err)
	switch p.Status {
	case fiber.StatusConflict, fiber.StatusUnprocessableEntity, fiber.StatusForbidden:
		p.Headers(c)
		return &p, nil
	}
	return nil, err
}

// dayParam is the day in the address.
func dayParam(c *fiber.Ctx) (string, error) {
	day, err := border.Param(c, "day")
	if err != nil {
		return "", err
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return "", border.ErrNotFound()
	}
	return day, nil
}

func (s *Server) closeDay(c *fiber.Ctx) error {
	day, err := dayParam(c)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if _, err := s.deps.Entries.CloseDay(ctx, by, day); err != nil {
		p, err := ours(c, err)
		if err != nil {
			return err
		}
		return s.showEntries(c, p.Status, entriesView{Day: day, Wrong: p})
	}
	return s.to(c, "/ecritures?jour="+day+"&fait=closed")
}

type dayFileView struct {
	File  desk.EntryFile
	Wrong *border.Problem
}

// dayFile shows what a day's file holds before it is given.
func (s *Server) dayFile(c *fiber.Ctx) error {
	return s.showDayFile(c, fiber.StatusOK, border.Query(c, "format"), nil)
}

func (s *Server) showDayFile(c *fiber.Ctx, status int, format string, wrong *border.Problem) error {
	day, err := dayParam(c)
	if err != nil {
		return err
	}
	if format != "jsonl" {
		format = "csv"
	}
	ctx, by := ctxOf(c)
	f, err := s.deps.Entries.EntryFile(ctx, by, day, format)
	if err != nil {
		return err
	}
	return s.render(c, status, "dayfile", page{Title: tongueOf(c).say("dayfile.title", frenchDay(day)), Body: dayFileView{f, wrong}})
}

func (s *Server) exportDay(c *fiber.Ctx) error {
	day, err := dayParam(c)
	if err != nil {
		return err
	}
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	f, err := s.deps.Entries.ExportDay(ctx, by, day, form.Get("format"), form.Get("sha256"))
	if err != nil {
		p, err := ours(c, err)
		if err != nil {
			return err
		}
		return s.showDayFile(c, p.Status, form.Get("format"), p)
	}
	kind := map[string]string{"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}[f.Format]
	return download(c, kind, f.Name, f.Body)
}

// download gives a file to keep.
func download(c *fiber.Ctx, kind, name string, body []byte) error {
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(body)
}

func (s *Server) proposeReversal(c *fiber.Ctx) error {
	id, form, err := s.posted(c, "id")
	if err != nil {
		return err
	}
	day, reason := form.Get("jour"), strings.TrimSpace(form.Get("reason"))
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return border.Damaged(nil)
	}
	ctx, by := ctxOf(c)
	if _, err := s.deps.Entries.ProposeReversal(ctx, by, id, reason); err != nil {
		p, err := ours(c, err)
		if err != nil {
			return err
		}
		return s.showEntries(c, p.Status, entriesView{Day: day, Wrong: p, WrongID: id, Reason: reason})
	}
	return s.to(c, "/ecritures?jour="+day+"&fait=proposed")
}

func (s *Server) confirmReversal(c *fiber.Ctx) error {
	return s.endReversal(c, "/ecritures?fait=reversed", func(c *fiber.Ctx, id string) error {
		ctx, by := ctxOf(c)
		_, err := s.deps.Entries.ConfirmReversal(ctx, by, id)
		return err
	})
}

func (s *Server) refuseReversal(c *fiber.Ctx) error {
	return s.endReversal(c, "/ecritures?fait=withdrawn", func(c *fiber.Ctx, id string) error {
		ctx, by := ctxOf(c)
		return s.deps.Entries.RefuseReversal(ctx, by, id)
	})
}

func (s *Server) endReversal(c *fiber.Ctx, done string, end func(*fiber.Ctx, string) error) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	if err := end(c, id); err != nil {
		p, err := ours(c, err)
		if err != nil {
			return err
		}
		return s.showEntries(c, p.Status, entriesView{Wrong: p, WrongID: id})
	}
	return s.to(c, done)
}

type itemsView struct {
	Items   []desk.OpenItem
	Next    string
	State   string
	Closes  bool
	Wrong   *border.Problem
	WrongID string
	Note    string
}

func (s *Server) openItems(c *fiber.Ctx) error { return s.showItems(c, fiber.StatusOK, itemsView{}) }

func (s *Server) showItems(c *fiber.Ctx, status int, v itemsView) error {
	ctx, by := ctxOf(c)
	v.State = "open"
	if border.Query(c, "etat") == "done" {
		v.State = "done"
	}
	list, err := s.deps.Entries.OpenItems(ctx, by, v.State, desk.Cursor{After: border.Query(c, "cursor")})
	if err != nil {
		return err
	}
	v.Items, v.Next = list.Items, list.Next
	v.Closes = Table.Rule("POST", "/suspens/:id/solder").Admits(by.Role)
	return s.render(c, status, "items", page{Title: tongueOf(c).say("items.title"), Body: v})
}

func (s *Server) closeItem(c *fiber.Ctx) error {
	id, form, err := s.posted(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	note := strings.TrimSpace(form.Get("note"))
	if err := s.deps.Entries.CloseItem(ctx, by, id, note); err != nil {
		p, err := ours(c, err)
		if err != nil {
			return err
		}
		return s.showItems(c, p.Status, itemsView{Wrong: p, WrongID: id, Note: note})
	}
	return s.to(c, "/suspens?fait=itemclosed")
}
