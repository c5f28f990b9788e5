package dossier

import (
	"bordereau/check/law"
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

// payslip is what the payslips of a year are held against each other by.
type payslip struct {
	Piece
	employer     string
	month        time.Time
	gross, total *big.Rat
}

// cumulates judges whether the gross pay since January of each payslip is that of the
// month before it, of the same employer and year, and its own gross pay. A month
// without its neighbour is held against nothing, save January.
func (v *filed) cumulates(c CrossCheck, line *Line) bool {
	var slips []payslip
	for _, p := range v.of(c.Pieces[0]) {
		month, err := time.Parse("2006-01", valueOf(&p.Understanding, "period"))
		gross, paid := law.Decimal(valueOf(&p.Understanding, "gross_pay"))
		total, summed := law.Decimal(valueOf(&p.Understanding, "cumulative_gross"))
		if err == nil && paid && summed {
			slips = append(slips, payslip{p, cmp.Or(valueOf(&p.Understanding, "siret"), valueOf(&p.Understanding, "employer")), month, gross, total})
		}
	}
	slices.SortFunc(slips, func(a, b payslip) int {
		return cmp.Or(strings.Compare(a.employer, b.employer), a.month.Compare(b.month))
	})
	compared := false
	for i, s := range slips {
		before := new(big.Rat)
		if s.month.Month() != time.January {
			j := slices.IndexFunc(slips, func(o payslip) bool { return o.employer == s.employer && o.month.AddDate(0, 1, 0).Equal(s.month) })
			if j < 0 {
				continue
			}
			before = slips[j].total
			line.name(slips[j].Document)
		}
		compared = true
		line.name(s.Document)
		if want := new(big.Rat).Add(before, slips[i].gross); want.Cmp(s.total) != 0 && line.State == Satisfied {
			line.State = Inconclusive
			line.Why = fmt.Sprintf("Le brut cumulé de %s est de %s, les bulletins en font %s", s.month.Format("01/2006"), s.total.FloatString(2), want.FloatString(2))
		}
	}
	return compared
}

// atMost judges whether what the second piece adds up to is no more than the first, for
// each value of the field by which they are parted: of an order not more is executed
// than was asked for.
func (v *filed) atMost(c CrossCheck, line *Line) bool {
	sums := [2]map[string]*big.Rat{{}, {}}
	unread, open := false, false
	for i, name := range c.Pieces {
		piece, field, _ := strings.Cut(name, ".")
		for _, p := range v.of(piece) {
			by := valueOf(&p.Understanding, c.By)
			n, ok := law.Decimal(valueOf(&p.Understanding, field))
			line.name(p.Document)
			open = open || !settled(p.State)
			if unread = unread || !ok || by == ""; !ok || by == "" {
				continue
			}
			if sums[i][by] == nil {
				sums[i][by] = new(big.Rat)
			}
			sums[i][by].Add(sums[i][by], n)
		}
	}
	compared := false
	for _, by := range keys(sums[1]) {
		most := sums[0][by]
		if most == nil {
			continue // that there is none another check says
		}
		compared = true
		if sums[1][by].Cmp(most) <= 0 {
			continue
		}
		line.State, line.Why = Missing, fmt.Sprintf("%s : %s au lieu de %s au plus", by, plainNumber(sums[1][by]), plainNumber(most))
		if unread || open {
			line.State = Inconclusive
		}
	}
	if compared && line.State == Satisfied && unread {
		line.State, line.Why = Inconclusive, "Une quantité n'a pas été lue"
	}
	return compared
}

// plainNumber writes a number without zeros that say nothing.
func plainNumber(n *big.Rat) string {
	if n.IsInt() {
		return n.Num().String()
	}
	return strings.TrimRight(n.FloatString(4), "0")
}
