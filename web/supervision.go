package web

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"
	"bordereau/internal/report"

	"github.com/gofiber/fiber/v2"
)

// overseers look at the figures.
var overseers = []bordereau.Role{bordereau.RoleSupervisor, bordereau.RoleAuditor}

var supervisionTable = border.Table{
	{Method: "GET", Path: "/supervision", Roles: overseers},
	{Method: "GET", Path: "/supervision/etat", Roles: overseers},
	{Method: "GET", Path: "/supervision/fichier", Roles: overseers},
}

func (s *Server) supervisionHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/supervision"}:         s.supervision,
		{Method: "GET", Path: "/supervision/etat"}:    s.supervisionTiles,
		{Method: "GET", Path: "/supervision/fichier"}: s.supervisionFile,
	}
}

// periods are the days that may be chosen.
var periods = []int{1, 7, 30}

type supervisionView struct {
	Days    int
	Periods []int
	Figures desk.Figures
	Report  report.Report

	Share *shareView // nil for who shares nothing out
	Lists []taskList
	Units []desk.Unit // held
	More  bool        // there are more of them
}

// Tasks says whether the page lists any.
func (v supervisionView) Tasks() bool {
	return slices.ContainsFunc(v.Lists, func(l taskList) bool { return len(l.Tasks) > 0 })
}

// taskList are the first tasks of a filter, with the address of all of them.
type taskList struct {
	Name  string // held, again
	Tasks []desk.Task
	All   string
}

const (
	tasksShown = 20
	unitsShown = 5
)

// daysOf is the period that is asked for, in days.
func daysOf(c *fiber.Ctx, otherwise int) int {
	for _, n := range periods {
		if border.Query(c, "jours") == strconv.Itoa(n) {
			return n
		}
	}
	return otherwise
}

// reported are the figures of the period that is asked for, and their report in the
// language of the page: the screen, the workbook and the paper are made of it.
func (s *Server) reported(c *fiber.Ctx) (v supervisionView, err error) {
	v.Periods, v.Days = periods, daysOf(c, 1)
	ctx, by := ctxOf(c)
	if v.Figures, err = s.deps.Figures.Figures(ctx, by, s.deps.Figures.LastDays(v.Days)); err != nil {
		return v, err
	}
	l := tongueOf(c)
	v.Report = report.Activity(v.Figures, string(l), report.Names{Type: l.typeName, Field: l.fieldLabel, Zone: s.paris})
	return v, nil
}

func (s *Server) supervision(c *fiber.Ctx) error {
	return s.showSupervision(c, fiber.StatusOK, shareView{})
}

func (s *Server) showSupervision(c *fiber.Ctx, status int, share shareView) error {
	v, err := s.reported(c)
	if err != nil {
		return err
	}
	if err := s.acted(c, &v, share); err != nil {
		return err
	}
	return s.render(c, status, "supervision", page{Title: tongueOf(c).say("supervision.title"), Body: v})
}

// acted adds what a supervisor acts upon: what somebody holds, what waits for a second
// look, the remittances that are held.
func (s *Server) acted(c *fiber.Ctx, v *supervisionView, share shareView) (err error) {
	ctx, by := ctxOf(c)
	if v.Share, err = s.shares(c, share, "/supervision", url.Values{"jours": {strconv.Itoa(v.Days)}}); err != nil {
		return err
	}
	for _, l := range []struct {
		taskList
		f desk.TaskFilter
	}{
		{taskList{Name: "held", All: "/corbeille?reserve=1"}, desk.TaskFilter{Held: true}},
		{taskList{Name: "again", All: "/corbeille?relecture=1"}, desk.TaskFilter{Again: true}},
	} {
		list, err := s.deps.Review.Tasks(ctx, by, l.f, desk.Cursor{Limit: tasksShown})
		if err != nil {
			return err
		}
		if l.Tasks = list.Items; list.Next == "" {
			l.All = ""
		}
		v.Lists = append(v.Lists, l.taskList)
	}
	units, err := s.deps.Units.Units(ctx, by, "held", desk.Cursor{Limit: unitsShown})
	v.Units, v.More = units.Items, units.Next != ""
	return err
}

// supervisionTiles are the tiles alone, for the page that asks for them again.
func (s *Server) supervisionTiles(c *fiber.Ctx) error {
	v, err := s.reported(c)
	if err != nil {
		return err
	}
	return s.fragment(c, fiber.StatusOK, "supervision", "tiles", v)
}

// supervisionFile gives the same numbers as a workbook or as PDF.
func (s *Server) supervisionFile(c *fiber.Ctx) error {
	format := border.Query(c, "format")
	if format != "xlsx" && format != "pdf" {
		return border.Wrong("format", "Le fichier se fait en xlsx ou en pdf.")
	}
	v, err := s.reported(c)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	name := "supervision-" + v.Figures.From + "-" + v.Figures.To + "." + format
	if format == "pdf" {
		if err := report.PDF(&b, v.Report); err != nil {
			return err
		}
		return download(c, "application/pdf", name, b.Bytes())
	}
	if err := report.XLSX(&b, v.Report); err != nil {
		return err
	}
	return download(c, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name, b.Bytes())
}
