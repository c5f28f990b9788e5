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

// A comma taken for a letter leaves a part of an amount: it is taken whole, or as it is
// where its place says nothing sure.
func TestAnAmountIsTakenWhole(t *testing.T) {
	torn := typeset.Reading(strings.Replace(chequeText, "€ 1 237,56", "1 237 r 56 €", 1))
	for _, c := range []struct{ form, amount, want string }{
		{"1 237,56 €", "", "1237.56"},         // every digit, and a comma
		{"7 237,56", "7 237,56", "7237.56"},   // two ways agree
		{"7 237,56", "1 937,56", "56.00"},     // they do not
		{"123756 €", "", "56.00"},             // no comma
		{"", "", "56.00"},                     // nothing
		{"7 237,56", "1 237,56 €", "1237.56"}, // every digit
	} {
		u := understandReading(t, torn, readAgain{rightLine, map[string]string{"form": c.form, "amount": c.amount}})
		if got := u.Value("amount_figures"); got != c.want {
			t.Errorf("read anew as %q and %q: the amount is %s, not %s", c.form, c.amount, got, c.want)
		}
		if proves(u, "amount", bordereau.ProofAgreement) != (c.want == "1237.56") {
			t.Errorf("read anew as %q and %q: %+v", c.form, c.amount, u.Field("amount"))
		}
	}
}

// passedOver is a cheque of which the page's reading lost words, that stand where they
// would have stood.
type passedOver struct {
	printedLine
	words []bordereau.Word
}

func (z passedOver) Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	if alphabet == "missed" {
		return z.words, nil
	}
	return z.printedLine.Read(ctx, page, box, alphabet)
}

// What the page's reading passed over is read with the rest, wherever it stood.
func TestWhatWasPassedOver(t *testing.T) {
	full := typeset.Reading(chequeText)
	payee := map[string]bool{"à": true, "Garage": true, "des": true, "Moulins": true, "EURL": true}
	for name, lose := range map[string]func(string) bool{
		"a payee": func(text string) bool { return payee[text] },
		"a date":  func(text string) bool { return strings.HasPrefix(text, "20/11") },
	} {
		torn, rest := full, passedOver{printedLine: rightLine}
		torn.Pages = []bordereau.Page{full.Pages[0]}
		torn.Pages[0].Words = nil
		for _, w := range full.Pages[0].Words {
			if lose(w.Text) {
				rest.words = append(rest.words, w)
			} else {
				torn.Pages[0].Words = append(torn.Pages[0].Words, w)
			}
		}
		whole := understandReading(t, full, rightLineOf())
		lost := understandReading(t, torn, rightLineOf())
		found := understandReading(t, torn, rest)
		for _, field := range []string{"payee", "date", "amount"} {
			if got := found.Value(field); got != whole.Value(field) || got == "" {
				t.Errorf("%s: %s is %q, not %q", name, field, got, whole.Value(field))
			}
		}
		if lost.Value("payee") == whole.Value("payee") && lost.Value("date") == whole.Value("date") {
			t.Errorf("%s was not lost", name)
		}
	}
}

func rightLineOf() printedLine { return rightLine }

// Misread labels leave the payee where it stands: on the line under the words.
func TestPayeeWithoutItsLabel(t *testing.T) {
	for _, label := range []string{"", "‘ordre de", "ds", "l'"} {
		u := understandReading(t, typeset.Reading(strings.Replace(chequeText, "à Garage", label+" Garage", 1)), printedLine(rightLine))
		if got := u.Value("payee"); got != "Garage des Moulins EURL" {
			t.Errorf("behind %q the payee is %q", label, got)
		}
	}
}

// Where the form says in small print over or under the line who is to be paid.
func TestPayeeOfACaptionedLine(t *testing.T) {
	for name, lines := range map[string]string{
		"under": "Garage des Moulins EURL\nà l'ordre de                       Fait à Valmorte le 20/11/2026",
		"over":  "à l'ordre de                       Fait à Valmorte le 20/11/2026\nGarage des Moulins EURL",
	} {
		text := strings.Replace(chequeText, "à Garage des Moulins EURL                                  Fait à Valmorte le 20/11/2026", lines, 1)
		u := understandReading(t, typeset.Reading(text), readAgain{printedLine: rightLine})
		if got := u.Value("payee"); got != "Garage des Moulins EURL" {
			t.Errorf("%s: the payee is %q", name, got)
		}
	}
}
