package desk

import (
	"strings"

	"bordereau"
	"bordereau/policy"
)

// What a reading showed of the file itself stands among the checks of its
// understanding, so that every later question to the policy knows it. It says
// nothing of a value: its verdict is open.
const (
	ruleLayer = "reading:layer_differs"
	ruleFlag  = "reading:flag:"
)

// noteReading writes what a reading showed of its file into u.
func noteReading(u *bordereau.Understanding, r bordereau.Reading) {
	for _, p := range r.Pages {
		if p.Layer == bordereau.LayerDiffers {
			setCheck(u, bordereau.Check{Rule: ruleLayer, Verdict: bordereau.Inconclusive, Detail: "Le texte caché d'une page diffère de ce que l'on voit"})
		}
	}
	for _, f := range r.Flags {
		setCheck(u, bordereau.Check{Rule: ruleFlag + f, Verdict: bordereau.Inconclusive, Detail: policy.FlagSentence(f)})
	}
}

// judgement is the policy's word. people is how many more persons are needed.
type judgement struct {
	people  int
	reasons Reasons
}

// judge grades the fields of u and asks the policy; persons are the ids of those
// who decided on the values as they stand.
func (d *Desk) judge(doc *bordereau.Document, u *bordereau.Understanding, changedIBAN bool, persons ...string) judgement {
	return d.judgeWith(doc, u, policy.Circumstances{Persons: persons, ChangedIBAN: changedIBAN})
}

// judgeWith asks the policy under circumstances of which the caller knows the persons
// and what they did.
func (d *Desk) judgeWith(doc *bordereau.Document, u *bordereau.Understanding, c policy.Circumstances) judgement {
	c.Now, c.DossierKnown = d.Now().In(d.Location), doc.Dossier != ""
	told := circumstances(u)
	c.MismatchedLayer, c.Flags = told.MismatchedLayer, told.Flags
	rules := d.Rules() // one and the same for both questions
	*u = rules.Statuses(*u)
	decision := rules.Decide(*u, c)
	j := judgement{people: decision.Outstanding}
	for _, r := range decision.Reasons {
		j.reasons = append(j.reasons, Reason{Field: r.Field, Rule: r.Rule, Sentence: sentence(r.Sentence)})
	}
	return j
}

// circumstances are those that stand among the checks of u.
func circumstances(u *bordereau.Understanding) (c policy.Circumstances) {
	for _, k := range u.Checks {
		if k.Rule == ruleLayer {
			c.MismatchedLayer = true
		}
		if flag, ok := strings.CutPrefix(k.Rule, ruleFlag); ok {
			c.Flags = append(c.Flags, flag)
		}
	}
	return c
}

// sentence ends with a full stop.
func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}
