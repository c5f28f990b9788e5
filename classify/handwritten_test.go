package classify_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
	"bordereau/policy"
)

// handOnCheque is the code line of a cheque, and what a hand wrote in its box: the
// likeliest reading first.
type handOnCheque struct {
	printedLine
	amounts []string
	asked   *bordereau.Box
}

func (h handOnCheque) Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	if alphabet != "hand_amount" {
		return h.printedLine.Read(ctx, page, box, alphabet)
	}
	*h.asked = box
	var words []bordereau.Word
	for i, a := range h.amounts {
		words = append(words, bordereau.Word{Text: a, Confidence: .9 / float64(i+1), Box: box})
	}
	return words, nil
}

func TestAHandwrittenAmountProvesNothingByItself(t *testing.T) {
	const inWords = "mille deux cent trente-sept euros et cinquante-six centimes"
	noWords := strings.NewReplacer("€ 1 237,56", "", "    mille deux cent trente-sept", "", "euros et cinquante-six centimes", "").Replace(chequeText)
	byHand := strings.Replace(noWords, "bancaire ou assimilé", "bancaire ou assimilé\n"+inWords, 1)
	var asked bordereau.Box
	with := func(text string, amounts ...string) bordereau.Understanding {
		u := understandReading(t, typeset.Reading(text), handOnCheque{rightLine, amounts, &asked})
		return policy.Default().Statuses(u)
	}

	u := with(noWords, "1237.56", "1231.56", "7237.56")
	f, a := u.Field("amount_figures"), u.Field("amount")
	if f == nil || a == nil || f.Value != "1237.56" || a.Value != "1237.56" {
		t.Fatalf("figures %+v, amount %+v", f, a)
	}
	if len(f.Proofs) > 0 || len(a.Proofs) > 0 || f.Status != bordereau.Doubtful || a.Status != bordereau.Doubtful {
		t.Errorf("a hand's figures are believed: %+v, %+v", f, a)
	}
	if want := []string{"1231.56", "7237.56"}; !slices.Equal(f.Alternatives, want) || !slices.Equal(a.Alternatives, want) {
		t.Errorf("other readings are %v and %v", f.Alternatives, a.Alternatives)
	}
	if verdict(u, "handwritten_amount") != bordereau.Inconclusive {
		t.Errorf("nobody is told that a hand wrote it: %+v", u.Checks)
	}
	if asked.Empty() || asked.X < 700 || asked.Y+asked.H > 850 {
		t.Errorf("looked for it at %v", asked)
	}

	// The words say the same: that is a proof.
	u = with(byHand, "1237.56", "1231.56")
	if a := u.Field("amount"); a == nil || a.Status != bordereau.Proved || !proves(u, "amount", bordereau.ProofAgreement) {
		t.Errorf("words and figures agree: %+v", a)
	}
	// Other words: a person looks, whatever the machine's second reading says.
	u = with(byHand, "1231.56", "1237.56")
	if a := u.Field("amount"); a == nil || a.Status != bordereau.Conflict || a.Value != "1237.56" {
		t.Errorf("words and figures differ: %+v", a)
	}
	// In type, the hand is not asked; what is no amount is not taken.
	if u = with(chequeText, "9.99"); u.Value("amount_figures") != "1237.56" || slices.ContainsFunc(u.Checks, func(c bordereau.Check) bool { return c.Rule == "handwritten_amount" }) {
		t.Errorf("the typed amount is %q", u.Value("amount_figures"))
	}
	if u = with(noWords, "12"); u.Field("amount_figures") != nil {
		t.Errorf("taken for an amount: %+v", u.Field("amount_figures"))
	}
}
