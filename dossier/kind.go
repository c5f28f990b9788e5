package dossier

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"sync"

	"bordereau"
	"gopkg.in/yaml.v3"
)

// Kind is a type of dossier: what it needs and by when.
type Kind struct {
	Name       string            `yaml:"kind"`
	Version    int               `yaml:"version"`
	Title      string            `yaml:"title"`
	For        []CustomerKind    `yaml:"for"`
	Retention  string            `yaml:"retention"`  // class in retention.yaml
	Conditions map[string]string `yaml:"conditions"` // facts and what they mean; "minor" is worked out from birth dates
	Pieces     []PieceRule       `yaml:"pieces"`
	CrossCheck []CrossCheck      `yaml:"cross_checks"`
	Deadlines  []Deadline        `yaml:"deadlines"`
	Examples   []Example         `yaml:"examples"`
}

// PieceRule is one piece of the checklist.
type PieceRule struct {
	Name  string           `yaml:"name"`
	Title string           `yaml:"title"`
	Types []bordereau.Type `yaml:"types"` // any of them will do
	Need  string           `yaml:"need"`  // mandatory, conditional, optional
	When  map[string]bool  `yaml:"when"`  // of a conditional one: all must hold
	Count int              `yaml:"count"` // how many, 1 when 0
	// CountFrom names a field of another piece that says how many ("slip.slip_count").
	CountFrom string `yaml:"count_from"`
	FreshDays int    `yaml:"fresh_days"` // greatest age at receipt, 0 for none
	// DateFields hold the date of issue, the first that was read counts.
	DateFields []string `yaml:"date_fields"`
	ValidField string   `yaml:"valid_field"` // a date that must not have passed
	// Extensions lengthen ValidField for documents that the law made valid for longer
	// than they say.
	Extensions []Extension `yaml:"extensions"`
	Source     string      `yaml:"source"`
}

// Extension adds years to what is printed on documents issued within a time.
type Extension struct {
	Types      []bordereau.Type `yaml:"types"`
	IssuedFrom string           `yaml:"issued_from"`
	IssuedTo   string           `yaml:"issued_to"`
	Adult      bool             `yaml:"adult"` // only if the holder was eighteen at issue
	Years      int              `yaml:"years"`
	Source     string           `yaml:"source"`
}

// CrossCheck holds pieces against each other: every pair of documents among them
// that carry a value must agree.
type CrossCheck struct {
	Rule   string   `yaml:"rule"` // same_name, same_birth_date
	Title  string   `yaml:"title"`
	Pieces []string `yaml:"pieces"`
}

// Deadline is what has to be done within how many days of an event.
type Deadline struct {
	Name      string   `yaml:"name"`
	Title     string   `yaml:"title"`
	Event     string   `yaml:"event"` // opened, closed, issued, received
	Days      int      `yaml:"days"`
	Calendar  Calendar `yaml:"calendar"`
	ValidFrom string   `yaml:"valid_from"`
	ValidTo   string   `yaml:"valid_to"`
	Source    string   `yaml:"source"`
}

// Example is a case that the kind's author worked out by hand.
type Example struct {
	Name      string               `yaml:"name"`
	Now       string               `yaml:"now"`
	Facts     map[string]bool      `yaml:"facts"`
	Documents []ExampleDocument    `yaml:"documents"`
	Want      map[string]LineState `yaml:"want"` // by piece or cross-check
}

// ExampleDocument is a piece of an example, its values taken as proved.
type ExampleDocument struct {
	Type     bordereau.Type    `yaml:"type"`
	State    bordereau.State   `yaml:"state"` // archived when empty
	Received string            `yaml:"received"`
	Fields   map[string]string `yaml:"fields"`
}

//go:embed kinds/*.yaml
var kindFiles embed.FS

var embeddedKinds = sync.OnceValue(func() []Kind {
	kinds, err := readKinds(kindFiles)
	if err != nil {
		panic(fmt.Sprintf("the embedded dossier types are wrong: %v", err)) // a test holds that they are not
	}
	return kinds
})

