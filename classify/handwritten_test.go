package classify_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
	"bordereau/policy"
)

// handOnCheque is the code line of a cheque, and what a hand wrote in its box: the
// likeliest reading first, surely or not.
type handOnCheque struct {
	printedLine
	amounts []string
	beside  []string // what is read left or right of the mark of the currency, if it is else
	asked   *bordereau.Box
	unsure  bool
	dates   []bordereau.Word
	penned  float64 // how surely a hand wrote whatever is asked for; 0 is not known
}

func (h handOnCheque) Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	switch alphabet {
	case "hand_amount":
	case "hand_date":
		return h.dates, nil
	case "hand":
		if h.penned == 0 {
			return nil, nil
		}
		return []bordereau.Word{{Text: "figures", Confidence: h.penned, Box: box}, {Text: "letters", Confidence: h.penned, Box: box}}, nil
	default:
		return h.printedLine.Read(ctx, page, box, alphabet)
	}
	amounts := h.amounts
	if box.H < 300 && h.beside != nil { // 18 mm high, not 44
		amounts = h.beside
	} else {
		*h.asked = box
	}
	sure := .9
	if h.unsure {
		sure = .5
	}
	var words []bordereau.Word
	for i, a := range amounts {
		words = append(words, bordereau.Word{Text: a, Confidence: sure / float64(i+1), Box: box})
	}
	return words, nil
}

func TestAHandwrittenAmountProvesNothingByItself(t *testing.T) {
	const inWords = "mille deux cent trente-sept euros et cinquante-six centimes"
	noWords := strings.NewReplacer("€ 1 237,56", "", "    mille deux cent trente-sept", "", "euros et cinquante-six centimes", "").Replace(chequeText)
	byHand := strings.Replace(noWords, "bancaire ou assimilé", "bancaire ou assimilé\n"+inWords, 1)
	var asked bordereau.Box
	with := func(text string, amounts ...string) bordereau.Understanding {
		u := understandReading(t, typeset.Reading(text), handOnCheque{printedLine: rightLine, amounts: amounts, asked: &asked})
		return policy.Default().Statuses(u)
	}

	u := with(noWords, "1237.56", "1231.56", "7237.56")
	f, a := u.Field("amount_figures"), u.Field("amount")
	if f == nil || a == nil || f.Value != "1237.56" || a.Value != "1237.56" {
		t.Fatalf("figures %+v, amount %+v", f, a)
	}
	if len(f.Proofs) > 0 || len(a.Proofs) > 0 || f.Status != bordereau.Doubtful || a.Status != bordereau.Doubtful {
		t.Errorf("a hand's figures are believed: %+v, %+v", f, a)
	}
	if want := []string{"1231.56", "7237.56"}; !slices.Equal(f.Alternatives, want) || !slices.Equal(a.Alternatives, want) {
		t.Errorf("other readings are %v and %v", f.Alternatives, a.Alternatives)
	}
	if verdict(u, "handwritten_amount") != bordereau.Inconclusive {
		t.Errorf("nobody is told that a hand wrote it: %+v", u.Checks)
	}
	if asked.Empty() || asked.X < 700 || asked.Y+asked.H > 850 {
		t.Errorf("looked for it at %v", asked)
	}

	// The words say the same: that is a proof.
	u = with(byHand, "1237.56", "1231.56")
	if a := u.Field("amount"); a == nil || a.Status != bordereau.Proved || !proves(u, "amount", bordereau.ProofAgreement) {
		t.Errorf("words and figures agree: %+v", a)
	}
	// Other words: a person looks, whatever the machine's second reading says.
	u = with(byHand, "1231.56", "1237.56")
	if a := u.Field("amount"); a == nil || a.Status != bordereau.Conflict || a.Value != "1237.56" {
		t.Errorf("words and figures differ: %+v", a)
	}
	// In type, the hand is not asked; what is no amount is not taken.
	if u = with(chequeText, "9.99"); u.Value("amount_figures") != "1237.56" || slices.ContainsFunc(u.Checks, func(c bordereau.Check) bool { return c.Rule == "handwritten_amount" }) {
		t.Errorf("the typed amount is %q", u.Value("amount_figures"))
	}
	if u = with(noWords, "12"); u.Field("amount_figures") != nil {
		t.Errorf("taken for an amount: %+v", u.Field("amount_figures"))
	}
}

