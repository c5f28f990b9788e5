package codeline

import (
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// stripsOf counts the strips of a page's bands, and those whose columns could be a line's.
func stripsOf(t *testing.T, f *font, s specimen.Spec) (all, kept int) {
	t.Helper()
	d, err := specimen.Draw(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range d.Pages {
		mm := float64(s.DPI) / 25.4
		p := reduced(page, mm, shapeDPMM)
		for _, row := range bands(page, mm, p) {
			cut := p.cut(row, false)
			for _, way := range []strip{cut, cut.turned()} {
				all++
				m := match{font: f, strip: way}
				if m.sketch() >= leastSketch {
					kept++
				}
			}
		}
	}
	return all, kept
}

// Telling the letters of every band of text is what a page without a line costs most:
// the columns sort out most of it, and no torn line.
func TestColumnsPartLinesFromText(t *testing.T) {
	f := fonts()[0]
	all, kept := 0, 0
	for i, kind := range []bordereau.Type{bordereau.Invoice, bordereau.ProofOfAddress, bordereau.Complaint, bordereau.BankDetails, bordereau.RemittanceSlip} {
		for _, bitonal := range []bool{false, true} {
			d := specimen.Graded(specimen.Medium, uint64(i))
			d.Bitonal = bitonal
			a, k := stripsOf(t, f, specimen.Spec{Kind: kind, Seed: 800 + uint64(i), DPI: 200, Defects: d})
			all, kept = all+a, kept+k
		}
	}
	if all < 100 || kept > all/4 {
		t.Errorf("of %d strips of text %d are kept", all, kept)
	}
	for seed := uint64(600); seed < 606; seed++ {
		d := specimen.Graded(specimen.Medium, seed)
		d.Bitonal = true
		if _, kept := stripsOf(t, f, specimen.Spec{Kind: bordereau.Cheque, Seed: seed, DPI: 200, Defects: d}); kept == 0 {
			t.Errorf("seed %d: the torn line is sorted out", seed)
		}
	}
}

// A strip turned over is the one that is cut out upside down.
func TestTurnedStrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	img := image.NewGray(image.Rect(0, 0, 600, 200))
	for i := range img.Pix {
		img.Pix[i] = uint8(rng.IntN(256))
	}
	p := reduced(img, 8, shapeDPMM)
	r := row{at: 50, slope: 0.05, last: float64(p.w)}
	cut := p.cut(r, false)
	want, got := p.cut(r, true), cut.turned()
	if !got.turn || got.w != want.w || got.h != want.h {
		t.Fatalf("turned %v, %d by %d, want %d by %d", got.turn, got.w, got.h, want.w, want.h)
	}
	for i, v := range want.v {
		if math.Abs(float64(v-got.v[i])) > 1e-4 {
			t.Fatalf("point %d is %v, cut out so %v", i, got.v[i], v)
		}
	}
}

// Letters that are compared abreast score what each alone would.
func TestComparedAbreast(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, f := range fonts() {
		s := strip{w: winW + 10, h: winH + 10}
		for range s.w * s.h {
			s.v = append(s.v, rng.Float32())
		}
		score, ok := s.alike(f.templates[0], 3, 4)
		if !ok {
			t.Fatal("a window full of ink is like nothing")
		}
		shares := s.share(f.shares, 3, 4)
		var win [winW * winH]float32
		for i := range win {
			win[i] = s.v[(4+i/winW)*s.w+3+i%winW]
		}
		even := slices.Clone(win[:])
		normalise(even)
		for l := range score {
			var alike, share float64
			for i, v := range f.templates[0].look[l] {
				alike += float64(v) * float64(even[i])
				if win[i] >= shareLeast {
					share += float64(f.shares[l][i]) * float64(win[i])
				}
			}
			if l >= len(f.letters) {
				alike, share = -1, float64(shares[l]) // the font has no such letter
			}
			if math.Abs(alike-float64(score[l])) > 1e-3 || math.Abs(share-float64(shares[l])) > 1e-2 {
				t.Errorf("%s, letter %d: likeness %v and share %v, want %v and %v", f.name, l, score[l], shares[l], alike, share)
			}
		}
	}
}

// The way from zone to zone that is found in one pass is the best of all.
func TestLeapIsTheBest(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	f := fonts()[0]
	for range 20 {
		n := 20 + rng.IntN(300)
		before, ink := make([]path, n), make([]float32, n+winW)
		for i := range before {
			before[i] = path{gain: rng.Float32() * 50, dark: float32(i)}
		}
		for i := range ink[1:] {
			ink[i+1] = ink[i] + rng.Float32()
		}
		got := make([]path, n)
		f.leap(before, got, ink)
		for x := range n {
			want := path{gain: float32(math.Inf(-1))}
			for d := int(blankLeast * f.pitch); d <= int(blankMost*f.pitch) && d <= x; d++ {
				if v := before[x-d].gain - (ink[x] - ink[x-d+winW]); v > want.gain {
					want = path{v, before[x-d].dark}
				}
			}
			if math.Abs(float64(got[x].gain-want.gain)) > 1e-3 || got[x].dark != want.dark {
				t.Fatalf("place %d of %d: %+v, the best is %+v", x, n, got[x], want)
			}
		}
	}
}
