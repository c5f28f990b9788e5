package specimen

import (
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/check"
)

// everyCheque calls do for each form of cheque, typed and where that can be by hand.
func everyCheque(t *testing.T, seed uint64, do func(t *testing.T, s Spec)) {
	t.Helper()
	for _, heldOut := range []bool{false, true} {
		for i, name := range Layouts(bordereau.Cheque, heldOut) {
			s := Spec{Kind: bordereau.Cheque, Seed: seed + uint64(i), Layout: name, DPI: 100}
			if heldOut {
				s.Seed += HeldOut + 1
			}
			t.Run(name, func(t *testing.T) { do(t, s) })
			if typedOnly(name) {
				continue
			}
			s.Hand = true
			t.Run(name+"/hand", func(t *testing.T) { do(t, s) })
		}
	}
}

func typedOnly(name string) bool {
	for _, p := range trade {
		for _, l := range append(p.used[:len(p.used):len(p.used)], p.kept...) {
			if l.name == name {
				return l.typed
			}
		}
	}
	return false
}

func TestChequesHaveManyForms(t *testing.T) {
	used, kept := Layouts(bordereau.Cheque, false), Layouts(bordereau.Cheque, true)
	typed := func(names []string) int {
		return len(slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !typedOnly(n) }))
	}
	if len(used) < 6 || len(kept) < 3 || typed(used) < 2 || typed(kept) < 1 {
		t.Errorf("tuning %v, kept %v", used, kept)
	}
	for _, n := range kept {
		if slices.Contains(used, n) {
			t.Errorf("%s is tuned on and kept", n)
		}
	}
	if _, err := Draw(Spec{Kind: bordereau.Cheque, Seed: 1, Layout: kept[0]}); bordereau.CodeOf(err) != bordereau.Invalid {
		t.Errorf("a form kept for measuring was drawn for tuning: %v", err)
	}
}

// What the holder fills in stands where the truth says it stands, on the sheet and
// off other print.
func TestWhatIsFilledInStandsInItsPlace(t *testing.T) {
	for seed := range uint64(40) {
		everyCheque(t, 100*seed, func(t *testing.T, s Spec) {
			if s.Format, s.DPI = "pdf", 300; seed%4 == 1 {
				s.Set = map[string]string{"amount": "87654399.99", "payee": "Établissements de Menuiserie Brissonnet-Lanternier et Compagnie"}
			}
			w := newWork(s)
			if err := w.layOut(); err != nil {
				t.Fatal(err)
			}
			a := areas(w.sheets)
			for _, name := range []string{"amount_figures", "amount_words", "payee", "place", "date", "signature", "code_line", "cheque_number", "rlmc_key", "drawer"} {
				if b := a[name]; b.Page != 1 || b.W <= 0 || b.H <= 0 || b.X < 0 || b.Y < 0 || b.X+b.W > w.sheets[0].w || b.Y+b.H > w.sheets[0].h {
					t.Errorf("seed %d: %s stands at %+v", s.Seed, name, b)
				}
			}
			figures := a["amount_figures"]
			within := 0
			for _, p := range w.sheets[0].prints {
				if p.size < 2 {
					t.Errorf("seed %d: %q is too small to read", s.Seed, p.text)
				}
				if words := a["amount_words"]; p.y > words.Y && p.y < words.Y+words.H && p.x < words.X+words.W-5 && p.x+p.length() > words.X+words.W+4 {
					t.Errorf("seed %d: %q runs out of its line", s.Seed, p.text)
				}
				if p.x >= figures.X-0.1 && p.x+p.length() <= figures.X+figures.W+0.1 && p.y >= figures.Y && p.y <= figures.Y+figures.H+0.1 {
					within++
				}
			}
			if within == 0 {
				t.Errorf("seed %d: nothing stands in the box for the amount", s.Seed)
			}
			if w.truth.Hand != s.Hand || w.truth.Fields["signature_present"] != "true" {
				t.Errorf("seed %d: truth %+v", s.Seed, w.truth)
			}
		})
	}
}

func TestHandwritingKeepsItsFacesApart(t *testing.T) {
	seen := map[bool]map[string]bool{false: {}, true: {}}
	for i := range uint64(200) {
		for _, seed := range []uint64{i, HeldOut + 1 + i} {
			p, err := penOf(seed, "holder")
			if err != nil {
				t.Fatal(err)
			}
			if p.face.HeldOut != (seed > HeldOut) {
				t.Fatalf("seed %d writes with %s", seed, p.face.Name)
			}
			seen[p.face.HeldOut][p.face.Name] = true
		}
	}
	if len(seen[false]) < 8 || len(seen[true]) < 4 {
		t.Errorf("hands: %v", seen)
	}
}

