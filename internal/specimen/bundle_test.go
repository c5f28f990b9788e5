package specimen

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"bordereau"
)

func TestRemittanceIsASlipAndItsCheques(t *testing.T) {
	for i, order := range Orders {
		for _, seed := range []uint64{900, HeldOut + 900} {
			b := Bundle{DPI: 100, Order: order, Grade: Grade(i), Hand: true, Format: []string{"tiff", "pdf", "tiff_g4", "pdf_g4"}[i]}
			d, err := Remittance(seed, 3, b)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Remittance(seed, 3, b)
			if err != nil {
				t.Fatal(err)
			}
			var seen []int
			total, texts := int64(0), strings.Split(d.Truth.Text, "\f")
			for k, p := range d.Truth.Parts {
				seen = append(seen, p.Pages...)
				own := strings.Split(p.Truth.Text, "\f")
				for j, n := range p.Pages {
					if texts[n-1] != own[j] {
						t.Errorf("%s: page %d bears %q, its part says %q", order, n, texts[n-1], own[j])
					}
				}
				if k == 0 {
					continue
				}
				if p.Truth.Type != bordereau.Cheque || p.Truth.Fields["payee"] != d.Truth.Fields["account_holder"] {
					t.Errorf("%s: part %d is %s for %s", order, k, p.Truth.Type, p.Truth.Fields["payee"])
				}
				if _, told := p.Truth.Fields["endorsed"]; told == (order == "fronts") {
					t.Errorf("%s: the truth says of an endorsement: %v", order, told)
				}
				m, err := bordereau.ParseMoney(p.Truth.Fields["amount"], "EUR")
				if err != nil {
					t.Fatal(err)
				}
				total += m.Minor
			}
			want := map[string]string{"pairs": "[1 2 3 4 5 6 7]", "fronts": "[1 2 3 4]", "fronts-backs": "[1 2 5 3 6 4 7]", "fronts-backs-turned": "[1 2 7 3 6 4 5]"}[order]
			if fmt.Sprint(seen) != want || len(d.Pages) != d.Truth.Pages || len(texts) != len(d.Pages) {
				t.Errorf("%s: pages %v, %d drawn, %d told", order, seen, len(d.Pages), d.Truth.Pages)
			}
			if d.Truth.Type != bordereau.RemittanceSlip || d.Truth.Fields["slip_total"] != decimal(total) || !d.Truth.Parts[2].Truth.Hand || d.Truth.Parts[1].Truth.Hand {
				t.Errorf("%s: %+v", order, d.Truth.Fields)
			}
			one, err := Encode(d, b.Format)
			if err != nil {
				t.Fatal(err)
			}
			other, err := Encode(again, b.Format)
			if err != nil || !bytes.Equal(one, other) {
				t.Errorf("%s: the same remittance has other bytes: %v", order, err)
			}
		}
	}
}

