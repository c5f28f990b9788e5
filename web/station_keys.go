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

// inMenu begins the names of what a letter does once the menu of actions is open.
const inMenu = "menu."

// remappable are the actions whose keys a person may change, with the usual ones; the
// scripts register them under the same names, or the menu of actions bears them, which a
// test holds. Bar says that the foot of the station shows it.
var remappable = []struct {
	Name, Key string
	Bar       bool
}{
	{"confirm", "Enter", true}, {"zoom", "F2", true}, {"all", "Control+Enter", true}, {"undo", "", true}, {"help", "F1", true},
	{"face", "F8", false}, {"faceback", "Shift+F8", false}, {"reject", "F9", false}, {"menu", "Escape", false}, {"pagedown", "PageDown", false}, {"pageup", "PageUp", false}, {"palette", "Control+K", false},
	{"illegible", "*", false}, {"forth", "NumpadAdd", false}, {"back", "NumpadSubtract", false},
	{inMenu + "wait", "A", false}, {inMenu + "escalate", "E", false}, {inMenu + "illegible", "I", false}, {inMenu + "giveback", "Q", false}, {inMenu + "reject", "R", false},
	{inMenu + "page", "P", false}, {inMenu + "undo", "Z", false}, {inMenu + "addline", "L", false}, {inMenu + "clearline", "V", false}, {inMenu + "latest", "M", false},
	{inMenu + "settings", "G", false}, {inMenu + "note", "N", false}, {inMenu + "type", "T", false}, {inMenu + "dossier", "D", false}, {inMenu + "cut", "C", false}, {inMenu + "join", "J", false},
}

// inField are the actions of a field that is typed in: they may also be on a key of the
// keypad that types no figure.
var inField = []string{"illegible", "forth", "back"}

// keypad are such keys, and letters those of the menu.
var (
	keypad  = []string{"*", "NumpadAdd", "NumpadSubtract", "NumpadDivide"}
	letters = strings.Split("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "")
)

// offered are the keys that an action may be put on: none that types, none that the
// browser keeps for itself.
var offered = []string{"F1", "F2", "F4", "F8", "F9", "F10", "Shift+F2", "Shift+F8", "Shift+F9", "Control+Enter", "Control+K", "Control+B", "Control+E", "Control+M",
	"Enter", "Escape", "Insert", "Pause", "PageUp", "PageDown", "ScrollLock"}

// offeredFor are the keys that an action may be put on.
func offeredFor(action string) []string {
	switch {
	case strings.HasPrefix(action, inMenu):
		return letters
	case slices.Contains(inField, action):
		return slices.Concat(keypad, offered)
	}
	return offered
}

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
		if menu, letter := keyOf(own, "menu"), keyOf(own, inMenu+"undo"); a.Name == "undo" && key == "" && menu != "" && letter != "" {
			key = menu + "+" + letter
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
	Keys    []keySetting
	Twice   string // which key stands for two actions
}

// keySetting is the key of one action; Own is "" for the usual one, "-" for none.
type keySetting struct {
	Name, Usual, Own string
	Offered          []string
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
	v := settingsView{Machine: p.AddingMachine, Twice: twice}
	for _, a := range remappable {
		own, changed := p.Keys[a.Name]
		if changed && own == "" {
			own = "-"
		}
		v.Keys = append(v.Keys, keySetting{a.Name, a.Key, own, offeredFor(a.Name)})
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
		case slices.Contains(offeredFor(a.Name), own) && own != a.Key:
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

// clash finds a key that stands for two actions. A letter of the menu stands for itself
// alone: it is heard in the menu only.
func clash(own map[string]string) (key, first, second string) {
	held := map[string]string{}
	for _, a := range remappable {
		k := keyOf(own, a.Name)
		if k == "" {
			continue
		}
		where := k
		if strings.HasPrefix(a.Name, inMenu) {
			where = inMenu + k
		}
		if held[where] != "" {
			return k, held[where], a.Name
		}
		held[where] = a.Name
	}
	return "", "", ""
}
