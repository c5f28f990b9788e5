package dossier

import (
	"cmp"
	"fmt"
	"slices"

	"bordereau"
	"bordereau/check"
)

// Candidate is a dossier that a document may belong to.
type Candidate struct {
	Dossier   Dossier
	Customers []Customer
	Accounts  []Account
	Named     bool // its reference stands in the text of the document
	Coded     bool // a code printed on the document names it (FieldReference)
	Keyed     bool // an account, a reference, or a name with its birth date or SIREN found it
}

// Ranking is the outcome of a match. Best is nil when no dossier is sure or when
// several are; Reasons, in French, say why in either case.
type Ranking struct {
	Best      *Candidate
	Score     float64 // of the best candidate, chosen or not
	Reasons   []string
	Ambiguous bool
}

const (
	// sure is the score from which a dossier may be chosen: a whole IBAN, or a name
	// with its birth date, that nothing contradicts.
	sure = 0.85
	// rival is how near another dossier must come to make the choice ambiguous.
	rival = 0.15
	// likely is the score of a dossier that a person would look at first.
	likely = 0.5
)

// Proposal is a dossier that a document may belong to, with what speaks for it and
// against it, in French.
type Proposal struct {
	Ref     string   `json:"ref"`
	Title   string   `json:"title"`
	Score   float64  `json:"score"` // for their order; it decides nothing for a person
	Reasons []string `json:"reasons"`
}

// Propose weighs the dossiers that a document may belong to, the likeliest first.
// Those of which it says nothing are left out.
func Propose(u bordereau.Understanding, candidates []Candidate) []Proposal {
	out := []Proposal{}
	for _, w := range weighed(u, candidates) {
		out = append(out, Proposal{w.Dossier.Ref, w.Dossier.Title, w.score, w.reasons})
	}
	return out
}

type weight struct {
	Candidate
	score   float64
	plain   float64 // what it would be without a printed code
	reasons []string
}

func weighed(u bordereau.Understanding, candidates []Candidate) (out []weight) {
	for _, c := range candidates {
		if c.Dossier.Status == "closed" {
			continue
		}
		if score, reasons := weigh(u, c); score > 0 {
			w := weight{c, score, score, reasons}
			if c.Coded {
				c.Coded = false
				w.plain, _ = weigh(u, c)
			}
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b weight) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Dossier.Ref, b.Dossier.Ref))
	})
	return out
}

// Match looks for the dossier of a document: by the code of a dossier that is printed on
// it, by an account of its customers, by a name with its birth date or SIREN, or by a name
// with the dossier's reference. A name alone is never enough, and neither is a reference
// in the text: no key covers it. Two dossiers that
// fit are no choice, unless the document names one of them by a reference that one
// misread letter does not make the other's. One that fits and is contradicted is no
// choice either: the wrong dossier must never be chosen silently. Closed dossiers
// are left out. more says that others were found which nobody looked at: then a choice
// stands only where they could not have been rivals.
func Match(u bordereau.Understanding, candidates []Candidate, more bool) Ranking {
	list := weighed(u, candidates)
	if u.Value(FieldReference) != "" {
		return byCode(u, list, more)
	}
	if len(list) == 0 {
		return Ranking{Reasons: []string{"Rien dans le document ne désigne un client connu"}}
	}
	best := list[0]
	rivals := slices.DeleteFunc(slices.Clone(list), func(w weight) bool { return w.score <= best.score-rival || w.score < sure })
	if i := slices.IndexFunc(rivals, func(w weight) bool { return w.Named }); i >= 0 {
		best = rivals[i]
		rivals = slices.DeleteFunc(slices.Clone(list), func(w weight) bool {
			return w.score < likely || w.Dossier.Ref != best.Dossier.Ref && !w.Named && apart(w.Dossier.Ref, best.Dossier.Ref)
		})
	}
	r := Ranking{Score: best.score, Reasons: best.reasons}
	switch {
	case best.score < sure:
		r.Reasons = append(r.Reasons, "Cela ne suffit pas à choisir un dossier")
	case len(rivals) > 1:
		r.Ambiguous = true
		r.Reasons = append(r.Reasons, fmt.Sprintf("Les dossiers %s et %s conviennent tous les deux",
			min(rivals[0].Dossier.Ref, rivals[1].Dossier.Ref), max(rivals[0].Dossier.Ref, rivals[1].Dossier.Ref)))
	case more && (best.Named || candidates[len(candidates)-1].Keyed):
		r.Ambiguous = true
		r.Reasons = append(r.Reasons, "Trop de dossiers conviennent pour en choisir un")
	default:
		chosen := best.Candidate
		r.Best = &chosen
	}
	return r
}

