package classify_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify"
	"bordereau/classify/internal/typeset"
	"bordereau/classify/model"
	"bordereau/policy"
)

// taught is a classifier whose learned half was taught what the given texts are.
func taught(t *testing.T, texts map[bordereau.Type]string) *classify.Classifier {
	t.Helper()
	var samples []model.Sample
	for range 30 {
		for _, k := range bordereau.Types {
			if text, ok := texts[k]; ok {
				samples = append(samples, model.Sample{Type: k, Reading: typeset.Reading(text)})
			}
		}
	}
	data, _, err := model.Train(samples, 3)
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	c, err := classify.New(classify.Config{Families: classify.Families(), Now: day, Learned: m})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The learned classifier agrees, doubts or proposes; the type stays the rules', and no
// document needs fewer people for it.
func TestLearnedClassifierOnlyDoubts(t *testing.T) {
	recipe := "Prenez trois oeufs et deux cents grammes de farine.\nFaites cuire vingt minutes."
	plain := strings.Replace(proofText, "POINT DE LIVRAISON ", "", 1) // no machine check proves its type
	right := map[bordereau.Type]string{bordereau.Invoice: invoiceText, bordereau.ProofOfAddress: proofText, bordereau.Letter: letterText}
	wrong := map[bordereau.Type]string{bordereau.Invoice: proofText, bordereau.ProofOfAddress: ribText, bordereau.Letter: recipe}
	for _, c := range []struct {
		name, text string
		texts      map[bordereau.Type]string
		want       bordereau.Type
		verdict    bordereau.Verdict
		says       string
	}{
		{"agrees", proofText, right, bordereau.ProofOfAddress, bordereau.Passed, "dit aussi justificatif de domicile"},
		{"doubts what cues alone say", plain, wrong, bordereau.ProofOfAddress, bordereau.Failed, "un autre type : facture"},
		{"does not contest what a check proved", ribText, wrong, bordereau.BankDetails, bordereau.Inconclusive, "hésite"},
		{"proposes where the rules know nothing", recipe, wrong, bordereau.Unknown, bordereau.Inconclusive, "type proposé par le classifieur appris : courrier"},
	} {
		r := typeset.Reading(c.text)
		u, err := taught(t, c.texts).Understand(context.Background(), r, nil)
		if err != nil {
			t.Fatal(err)
		}
		alone, err := house(t).Understand(context.Background(), r, nil)
		if err != nil {
			t.Fatal(err)
		}
		if u.Type != c.want || u.Type != alone.Type || u.TypeProved != alone.TypeProved || u.TypeConfidence != alone.TypeConfidence {
			t.Errorf("%s: %s, proved %v, confidence %v", c.name, u.Type, u.TypeProved, u.TypeConfidence)
		}
		if first := map[string]bordereau.Type{"doubts what cues alone say": bordereau.ProofOfAddress, "proposes where the rules know nothing": bordereau.Letter}[c.name]; first != "" && (len(u.Candidates) == 0 || u.Candidates[0] != first) {
			t.Errorf("%s: candidates %v", c.name, u.Candidates)
		}
		if u.TypeProved && len(u.Candidates) > 0 || c.verdict == bordereau.Failed && !slices.Contains(u.Candidates, bordereau.Invoice) {
			t.Errorf("%s: candidates %v", c.name, u.Candidates)
		}
		var said bordereau.Check
		for _, k := range u.Checks {
			if k.Rule == "learned_type" {
				said = k
			}
		}
		if said.Verdict != c.verdict || !strings.Contains(said.Detail, c.says) || len(said.Fields) > 0 {
			t.Errorf("%s: %+v", c.name, said)
		}
		if c.verdict != bordereau.Inconclusive && !strings.Contains(new(classify.Classifier).Explain(u), " +") {
			t.Errorf("%s: no weight is told", c.name)
		}
		known := policy.Circumstances{Now: day(), DossierKnown: true}
		with, without := policy.Default().Decide(u, known), policy.Default().Decide(alone, known)
		if with.Route.Strictness() < without.Route.Strictness() || with.Outstanding < without.Outstanding {
			t.Errorf("%s: %s with the learned classifier, %s without", c.name, with.Route, without.Route)
		}
		if c.verdict == bordereau.Failed && with.Passes() {
			t.Errorf("%s: nobody is asked about the doubt", c.name)
		}
	}
}
