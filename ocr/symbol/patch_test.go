package symbol

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
)

// barred draws four bars along the top edge of a page, wide where the letter is W, so many
// millimetres from it and long.
func barred(page *image.Gray, dpi int, bars string, from, long float64) {
	px := func(mm float64) int { return int(mm * float64(dpi) / 25.4) }
	for i := range bars {
		size := narrow
		if bars[i] == 'W' {
			size = wide
		}
		x := (page.Rect.Dx() - px(long)) / 2
		draw.Draw(page, image.Rect(x, px(from), x+px(long), px(from+size)), image.Black, image.Point{}, draw.Src)
		from += size + narrow
	}
}

// quartered turns a picture clockwise by a quarter.
func quartered(img *image.Gray) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, img.Rect.Dy(), img.Rect.Dx()))
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			out.SetGray(img.Rect.Dy()-1-y, x, img.GrayAt(x, y))
		}
	}
	return out
}

func sheet(dpi int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, dpi*827/100, dpi*1169/100))
	draw.Draw(img, img.Rect, image.NewUniform(color.Gray{Y: 245}), image.Point{}, draw.Src)
	return img
}

func TestPatchCodes(t *testing.T) {
	for name, bars := range map[string]string{"2": "WNNW", "3": "WNWN", "T": "NWNW"} {
		for _, dpi := range []int{100, 200, 300} {
			img := sheet(dpi)
			barred(img, dpi, bars, 12, 120)
			for turn := range 4 {
				got := patch(img, float64(dpi)/25.4)
				if len(got) != 1 || got[0].Kind != Patch || string(got[0].Text) != name || got[0].Box.Empty() || !got[0].Box.In(img.Rect) {
					t.Errorf("patch %s at %d dpi, turned %d times: %v", name, dpi, turn, got)
				}
				img = quartered(img)
			}
		}
	}
	text := letter(t, 200)
	barred(text, 200, "NWNW", 8, 60)
	found, err := Read(text, 200/25.4)
	if err != nil || len(found) != 1 || string(found[0].Text) != "T" {
		t.Error("on a page of text:", found, err)
	}
}

func TestWhatIsNoPatchCode(t *testing.T) {
	for name, change := range map[string]func(*image.Gray){
		"text":             func(*image.Gray) {},
		"four narrow bars": func(img *image.Gray) { barred(img, 200, "NNNN", 12, 120) },
		"patch 1":          func(img *image.Gray) { barred(img, 200, "WWNN", 12, 120) },
		"short bars":       func(img *image.Gray) { barred(img, 200, "NWNW", 12, 30) },
		"in the middle":    func(img *image.Gray) { barred(img, 200, "NWNW", 120, 120) },
		"three bars":       func(img *image.Gray) { barred(img, 200, "NWN", 12, 120) },
	} {
		img := letter(t, 200)
		if name != "text" {
			img = sheet(200)
		}
		change(img)
		if got := patch(img, 200/25.4); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
	for _, size := range []image.Rectangle{image.Rect(0, 0, 9, 9), image.Rect(0, 0, 2000, 1), image.Rect(0, 0, 1, 2000)} {
		patch(image.NewGray(size), 0) // all black, or next to nothing: it ends
	}
}
