package check

import (
	"math/big"
	"testing"
)

func TestDecimals(t *testing.T) {
	for raw, want := range map[string]string{"3,45": "69/20", "1 250": "1250", "23,1750": "927/40", "-2,5": "-5/2", "1\u202f000,5": "2001/2"} {
		if n, err := ParseDecimal(raw); err != nil || n.RatString() != want {
			t.Errorf("%q is %v, %v", raw, n, err)
		}
	}
	for _, raw := range []string{"", ",5", "1,2,3", "12a", "1e9", "0x10", "1/3", "99999999999999999999"} {
		if n, err := ParseDecimal(raw); err == nil {
			t.Errorf("%q is %v", raw, n)
		}
	}
}

func TestProductsAreRoundedToTheCent(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int64
	}{{"3", "23,175", 6953}, {"3", "-23,175", -6953}, {"100", "0,12", 1200}, {"7", "1,001", 701}} {
		a, _ := ParseDecimal(c.a)
		b, _ := ParseDecimal(c.b)
		if got, ok := Product(a, b); !ok || got != c.want {
			t.Errorf("%s x %s is %d", c.a, c.b, got)
		}
	}
	huge := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(40), nil))
	if _, ok := Product(huge); ok {
		t.Error("what does not fit is cut")
	}
}