// apart says that one misread, lost or added letter does not turn one reference into
// the other.
func apart(a, b string) bool { return farther(check.Fold(a), check.Fold(b)) }

// farther is apart for words that are folded already.
func farther(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) < len(y) {
		x, y = y, x
	}
	if len(x) > len(y)+1 {
		return true
	}
	i := 0
	for i < len(y) && x[i] == y[i] {
		i++
	}
	if len(x) == len(y) {
		return i < len(x) && !slices.Equal(x[i+1:], y[i+1:])
	}
	return !slices.Equal(x[i+1:], y[i:])
}

// weigh scores one candidate by what Verify finds: the account, the name, the date.
func weigh(u bordereau.Understanding, c Candidate) (float64, []string) {
	_, checks := Verify(u, c.Customers, c.Accounts, c.Dossier.Kind)
	verdict := map[string]bordereau.Verdict{}
	for _, k := range checks {
		if v, seen := verdict[k.Rule]; !seen || v == bordereau.Inconclusive {
			verdict[k.Rule] = k.Verdict
		}
	}
	score := 0.0
	var reasons []string
	account := verdict[RuleIBAN] == bordereau.Passed
	name, born, siren := verdict[RuleName], verdict[RuleBirthDate], verdict[RuleSiren]
	if account && keyUsedUp(u) {
		account = false
		reasons = append(reasons, "L'IBAN est celui d'un client, mais il a été réparé à la lecture")
		score = 0.4
	}
	switch {
	case account:
		score = 0.9
		reasons = append(reasons, "L'IBAN est un compte d'un client du dossier "+c.Dossier.Ref)
		if name == bordereau.Passed {
			score = 1
			reasons = append(reasons, "Le nom est celui de ce client")
		}
	case name == bordereau.Passed && born == bordereau.Passed:
		score = 0.95
		reasons = append(reasons, "Le nom et la date de naissance sont ceux d'un client du dossier "+c.Dossier.Ref)
	case name == bordereau.Passed && siren == bordereau.Passed:
		score = 0.95
		reasons = append(reasons, "Le nom et le SIREN sont ceux d'un client du dossier "+c.Dossier.Ref)
	case name == bordereau.Passed:
		score = max(score, 0.5)
		reasons = append(reasons, "Le nom est celui d'un client du dossier "+c.Dossier.Ref)
	}
	if c.Named {
		reasons = append(reasons, "La référence "+c.Dossier.Ref+" figure dans le document")
		if score = max(score, 0.6); name == bordereau.Passed {
			score = max(score, 0.9)
		}
	}
	if c.Coded {
		score = max(score, 0.9)
		reasons = append(reasons, "Un code imprimé sur le document désigne le dossier "+c.Dossier.Ref)
	}
	if c.Coded && verdict[RuleIBAN] == bordereau.Failed {
		score = min(score, 0.5)
		reasons = append(reasons, "Mais l'IBAN lu n'est pas un compte d'un client de ce dossier")
	}
	if name == bordereau.Failed && score > 0 || (account || c.Coded) && contradicts(u, c) {
		score = min(score, 0.5)
		reasons = append(reasons, "Mais le nom lu n'est pas celui d'un client de ce dossier")
	}
	if siren == bordereau.Failed {
		score = min(score, 0.3)
		reasons = append(reasons, "Mais le SIREN est un autre")
	}
	if born == bordereau.Failed {
		score = min(score, 0.3)
		reasons = append(reasons, "Mais la date de naissance est une autre")
	}
	return score, reasons
}

// keyUsedUp says that the key of the document's own IBAN chose one of its characters
// and nothing else proves it.
func keyUsedUp(u bordereau.Understanding) bool {
	f := u.Field(claimOf(u.Type).iban)
	return f != nil && f.Repaired && !slices.ContainsFunc(f.Proofs, func(p bordereau.Proof) bool {
		return p.Kind.Strong() && p.Kind != bordereau.ProofCheckDigit
	})
}

// contradicts says that the document names somebody who is surely not a customer,
// also for types on which Verify leaves that open.
func contradicts(u bordereau.Understanding, c Candidate) bool {
	for _, field := range claimOf(u.Type).names {
		read := u.Value(field)
		if read == "" {
			continue
		}
		for _, who := range c.Customers {
			for _, n := range who.names() {
				if m := check.CompareNames(read, n); m.Same() || m.Close() {
					return false
				}
			}
		}
		return true
	}
	return false
}
