package specimen

import (
	"fmt"
	"golang.org/x/image/draw"
	"image"
	"os"
	"testing"
)

func montage(name string, imgs []*image.Gray) {
	cols := 4
	rows := (len(imgs) + cols - 1) / cols
	dst := image.NewGray(image.Rect(0, 0, cols*500, rows*700))
	for i, im := range imgs {
		x, y := i%cols*500, i/cols*700
		f := min(490/float64(im.Rect.Dx()), 690/float64(im.Rect.Dy()))
		draw.ApproxBiLinear.Scale(dst, image.Rect(x, y, x+int(f*float64(im.Rect.Dx())), y+int(f*float64(im.Rect.Dy()))), im, im.Rect, draw.Src, nil)
	}
	b, _ := encodePNG(dst, 100)
	os.WriteFile("/tmp/spec/"+name+".png", b, 0644)
}
func TestLook(t *testing.T) {
	var all []*image.Gray
	for _, p := range trade {
		for k, l := range append(p.used[:len(p.used):len(p.used)], p.kept...) {
			s := Spec{Kind: p.kind, Seed: uint64(100 + k), DPI: 300, Format: "png", Day: Day}
			w := newWork(s)
			w.truth.Layout = l.name
			l.draw(w)
			pt := newPainter(300)
			img := pt.paint(w.sheets[0])
			all = append(all, img)
			b, _ := encodePNG(img, 300)
			n := fmt.Sprintf("/tmp/spec/%s-%s", p.kind, l.name)
			os.WriteFile(n+".png", b, 0644)
			os.WriteFile(n+".txt", []byte(text(w.sheets)), 0644)
		}
	}
	for i := 0; i < len(all); i += 8 {
		montage(fmt.Sprintf("m%d", i/8), all[i:min(i+8, len(all))])
	}
	all = nil
	for i, l := range lookalikes {
		d, err := Draw(Spec{Negative: l.not, Seed: uint64(i)})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d.Pages[0])
	}
	for i := 0; i < len(all); i += 8 {
		montage(fmt.Sprintf("n%d", i/8), all[i:min(i+8, len(all))])
	}
	all = nil
	for i, df := range []Defects{Graded(Light, 1), Graded(Medium, 2), Graded(Heavy, 3), {Unreadable: true}, {Skew: 5, Coffee: true, Stamp: true}, {Rotation: 90}, {Rotation: 180, Punch: true, Cut: 30}, {Bitonal: true, Noise: 30, Pepper: .01}} {
		d, err := Draw(Spec{Kind: "bank_details", Seed: uint64(i), Defects: df})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d.Pages[0])
	}
	montage("d0", all)
}
func TestPostLook(t *testing.T) {
	m, err := Post(7)
	if err != nil {
		t.Fatal(err)
	}
	os.RemoveAll("/tmp/spec/post")
	if err := m.Save("/tmp/spec/post"); err != nil {
		t.Fatal(err)
	}
}
