//go:build amd64 && goexperiment.simd

package net

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestVectorsSumAsPlainLoopsDo(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	values := func(n int) []float32 {
		out := make([]float32, n)
		for i := range out {
			out[i] = float32(r.NormFloat64())
		}
		return out
	}
	in, w, d := values(4000), values(50*16), values(200*16)
	rel := make([]int32, 50)
	var at [block]int
	for i := range rel {
		rel[i] = int32(r.IntN(3900))
	}
	for i := range at {
		at[i] = r.IntN(3800)
	}
	var got, want, got2, want2 [block * 16]float32
	sum(&got, in, rel, w)
	plainSum(&want, in, rel, w)
	outer(&got2, in, &at, d, 200)
	plainOuter(&want2, in, &at, d, 200)
	for i := range got {
		if math.Abs(float64(got[i]-want[i])) > 1e-3 || math.Abs(float64(got2[i]-want2[i])) > 1e-3 {
			t.Fatalf("sum %v, plain %v; outer %v, plain %v", got[i], want[i], got2[i], want2[i])
		}
	}
}
