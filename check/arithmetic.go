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
