package web

import (
	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var inboxTable = border.Table{
	{Method: "GET", Path: "/corbeille", Roles: border.Watchers},
	{Method: "POST", Path: "/corbeille/suivante", Roles: border.Keepers},
}

func (s *Server) inboxHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/corbeille"}:           s.inbox,
		{Method: "POST", Path: "/corbeille/suivante"}: s.next,
	}
}

type inboxView struct {
	Tasks  []desk.Task
	Next   string
	Types  []bordereau.Type
	Filter desk.TaskFilter
	Works  bool // may take tasks
	Me     string
}

func filter(get func(string) string) desk.TaskFilter {
	f := desk.TaskFilter{Type: bordereau.Type(get("type")), Branch: get("agence"), Kind: get("lecture")}
	if !f.Type.Known() {
		f.Type = ""
	}
	if f.Kind != "first" && f.Kind != "second" {
		f.Kind = ""
	}
	return f
}

func (s *Server) inbox(c *fiber.Ctx) error {
	ctx, by := ctxOf(c)
	f := filter(func(name string) string { return border.Query(c, name) })
	list, err := s.deps.Review.Tasks(ctx, by, f, desk.Cursor{After: border.Query(c, "cursor")})
	if err != nil {
		return err
	}
	rule := Table.Rule("POST", "/corbeille/suivante")
	return s.render(c, fiber.StatusOK, "inbox", page{Title: s.say(c, "inbox.title"),
		Body: inboxView{Tasks: list.Items, Next: list.Next, Types: bordereau.Types, Filter: f, Works: rule.Admits(by.Role), Me: by.ID}})
}
