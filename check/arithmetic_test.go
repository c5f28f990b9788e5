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

func TestASchedule(t *testing.T) {
	rate := big.NewRat(12, 1) // 1 % a month
	rows := func() []Instalment {
		return []Instalment{{Payment: 51_000, Principal: 50_000, Interest: 1_000, Remaining: 50_000}, {Payment: 50_600, Principal: 50_000, Interest: 500, Insurance: 100}}
	}
	if f := Schedule(100_000, rate, 12, rows()); len(f) != 0 {
		t.Fatalf("a right schedule has faults: %v", f)
	}
	for name, spoil := range map[string]func([]Instalment) int{
		"remaining": func(r []Instalment) int { r[0].Remaining += 10; return 0 },
		"payment":   func(r []Instalment) int { r[1].Payment++; return 1 },
		"interest":  func(r []Instalment) int { r[0].Interest += 90; r[0].Payment += 90; return 0 },
		"principal": func(r []Instalment) int { r[1].Principal -= 100; r[1].Payment -= 100; return 1 },
	} {
		r := rows()
		at := spoil(r)
		if f := Schedule(100_000, rate, 12, r); len(f) == 0 || f[0].Row != at {
			t.Errorf("%s: %v", name, f)
		}
	}
	// A last row that leaves something is a fault, and so is another rate.
	if f := Schedule(100_000, rate, 12, rows()[:1]); len(f) != 1 {
		t.Errorf("an unfinished schedule: %v", f)
	}
	if f := Schedule(100_000, big.NewRat(24, 1), 12, rows()); len(f) != 2 {
		t.Errorf("another rate: %v", f)
	}
	if f := Schedule(100_000, nil, 12, rows()); len(f) != 0 {
		t.Errorf("without a rate: %v", f)
	}
}
