package policy

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sync"

	"bordereau"
)

// Level is how well a field must be known.
type Level string

const (
	Present      Level = "present"      // it was read, and nothing contradicts it
	Corroborated Level = "corroborated" // a weak reason at least supports it
	Proved       Level = "proved"       // a strong proof stands
)

// Policy is a parsed policy file. It is not changed after Parse and may be shared.
type Policy struct {
	// Version is quoted by every decision that was made by this policy.
	Version string `json:"version"`
	// HarmlessFlags are the flags of a reading that a document may carry and still
	// pass straight through; every other flag wants a person.
	HarmlessFlags []string `json:"harmless_flags"`
	// Remittances rules slips as a whole.
	Remittances Remittances `json:"remittances"`
	// ServiceLevels say when papers are due, the oldest first.
	ServiceLevels []ServiceLevels `json:"service_levels,omitempty"`
	// Types without an entry always go to a person.
	Types map[bordereau.Type]TypeRule `json:"types"`
}

// Remittances is what becomes of a slip that lost a cheque.
type Remittances struct {
	// RejectedCheque is "hold" where a slip of which a cheque was rejected or sent
	// back waits for a supervisor, "remainder" where the others are booked once all
	// that came with the slip balances with it.
	RejectedCheque string `json:"rejected_cheque"`
}

// BooksRemainder says whether a slip is booked without the cheques that were
// taken out of it.
func (p *Policy) BooksRemainder() bool { return p.Remittances.RejectedCheque == "remainder" }

// TypeRule is what one type of document needs.
type TypeRule struct {
	// Why says, in a sentence, for what reason the rules are as they are.
	Why string `json:"why,omitempty"`
	// StraightThrough says whether proofs alone can be enough.
	StraightThrough bool `json:"straight_through"`
	// TypeProof is "check" where a machine check must prove the type, "cues" where a
	// type confidence of at least Margin does as well.
	TypeProof string  `json:"type_proof"`
	Margin    float64 `json:"margin"`
	// Dossier says that the dossier must be known.
	Dossier bool        `json:"dossier"`
	Fields  []FieldRule `json:"fields"`
	// Passed names checks that must have passed; any failed check wants a person.
	Passed []string `json:"passed"`
	// Amount names the field that the ceilings judge; only booked types have one.
	Amount string `json:"amount"`
	// Ceilings are the largest amounts, in minor units by currency, that fewer than
	// two people may let pass.
	Ceilings map[string]int64 `json:"ceilings"`
	// Circulates are the amounts, in minor units by currency, from which the paper itself
	// travels to the drawee's bank; none for types that never do.
	Circulates map[string]int64 `json:"circulates,omitempty"`
}

// FieldRule is what one field needs.
type FieldRule struct {
	// Names are the names under which the value may stand; the first that was read counts.
	Names []string `json:"names"`
	Level Level    `json:"level"`
	// By names kinds of proof of which one must stand, All kinds that must stand
	// together; where both are empty any strong proof will do. A person always does, a
	// valid signature in the place of any but the dossier's.
	By  []bordereau.ProofKind `json:"by"`
	All []bordereau.ProofKind `json:"all"`
	// Needed says that even a person cannot do without the value: nothing is booked
	// without an amount.
	Needed bool `json:"needed"`
	// Attention is the confidence, from 0 to 1, below which a doubtful value is looked at
	// before other doubtful ones; none where it is 0. It sorts, and lets nothing pass.
	Attention float64 `json:"attention,omitempty"`
	// Value is what the field must say, where only one value will do.
	Value string `json:"value"`
	// MaxAgeDays bounds the age of a date in days; a date in the future never passes.
	MaxAgeDays int `json:"max_age_days"`
	// NotFuture says that a date must not be still to come.
	NotFuture bool `json:"not_future"`
	// NotPast says that a date must not have passed (an expiry).
	NotPast bool `json:"not_past"`
}

//go:embed policy.json
var defaultFile []byte

// Default is the policy that comes with this version of the program.
func Default() *Policy { return parsedDefault() }

// DefaultFile is the file of Default.
func DefaultFile() []byte { return bytes.Clone(defaultFile) }

var parsedDefault = sync.OnceValue(func() *Policy {
	p, err := Parse(defaultFile)
	if err != nil {
		panic(fmt.Sprintf("the embedded policy is wrong: %v", err)) // a test holds that it is not
	}
	return p
})

