package spec

import (
	"context"
	"fmt"
	"time"

	"bordereau"
	"bordereau/check/law"
)

// NotALetter speaks against deeds, certificates and extracts: a letter about one quotes
// its title.
func NotALetter(cues ...Cue) []Cue {
	return append(cues, Cue{Phrase: "salutations distinguées", Weight: -4}, Cue{Phrase: "je vous prie d'agréer", Weight: -3},
		Cue{Phrase: "sentiments dévoués", Weight: -3}, Cue{Phrase: "madame, monsieur", Weight: -3},
		Cue{Phrase: "pièces à fournir", Weight: -4}, Cue{Phrase: "renseignez-vous", Weight: -3}, Cue{Phrase: "demandez conseil", Weight: -3})
}

// Fresh holds the day of a field against the greatest age that the dated table has under
// a name on the day of the understanding.
func Fresh(name, age string) Step {
	return func(_ context.Context, d *Draft) error {
		day, err := time.Parse(time.DateOnly, d.Understanding.Value(name))
		limit, ruled := law.ValueOn(age, d.Now)
		switch {
		case err != nil:
			d.Check("fresh", bordereau.Inconclusive, "la date du document n'a pas été lue")
		case day.After(d.Now):
			d.Check("fresh", bordereau.Failed, "daté du "+SayDay(day)+", dans l'avenir", name)
		case !ruled:
			d.Check("fresh", bordereau.Inconclusive, "aucune règle ne dit quel âge le document peut avoir")
		case limit.After(day).Before(d.Now.Truncate(24 * time.Hour)):
			d.Check("fresh", bordereau.Failed, fmt.Sprintf("daté du %s, plus de %s", SayDay(day), limit.Words()))
		default:
			d.Check("fresh", bordereau.Passed, fmt.Sprintf("daté du %s, pas plus de %s", SayDay(day), limit.Words()), name)
		}
		return nil
	}
}

// InOrder checks that days follow each other, the earliest field first, and that none is
// still to come. say names what they are: "la naissance, le décès et la copie".
func InOrder(rule, say string, names ...string) Step {
	return func(_ context.Context, d *Draft) error {
		var last time.Time
		var read []string
		for _, name := range names {
			day, err := time.Parse(time.DateOnly, d.Understanding.Value(name))
			if err != nil {
				continue
			}
			read = append(read, name)
			if day.Before(last) || day.After(d.Now) {
				d.Check(rule, bordereau.Failed, say+" ne se suivent pas dans le temps", read...)
				return nil
			}
			last = day
		}
		if len(read) < 2 {
			d.Check(rule, bordereau.Inconclusive, say+" : les dates n'ont pas toutes été lues")
			return nil
		}
		d.Check(rule, bordereau.Passed, say+" se suivent dans le temps", read...)
		return nil
	}
}

// Summed takes an amount that stands beside a label of a total. The rows right above it,
// two at least, that sum to it prove it; a total that they do not sum to is in conflict.
func Summed(name string, labels ...string) Step {
	return func(ctx context.Context, d *Draft) error {
		if d.Field(name) != nil {
			return nil
		}
		for _, label := range labels {
			for _, p := range d.Find(label) {
				row := d.RowOf(p)
				total, ok := LastAmount(d.Sheet, d.RowSpan(row))
				if !ok {
					continue
				}
				parts := d.amountsAbove(row)
				d.PutValue(name, total)
				d.PutValue("currency", Value{Text: total.Currency, Words: total.Words})
				d.balance(name, total, parts)
				return nil
			}
		}
		return nil
	}
}

// amountsAbove are the amounts of the rows right above one, one a row, the nearest first.
func (s *Sheet) amountsAbove(row int) (parts []Value) {
	for k := row - 1; k >= 0 && s.Rows[k].Page == s.Rows[row].Page && len(parts) < 30; k-- {
		all := Amounts(s, s.RowSpan(k))
		if len(all) != 1 {
			break
		}
		parts = append(parts, all[0])
	}
	return parts
}

func (d *Draft) balance(name string, total Value, parts []Value) {
	const rule = "parts_sum_to_total"
	want, err := bordereau.ParseMoney(total.Text, total.Currency)
	if err != nil || len(parts) < 2 {
		return
	}
	var sum int64
	for i, p := range parts {
		m, err := bordereau.ParseMoney(p.Text, total.Currency)
		if err != nil {
			return
		}
		if sum += m.Minor; i > 0 && sum == want.Minor {
			d.Prove(name, bordereau.ProofBalance, "est la somme des montants imprimés au-dessus")
			d.Check(rule, bordereau.Passed, "les montants imprimés font "+SayAmount(total.Text, total.Currency), name)
			return
		}
	}
	d.Check(rule, bordereau.Failed, "les montants imprimés ne font pas "+SayAmount(total.Text, total.Currency), name)
}
