package handwriting

import (
	"encoding/json"
	"image"
	"math"
	"math/rand/v2"
	"os"
	"testing"
)

// The reader computes what the trainer did: its check is written beside the weights.
func TestLinesAreComputedAsTheyWereTaught(t *testing.T) {
	data, err := os.ReadFile("lines_check.json")
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Pixels []uint8     `json:"-"`
		Given  []int       `json:"pixels"`
		Logs   [][]float64 `json:"logs"`
	}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	for _, v := range want.Given {
		want.Pixels = append(want.Pixels, uint8(v))
	}
	r, err := NewLines()
	if err != nil {
		t.Fatal(err)
	}
	got := r.net.Read(want.Pixels)
	if len(got) < len(want.Pixels)/StripHeight/4 || len(got) > len(want.Logs) {
		t.Fatalf("%d frames, the trainer has %d", len(got), len(want.Logs))
	}
	for i := range got {
		for c, v := range got[i] {
			if math.Abs(float64(v)-want.Logs[i][c]) > .02 {
				t.Fatalf("frame %d, class %d: %.3f, the trainer has %.3f", i, c, v, want.Logs[i][c])
			}
		}
	}
}

func TestWhatABoxSays(t *testing.T) {
	for text, want := range map[string]int64{
		"1237,56": 123756, "1 237,56": 123756, "1.237,56": 123756, "#1237,56#": 123756, "1237^56": 123756, "1237,^56": 123756, "1237€56": 123756,
		"=1237,56=": 123756, "€ 1237,56": 123756, "1237,56 €": 123756, "1237,-": 123700, "-1237,56-": 123756, "1237€": 123700, "#1237#": 123700, "1237": 123700,
		"1.237": 123700, "0,56": 56, "12.50": 1250,
		"": 0, "1237,": 0, "12,5": 0, "0": 0, "012,00": 0, "1.23,00": 0, "12345678,00": 0, "12^5": 0, "1€2€34": 0, "1^23,00": 0,
	} {
		got, _, ok := amountIn(text)
		if ok != (want > 0) || ok && got != want {
			t.Errorf("%q says %d, %v", text, got, ok)
		}
		for i := range text {
			if want > 0 && text[i] < 128 && !goesOn(text[:i], rune(text[i])) {
				t.Errorf("%q may not go on by %q", text[:i], text[i])
			}
		}
	}
	for _, bad := range []string{"12,,", "-1-2", "1..", "12^^", ",", "^1"} {
		if last := len(bad) - 1; goesOn(bad[:last], rune(bad[last])) && (last == 0 || goesOn(bad[:last-1], rune(bad[last-1]))) {
			t.Errorf("%q is a beginning", bad)
		}
	}
}

// framesOf are frames that surely say a text.
func framesOf(text string) *Frames {
	f := &Frames{}
	for _, c := range text {
		f.costs = append(f.costs, frame{none: 4, symbols: []cost{{c, .02}}}, frame{none: .1, symbols: []cost{{c, 3}}})
	}
	return f
}

func TestFramesAreSearchedUnderTheirGrammar(t *testing.T) {
	f := framesOf("1233,50")
	f.costs[0].symbols = append(f.costs[0].symbols, cost{'7', .7})
	all := f.amounts(nil)
	if len(all) < 2 || all[0].cents != 123350 || all[1].cents != 723350 || all[1].cost-all[0].cost < .5 {
		t.Errorf("the amounts are %+v", all)
	}
	if only := f.amounts(beginning("723350")); len(only) == 0 || only[0].cents != 723350 {
		t.Errorf("sought alone: %+v", only)
	}
	f = framesOf("31/02/2026")
	f.costs[0].symbols = append(f.costs[0].symbols, cost{'2', 1.2})
	f.strip = &Strip{pitch: 1}
	days, _ := f.dates(image.Rect(0, 0, 100, 30))
	if len(days) == 0 || days[0].Date != "2026-02-21" || days[0].Share < .5 {
		t.Errorf("a day that is none reads as %+v", days)
	}
}

// What is drawn is a strip of its letters' size, wherever it stands and however large; a
// rule under it goes.
func TestStrips(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	draw := func(high, y int) *image.Gray {
		img := image.NewGray(image.Rect(0, 0, 40*high/4, 4*high))
		for i := range img.Pix {
			img.Pix[i] = uint8(228 + r.IntN(20))
		}
		bar := func(x0, y0, x1, y1 int) {
			for y := y0; y < y1; y++ {
				for x := x0; x < x1; x++ {
					img.Pix[y*img.Stride+x] = 30
				}
			}
		}
		for x := high; x < 8*high; x += high {
			bar(x, y-high, x+high/6, y)
			bar(x, y-high, x+high/2, y-high+high/6)
			bar(x, y-high/6, x+high/2, y)
		}
		bar(0, y+high/3, img.Rect.Dx(), y+high/3+2)
		return img
	}
	var widths []int
	for _, c := range [][2]int{{20, 50}, {40, 120}, {60, 150}} {
		s := StripOf(draw(c[0], c[1]), 0)
		if s == nil {
			t.Fatalf("figures %d high are no line", c[0])
		}
		widths = append(widths, s.Width)
		first, last := StripHeight, 0
		for i, v := range s.Pixels {
			if v > 60 {
				first, last = min(first, i%StripHeight), max(last, i%StripHeight)
			}
		}
		if high := last - first + 1; high < 12 || high > 24 || first+last < 26 || first+last > 36 {
			t.Errorf("figures %d high stand from %d to %d", c[0], first, last)
		}
		if at := s.At(6); at < c[0]-8 || at > c[0]+8 {
			t.Errorf("the first stroke, at %d, is said to be at %d", c[0], at)
		}
	}
	for _, w := range widths[1:] {
		if w < widths[0]*8/10 || w > widths[0]*12/10 {
			t.Errorf("one line is %v columns", widths)
		}
	}
	for _, img := range []*image.Gray{image.NewGray(image.Rect(0, 0, 300, 60)), image.NewGray(image.Rect(0, 0, 3, 3)), image.NewGray(image.Rect(0, 0, 0, 0))} {
		if s := StripOf(img, 8); s != nil {
			t.Errorf("an empty picture is a line of %d columns", s.Width)
		}
	}
}

func TestEveryClassIsTaught(t *testing.T) {
	if n := len(lineAlphabet) + 1; n != 48 {
		t.Errorf("%d classes", n)
	}
	if got := ClassesOf("a9 é^"); len(got) != 4 {
		t.Errorf("classes %v", got)
	}
}
