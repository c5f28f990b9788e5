package engine

import (
	"image"
	"math/rand/v2"
	"testing"

	"bordereau"
	"bordereau/internal/penman"
	"bordereau/internal/script"
)

// chequeBy is a cheque of which only the box is filled in, at 200 dpi, and the box.
func chequeBy(t *testing.T, seed uint64) (*image.Gray, *penman.Drawing, bordereau.Box) {
	t.Helper()
	faces, err := script.Faces()
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(seed, 7))
	paper := penman.Paper{DPI: 200, Width: 38, Height: 10, Margin: 1, Frame: .3, White: 240, Black: 40, Noise: 3}
	d, err := penman.Draw(penman.NewHand(penman.Pen, faces, r), penman.Cents(r), paper, r)
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewGray(image.Rect(0, 0, 1378, 630)) // 175 by 80 mm
	for i := range img.Pix {
		img.Pix[i] = 240
	}
	at := image.Pt(1040, 150)
	for y := range d.Image.Rect.Dy() {
		copy(img.Pix[(at.Y+y)*img.Stride+at.X:], d.Image.Pix[y*d.Image.Stride:(y+1)*d.Image.Stride])
	}
	return img, d, bordereau.Box{X: at.X, Y: at.Y, W: d.Image.Rect.Dx(), H: d.Image.Rect.Dy()}
}

// A hand's amount is found in a zone with room around its box, as on the cheque.
func TestHandwrittenAmountOfACheque(t *testing.T) {
	e := started(t)
	read, wrong := 0, 0
	for seed := range uint64(20) {
		img, d, box := chequeBy(t, seed)
		s := laid(t, img, 200)
		words, err := e.handAmount(s, bordereau.Box{X: 930, Y: 16, W: 440, H: 346})
		if err != nil {
			t.Fatal(err)
		}
		if len(words) == 0 {
			continue // it abstains
		}
		read++
		if words[0].Text != d.Amount {
			wrong++
			t.Logf("%s reads as %+v", d.Text, words)
		}
		for _, w := range words {
			if !inside(w.Box, box) || w.Confidence > words[0].Confidence || w.Confidence < 0 {
				t.Errorf("%+v is not of the box %v", w, box)
			}
			if _, err := bordereau.ParseMoney(w.Text, "EUR"); err != nil {
				t.Errorf("%q is no amount", w.Text)
			}
		}
	}
	if read < 6 || wrong > 2 {
		t.Errorf("%d of 20 read, %d of them wrong", read, wrong)
	}
}

func TestAZoneThatIsNoAmountsIsRefused(t *testing.T) {
	e := started(t)
	img, _, _ := chequeBy(t, 1)
	s := laid(t, img, 200)
	for _, box := range []bordereau.Box{{}, {X: -4, Y: 10, W: 100, H: 50}, {X: 5000, Y: 10, W: 100, H: 50}, {X: 10, Y: 10, W: 1 << 40, H: 50}, {X: 10, Y: 10, W: 1, H: 1}, {X: 10, Y: 10, W: 100, H: -3}} {
		if _, err := e.handAmount(s, box); bordereau.CodeOf(err) != bordereau.Invalid {
			t.Errorf("the zone %v gives %v", box, err)
		}
	}
	// Tall and without a box: other writing, no amount.
	if words, err := e.handAmount(s, bordereau.Box{X: 10, Y: 10, W: 600, H: 600}); err != nil || len(words) > 0 {
		t.Errorf("a zone without a box reads as %v, %v", words, err)
	}
}
