package specimen

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"bordereau"
	"bordereau/internal/cmc7"
)

// everyForm calls do for every form of every kind and every look-alike.
func everyForm(t *testing.T, seed uint64, format string, do func(t *testing.T, w *work)) {
	t.Helper()
	for _, p := range trade {
		for _, l := range append(p.used[:len(p.used):len(p.used)], p.kept...) {
			w := newWork(Spec{Kind: p.kind, Seed: seed, DPI: 300, Format: format, Day: Day})
			l.draw(w)
			t.Run(string(p.kind)+"/"+l.name, func(t *testing.T) { do(t, w) })
		}
	}
	for _, l := range lookalikes {
		w := newWork(Spec{Negative: l.not, Seed: seed, DPI: 300, Format: format, Day: Day})
		l.draw(w)
		t.Run("not-"+string(l.not)+"/"+l.name, func(t *testing.T) { do(t, w) })
	}
}

func TestSameSpecGivesSameBytes(t *testing.T) {
	bytesOf := func(s Spec) []byte {
		d, err := Draw(s)
		if err != nil {
			t.Error(err)
			return nil
		}
		b, err := Encode(d, d.Truth.Format)
		if err != nil {
			t.Error(err)
		}
		return b
	}
	for i, kind := range Kinds() {
		s := Spec{Kind: kind, Seed: 40, DPI: 200, Format: Formats[i%len(Formats)]}
		if s.Format != "pdf_text" {
			s.Defects = Graded(Heavy, 40)
		}
		first := bytesOf(s)
		var again [2][]byte
		var wg sync.WaitGroup
		for k := range again {
			wg.Go(func() { again[k] = bytesOf(s) })
		}
		wg.Wait()
		if len(first) == 0 || !bytes.Equal(first, again[0]) || !bytes.Equal(first, again[1]) {
			t.Errorf("%s as %s: the same spec gives other bytes", kind, s.Format)
		}
		if s.Seed++; kind != bordereau.Blank && bytes.Equal(first, bytesOf(s)) {
			t.Errorf("%s: another seed gives the same bytes", kind)
		}
	}
}

// What is printed must lie on the paper and not on other print, whatever the
// names and amounts.
func TestPrintStaysOnThePaper(t *testing.T) {
	type box struct{ x0, y0, x1, y1 float64 }
	for seed := range uint64(60) {
		everyForm(t, seed, "pdf", func(t *testing.T, w *work) {
			for _, s := range w.sheets {
				var boxes []box
				for _, p := range s.prints {
					length := p.length()
					if p.x < 0 || p.x+length > s.w || p.y < 2 || p.y > s.h-1 {
						t.Errorf("seed %d: %q stands outside: %.1f to %.1f, baseline %.1f on %.0f by %.0f", seed, p.text, p.x, p.x+length, p.y, s.w, s.h)
					}
					boxes = append(boxes, box{p.x, p.y - p.height(), p.x + length, p.y})
				}
				for i, a := range boxes {
					for j, b := range boxes[:i] {
						if a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 {
							t.Errorf("seed %d: %q lies on %q", seed, s.prints[i].text, s.prints[j].text)
						}
					}
				}
			}
		})
	}
}

func TestHeldOutSeedsHaveTheirOwnLayouts(t *testing.T) {
	for _, kind := range Kinds() {
		seen := map[string]bool{}
		for seed := range uint64(30) {
			d, err := Draw(Spec{Kind: kind, Seed: seed, DPI: 200, Format: "pdf_text"})
			if err != nil {
				t.Fatal(err)
			}
			seen[d.Truth.Layout] = true
			if d.Truth.HeldOut {
				t.Errorf("seed %d is said to be held out", seed)
			}
		}
		if kind == bordereau.Blank {
			continue
		}
		if len(seen) < 2 {
			t.Errorf("%s has only the layouts %v", kind, seen)
		}
		for seed := uint64(HeldOut + 1); seed < HeldOut+10; seed++ {
			d, err := Draw(Spec{Kind: kind, Seed: seed, DPI: 200, Format: "pdf_text"})
			if err != nil {
				t.Fatal(err)
			}
			if seen[d.Truth.Layout] || !d.Truth.HeldOut {
				t.Errorf("%s: seed %d shows layout %s, which seeds below show too", kind, seed, d.Truth.Layout)
			}
		}
	}
}

func TestEveryTypeHasLookalikes(t *testing.T) {
	for _, kind := range Kinds() {
		if kind == bordereau.Blank || kind == bordereau.Unknown {
			continue
		}
		if !hasLookalike(kind) {
			t.Errorf("%s has no look-alike", kind)
			continue
		}
		d, err := Draw(Spec{Negative: kind, Seed: 3, Format: "pdf_text"})
		if err != nil {
			t.Fatal(err)
		}
		if d.Truth.Negative != kind || d.Truth.Type == kind || !d.Truth.Type.Known() || d.Truth.Text == "" {
			t.Errorf("the look-alike of %s is %+v", kind, d.Truth)
		}
	}
}

