package mrz

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// Card says that the zone is of an identity card, Permit that it is of a residence
// permit: the same layout, told by the letters it begins with (ICAO 9303-5 §4.2.2,
// regulation (EC) 1030/2002).
func (z *Zone) Card() bool {
	return (z.Format == check.TD1 || z.Format == check.TD2 || z.Format == check.CNI1995) &&
		strings.ContainsAny(z.Code[:min(1, len(z.Code))], "IAC") && !z.Permit()
}

// Permit: see Card.
func (z *Zone) Permit() bool {
	return (z.Format == check.TD1 || z.Format == check.TD2) && (z.Code == "IR" || z.Code == "AR")
}

// Cue is the zone as evidence for a type: 2, 2 more for each digit that fits, and 1 where
// the States are of the norm.
func Cue(ctx context.Context, s *spec.Sheet, mine func(z *Zone) bool) []bordereau.Cue {
	z := Find(ctx, s)
	if !z.Sound() || !mine(z) {
		return nil
	}
	weight := float64(2 + 2*z.fits())
	if z.known() {
		weight++
	}
	return []bordereau.Cue{{Phrase: "machine readable zone " + string(z.Format), Page: z.Page, Box: z.Box(), Weight: weight}}
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
		d.Check("mrz_digits", bordereau.Inconclusive, "aucune zone de lecture automatique (MRZ) n'a été lue")
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
		f.Prove(bordereau.ProofCorroboration, z.detail())
	case z.Proved():
		f.Prove(bordereau.ProofCorroboration, z.detail()+" ; aucune ne couvre les noms, l'État ni la nationalité")
	}
	d.Put(f)
	var wrong, fields []string
	for _, v := range z.Digits {
		if !v.OK {
			wrong, fields = append(wrong, fmt.Sprintf("la clé %s est %c, elle devrait être %c", ofThe(v.Name), v.Printed, v.Right)), append(fields, covered(v.Name)...)
		}
	}
	switch {
	case len(wrong) > 0:
		d.Check("mrz_digits", bordereau.Failed, strings.Join(wrong, " ; "), append(fields, "mrz")...)
	case z.KeyUsed():
		d.Check("mrz_digits", bordereau.Inconclusive, "un caractère de la MRZ a été choisi pour que sa clé convienne", "mrz")
	default:
		d.Check("mrz_digits", bordereau.Passed, fmt.Sprintf("les %d clés de la MRZ conviennent", len(z.Digits)), "mrz")
		d.Proved = fmt.Sprintf("les %d clés d'une MRZ de format %s conviennent", len(z.Digits), z.Format)
	}
	if z.ImpossibleDate {
		d.Check("mrz_dates", bordereau.Failed, "la MRZ contient une date qui n'existe pas", "mrz")
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
	return fmt.Sprintf("les %d clés de la MRZ (format %s) conviennent (ICAO 9303-3 §4.9)", len(z.Digits), z.Format)
}

// alsoPrinted says that zone and print, two places of the paper, are one.
const alsoPrinted = "imprimé aussi en dehors de la MRZ"

// inFrench are the names of the zone's parts for clerks.
var inFrench = map[string]string{"document_number": "numéro", "surname": "nom", "given_names": "prénoms", "birth_date": "date de naissance",
	"expiry_date": "date d'expiration", "composite": "ensemble", "optional": "données facultatives"}

// ofThe joins a part's name to "la clé".
func ofThe(digit string) string {
	switch digit {
	case "document_number":
		return "du numéro"
	case "composite":
		return "d'ensemble"
	case "optional":
		return "des données facultatives"
	}
	return "de la " + inFrench[digit]
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
		case v.OK && z.fits() < 2:
			// Of ten strings of characters one has a digit that fits by chance.
			f.Prove(bordereau.ProofCorroboration, fmt.Sprintf("la clé %s dans la MRZ convient, mais aucune autre", ofThe(name)))
		case v.OK && len(z.Twins(p.name)) > 0:
			f.Prove(bordereau.ProofCorroboration, fmt.Sprintf("la clé %s dans la MRZ convient, mais ne distingue pas %s (ICAO 9303-3 §4.9)", ofThe(name), say(z.Twins(p.name))))
		case v.OK:
			f.Prove(bordereau.ProofCheckDigit, fmt.Sprintf("la clé %s dans la MRZ convient (ICAO 9303-3 §4.9)", ofThe(name)))
		}
	}
	if len(f.Proofs) == 0 {
		f.Prove(bordereau.ProofCorroboration, "lu dans la MRZ, sans clé qui le prouve")
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
	missing := z.unprinted(d.Sheet)
	for _, name := range []string{"surname", "given_names"} {
		if d.Understanding.Value(name) != "" && !slices.Contains(missing, name) {
			d.Prove(name, bordereau.ProofAgreement, alsoPrinted)
		}
	}
	switch {
	case z.Surname == "":
		d.Check("mrz_visual_zone", bordereau.Inconclusive, "la MRZ ne porte pas de nom lisible")
	case len(missing) == 0:
		d.Check("mrz_visual_zone", bordereau.Passed, "les noms imprimés en dehors sont ceux de la MRZ", "surname", "given_names")
	default:
		var french []string
		for _, name := range missing {
			french = append(french, inFrench[name])
		}
		d.Check("mrz_visual_zone", bordereau.Inconclusive, "non retrouvé en dehors de la MRZ : "+strings.Join(french, ", "))
	}
	if !z.known() {
		d.Check("mrz_states", bordereau.Inconclusive, "l'État "+z.State+" ou la nationalité "+z.Nationality+" n'est pas un code de l'OACI", "issuing_state", "nationality")
	}
}

// unprinted names the names of the zone that are not printed outside it, every word of
// them: fillers are read as names.
func (z *Zone) unprinted(s *spec.Sheet) []string {
	var missing []string
	for name, value := range map[string]string{"surname": z.Surname, "given_names": z.GivenNames} {
		for _, word := range strings.Fields(value) {
			if !z.printed(s, word) {
				missing = append(missing, name)
				break
			}
		}
	}
	slices.Sort(missing)
	return missing
}

// printed says whether a word of a name stands outside the zone, as the norm spells it
// in the zone.
func (z *Zone) printed(s *spec.Sheet, word string) bool {
	for _, p := range s.Find(word) {
		if p.Cost == 0 && z.outside(p.Page, p.Box) {
			return true
		}
	}
	for _, w := range s.Words {
		if n := len(w.Text); n < 3*len(word) && z.outside(w.Page, w.Box) && check.MRZSpells(w.Text, word) {
			return true
		}
	}
	return false
}

// outside says that a box stands on no line of the zone.
func (z *Zone) outside(page int, b bordereau.Box) bool {
	box := z.Box()
	return page != z.Page || b.Y+b.H/2 < box.Y || b.Y+b.H/2 > box.Y+box.H
}