func TestBundlesThatCannotBeDrawn(t *testing.T) {
	for name, err := range map[string]error{
		"none":    second(Remittance(1, 0, Bundle{})),
		"format":  second(Remittance(1, 2, Bundle{Format: "png"})),
		"digital": second(Remittance(1, 2, Bundle{Format: "pdf_text"})),
		"order":   second(Remittance(1, 2, Bundle{Order: "backs"})),
		"mixed":   second(Remittance(HeldOut-1, 3, Bundle{})),
		"grade":   second(OnA4(1, 4, Bundle{})),
		"letter":  second(Remittance(1, 2, Bundle{Layout: "centred"})),
		"back":    second(Draw(Spec{Kind: bordereau.Letter, Back: "any"})),
		"side":    second(Draw(Spec{Kind: bordereau.Cheque, Back: "written"})),
		"hand":    second(Draw(Spec{Kind: bordereau.Letter, Hand: true})),
		"typed":   second(Draw(Spec{Kind: bordereau.Cheque, Hand: true, Layout: "stub"})),
		"fibres":  second(Draw(Spec{Kind: bordereau.Cheque, Defects: Defects{Fibres: -1}})),
	} {
		if bordereau.CodeOf(err) != bordereau.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second(_ Drawing, err error) error { return err }

func TestChequesOnOnePageLieApart(t *testing.T) {
	for n := 1; n <= 3; n++ {
		for g := Clean; g <= Heavy; g++ {
			d, err := OnA4(60*uint64(n)+uint64(g), n, Bundle{DPI: 100, Grade: g, Hand: true})
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Truth.Parts) != n || len(d.Pages) != 1 {
				t.Fatalf("%d cheques: %d parts on %d pages", n, len(d.Truth.Parts), len(d.Pages))
			}
			for i, p := range d.Truth.Parts {
				if p.At.X < 0 || p.At.Y < 0 || p.At.X+p.At.W > 210 || p.At.Y+p.At.H > 297 || i > 0 && p.At.Y < d.Truth.Parts[i-1].At.Y+chequeHeight+3 {
					t.Errorf("cheque %d of %d lies at %+v", i, n, p.At)
				}
			}
		}
	}
}

// Backs bear what the truth says, and let the front shine through.
func TestBacks(t *testing.T) {
	told := map[string]bool{}
	for seed := range uint64(40) {
		for _, back := range []string{"empty", "signed", "stamped"} {
			s := Spec{Kind: bordereau.Cheque, Seed: seed, DPI: 100, Back: back, Format: "tiff", Depositor: &People(seed, 1)[0]}
			d, err := Draw(s)
			if err != nil {
				t.Fatal(err)
			}
			told[d.Truth.Layout+back] = true
			if len(d.Pages) != 2 || d.Pages[0].Rect != d.Pages[1].Rect || d.Truth.Fields["endorsed"] != fmt.Sprint(back != "empty") {
				t.Fatalf("%s: %d pages, endorsed %s", back, len(d.Pages), d.Truth.Fields["endorsed"])
			}
			written := strings.Contains(strings.Split(d.Truth.Text, "\f")[1], s.Depositor.Accounts[0].Number)
			if _, area := d.Truth.Areas["endorsement"]; written != (back != "empty") || area != written {
				t.Errorf("%s: the account stands there: %v, its place is told: %v", back, written, area)
			}
			if l := lookAt(d.Pages[1]); l.greys < 8 || l.sigma < 0.5 || l.mean < 225 {
				t.Errorf("%s: the back looks like %+v", back, l)
			}
		}
	}
	if len(told) < 15 {
		t.Errorf("backs of %d forms and kinds only", len(told))
	}
}

// Graded defects leave on the page what is read on a cheque.
func TestGradedChequesStayOnThePage(t *testing.T) {
	for seed := range uint64(400) {
		for g := Clean; g <= Heavy; g++ {
			for _, s := range []uint64{seed, HeldOut + 1 + seed} {
				d := GradedCheque(g, s)
				if err := d.validate(); err != nil {
					t.Fatal(err)
				}
				if (d.Streaks > 0 || d.Banding > 0 || d.Fibres > 0) && s <= HeldOut {
					t.Errorf("seed %d has defects that are kept: %+v", s, d)
				}
				// The code line stands 4.5 mm above the edge and ends 24 mm from the side.
				sunk := d.CutBottom + max(0, d.ShiftY)
				if d.Glass == 0 {
					sunk += 64 * abs(d.Skew) * 0.01746
				}
				if sunk > 4.5 {
					t.Errorf("seed %d grade %d: the code line sinks by %.1f mm: %+v", s, g, sunk, d)
				}
			}
		}
	}
	kinds := map[string]bool{}
	for seed := uint64(HeldOut + 1); seed < HeldOut+60; seed++ {
		d := GradedCheque(Heavy, seed)
		for k, on := range map[string]bool{"streaks": d.Streaks > 0, "banding": d.Banding > 0, "fibres": d.Fibres > 0, "glass": d.Glass > 0, "fold": d.Fold > 0,
			"creases": d.Creases > 0, "stamp": d.LineStamp, "stroke": d.LineStroke, "bottom": d.CutBottom > 0} {
			kinds[k] = kinds[k] || on
		}
	}
	for k, on := range kinds {
		if !on {
			t.Errorf("no cheque has %s", k)
		}
	}
}

func abs(v float64) float64 { return max(v, -v) }

func TestDefectsOfChequesShow(t *testing.T) {
	at := func(d Defects) look {
		drawn, err := Draw(Spec{Kind: bordereau.Cheque, Seed: 12, DPI: 200, Layout: "top-box", Defects: d})
		if err != nil {
			t.Fatal(err)
		}
		return lookAt(drawn.Pages[0])
	}
	clean := at(Defects{})
	for name, d := range map[string]Defects{"fold": {Fold: 8}, "creases": {Creases: 3}, "stamp": {LineStamp: true}, "stroke": {LineStroke: true},
		"streaks": {Streaks: 4}, "banding": {Banding: 0.1}, "fibres": {Fibres: 8}, "glass": {Glass: 5}, "lid": {Glass: 5, LightLid: true},
		"left": {CutLeft: 3}, "top": {CutTop: 3}, "bottom": {CutBottom: 3}, "right": {Cut: 3}} {
		if l := at(d); l == clean {
			t.Errorf("%s: nothing is to be seen", name)
		}
	}
	shaded := Defects{Shade: 1, Contrast: 0.3}
	fixed, adaptive := shaded, shaded
	fixed.Bitonal, adaptive.Adaptive = true, true
	f, a, want := at(fixed), at(adaptive), at(Defects{Bitonal: true}).black
	if a.greys != 2 || f.greys != 2 || abs(float64(a.black-want)) > 0.5*abs(float64(f.black-want)) {
		t.Errorf("on a dark ground a fixed threshold leaves %d black points, an adaptive one %d, and %d are ink", f.black, a.black, want)
	}
}
