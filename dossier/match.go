package dossier

import (
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
)

// Match looks for the dossier of a document: by an account of its customers, or by a
// name with its birth date. A name alone is never enough. Two dossiers that fit
// are no choice, and neither is one that fits and is contradicted: the wrong
// dossier must never be chosen silently. Closed dossiers are left out.
func Match(u bordereau.Understanding, candidates []Candidate) Ranking {
	best, second := -1, -1
	scores := make([]float64, len(candidates))
	reasons := make([][]string, len(candidates))
	for i, c := range candidates {
		if c.Dossier.Status == "closed" {
			continue
		}
		scores[i], reasons[i] = weigh(u, c)
		switch {
		case best < 0 || scores[i] > scores[best]:
			best, second = i, best
		case second < 0 || scores[i] > scores[second]:
			second = i
		}
	}
	if best < 0 || scores[best] == 0 {
		return Ranking{Reasons: []string{"Rien dans le document ne désigne un client connu"}}
	}
	r := Ranking{Score: scores[best], Reasons: reasons[best]}
	switch {
	case scores[best] < sure:
		r.Reasons = append(r.Reasons, "Cela ne suffit pas à choisir un dossier")
	case second >= 0 && scores[second] > scores[best]-rival:
		r.Ambiguous = true
		r.Reasons = append(r.Reasons, fmt.Sprintf("Les dossiers %s et %s conviennent tous les deux",
			min(candidates[best].Dossier.Ref, candidates[second].Dossier.Ref), max(candidates[best].Dossier.Ref, candidates[second].Dossier.Ref)))
	default:
		chosen := candidates[best]
		r.Best = &chosen
	}
	return r
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
	name, born := verdict[RuleName], verdict[RuleBirthDate]
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
	case name == bordereau.Passed:
		score = max(score, 0.5)
		reasons = append(reasons, "Le nom est celui d'un client du dossier "+c.Dossier.Ref)
	}
	if name == bordereau.Failed && score > 0 || account && contradicts(u, c) {
		score = min(score, 0.5)
		reasons = append(reasons, "Mais le nom lu n'est pas celui d'un client de ce dossier")
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
