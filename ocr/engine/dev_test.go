package engine

import (
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"

	"bordereau/ocr/raster"
	"bordereau/ocr/testpage"
)

func cpu() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func TestDevVar(t *testing.T) {
	e, _ := New(Config{})
	d := "/work/shared/data/documents/ocr_page/"
	data, _ := os.ReadFile(d + "8071_093.3B.tif")
	truth, _ := os.ReadFile(d + "8071_093.3B.txt")
	page := drawn(t, 1)
	j, _ := testpage.JPEG(page, 85)
	for _, inv := range []string{"0", "1"} {
		e.pages.set("tessedit_do_invert", inv)
		s, _ := lay(raster.Image{Data: data, DPI: 300})
		p, _ := e.read(s)
		fmt.Println("invert", inv, "8071", testpage.CERUnordered(string(truth), p.Text()))
		s.free()
		for range 3 {
			a := cpu()
			s, _ = lay(raster.Image{Data: j, DPI: 300})
			b := cpu()
			x, _ := s.turned(s.look.even)
			c := cpu()
			w, _ := e.pages.recognise(x, 150, modePage, "")
			dd := cpu()
			fmt.Println("  lay", b-a, "turn", c-b, "recognise", dd-c, len(w))
			x.free()
			s.free()
		}
	}
}
