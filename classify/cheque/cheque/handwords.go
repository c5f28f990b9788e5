package cheque

import (
	"context"
	"math"
	"slices"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// ruleWordsSeen is the check of an amount against words that nothing reads for sure, as
// where a hand wrote them: it passed where they say nothing better than the amount. Without
// it no balance proves the amount (entry.Provable): the words prevail (CMF L131-10).
const ruleWordsSeen = "words_seen"

// wordsUnseen says of a cheque whose words nobody read that they may differ from its
// figures, so that no balance proves these.
func wordsUnseen(_ context.Context, d *spec.Draft) error {
	if d.Field("amount_figures") != nil && d.Field("amount_words") == nil && !told(d, ruleWordsSeen) {
		d.Check(ruleWordsSeen, bordereau.Inconclusive, "le montant en lettres n'a pas été lu : il l'emporte s'il diffère (CMF L131-10)", "amount")
	}
	return nil
}

// wordsOfHand reads the amount in words that a hand wrote, near the readings of its
// figures. What it says clearly is read; else it may speak for one of them.
func wordsOfHand(ctx context.Context, d *spec.Draft) error {
	f, p := d.Field("amount_figures"), paperOf(ctx, d.Sheet)
	if f == nil || p == nil || d.Zones == nil || d.Currency != "" || !told(d, ruleHandwritten) && d.Field("amount_words") != nil {
		return nil
	}
	var readings []bordereau.Money
	for _, text := range append([]string{f.Value}, f.Alternatives...) {
		if m, err := bordereau.ParseMoney(text, "EUR"); err == nil {
			readings = append(readings, m)
		}
	}
	var lines []check.Inked
	var place bordereau.Box
	for _, box := range leftLines(ctx, d.Sheet, p) {
		if ink, ok := check.ParseInked(inkedLineOf(ctx, d.Sheet, p.page, box).mixed); ok {
			lines, place = append(lines, ink), place.Union(box)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	words, ok := check.InkedAmount(lines, readings)
	if ok && words.Seen() {
		prefer(f, words)
	}
	switch {
	case ok && words.Clear() && !slices.ContainsFunc(readings, words.Lacks):
		drop(d, "amount_words")
		d.Put(bordereau.Field{Name: "amount_words", Value: words.Amount.Decimal(), Raw: words.Written(), Page: p.page, Box: place, Confidence: math.Exp(-words.Cost)})
		d.Check(ruleHandText, bordereau.Inconclusive, "le montant en lettres est écrit à la main", "amount_words", "amount")
	case d.Field("amount_words") != nil || !told(d, ruleHandwritten):
	case ok && words.Seen() && (words.Amount.Decimal() == f.Value || len(readings) > 0 && words.Lacks(readings[0])):
		d.Check(ruleWordsSeen, bordereau.Passed, "les lettres, écrites à la main, ne disent rien d'autre que les chiffres", "amount")
	default:
		d.Check(ruleWordsSeen, bordereau.Inconclusive, "le montant en lettres, écrit à la main, n'a pas été lu : il l'emporte s'il diffère (CMF L131-10)", "amount")
	}
	return nil
}

// prefer puts the reading of figures first that the words say, if the ink of the figures
// may well say so.
func prefer(f *bordereau.Field, words check.Wording) {
	at := slices.Index(f.Alternatives, words.Amount.Decimal())
	if at < 0 || len(f.AlternativeConfidences) != len(f.Alternatives) || f.AlternativeConfidences[at] < leastShare*f.Confidence {
		return
	}
	f.Value, f.Alternatives[at] = f.Alternatives[at], f.Value
	f.Confidence, f.AlternativeConfidences[at] = f.AlternativeConfidences[at], f.Confidence
	f.Raw = f.Value
}

// leastShare is what another reading of figures must be worth beside the first to be
// chosen by the words.
const leastShare = 0.02
