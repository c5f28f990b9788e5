package cheque

import (
	"context"
	"slices"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// mentions holds the paper against what makes it a cheque (CMF L131-2). It fails where a
// mention is missing for certain, its place having been found and bare of all ink: the
// paper then does not count as a cheque (CMF L131-3). What was only not read leaves it
// open. The place of payment never fails, that of the drawee stands for it, nor does the
// place of issue, for which that beside the drawer's name does (CMF L131-3).
func mentions(ctx context.Context, d *spec.Draft) error {
	const rule = "mandatory_mentions"
	if lost := missing(ctx, d); len(lost) > 0 || ctx.Err() != nil {
		if ctx.Err() == nil {
			d.Check(rule, bordereau.Failed, lacking(lost))
		}
		return ctx.Err()
	}
	var unread []string
	if len(d.Find("payez contre ce chèque")) == 0 && len(d.Find("chèque")) == 0 {
		unread = append(unread, "le mot chèque")
	}
	for _, m := range []struct{ field, name string }{{"amount", "la somme"}, {"bank", "la banque"}, {"date", "la date"}, {"signature_present", "la signature"}} {
		if f := d.Field(m.field); f == nil || m.field == "signature_present" && f.Value != "true" {
			unread = append(unread, m.name)
		}
	}
	placed := placeWritten(d)
	if !placed && !drawersPlace(ctx, d) {
		unread = append(unread, "le lieu de création")
	}
	switch {
	case len(unread) > 0:
		d.Check(rule, bordereau.Inconclusive, "mention du chèque non lue : "+strings.Join(unread, ", ")+" (CMF L131-2)")
	case !placed:
		d.Check(rule, bordereau.Passed, "les mentions obligatoires ont été lues, signature comprise ; le lieu de création n'a pas été lu, l'adresse du tireur en tient lieu (CMF L131-2, L131-3)")
	default:
		d.Check(rule, bordereau.Passed, "les mentions obligatoires ont été lues, signature comprise (CMF L131-2)")
	}
	return nil
}

// placeWritten says whether a place of issue was read that is no name: where none is
// written, what stands beside the date may be taken for it.
func placeWritten(d *spec.Draft) bool {
	place := d.Field("place")
	return place != nil && !slices.ContainsFunc([]string{"payee", "drawer", "bank"}, func(name string) bool {
		f := d.Field(name)
		return f != nil && f.Page == place.Page && mostly(place.Box, f.Box)
	})
}

// lacking is the sentence for a clerk, with the reason for which such a cheque is rejected.
func lacking(lost []string) string {
	what, reason := lost[len(lost)-1], "irregular"
	if len(lost) > 1 {
		what = strings.Join(lost[:len(lost)-1], ", ") + " et " + what
	}
	if lost[0] == lostSignature {
		reason = "not_signed"
	}
	words, _ := bordereau.ReasonWords(reason)
	return "Il manque au chèque " + what + " : il ne vaut pas comme chèque (CMF L131-2, L131-3). Regardez l'image, puis rejetez-le, motif « " + words + " »"
}

// What a cheque may lack.
const (
	lostSignature = "la signature du tireur"
	lostDate      = "la date"
	lostSum       = "la somme"
)

// missing are the mentions whose places were found and are bare. The code line must have
// been read: by it the paper is known to be a cheque, its size and how it lies.
func missing(ctx context.Context, d *spec.Draft) (lost []string) {
	p := paperOf(ctx, d.Sheet)
	if p == nil || d.Field("code_line") == nil || d.Currency != "" {
		return nil
	}
	for _, m := range []struct {
		name string
		lost func(context.Context, *spec.Draft, *paper) bool
	}{{lostSignature, unsigned}, {lostDate, undated}, {lostSum, unsummed}} {
		if m.lost(ctx, d, p) {
			lost = append(lost, m.name)
		}
	}
	return lost
}

// smallPrint is how high print is at most, in millimetres, that stands where something was
// to be filled in; surePrint how surely it is read, tellsForm where it says what forms say.
const smallPrint, surePrint, tellsForm = 3.5, 0.8, 0.3

// unsigned says that nothing was drawn where the drawer signs, and nothing stands there
// but what was printed in small type. A name is print if it looks like it: some sign legibly.
func unsigned(ctx context.Context, d *spec.Draft, p *paper) bool {
	f := d.Field("signature_present")
	if f == nil || f.Value != "false" {
		return false
	}
	area, dated := signatureArea(d, p)
	return dated && bare(ctx, d, p, area, func(w spec.Word) bool {
		if w.Confidence < surePrint || w.Box.H > p.at(smallPrint) {
			return false
		}
		odds, ok := 0.0, false
		if !labels[trimmed(w.Text)] && digitsOf(spec.Span{w}) == "" {
			if odds, ok = penned(ctx, d.Sheet, w.Page, grown(w.Box, w.Box.H/4), "letters"); !ok {
				return false
			}
		}
		return odds <= 0
	}, "date", "place", "drawer", "bank", "cheque_number", "rlmc_key")
}

// undated says that no date was read and nothing stands where the form has it: behind "le"
// or "date", and, unless the place is seen to stand behind its own label, over and under.
func undated(ctx context.Context, d *spec.Draft, p *paper) bool {
	all := columnsOf(ctx, d.Sheet).all
	if d.Field("date") != nil || slices.ContainsFunc(all.Words, likeDate) {
		return false
	}
	none := func(spec.Word) bool { return false }
	beside := placeBeside(all, d.Field("place"))
	seen := false
	for _, l := range dateLabels(all) {
		b := l.first.Box
		if b.Y < p.box.Y+p.box.H/3 {
			continue
		}
		if l.first.Confidence < surePrint || b.H > p.at(smallPrint) {
			return false // a loop of a signature, or a date
		}
		for _, zone := range l.zones(p, beside) {
			if zone.W < p.at(14) || !bare(ctx, d, p, zone, none) {
				return false
			}
		}
		seen = true
	}
	return seen
}

// placeBeside says whether the place of issue stands behind its label, on its line.
func placeBeside(s *spec.Sheet, place *bordereau.Field) bool {
	if place == nil {
		return false
	}
	b := place.Box
	return slices.ContainsFunc(s.Words, func(w spec.Word) bool {
		gap, middle := b.X-w.Box.X-w.Box.W, w.Box.Y+w.Box.H/2
		return w.Page == place.Page && placeLabels[trimmed(w.Text)] && gap >= 0 && gap < 2*max(b.H, w.Box.H) && middle > b.Y && middle < b.Y+b.H
	})
}

// unsummed says that no amount was read but what a hand may seem to have written into an
// empty box, and that nothing but what forms have in print stands on the lines for the words
// and beside the mark of the currency or, where that is not seen, where amounts stand. It
// takes such an amount back.
func unsummed(ctx context.Context, d *spec.Draft, p *paper) bool {
	if d.Field("amount_words") != nil || d.Field("amount_figures") != nil && !told(d, ruleHandwritten) {
		return false
	}
	c := columnsOf(ctx, d.Sheet)
	order := orderPrinted(c.all)
	if order.Empty() {
		return false
	}
	left := max(p.box.X+p.at(2), c.from)
	lines := bordereau.Box{X: left, Y: order.Y - p.at(.5), W: c.edge - p.at(3) - left, H: order.H + p.at(17)}
	box := boxZones(ctx, d.Sheet, p)[0]
	for _, w := range c.all.Words {
		if isCurrency(w) && w.Confidence >= surePrint && p.atRight(w.Box) {
			from, to := max(p.box.X+p.at(2), w.Box.X-p.at(42)), min(p.box.X+p.box.W-p.at(3), w.Box.X+w.Box.W+p.at(42))
			box = bordereau.Box{X: from, Y: w.Box.Y - p.at(3), W: to - from, H: w.Box.H + p.at(6)}
			break
		}
	}
	values := []string{"payee", "date", "place", "drawer", "bank", "cheque_number"}
	if !bare(ctx, d, p, lines, p.ofForm, values...) || !bare(ctx, d, p, box, p.ofForm, values...) {
		return false
	}
	drop(d, "amount", "amount_figures")
	return true
}

func isCurrency(w spec.Word) bool { return w.Text == "€" || trimmed(w.Text) == "EUR" }

// formWords stand in print on the lines for the amount and around them.
var formWords = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields("PAYEZ CONTRE CE CHEQUE NON ENDOSSABLE SAUF AU PROFIT D UN UNE ETABLISSEMENT BANCAIRE OU ASSIMILE LA SOMME DE EN TOUTES LETTRES A L ORDRE B P F BPF REDIGER EXCLUSIVEMENT MONTANT CHIFFRES FAIT FAITA LE LIEU DATE") {
		out[w] = true
	}
	return out
}()

