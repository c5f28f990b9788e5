package net

// plainSum adds to each of eight channels, for each lane, the values at the taps times
// their weights; those of a tap are 16 apart.
func plainSum(acc *[block * Lanes]float32, in []float32, rel []int32, w []float32) {
	for j := 0; j < block; j += 2 {
		for i := 0; i < Lanes; i += 4 {
			a, b := acc[j*Lanes+i:j*Lanes+i+4], acc[(j+1)*Lanes+i:(j+1)*Lanes+i+4]
			a0, a1, a2, a3, b0, b1, b2, b3 := a[0], a[1], a[2], a[3], b[0], b[1], b[2], b[3]
			at := j
			for _, off := range rel {
				v := in[int(off)+i:][:4]
				wa, wb := w[at], w[at+1]
				at += 16
				a0, a1, a2, a3 = a0+v[0]*wa, a1+v[1]*wa, a2+v[2]*wa, a3+v[3]*wa
				b0, b1, b2, b3 = b0+v[0]*wb, b1+v[1]*wb, b2+v[2]*wb, b3+v[3]*wb
			}
			a[0], a[1], a[2], a[3], b[0], b[1], b[2], b[3] = a0, a1, a2, a3, b0, b1, b2, b3
		}
	}
}

// plainOuter adds to each of eight taps, for 16 channels, the n values at the tap times the
// gradients there, [n][16].
func plainOuter(acc *[block * 16]float32, in []float32, at *[block]int, d []float32, n int) {
	for j := range block {
		values := in[at[j]:][:n]
		for k := 0; k < 16; k += 4 {
			a := acc[j*16+k:][:4]
			a0, a1, a2, a3 := a[0], a[1], a[2], a[3]
			for i, v := range values {
				g := d[i*16+k:][:4]
				a0, a1, a2, a3 = a0+v*g[0], a1+v*g[1], a2+v*g[2], a3+v*g[3]
			}
			a[0], a[1], a[2], a[3] = a0, a1, a2, a3
		}
	}
}
