package entry

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bordereau"
)

// Cause is what may lie behind a slip that does not balance.
type Cause string

const (
	CauseReading  Cause = "reading"  // another reading of the cheque's amount is the right one
	CauseWords    Cause = "words"    // the amount in words is, or that in figures
	CauseListed   Cause = "listed"   // the slip lists the cheque with another amount
	CauseDigit    Cause = "digit"    // a digit was misread, lost or added, or the decimal comma was
	CauseSwapped  Cause = "swapped"  // two neighbouring digits are exchanged
	CauseUnread   Cause = "unread"   // the one amount that is not known
	CauseMissing  Cause = "missing"  // a cheque is not among those that were found
	CauseDoubled  Cause = "doubled"  // a cheque is there twice, or was not remitted with the slip
	CauseTotal    Cause = "total"    // the total itself is wrong, or was misread
	CauseAddition Cause = "addition" // the depositor left a cheque out of the total, or counted it twice
	CauseSign     Cause = "sign"     // half the difference: a cheque was subtracted
	CauseCount    Cause = "count"    // the number of cheques is wrong, or was misread
)

// Names of the fields that an explanation changes.
const (
	amountField = "amount"
	totalField  = "slip_total"
	countField  = "slip_count"
)

// Explanation is one change that restores the balance of a slip: the amount of a
// cheque (field amount), the declared total or count (slip_total, slip_count), or,
// with no field, a cheque more (missing) or less (doubled).
type Explanation struct {
	Cause    Cause  `json:"kind"`
	Ordinal  int    `json:"ordinal,omitempty"`       // of the cheque it speaks of; 0: of none
	Number   string `json:"cheque_number,omitempty"` // of a missing cheque, where the listing names it
	Field    string `json:"field,omitempty"`
	Value    string `json:"value"` // canonical: what restores the balance, the missing cheque's or the superfluous one's amount
	Sentence string `json:"sentence"`

	odds float64
}

// mostExplanations are offered at most: more help nobody.
const mostExplanations = 5

// leastOdds is how likely an explanation must be beside the first to be offered.
const leastOdds = 1e-4

// Explain gives what may lie behind a slip that does not balance, the likeliest
// first. Applied, each of them alone restores the balance; where no single change
// does, there is none.
//
// Each explanation is a fault that happens so and so often, times what speaks for
// it and against it, as in Bayes' rule (the figures are in odds.go): how doubtful
// the amount is (one that words and figures agree on is hardly the culprit), how
// easily the one amount is read as the other, whether another reading, the words or
// the slip's own line say the amount that restores the balance, whether the line
// says what was read. They order what a person looks at and decide nothing.
func (r Remittance) Explain() []Explanation {
	found, unknown, ok := r.sum()
	if !ok || unknown > 1 || len(r.Cheques) == 0 || unknown == 0 && r.agrees() {
		return nil
	}
	c := &explaining{Remittance: r, found: found, lines: r.pair(), unknown: unknown > 0}
	count, counts := agreed(r.Declared, func(d Declared) *int { return d.Count })
	total, totals := agreed(r.Declared, func(d Declared) *int64 { return d.Total })
	c.total, c.gap = total, total-found
	if len(totals) == 1 && inRange(total) && (len(counts) == 1 || len(counts) == 0) {
		switch {
		case len(counts) == 0 || count == len(r.Cheques):
			c.amounts()
		case count == len(r.Cheques)+1:
			c.missing()
		case count == len(r.Cheques)-1:
			c.doubled()
		}
	}
	if !c.unknown {
		c.declared(counts, totals)
	}
	return c.ranked()
}

// agreed gives what all declarations say, and the different values there are.
func agreed[T comparable](declared []Declared, of func(Declared) *T) (one T, all []T) {
	for _, d := range declared {
		if v := of(d); v != nil && !slices.Contains(all, *v) {
			all = append(all, *v)
		}
	}
	if len(all) > 0 {
		one = all[0]
	}
	return one, all
}

// explaining collects explanations of one remittance.
type explaining struct {
	Remittance
	found, total, gap int64
	unknown           bool // one amount is not known
	lines             pairing
	out               []Explanation
}

func (c *explaining) offer(e Explanation, odds float64, format string, args ...any) {
	e.odds, e.Sentence = odds, sentence(fmt.Sprintf(format, args...))
	if odds > 0 && c.Apply(e).agrees() {
		c.out = append(c.out, e)
	}
}

// ranked orders what was found and leaves one explanation for each change.
func (c *explaining) ranked() []Explanation {
	slices.SortStableFunc(c.out, func(a, b Explanation) int { return cmp.Compare(b.odds, a.odds) })
	var out []Explanation
	for _, e := range c.out {
		if len(out) == mostExplanations || len(out) > 0 && e.odds < leastOdds*out[0].odds {
			break
		}
		if !slices.ContainsFunc(out, e.sameChange) {
			out = append(out, e)
		}
	}
	return out
}

func (e Explanation) sameChange(o Explanation) bool {
	return e.Field == o.Field && e.Value == o.Value && (e.Field == totalField || e.Ordinal == o.Ordinal)
}

// Apply gives the remittance as it is if the explanation is right.
func (r Remittance) Apply(e Explanation) Remittance {
	r.Cheques, r.Declared = slices.Clone(r.Cheques), slices.Clone(r.Declared)
	minor := int64(-1) // no amount at all
	if m, err := bordereau.ParseMoney(e.Value, r.Currency); err == nil {
		minor = m.Minor
	}
	at := slices.IndexFunc(r.Cheques, func(p Part) bool { return p.Ordinal == e.Ordinal })
	switch {
	case e.Field == amountField && at >= 0:
		r.Cheques[at].Minor, r.Cheques[at].Known = minor, true
	case e.Cause == CauseMissing:
		r.Cheques = append(r.Cheques, Part{Ordinal: len(r.Cheques) + 1, Number: e.Number, Minor: minor, Known: true})
	case e.Cause == CauseDoubled && at >= 0:
		r.Cheques = slices.Delete(r.Cheques, at, at+1)
	}
	for i := range r.Declared {
		d := &r.Declared[i]
		if e.Field == totalField && d.Total != nil {
			d.Total = &minor
		}
		if n, err := strconv.Atoi(e.Value); e.Field == countField && d.Count != nil && err == nil {
			d.Count = &n
		}
	}
	return r
}

// value writes an amount in its canonical form.
func (c *explaining) value(minor int64) string {
	return bordereau.Money{Minor: minor, Currency: c.Currency}.Decimal()
}

func (c *explaining) french(minor int64) string { return French(minor, c.Currency) }

// because puts reasons in parentheses.
func because(why []string) string {
	if len(why) == 0 {
		return ""
	}
	return " (" + strings.Join(why, " ; ") + ")"
}