func (p *paper) ofForm(w spec.Word) bool {
	switch {
	case w.Box.H > p.at(smallPrint):
		return false
	case isCurrency(w) || trimmed(w.Text) == "EUROS":
		return w.Confidence >= surePrint
	case len(w.Text) > 4 && isPayeeLabel(spec.Span{w}):
		return true
	}
	for _, part := range strings.Fields(spec.Fold(w.Text)) {
		if !formWords[part] {
			return false
		}
	}
	return w.Confidence >= tellsForm
}

// bare says that a place was looked at well enough to see any stroke in it, and that
// nothing stands there but ruled lines and their remnants, a crossing, values that were
// read, of the fields that are named, and small print that may stand there: any other may
// be what is looked for.
func bare(ctx context.Context, d *spec.Draft, p *paper, place bordereau.Box, may func(spec.Word) bool, values ...string) bool {
	place = p.onPage(d.Sheet, place)
	marks := again(ctx, d.Sheet, p.page, place, "marks")
	if len(marks) == 0 || marks[0].Text != "paper" {
		return false
	}
	marks = slices.DeleteFunc(marks[1:], func(m spec.Word) bool {
		return m.Box.H < p.at(remnant) || m.Box.W < p.at(sliver) || slices.ContainsFunc(values, func(name string) bool {
			f := d.Field(name)
			return f != nil && f.Page == p.page && mostly(m.Box, grown(f.Box, p.at(.6)))
		})
	})
	if len(marks) == 0 {
		return true
	}
	for _, w := range again(ctx, d.Sheet, p.page, p.box, "ink") {
		if w.Text == "bar" {
			marks = slices.DeleteFunc(marks, func(m spec.Word) bool { return mostly(m.Box, grown(w.Box, p.at(.6))) })
		}
	}
	for _, w := range d.Words {
		if near := grown(w.Box, p.at(.6)); w.Page == p.page && overlap(near, place) > 0 && may(w) {
			marks = slices.DeleteFunc(marks, func(m spec.Word) bool { return m.Box.H <= near.H && mostly(m.Box, near) })
		}
	}
	return len(marks) == 0
}

// remnant is how high a piece of a ruled line is at most that was not taken for one, sliver
// how wide one of an upright line: less than a pen draws.
const remnant, sliver = 0.5, 0.2

// drawersPlace says whether a place stands beside the drawer's name.
func drawersPlace(ctx context.Context, d *spec.Draft) bool {
	f := d.Field("drawer")
	return f != nil && slices.ContainsFunc(spec.Addresses(columnsOf(ctx, d.Sheet).all), func(a spec.Address) bool {
		return a.Page == f.Page && overlap(grown(a.Box, a.Box.H/8), f.Box) > 0
	})
}
