package handwriting

import (
	"image"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// flatCheque draws a cheque of a seed for tuning as a scanner without fault sees it but
// for noise and the like, and cuts a field out of it.
func flatCheque(t *testing.T, seed uint64, dpi int, hand bool) (cut func(name string) *image.Gray, truth specimen.Truth) {
	t.Helper()
	defects := specimen.GradedCheque(specimen.Light, seed)
	defects.Skew, defects.ShiftX, defects.ShiftY, defects.Glass = 0, 0, 0, 0
	defects.Cut, defects.CutLeft, defects.CutTop, defects.CutBottom = 0, 0, 0, 0
	d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: seed, DPI: dpi, Layout: "personal", Hand: hand, Defects: defects})
	if err != nil {
		t.Fatal(err)
	}
	mm := float64(dpi) / 25.4
	return func(name string) *image.Gray {
		a := d.Truth.Areas[name]
		r := image.Rect(int(a.X*mm), int(a.Y*mm), int((a.X+a.W)*mm), int((a.Y+a.H)*mm)).Intersect(d.Pages[0].Rect)
		out := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
		for y := range r.Dy() {
			copy(out.Pix[y*out.Stride:(y+1)*out.Stride], d.Pages[0].Pix[(r.Min.Y+y)*d.Pages[0].Stride+r.Min.X:])
		}
		return out
	}, d.Truth
}

// A pen's figures and letters are told from a printer's: one in ten may be mistaken, and
// of amounts, which are written large, one in twenty.
func TestAPenIsToldFromAPrinter(t *testing.T) {
	wrong := map[string]int{}
	for i := range uint64(20) {
		for _, hand := range []bool{false, true} {
			dpi := []int{200, 300}[i%2]
			cut, _ := flatCheque(t, 450_000+i, dpi, hand)
			for _, name := range []string{"amount_figures", "date", "payee"} {
				figures, letters, ok := ByHand(cut(name), float64(dpi)/25.4)
				if name == "payee" {
					figures = letters
				}
				if !ok || figures > .5 != hand {
					wrong[name]++
				}
			}
		}
	}
	if wrong["amount_figures"] > 2 || wrong["date"] > 4 || wrong["payee"] > 4 {
		t.Errorf("of 40 mistaken: %v", wrong)
	}
}

func TestNothingIsToldOfTooLittle(t *testing.T) {
	blank := image.NewGray(image.Rect(0, 0, 200, 60))
	for i := range blank.Pix {
		blank.Pix[i] = 240
	}
	one := image.NewGray(blank.Rect)
	copy(one.Pix, blank.Pix)
	for y := 15; y < 45; y++ {
		for x := 90; x < 96; x++ {
			one.Pix[y*one.Stride+x] = 30
		}
	}
	for name, img := range map[string]*image.Gray{"blank": blank, "one stroke": one, "tiny": image.NewGray(image.Rect(0, 0, 3, 3))} {
		if _, _, ok := ByHand(img, 8); ok {
			t.Errorf("%s is said to be somebody's", name)
		}
	}
	if _, _, ok := ByHand(one, 0); ok {
		t.Error("a scale of nothing is measured with")
	}
}
