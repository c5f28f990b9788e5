package web

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var searchTable = border.Table{
	{Method: "GET", Path: "/recherche", Roles: border.Readers},
	{Method: "GET", Path: "/recherche/vite", Roles: border.Readers},
}

func (s *Server) searchHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/recherche"}:      s.search,
		{Method: "GET", Path: "/recherche/vite"}: s.searchFast,
	}
}

const (
	hitsShown = 20
	hitsFast  = 8
)

type searchView struct {
	desk.Results
	Words  string // the box
	Empty  bool   // nothing is asked
	Near   bool   // misreadings are forgiven whatever is found
	Files  []desk.DossierView
	Groups []facetGroup
	tongue tongue
}

// facetGroup is a facet beside the results: its values, each a link that narrows, or the
// one that is set, which a link takes away.
type facetGroup struct {
	Name   string
	Values []facetLink
	More   int
}

type facetLink struct {
	Label, Href string
	Count       int
	Set         bool
}

func (s *Server) search(c *fiber.Ctx) error {
	ctx, by := ctxOf(c)
	asked, text, err := s.askedOf(c)
	if err != nil {
		return err
	}
	v := searchView{Words: text, Empty: asked.Empty(), Near: border.Query(c, "presque") == "1", tongue: tongueOf(c)}
	if !v.Empty {
		q := desk.Query{Words: text, Cursor: desk.Cursor{After: border.Query(c, "cursor"), Limit: hitsShown}}
		if v.Near {
			q.Near = desk.NearAlways
		}
		if v.Results, err = s.deps.Documents.Find(ctx, by, q); err != nil {
			return err
		}
		if to := targetPath(v.Target); to != "" && border.Query(c, "liste") == "" {
			return c.Redirect(to, fiber.StatusSeeOther)
		}
		if len(asked.Terms) > 0 && q.After == "" {
			var words []string
			for _, t := range asked.Terms {
				words = append(words, t.String())
			}
			list, err := s.deps.Dossiers.Dossiers(ctx, by, strings.Join(words, " "), desk.Cursor{Limit: 5})
			if err != nil {
				return err
			}
			v.Files = list.Items
		}
		v.Groups = v.groups()
	}
	return s.render(c, fiber.StatusOK, "search", page{Title: s.say(c, "search.title"), Body: v})
}

// askedOf is what a request asks for: its box, and what older addresses give in fields of
// their own.
func (s *Server) askedOf(c *fiber.Ctx) (desk.Asked, string, error) {
	text := border.Query(c, "q")
	if len(text) > 500 {
		return desk.Asked{}, "", border.TooLong("q")
	}
	asked, _ := desk.ParseSearch(text, s.deps.Now())
	fields := map[string]string{"dossier": border.Query(c, "dossier"), "type": border.Query(c, "type"), "etat": border.Query(c, "etat")}
	from, to := border.Query(c, "du"), border.Query(c, "au")
	for name, v := range map[string]string{"du": from, "au": to} {
		if _, err := s.day(v); err != nil {
			return asked, "", border.NotDate(name)
		}
	}
	if from+to != "" {
		fields["date"] = from + ".." + to
	}
	given := false
	for name, value := range fields {
		if len(value) > 200 {
			return asked, "", border.TooLong(name)
		}
		if value != "" {
			asked, given = asked.With(name, value), true
		}
	}
	if given {
		text = asked.String()
	}
	return asked, text, nil
}

// searchFast are the first hits as links, for the palette.
func (s *Server) searchFast(c *fiber.Ctx) error {
	ctx, by := ctxOf(c)
	text := border.Query(c, "q")
	if len(text) > 500 {
		return border.TooLong("q")
	}
	asked, _ := desk.ParseSearch(text, s.deps.Now())
	if asked.Empty() {
		return c.SendStatus(fiber.StatusNoContent)
	}
	v := searchView{Words: text, Results: desk.Results{Asked: asked}}
	var err error
	if v.List, err = s.deps.Documents.Search(ctx, by, desk.Query{Words: text, Cursor: desk.Cursor{Limit: hitsFast}}); err != nil {
		return err
	}
	files, err := s.deps.Dossiers.Dossiers(ctx, by, text, desk.Cursor{Limit: 3})
	if err != nil {
		return err
	}
	v.Files = files.Items
	v.Items = v.Items[:min(len(v.Items), hitsFast-len(v.Files))]
	return s.fragment(c, fiber.StatusOK, "search", "fast", v)
}

