package classify_test

import (
	"context"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
)

// readAgain is a cheque whose places say other things when they are read again.
type readAgain struct {
	printedLine
	says map[string]string // by alphabet
}

func (z readAgain) Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	text, ok := z.says[alphabet]
	if !ok {
		return z.printedLine.Read(ctx, page, box, alphabet)
	}
	var words []bordereau.Word
	for i, w := range strings.Fields(text) {
		words = append(words, bordereau.Word{Text: w, Confidence: 0.9, Block: 1, Line: 1, Box: bordereau.Box{X: box.X + 12*i, Y: box.Y, W: 10, H: max(1, box.H)}})
	}
	return words, nil
}

// The digits' reader sees the key that the page's reader got wrong; two readings that
// both contradict the line leave it contradicted.
func TestKeyIsReadTwice(t *testing.T) {
	misread := typeset.Reading(strings.Replace(chequeText, "(75)", "(15)", 1))
	for again, want := range map[string]bordereau.Verdict{"75": bordereau.Passed, "15": bordereau.Failed, "71": bordereau.Failed, "": bordereau.Failed} {
		u := understandReading(t, misread, readAgain{rightLine, map[string]string{"digits": again}})
		if got := verdict(u, "rlmc_key"); got != want {
			t.Errorf("the key read again as %q: the check is %s", again, got)
		}
	}
	lost := typeset.Reading(strings.Replace(chequeText, "(75)", "", 1))
	u := understandReading(t, lost, readAgain{rightLine, map[string]string{"line": "Chèque n° 8471325 (75)", "digits": "75"}})
	if verdict(u, "rlmc_key") != bordereau.Passed || u.Value("rlmc_key") != "75" {
		t.Errorf("a key that was passed over was not found: %+v", u.Checks)
	}
}

// A filler of the amount's box is no digit; the words never choose among readings.
func TestFiguresAreReadOnceMore(t *testing.T) {
	misread := typeset.Reading(strings.Replace(chequeText, "€ 1 237,56", "€ 41 237,56", 1))
	for _, c := range []struct{ line, amount, want string }{
		{"#1 237,56#", "", "1237.56"},
		{"1 237,56", "1 237,56", "1237.56"},
		{"1 237,56", "41 237,56", "41237.56"}, // one in three
		{"41 237,56", "1 237,56", "41237.56"},
		{"", "1 237,56", "41237.56"},
	} {
		u := understandReading(t, misread, readAgain{rightLine, map[string]string{"line": c.line, "amount": c.amount}})
		f := u.Field("amount_figures")
		if f == nil || f.Value != c.want || (len(f.Alternatives) > 0) != (c.want == "1237.56") {
			t.Errorf("again as a line %q, as an amount %q: %+v", c.line, c.amount, f)
		}
		if agreed := proves(u, "amount", bordereau.ProofAgreement); agreed != (c.want == "1237.56") {
			t.Errorf("again as a line %q, as an amount %q: agreement is %v", c.line, c.amount, agreed)
		}
	}
}

// Words that were torn are read again line by line, and a label that runs together is
// a label.
func TestWordsAndLabelsMisread(t *testing.T) {
	u := understand(t, strings.NewReplacer("trente-sept", "trente-sept", "à Garage", "àlordrede Garage", "                Fait à Valmorte le 20/11/2026", "").Replace(chequeText))
	if got := u.Value("payee"); got != "Garage des Moulins EURL" {
		t.Errorf("the payee is %q", got)
	}
	u = understand(t, strings.Replace(chequeText, "mille deux cent trente-sept", "mille cing cent trente-sept", 1))
	if got := u.Value("amount_words"); got != "1537.56" {
		t.Errorf("cing was read as %q", got)
	}
}
