package dossier

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/check/law"
	"gopkg.in/yaml.v3"
)

// fault is what is wrong with a type of dossier, and where in its file.
type fault struct {
	at     []any // keys and places that lead there
	reason string
}

func (f *fault) Error() string { return f.reason }

func wrong(at []any, format string, args ...any) *fault {
	return &fault{at, fmt.Sprintf(format, args...)}
}

// lineOf is the line on which a path of keys and places begins, as far as it leads.
func lineOf(data []byte, at []any) int {
	var n yaml.Node
	if yaml.Unmarshal(data, &n) != nil || len(n.Content) == 0 {
		return 1
	}
	here := n.Content[0]
	line := here.Line
	for _, step := range at {
		if here.Kind == yaml.AliasNode {
			here = here.Alias
		}
		next := (*yaml.Node)(nil)
		switch step := step.(type) {
		case string:
			for i := 0; here.Kind == yaml.MappingNode && i+1 < len(here.Content); i += 2 {
				if here.Content[i].Value == step {
					next, line = here.Content[i+1], here.Content[i].Line
				}
			}
		case int:
			if here.Kind == yaml.SequenceNode && step < len(here.Content) {
				next = here.Content[step]
				line = next.Line
			}
		}
		if next == nil {
			return line
		}
		here = next
	}
	return line
}

func (k Kind) validate() *fault {
	switch {
	case !law.Word.MatchString(k.Name) || k.Version < 1 || k.Title == "" || len(k.Pieces) == 0 || len(k.For) == 0:
		return wrong(nil, "it needs kind, version, title, for and pieces")
	case !knownClass(k.Retention):
		return wrong([]any{"retention"}, "the retention class %q is not known", k.Retention)
	}
	for i, c := range k.For {
		if c != Person && c != Company {
			return wrong([]any{"for", i}, "it is for %q instead of person or company", c)
		}
	}
	for name, words := range k.Conditions {
		if !law.Word.MatchString(name) || words == "" {
			return wrong([]any{"conditions", name}, "the condition %q needs a name and a meaning", name)
		}
	}
	for name, words := range k.Events {
		if !law.Word.MatchString(name) || words == "" || name == "opened" || name == "closed" {
			return wrong([]any{"events", name}, "the event %q needs a name of its own and a meaning", name)
		}
	}
	for name, need := range k.EventNeeds {
		if _, known := k.Events[name]; !known || need != NeedsReason && need != NeedsAccount {
			return wrong([]any{"event_needs", name}, "the event %q needs %q instead of reason or account", name, need)
		}
	}
	names := map[string]bool{}
	for i, p := range k.Pieces {
		if f := k.validPiece([]any{"pieces", i}, p, names); f != nil {
			return f
		}
		names[p.Name] = true
	}
	for i, c := range k.CrossCheck {
		if f := k.validCheck([]any{"cross_checks", i}, c, names); f != nil {
			return f
		}
		names[c.line()] = true
	}
	if f := k.validWriting(); f != nil {
		return f
	}
	deadlines := map[string]bool{}
	for i, d := range k.Deadlines {
		if f := k.validDeadline([]any{"deadlines", i}, d); f != nil {
			return f
		}
		if deadlines[d.Name] {
			return wrong([]any{"deadlines", i}, "two deadlines are called %q", d.Name)
		}
		deadlines[d.Name] = true
	}
	if f := k.validExamples(names, deadlines); f != nil {
		return f
	}
	return k.validFields()
}

// validWriting holds who is written to against the kind.
func (k Kind) validWriting() *fault {
	field := func(name string) bool {
		piece, field, dotted := strings.Cut(name, ".")
		_, known := k.piece(piece)
		return known && dotted && fieldName.MatchString(field)
	}
	for i, w := range k.WriteTo {
		who, known := whos[w.Who]
		switch path := []any{"write_to", i}; {
		case !known:
			return wrong(at(path, "who"), "nobody is written to as %q", w.Who)
		case w.From == "" && who.french == "":
			return wrong(path, "a letter to a %s needs a name: from is missing", w.Who)
		case w.From != "" && w.From != "customers" && !field(w.From):
			return wrong(at(path, "from"), "from is %q instead of customers or a field of a piece", w.From)
		}
		if f := k.validCondition([]any{"write_to", i, "when"}, w.When.root, false); f != nil {
			return f
		}
	}
	for i, name := range k.Deceased {
		if !field(name) {
			return wrong([]any{"deceased", i}, "%q is no field of a piece", name)
		}
	}
	return nil
}