// targetPath is where the one thing that a reference names is shown.
func targetPath(t *desk.Target) string {
	switch {
	case t == nil:
		return ""
	case t.Kind == "document":
		return "/document/" + t.ID
	case t.Kind == "dossier":
		return dossierPath(t.ID)
	case t.Kind == "entry":
		return "/ecritures?jour=" + url.QueryEscape(frenchDay(t.Day))
	}
	return ""
}

// Href is the address of a search.
func (v searchView) Href(a desk.Asked) string {
	return searchPath(a.String(), v.Near, "")
}

func searchPath(words string, near bool, cursor string) string {
	q := url.Values{"q": {words}}
	if near {
		q.Set("presque", "1")
	}
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	return "/recherche?" + q.Encode()
}

// Most is how many were counted where there are more.
func (v searchView) Most() string { return frenchNumber(strconv.Itoa(v.Total)) }

// NextHref is the next page of the results, NearHref the results with misreadings.
func (v searchView) NextHref() string { return searchPath(v.Words, v.Near, v.Next) }
func (v searchView) NearHref() string { return searchPath(v.Words, true, "") }

// HitHref is a hit's page with what was asked for.
func (v searchView) HitHref(h desk.Hit) string {
	q := url.Values{}
	if len(v.Asked.Terms) > 0 {
		q.Set("q", v.Words)
	}
	if h.Page != nil && h.Page.Number > 1 {
		q.Set("p", strconv.Itoa(h.Page.Number))
	}
	if len(q) == 0 {
		return "/document/" + h.ID
	}
	return "/document/" + h.ID + "?" + q.Encode()
}

// groups are the facets as links.
func (v searchView) groups() []facetGroup {
	set := map[string]string{}
	for _, f := range v.Asked.Filters() {
		set[f.Name] = f.Value
	}
	var out []facetGroup
	for _, name := range []string{"type", "dossier", "agence", "etat", "date", "montant"} {
		g := facetGroup{Name: v.tongue.naming("facet")(name)}
		if value, ok := set[name]; ok {
			g.Values = []facetLink{{Label: v.label(name, value), Href: v.Href(v.Asked.With(name, "")), Count: v.Total, Set: true}}
		}
		for _, f := range v.Facets {
			if f.Name != name || len(g.Values) > 0 && name != "date" && name != "montant" {
				continue
			}
			for _, value := range f.Values {
				to := v.Asked.With(name, value.Value)
				if to.String() != v.Asked.String() {
					g.Values = append(g.Values, facetLink{Label: v.label(name, value.Value), Href: v.Href(to), Count: value.Count})
				}
			}
			g.More = f.More
		}
		if len(g.Values) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// label is a facet's value in words.
func (v searchView) label(name, value string) string {
	switch name {
	case "type":
		return v.tongue.typeName(bordereau.Type(value))
	case "etat":
		return v.tongue.naming("state")(value)
	case "date":
		if at, err := time.Parse("2006-01", value); err == nil {
			return at.Format("01/2006")
		}
		return strings.Replace(value, "..", " – ", 1)
	case "montant":
		from, to, isRange := strings.Cut(value, "..")
		switch {
		case !isRange:
			return value + " €"
		case from == "":
			return v.tongue.say("search.upto", to)
		case to == "":
			return v.tongue.say("search.least", from)
		}
		return v.tongue.say("search.between", from, to)
	}
	return value
}

// day reads a day as people or browsers write it, at its beginning in Paris.
func (s *Server) day(v string) (time.Time, error) {
	if v == "" {
		return time.Time{}, nil
	}
	if t, err := time.ParseInLocation("02/01/2006", v, s.paris); err == nil {
		return t, nil
	}
	return time.ParseInLocation(time.DateOnly, v, s.paris)
}
