package web

import (
	"cmp"
	"net/url"
	"slices"

	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

type dossiersView struct {
	Items      []desk.DossierRow
	Next       string
	Words      string
	Kind       string
	Status     string
	Incomplete bool
	ByDue      bool
	Watches    bool
	Kinds      []dossier.Kind
	Open       *dossierForm // nil for who may not open one
}

// Link is this list from another place on, with the same filter.
func (v dossiersView) Link(after string) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": v.Words, "nature": v.Kind, "etat": v.Status, "apres": after} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if v.Incomplete {
		q.Set("manque", "1")
	}
	if !v.ByDue && v.Watches {
		q.Set("tri", "ref")
	}
	return "/dossiers?" + q.Encode()
}

func (s *Server) dossiers(c *fiber.Ctx) error { return s.showDossiers(c, fiber.StatusOK, nil) }

// showDossiers shows the list; typed is what was wrong in the form that opens a dossier.
func (s *Server) showDossiers(c *fiber.Ctx, status int, typed *dossierForm) error {
	ctx, by := ctxOf(c)
	v := dossiersView{Words: border.Query(c, "q"), Kind: border.Query(c, "nature"), Status: "open", Incomplete: border.Query(c, "manque") == "1",
		Watches: Table.Rule("GET", "/echeances").Admits(by.Role), Kinds: dossier.Kinds()}
	if e := border.Query(c, "etat"); e == "closed" || e == "all" {
		v.Status = e
	}
	v.ByDue = v.Watches && border.Query(c, "tri") != "ref"
	if len(v.Words) > 500 {
		return border.TooLong("q")
	}
	if v.Kind != "" {
		if _, known := dossier.KindNamed(v.Kind); !known {
			return border.Unknown("nature", v.Kind)
		}
	}
	f := desk.DossierFilter{Words: v.Words, Kind: v.Kind, Incomplete: v.Incomplete, ByDue: v.ByDue}
	if v.Status != "all" {
		f.Status = v.Status
	}
	list, err := s.deps.Dossiers.DossierList(ctx, by, f, desk.Cursor{After: border.Query(c, "apres"), Limit: 25})
	if err != nil {
		return err
	}
	v.Items, v.Next = list.Items, list.Next
	if slices.Contains(dossierWriters, by.Role) {
		v.Open = cmp.Or(typed, formFor(by, desk.DossierView{}))
	}
	return s.render(c, status, "dossiers", page{Title: s.say(c, "dossiers.title"), Body: v})
}
