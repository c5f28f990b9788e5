package entry

import "fmt"

// amounts offers, for each cheque, the one amount that restores the balance where
// something speaks for it.
func (c *explaining) amounts() {
	for i, p := range c.Cheques {
		truth := c.gap
		if p.Known {
			if c.unknown {
				continue // the amount that is not known is the one that is wanting
			}
			truth += p.Minor
		}
		if truth > 0 && truth <= MaxMinor {
			c.amount(i, p, truth)
		}
	}
}

// amount weighs what speaks for a cheque's amount being another than was read.
func (c *explaining) amount(i int, p Part, truth int64) {
	odds, cause, why := doubt(p), Cause(""), []string(nil)
	say := func(k Cause, reason string) {
		if cause == "" {
			cause = k
		}
		why = append(why, reason)
	}
	switch line := c.lines.of(i, c.Listing); {
	case line == nil || !line.Known:
	case line.Minor == truth:
		odds *= oddsLineSays
		say(CauseListed, "le bordereau porte ce montant pour ce chèque")
	case p.Known && line.Minor == p.Minor:
		odds *= oddsLineDenies
	default:
		odds *= oddsLineElse
	}
	if is(p.Words, truth) {
		odds *= oddsInWords
		say(CauseWords, "le montant en lettres le dit")
	} else if is(p.Figures, truth) {
		odds *= oddsInWords
		say(CauseWords, "le montant en chiffres le dit")
	}
	if f := otherReading(p.Others, truth); f > 1 {
		odds *= f
		say(CauseReading, "c'est une autre lecture de ce montant")
	} else {
		odds *= f
	}
	if !p.Known {
		if cause == "" {
			cause = CauseUnread
		}
		c.offer(Explanation{Cause: cause, Ordinal: p.Ordinal, Field: amountField, Value: c.value(truth)}, odds,
			"le montant du chèque n° %d, qui n'est pas connu, serait %s%s", p.Ordinal, c.french(truth), because(why))
		return
	}
	kind, often, reason := mistaken(truth, p.Minor)
	odds *= often
	if reason != "" {
		say(kind, reason)
	}
	if cause == "" {
		return // nothing but arithmetic speaks for it
	}
	c.offer(Explanation{Cause: cause, Ordinal: p.Ordinal, Field: amountField, Value: c.value(truth)}, odds,
		"chèque n° %d : %s serait %s%s", p.Ordinal, c.french(p.Minor), c.french(truth), because(why))
	if cause == CauseListed {
		c.listedWrong(p, truth, often)
	}
}

// listedWrong is the other way to see a line that contradicts its cheque: the
// depositor wrote another amount, and the total follows from it.
func (c *explaining) listedWrong(p Part, listed int64, often float64) {
	odds := oddsListedWrong * oddsLineSays * max(often, oddsAnything)
	if often > oddsAnything {
		odds = oddsListedWrong * oddsLineSays * oddsHumanSlip
	}
	c.offer(Explanation{Cause: CauseListed, Ordinal: p.Ordinal, Field: totalField, Value: c.value(c.found)}, odds,
		"le bordereau porte %s pour le chèque n° %d, qui est de %s : le total serait %s", c.french(listed), p.Ordinal, c.french(p.Minor), c.french(c.found))
}

// doubt is how likely a cheque's amount is wrong before anything else is looked at.
func doubt(p Part) float64 {
	if p.Proved {
		return oddsProved
	}
	return oddsSure + oddsUnsure*(1-min(max(p.Confidence, 0), 1))
}

func is(p *int64, n int64) bool { return p != nil && *p == n }

// otherReading weighs what other readings say for an amount.
func otherReading(others []int64, truth int64) float64 {
	if len(others) == 0 {
		return 1
	}
	f := oddsOtherReading
	for _, o := range others {
		if o == truth {
			return max(f, 2)
		}
		f /= 2
	}
	return oddsNoReading
}

// missing offers the cheque that the count speaks of and nobody found.
func (c *explaining) missing() {
	if c.gap <= 0 || c.unknown {
		return
	}
	e := Explanation{Cause: CauseMissing, Value: c.value(c.gap)}
	what := "un chèque de " + c.french(c.gap) + " manquerait"
	for _, i := range c.lines.rest {
		if l := c.Listing[i]; l.Known && l.Minor == c.gap {
			if e.Number = l.Number; e.Number != "" {
				what = fmt.Sprintf("le chèque de %s que le bordereau porte sous le numéro %s manquerait", c.french(c.gap), e.Number)
			} else {
				what = fmt.Sprintf("le chèque de %s que porte la ligne %d du bordereau manquerait", c.french(c.gap), i+1)
			}
			break
		}
	}
	c.offer(e, 1, "%s", what)
}

