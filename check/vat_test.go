package check

import (
	"math/big"
	"testing"
)

func TestVATFits(t *testing.T) {
	rate := func(s string) *big.Rat {
		r, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatal(s)
		}
		return r
	}
	for _, c := range []struct {
		base, vat, slack int64
		rate             *big.Rat
		want             bool
	}{
		{25000, 5000, 0, rate("20"), true}, {25000, 5001, 0, rate("20"), false}, {25000, 5001, 1, rate("20"), true}, {25000, 5003, 1, rate("20"), false},
		{1001, 55, 0, rate("5.5"), true}, {1001, 56, 0, rate("5.5"), false}, {10, 1, 0, rate("5"), true}, {10, 0, 0, rate("5"), true},
		{-25000, -5000, 0, rate("20"), true}, {0, 0, 0, rate("0"), true}, {100, -1, 0, rate("-1"), false}, {100, 20, 0, nil, false},
	} {
		if got := VATFits(c.base, c.rate, c.vat, c.slack); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