// wordless takes the amount in words out of a cheque.
var wordless = strings.NewReplacer("    mille deux cent trente-sept", "", "euros et cinquante-six centimes", "")

// What the recogniser of print makes of a hand's figures and date is given up; what the
// reader of hands makes of them takes its place.
func TestAHandIsNotTakenForPrint(t *testing.T) {
	var asked bordereau.Box
	zones := handOnCheque{printedLine: rightLine, amounts: []string{"7231.56"}, asked: &asked, penned: .98,
		dates: []bordereau.Word{{Text: "2026-11-09", Confidence: .6}, {Text: "2026-11-04", Confidence: .3}, {Text: "2061-11-04", Confidence: .1}}}
	u := policy.Default().Statuses(understandReading(t, typeset.Reading(wordless.Replace(chequeText)), zones))
	if f := u.Field("amount_figures"); f == nil || f.Value != "7231.56" {
		t.Errorf("the figures are %+v", f)
	}
	f := u.Field("date")
	if f == nil || f.Value != "2026-11-09" || f.Status != bordereau.Corroborated || !slices.Equal(f.Alternatives, []string{"2026-11-04"}) {
		t.Errorf("the date is %+v", f)
	}
	for _, rule := range []string{"handwritten_amount", "handwritten_date"} {
		if verdict(u, rule) != bordereau.Inconclusive {
			t.Errorf("%s is not told: %+v", rule, u.Checks)
		}
	}
	// Words of as many euros, read as print, say that the figures were no hand's either.
	if u = understandReading(t, typeset.Reading(chequeText), zones); u.Value("amount_figures") != "1237.56" {
		t.Errorf("the words say what the figures do, which are %q", u.Value("amount_figures"))
	}
	zones.penned = .02 // a printer's
	u = understandReading(t, typeset.Reading(chequeText), zones)
	if u.Value("amount_figures") != "1237.56" || u.Value("date") == "2026-11-09" || slices.ContainsFunc(u.Checks, func(c bordereau.Check) bool { return strings.HasPrefix(c.Rule, "handwritten_") }) {
		t.Errorf("type is taken for a hand's: %+v", u.Fields)
	}
}

// A date that a hand wrote is corroborated only if the cheque is payable whatever the ink
// may say, and it is likely of these days.
func TestADateByHandMustBePayableHoweverItIsRead(t *testing.T) {
	var asked bordereau.Box
	for name, c := range map[string]struct {
		dates []bordereau.Word
		want  bordereau.Status
	}{
		"payable, all of them":      {[]bordereau.Word{{Text: "2026-11-09", Confidence: .5}, {Text: "2026-01-09", Confidence: .4}, {Text: "2025-11-29", Confidence: .1}}, bordereau.Corroborated},
		"the ink says a rare day":   {[]bordereau.Word{{Text: "2026-11-09", Confidence: .9}, {Text: "2020-11-09", Confidence: .1}}, bordereau.Corroborated},
		"far less likely too old":   {[]bordereau.Word{{Text: "2026-11-09", Confidence: .98}, {Text: "2020-11-09", Confidence: .01}}, bordereau.Corroborated},
		"one may be too old":        {[]bordereau.Word{{Text: "2026-11-09", Confidence: .9}, {Text: "2020-11-09", Confidence: .2}}, bordereau.Doubtful},
		"one may be to come":        {[]bordereau.Word{{Text: "2026-11-09", Confidence: .9}, {Text: "2026-12-29", Confidence: .4}}, bordereau.Doubtful},
		"the best is to come":       {[]bordereau.Word{{Text: "2026-12-29", Confidence: .9}}, bordereau.Doubtful},
		"payable, but months ago":   {[]bordereau.Word{{Text: "2026-03-09", Confidence: .9}}, bordereau.Doubtful},
		"a year and nine days past": {[]bordereau.Word{{Text: "2025-11-10", Confidence: .9}}, bordereau.Doubtful},
	} {
		zones := handOnCheque{printedLine: rightLine, amounts: []string{"1237.56"}, asked: &asked, penned: .98, dates: c.dates}
		u := policy.Default().Statuses(understandReading(t, typeset.Reading(chequeText), zones))
		if f := u.Field("date"); f == nil || f.Status != c.want || f.Value != c.dates[0].Text {
			t.Errorf("%s: %+v", name, f)
		}
		want := bordereau.Inconclusive
		if c.want == bordereau.Corroborated {
			want = bordereau.Passed
		}
		if verdict(u, "cheque_validity") != want {
			t.Errorf("%s: %s", name, verdict(u, "cheque_validity"))
		}
	}
	zones := handOnCheque{printedLine: rightLine, asked: &asked, penned: .98, dates: []bordereau.Word{{Text: "2061-11-09", Confidence: 1}, {Text: "x", Confidence: 1}}}
	if u := understandReading(t, typeset.Reading(chequeText), zones); u.Field("date") != nil {
		t.Errorf("no cheque is dated so: %+v", u.Field("date"))
	}
}

