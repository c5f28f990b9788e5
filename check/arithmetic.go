package check

import (
	"math/big"
	"regexp"
	"strings"
	"unicode"

	"bordereau"
)

var decimal = regexp.MustCompile(`^-?\d{1,15}(?:\.\d{1,10})?$`)

// ParseDecimal reads a number as printed in French, with any number of decimals up to
// ten: a rate "3,45", a quantity "1 250", a price "23,1750". It is exact.
func ParseDecimal(raw string) (*big.Rat, error) {
	s := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r == ',':
			return '.'
		case r == '−':
			return '-'
		}
		return r
	}, raw)
	if len(raw) > 64 || !decimal.MatchString(s) {
		return nil, bordereau.Errorf(bordereau.Invalid, "Ce n'est pas un nombre")
	}
	n, ok := new(big.Rat).SetString(s)
	if !ok {
		return nil, bordereau.Errorf(bordereau.Invalid, "Ce n'est pas un nombre")
	}
	return n, nil
}

// Cents is a number of units in hundredths, rounded half away from zero; false where it
// does not fit.
func Cents(n *big.Rat) (int64, bool) {
	n = new(big.Rat).Mul(n, big.NewRat(100, 1))
	half := big.NewRat(1, 2)
	if n.Sign() < 0 {
		half.Neg(half)
	}
	n.Add(n, half)
	q := new(big.Int).Quo(n.Num(), n.Denom())
	return q.Int64(), q.IsInt64()
}

// Product multiplies numbers and gives hundredths: quantity by price.
func Product(factors ...*big.Rat) (int64, bool) {
	n := big.NewRat(1, 1)
	for _, f := range factors {
		n.Mul(n, f)
	}
	return Cents(n)
}

// Interest is what a capital in cents bears in one period of a year of so many, at a
// yearly rate in percent, in proportional interest: capital x rate / 12 for a month.
func Interest(capital int64, rate *big.Rat, periods int64) (int64, bool) {
	return Product(big.NewRat(capital, 100), rate, big.NewRat(1, 100*periods))
}

// Instalment is a row of a schedule, in cents. Payment holds principal, interest and,
// where the schedule counts it in, insurance.
type Instalment struct{ Payment, Principal, Interest, Insurance, Remaining int64 }

// Fault is what is wrong with a row of a schedule: its index, and in French what does
// not fit.
type Fault struct {
	Row    int
	Detail string
}

// Schedule holds a schedule of repayment against itself: each row's remaining capital is
// the one before less the principal, its payment the sum of its parts, its interest
// capital x rate / periods to a cent, and the last remaining capital 0. The rate, in
// percent, may be nil: then interest is not held. It gives the faults of all rows.
func Schedule(capital int64, rate *big.Rat, periods int64, rows []Instalment) []Fault {
	var out []Fault
	for i, r := range rows {
		switch with := r.Principal + r.Interest; {
		case capital-r.Principal != r.Remaining:
			out = append(out, Fault{i, "le capital restant dû n'est pas le précédent moins le capital amorti"})
		case r.Payment != with && r.Payment != with+r.Insurance:
			out = append(out, Fault{i, "l'échéance n'est pas la somme du capital, des intérêts et de l'assurance"})
		case rate != nil && !near(capital, rate, periods, r.Interest):
			out = append(out, Fault{i, "les intérêts ne sont pas ceux du capital restant dû au taux du prêt"})
		}
		capital = r.Remaining
	}
	if n := len(rows); n > 0 && rows[n-1].Remaining != 0 {
		out = append(out, Fault{n - 1, "le dernier capital restant dû n'est pas nul"})
	}
	return out
}

// near says whether interest is the computed one to a cent: houses round either way.
func near(capital int64, rate *big.Rat, periods, interest int64) bool {
	want, ok := Interest(capital, rate, periods)
	return ok && interest-want <= 1 && want-interest <= 1
}
