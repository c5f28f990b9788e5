package web

import (
	"cmp"
	"net/url"
	"slices"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"
	"bordereau/policy"

	"github.com/gofiber/fiber/v2"
)

var policyTable = border.Table{
	{Method: "GET", Path: "/admin/politiques", Roles: adminReaders},
	{Method: "GET", Path: "/admin/politiques/:version/fichier", Roles: adminReaders},
	{Method: "POST", Path: "/admin/politiques/simulation", Roles: adminKeepers},
	{Method: "POST", Path: "/admin/politiques/proposition", Roles: border.Admins},
	{Method: "POST", Path: "/admin/politiques/:id/confirmer", Roles: border.Admins},
	{Method: "POST", Path: "/admin/politiques/:id/refuser", Roles: border.Admins},
}

func (s *Server) policyHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/admin/politiques"}:                  s.policies,
		{Method: "GET", Path: "/admin/politiques/:version/fichier"}: s.policyFile,
		{Method: "POST", Path: "/admin/politiques/simulation"}:      s.simulate,
		{Method: "POST", Path: "/admin/politiques/proposition"}:     s.proposePolicy,
		{Method: "POST", Path: "/admin/politiques/:id/confirmer"}:   s.confirmPolicy,
		{Method: "POST", Path: "/admin/politiques/:id/refuser"}:     s.refusePolicy,
	}
}

// typeRule is what one type of document needs, for the page.
type typeRule struct {
	Type bordereau.Type
	policy.TypeRule
}

type policiesView struct {
	adminPart
	Version  string
	Own      string // version of the program's own policy
	Rules    []typeRule
	Versions []desk.PolicyVersion
	Changes  []desk.Change // of policies, that wait
	Me       string
	Tries    bool // may simulate
	File     string
	Result   *desk.Simulation
}

func (s *Server) policies(c *fiber.Ctx) error {
	return s.showPolicies(c, fiber.StatusOK, policiesView{})
}

func (s *Server) showPolicies(c *fiber.Ctx, status int, v policiesView) error {
	ctx, by := ctxOf(c)
	p := s.deps.Policy()
	v.Version, v.Own, v.Me = p.Version, policy.Default().Version, by.ID
	for t, r := range p.Types {
		v.Rules = append(v.Rules, typeRule{t, r})
	}
	l := tongueOf(c)
	slices.SortFunc(v.Rules, func(a, b typeRule) int { return cmp.Compare(l.typeName(a.Type), l.typeName(b.Type)) })
	var err error
	if v.Versions, err = s.deps.Admin.PolicyVersions(ctx, by); err != nil {
		return err
	}
	v.Tries = slices.Contains(adminKeepers, by.Role)
	if by.Role != bordereau.RoleSupervisor { // what waits is for administrators and who watches them
		all, err := s.deps.Admin.Changes(ctx, by)
		if err != nil {
			return err
		}
		v.Changes = slices.DeleteFunc(all, func(x desk.Change) bool { return x.Kind != desk.ChangePolicy || x.State != "open" })
	}
	if err := s.framed(c, "/admin/politiques", &v.adminPart); err != nil {
		return err
	}
	return s.render(c, status, "admin_policies", page{Title: s.say(c, "admin.policies"), Body: v})
}

func (s *Server) policyFile(c *fiber.Ctx) error {
	version, err := border.Param(c, "version")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	file, err := s.deps.Admin.PolicyFile(ctx, by, version)
	if err != nil {
		return err
	}
	border.Attach(c, "politique-"+version+".json", fiber.MIMEApplicationJSON)
	return c.Send(file)
}

// pasted is the file of a policy in a form. A text area sends line ends of its own.
func pasted(form url.Values) []byte {
	return []byte(lineEnds.Replace(form.Get("file")))
}

func (s *Server) simulate(c *fiber.Ctx) error {
	form, err := border.Form(c, s.cfg.MaxField)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	v := policiesView{File: form.Get("file")}
	result, err := s.deps.Admin.Simulate(ctx, by, pasted(form))
	if err != nil {
		return s.policiesAgain(c, v, form, err)
	}
	v.Result = &result
	return s.showPolicies(c, fiber.StatusOK, v)
}

func (s *Server) policiesAgain(c *fiber.Ctx, v policiesView, form url.Values, err error) error {
	a, status, err := wrongPart(c, "file", form, err)
	if err != nil {
		return err
	}
	v.adminPart = a
	return s.showPolicies(c, status, v)
}

func (s *Server) proposePolicy(c *fiber.Ctx) error {
	form, err := border.Form(c, s.cfg.MaxField)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if _, err := s.deps.Admin.ProposePolicy(ctx, by, pasted(form), form.Get("reason")); err != nil {
		return s.policiesAgain(c, policiesView{File: form.Get("file")}, form, err)
	}
	return s.to(c, "/admin/politiques?fait=submitted")
}

func (s *Server) confirmPolicy(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if _, _, err := s.deps.Admin.ConfirmChange(ctx, by, id); err != nil {
		return s.policiesAgain(c, policiesView{}, nil, err)
	}
	return s.to(c, "/admin/politiques?fait=adopted")
}

func (s *Server) refusePolicy(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	if _, err := s.deps.Admin.RefuseChange(ctx, by, id); err != nil {
		return s.policiesAgain(c, policiesView{}, nil, err)
	}
	return s.to(c, "/admin/politiques?fait=refused")
}
