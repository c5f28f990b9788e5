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

var (
	// adminReaders look at the pages of administration that hold no people and keys.
	adminReaders = []bordereau.Role{bordereau.RoleAdmin, bordereau.RoleAuditor, bordereau.RoleSupervisor}
	// adminKeepers keep what machines and retention need.
	adminKeepers = []bordereau.Role{bordereau.RoleAdmin, bordereau.RoleSupervisor}
)

var adminTable = slices.Concat(border.Table{
	{Method: "GET", Path: "/acces", Roles: border.AdminWatch}, // its old address
	{Method: "GET", Path: "/admin", Roles: adminReaders},
	{Method: "GET", Path: "/admin/sauvegardes", Roles: adminReaders},
	{Method: "GET", Path: "/admin/types-de-dossier", Roles: adminReaders},
}, peopleTable, keysTable, policyTable, delaysTable, retentionTable, deadTable)

func (s *Server) adminHandlers() map[border.Call]fiber.Handler {
	all := map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/acces"}:                  func(c *fiber.Ctx) error { return s.to(c, "/admin/personnes") },
		{Method: "GET", Path: "/admin"}:                  s.adminFront,
		{Method: "GET", Path: "/admin/sauvegardes"}:      s.backups,
		{Method: "GET", Path: "/admin/types-de-dossier"}: s.dossierKinds,
		{Method: "GET", Path: "/admin/delais"}:           s.delays,
	}
	for _, part := range []map[border.Call]fiber.Handler{s.peopleHandlers(), s.keysHandlers(), s.policyHandlers(), s.retentionHandlers(), s.deadHandlers()} {
		for call, h := range part {
			all[call] = h
		}
	}
	return all
}

// adminPages are the pages of administration, with the events that change what each shows.
var adminPages = []struct {
	path, key string
	kinds     []string
}{
	{"/admin/personnes", "admin.people", []string{"access.user_added", "access.user_disabled", "access.user_reopened", "access.user_unlocked", "access.role_changed", "access.reset_made",
		"access.second_factor_taken", "change.proposed", "change.confirmed", "change.refused"}},
	{"/admin/cles", "admin.keys", []string{"access.key_added", "access.key_revoked", "access.key_rotated"}},
	{"/admin/politiques", "admin.policies", []string{"policy.adopted"}},
	{"/admin/delais", "admin.delays", []string{"policy.adopted"}},
	{"/admin/types-de-dossier", "admin.kinds", nil}, // they come with the program
	{"/admin/conservation", "admin.retention", nil}, // the holds themselves say who
	{"/admin/files-mortes", "admin.dead", []string{"job.redriven"}},
	{"/admin/sauvegardes", "admin.backups", []string{"backup.made"}},
}

// adminPart is what every page of administration shows around its own.
type adminPart struct {
	Tabs  []tab
	Last  *desk.Happened // who changed it last
	Admin bool           // may change what administrators change
	Wrong *border.Problem
	At    string     // the form that was wrong
	Form  url.Values // what was typed in it
	Code  *desk.OneTimeCode
}

func (s *Server) adminFront(c *fiber.Ctx) error {
	for _, t := range adminTabs(tongueOf(c), border.By(c).Role, "") {
		return s.to(c, t.Path)
	}
	return border.ErrNotFound()
}

func adminTabs(l tongue, r bordereau.Role, here string) (tabs []tab) {
	for _, p := range adminPages {
		if rule := Table.Rule("GET", p.path); rule != nil && rule.Admits(r) {
			tabs = append(tabs, tab{Path: p.path, Label: l.say(p.key), Here: p.path == here})
		}
	}
	return tabs
}

// framed fills in what a page of administration shows around its own.
func (s *Server) framed(c *fiber.Ctx, path string, a *adminPart) error {
	ctx, by := ctxOf(c)
	a.Tabs, a.Admin = adminTabs(tongueOf(c), by.Role, path), by.Role == bordereau.RoleAdmin
	if a.Form == nil {
		a.Form = url.Values{}
	}
	for _, p := range adminPages {
		if p.path == path && p.kinds != nil {
			var err error
			if a.Last, err = s.deps.Admin.LastChange(ctx, by, p.kinds...); err != nil {
				return err
			}
		}
	}
	return nil
}

// wrongPart is what a page shows when the desk refused what one of its forms asked;
// an error that no form explains goes on.
func wrongPart(c *fiber.Ctx, at string, form url.Values, err error) (adminPart, int, error) {
	switch bordereau.CodeOf(err) {
	case bordereau.Conflicting, bordereau.Invalid, bordereau.Quota:
		p := border.Explain(c, err)
		p.Headers(c)
		return adminPart{Wrong: &p, At: at, Form: form}, p.Status, nil
	}
	return adminPart{}, 0, err
}

type backupsView struct {
	adminPart
	Age int // hours since the last backup was finished
}

func (s *Server) backups(c *fiber.Ctx) error {
	var v backupsView
	if err := s.framed(c, "/admin/sauvegardes", &v.adminPart); err != nil {
		return err
	}
	if v.Last != nil {
		v.Age = int(s.deps.Now().Sub(v.Last.At) / time.Hour)
	}
	return s.render(c, fiber.StatusOK, "admin_backups", page{Title: s.say(c, "admin.backups"), Body: v})
}
