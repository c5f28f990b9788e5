package classify_test

import (
	"context"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
)

// seenInk is a cheque of which the code line and what a pen drew can be looked at.
type seenInk struct {
	printedLine
	ink    map[int][]bordereau.Word // by page
	looked bool                     // the picture shows any stroke
	marks  []bordereau.Word         // of the first page
}

func (z seenInk) Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	if alphabet == "code_line" && page > 1 {
		return nil, nil
	}
	if alphabet == "marks" && z.looked {
		out := []bordereau.Word{{Text: "paper", Confidence: 1, Box: box}}
		for _, w := range z.marks {
			if w.Box.X < box.X+box.W && w.Box.X+w.Box.W > box.X && w.Box.Y < box.Y+box.H && w.Box.Y+w.Box.H > box.Y {
				out = append(out, w)
			}
		}
		return out, nil
	}
	if alphabet != "ink" {
		return z.printedLine.Read(ctx, page, box, alphabet)
	}
	var out []bordereau.Word
	for _, w := range z.ink[page] {
		if x, y := w.Box.X+w.Box.W/2, w.Box.Y+w.Box.H/2; box.Empty() || x >= box.X && x < box.X+box.W && y >= box.Y && y < box.Y+box.H {
			out = append(out, w)
		}
	}
	return out, nil
}

func drawn(kind string, sure float64, x, y, w, h int) bordereau.Word {
	return bordereau.Word{Text: kind, Confidence: sure, Box: bordereau.Box{X: x, Y: y, W: w, H: h}, Block: 1, Line: 1}
}

// The code line of printedLine stands at 900 and has 12 pixels to the millimetre.
func TestSignature(t *testing.T) {
	for _, c := range []struct {
		name string
		ink  []bordereau.Word
		want string
		says bordereau.Verdict
	}{
		{"nothing", nil, "false", bordereau.Inconclusive},
		{"a signature", []bordereau.Word{drawn("stroke", 0.9, 1250, 700, 300, 100)}, "true", bordereau.Passed},
		{"in two strokes", []bordereau.Word{drawn("stroke", 0.2, 1250, 700, 150, 100), drawn("stroke", 0.2, 1430, 700, 100, 80)}, "true", bordereau.Passed},
		{"a speck", []bordereau.Word{drawn("stroke", 0.1, 1250, 700, 40, 30)}, "", bordereau.Inconclusive},
		{"writing at the left", []bordereau.Word{drawn("stroke", 1, 100, 700, 300, 100)}, "false", bordereau.Inconclusive},
		{"bars", []bordereau.Word{drawn("bar", 0.4, 1250, 700, 100, 100)}, "", bordereau.Inconclusive},
		{"what is written behind a label", []bordereau.Word{drawn("stroke", 0.9, 1010, 450, 300, 60)}, "", bordereau.Inconclusive},
		{"a line of small print", []bordereau.Word{drawn("stroke", 0.6, 1250, 700, 120, 20)}, "", bordereau.Inconclusive},
		{"the edge of the paper", []bordereau.Word{drawn("stroke", 1, 1500, 600, 25, 250)}, "", bordereau.Inconclusive},
		{"a stroke through the code line", []bordereau.Word{drawn("stroke", 0.8, 1250, 800, 120, 120)}, "", bordereau.Inconclusive},
		{"what reaches in from elsewhere", []bordereau.Word{drawn("stroke", 1, 500, 550, 1000, 340)}, "", bordereau.Inconclusive},
	} {
		u := understandReading(t, typeset.Reading(chequeText), seenInk{printedLine: rightLine, ink: map[int][]bordereau.Word{1: c.ink}})
		if got := u.Value("signature_present"); got != c.want {
			t.Errorf("%s: signature_present is %q, not %q", c.name, got, c.want)
		}
		if got := verdict(u, "mandatory_mentions"); got != c.says {
			t.Errorf("%s: the mentions are %s: %+v", c.name, got, u.Checks)
		}
	}
}

func TestCrossing(t *testing.T) {
	bars := []bordereau.Word{drawn("bar", 0.4, 600, 100, 100, 120), drawn("bar", 0.4, 640, 100, 100, 120)}
	for n, want := range []bordereau.Verdict{bordereau.Inconclusive, bordereau.Inconclusive, bordereau.Passed} {
		u := understandReading(t, typeset.Reading(chequeText), seenInk{printedLine: rightLine, ink: map[int][]bordereau.Word{1: bars[:n]}})
		if got := verdict(u, "crossed"); got != want {
			t.Errorf("with %d bars the cheque is %s", n, got)
		}
		for _, k := range u.Checks {
			if k.Rule == "crossed" && !strings.Contains(k.Detail, "L131-44") {
				t.Errorf("the check names no law: %s", k.Detail)
			}
		}
	}
}

func TestEndorsement(t *testing.T) {
	for _, c := range []struct {
		name, back string
		ink        []bordereau.Word
		want       string
		says       bordereau.Verdict
	}{
		{"no back", "", nil, "", bordereau.Inconclusive},
		{"a signature", "ENDOSSEMENT", []bordereau.Word{drawn("stroke", 0.8, 400, 300, 300, 100)}, "true", bordereau.Passed},
		{"an account number", "ENDOSSEMENT\n\nCompte 04632831705", nil, "true", bordereau.Passed},
		{"nothing", "ENDOSSEMENT", nil, "false", bordereau.Failed},
		{"a speck", "ENDOSSEMENT", []bordereau.Word{drawn("stroke", 0.1, 400, 300, 30, 30)}, "", bordereau.Failed},
	} {
		r := typeset.Reading(chequeText)
		if c.back != "" {
			back := typeset.Reading(c.back).Pages[0]
			back.Number = 2
			r.Pages = append(r.Pages, back)
		}
		u := understandReading(t, r, seenInk{printedLine: rightLine, ink: map[int][]bordereau.Word{2: c.ink}})
		if got := u.Value("endorsed"); got != c.want || verdict(u, "endorsement") != c.says {
			t.Errorf("%s: endorsed is %q, the check %s", c.name, got, verdict(u, "endorsement"))
		}
	}
}

// Where the date's place is not known, what is written may be the date.
func TestSignatureWhereTheDateIsNotSeen(t *testing.T) {
	undated := strings.NewReplacer("Fait à Valmorte le 20/11/2026", "").Replace(chequeText)
	high, low := drawn("stroke", 0.9, 1250, 450, 300, 60), drawn("stroke", 0.9, 1250, 720, 300, 100)
	for _, c := range []struct {
		text string
		ink  bordereau.Word
		want string
	}{{chequeText, high, "true"}, {undated, high, ""}, {undated, low, ""}} {
		u := understandReading(t, typeset.Reading(c.text), seenInk{printedLine: rightLine, ink: map[int][]bordereau.Word{1: {c.ink}}})
		if got := u.Value("signature_present"); got != c.want {
			t.Errorf("strokes at %v: signature_present is %q, not %q", c.ink.Box, got, c.want)
		}
	}
}
