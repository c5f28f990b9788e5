//go:build amd64 && goexperiment.simd

package net

import "simd/archsimd"

// These are the sums of kernel.go sixteen at a time, for the training: five times as
// fast, and the same but for rounding.

var vectors = archsimd.X86.AVX512()

func sum(acc *[block * Lanes]float32, in []float32, rel []int32, w []float32) {
	if !vectors {
		plainSum(acc, in, rel, w)
		return
	}
	load := func(j int) archsimd.Float32x16 { return archsimd.LoadFloat32x16Slice(acc[j*Lanes:]) }
	a0, a1, a2, a3, a4, a5, a6, a7 := load(0), load(1), load(2), load(3), load(4), load(5), load(6), load(7)
	for t, off := range rel {
		v := archsimd.LoadFloat32x16Slice(in[off:])
		k := w[t*16:][:block]
		a0 = v.MulAdd(archsimd.BroadcastFloat32x16(k[0]), a0)
		a1 = v.MulAdd(archsimd.BroadcastFloat32x16(k[1]), a1)
		a2 = v.MulAdd(archsimd.BroadcastFloat32x16(k[2]), a2)
		a3 = v.MulAdd(archsimd.BroadcastFloat32x16(k[3]), a3)
		a4 = v.MulAdd(archsimd.BroadcastFloat32x16(k[4]), a4)
		a5 = v.MulAdd(archsimd.BroadcastFloat32x16(k[5]), a5)
		a6 = v.MulAdd(archsimd.BroadcastFloat32x16(k[6]), a6)
		a7 = v.MulAdd(archsimd.BroadcastFloat32x16(k[7]), a7)
	}
	for j, a := range [block]archsimd.Float32x16{a0, a1, a2, a3, a4, a5, a6, a7} {
		a.StoreSlice(acc[j*Lanes:])
	}
}

func outer(acc *[block * 16]float32, in []float32, at *[block]int, d []float32, n int) {
	if !vectors {
		plainOuter(acc, in, at, d, n)
		return
	}
	load := func(j int) archsimd.Float32x16 { return archsimd.LoadFloat32x16Slice(acc[j*16:]) }
	a0, a1, a2, a3, a4, a5, a6, a7 := load(0), load(1), load(2), load(3), load(4), load(5), load(6), load(7)
	v0, v1, v2, v3 := in[at[0]:][:n], in[at[1]:][:n], in[at[2]:][:n], in[at[3]:][:n]
	v4, v5, v6, v7 := in[at[4]:][:n], in[at[5]:][:n], in[at[6]:][:n], in[at[7]:][:n]
	for i := range n {
		g := archsimd.LoadFloat32x16Slice(d[i*16:])
		a0 = g.MulAdd(archsimd.BroadcastFloat32x16(v0[i]), a0)
		a1 = g.MulAdd(archsimd.BroadcastFloat32x16(v1[i]), a1)
		a2 = g.MulAdd(archsimd.BroadcastFloat32x16(v2[i]), a2)
		a3 = g.MulAdd(archsimd.BroadcastFloat32x16(v3[i]), a3)
		a4 = g.MulAdd(archsimd.BroadcastFloat32x16(v4[i]), a4)
		a5 = g.MulAdd(archsimd.BroadcastFloat32x16(v5[i]), a5)
		a6 = g.MulAdd(archsimd.BroadcastFloat32x16(v6[i]), a6)
		a7 = g.MulAdd(archsimd.BroadcastFloat32x16(v7[i]), a7)
	}
	for j, a := range [block]archsimd.Float32x16{a0, a1, a2, a3, a4, a5, a6, a7} {
		a.StoreSlice(acc[j*16:])
	}
}
