package web

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// dossierWriters open and change dossiers.
var dossierWriters = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleClerk, bordereau.RoleSupervisor}

// dossierForm is the form that opens a dossier or changes one, as it is shown.
type dossierForm struct {
	desk.DossierView
	Places  bool // may say which branch it is of
	Secrecy bool // may say who knows of it
	Wrong   *border.Problem
	Theirs  []difference // what somebody else made of it meanwhile, where that is not what was typed
}

// difference is what a dossier says now, and what was typed.
type difference struct{ Label, Is, Typed string }

// against notes where what was typed is not what the dossier says now.
func (f *dossierForm) against(l tongue, is desk.DossierView) {
	add := func(label, now, typed string) {
		if now != typed {
			f.Theirs = append(f.Theirs, difference{label, now, typed})
		}
	}
	yes := func(on bool) string {
		if on {
			return l.say("people.yes")
		}
		return l.say("people.no")
	}
	add(l.say("dossier.name"), is.Title, f.Title)
	add(l.say("branch"), is.Branch, f.Branch)
	add(l.say("dossier.refs"), f.People(is.Customers), f.People(f.Customers))
	if f.Secrecy {
		add(l.say("dossier.secret"), yes(is.Restricted), yes(f.Restricted))
		add(l.say("dossier.readers"), f.People(is.Readers), f.People(f.Readers))
	}
	for _, name := range slices.Sorted(maps.Keys(conditionsOf(f.Kind))) {
		add(l.plain(conditionsOf(f.Kind)[name]), yes(is.Facts[name]), yes(f.Facts[name]))
	}
	add(l.say("state"), l.named("dossierstate", is.Status), l.named("dossierstate", f.Status))
}

// People writes a list of references or of logins as it is typed.
func (dossierForm) People(list []string) string { return strings.Join(list, ", ") }

func formFor(by bordereau.Principal, v desk.DossierView) *dossierForm {
	return &dossierForm{DossierView: v, Places: by.Role != bordereau.RoleBranch, Secrecy: by.Role == bordereau.RoleSupervisor}
}

// read takes what was typed; what this person may not say stays as it is.
func (f *dossierForm) read(form url.Values) {
	f.Title, f.Customers = strings.TrimSpace(form.Get("titre")), listed(form.Get("clients"))
	if f.Places {
		f.Branch = strings.TrimSpace(form.Get("agence"))
	}
	if f.Secrecy {
		f.Restricted, f.Readers = form.Get("restreint") != "", listed(form.Get("lecteurs"))
	}
	f.Facts = maps.Clone(f.Facts)
	for name := range conditionsOf(f.Kind) {
		if f.Facts == nil {
			f.Facts = map[string]bool{}
		}
		f.Facts[name] = form.Get("fait."+name) != ""
	}
}

// listed are the words of a list, with commas, semicolons or spaces between them.
func listed(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",; \t\r\n", r) })
}

// conditionsOf is what may be said of a dossier of a kind; what its papers say is not asked.
func conditionsOf(kind string) map[string]string {
	k, ok := dossier.KindNamed(kind)
	if !ok {
		return nil
	}
	all := maps.Clone(k.Conditions)
	delete(all, "minor") // worked out from birth dates
	return all
}

// dossierChange furnishes the form that changes the dossier.
func (s *Server) dossierChange(by bordereau.Principal, v *dossierView, typed *dossierForm) {
	if !Table.Rule("POST", "/dossiers/:ref").Admits(by.Role) {
		return
	}
	v.Change, v.Conditions = cmp.Or(typed, formFor(by, v.Dossier)), conditionsOf(v.Dossier.Kind)
}

// openDossier opens a dossier.
func (s *Server) openDossier(c *fiber.Ctx) error {
	form, err := border.Form(c, s.cfg.MaxField)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	f := formFor(by, desk.DossierView{Ref: strings.TrimSpace(form.Get("ref")), Kind: form.Get("nature")})
	f.read(form)
	made, err := s.deps.Dossiers.CreateDossier(ctx, by, f.DossierView)
	if err != nil {
		if f.Wrong, err = ours(c, err); err != nil {
			return err
		}
		return s.showDossiers(c, f.Wrong.Status, f)
	}
	return s.toDossier(c, made.Ref, "?fait=opened")
}

// changeDossier writes a dossier anew, where it still is the one that was shown. Where it is
// not, what it says now is shown beside what was typed, and it is written only once the
// person says to have seen that.
func (s *Server) changeDossier(c *fiber.Ctx) error {
	ref, err := border.Param(c, "ref")
	if err != nil {
		return err
	}
	form, version, err := s.versioned(c)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	is, err := s.deps.Dossiers.Dossier(ctx, by, ref)
	if err != nil {
		return err
	}
	f := formFor(by, is)
	f.read(form)
	f.Title = cmp.Or(f.Title, kindTitle(f.Kind))
	f.Version, f.Status = version, form.Get("etat")
	if _, err := s.deps.Dossiers.ChangeDossier(ctx, by, f.DossierView); err != nil {
		if f.Wrong, err = ours(c, err); err != nil {
			return err
		}
		if is.Version != version {
			if f.against(tongueOf(c), is); len(f.Theirs) == 0 {
				f.Version = is.Version // both say the same
			}
		}
		return s.showDossier(c, f.Wrong.Status, ref, f)
	}
	return s.toDossier(c, ref, "?fait=changed")
}

// toDossier leads to a dossier, or to the list for whoever named only others as its readers.
func (s *Server) toDossier(c *fiber.Ctx, ref, done string) error {
	ctx, by := ctxOf(c)
	_, err := s.deps.Dossiers.Dossier(ctx, by, ref)
	switch {
	case err == nil:
		return s.to(c, dossierPath(ref)+done)
	case bordereau.CodeOf(err) == bordereau.NotFound:
		return s.to(c, "/dossiers"+done)
	}
	return err
}
