package specimen

import (
	"bytes"
	"image"
	"math"
	"testing"

	"bordereau"
)

type look struct {
	mean, sigma float64 // of all pixels
	edge        float64 // mean step from pixel to pixel
	black       int     // pixels below 64
	greys       int     // distinct values
}

func lookAt(img *image.Gray) look {
	var l look
	var seen [256]bool
	sum, squares := 0.0, 0.0
	for i, v := range img.Pix {
		sum += float64(v)
		squares += float64(v) * float64(v)
		seen[v] = true
		if v < 64 {
			l.black++
		}
		if i > 0 {
			l.edge += math.Abs(float64(v) - float64(img.Pix[i-1]))
		}
	}
	n := float64(len(img.Pix))
	l.mean, l.edge = sum/n, l.edge/n
	l.sigma = math.Sqrt(squares/n - l.mean*l.mean)
	for _, s := range seen {
		if s {
			l.greys++
		}
	}
	return l
}

func scan(t *testing.T, d Defects) *image.Gray {
	t.Helper()
	drawn, err := Draw(Spec{Kind: bordereau.Letter, Seed: 2, DPI: 200, Defects: d})
	if err != nil {
		t.Fatal(err)
	}
	return drawn.Pages[0]
}

func TestDefectsShowInThePixels(t *testing.T) {
	cleanPage := scan(t, Defects{})
	clean := lookAt(cleanPage)
	for name, c := range map[string]struct {
		d    Defects
		want func(img *image.Gray, l look) bool
	}{
		"noise":    {Defects{Noise: 10}, func(_ *image.Gray, l look) bool { return l.edge > clean.edge+3 }},
		"pepper":   {Defects{Pepper: 0.01}, func(_ *image.Gray, l look) bool { return l.black > clean.black+len(cleanPage.Pix)/400 }},
		"blur":     {Defects{Blur: 0.8}, func(_ *image.Gray, l look) bool { return l.edge < clean.edge*0.9 && math.Abs(l.mean-clean.mean) < 1.5 }},
		"big blur": {Defects{Blur: 4}, func(_ *image.Gray, l look) bool { return l.edge < clean.edge*0.3 && math.Abs(l.mean-clean.mean) < 2 }},
		"shade":    {Defects{Shade: 0.4}, func(_ *image.Gray, l look) bool { return l.mean < clean.mean-8 }},
		"contrast": {Defects{Contrast: 0.5}, func(_ *image.Gray, l look) bool { return l.sigma < clean.sigma*0.6 && l.black == 0 }},
		"bitonal":  {Defects{Bitonal: true}, func(_ *image.Gray, l look) bool { return l.greys == 2 }},
		"stamp":    {Defects{Stamp: true}, func(_ *image.Gray, l look) bool { return l.mean < clean.mean-0.2 }},
		"punch":    {Defects{Punch: true}, func(img *image.Gray, _ look) bool { return img.GrayAt(87, img.Rect.Dy()/2-315).Y == 70 }},
		"coffee":   {Defects{Coffee: true}, func(_ *image.Gray, l look) bool { return l.mean < clean.mean-0.4 }},
		"cut":      {Defects{Cut: 25.4}, func(img *image.Gray, _ look) bool { return img.Rect.Dx() == cleanPage.Rect.Dx()-200 }},
		"90":       {Defects{Rotation: 90}, func(img *image.Gray, _ look) bool { return turnedBack(img, 270, cleanPage) }},
		"180":      {Defects{Rotation: 180}, func(img *image.Gray, _ look) bool { return turnedBack(img, 180, cleanPage) }},
		"270":      {Defects{Rotation: 270}, func(img *image.Gray, _ look) bool { return turnedBack(img, 90, cleanPage) }},
		"unreadable": {Defects{Unreadable: true}, func(img *image.Gray, _ look) bool {
			blur(img, 2) // without its grain nothing dark as ink is left
			return lookAt(img).black == 0
		}},
	} {
		img := scan(t, c.d)
		if l := lookAt(img); !c.want(img, l) {
			t.Errorf("%s does not show: %+v, clean is %+v", name, l, clean)
		}
	}
}

func turnedBack(img *image.Gray, by int, want *image.Gray) bool {
	return bytes.Equal(quarterTurned(img, by).Pix, want.Pix)
}

// A bar across the page shows by how much and in which direction it was turned.
func TestSkewAndShift(t *testing.T) {
	for _, degrees := range []float64{-5, -0.7, 0.3, 2, 5} {
		img := image.NewGray(image.Rect(0, 0, 1000, 1000))
		for i := range img.Pix {
			img.Pix[i] = 255
		}
		for x := range 1000 {
			img.Pix[500*1000+x] = 0
		}
		out := turned(img, degrees, 0, 20, 255)
		row := func(x int) float64 {
			sum, weight := 0.0, 0.0
			for y := range 1000 {
				ink := 255 - float64(out.GrayAt(x, y).Y)
				sum, weight = sum+ink*float64(y), weight+ink
			}
			return sum / weight
		}
		left, right := row(200), row(800)
		if got := math.Atan((right-left)/600) * 180 / math.Pi; math.Abs(got-degrees) > 0.02 {
			t.Errorf("turned by %.2f degrees instead of %.2f", got, degrees)
		}
		if middle := row(500); math.Abs(middle-520) > 1 {
			t.Errorf("shifted to %.1f instead of 520", middle)
		}
	}
}

func TestGrades(t *testing.T) {
	if (Graded(Clean, 1) != Defects{}) {
		t.Error("clean is not clean")
	}
	for seed := range uint64(50) {
		light, medium, heavy := Graded(Light, seed), Graded(Medium, seed), Graded(Heavy, seed)
		if math.Abs(light.Skew) >= 1 || math.Abs(medium.Skew) > 2.5 || math.Abs(heavy.Skew) < 2 || light.Noise > medium.Noise+2 || medium.Noise > heavy.Noise+2 {
			t.Errorf("seed %d: %+v, %+v, %+v", seed, light, medium, heavy)
		}
	}
}
