package web

import (
	_ "embed"
	"fmt"
	"html/template"
	"regexp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"bordereau/policy"
)

// What the desk, the policy and the checks say to people they say in French, and so it
// stands in the record. A page in English says it by this list; a sentence that is not in
// it stays French, and is marked so for whoever listens to the page.
//
//go:embed sentences.tsv
var sentenceList string

// sentence is one line of the list: how the French one is recognised, and the English one
// with a verb for each value.
type sentence struct {
	french  *regexp.Regexp
	english string
}

// interpreter knows the list.
type interpreter struct {
	whole map[string]string
	forms []sentence // those with values, the most particular first
}

var interpretation = newInterpreter(sentenceList)

var verb = regexp.MustCompile(`%[sd]`)

func newInterpreter(list string) *interpreter {
	in := &interpreter{whole: map[string]string{}}
	fixed := map[*regexp.Regexp]int{} // letters of a form that are not values
	for _, line := range strings.Split(strings.TrimSpace(list), "\n") {
		fr, en, ok := strings.Cut(line, "\t")
		if !ok {
			continue // the list's own heading
		}
		if !verb.MatchString(fr) {
			in.whole[fr] = en
			continue
		}
		parts := verb.Split(fr, -1)
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		f := sentence{regexp.MustCompile(`^(?s)` + strings.Join(parts, `(.+?)`) + `$`), en}
		fixed[f.french] = len(verb.ReplaceAllString(fr, ""))
		in.forms = append(in.forms, f)
	}
	// The names of fields stand within many sentences, as the policy calls them.
	for key := range catalogue {
		if name, ok := strings.CutPrefix(key, "field."); ok {
			in.whole[policy.Label(name)] = english.fieldLabel(name)
		}
		// So do those of types, as they stand within a sentence.
		if name, ok := strings.CutPrefix(key, "type."); ok {
			fr, en := small(french.named("type", name)), small(english.named("type", name))
			if _, said := in.whole[fr]; !said {
				in.whole[fr] = en
			}
		}
	}
	sort.SliceStable(in.forms, func(i, j int) bool { return fixed[in.forms[i].french] > fixed[in.forms[j].french] })
	return in
}

// small begins a name as within a sentence, but for what is all capitals.
func small(s string) string {
	first, rest := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[rest:]); unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[rest:]
}

// say is a French sentence in English; ok says that all of it was known.
func (in *interpreter) say(fr string) (en string, ok bool) {
	body, stop := strings.CutSuffix(fr, ".")
	if en, ok = in.whole[body]; !ok {
		en, ok = in.form(body)
	}
	if !ok {
		return fr, false
	}
	if stop {
		en += "."
	}
	return en, true
}

func (in *interpreter) form(body string) (string, bool) {
	for _, f := range in.forms {
		m := f.french.FindStringSubmatch(body)
		if m == nil {
			continue
		}
		values := make([]any, len(m)-1)
		for i, v := range m[1:] {
			values[i] = v
			if en, ok := in.list(v); ok {
				values[i] = en
			}
		}
		return fmt.Sprintf(strings.ReplaceAll(f.english, "%d", "%s"), values...), true
	}
	return "", false
}

// list is a value in English: a sentence of the list, or several with commas between.
func (in *interpreter) list(fr string) (string, bool) {
	if en, ok := in.say(fr); ok {
		return en, true
	}
	parts := strings.Split(fr, ", ")
	for i, part := range parts {
		en, ok := in.whole[part]
		if !ok {
			return fr, false
		}
		parts[i] = en
	}
	return strings.Join(parts, ", "), true
}

// plain is a sentence of the desk in the language of the page, as text.
func (l tongue) plain(fr string) string {
	if l == english {
		en, _ := interpretation.say(fr)
		return en
	}
	return fr
}

// said is a sentence of the desk in the language of the page.
func (l tongue) said(fr any) template.HTML {
	s := fmt.Sprint(fr)
	if l == french || s == "" {
		return template.HTML(template.HTMLEscapeString(s)) //nolint:gosec // escaped
	}
	en, ok := interpretation.say(s)
	if !ok {
		return template.HTML(`<span lang="fr">` + template.HTMLEscapeString(s) + `</span>`) //nolint:gosec // escaped
	}
	return template.HTML(template.HTMLEscapeString(en)) //nolint:gosec // escaped
}
