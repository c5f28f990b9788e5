package specimen

import (
	"image"
	"image/jpeg"
	"io"
	"math"
)

// Photo is how a telephone takes a picture of a paper that lies on a table.
type Photo struct {
	Megapixels float64 // of its sensor, which is 4 by 3
	Fill       float64 // share of the picture's width that the paper takes
	Turn       float64 // degrees, clockwise
	TiltX      float64 // by how much nearer the right end is than the left one, as a share
	TiltY      float64 // the foot than the head
	Light      float64 // by how much lighter the left end is, as a share
	Quarter    int     // clockwise quarters that the telephone was turned by
	LightTable bool    // a table as light as the paper
}

// ByHand is a photograph as people take them, by chance.
func ByHand(seed uint64) Photo {
	r := stream(seed, "photo", 0)
	around := func(most float64) float64 { return most * (2*r.Float64() - 1) }
	return Photo{Megapixels: pick(r, []float64{2, 5, 12}), Fill: 0.55 + 0.42*r.Float64(), Turn: around(3), TiltX: around(0.08), TiltY: around(0.08),
		Light: around(0.3), Quarter: r.IntN(4), LightTable: r.IntN(5) == 0}
}

// Take photographs a page.
func (p Photo) Take(page *image.Gray, seed uint64) *image.Gray {
	r := stream(seed, "photograph", 0)
	w := int(math.Sqrt(p.Megapixels * 1e6 * 4 / 3))
	h := 3 * w / 4
	out := image.NewGray(image.Rect(0, 0, w, h))
	pw, ph := float64(page.Rect.Dx()), float64(page.Rect.Dy())
	step := max(pw/(p.Fill*float64(w)), ph/(0.97*float64(h))) // pixels of the page to one of the picture
	sin, cos := math.Sincos(p.Turn * math.Pi / 180)
	grain, dark := 12+30*r.Float64(), 60+60*r.Float64()
	if p.LightTable {
		grain, dark = 4, 225
	}
	wood := 20 + 60*r.Float64()
	for y := range h {
		v := float64(y)/float64(w) - float64(h)/float64(w)/2
		for x := range w {
			u := float64(x)/float64(w) - 0.5
			far := 1 + p.TiltX*u + p.TiltY*v
			fx, fy := u/far*float64(w)*step, v/far*float64(w)*step
			sx, sy := fx*cos+fy*sin+pw/2, fy*cos-fx*sin+ph/2
			grey := dark + grain*math.Sin(float64(x)/wood)*math.Sin(float64(y)/(3*wood)+math.Sin(float64(x)/190))
			if sx >= 0 && sy >= 0 && sx < pw && sy < ph {
				grey = patch(page, sx, sy, step)
			}
			out.Pix[y*out.Stride+x] = uint8(max(0, min(255, grey*(0.82-p.Light*u)+4*r.NormFloat64())))
		}
	}
	return quarterTurned(out, p.Quarter%4*90)
}

// patch is the mean grey of a square of a page.
func patch(img *image.Gray, x, y, side float64) float64 {
	sum, n := 0, 0
	for j := int(y); j < min(img.Rect.Dy(), int(y+max(side, 1))); j++ {
		for i := int(x); i < min(img.Rect.Dx(), int(x+max(side, 1))); i++ {
			sum += int(img.Pix[j*img.Stride+i])
			n++
		}
	}
	if n == 0 {
		return 255
	}
	return float64(sum) / float64(n)
}

// WriteJPEG writes a picture as telephones do, which do not say its resolution.
func WriteJPEG(out io.Writer, img image.Image) error {
	return jpeg.Encode(out, img, &jpeg.Options{Quality: 88})
}
