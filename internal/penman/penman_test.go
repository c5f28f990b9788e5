package penman

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"bordereau/internal/script"
	"bordereau/ocr/handwriting"
)

func one(t *testing.T, kind Kind, seed uint64) *Drawing {
	t.Helper()
	faces, err := script.Faces()
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(seed, 1))
	d, err := Draw(NewHand(kind, faces, r), Cents(r), NewPaper(r).Worse(r), r)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestASeedGivesOneDrawing(t *testing.T) {
	for seed := range uint64(8) {
		a, b := one(t, AnyOld, seed), one(t, AnyOld, seed)
		if a.Amount != b.Amount || a.Text != b.Text || !bytes.Equal(a.Image.Pix, b.Image.Pix) || !bytes.Equal(a.Labels, b.Labels) {
			t.Errorf("seed %d draws two things", seed)
		}
		if c := one(t, AnyOld, seed+100); bytes.Equal(a.Image.Pix, c.Image.Pix) {
			t.Errorf("seeds %d and %d draw the same", seed, seed+100)
		}
	}
}

// What is labelled is darker than what is not, and every character has its label.
func TestLabelsAreInk(t *testing.T) {
	for seed := range uint64(20) {
		d := one(t, []Kind{Pen, Seen, Held}[seed%3], seed)
		var sum, n [2]int
		seen := make([]bool, len(d.Glyphs)+1)
		for i, label := range d.Labels {
			if int(label) > len(d.Glyphs) {
				t.Fatalf("label %d of %d characters", label, len(d.Glyphs))
			}
			seen[label] = true
			k := min(int(label), 1)
			sum[k], n[k] = sum[k]+int(d.Image.Pix[i]), n[k]+1
		}
		if n[1] == 0 || sum[1]/n[1] > sum[0]/n[0]-30 {
			t.Errorf("seed %d: the ink of %s is no darker than its paper", seed, d.Text)
		}
		missing := 0
		for _, s := range seen[1:] {
			if !s {
				missing++
			}
		}
		if missing > len(d.Glyphs)/3 {
			t.Errorf("seed %d: %d of %d characters of %s left no ink", seed, missing, len(d.Glyphs), d.Text)
		}
	}
}

func TestTruthsAreTheCharacters(t *testing.T) {
	figures, written := 0, 0
	for seed := range uint64(30) {
		d := one(t, Pen, 500+seed)
		l := handwriting.Apart(d.Image)
		if l == nil {
			continue
		}
		found := map[int]bool{}
		for _, class := range d.Truths(l) {
			if class < Unclear || class >= handwriting.Classes {
				t.Fatalf("class %d", class)
			}
			if class >= 0 && class < 10 {
				found[class] = true
			}
		}
		want := map[int]bool{}
		for _, c := range d.Text {
			if c >= '0' && c <= '9' {
				want[int(c-'0')] = true
			}
		}
		for c := range found {
			if !want[c] {
				t.Errorf("%s holds no %d", d.Text, c)
			}
		}
		figures, written = figures+len(found), written+len(want)
	}
	if 10*figures < 7*written {
		t.Errorf("of %d figures only %d are among the candidates", written, figures)
	}
}