func TestTruthHoldsWhatIsPrinted(t *testing.T) {
	everyForm(t, 11, "pdf", func(t *testing.T, w *work) {
		all := strings.Join(strings.Fields(strings.ToUpper(plain(text(w.sheets)))), " ") // a value may be broken over two lines
		packed := strings.ReplaceAll(all, " ", "")
		for name, value := range w.truth.Fields {
			switch name { // printed in other words, in another order or as a picture
			case "amount", "amount_words", "code_line", "code_line_font", "interbank_zone", "internal_zone", "signature_present", "currency",
				"issuing_state", "nationality", "recurrence", "side", "event", "order_type", "mrz", "given_names", "siren", "address":
				continue
			}
			if len(value) == 10 && value[4] == '-' || len(value) == 7 && value[4] == '-' { // a date or a month, printed in one of several ways
				continue
			}
			value = strings.TrimPrefix(value, "-") // a debit stands in its column
			shown := []string{value, groups(value, 4), strings.Replace(value, ".", ",", 1)}
			if m, err := bordereau.ParseMoney(value, "EUR"); err == nil {
				shown = append(shown, figures(m.Minor), strings.ReplaceAll(figures(m.Minor), " ", "."), strings.TrimSuffix(figures(m.Minor), ",00"), englishFigures(m.Minor))
			}
			found := false
			for _, s := range shown {
				found = found || strings.Contains(all, strings.ToUpper(plain(s))) || strings.Contains(packed, strings.ReplaceAll(strings.ToUpper(plain(s)), " ", ""))
			}
			// A subject may be broken over two lines.
			if !found && name != "subject" {
				t.Errorf("%s %q is not on the page:\n%s", name, value, all)
			}
		}
	})
}

func TestWhatCannotBeDrawnIsRefused(t *testing.T) {
	for name, s := range map[string]Spec{
		"kind":         {Kind: bordereau.Separator},
		"no kind":      {},
		"resolution":   {Kind: bordereau.Cheque, DPI: 72},
		"format":       {Kind: bordereau.Cheque, Format: "gif"},
		"rotation":     {Kind: bordereau.Cheque, Defects: Defects{Rotation: 45}},
		"shade":        {Kind: bordereau.Cheque, Defects: Defects{Shade: 2}},
		"digital":      {Kind: bordereau.Cheque, Format: "pdf_text", Defects: Defects{Skew: 1}},
		"negative":     {Negative: bordereau.Separator},
		"set":          {Kind: bordereau.Cheque, Set: map[string]string{"colour": "blue"}},
		"amount":       {Kind: bordereau.Cheque, Set: map[string]string{"amount": "12,5"}},
		"too much":     {Kind: bordereau.Cheque, Set: map[string]string{"amount": "900000000000.00"}},
		"date":         {Kind: bordereau.Cheque, Set: map[string]string{"date": "31/02/2026"}},
		"slip":         {Kind: bordereau.RemittanceSlip, Cheques: []Truth{{}}},
		"long slip":    {Kind: bordereau.RemittanceSlip, Cheques: make([]Truth, mostCheques+1)},
		"slip's pages": {Kind: bordereau.RemittanceSlip, Format: "png", Cheques: make([]Truth, onePage+1)},
	} {
		if _, err := Draw(s); bordereau.CodeOf(err) != bordereau.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMagneticCharactersAreTheCode(t *testing.T) {
	if len(cmc7.Glyphs) != len(cmc7.Letters) {
		t.Fatalf("%d characters", len(cmc7.Glyphs))
	}
	codes := map[string]rune{}
	for c, g := range cmc7.Glyphs {
		if other, twice := codes[g.Gaps]; twice {
			t.Errorf("%c and %c have the same gaps", c, other)
		}
		codes[g.Gaps] = c
		if len(g.Gaps) != 6 || strings.Count(g.Gaps, "1") != 2 || (g.Gaps[5] == '1') != (c >= 'A') {
			t.Errorf("%c: gaps %s", c, g.Gaps)
		}
		s := newSheet(10, 10)
		s.magnetic(1, 8, string(c))
		bars := map[float64]bool{}
		for _, sh := range s.shapes {
			bars[sh.pts[0][0]] = true
			if sh.pts[2][1] > 8.001 || sh.pts[0][1] < 8-cmc7.Height-0.001 {
				t.Errorf("%c leaves its line", c)
			}
		}
		if len(bars) != 7 {
			t.Errorf("%c has %d bars", c, len(bars))
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	for name, s := range map[string]Spec{
		"clean letter": {Kind: bordereau.Letter, Seed: HeldOut + 1}, "medium letter": {Kind: bordereau.Letter, Seed: HeldOut + 1, Defects: Graded(Medium, 1)},
		"heavy letter": {Kind: bordereau.Letter, Seed: HeldOut + 1, Defects: Graded(Heavy, 1)}, "cheque": {Kind: bordereau.Cheque, Seed: 1},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Draw(s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
