package web

import (
	"maps"
	"net/url"
	"slices"

	"bordereau"
	"bordereau/check"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var inboxTable = border.Table{
	{Method: "GET", Path: "/corbeille", Roles: border.Watchers},
	{Method: "GET", Path: "/corbeille/etat", Roles: border.Watchers},
	{Method: "POST", Path: "/corbeille/suivante", Roles: border.Keepers},
}

func (s *Server) inboxHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/corbeille"}:           s.inbox,
		{Method: "GET", Path: "/corbeille/etat"}:      s.inboxTasks,
		{Method: "POST", Path: "/corbeille/suivante"}: s.next,
	}
}

type inboxView struct {
	Tasks  []inboxRow
	Next   string
	Totals desk.TaskTotals
	Types  []bordereau.Type
	Filter desk.TaskFilter
	Amount string // from which, as typed
	Works  bool   // may take tasks
	Query  url.Values
	Share  *shareView // nil for who shares nothing out

	Waiting int // tasks in all, whatever the filter
	Items   int // what is final and wants somebody
	Coming  int // documents not yet understood, counted where no task is left
	After   string
}

// inboxRow is a task as the inbox lists it.
type inboxRow struct {
	desk.Task
	Due   due
	Age   string
	Opens bool // this person may open it by name
}

// filter reads what narrows the tasks that come next.
func filter(get func(string) string) desk.TaskFilter {
	f := desk.TaskFilter{Type: bordereau.Type(get("type")), Branch: get("agence"), Kind: get("lecture")}
	if !f.Type.Known() {
		f.Type = ""
	}
	if !slices.Contains([]string{"first", "second", "third"}, f.Kind) {
		f.Kind = ""
	}
	return f
}

// narrow reads what narrows and orders the list besides.
func narrow(f desk.TaskFilter, get func(string) string) desk.TaskFilter {
	f.Late, f.Mine, f.Held, f.Again = get("retard") != "", get("moi") != "", get("reserve") != "", get("relecture") != ""
	if m, err := check.ParseAmount(get("montant"), "EUR"); err == nil && m.Minor >= 0 {
		f.AmountMin = &m.Minor
	}
	for _, p := range bordereau.Priorities {
		if get("priorite") == p.String() {
			f.Priority = &p
		}
	}
	if o := desk.TaskSort(get("tri")); slices.Contains([]desk.TaskSort{desk.ByDue, desk.ByPriority, desk.ByAge, desk.ByAmount}, o) {
		f.Sort = o
	}
	return f
}

func (s *Server) inbox(c *fiber.Ctx) error { return s.showInbox(c, fiber.StatusOK, shareView{}) }

func (s *Server) showInbox(c *fiber.Ctx, status int, share shareView) error {
	v, err := s.inboxView(c, share)
	if err != nil {
		return err
	}
	return s.render(c, status, "inbox", page{Title: s.say(c, "inbox.title"), Body: v})
}

// inboxTasks is what changes by itself, for the page that asks for it again.
func (s *Server) inboxTasks(c *fiber.Ctx) error {
	v, err := s.inboxView(c, shareView{})
	if err != nil {
		return err
	}
	return s.fragment(c, fiber.StatusOK, "inbox", "live", page{Body: v, CSRF: border.CallerOf(c).CSRF})
}

// inboxView reads the list that the address asks for.
func (s *Server) inboxView(c *fiber.Ctx, share shareView) (v inboxView, err error) {
	ctx, by := ctxOf(c)
	get := func(name string) string { return border.Query(c, name) }
	f := narrow(filter(get), get)
	v = inboxView{Types: bordereau.Types, Filter: f, Amount: get("montant"), After: get("cursor"), Works: Table.Rule("POST", "/corbeille/suivante").Admits(by.Role), Query: url.Values{}}
	list, err := s.deps.Review.Tasks(ctx, by, f, desk.Cursor{After: v.After})
	if err != nil {
		return v, err
	}
	v.Next = list.Next
	for _, name := range []string{"type", "agence", "lecture", "priorite", "retard", "moi", "reserve", "relecture", "montant", "tri"} {
		if value := get(name); value != "" {
			v.Query.Set(name, value)
		}
	}
	l := tongueOf(c)
	for _, t := range list.Items {
		v.Tasks = append(v.Tasks, inboxRow{Task: t, Due: s.due(l, t), Age: l.span(s.deps.Now().Sub(t.CreatedAt)), Opens: mayOpen(by, t)})
	}
	if err := s.inboxTotals(c, &v); err != nil {
		return v, err
	}
	v.Share, err = s.shares(c, share, "/corbeille", v.Query)
	return v, err
}

// mayOpen says whether a person may take a task by its name: one's own, and for a
// supervisor what nobody holds.
func mayOpen(by bordereau.Principal, t desk.Task) bool {
	mine := t.AssignedTo == by.ID || t.LeasedBy == by.ID && t.Holder != ""
	return Table.Rule("POST", "/corbeille/suivante").Admits(by.Role) && (mine || by.Role == bordereau.RoleSupervisor && t.Holder == "")
}

// inboxTotals counts what stands around the list.
func (s *Server) inboxTotals(c *fiber.Ctx, v *inboxView) (err error) {
	ctx, by := ctxOf(c)
	if v.Totals, err = s.deps.Review.TaskTotals(ctx, by, v.Filter); err != nil {
		return err
	}
	all, err := s.deps.Review.TaskTotals(ctx, by, desk.TaskFilter{})
	if err != nil {
		return err
	}
	if v.Waiting = all.Tasks; v.Waiting == 0 {
		if v.Coming, err = s.deps.Review.Coming(ctx, by); err != nil {
			return err
		}
	}
	v.Items, err = s.deps.Entries.CountOpenItems(ctx, by)
	return err
}

// Again is the address of what changes in the list by itself.
func (v inboxView) Again() string {
	q := maps.Clone(v.Query)
	if v.After != "" {
		q.Set("cursor", v.After)
	}
	return "/corbeille/etat?" + q.Encode()
}

// With is the address of the list with another value of a parameter, from its first page.
func (v inboxView) With(name, value string) string {
	q := url.Values{}
	for k, values := range v.Query {
		q[k] = values
	}
	q.Set(name, value)
	return "/corbeille?" + q.Encode()
}

// Sorted says to readers of the page how a column is ordered.
func (v inboxView) Sorted(by string) string {
	order := string(v.Filter.Sort)
	if order == "" {
		order = string(desk.ByDue)
	}
	switch {
	case order != by:
		return "none"
	case by == string(desk.ByAmount) || by == string(desk.ByAge):
		return "descending"
	}
	return "ascending"
}

// Urgency is the priority that is asked for, "" for any.
func (v inboxView) Urgency() string {
	if v.Filter.Priority == nil {
		return ""
	}
	return v.Filter.Priority.String()
}
