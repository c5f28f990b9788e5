package dossier

import (
	"fmt"
	"slices"
	"strings"

	"bordereau"
	"bordereau/check"
)

// ruleByHand is the check that a hand wrote the payee.
const ruleByHand = "handwritten_payee"

// RuleGarbled names the check of a payee that was misread of handwriting and agrees with
// the depositor of the slip.
const RuleGarbled = "payee_garbled"

// Depositor holds the payee of a cheque, where a hand wrote it and nothing proves it,
// against those whose account its slip credits: what was misread of handwriting may agree
// with a name that is expected, and with hardly another. The value becomes the name as the dossier writes it,
// the readings stand behind it. It is never for finding a dossier.
func Depositor(u *bordereau.Understanding, holders []Customer) {
	f := u.Field("payee")
	if byHand := slices.ContainsFunc(u.Checks, func(k bordereau.Check) bool { return k.Rule == ruleByHand }); f == nil || !byHand || slices.ContainsFunc(f.Proofs, func(p bordereau.Proof) bool { return p.Kind.Strong() }) {
		return
	}
	agrees := map[string]func(name string) bool{}
	var reads []string
	for _, read := range append([]string{f.Value}, f.Alternatives...) {
		reads = append(reads, read)
		agrees[read] = func(name string) bool { return check.GarbledName(read, name) }
	}
	for _, line := range f.Ink {
		if ink, ok := check.ParseInked(line); ok {
			read := ink.Best()
			reads = append(reads, read)
			agrees[read] = func(name string) bool { return check.InkedName(ink, name) }
		}
	}
	for _, read := range reads {
		for _, c := range holders {
			if !slices.ContainsFunc(c.asWritten(), agrees[read]) {
				continue
			}
			f.Alternatives = append([]string{f.Value}, f.Alternatives...)
			f.Value, f.AlternativeConfidences = c.Name(), nil
			f.Prove(bordereau.ProofDossier, fmt.Sprintf("« %s », mal lu, concorde avec le nom du déposant, client %s", read, c.Ref))
			u.Checks = slices.DeleteFunc(u.Checks, func(k bordereau.Check) bool { return k.Rule == RuleName })
			u.Checks = append(u.Checks, bordereau.Check{Rule: RuleGarbled, Verdict: bordereau.Passed, Fields: []string{"payee"},
				Detail: fmt.Sprintf("L'écriture, lue « %s », concorde avec le nom du déposant, client %s", read, c.Ref)})
			return
		}
	}
}

// Forget brings back what was read of a payee whom Depositor knew by it. A person's word
// ends that.
func Forget(u *bordereau.Understanding) {
	at := slices.IndexFunc(u.Checks, func(k bordereau.Check) bool { return k.Rule == RuleGarbled })
	if at < 0 {
		return
	}
	u.Checks = slices.Delete(slices.Clone(u.Checks), at, at+1)
	f := u.Field("payee")
	if f == nil || len(f.Alternatives) == 0 || slices.ContainsFunc(f.Proofs, func(p bordereau.Proof) bool { return p.Kind == bordereau.ProofPerson }) {
		return
	}
	f.Value, f.Alternatives = f.Alternatives[0], slices.Clone(f.Alternatives[1:])
}

// asWritten are the ways in which people write a customer's name: with the first given
// name, or with all of them.
func (c Customer) asWritten() []string {
	names := c.names()
	if first, _, more := strings.Cut(strings.TrimSpace(c.GivenNames), " "); more && c.Kind == Person {
		names = append(names, c.Surname+" "+first)
		if c.UsageName != "" {
			names = append(names, c.UsageName+" "+first)
		}
	}
	return names
}
