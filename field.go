package bordereau

// ProofKind is why a value may be believed.
type ProofKind string

const (
	ProofPerson        ProofKind = "person"        // a clerk confirmed it, or a second one agreed
	ProofSignature     ProofKind = "signature"     // a signed code says the same as is printed
	ProofAgreement     ProofKind = "agreement"     // independent places on the paper say the same
	ProofCheckDigit    ProofKind = "check_digit"   // the value's own key fits
	ProofBalance       ProofKind = "balance"       // the parts sum to the declared total
	ProofDossier       ProofKind = "dossier"       // it is the customer's, by the dossier
	ProofCorroboration ProofKind = "corroboration" // format, plausible range, two readers of the same pixels: weak
)

// Strong says whether one such proof makes a value proved. Corroboration never does,
// however much of it there is.
func (k ProofKind) Strong() bool {
	switch k {
	case ProofPerson, ProofSignature, ProofAgreement, ProofCheckDigit, ProofBalance, ProofDossier:
		return true
	}
	return false
}

// Proof is one reason to believe a value; Detail is a short sentence an auditor
// understands ("IBAN mod 97", "equals the RIB printed below").
type Proof struct {
	Kind   ProofKind `json:"kind"`
	Detail string    `json:"detail"`
}

// Status is what a field's proofs amount to. The policy computes it.
type Status string

const (
	Proved       Status = "proved"       // at least one strong proof stands
	Corroborated Status = "corroborated" // only weak reasons
	Doubtful     Status = "doubtful"     // nothing supports it, or a repair used its key up
	Conflict     Status = "conflict"     // a check on this very field failed
)

// Field is one value that was read. Value is canonical (CONTRACT: amounts
// "1237.56", dates YYYY-MM-DD, references without spaces), Raw is as printed.
type Field struct {
	Name       string  `json:"name"`
	Value      string  `json:"value"`
	Raw        string  `json:"raw"`
	Page       int     `json:"page"`
	Box        Box     `json:"box"`
	Confidence float64 `json:"confidence"`
	Proofs     []Proof `json:"proofs"`
	// Repaired marks a value in which a check key chose a character: the key is
	// used up and proves the value no more.
	Repaired bool `json:"repaired,omitempty"`
	// Alternatives are other readings of the same place, canonical, the likeliest
	// first. They prove nothing; they are what an unbalanced slip is explained by.
	Alternatives []string `json:"alternatives,omitempty"`
	// AlternativeConfidences are those of Alternatives, one each, where the reader gave any.
	AlternativeConfidences []float64 `json:"alternative_confidences,omitempty"`
	// Ink is what the reader of handwriting made of each line that may hold the value
	// (check.Inked): names that are expected are held against it. It proves nothing.
	Ink    []string `json:"ink,omitempty"`
	Status Status   `json:"status"`
}

// Prove adds a proof unless the same one stands already.
func (f *Field) Prove(kind ProofKind, detail string) {
	p := Proof{kind, detail}
	for _, q := range f.Proofs {
		if q == p {
			return
		}
	}
	f.Proofs = append(f.Proofs, p)
}

// Verdict is the outcome of a check.
type Verdict string

const (
	Passed       Verdict = "passed"
	Failed       Verdict = "failed"
	Inconclusive Verdict = "inconclusive" // what it needs was not read or is not known
)

// Check is one rule held against a document. Fields names the fields the rule
// speaks of: a failed check puts them in conflict.
type Check struct {
	Rule    string   `json:"rule"`
	Verdict Verdict  `json:"verdict"`
	Detail  string   `json:"detail"`
	Fields  []string `json:"fields,omitempty"`
}

// Cue is one reason for a type: which phrase, where it stands, and what it weighed.
type Cue struct {
	Phrase string  `json:"phrase"`
	Page   int     `json:"page"`
	Box    Box     `json:"box"`
	Weight float64 `json:"weight"`
}

// Understanding is what classification made of a reading: the type and why,
// the fields with their proofs, the checks. It is complete without any dossier.
type Understanding struct {
	Type           Type    `json:"type"`
	TypeConfidence float64 `json:"type_confidence"`
	// TypeProved says that a machine check only this type can pass did pass (an
	// MRZ whose digits fit, an IBAN that agrees with its RIB): cues alone do not.
	TypeProved bool `json:"type_proved"`
	// Candidates are the types that were weighed where none is proved, the likeliest
	// first. They prove nothing: a clerk who is asked for the type is offered them.
	Candidates []Type  `json:"candidates,omitempty"`
	Spec       string  `json:"spec"` // name and version of the type specification that was applied
	Cues       []Cue   `json:"cues,omitempty"`
	Fields     []Field `json:"fields"`
	Checks     []Check `json:"checks"`
}

// Field finds a field by name, nil if it was not read.
func (u *Understanding) Field(name string) *Field {
	for i := range u.Fields {
		if u.Fields[i].Name == name {
			return &u.Fields[i]
		}
	}
	return nil
}

// Value is the value of a field, empty if it was not read.
func (u *Understanding) Value(name string) string {
	if f := u.Field(name); f != nil {
		return f.Value
	}
	return ""
}
