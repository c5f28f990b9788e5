package dossier

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
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
	Retention  string            `yaml:"retention"`   // class in retention.yaml
	Conditions map[string]string `yaml:"conditions"`  // facts and what they mean; "minor" is worked out from birth dates
	Events     map[string]string `yaml:"events"`      // what a clerk may say has happened, and what it means
	EventNeeds map[string]string `yaml:"event_needs"` // what such a word needs beside its day: reason, account
	WriteTo    []WriteTo         `yaml:"write_to"`    // to whom letters go; the customer when empty
	Deceased   []string          `yaml:"deceased"`    // the fields that name the dead, to whom none goes
	Pieces     []PieceRule       `yaml:"pieces"`
	CrossCheck []CrossCheck      `yaml:"cross_checks"`
	Deadlines  []Deadline        `yaml:"deadlines"`
	Examples   []Example         `yaml:"examples"`
}

// PieceRule is one piece of the checklist.
type PieceRule struct {
	Name  string `yaml:"name"`
	Title string `yaml:"title"`
	// TitleEn is what letters in English call it; by its types where it is empty.
	TitleEn string           `yaml:"title_en"`
	Types   []bordereau.Type `yaml:"types"` // any of them will do
	Need    string           `yaml:"need"`  // mandatory, conditional, optional
	When    Condition        `yaml:"when"`  // of a conditional one
	// ByBank says that the bank itself makes it: no letter asks for it.
	ByBank bool `yaml:"by_bank"`
	// Says tells papers of one type apart: one of the phrases stands on the document, none
	// of SaysNot does.
	// A phrase may have parts that all stand there, joined by " + ".
	Says    []string `yaml:"says"`
	SaysNot []string `yaml:"says_not"`
	// Holder narrows to the papers of a customer of the dossier ("customer"), of somebody
	// else ("other"), or of a person of age or not ("adult", "minor").
	Holder string `yaml:"holder"`
	Count  int    `yaml:"count"` // how many, 1 when 0
	// CountFrom says how many by what other pieces hold ("slip.slip_count", "rows(heirs)").
	CountFrom Count `yaml:"count_from"`
	CountMore int   `yaml:"count_more"` // added to what CountFrom says
	// Filled narrows to documents of which a field was read.
	Filled string `yaml:"filled"`
	Fresh  string `yaml:"fresh"` // the delay that is the greatest age at receipt, "" for none
	// FreshOf has the delays of types that are given less often.
	FreshOf map[bordereau.Type]string `yaml:"fresh_of"`
	// DateFields hold the date of issue, the first that was read counts.
	DateFields []string `yaml:"date_fields"`
	ValidField string   `yaml:"valid_field"` // a date that must not have passed
	// Extensions lengthen ValidField for documents that the law made valid for longer
	// than they say.
	Extensions []Extension `yaml:"extensions"`
	Source     string      `yaml:"source"`
}

// Extension lengthens what is printed on documents that were issued while a delay of
// the table was in force.
type Extension struct {
	Types []bordereau.Type `yaml:"types"`
	By    string           `yaml:"by"`
	Adult bool             `yaml:"adult"` // only if the holder was eighteen at issue
}

// CrossCheck holds pieces against each other.
type CrossCheck struct {
	Rule  string `yaml:"rule"` // see rules
	Name  string `yaml:"name"` // of its line; the rule's when empty
	Title string `yaml:"title"`
	// Pieces are pieces, or fields of pieces ("death.deceased"). The first one is what
	// the others are held against.
	Pieces []string `yaml:"pieces"`
	// Wait is the delay of not_before: the second date lies no sooner than so long
	// after the first.
	Wait string `yaml:"wait"`
	// By is the field by whose value at_most parts the documents of each piece.
	By     string `yaml:"by"`
	Source string `yaml:"source"`
}

// Deadline is what has to be done, and by when, once something has happened.
type Deadline struct {
	Name  string `yaml:"name"`
	Title string `yaml:"title"`
	// Event is opened, closed, an event of the kind, "piece.received", or a date on a
	// piece ("offer.received_date").
	Event string `yaml:"event"`
	// Else is what it counts from where the document does not give Event, or gives a day
	// after its receipt.
	Else     string    `yaml:"else"`
	When     Condition `yaml:"when"`     // over facts and events that were told
	Declares string    `yaml:"declares"` // account, estate: what has to be told then
	Latest   bool      `yaml:"latest"`   // only the latest of its events counts
	From     string    `yaml:"from"`     // the delay before which it must not be done, if any
	Within   string    `yaml:"within"`   // the delay by which it must be done, counted from the event or from From
}

// What the word of an event needs.
const (
	NeedsReason  = "reason"
	NeedsAccount = "account"
)

// Example is a case that the kind's author worked out by hand.
type Example struct {
	Name      string               `yaml:"name"`
	Now       string               `yaml:"now"`
	Facts     map[string]bool      `yaml:"facts"`
	Events    map[string]string    `yaml:"events"` // days, by event
	Documents []ExampleDocument    `yaml:"documents"`
	Customers []ExampleCustomer    `yaml:"customers"`
	Want      map[string]LineState `yaml:"want"` // by piece or cross-check; absent when it must not be on the list
	Due       map[string]string    `yaml:"due"`  // by deadline, its last day, or its first where it has no last one; none
	// WrittenTo is the first line of a letter's address; "nobody" where none can be said.
	WrittenTo string `yaml:"written_to"`
}

// ExampleCustomer is a customer of an example's dossier.
type ExampleCustomer struct {
	Name    string `yaml:"name"` // of a company
	Surname string `yaml:"surname"`
	Given   string `yaml:"given_names"`
	Born    string `yaml:"birth_date"`
}

// ExampleDocument is a piece of an example, its values taken as proved.
type ExampleDocument struct {
	Type     bordereau.Type    `yaml:"type"`
	State    bordereau.State   `yaml:"state"` // archived when empty
	Received string            `yaml:"received"`
	Fields   map[string]string `yaml:"fields"`
	Text     string            `yaml:"text"` // what stands on it
}

//go:embed kinds/*.yaml
var kindFiles embed.FS

var embeddedKinds = sync.OnceValue(func() []Kind {
	kinds, err := readKinds(kindFiles, "kinds/*.yaml")
	if err != nil {
		panic(fmt.Sprintf("the embedded dossier types are wrong: %v", err)) // a test holds that they are not
	}
	return kinds
})

// ParseKind reads one type of dossier. Unknown keys, types, conditions, values and
// rules are errors that say on which line they stand.
func ParseKind(data []byte) (Kind, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var k Kind
	if err := dec.Decode(&k); err != nil {
		return Kind{}, bordereau.Wrap(bordereau.Invalid, err, "the dossier type is not readable: %v", err)
	}
	if !errors.Is(dec.Decode(new(yaml.Node)), io.EOF) {
		return Kind{}, bordereau.Errorf(bordereau.Invalid, "the dossier type is not readable: one file holds one type")
	}
	if err := k.validate(); err != nil {
		line := lineOf(data, err.at)
		return Kind{}, bordereau.Wrap(bordereau.Invalid, err, "line %d of the dossier type %q: %v", line, k.Name, err)
	}
	return k, nil
}

// piece finds a piece of the checklist by its name.
func (k Kind) piece(name string) (PieceRule, bool) {
	for _, p := range k.Pieces {
		if p.Name == name {
			return p, true
		}
	}
	return PieceRule{}, false
}