// Doubtful figures do not contradict the words; they stay beside them for the balance.
func TestDoubtfulFiguresContradictNothing(t *testing.T) {
	var asked bordereau.Box
	noFigures := strings.Replace(chequeText, "€ 1 237,56", "", 1)
	zones := handOnCheque{printedLine: rightLine, amounts: []string{"7237.56", "1237.56", "1231.56"}, asked: &asked, unsure: true}
	u := policy.Default().Statuses(understandReading(t, typeset.Reading(noFigures), zones))
	f := u.Field("amount")
	if f == nil || f.Value != "1237.56" || f.Status == bordereau.Proved || f.Status == bordereau.Conflict || !slices.Equal(f.Alternatives, []string{"7237.56", "1231.56"}) {
		t.Errorf("the amount is %+v", f)
	}
}

// A hand that wrote the centimes in figures twice proves nothing by it.
func TestCentimesInFiguresTwiceProveNothing(t *testing.T) {
	var asked bordereau.Box
	zones := handOnCheque{printedLine: rightLine, amounts: []string{"1237.56"}, asked: &asked}
	noFigures := strings.Replace(chequeText, "€ 1 237,56", "", 1)
	u := policy.Default().Statuses(understandReading(t, typeset.Reading(strings.Replace(noFigures, "cinquante-six centimes", "56 centimes", 1)), zones))
	if f := u.Field("amount"); f == nil || f.Value != "1237.56" || f.Status == bordereau.Proved || verdict(u, "words_against_figures") != bordereau.Inconclusive {
		t.Errorf("%+v, %s", f, verdict(u, "words_against_figures"))
	}
	u = policy.Default().Statuses(understandReading(t, typeset.Reading(noFigures), zones))
	if f := u.Field("amount"); f == nil || f.Status != bordereau.Proved {
		t.Errorf("in letters: %+v", f)
	}
}

// A form that prints its box elsewhere than the norm says has the mark of the currency
// beside it; strokes that read as a few euros are no amount where a longer one is read.
func TestAnAmountBesideTheMarkOfItsCurrency(t *testing.T) {
	text := strings.NewReplacer("€ 1 237,56", "€", "    mille deux cent trente-sept", "", "euros et cinquante-six centimes", "").Replace(chequeText)
	var asked bordereau.Box
	for name, c := range map[string]struct {
		norm, beside []string
		want         string
	}{
		"nothing by the norm":     {nil, []string{"1237.56"}, "1237.56"},
		"strokes by the norm":     {[]string{"4.00"}, []string{"1237.56"}, "1237.56"},
		"strokes beside the mark": {[]string{"1237.56"}, []string{"4.00"}, "1237.56"},
	} {
		zones := handOnCheque{printedLine: rightLine, amounts: c.norm, beside: c.beside, asked: &asked, unsure: true}
		if u := understandReading(t, typeset.Reading(text), zones); u.Value("amount_figures") != c.want {
			t.Errorf("%s: %q", name, u.Value("amount_figures"))
		}
	}
}