func TestUnsignedChequesBearNoSignature(t *testing.T) {
	everyCheque(t, 7, func(t *testing.T, s Spec) {
		s.DPI = 200
		signed, err := Draw(s)
		if err != nil {
			t.Fatal(err)
		}
		s.Defects.Unsigned = true
		blank, err := Draw(s)
		if err != nil {
			t.Fatal(err)
		}
		a := signed.Truth.Areas["signature"]
		px := func(mm float64) int { return int(mm * 200 / 25.4) }
		dark := func(d Drawing) (n int) {
			img := d.Pages[0]
			for y := px(a.Y); y < px(a.Y+a.H); y++ {
				for x := px(a.X); x < px(a.X+a.W); x++ {
					if img.GrayAt(x, y).Y < 130 {
						n++
					}
				}
			}
			return n
		}
		if with, without := dark(signed), dark(blank); with < without+100 || blank.Truth.Fields["signature_present"] != "false" {
			t.Errorf("%d dark points with a signature, %d without, truth %s", with, without, blank.Truth.Fields["signature_present"])
		}
	})
}

// What is left out of a cheque is not drawn and not in the truth; all else is as before.
func TestMentionsAreLeftOut(t *testing.T) {
	everyCheque(t, 8, func(t *testing.T, s Spec) {
		s.DPI = 100
		whole, err := Draw(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			defects Defects
			fields  []string
		}{{Defects{Undated: true}, []string{"date"}}, {Defects{Unplaced: true}, []string{"place"}}, {Defects{Unsummed: true}, []string{"amount", "amount_figures", "amount_words"}}} {
			s.Defects = c.defects
			d, err := Draw(s)
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Truth.Fields) != len(whole.Truth.Fields)-len(c.fields) {
				t.Errorf("without %v: %v", c.fields, d.Truth.Fields)
			}
			for _, name := range c.fields {
				if _, told := d.Truth.Fields[name]; told {
					t.Errorf("%s was left out and is told", name)
				}
				a, drawn := whole.Truth.Areas[name]
				if !drawn {
					continue
				}
				px := func(mm float64) int { return int(mm * 100 / 25.4) }
				dark := func(d Drawing) (n int) {
					for y := px(a.Y); y < px(a.Y+a.H); y++ {
						for x := px(a.X); x < px(a.X+a.W); x++ {
							if d.Pages[0].GrayAt(x, y).Y < 130 {
								n++
							}
						}
					}
					return n
				}
				if with, without := dark(whole), dark(d); with < without+10 {
					t.Errorf("%s: %d dark points with it, %d without", name, with, without)
				}
			}
		}
	})
}

// Every way of spelling is read back as the same amount.
func TestSpelledAmountsAreTheAmount(t *testing.T) {
	r := stream(3, "spelled", 0)
	for range 3000 {
		cents := 1 + r.Int64N(1_000_000)
		text := spelled(r, cents)
		m, err := check.ParseWords(text, "EUR")
		if err != nil || m.Minor != cents {
			t.Errorf("%d is written %q, which reads as %s: %v", cents, text, m, err)
		}
		for _, f := range []string{typedFigures(r, cents), writtenFigures(r, cents)} {
			digits := strings.Map(func(c rune) rune {
				if c >= '0' && c <= '9' {
					return c
				}
				return -1
			}, f)
			if want := strings.ReplaceAll(decimal(cents), ".", ""); digits != want && digits+"00" != want {
				t.Errorf("%d is put as %q", cents, f)
			}
		}
	}
}

func TestChequesAtEveryResolution(t *testing.T) {
	for _, dpi := range Resolutions {
		for _, seed := range []uint64{2, HeldOut + 2} {
			d, err := Draw(Spec{Kind: bordereau.Cheque, Seed: seed, DPI: dpi, Hand: true, Defects: Graded(Medium, seed)})
			if err != nil {
				t.Fatal(err)
			}
			if w := d.Pages[0].Rect.Dx(); w != int(chequeWidth*float64(dpi)/25.4+0.5) {
				t.Errorf("at %d dpi a cheque is %d wide", dpi, w)
			}
			if lookAt(d.Pages[0]).black == 0 {
				t.Errorf("at %d dpi nothing is black", dpi)
			}
		}
	}
}