func at(path []any, more ...any) []any { return append(slices.Clone(path), more...) }

func (k Kind) validPiece(path []any, p PieceRule, names map[string]bool) *fault {
	if !law.Word.MatchString(p.Name) || p.Title == "" || names[p.Name] || len(p.Types) == 0 || p.Count < 0 || p.Count > 100 {
		return wrong(path, "piece %q needs a name of its own, a title and types", p.Name)
	}
	for i, t := range p.Types {
		if !t.Known() {
			return wrong(at(path, "types", i), "piece %s: the type %q is not known", p.Name, t)
		}
	}
	switch p.Need {
	case "mandatory", "optional":
		if p.When.given() {
			return wrong(at(path, "when"), "piece %s is %s and has a condition", p.Name, p.Need)
		}
	case "conditional":
		if !p.When.given() {
			return wrong(path, "piece %s is conditional without a condition", p.Name)
		}
	default:
		return wrong(at(path, "need"), "piece %s: need is %q instead of mandatory, conditional or optional", p.Name, p.Need)
	}
	if !slices.Contains(holders, p.Holder) {
		return wrong(at(path, "holder"), "piece %s: holder is %q instead of customer, other, adult or minor", p.Name, p.Holder)
	}
	for key, phrases := range map[string][]string{"says": p.Says, "says_not": p.SaysNot} {
		if slices.ContainsFunc(phrases, func(s string) bool { return len(plainWords(s)) == 0 }) {
			return wrong(at(path, key), "piece %s: a phrase has no words", p.Name)
		}
	}
	if f := k.validCondition(at(path, "when"), p.When.root, false); f != nil {
		return f
	}
	if f := k.validCondition(at(path, "count_from"), p.CountFrom.node, false); f != nil {
		return f
	}
	for _, t := range p.Types {
		fresh := p.freshOf(t)
		if _, delay := law.Named(fresh); fresh != "" && !delay {
			return wrong(at(path, "fresh"), "piece %s: the table of values has no delay %q", p.Name, fresh)
		}
		if fresh != "" && !slices.ContainsFunc(p.DateFields, func(f string) bool { return has(t, f) }) {
			return wrong(path, "piece %s must be fresh, but no date_fields are read of a %s", p.Name, t)
		}
	}
	for t := range p.FreshOf {
		if !slices.Contains(p.Types, t) {
			return wrong(at(path, "fresh_of"), "piece %s does not take the type %q", p.Name, t)
		}
	}
	if p.CountMore < 0 || p.CountMore > 0 && p.CountFrom.op == "" {
		return wrong(at(path, "count_more"), "piece %s: count_more is added to count_from", p.Name)
	}
	for i, e := range p.Extensions {
		if _, delay := law.Named(e.By); !delay || p.ValidField == "" || len(e.Types) == 0 {
			return wrong(at(path, "extensions", i), "piece %s: an extension needs valid_field, types and a delay of the table", p.Name)
		}
	}
	return nil
}

// validCondition holds the words of a condition against the kind.
func (k Kind) validCondition(path []any, root node, factsOnly bool) (f *fault) {
	root.walk(func(n node) {
		if f != nil {
			return
		}
		switch n.op {
		case "fact":
			_, told := k.Events[n.name]
			if _, ok := k.Conditions[n.name]; !ok && !(told && factsOnly) {
				f = wrong(path, "the condition %q is not explained under conditions", n.name)
			}
		case "value":
			if known, delay := law.Named(n.name); !known || delay {
				f = wrong(path, "the table of values has no amount %q", n.name)
			}
		case "field", "count", "rows", "sum", "credit":
			if _, ok := k.piece(n.piece); !ok {
				f = wrong(path, "%q is not a piece of this type", n.piece)
			} else if factsOnly {
				f = wrong(path, "a deadline's condition is over facts and events alone")
			}
		}
	})
	return f
}

