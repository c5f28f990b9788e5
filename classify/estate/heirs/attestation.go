package heirs

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// required are the five things that the attestation must state (CMF L312-1-4).
var required = []struct {
	rule, what string
	says       *regexp.Regexp
}{
	{"declares_no_will", "l'absence de testament et d'autres héritiers", regexp.MustCompile(`\b(?:PAS|NI|AUCUN|SANS) (?:DE |D')?TESTAMENTS?\b[^;.]{0,40}\bHERITIERS?\b`)},
	{"declares_no_marriage_contract", "l'absence de contrat de mariage", regexp.MustCompile(`\b(?:PAS DE|AUCUN|SANS) CONTRAT DE MARIAGE\b`)},
	{"declares_authority", "l'autorisation de percevoir les sommes ou de clôturer les comptes", regexp.MustCompile(`\bAUTORIS[A-Z]+ [^;.]{0,80}\b(?:PERCEVOIR|CLOTURER|CLORE)\b`)},
	{"declares_no_litigation", "l'absence de litige sur la qualité d'héritier ou la composition de la succession", regexp.MustCompile(`\b(?:NI|AUCUNE?|PAS DE|SANS) (?:PROCES|LITIGE|CONTESTATION)\b`)},
	{"declares_no_real_estate", "l'absence d'immeuble dans la succession", regexp.MustCompile(`\b(?:AUCUN BIEN IMMOBILIER|AUCUN IMMEUBLE|(?:NI|PAS) D'IMMEUBLES?|PAS DE BIENS? IMMOBILIERS?)\b`)},
}

// attested says whether the paper is the heirs' own attestation.
func attested(s *spec.Sheet) bool {
	return len(s.Find("attestation des héritiers"))+len(s.Find("attestation des ayants droit")) > 0 &&
		strings.Contains(strings.NewReplacer(" ", "", ".", "").Replace(s.Running().Text), "L312-1-4")
}

// declarations looks for each of the five; a person reads what was not found.
func declarations(_ context.Context, d *spec.Draft) error {
	if !attested(d.Sheet) {
		return nil
	}
	text := d.Running().Text
	for _, r := range required {
		if r.says.MatchString(text) {
			d.Check(r.rule, bordereau.Passed, "l'attestation déclare "+r.what+" (CMF L312-1-4)")
		} else {
			d.Check(r.rule, bordereau.Inconclusive, "l'attestation ne semble pas déclarer "+r.what+" (CMF L312-1-4)")
		}
	}
	return nil
}

// What a signature is at least: see the alphabet "ink".
const (
	drawnEnough = 0.3
	leastWide   = 7.0 // millimetres
	wide, high  = 66.0, 20.0
)

// signatures looks for a signature under the name of every heir, where he last stands.
func signatures(ctx context.Context, d *spec.Draft) error {
	const rule = "all_heirs_signed"
	if !attested(d.Sheet) || d.Zones == nil {
		return nil
	}
	n := 0
	var unsigned []string
	for ; ; n++ {
		f := d.Field(fmt.Sprintf("lines[%d].name", n))
		if f == nil {
			break
		}
		places := d.Find(f.Value)
		if len(places) < 2 {
			d.Check(rule, bordereau.Inconclusive, "la place de la signature de "+f.Value+" n'a pas été trouvée")
			return nil
		}
		signed, err := signedUnder(ctx, d, places[len(places)-1])
		if err != nil {
			return ctx.Err()
		}
		if !signed {
			unsigned = append(unsigned, f.Value)
		}
	}
	switch {
	case n == 0:
		d.Check(rule, bordereau.Inconclusive, "les héritiers n'ont pas été lus")
	case len(unsigned) > 0:
		d.Check(rule, bordereau.Failed, "aucune signature n'a été trouvée sous le nom de "+strings.Join(unsigned, ", "))
	default:
		d.Check(rule, bordereau.Passed, "une signature figure sous le nom de chaque héritier")
	}
	return nil
}

func signedUnder(ctx context.Context, d *spec.Draft, p spec.Phrase) (bool, error) {
	page := d.Page(p.Page)
	if page == nil || page.DPI <= 0 {
		return false, nil
	}
	at := func(mm float64) int { return int(mm * float64(page.DPI) / 25.4) }
	area := bordereau.Box{X: max(0, p.Box.X-at(2)), Y: p.Box.Y + p.Box.H + at(1)}
	area.W, area.H = min(at(wide), page.Width-area.X), min(at(high), page.Height-area.Y)
	if area.W <= 0 || area.H <= 0 {
		return false, nil
	}
	ink, err := d.Zones.Read(ctx, p.Page, area, "ink")
	if err != nil {
		return false, fmt.Errorf("look for a signature: %w", err)
	}
	var drawn bordereau.Box
	sure := 0.0
	for _, w := range ink {
		if w.Text == "stroke" {
			drawn, sure = drawn.Union(w.Box), sure+w.Confidence
		}
	}
	return sure >= drawnEnough && drawn.W >= at(leastWide), nil
}
