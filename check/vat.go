package check

import "math/big"

// VATFits says whether a tax is that of a base in minor units at a rate in percent,
// rounded to the minor unit (EN 16931, BR-CO-17). Who rounds every item by itself comes
// off by up to slack minor units.
func VATFits(base int64, rate *big.Rat, vat, slack int64) bool {
	if rate == nil || rate.Sign() < 0 {
		return false
	}
	exact := new(big.Rat).Mul(big.NewRat(base, 100), rate)
	off := new(big.Rat).Sub(exact, new(big.Rat).SetInt64(vat))
	return off.Abs(off).Cmp(new(big.Rat).Add(big.NewRat(1, 2), new(big.Rat).SetInt64(slack))) <= 0
}
