package handwriting

import (
	"image"
	"testing"
)

// rightPart is the right part of a cheque at 200 dpi with figures like a hand's in the
// middle, 5 mm high, and small print above and below; box draws what is around them.
func rightPart(box func(img *image.Gray, r image.Rectangle)) (img *image.Gray, figures image.Rectangle) {
	img = image.NewGray(image.Rect(0, 0, 440, 346))
	for i := range img.Pix {
		img.Pix[i] = 235
	}
	stroke := func(r image.Rectangle, grey uint8) {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				img.Pix[y*img.Stride+x] = grey
			}
		}
	}
	for i := range 5 { // each a figure of two strokes that meet
		x, y := 130+35*i, 150+3*(i%3)
		stroke(image.Rect(x, y, x+5, y+40), 60)
		stroke(image.Rect(x, y+17, x+20, y+22), 60)
		figures = figures.Union(image.Rect(x, y, x+20, y+40))
	}
	for i := range 12 { // small print
		for _, y := range []int{60, 270} {
			stroke(image.Rect(100+14*i, y, 103+14*i, y+14), 40)
		}
	}
	if box != nil {
		box(img, image.Rect(90, 135, 380, 208))
	}
	return img, figures
}

func dotted(img *image.Gray, r image.Rectangle) {
	for x := r.Min.X; x < r.Max.X; x += 8 {
		for d := range 3 {
			img.Pix[r.Min.Y*img.Stride+x+d], img.Pix[(r.Min.Y+1)*img.Stride+x+d] = 60, 60
			img.Pix[r.Max.Y*img.Stride+x+d], img.Pix[(r.Max.Y+1)*img.Stride+x+d] = 60, 60
		}
	}
}

func ruled(img *image.Gray, r image.Rectangle) {
	for x := r.Min.X; x < r.Max.X; x++ {
		for d := range 3 {
			img.Pix[(r.Min.Y+d)*img.Stride+x], img.Pix[(r.Max.Y-d)*img.Stride+x] = 60, 60
		}
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for d := range 3 {
			img.Pix[y*img.Stride+r.Min.X+d], img.Pix[y*img.Stride+r.Max.X-d] = 60, 60
		}
	}
}

func doubled(img *image.Gray, r image.Rectangle) {
	ruled(img, r)
	ruled(img, r.Inset(-8))
}

// The amount is found in a box whose rules are whole, doubled or dotted, and by the size
// of its figures where there is no box; all its ink lies in the place, and no other.
func TestAnAmountIsFoundWithAndWithoutABox(t *testing.T) {
	for name, c := range map[string]struct {
		box   func(*image.Gray, image.Rectangle)
		ruled bool
	}{"ruled": {ruled, true}, "doubled": {doubled, true}, "dotted": {dotted, true}, "none": {nil, false}} {
		img, figures := rightPart(c.box)
		places := Places(img, 200/25.4)
		if len(places) == 0 {
			t.Errorf("%s: nothing is found", name)
			continue
		}
		p := places[0]
		if !figures.In(p.Rectangle) || p.Ruled != c.ruled || p.Dy() > 90 || p.Min.Y < 90 {
			t.Errorf("%s: figures at %v, found %+v", name, figures, places)
		}
	}
	blank := image.NewGray(image.Rect(0, 0, 440, 346))
	for i := range blank.Pix {
		blank.Pix[i] = 235
	}
	for what, img := range map[string]*image.Gray{"blank": blank, "tiny": image.NewGray(image.Rect(0, 0, 2, 2))} {
		if places := Places(img, 200/25.4); len(places) > 0 {
			t.Errorf("%s: %+v", what, places)
		}
	}
}
