//go:build !(amd64 && goexperiment.simd)

package net

func sum(acc *[block * Lanes]float32, in []float32, rel []int32, w []float32) {
	plainSum(acc, in, rel, w)
}

func outer(acc *[block * 16]float32, in []float32, at *[block]int, d []float32, n int) {
	plainOuter(acc, in, at, d, n)
}
