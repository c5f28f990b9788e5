package specimen

import (
	"os"
	"testing"

	"bordereau"
)

// A signed bill is drawn where it is asked for, the same twice, and its code stands in ink.
func TestSignedBill(t *testing.T) {
	spec := Spec{Kind: bordereau.ProofOfAddress, Seed: 3, Layout: "energy-signed"}
	a, err := Draw(spec)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Draw(spec)
	if err != nil {
		t.Fatal(err)
	}
	if string(a.Pages[0].Pix) != string(b.Pages[0].Pix) {
		t.Error("it is not the same twice")
	}
	dark := 0
	for y := 2660; y < 2990; y++ {
		for x := 1780; x < 2110; x++ {
			if a.Pages[0].GrayAt(x, y).Y < 128 {
				dark++
			}
		}
	}
	if dark < 30_000 || dark > 80_000 {
		t.Errorf("%d dark pixels where the code stands", dark)
	}
	if out := os.Getenv("SIGNED_BILL"); out != "" {
		data, err := Encode(a, "png")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(out, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