func (k Kind) validCheck(path []any, c CrossCheck, names map[string]bool) *fault {
	r, ok := rules[c.Rule]
	switch {
	case !ok:
		return wrong(at(path, "rule"), "the cross-check %q is not known", c.Rule)
	case c.Title == "" || names[c.line()]:
		return wrong(path, "the cross-check %q needs a title and a name of its own", c.line())
	case len(c.Pieces) < r.least || r.most > 0 && len(c.Pieces) > r.most:
		return wrong(path, "the cross-check %s has %d pieces", c.Rule, len(c.Pieces))
	case (c.Rule == "at_most") != (c.By != ""):
		return wrong(path, "the cross-check %s: by belongs to at_most", c.Rule)
	case (c.Rule == "not_before") != (c.Wait != ""):
		return wrong(path, "the cross-check %s: wait belongs to not_before", c.Rule)
	}
	if c.Wait != "" {
		if _, delay := law.Named(c.Wait); !delay {
			return wrong(at(path, "wait"), "the table of values has no delay %q", c.Wait)
		}
	}
	for i, name := range c.Pieces {
		piece, field, dotted := strings.Cut(name, ".")
		if _, ok := k.piece(piece); !ok || dotted && !fieldName.MatchString(field) || r.fields && !dotted {
			return wrong(at(path, "pieces", i), "the cross-check %s names %q", c.Rule, name)
		}
	}
	return nil
}

var fieldName = regexp.MustCompile(`^(lines\.)?[a-z][a-z0-9_]*$`)

func (k Kind) validDeadline(path []any, d Deadline) *fault {
	if !law.Word.MatchString(d.Name) || d.Title == "" || d.From == "" && d.Within == "" {
		return wrong(path, "the deadline %q needs a name, a title and from or within", d.Name)
	}
	for key, name := range map[string]string{"from": d.From, "within": d.Within} {
		if _, delay := law.Named(name); name != "" && !delay {
			return wrong(at(path, key), "the table of values has no delay %q", name)
		}
	}
	piece, field, dotted := strings.Cut(d.Event, ".")
	_, declared := k.Events[d.Event]
	_, known := k.piece(piece)
	if !(d.Event == "opened" || d.Event == "closed" || declared || dotted && known && law.Word.MatchString(field)) {
		return wrong(at(path, "event"), "the deadline %s: nothing tells of the event %q", d.Name, d.Event)
	}
	if other, field, _ := strings.Cut(d.Else, "."); d.Else != "" && (other != piece || !dotted || !law.Word.MatchString(field)) {
		return wrong(at(path, "else"), "the deadline %s: else is %q instead of another day of %s", d.Name, d.Else, piece)
	}
	if d.Declares != "" && d.Declares != DeclaresAccount && d.Declares != DeclaresEstate {
		return wrong(at(path, "declares"), "the deadline %s declares %q instead of account or estate", d.Name, d.Declares)
	}
	return k.validCondition(at(path, "when"), d.When.root, true)
}

var lineStates = []LineState{Satisfied, Missing, Inconclusive, Expired}

func (k Kind) validExamples(lines, deadlines map[string]bool) *fault {
	for i, e := range k.Examples {
		path := []any{"examples", i}
		if e.Name == "" || !law.IsDate(e.Now) || len(e.Want)+len(e.Due)+len(e.WrittenTo) == 0 {
			return wrong(path, "the example %q needs a name, now as a date, and what is wanted", e.Name)
		}
		for line, want := range e.Want {
			if !lines[line] || want != "absent" && !slices.Contains(lineStates, want) {
				return wrong(at(path, "want", line), "the example %q wants %q of %q", e.Name, want, line)
			}
		}
		for name, day := range e.Due {
			if !deadlines[name] || day != "none" && !law.IsDate(day) {
				return wrong(at(path, "due", name), "the example %q wants %q to be due %q", e.Name, name, day)
			}
		}
		for fact := range e.Facts {
			if _, ok := k.Conditions[fact]; !ok {
				return wrong(at(path, "facts", fact), "the example %q gives the unknown fact %q", e.Name, fact)
			}
		}
		for event, day := range e.Events {
			if _, ok := k.Events[event]; !ok && event != "opened" && event != "closed" || !law.IsDate(day) {
				return wrong(at(path, "events", event), "the example %q tells of %q on %q", e.Name, event, day)
			}
		}
		for j, d := range e.Documents {
			if _, err := time.Parse(time.DateOnly, d.Received); !d.Type.Known() || d.Received != "" && err != nil || d.State != "" && !slices.Contains(bordereau.States, d.State) {
				return wrong(at(path, "documents", j), "the example %q has a document of type %q, state %q, received %q", e.Name, d.Type, d.State, d.Received)
			}
		}
	}
	return nil
}
