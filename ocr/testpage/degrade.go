package testpage

import (
	"image"
	"math"
	"math/rand/v2"
)

// Degradation is what a scanner and a careless hand do to a page.
type Degradation struct {
	SkewMin float64 `json:"skew_min"` // degrees, of either sign
	SkewMax float64 `json:"skew_max"`
	Paper   float64 `json:"paper"` // grey of the paper, 255 is white
	Ink     float64 `json:"ink"`   // grey added to the ink: faded print
	Shade   float64 `json:"shade"` // by how much of the light the darkest corner is short, 0 to 1
	Noise   float64 `json:"noise"` // standard deviation, in grey levels
	Blur    int     `json:"blur"`  // radius of a box blur in pixels
}

// Spoil degrades a page; its words keep the boxes of the unspoilt page. The
// same seed always spoils alike.
func Spoil(p Page, d Degradation, seed int) Page {
	rnd := rand.New(rand.NewPCG(uint64(seed), 7919))
	angle := d.SkewMin + rnd.Float64()*(d.SkewMax-d.SkewMin)
	if rnd.IntN(2) == 0 {
		angle = -angle
	}
	img := p.Image
	if angle != 0 {
		img = Turn(img, angle)
	}
	for range d.Blur {
		img = soften(img)
	}
	corner := rnd.IntN(4)
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewGray(img.Rect)
	for y := range h {
		for x := range w {
			fx, fy := float64(x)/float64(w), float64(y)/float64(h)
			if corner&1 != 0 {
				fx = 1 - fx
			}
			if corner&2 != 0 {
				fy = 1 - fy
			}
			light := 1 - d.Shade*(0.55*fx+0.45*fy*fy)
			v := float64(img.Pix[y*img.Stride+x])/255*(d.Paper-d.Ink) + d.Ink
			v = v*light + gauss(rnd)*d.Noise
			out.Pix[y*out.Stride+x] = uint8(min(max(v, 0), 255))
		}
	}
	p.Image = out
	return p
}

// gauss is near enough to normal for the noise of a scanner, and fast.
func gauss(r *rand.Rand) float64 {
	u := r.Uint64()
	s := float64(u&0xffff) + float64(u>>16&0xffff) + float64(u>>32&0xffff) + float64(u>>48)
	return (s/65536 - 2) * 1.732
}

// Turn rotates clockwise by some degrees about the middle, on the same canvas.
func Turn(img *image.Gray, degrees float64) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewGray(img.Rect)
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	cx, cy := float64(w)/2, float64(h)/2
	for y := range h {
		for x := range w {
			dx, dy := float64(x)-cx, float64(y)-cy
			sx, sy := cx+dx*cos+dy*sin, cy-dx*sin+dy*cos
			out.Pix[y*out.Stride+x] = sample(img, sx, sy)
		}
	}
	return out
}

func sample(img *image.Gray, x, y float64) uint8 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= img.Rect.Dx() || y0+1 >= img.Rect.Dy() {
		return 255
	}
	fx, fy := x-float64(x0), y-float64(y0)
	at := func(x, y int) float64 { return float64(img.Pix[y*img.Stride+x]) }
	top := at(x0, y0)*(1-fx) + at(x0+1, y0)*fx
	low := at(x0, y0+1)*(1-fx) + at(x0+1, y0+1)*fx
	return uint8(top*(1-fy) + low*fy + 0.5)
}

// Quarter turns clockwise by q quarters.
func Quarter(img *image.Gray, q int) *image.Gray {
	for range ((q % 4) + 4) % 4 {
		w, h := img.Rect.Dx(), img.Rect.Dy()
		out := image.NewGray(image.Rect(0, 0, h, w))
		for y := range h {
			for x := range w {
				out.Pix[x*out.Stride+h-1-y] = img.Pix[y*img.Stride+x]
			}
		}
		img = out
	}
	return img
}

func soften(img *image.Gray) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewGray(img.Rect)
	copy(out.Pix, img.Pix)
	for y := 1; y < h-1; y++ {
		for x := 1; x < w-1; x++ {
			i, s := y*img.Stride+x, 0
			for _, o := range [9]int{-img.Stride - 1, -img.Stride, -img.Stride + 1, -1, 0, 1, img.Stride - 1, img.Stride, img.Stride + 1} {
				s += int(img.Pix[i+o])
			}
			out.Pix[i] = uint8(s / 9)
		}
	}
	return out
}

// PGM is the page as an uncompressed grey image, which costs nothing to decode.
func PGM(img *image.Gray) []byte {
	return append([]byte(pgmHeader(img)), img.Pix...)
}
