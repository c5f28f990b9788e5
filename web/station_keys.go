package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// remappable are the actions whose keys a person may change, with the usual ones; the
// scripts register them under the same names, which a test holds. Bar says
// that the foot of the station shows it.
var remappable = []struct {
	Name, Key string
	Bar       bool
}{
	{"confirm", "Enter", true}, {"zoom", "F2", true}, {"all", "Control+Enter", true}, {"undo", "", true}, {"help", "F1", true},
	{"face", "F8", false}, {"faceback", "Shift+F8", false}, {"reject", "F9", false}, {"menu", "Escape", false}, {"pagedown", "PageDown", false}, {"pageup", "PageUp", false}, {"palette", "Control+K", false},
}

// offered are the keys that an action may be put on: none that types, none that the
// browser keeps for itself.
var offered = []string{"F1", "F2", "F4", "F8", "F9", "F10", "Shift+F2", "Shift+F8", "Shift+F9", "Control+Enter", "Control+K", "Control+B", "Control+E", "Control+M",
	"Enter", "Escape", "Insert", "Pause", "PageUp", "PageDown", "ScrollLock"}

// keyOf is the key of an action as a person has it, "" where it is switched off.
func keyOf(own map[string]string, action string) string {
	if key, changed := own[action]; changed {
		return key
	}
	for _, a := range remappable {
		if a.Name == action {
			return a.Key
		}
	}
	return ""
}

// shortcuts are the keys of some actions as aria-keyshortcuts has them.
func shortcuts(own map[string]string, actions ...string) string {
	var keys []string
	for _, a := range actions {
		if key := keyOf(own, a); key != "" {
			keys = append(keys, key)
		}
	}
	return strings.Join(keys, " ")
}

// keyCaps are the keys to press together, as they are called: Ctrl, Entrée.
func (l tongue) keyCaps(key string) []string {
	caps := strings.Split(key, "+")
	for i, k := range caps {
		caps[i] = l.named("cap", k)
	}
	return caps
}

// hint is a key with what it does.
type hint struct {
	Keys []string
	Says string
}

// keybar are the keys that the foot of the station shows, as a person has them.
func (l tongue) keybar(own map[string]string) []hint {
	var bar []hint
	for _, a := range remappable {
		key := keyOf(own, a.Name)
		if a.Name == "undo" && key == "" && keyOf(own, "menu") != "" {
			key = keyOf(own, "menu") + "+Z"
		}
		if a.Bar && key != "" {
			bar = append(bar, hint{l.keyCaps(key), l.named("keys", a.Name)})
		}
		if a.Name == "confirm" {
			bar = append(bar, hint{[]string{"Tab"}, l.named("keys", "field")})
		}
	}
	return bar
}

// habits are what a page's scripts are told of a person, as JSON.
func habits(p desk.Preferences) (string, error) {
	b, err := json.Marshal(map[string]any{"keys": p.Keys, "machine": p.AddingMachine})
	if err != nil {
		return "", fmt.Errorf("web: habits: %w", err)
	}
	return string(b), nil
}

type settingsView struct {
	Machine bool
	Keys    []struct{ Name, Usual, Own string }
	Offered []string
	Twice   string // which key stands for two actions
}

func (s *Server) settings(c *fiber.Ctx) error {
	ctx, by := ctxOf(c)
	p, err := s.deps.Review.Preferences(ctx, by)
	if err != nil {
		return err
	}
	return s.showSettings(c, fiber.StatusOK, p, "")
}

func (s *Server) showSettings(c *fiber.Ctx, status int, p desk.Preferences, twice string) error {
	v := settingsView{Machine: p.AddingMachine, Offered: offered, Twice: twice}
	for _, a := range remappable {
		own, changed := p.Keys[a.Name]
		if changed && own == "" {
			own = "-"
		}
		v.Keys = append(v.Keys, struct{ Name, Usual, Own string }{a.Name, a.Key, own})
	}
	return s.render(c, status, "settings", page{Title: s.say(c, "settings.title"), Body: v})
}

// setSettings keeps a person's own keys; one key for two actions is refused, since one of
// them could not be reached.
func (s *Server) setSettings(c *fiber.Ctx) error {
	form, err := border.Form(c, 8<<10)
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	p, err := s.deps.Review.Preferences(ctx, by)
	if err != nil {
		return err
	}
	p.AddingMachine, p.Keys = form.Get("machine") != "", map[string]string{}
	for _, a := range remappable {
		switch own := strings.TrimSpace(form.Get("k." + a.Name)); {
		case own == "-":
			p.Keys[a.Name] = ""
		case slices.Contains(offered, own) && own != a.Key:
			p.Keys[a.Name] = own
		}
	}
	if key, first, second := clash(p.Keys); key != "" {
		l := tongueOf(c)
		name := l.naming("keyname")
		return s.showSettings(c, fiber.StatusUnprocessableEntity, p, l.say("settings.twice", strings.Join(l.keyCaps(key), "\u00a0"), name(first), name(second)))
	}
	if err := s.deps.Review.SetPreferences(ctx, by, p); err != nil {
		return err
	}
	return s.to(c, "/validation/reglages?fait=settings")
}

// clash finds a key that stands for two actions.
func clash(own map[string]string) (key, first, second string) {
	held := map[string]string{}
	for _, a := range remappable {
		k := keyOf(own, a.Name)
		if k == "" {
			continue
		}
		if held[k] != "" {
			return k, held[k], a.Name
		}
		held[k] = a.Name
	}
	return "", "", ""
}
