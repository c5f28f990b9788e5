package web

import (
	"fmt"
	"maps"
	"regexp"
	"strings"

	"bordereau"
	"bordereau/policy"

	"github.com/gofiber/fiber/v2"
)

// words are what a screen says, by key: in French, in English. Each screen has its
// own table in words_SCREEN.go.
type words map[string][2]string

// catalogue is all that the pages say.
var catalogue = joined(aboutWords, commonWords, accountWords, adminWords, booksWords, entriesWords, supervisionWords, journalWords, depositWords, documentWords, dossierWords, inboxWords, labelWords, searchWords, stationWords)

// joined puts tables together. A key that two of them define is a mistake of the
// program and ends it at once.
func joined(tables ...words) words {
	all := words{}
	for _, t := range tables {
		for key := range t {
			if _, twice := all[key]; twice {
				panic("web: two texts are called " + key)
			}
		}
		maps.Copy(all, t)
	}
	return all
}

// tongue is the language of a page.
type tongue string

const (
	french  tongue = "fr"
	english tongue = "en"
)

// languageCookie keeps the language that a person chose. It is not personal data
// worth a session: the sign-in page is shown in it, too.
const languageCookie = "langue"

// tongueOf is the language a request is answered in: French unless asked otherwise.
func tongueOf(c *fiber.Ctx) tongue {
	if c.Cookies(languageCookie) == string(english) {
		return english
	}
	return french
}

// say is a text of the catalogue. A key that is not there shows itself, and fails
// a test.
func (l tongue) say(key string, args ...any) string {
	s, ok := l.lookup(key)
	if !ok {
		return "[" + key + "]"
	}
	if len(args) > 0 {
		return fmt.Sprintf(s, args...)
	}
	return s
}

func (l tongue) lookup(key string) (string, bool) {
	s, ok := catalogue[key]
	if l == english {
		return s[1], ok
	}
	return s[0], ok
}

// named is the word for a canonical name of a kind: the name itself where there is none.
func (l tongue) named(kind, name string) string {
	if s, ok := l.lookup(kind + "." + name); ok {
		return s
	}
	return name
}

// naming is named for one kind, as templates call it with values of any type.
func (l tongue) naming(kind string) func(any) string {
	return func(v any) string { return l.named(kind, fmt.Sprint(v)) }
}

// done is what a page says after something was done; unknown words say nothing.
func (l tongue) done(what string) string {
	s, _ := l.lookup("done." + what)
	return s
}

func (l tongue) typeName(t bordereau.Type) string {
	if t == "" {
		return l.say("none")
	}
	return l.named("type", string(t))
}

// fieldLabel is a field's name as it stands above an input: "Montant". A row's
// field says of which row it is.
func (l tongue) fieldLabel(name string) string {
	if m := rowName.FindStringSubmatch(name); m != nil {
		return l.say("field.row", l.fieldLabel(m[2]), m[1])
	}
	if s, ok := l.lookup("field." + name); ok {
		return s
	}
	if l == english {
		return capital(strings.ReplaceAll(name, "_", " "))
	}
	label := policy.Label(name)
	for _, article := range []string{"Les ", "Le ", "La ", "L'", "L’"} {
		if rest, ok := strings.CutPrefix(label, article); ok {
			label = rest
			break
		}
	}
	return capital(label)
}

var rowName = regexp.MustCompile(`^(?:lines|vat)\[(\d+)\]\.(.+)$`)

func capital(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}
