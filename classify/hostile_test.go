package classify_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"

	"pgregory.net/rapid"
)

// sound says what must hold of every understanding, whatever was read.
func sound(t interface{ Errorf(string, ...any) }, u bordereau.Understanding) {
	if !u.Type.Known() || u.TypeConfidence < 0 || u.TypeConfidence > 1 || u.Spec == "" || u.Fields == nil || u.Checks == nil {
		t.Errorf("not an understanding: %q %v %q", u.Type, u.TypeConfidence, u.Spec)
	}
	seen, plain := map[string]bool{}, 0
	for _, f := range u.Fields {
		if seen[f.Name] || f.Value == "" || len([]rune(f.Value)) > 1000 || len([]rune(f.Raw)) > 1000 || f.Confidence < 0 || f.Confidence > 1 {
			t.Errorf("not a field: %+v", f)
		}
		seen[f.Name] = true
		if !strings.Contains(f.Name, "[") {
			plain++
		}
	}
	if plain > 200 {
		t.Errorf("%d fields", plain)
	}
}

func TestNoiseNeverCrashes(t *testing.T) {
	c := house(t)
	texts := make([]string, 0, len(positives))
	for _, k := range bordereau.Types {
		if p, ok := positives[k]; ok {
			texts = append(texts, p)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p := typeset.Page(1, rapid.SampledFrom(texts).Draw(t, "paper"))
		words := p.Words
		for range rapid.IntRange(0, 30).Draw(t, "noise") {
			words = append(words, bordereau.Word{Text: rapid.String().Draw(t, "word"), Confidence: rapid.Float64().Draw(t, "confidence"),
				Box: bordereau.Box{X: rapid.IntRange(-100, 2000).Draw(t, "x"), Y: rapid.IntRange(-100, 3000).Draw(t, "y"),
					W: rapid.IntRange(-5, 900).Draw(t, "w"), H: rapid.IntRange(-5, 900).Draw(t, "h")}})
		}
		seed := rapid.Uint64().Draw(t, "order")
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		p.Words = words
		u, err := c.Understand(context.Background(), bordereau.Reading{Pages: []bordereau.Page{p}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		sound(t, u)
		_ = c.Explain(u)
	})
}

// TestNoiseAtTheFoot: a few words below a paper that stand for nothing do not
// change what it is.
func TestNoiseAtTheFoot(t *testing.T) {
	c := house(t)
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SampledFrom([]bordereau.Type{bordereau.BankDetails, bordereau.Cheque, bordereau.RemittanceSlip, bordereau.Invoice, bordereau.TransferOrder}).Draw(t, "type")
		noise := strings.Join(rapid.SliceOfN(rapid.StringMatching(`[bdgjpqvwxyz]{2,9}`), 0, 12).Draw(t, "noise"), " ")
		u, err := c.Understand(context.Background(), typeset.Reading(positives[want]+"\n\n"+noise), nil)
		if err != nil || u.Type != want {
			t.Fatalf("%s became %s %v", want, u.Type, err)
		}
	})
}

func TestContextThatIsOver(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := house(t).Understand(ctx, typeset.Reading(ribText), nil); err == nil {
		t.Error("it went on")
	}
}

func FuzzUnderstand(f *testing.F) {
	for _, text := range positives {
		f.Add(text, uint16(50), uint16(16))
	}
	f.Add("P<\x00<<< IBAN FR76 \n1,2,3 € (99) à le 31/02/26", uint16(0), uint16(0))
	c := house(f)
	f.Fuzz(func(t *testing.T, text string, lead, pitch uint16) {
		if len(text) > 20000 {
			return
		}
		r := typeset.Reading(text)
		for i := range r.Pages[0].Words { // crowded and overlapping layouts too
			b := &r.Pages[0].Words[i].Box
			b.Y, b.X = b.Y*int(lead)/50, b.X*int(pitch)/16
		}
		u, err := c.Understand(context.Background(), r, nil)
		if err != nil {
			t.Fatal(err)
		}
		sound(t, u)
		_ = c.Explain(u)
	})
}
