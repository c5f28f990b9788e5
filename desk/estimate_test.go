package desk

import (
	"math"
	"testing"
)

// binomial is the chance of at most k of n at rate p, by its definition.
func binomial(k, n int64, p float64) (sum float64) {
	for i := int64(0); i <= k; i++ {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(i + 1))
		c, _ := math.Lgamma(float64(n - i + 1))
		sum += math.Exp(a - b - c + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return sum
}

// The interval's ends are where the tails of the binomial have just 2.5 %.
func TestAnEstimateHasItsExactInterval(t *testing.T) {
	for _, c := range [][2]int64{{1, 10}, {3, 50}, {0, 30}, {50, 50}, {7, 1000}, {999, 1000}, {2500, 5000}} {
		k, n := c[0], c[1]
		e := estimate(k, n)
		if e.Share != float64(k)/float64(n) || e.Low > e.Share || e.High < e.Share {
			t.Errorf("%d of %d: %+v", k, n, e)
		}
		if k < n {
			if p := binomial(k, n, e.High); math.Abs(p-0.025) > 1e-6 {
				t.Errorf("%d of %d: above %v there is %v left", k, n, e.High, p)
			}
		} else if e.High != 1 {
			t.Error(e)
		}
		if k > 0 {
			if p := 1 - binomial(k-1, n, e.Low); math.Abs(p-0.025) > 1e-6 {
				t.Errorf("%d of %d: below %v there is %v left", k, n, e.Low, p)
			}
		} else if e.Low != 0 {
			t.Error(e)
		}
	}
	// The rule of three: nothing found among 300 leaves 1.22 % possible.
	if e := estimate(0, 300); math.Abs(e.High-0.012221) > 1e-5 {
		t.Error(e)
	}
	if e := estimate(0, 0); e.Known() || e.Low != 0 || e.High != 1 {
		t.Error(e)
	}
}
