package main

import (
	"math"
	"math/rand/v2"

	"bordereau/ocr/handwriting/net"
)

const plane = net.Side * net.Side

// distort turns, leans, stretches and bends what is seen of a candidate, thickens or
// thins its strokes, and now and then hides what stands around it.
func distort(in *net.Input, r *rand.Rand) {
	if r.IntN(8) == 0 {
		return
	}
	own := warping(1, r)
	move(in.Pixels[:plane], own)
	around := warping(.4, r)
	move(in.Pixels[plane:2*plane], around)
	move(in.Pixels[2*plane:], around)
	switch r.IntN(6) {
	case 0:
		spreadInk(in.Pixels[:plane], true, r.Float64())
		spreadInk(in.Pixels[plane:2*plane], true, .5*r.Float64())
	case 1:
		spreadInk(in.Pixels[:plane], false, .6*r.Float64())
	}
	if r.IntN(12) == 0 {
		clear(in.Pixels[2*plane:])
	}
	for i := range in.Measures {
		in.Measures[i] += float32(.04 * r.NormFloat64())
	}
}

// warp says where the ink of a place comes from, both from the middle.
type warp func(x, y float64) (float64, float64)

// warping makes up a distortion: an affine one and a wave (Simard et al., 2003).
func warping(much float64, r *rand.Rand) warp {
	turn, lean := .1*much*r.NormFloat64(), .14*much*r.NormFloat64()
	sx, sy := math.Exp(.1*much*r.NormFloat64()), math.Exp(.07*much*r.NormFloat64())
	dx, dy := .7*much*r.NormFloat64(), .7*much*r.NormFloat64()
	kx, ky, phase := .5*r.NormFloat64(), .5*r.NormFloat64(), 2*math.Pi*r.Float64()
	ax, ay := .7*much*r.NormFloat64(), .7*much*r.NormFloat64()
	sin, cos := math.Sincos(turn)
	return func(x, y float64) (float64, float64) {
		wave := math.Sin(kx*x + ky*y + phase)
		u, v := x*cos-y*sin, x*sin+y*cos
		return (u+lean*v)*sx + dx + ax*wave, v*sy + dy + ay*wave
	}
}

// move draws a plane anew.
func move(p []uint8, from warp) {
	var was [plane]uint8
	copy(was[:], p)
	const mid = float64(net.Side-1) / 2
	at := func(x, y int) float64 {
		if x < 0 || y < 0 || x >= net.Side || y >= net.Side {
			return 0
		}
		return float64(was[y*net.Side+x])
	}
	for y := range net.Side {
		for x := range net.Side {
			fx, fy := from(float64(x)-mid, float64(y)-mid)
			fx, fy = fx+mid, fy+mid
			x0, y0 := int(math.Floor(fx)), int(math.Floor(fy))
			tx, ty := fx-float64(x0), fy-float64(y0)
			v := (at(x0, y0)*(1-tx)+at(x0+1, y0)*tx)*(1-ty) + (at(x0, y0+1)*(1-tx)+at(x0+1, y0+1)*tx)*ty
			p[y*net.Side+x] = uint8(v)
		}
	}
}

// spreadInk makes strokes thicker or thinner by part of a pixel at each side.
func spreadInk(p []uint8, thicker bool, share float64) {
	var was [plane]uint8
	copy(was[:], p)
	for y := 1; y < net.Side-1; y++ {
		for x := 1; x < net.Side-1; x++ {
			i := y*net.Side + x
			a, b, c, d := was[i-1], was[i+1], was[i-net.Side], was[i+net.Side]
			v := min(a, b, c, d)
			if thicker {
				v = max(a, b, c, d)
			}
			if (v > was[i]) == thicker {
				p[i] = uint8(float64(was[i])*(1-share) + float64(v)*share)
			}
		}
	}
}
