package cheque

import (
	"context"
	"math"
	"slices"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// The rules that name what a hand wrote: a clerk types it without seeing what the machine
// read, until something else proves it (review.Handwritten).
const (
	ruleHandwritten = "handwritten_amount"
	ruleHandDate    = "handwritten_date"
	ruleHandText    = "handwritten_words"
)

// handwritten reads the amount that a hand wrote into the box, where none in type was
// found. Figures alone prove nothing: the field carries no proof, and other readings
// of the ink beside it, until the words or the balance of the slip say the same.
func handwritten(ctx context.Context, d *spec.Draft) error {
	if d.Field("amount_figures") != nil || d.Zones == nil || d.Currency != "" {
		return nil // read in type; or of a country that writes amounts otherwise
	}
	p := paperOf(ctx, d.Sheet)
	if p == nil {
		return nil
	}
	var words spec.Span
	worth := 0.0
	for i, zone := range boxZones(ctx, d.Sheet, p) {
		here := again(ctx, d.Sheet, p.page, zone, "hand_amount")
		if len(here) == 0 {
			continue
		}
		w := here[0].Confidence
		few := len(here[0].Text) <= len("99.00") && strings.HasSuffix(here[0].Text, ".00")
		if i > 0 {
			w *= besideMark
		}
		if few { // strokes of anything read so
			w *= fewFigures
		}
		if w > worth {
			words, worth = here, w
		}
		if here[0].Confidence >= surely && !few {
			break
		}
	}
	if len(words) == 0 {
		return ctx.Err()
	}
	f := bordereau.Field{Name: "amount_figures", Value: words[0].Text, Raw: words[0].Text, Page: p.page, Box: words[0].Box, Confidence: words[0].Confidence}
	if _, err := bordereau.ParseMoney(f.Value, "EUR"); err != nil {
		return nil
	}
	for _, w := range words[1:] {
		f.Alternatives = append(f.Alternatives, w.Text)
		f.AlternativeConfidences = append(f.AlternativeConfidences, w.Confidence)
	}
	if d.Put(f) == nil {
		return nil
	}
	d.Put(bordereau.Field{Name: "currency", Value: "EUR", Page: p.page, Box: f.Box, Confidence: f.Confidence})
	d.Check(ruleHandwritten, bordereau.Inconclusive,
		"le montant en chiffres est écrit à la main : seuls les lettres, la balance de la remise ou une personne le prouvent", "amount_figures", "amount")
	return nil
}

// What a reading beside the mark of the currency is worth beside others, and one of one or
// two figures without cents.
const (
	besideMark = 2
	fewFigures = .05
)

// boxZones are where the amount may stand on a cheque, with room: at the right, in the
// upper half (NF K11-010), then at the left and the right of the mark of the currency.
func boxZones(ctx context.Context, s *spec.Sheet, p *paper) []bordereau.Box {
	zones := []bordereau.Box{p.onPage(s, bordereau.Box{X: p.box.X + p.at(118), Y: p.box.Y + p.at(2), W: p.at(56), H: p.at(44)})}
	const most = 5
	for _, w := range columnsOf(ctx, s).all.Words {
		if text := trimmed(w.Text); w.Text != "€" && text != "EUR" || w.Confidence < .5 {
			continue
		}
		middle := w.Box.Y + w.Box.H/2
		for _, x := range []int{w.Box.X - p.at(60.5), w.Box.X + w.Box.W + p.at(.5)} {
			left := max(x, p.box.X)
			zone := p.onPage(s, bordereau.Box{X: left, Y: middle - p.at(9), W: min(x+p.at(60), p.box.X+p.box.W) - left, H: p.at(18)})
			if zone.W > p.at(15) && zone.H > p.at(6) && len(zones) < most {
				zones = append(zones, zone)
			}
		}
	}
	return zones
}

// onPage is what of a zone lies on the page.
func (p *paper) onPage(s *spec.Sheet, b bordereau.Box) bordereau.Box {
	page := s.Page(p.page)
	if page == nil {
		return bordereau.Box{}
	}
	x, y := max(b.X, 0), max(b.Y, 0)
	return bordereau.Box{X: x, Y: y, W: min(b.X+b.W, page.Width) - x, H: min(b.Y+b.H, page.Height) - y}
}

// inType runs a step that reads a value in type, and gives it up where a hand wrote it:
// the recogniser of print takes many a hand's figures for others, but hardly ever surely
// beside words that look typed.
func inType(step spec.Step, names ...string) spec.Step {
	return func(ctx context.Context, d *spec.Draft) error {
		if err := step(ctx, d); err != nil {
			return err
		}
		typed := func(f *bordereau.Field) bool { return f.Confidence >= 0.9 && wordsPenned(ctx, d.Sheet) < -1 }
		if f := d.Field(names[0]); f != nil && !typed(f) && byHand(ctx, d.Sheet, f, "figures") && !saidInWords(ctx, d) {
			drop(d, names...)
		}
		return nil
	}
}

// saidInWords says whether the words say as many euros as were read in the box, the
// whole of them or their first line: the recogniser of print does not misread a hand
// twice to the same amount.
func saidInWords(ctx context.Context, d *spec.Draft) bool {
	f := d.Field("amount_figures")
	if f == nil {
		return false
	}
	var words spec.Span
	for _, line := range numberLines(columnsOf(ctx, d.Sheet).body) {
		words = append(words, withoutFigures(d.Sheet, line)...)
		if spec.Numerals(words) < fewNumerals || digitsOf(words) != "" {
			continue
		}
		if v, ok := spelt(d, d.Sheet, cleaned(words)); ok && euros(v.Text) == euros(f.Value) {
			return true
		}
	}
	return false
}

// fewNumerals are too few for words and figures to agree on by chance.
const fewNumerals = 3

func euros(amount string) string {
	whole, _, _ := strings.Cut(amount, ".")
	return whole
}

// byHand says whether a hand wrote a field, which holds figures or letters: what its own
// line looks like and what the lines of words do, since mostly one hand or one printer
// fills in all of a cheque. More is known of the words, which are longer.
func byHand(ctx context.Context, s *spec.Sheet, f *bordereau.Field, kind string) bool {
	own, _ := penned(ctx, s, f.Page, grown(f.Box, f.Box.H/3), kind)
	return min(max(own, -3), 3)+wordsPenned(ctx, s) > 0
}

// penned is how much a line looks like a hand's, as a logarithm of odds: below 0 print.
// ok is false, and odds 0, where that cannot be told.
func penned(ctx context.Context, s *spec.Sheet, page int, box bordereau.Box, kind string) (odds float64, ok bool) {
	for _, w := range again(ctx, s, page, box, "hand") {
		if w.Text == kind {
			share := min(max(w.Confidence, .01), .99)
			return math.Log(share / (1 - share)), true
		}
	}
	return 0, false
}

// wordsPenned is how much the longest line of the amount in words looks like a hand's, or
// the payee where that looks less so: print is not to be lost. 0 where none was seen.
func wordsPenned(ctx context.Context, s *spec.Sheet) float64 {
	return spec.Once(s, "cheque words penned", func() float64 {
		c := columnsOf(ctx, s)
		left := c.left
		var longest, payee spec.Span
		lines := numberLines(c.body)
		if len(lines) == 0 || spec.Numerals(slices.Concat(lines...)) < fewNumerals { // what is read of a hand holds few
			lines = wordLines(left)
		}
		for _, line := range lines {
			if line.Box().W > longest.Box().W {
				longest = line
			}
		}
		for i := 0; i < len(left.Rows) && payee == nil; i++ {
			if row := left.RowSpan(i); len(row) > 1 && toPayee(row) {
				payee = row[1:]
				for len(payee) > 1 && remnants[trimmed(payee[0].Text)] { // of "à l'ordre de", in small print
					payee = payee[1:]
				}
			}
		}
		least, found := 0.0, false
		for _, line := range []spec.Span{longest, payee} {
			if len(line) == 0 {
				continue
			}
			b := line.Box()
			if odds, ok := penned(ctx, s, line[0].Page, grown(b, b.H/4), "letters"); ok && (!found || odds < least) {
				least, found = odds, true
			}
		}
		return least
	})
}

// handWords gives up what was read of an amount in words that a hand wrote, unless all
// that is written there was: part of an amount is another amount. Who types the figures
// types the words.
func handWords(ctx context.Context, d *spec.Draft) error {
	f := d.Field("amount_words")
	if f == nil || d.Field("amount_figures") != nil && !told(d, ruleHandwritten) || !byHand(ctx, d.Sheet, f, "letters") {
		return nil
	}
	written := 0
	for _, line := range wordLines(columnsOf(ctx, d.Sheet).left) {
		written += len(spec.Fold(line.Text()))
	}
	if written == 0 || len(spec.Fold(f.Raw)) < written-3 {
		drop(d, "amount_words")
		return nil
	}
	d.Check(ruleHandText, bordereau.Inconclusive, "le montant en lettres est écrit à la main", "amount_words", "amount")
	return nil
}

// surely is the confidence from which figures that a hand wrote may contradict the words.
const surely = .85

// unsureFigures gives up figures of a hand that are doubtful where the words say another
// amount: what is not known contradicts nothing. What the ink may say stays with the
// words, for the balance of the slip to choose from.
func unsureFigures(_ context.Context, d *spec.Draft) error {
	f, words := d.Field("amount_figures"), d.Field("amount_words")
	if f == nil || words == nil || !told(d, ruleHandwritten) || f.Value == words.Value || f.Confidence >= surely {
		return nil
	}
	readings, shares := append([]string{f.Value}, f.Alternatives...), append([]float64{f.Confidence}, f.AlternativeConfidences...)
	for i, other := range readings {
		if other != words.Value {
			words.Alternatives = append(words.Alternatives, other)
			words.AlternativeConfidences = append(words.AlternativeConfidences, shares[i])
		}
	}
	drop(d, "amount_figures")
	return nil
}

// drop takes fields back.
func drop(d *spec.Draft, names ...string) {
	d.Understanding.Fields = slices.DeleteFunc(d.Understanding.Fields, func(f bordereau.Field) bool { return slices.Contains(names, f.Name) })
}

// sameHand takes back that words and figures prove each other where the centimes stand in
// figures in both places and a hand wrote them: a 7 that looks like a 1 does so twice. A neat
// hand is taken for print, but not read surely in either place.
func sameHand(_ context.Context, d *spec.Draft) error {
	words, figures := d.Field("amount_words"), d.Field("amount_figures")
	if words == nil || figures == nil || !strings.ContainsAny(words.Raw, "0123456789") {
		return nil
	}
	if !told(d, ruleHandwritten) && max(words.Confidence, figures.Confidence) >= surely {
		return nil
	}
	for _, name := range []string{"amount", "amount_words", "amount_figures"} {
		if f := d.Field(name); f != nil {
			f.Proofs = slices.DeleteFunc(slices.Clone(f.Proofs), func(p bordereau.Proof) bool { return p.Kind == bordereau.ProofAgreement })
		}
	}
	for i := range d.Understanding.Checks {
		if c := &d.Understanding.Checks[i]; c.Rule == "words_against_figures" && c.Verdict == bordereau.Passed {
			c.Verdict, c.Detail = bordereau.Inconclusive, "les centimes sont en chiffres aux deux endroits, de la même main ou lus sans certitude : ils ne se prouvent pas l'un l'autre"
		}
	}
	return nil
}

// told says whether a check of that rule was made.
func told(d *spec.Draft, rule string) bool {
	return slices.ContainsFunc(d.Understanding.Checks, func(c bordereau.Check) bool { return c.Rule == rule })
}

// unless runs a step where a hand did not write what the rule names.
func unless(rule string, step spec.Step) spec.Step {
	return func(ctx context.Context, d *spec.Draft) error {
		if told(d, rule) {
			return nil
		}
		return step(ctx, d)
	}
}

// handNames says which names a hand wrote.
func handNames(ctx context.Context, d *spec.Draft) error {
	if d.Zones == nil {
		return nil
	}
	var names []string
	for _, name := range []string{"payee", "place"} {
		if f := d.Field(name); f != nil && f.Page > 0 && byHand(ctx, d.Sheet, f, "letters") {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		d.Check("handwritten_names", bordereau.Inconclusive, "écrit à la main : la lecture de la machine n'est qu'un essai", names...)
	}
	return nil
}