// Parse reads a policy file. Unknown keys, unknown types, levels and proofs, rules
// that cannot be met and currencies without an exponent are errors.
func Parse(data []byte) (*Policy, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var p Policy
	if err := dec.Decode(&p); err != nil {
		return nil, bordereau.Wrap(bordereau.Invalid, err, "le fichier n'est pas lisible")
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, bordereau.Errorf(bordereau.Invalid, "le fichier continue après sa fin")
	}
	if p.Version == "" {
		return nil, bordereau.Errorf(bordereau.Invalid, "la politique n'a pas de version")
	}
	if r := p.Remittances.RejectedCheque; r != "" && r != "hold" && r != "remainder" {
		return nil, bordereau.Errorf(bordereau.Invalid, "rejected_cheque vaut %q, au lieu de hold ou remainder", r)
	}
	if err := validLevels(p.ServiceLevels); err != nil {
		return nil, bordereau.Wrap(bordereau.Invalid, err, "les délais de service ne conviennent pas")
	}
	for t, r := range p.Types {
		if err := r.validate(t); err != nil {
			return nil, bordereau.Wrap(bordereau.Invalid, err, "les règles pour %s ne conviennent pas", t)
		}
	}
	return &p, nil
}

// Rule is the rule of a field by one of its names, nil where none speaks of it.
func (r TypeRule) Rule(name string) *FieldRule {
	i := slices.IndexFunc(r.Fields, func(f FieldRule) bool { return slices.Contains(f.Names, name) })
	if i < 0 {
		return nil
	}
	return &r.Fields[i]
}

func (r TypeRule) validate(t bordereau.Type) error {
	switch {
	case !t.Known():
		return fmt.Errorf("le type %q n'existe pas", t)
	case r.TypeProof != "check" && r.TypeProof != "cues":
		return fmt.Errorf("type_proof vaut %q, au lieu de check ou cues", r.TypeProof)
	case r.TypeProof == "cues" && (r.Margin <= 0 || r.Margin > 1):
		return fmt.Errorf("margin vaut %v ; il faut plus de 0 et au plus 1", r.Margin)
	case (r.Amount == "") != (len(r.Ceilings) == 0):
		return fmt.Errorf("amount et ceilings vont ensemble")
	case r.Amount == "" && len(r.Circulates) > 0:
		return fmt.Errorf("circulates demande un amount")
	case r.StraightThrough && len(r.Fields) == 0:
		return fmt.Errorf("un type qui passe directement demande des champs")
	}
	for c, ceiling := range r.Ceilings {
		if _, ok := bordereau.Exponent(c); !ok || ceiling < 0 {
			return fmt.Errorf("le plafond de %q vaut %d", c, ceiling)
		}
	}
	for c, from := range r.Circulates {
		if _, ok := bordereau.Exponent(c); !ok || from < 0 {
			return fmt.Errorf("circulates de %q vaut %d", c, from)
		}
	}
	named := map[string]bool{}
	for _, f := range r.Fields {
		if err := f.validate(); err != nil {
			return fmt.Errorf("champ %v : %w", f.Names, err)
		}
		for _, n := range f.Names {
			named[n] = true
		}
	}
	if r.Amount != "" && !named[r.Amount] {
		return fmt.Errorf("le montant %q n'est pas parmi les champs", r.Amount)
	}
	return nil
}

func (f FieldRule) validate() error {
	if len(f.Names) == 0 || slices.Contains(f.Names, "") {
		return fmt.Errorf("il n'a pas de nom")
	}
	if f.Level != Present && f.Level != Corroborated && f.Level != Proved {
		return fmt.Errorf("le niveau %q n'existe pas", f.Level)
	}
	if f.Level != Proved && len(f.By)+len(f.All) > 0 {
		return fmt.Errorf("des preuves sont demandées, mais le niveau est %s", f.Level)
	}
	for _, k := range slices.Concat(f.By, f.All) {
		if !k.Strong() {
			return fmt.Errorf("%q n'est pas une preuve forte", k)
		}
	}
	if f.Attention < 0 || f.Attention > 1 {
		return fmt.Errorf("attention vaut %v ; il faut de 0 à 1", f.Attention)
	}
	if f.MaxAgeDays < 0 {
		return fmt.Errorf("max_age_days est négatif")
	}
	return nil
}
