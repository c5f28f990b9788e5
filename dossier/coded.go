package dossier

import (
	"fmt"

	"bordereau"
)

// FieldReference is the dossier that a code printed on the pages names.
const FieldReference = "dossier_reference"

// ruleOneDossier is classification's: the codes name several dossiers.
const ruleOneDossier = "one_dossier"

// Coded holds a document's printed code against the dossier in which the document lies;
// ref is empty where it lies in none, which a person must look at. Nothing is said of a
// document without a code.
func Coded(u bordereau.Understanding, ref string) []bordereau.Check {
	f := u.Field(FieldReference)
	if f == nil || f.Value == "" {
		return nil
	}
	k := bordereau.Check{Rule: RuleCode, Verdict: bordereau.Passed, Detail: fmt.Sprintf("Le code imprimé page %d désigne ce dossier", f.Page)}
	switch {
	case ref == "":
		k.Verdict, k.Detail = bordereau.Failed, fmt.Sprintf("Le code imprimé page %d désigne le dossier %s, mais le document ne peut pas y être classé sans une personne", f.Page, f.Value)
	case ref != f.Value:
		k.Verdict, k.Detail = bordereau.Failed, fmt.Sprintf("Le code imprimé page %d désigne le dossier %s, alors que le document est classé dans %s", f.Page, f.Value, ref)
	}
	if k.Verdict == bordereau.Failed {
		k.Fields = []string{FieldReference}
	}
	return []bordereau.Check{k}
}

// byCode chooses the dossier that a printed code names. It must be among the candidates,
// open and of the branch; and what else stands on the paper must not point elsewhere:
// an account, an identity or a name that is another dossier's and not this one's.
func byCode(u bordereau.Understanding, list []weight, more bool) Ranking {
	f := u.Field(FieldReference)
	var coded *weight
	for i := range list {
		if list[i].Coded {
			coded = &list[i]
		}
	}
	if coded == nil {
		return Ranking{Reasons: []string{fmt.Sprintf("Le code imprimé page %d désigne le dossier %s, qui n'est pas un dossier ouvert de cette agence", f.Page, f.Value)}}
	}
	r := Ranking{Score: coded.score, Reasons: coded.reasons}
	for _, k := range u.Checks {
		if k.Rule == ruleOneDossier && k.Verdict == bordereau.Failed {
			r.Ambiguous = true
			r.Reasons = append(r.Reasons, "Mais les codes imprimés désignent plusieurs dossiers")
			return r
		}
	}
	for _, w := range list {
		if !w.Coded && w.plain >= likely && w.plain > coded.plain+rival {
			r.Ambiguous = true
			r.Reasons = append(r.Reasons, "Mais ce qui est lu désigne le dossier "+w.Dossier.Ref)
			return r
		}
	}
	switch {
	case coded.score < sure:
		r.Reasons = append(r.Reasons, "Cela ne suffit pas à choisir un dossier")
	case more && coded.plain < sure:
		r.Ambiguous = true
		r.Reasons = append(r.Reasons, "Trop de dossiers conviennent pour en choisir un")
	default:
		chosen := coded.Candidate
		r.Best = &chosen
	}
	return r
}
