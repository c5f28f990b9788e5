package mrz

import (
	"context"
	"fmt"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// Cue is the zone as evidence for a type: 2, and 2 more for each digit that fits.
func Cue(ctx context.Context, s *spec.Sheet, mine func(z *Zone) bool) []bordereau.Cue {
	z := Find(ctx, s)
	if !z.Sound() || !mine(z) {
		return nil
	}
	return []bordereau.Cue{{Phrase: "machine readable zone " + string(z.Format), Page: z.Page, Box: z.Box(), Weight: float64(2 + 2*z.fits())}}
}

// part names the place of a field in the zone.
type part struct {
	name, value string
	zone        string   // name of the zone's part, for the box
	digits      []string // the check digits that cover it
}

// Fields takes the fields of the zone, each with the digits that prove it. State
// and nationality are covered by no digit of ICAO's and are never proved here.
func Fields(ctx context.Context, d *spec.Draft) error {
	z := Find(ctx, d.Sheet)
	if !z.Sound() {
		d.Check("mrz_digits", bordereau.Inconclusive, "no machine readable zone was read")
		return nil
	}
	z.whole(d)
	names, sex := []string(nil), []string(nil)
	surname, given := "names", "names"
	if z.Format == check.CNI1995 {
		// The composite digit of this card covers both lines whole.
		names, sex, surname, given = []string{"composite"}, []string{"composite"}, "surname", "given_names"
	}
	for _, p := range []part{
		{"document_number", z.Number, "document_number", []string{"document_number"}},
		{"surname", z.Surname, surname, names},
		{"given_names", z.GivenNames, given, names},
		{"birth_date", z.BirthDate, "birth_date", []string{"birth_date"}},
		{"sex", z.Sex, "sex", sex},
		{"expiry_date", z.ExpiryDate, "expiry_date", []string{"expiry_date"}},
		{"nationality", z.Nationality, "nationality", nil},
		{"issuing_state", z.State, "issuing_state", nil},
	} {
		z.put(d, p)
	}
	z.compare(d)
	return nil
}

// whole puts the zone itself and the check over its digits.
func (z *Zone) whole(d *spec.Draft) {
	words := z.words()
	f := bordereau.Field{Name: "mrz", Value: z.Text(), Raw: words.Text(), Page: z.Page, Box: z.Box(), Confidence: words.Confidence(), Repaired: z.KeyUsed()}
	switch {
	case z.Proved() && z.Format == check.CNI1995:
		f.Prove(bordereau.ProofCheckDigit, z.detail())
	case z.Proved():
		f.Prove(bordereau.ProofCorroboration, z.detail()+"; no digit covers names, state and nationality")
	}
	d.Put(f)
	var wrong, fields []string
	for _, v := range z.Digits {
		if !v.OK {
			wrong, fields = append(wrong, fmt.Sprintf("%s is %c, right is %c", v.Name, v.Printed, v.Right)), append(fields, covered(v.Name)...)
		}
	}
	switch {
	case len(wrong) > 0:
		d.Check("mrz_digits", bordereau.Failed, strings.Join(wrong, "; "), append(fields, "mrz")...)
	case z.KeyUsed():
		d.Check("mrz_digits", bordereau.Inconclusive, "a character was chosen so that its digit fits", "mrz")
	default:
		d.Check("mrz_digits", bordereau.Passed, fmt.Sprintf("all %d check digits fit", len(z.Digits)), "mrz")
		d.Proved = fmt.Sprintf("all %d check digits of a %s zone fit", len(z.Digits), z.Format)
	}
	if z.ImpossibleDate {
		d.Check("mrz_dates", bordereau.Failed, "the zone holds a date that is not in the calendar", "mrz")
	}
}

// words is the zone as one span.
func (z *Zone) words() spec.Span {
	var words spec.Span
	for _, l := range z.Lines {
		words = append(words, l...)
	}
	return words
}

func (z *Zone) detail() string {
	return fmt.Sprintf("all %d check digits of the %s zone fit (ICAO 9303-3 §4.9)", len(z.Digits), z.Format)
}

// covered names the field that a digit speaks of; the composite speaks of the zone.
func covered(digit string) []string {
	switch digit {
	case "document_number", "birth_date", "expiry_date":
		return []string{digit}
	}
	return nil
}

func (z *Zone) put(d *spec.Draft, p part) {
	if p.value == "" {
		return
	}
	f := bordereau.Field{Name: p.name, Value: p.value, Raw: p.value, Page: z.Page, Box: z.Box(), Confidence: z.words().Confidence()}
	if at := z.Field(p.zone); at != nil && at.Line < len(z.Lines) {
		words := z.Lines[at.Line]
		f.Box, f.Confidence, f.Raw = slice(words.Box(), at.From, at.To, len(z.MRZ.Lines[at.Line])), words.Confidence(), at.Raw
	}
	for _, name := range p.digits {
		switch v := z.Digit(name); {
		case v == nil:
		case v.UsedUp:
			f.Repaired = true
		case v.OK:
			f.Prove(bordereau.ProofCheckDigit, fmt.Sprintf("the %s digit of the MRZ fits (ICAO 9303-3 §4.9)", strings.ReplaceAll(name, "_", " ")))
		}
	}
	if len(f.Proofs) == 0 {
		f.Prove(bordereau.ProofCorroboration, "stands in the MRZ, covered by no digit that proves it")
	}
	d.Put(f)
}

// slice is the part of a line's box that holds some of its characters, which in
// OCR-B are all of one width.
func slice(b bordereau.Box, from, to, width int) bordereau.Box {
	return bordereau.Box{X: b.X + b.W*from/width, Y: b.Y, W: b.W * (to - from) / width, H: b.H}
}

// compare looks for the zone's values in the visual zone: printed a second time,
// they are an agreement of two independent places.
func (z *Zone) compare(d *spec.Draft) {
	outside := func(p spec.Phrase) bool {
		b, zone := p.Box, z.Box()
		return p.Page != z.Page || b.Y+b.H/2 < zone.Y || b.Y+b.H/2 > zone.Y+zone.H
	}
	var missing []string
	for _, name := range []string{"surname", "given_names"} {
		value := d.Understanding.Value(name)
		if value == "" {
			continue
		}
		found := true
		for _, word := range strings.Fields(value) { // every one: fillers are read as names
			printed := false
			for _, p := range d.Find(word) {
				printed = printed || p.Cost == 0 && outside(p)
			}
			found = found && printed
		}
		if found {
			d.Prove(name, bordereau.ProofAgreement, "is printed in the visual zone as well")
		} else {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		if z.Proved() {
			d.Prove("mrz", bordereau.ProofCheckDigit, z.detail()+", and the names are printed above as it has them")
		}
		d.Check("mrz_visual_zone", bordereau.Passed, "the names are printed above as the MRZ spells them", "surname", "given_names")
	} else {
		d.Check("mrz_visual_zone", bordereau.Inconclusive, "not read in the visual zone: "+strings.Join(missing, ", "))
	}
}
