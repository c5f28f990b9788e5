package web

import (
	"slices"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var searchTable = border.Table{
	{Method: "GET", Path: "/recherche", Roles: border.Readers},
}

func (s *Server) searchHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/recherche"}: s.search,
	}
}

type searchView struct {
	Words, Dossier, From, To string
	Type                     bordereau.Type
	State                    bordereau.State
	Types                    []bordereau.Type
	States                   []bordereau.State
	Asked                    bool
	Hits                     []desk.Hit
	Next                     string
	Files                    []desk.DossierView
	Wrong                    string
}

func (s *Server) search(c *fiber.Ctx) error {
	ctx, by := ctxOf(c)
	v := searchView{Words: border.Query(c, "q"), Dossier: border.Query(c, "dossier"), From: border.Query(c, "du"), To: border.Query(c, "au"),
		Type: bordereau.Type(border.Query(c, "type")), State: bordereau.State(border.Query(c, "etat")), Types: bordereau.Types, States: bordereau.States}
	if !v.Type.Known() {
		v.Type = ""
	}
	if !slices.Contains(bordereau.States, v.State) {
		v.State = ""
	}
	if len(v.Words) > 500 || len(v.Dossier) > 200 {
		return border.TooLong("q")
	}
	v.Asked = v.Words+v.Dossier+v.From+v.To+string(v.Type)+string(v.State) != "" || border.Query(c, "cursor") != ""
	if v.Asked {
		q := desk.Query{Words: v.Words, Dossier: v.Dossier, Type: v.Type, State: v.State, Cursor: desk.Cursor{After: border.Query(c, "cursor"), Limit: 50}}
		var err error
		if q.From, err = s.day(v.From); err != nil {
			return border.NotDate("du")
		}
		if q.To, err = s.day(v.To); err != nil {
			return border.NotDate("au")
		}
		if !q.To.IsZero() {
			q.To = q.To.AddDate(0, 0, 1)
		}
		hits, err := s.deps.Documents.Search(ctx, by, q)
		if err != nil {
			return err
		}
		v.Hits, v.Next = hits.Items, hits.Next
		if words := v.Dossier + v.Words; words != "" && q.After == "" {
			list, err := s.deps.Dossiers.Dossiers(ctx, by, words, desk.Cursor{Limit: 10})
			if err != nil {
				return err
			}
			v.Files = list.Items
		}
	}
	return s.render(c, fiber.StatusOK, "search", page{Title: s.say(c, "search.title"), Body: v})
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
