package entry

import "slices"

// Choice is the amount that a slip chose for a cheque among the readings of its ink.
type Choice struct {
	Ordinal int
	Minor   int64
	Why     string // French, the detail of a proof
}

const (
	// leastSupport is how likely a reading must be beside the first of its ink for a
	// slip to choose it. A depositor lists a wrong amount now and then, and more often
	// than not one that looks like the right one: the ink has to speak for it too. At one
	// in fifty less than one cheque in 10,000 passes with such an amount (`go run
	// ./test/bench chosen`).
	leastSupport = 0.02
	// clearLead is how much likelier a combination of readings must be than every other
	// one that sums to the same total.
	clearLead = 100.0
)

const (
	whyListed = "le bordereau porte ce montant pour ce chèque, ses chiffres peuvent se lire ainsi, et la remise s'équilibre"
	whySum    = "de toutes les lectures des chiffres, seules celles-ci font le total que le bordereau et l'agence annoncent"
)

// Solve chooses, where the cheques of a slip as they were first read are not what it
// lists or sums to, other readings of their ink that are. What is proved by something else, and what
// a person has to see, is never changed. There is no choice, or the whole slip balances
// with it.
func (r Remittance) Solve() []Choice {
	count, counts := agreed(r.Declared, func(d Declared) *int { return d.Count })
	_, totals := agreed(r.Declared, func(d Declared) *int64 { return d.Total })
	_, unknown, ok := r.sum()
	if !ok || unknown > 0 || len(counts) != 1 || len(totals) != 1 || count != len(r.Cheques) {
		return nil
	}
	var choices []Choice
	switch {
	case len(r.Listing) > 0:
		choices = r.byListing() // also where misread amounts happen to make up for each other
	case !r.agrees():
		choices = r.byTotal()
	}
	if with := r.With(choices); len(choices) == 0 || !with.agrees() || with.doubtful() {
		return nil
	}
	return choices
}

// With gives the remittance with choices made.
func (r Remittance) With(choices []Choice) Remittance {
	r.Cheques = slices.Clone(r.Cheques)
	for _, c := range choices {
		for i := range r.Cheques {
			if p := &r.Cheques[i]; p.Ordinal == c.Ordinal {
				p.Minor, p.Known = c.Minor, true
			}
		}
	}
	return r
}

// byListing gives each cheque the amount of its line, where the listing proves itself
// (a line for each cheque, and their sum the declared total) and all of the ink may say
// what is listed.
func (r Remittance) byListing() (out []Choice) {
	total, _ := agreed(r.Declared, func(d Declared) *int64 { return d.Total })
	if sum, whole := r.listed(); !whole || sum != total {
		return nil
	}
	line := r.lines()
	for i, p := range r.Cheques {
		if line[i] < 0 {
			return nil
		}
		if minor := r.Listing[line[i]].Minor; minor != p.Minor {
			out = append(out, Choice{p.Ordinal, minor, whyListed})
		}
	}
	return out
}

// maySay says whether a cheque is worth an amount, or its ink may well say so.
func (p Part) maySay(minor int64) bool {
	if p.Minor == minor {
		return true
	}
	for k, o := range p.Ink {
		if o.Minor == minor {
			return p.supported(k)
		}
	}
	return false
}

// supported says whether the k-th reading may be chosen: one that is likely enough, or,
// where no likelihood is known, the first after the best.
func (p Part) supported(k int) bool {
	if p.Ink[k].Confidence == 0 || p.Ink[0].Confidence == 0 {
		return k <= 1
	}
	return p.Ink[k].Confidence >= leastSupport*p.Ink[0].Confidence
}

// lines puts each cheque to one line of the listing: by its number, else in order, else
// by the one way in which amounts and ink go together; -1 where it has none.
func (r Remittance) lines() []int {
	line := slices.Repeat([]int{-1}, len(r.Cheques))
	taken := make([]bool, len(r.Listing))
	var cheques, rest []int
	for i, c := range r.Cheques {
		numbered := false
		for j, l := range r.Listing {
			if taken[j] || c.Number == "" || c.Number != l.Number {
				continue
			}
			if numbered = true; c.maySay(l.Minor) {
				line[i], taken[j] = j, true
				break
			}
		}
		switch {
		case line[i] >= 0:
		case numbered: // its own line denies it
			return line
		default:
			cheques = append(cheques, i)
		}
	}
	for j := range taken {
		if !taken[j] {
			rest = append(rest, j)
		}
	}
	if len(cheques) == len(rest) && !r.inOrder(line, cheques, rest) {
		r.byAmount(line, cheques, rest)
	}
	return line
}

// fits says whether a line may be that of a cheque: the numbers agree but for one misread
// digit, and the ink may say the amount.
func (r Remittance) fits(i, j int) bool {
	c, l := r.Cheques[i], r.Listing[j]
	differ := 0
	if c.Number != "" && l.Number != "" {
		if differ = 2; len(c.Number) == len(l.Number) {
			differ = 0
			for k := range c.Number {
				if c.Number[k] != l.Number[k] {
					differ++
				}
			}
		}
	}
	return differ < 2 && c.maySay(l.Minor)
}

func (r Remittance) inOrder(line, cheques, rest []int) bool {
	for k, i := range cheques {
		if !r.fits(i, rest[k]) {
			return false
		}
	}
	for k, i := range cheques {
		line[i] = rest[k]
	}
	return true
}

// byAmount takes, one after the other, the cheque that only lines of one amount fit.
// Which of several lines of the same amount it gets is the same.
func (r Remittance) byAmount(line, cheques, rest []int) {
	cheques, rest = slices.Clone(cheques), slices.Clone(rest)
	for len(cheques) > 0 {
		before := len(cheques)
		for k, i := range cheques {
			at, several := -1, false
			for n, j := range rest {
				if !r.fits(i, j) {
					continue
				}
				several = several || at >= 0 && r.Listing[rest[at]].Minor != r.Listing[j].Minor
				at = n
			}
			if at >= 0 && !several {
				line[i] = rest[at]
				cheques, rest = slices.Delete(cheques, k, k+1), slices.Delete(rest, at, at+1)
				break
			}
		}
		if len(cheques) == before {
			return
		}
	}
}
