package engine

import (
	"image"
	"math/rand/v2"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/penman"
	"bordereau/internal/script"
	"bordereau/internal/specimen"
	"bordereau/ocr/handwriting"
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

// A hand's amount is found in a zone with room around its box, as on the cheque. What
// is read surely is mostly right; what is doubtful comes with its other readings.
func TestHandwrittenAmountOfACheque(t *testing.T) {
	e := started(t)
	reader, err := handwriting.New()
	if err != nil {
		t.Fatal(err)
	}
	read, sure, wrong := 0, 0, 0
	for seed := range uint64(20) {
		img, d, box := chequeBy(t, seed)
		s := laid(t, img, 200)
		words, err := e.handAmount(s, bordereau.Box{X: 930, Y: 16, W: 440, H: 346})
		if err != nil {
			t.Fatal(err)
		}
		if len(words) == 0 {
			continue // nothing reads as an amount
		}
		read++
		if words[0].Confidence >= reader.Threshold() {
			sure++
			if words[0].Text != d.Amount {
				wrong++
				t.Logf("%s reads as %+v", d.Text, words)
			}
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
	if read < 16 || sure < 6 || wrong > 2 {
		t.Errorf("%d of 20 read, %d surely, %d of these wrong", read, sure, wrong)
	}
}

// What a hand wrote on a drawn cheque is told from type, and its date is read.
func TestWhoWroteAndWhen(t *testing.T) {
	e := started(t)
	const dpi, mm = 200, 200 / 25.4
	right := 0
	for seed := range uint64(6) {
		for _, hand := range []bool{true, false} {
			d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: 470_000 + seed, DPI: dpi, Layout: "personal", Hand: hand})
			if err != nil {
				t.Fatal(err)
			}
			s := laid(t, d.Pages[0], dpi)
			zone := func(name string) bordereau.Box {
				a := d.Truth.Areas[name]
				return bordereau.Box{X: int(a.X * mm), Y: int(a.Y * mm), W: int(a.W * mm), H: int(a.H * mm)}
			}
			who, err := e.byHand(s, zone("amount_figures"))
			if err != nil || len(who) != 2 || who[0].Text != "figures" || who[1].Text != "letters" || who[0].Confidence > .5 != hand {
				t.Errorf("by hand %v: %+v, %v", hand, who, err)
			}
			if !hand {
				continue
			}
			days, err := e.handDate(s, zone("date"))
			if err != nil {
				t.Fatal(err)
			}
			for i, w := range days {
				if _, err := time.Parse(time.DateOnly, w.Text); err != nil || i > 0 && w.Confidence > days[i-1].Confidence {
					t.Errorf("%+v", days)
				}
			}
			if len(days) > 0 && days[0].Text == d.Truth.Fields["date"] {
				right++
			}
		}
	}
	if right < 2 {
		t.Errorf("%d of 6 dates are read right", right)
	}
}

func TestAZoneThatIsNoAmountsIsRefused(t *testing.T) {
	e := started(t)
	img, _, _ := chequeBy(t, 1)
	s := laid(t, img, 200)
	for _, box := range []bordereau.Box{{}, {X: -4, Y: 10, W: 100, H: 50}, {X: 5000, Y: 10, W: 100, H: 50}, {X: 10, Y: 10, W: 1 << 40, H: 50}, {X: 10, Y: 10, W: 1, H: 1}, {X: 10, Y: 10, W: 100, H: -3}} {
		for name, read := range map[string]func(*sheet, bordereau.Box) ([]bordereau.Word, error){"amount": e.handAmount, "date": e.handDate, "hand": e.byHand} {
			if _, err := read(s, box); bordereau.CodeOf(err) != bordereau.Invalid {
				t.Errorf("%s: the zone %v gives %v", name, box, err)
			}
		}
	}
	// Tall and without a box: other writing, no amount.
	if words, err := e.handAmount(s, bordereau.Box{X: 10, Y: 10, W: 600, H: 600}); err != nil || len(words) > 0 {
		t.Errorf("a zone without a box reads as %v, %v", words, err)
	}
}
