package desk

import "math"

// Estimate is a share that was counted, with the exact interval (Clopper and Pearson,
// Biometrika 26, 1934) that holds the true one in 95 of 100 cases at least. With
// nothing counted, nothing is known: 0 to 1.
type Estimate struct {
	Count int64   `json:"count"`
	Of    int64   `json:"of"`
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Known says whether anything was counted.
func (e Estimate) Known() bool { return e.Of > 0 }

const tail = 0.025 // on either side

func estimate(count, of int64) Estimate {
	e := Estimate{Count: count, Of: of, High: 1}
	if of <= 0 {
		return e
	}
	k, n := float64(count), float64(of)
	e.Share = k / n
	if count > 0 {
		e.Low = betaQuantile(tail, k, n-k+1)
	}
	if count < of {
		e.High = betaQuantile(1-tail, k+1, n-k)
	}
	return e
}

// betaQuantile is the p-quantile of the beta distribution, found by halving.
func betaQuantile(p, a, b float64) float64 {
	low, high := 0.0, 1.0
	for range 60 {
		middle := (low + high) / 2
		if betaShare(middle, a, b) < p {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// betaShare is the regularised incomplete beta function I_x(a, b), by its continued
// fraction (DLMF 8.17.22), evaluated from the front as Lentz does.
func betaShare(x, a, b float64) float64 {
	if x <= 0 {
		return 0
	}
	if x >= 1 {
		return 1
	}
	if x > (a+1)/(a+b+2) { // there the fraction of the mirrored one converges
		return 1 - betaShare(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) / a
	const tiny, precise, most = 1e-300, 1e-15, 10000
	c, d, f := 1.0, 0.0, 1.0
	for i := range most {
		m := float64(i / 2)
		var term float64
		switch {
		case i == 0:
			term = 1
		case i%2 == 0:
			term = m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		default:
			term = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		}
		if d = 1 + term*d; math.Abs(d) < tiny {
			d = tiny
		}
		d = 1 / d
		if c = 1 + term/c; math.Abs(c) < tiny {
			c = tiny
		}
		step := c * d
		if f *= step; math.Abs(step-1) < precise {
			break
		}
	}
	return front * (f - 1)
}
