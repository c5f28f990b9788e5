package lanes

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// What the processor's vectors add up is what plain loops do, to the last bit.
func TestSumsAreThoseOfPlainLoops(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	values := func(n int) []float32 {
		out := make([]float32, n)
		for i := range out {
			out[i] = float32(r.NormFloat64())
		}
		return out
	}
	for range 50 {
		columns, wide, kept, step := 1+r.IntN(9), 1+r.IntN(500), 1+r.IntN(Wide), 1+r.IntN(60)
		stride := kept + r.IntN(90)
		in, w := values(columns*step+wide), values(wide*Wide)
		got := values(columns * stride)
		want := slices.Clone(got)
		Slide(got, stride, kept, in, step, columns, w)
		for c := range columns {
			for k := range kept {
				sum := float32(0)
				for i := range wide {
					sum += float32(in[c*step+i] * w[i*Wide+k])
				}
				want[c*stride+k] += sum
			}
		}
		same(t, "Slide", got, want)

		taps, places := 1+r.IntN(300), 1+r.IntN(12)
		plane := places*Wide + r.IntN(50)
		rel := make([]int32, taps)
		for i := range rel {
			rel[i] = int32(r.IntN(3000))
		}
		slices.Sort(rel)
		in, w = values(3000+places*Wide), values(taps*Wide)
		bias := values(Channels)
		if r.IntN(2) == 0 {
			bias = nil
		}
		got = values(Channels * plane)
		want = slices.Clone(got)
		Taps(got, plane, bias, in, rel, w, places)
		for j := range Channels {
			for at := range places * Wide {
				sum := float32(0)
				if bias != nil {
					sum = bias[j]
				}
				for t, off := range rel {
					sum += float32(in[int(off)+at] * w[t*Wide+j])
				}
				want[j*plane+at] = sum
			}
		}
		same(t, "Taps", got, want)

		n := 1 + r.IntN(300)
		var from [Channels]int32
		for j := range from {
			from[j] = int32(r.IntN(2000))
		}
		in, d := values(2000+n), values(n*Wide)
		var acc [Channels * Wide]float32
		copy(acc[:], values(len(acc)))
		want = slices.Clone(acc[:])
		Outer(&acc, in, &from, d, n)
		for j, at := range from {
			for i := range n {
				for k := range Wide {
					want[j*Wide+k] += float32(in[int(at)+i] * d[i*Wide+k])
				}
			}
		}
		same(t, "Outer", acc[:], want)
	}
}

func same(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("%s: %v at %d, plain loops give %v", what, got[i], i, want[i])
		}
	}
}

// What would reach beyond a slice is refused before C sees it.
func TestSumsKeepWithinTheirSlices(t *testing.T) {
	for name, f := range map[string]func(){
		"Slide, in":  func() { Slide(make([]float32, 64), 16, 16, make([]float32, 10), 2, 4, make([]float32, 5*Wide)) },
		"Slide, out": func() { Slide(make([]float32, 63), 16, 16, make([]float32, 11), 2, 4, make([]float32, 5*Wide)) },
		"Taps":       func() { Taps(make([]float32, 128), 16, nil, make([]float32, 16), []int32{1}, make([]float32, 16), 1) },
		"Outer": func() {
			Outer(new([Channels * Wide]float32), make([]float32, 8), &[Channels]int32{7}, make([]float32, 32), 2)
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: not refused", name)
				}
			}()
			f()
		}()
	}
}