// Kinds lists the types of dossier that come with this version, by name.
func Kinds() []Kind { return slices.Clone(embeddedKinds()) }

// KindNamed finds a type of dossier.
func KindNamed(name string) (Kind, bool) {
	for _, k := range embeddedKinds() {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}

func readKinds(files fs.FS) ([]Kind, error) {
	names, err := fs.Glob(files, "kinds/*.yaml")
	if err != nil {
		return nil, err
	}
	var kinds []Kind
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		k, err := ParseKind(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		kinds = append(kinds, k)
	}
	sort.Slice(kinds, func(i, j int) bool { return kinds[i].Name < kinds[j].Name })
	return kinds, nil
}

// ParseKind reads one type of dossier. Unknown keys, types, conditions and rules are errors.
func ParseKind(data []byte) (Kind, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var k Kind
	if err := dec.Decode(&k); err != nil {
		return Kind{}, bordereau.Wrap(bordereau.Invalid, err, "the dossier type is not readable")
	}
	if err := k.validate(); err != nil {
		return Kind{}, bordereau.Wrap(bordereau.Invalid, err, "the dossier type %q is wrong", k.Name)
	}
	return k, nil
}

func (k Kind) validate() error {
	if k.Name == "" || k.Version < 1 || k.Title == "" || len(k.Pieces) == 0 || len(k.For) == 0 {
		return fmt.Errorf("it needs kind, version, title, for and pieces")
	}
	for _, c := range k.For {
		if c != Person && c != Company {
			return fmt.Errorf("it is for %q", c)
		}
	}
	if !knownClass(k.Retention) {
		return fmt.Errorf("the retention class %q is not known", k.Retention)
	}
	names := map[string]bool{}
	for _, p := range k.Pieces {
		if p.Name == "" || p.Title == "" || names[p.Name] || len(p.Types) == 0 || p.Count < 0 || p.FreshDays < 0 {
			return fmt.Errorf("piece %q needs a name of its own, a title and types", p.Name)
		}
		names[p.Name] = true
		for _, t := range p.Types {
			if !t.Known() {
				return fmt.Errorf("piece %s: the type %q is not known", p.Name, t)
			}
		}
		switch p.Need {
		case "mandatory", "optional":
			if len(p.When) > 0 {
				return fmt.Errorf("piece %s is %s and has conditions", p.Name, p.Need)
			}
		case "conditional":
			if len(p.When) == 0 {
				return fmt.Errorf("piece %s is conditional without conditions", p.Name)
			}
		default:
			return fmt.Errorf("piece %s: need is %q", p.Name, p.Need)
		}
		for c := range p.When {
			if _, ok := k.Conditions[c]; !ok {
				return fmt.Errorf("piece %s: the condition %q is not explained", p.Name, c)
			}
		}
		if p.FreshDays > 0 && len(p.DateFields) == 0 {
			return fmt.Errorf("piece %s must be fresh, but has no date", p.Name)
		}
		for _, e := range p.Extensions {
			if p.ValidField == "" || e.Years < 1 || len(e.Types) == 0 || !isDate(e.IssuedFrom) || !isDate(e.IssuedTo) || e.Source == "" {
				return fmt.Errorf("piece %s: an extension needs types, issued_from, issued_to, years and source", p.Name)
			}
		}
	}
	for _, c := range k.CrossCheck {
		if c.Rule != "same_name" && c.Rule != "same_birth_date" || len(c.Pieces) < 2 || names[c.Rule] {
			return fmt.Errorf("the cross-check %q is not known or has not two pieces", c.Rule)
		}
		for _, p := range c.Pieces {
			if !names[p] {
				return fmt.Errorf("the cross-check %s names the piece %q", c.Rule, p)
			}
		}
	}
	for _, d := range k.Deadlines {
		if d.Name == "" || d.Days <= 0 || d.Event == "" || d.Source == "" || !d.Calendar.known() || !isDate(d.ValidFrom) || d.ValidTo != "" && !isDate(d.ValidTo) {
			return fmt.Errorf("the deadline %q needs event, days, calendar, valid_from and source", d.Name)
		}
	}
	return nil
}