// doubled offers the cheques whose amount is too much: one that is there twice, one
// that the listing does not name.
func (c *explaining) doubled() {
	if c.unknown {
		return
	}
	for i, p := range c.Cheques {
		if p.Minor != -c.gap {
			continue
		}
		odds, why := 1.0, []string(nil)
		if twin := c.other(i, func(o Part) bool { return p.Number != "" && o.Number == p.Number }); twin > 0 {
			odds = oddsSameInstrument
			why = append(why, fmt.Sprintf("le chèque n° %d porte le même numéro", twin))
		} else if c.other(i, func(o Part) bool { return o.Minor == p.Minor }) > 0 {
			odds = oddsSameAmount
		}
		if len(c.Listing) > 0 && c.lines.of(i, c.Listing) == nil {
			odds *= oddsNotListed
			why = append(why, "le bordereau ne le porte pas")
		} else if len(c.Listing) > 0 {
			odds *= oddsIsListed
		}
		odds *= 1 + float64(i)/1e6 // of two that are alike, the later one
		c.offer(Explanation{Cause: CauseDoubled, Ordinal: p.Ordinal, Value: c.value(p.Minor)}, odds,
			"le chèque n° %d, de %s, serait de trop%s", p.Ordinal, c.french(p.Minor), because(why))
	}
}

// other is the ordinal of a cheque beside the i-th that is so, 0 where there is none.
func (c *explaining) other(i int, so func(Part) bool) int {
	for j, o := range c.Cheques {
		if j != i && so(o) {
			return o.Ordinal
		}
	}
	return 0
}

// declared offers a total or a count that is wrong itself. Where slip and branch
// contradict each other, one of them must be right.
func (c *explaining) declared(counts []int, totals []int64) {
	n := len(c.Cheques)
	if len(counts) == 1 || len(counts) == 2 && (counts[0] == n || counts[1] == n) {
		c.offer(Explanation{Cause: CauseCount, Field: countField, Value: fmt.Sprint(n)}, oddsTotal, "le nombre de chèques serait %d", n)
	}
	switch {
	case len(totals) == 2 && (totals[0] == c.found || totals[1] == c.found):
		c.offer(Explanation{Cause: CauseTotal, Field: totalField, Value: c.value(c.found)}, oddsTotal, "le total serait %s, comme il est annoncé d'autre part", c.french(c.found))
	case len(totals) == 1:
		c.wrongTotal()
	}
}

// wrongTotal offers the sum of the cheques as the total, with what may have
// happened to the one that is declared.
func (c *explaining) wrongTotal() {
	said := 0
	var others []int64
	for _, d := range c.Declared {
		if d.Total != nil {
			said++
			others = append(others, d.Others...)
		}
	}
	listed := 1.0
	var why []string
	switch sum, whole := c.listed(); {
	case whole && sum == c.found:
		listed = oddsListSaysFound
		why = append(why, "c'est aussi la somme de la liste")
	case whole && sum == c.total:
		listed = oddsListSaysTotal
	}
	total := func(cause Cause, ordinal int, odds float64, reasons ...string) {
		c.offer(Explanation{Cause: cause, Ordinal: ordinal, Field: totalField, Value: c.value(c.found)}, oddsTotal*listed*odds,
			"le total serait %s%s", c.french(c.found), because(append(reasons, why...)))
	}
	_, often, reason := mistaken(c.found, c.total)
	if said > 1 {
		often *= oddsTotalTwice // two read it
	}
	odds := max(often*otherReading(others, c.found), oddsMisadded)
	if reason == "" {
		total(CauseTotal, 0, odds)
	} else {
		total(CauseTotal, 0, odds, reason)
	}
	for _, p := range c.Cheques {
		switch c.gap {
		case -p.Minor:
			total(CauseAddition, p.Ordinal, oddsLeftOut, fmt.Sprintf("l'écart est le montant du chèque n° %d, oublié dans l'addition", p.Ordinal))
		case p.Minor:
			total(CauseAddition, p.Ordinal, oddsTwice, fmt.Sprintf("l'écart est le montant du chèque n° %d, compté deux fois", p.Ordinal))
		case -2 * p.Minor:
			total(CauseSign, p.Ordinal, oddsSubtracted, fmt.Sprintf("la moitié de l'écart est le montant du chèque n° %d, soustrait au lieu d'être ajouté", p.Ordinal))
		}
	}
}
