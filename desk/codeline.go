package desk

import (
	"fmt"
	"slices"

	"bordereau"
	"bordereau/check"
	"bordereau/review"
)

const ruleRLMC = "rlmc_key"

// keyRules are the checks of the keys of code lines, of all countries.
var keyRules = []string{ruleRLMC, "routing_number", "code_line_key"}

// keyed are the fields that the key of a French code line is held over, and the key.
var keyed = []string{"code_line", "cheque_number", "interbank_zone", "internal_zone", ruleRLMC}

// holdKeys holds the keys of a code line again where a person changed it, a part of it or
// the printed key, and gives what does not fit: the person has to know it first. What
// the key said of the values before it says no more.
func holdKeys(u *bordereau.Understanding, changes []review.Change) Reasons {
	if !slices.ContainsFunc(changes, func(c review.Change) bool { return slices.Contains(keyed, c.Field) }) {
		return nil
	}
	for _, name := range keyed {
		if f := u.Field(name); f != nil {
			review.Withdraw(f, bordereau.ProofCheckDigit)
		}
	}
	u.Checks = slices.DeleteFunc(u.Checks, func(c bordereau.Check) bool { return slices.Contains(keyRules, c.Rule) })
	var news Reasons
	for _, c := range keysOf(u) {
		setCheck(u, c)
		if c.Verdict == bordereau.Failed {
			news = append(news, Reason{Field: "code_line", Rule: "check_failed:" + c.Rule, Sentence: sentence("Après correction, " + c.Detail)})
		}
		if c.Verdict == bordereau.Passed && c.Rule == ruleRLMC {
			for _, name := range keyed {
				if f := u.Field(name); f != nil {
					f.Prove(bordereau.ProofCheckDigit, c.Detail)
				}
			}
		}
	}
	return news
}

// keysOf is what the keys say of the values as they stand: the printed one (clé RLMC) of
// a French line, those in the line itself of another.
func keysOf(u *bordereau.Understanding) []bordereau.Check {
	key := u.Value(ruleRLMC)
	c := bordereau.Check{Rule: ruleRLMC, Verdict: bordereau.Inconclusive, Detail: lineUnread}
	line, err := check.ParseCodeLine(u.Value("code_line"))
	switch {
	case err != nil:
		if f, ok := check.ParseForeignLine(u.Value("code_line")); ok {
			return []bordereau.Check{c, f.Keys}
		}
	case key == "":
		c.Detail = "la clé RLMC n'est pas connue"
	case line.RLMCFits(key):
		c.Verdict, c.Detail, c.Fields = bordereau.Passed, fmt.Sprintf("la clé RLMC %s convient à la ligne CMC-7", key), keyed
	default:
		c.Verdict, c.Fields = bordereau.Failed, []string{"code_line", ruleRLMC}
		c.Detail = fmt.Sprintf("la clé RLMC %s ne convient pas à la ligne CMC-7 : relisez les deux sur l'image", key)
	}
	return []bordereau.Check{c}
}

// followCodeLine keeps the code line of a cheque and its parts one: where a person
// changed the line its parts follow, where a person changed a part the line does.
func followCodeLine(u *bordereau.Understanding, changes []review.Change, by bordereau.Principal) ([]review.Change, error) {
	changed := func(name string) bool {
		return slices.ContainsFunc(changes, func(c review.Change) bool { return c.Field == name })
	}
	line, err := check.ParseCodeLine(u.Value("code_line"))
	parts := []struct {
		name string
		of   *string
	}{{"cheque_number", &line.Number}, {"interbank_zone", &line.Zone}, {"internal_zone", &line.Internal}}
	if changed("code_line") {
		for _, p := range parts {
			switch {
			case err != nil && p.name == "cheque_number": // it may be printed elsewhere
			case err != nil: // no French line: it has no such zones
				u.Fields = slices.DeleteFunc(u.Fields, func(f bordereau.Field) bool { return f.Name == p.name })
			case changed(p.name) && u.Value(p.name) != *p.of:
				return nil, invalid("/fields/"+p.name, "La ligne CMC-7 saisie dit %s : corrigez l'une des deux valeurs.", *p.of)
			default:
				changes = followed(u, changes, p.name, *p.of, by)
			}
		}
		return changes, nil
	}
	if err != nil {
		return changes, nil
	}
	for _, p := range parts {
		if changed(p.name) {
			was := *p.of
			*p.of = u.Value(p.name)
			if _, err := check.ParseCodeLine(line.String()); err != nil {
				return nil, invalid("/fields/"+p.name, "La ligne CMC-7 dit %s : donnez une valeur de %d chiffres, ou corrigez la ligne.", was, len(was))
			}
		}
	}
	return followed(u, changes, "code_line", line.String(), by), nil
}

// followed sets a field to what a person's correction of another makes of it.
func followed(u *bordereau.Understanding, changes []review.Change, name, value string, by bordereau.Principal) []review.Change {
	f := u.Field(name)
	if f == nil {
		u.Fields = append(u.Fields, bordereau.Field{Name: name, Raw: value})
		f = &u.Fields[len(u.Fields)-1]
	}
	if f.Value == value {
		return changes
	}
	changes = append(changes, review.Change{Field: name, Was: f.Value, Is: value})
	f.Value, f.Repaired, f.Confidence = value, false, 1
	f.Proofs = []bordereau.Proof{{Kind: bordereau.ProofPerson, Detail: "suit la correction de " + by.Name}}
	return changes
}
