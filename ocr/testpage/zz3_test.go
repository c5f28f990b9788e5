package testpage

import (
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"testing"
)

func TestZZPng(t *testing.T) {
	for _, k := range []string{"dump", "dumpb"} {
		f, _ := os.Open("/tmp/ocrdev/" + k + ".jpg")
		im, err := jpeg.Decode(f)
		if err != nil {
			fmt.Println(err)
			return
		}
		b := im.Bounds()
		o := image.NewGray(image.Rect(0, 0, b.Dx()/2, b.Dy()/2))
		for y := 0; y < b.Dy()/2; y++ {
			for x := 0; x < b.Dx()/2; x++ {
				o.Set(x, y, im.At(2*x, 2*y))
			}
		}
		w, _ := os.Create("/tmp/ocrdev/" + k + ".png")
		png.Encode(w, o)
		w.Close()
	}
}
