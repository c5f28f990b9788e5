package cheque

import (
	"cmp"
	"context"
	"math"
	"slices"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// ruleWordsSeen is the check of an amount against words that nothing reads for sure, as
// where a hand wrote them: it passed where they say nothing clearly better than the amount. Without
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
	own := f.Value
	weighed := ok && words.Seen() && weigh(f, words)
	switch persuaded := persuaded(own, f, words); {
	case ok && words.Clear() && !persuaded && !slices.ContainsFunc(readings, words.Lacks):
		drop(d, "amount_words")
		d.Put(bordereau.Field{Name: "amount_words", Value: words.Amount.Decimal(), Raw: words.Written(), Page: p.page, Box: place, Confidence: math.Exp(-words.Cost)})
		d.Check(ruleHandText, bordereau.Inconclusive, "le montant en lettres est écrit à la main", "amount_words", "amount")
	case d.Field("amount_words") != nil || !told(d, ruleHandwritten):
	case weighed:
		d.Check(ruleWordsSeen, bordereau.Passed, "les lettres, écrites à la main, ne disent rien d'autre que les chiffres", "amount")
	default:
		d.Check(ruleWordsSeen, bordereau.Inconclusive, "le montant en lettres, écrit à la main, n'a pas été lu : il l'emporte s'il diffère (CMF L131-10)", "amount")
	}
	return nil
}

// persuaded says of weighed figures that it was the words that made them say what they say:
// these two then agree in nothing, though a slip may choose what they say together.
func persuaded(own string, f *bordereau.Field, words check.Wording) bool {
	return f.Value != own && f.Value == words.Amount.Decimal()
}

// weigh holds every reading of the figures against the words: what both the ink of the
// figures and that of the words say best comes first, and a reading that the words speak
// against is none that a slip may choose. Where they say none that is likely, the readings
// stay as they are, and it is false.
func weigh(f *bordereau.Field, words check.Wording) bool {
	type reading struct {
		value  string
		share  float64
		likely bool // by the figures alone
		may    bool // by the words
	}
	known := len(f.AlternativeConfidences) == len(f.Alternatives)
	var all []reading
	before, after := 0.0, 0.0
	for i, value := range append([]string{f.Value}, f.Alternatives...) {
		r := reading{value: value, share: f.Confidence, likely: i == 0}
		if i > 0 && known {
			r.share = f.AlternativeConfidences[i-1]
			r.likely = r.share >= leastShare*f.Confidence
		}
		before += r.share
		m, err := bordereau.ParseMoney(value, "EUR")
		more := farAbove
		if err == nil {
			more, r.may = words.Above(m)
		}
		if r.share *= math.Exp(-more); !r.may {
			r.share *= math.Exp(-farAbove)
		}
		after += r.share
		all = append(all, r)
	}
	if len(all) == 1 {
		return all[0].may
	}
	if !known || after == 0 {
		return false // a slip might choose one that was held against nothing
	}
	slices.SortStableFunc(all, func(a, b reading) int {
		if a.likely != b.likely {
			return map[bool]int{true: -1, false: 1}[a.likely]
		}
		return cmp.Compare(b.share, a.share)
	})
	if !all[0].may {
		return false
	}
	for i, r := range all {
		r.share *= before / after
		if i == 0 {
			if r.value != f.Value {
				f.Value, f.Raw = r.value, r.value
			}
			f.Confidence = r.share
			continue
		}
		f.Alternatives[i-1], f.AlternativeConfidences[i-1] = r.value, r.share
	}
	return true
}

const (
	// leastShare is what another reading of figures must be worth beside the first for the
	// words to put it there.
	leastShare = 0.02
	farAbove   = 10.0 // what a reading costs at least that the words speak against
)
