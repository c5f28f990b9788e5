package border

import (
	"fmt"
	"slices"
	"sort"

	"bordereau"

	"github.com/gofiber/fiber/v2"
)

// Rule is one line of an access table: who may call a route. A route without a
// rule does not exist.
type Rule struct {
	Method string
	Path   string
	// Roles that are let in. Empty with neither Open nor Anyone: nobody.
	Roles  []bordereau.Role
	Open   bool // for those who are not signed in, too
	Anyone bool // whoever is signed in
	// Delivery says that the body is a delivery's form, which is read as a stream:
	// the form token is then the first field, and checked before any file.
	Delivery bool
}

// Admits says whether the role may pass.
func (r *Rule) Admits(role bordereau.Role) bool {
	return r.Open || r.Anyone || slices.Contains(r.Roles, role)
}

// Table is an access table.
type Table []Rule

// Rule finds the line of a route, nil if there is none.
func (t Table) Rule(method, path string) *Rule {
	for i := range t {
		if t[i].Method == method && t[i].Path == path {
			return &t[i]
		}
	}
	return nil
}

// Call names a route.
type Call struct{ Method, Path string }

// Mount registers every line of the table with its handler. A line without a
// handler and a handler without a line are errors: what is not in the table is
// not served.
func Mount(app *fiber.App, t Table, gate *Gate, handlers map[Call]fiber.Handler) error {
	seen := map[Call]bool{}
	for i := range t {
		rule := &t[i]
		call := Call{rule.Method, rule.Path}
		h, ok := handlers[call]
		if !ok {
			return fmt.Errorf("border: %s %s is in the access table but has no handler", rule.Method, rule.Path)
		}
		if seen[call] {
			return fmt.Errorf("border: %s %s is twice in the access table", rule.Method, rule.Path)
		}
		if rule.Open && (rule.Anyone || len(rule.Roles) > 0) {
			return fmt.Errorf("border: %s %s is both open and for some", rule.Method, rule.Path)
		}
		seen[call] = true
		app.Add(rule.Method, rule.Path, gate.Admit(rule), h)
	}
	var loose []string
	for call := range handlers {
		if !seen[call] {
			loose = append(loose, call.Method+" "+call.Path)
		}
	}
	if len(loose) > 0 {
		sort.Strings(loose)
		return fmt.Errorf("border: handlers without a line in the access table: %v", loose)
	}
	return nil
}
