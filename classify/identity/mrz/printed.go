package mrz

import (
	"context"
	"strings"
	"time"

	"bordereau"
	"bordereau/check"
	"bordereau/check/law"
	"bordereau/classify/spec"
)

var (
	named = spec.Except(spec.Name, "place of birth", "lieu", "nom", "name", "names", "surname", "prénom", "prénoms", "sexe", "sex", "nationalité", "nationality", "né", "date", "passeport", "usage")
	born  = []string{"date de naissance", "date of birth", "né le", "née le", "né(e) le"}
)

// Printed reads the visual zone: what the MRZ left open is taken from it, and the
// dates and the number that it repeats prove each other.
func Printed(ctx context.Context, d *spec.Draft) error {
	z := Find(ctx, d.Sheet)
	if z.Sound() {
		z.agree(d)
		z.spell(d, "surname", []string{"nom", "surname"})
		z.spell(d, "given_names", []string{"prénoms", "prénom", "given names"})
	}
	for _, step := range []spec.Step{
		spec.Take("surname", named, spec.Right("nom", "surname"), spec.Below("nom", "surname")),
		spec.Take("given_names", named, spec.Right("prénoms", "prénom", "given names"), spec.Below("prénoms", "prénom", "given names")),
		spec.Take("birth_date", spec.Date, spec.Right(born...), spec.Below(born...)),
		spec.Take("birth_place", named, spec.Right("lieu de naissance", "place of birth"), spec.Below("lieu de naissance", "place of birth")),
	} {
		if err := step(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// Issued reads the date of issue, which no zone carries.
var Issued = spec.Take("issue_date", spec.Date, spec.Right("délivrée le", "date de délivrance", "date of issue"), spec.Below("date de délivrance", "date of issue"))

// Number reads the document's number beside its label, so many characters, digits
// among them. Where the zone has one, the two are held against each other: two
// misreadings can cancel out in a check digit, one time in ten.
func Number(lengths ...int) spec.Step {
	read := func(_ *spec.Sheet, s spec.Span) (spec.Value, bool) {
		for _, w := range s {
			t := strings.TrimSpace(spec.Fold(w.Text))
			for _, n := range lengths {
				if len(t) == n && strings.ContainsAny(t, "0123456789") && !strings.ContainsAny(w.Text, "/<.") {
					return spec.Value{Text: t, Words: spec.Span{w}}, true
				}
			}
		}
		return spec.Value{}, false
	}
	return func(ctx context.Context, d *spec.Draft) error {
		zone := d.Field("document_number")
		if zone == nil {
			return spec.Take("document_number", read, spec.Beside(numbered...))(ctx, d)
		}
		for _, span := range spec.Beside(numbered...)(d.Sheet) {
			v, ok := read(d.Sheet, span)
			if !ok {
				continue
			}
			if v.Text == zone.Value {
				zone.Prove(bordereau.ProofAgreement, alsoPrinted)
				return nil
			}
			disagree(ctx, d, zone.Value, v)
			return nil
		}
		return nil
	}
}

// numbered are the labels of a document's number.
var numbered = []string{"carte nationale d'identité n°", "n° du document", "document no", "passeport n°", "passport no", "n° du passeport",
	"numéro de document", "document number", "n° de titre", "permit number"}

// disagree judges a printed number that is not the zone's. Print is read with letters
// and digits mixed up: it is read once more with the alphabet of codes, and is held to
// say something else only where both readings do, and by more than look-alikes. A digit
// that fits both numbers tells nothing of either.
func disagree(ctx context.Context, d *spec.Draft, zone string, v spec.Value) {
	const rule = "mrz_number_as_printed"
	sure := v.Words.Confidence() >= 0.8
	if d.Zones != nil {
		words, err := d.Zones.Read(ctx, v.Words[0].Page, widen(v.Words.Box()), "code")
		again := ""
		for _, w := range words {
			again += w.Text
		}
		switch {
		case err != nil: // the first reading stands alone
		case again == zone && check.SameButForTwins(zone, v.Text):
			sure = false
		case again == zone:
			d.Prove("document_number", bordereau.ProofAgreement, alsoPrinted)
			return
		default:
			sure = again == v.Text
		}
	}
	detail := "la MRZ porte le numéro " + zone + ", le papier " + v.Text
	if z := Find(ctx, d.Sheet); z.Sound() && len(v.Text) == len(zone) && z.Digit("document_number") != nil && check.MRZDigitOf(v.Text) == z.Digit("document_number").Printed {
		d.Field("document_number").Proofs = []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "la clé du numéro dans la MRZ convient à " + zone + " comme à " + v.Text}}
	}
	if !sure || check.SameButForLookalikes(zone, v.Text) {
		d.Check(rule, bordereau.Inconclusive, detail+", dont la lecture n'est pas sûre", "document_number")
		return
	}
	d.Check(rule, bordereau.Failed, detail, "document_number", "mrz")
}

// widen takes in a little of what is around a word.
func widen(b bordereau.Box) bordereau.Box {
	pad := max(2, b.H/4)
	x, y := max(0, b.X-pad), max(0, b.Y-pad)
	return bordereau.Box{X: x, Y: y, W: b.X + b.W + pad - x, H: b.Y + b.H + pad - y}
}

// spell takes the printed spelling of a name where the zone says the same without
// accents, or its beginning: the card of 1995 has room for 14 letters of given names.
func (z *Zone) spell(d *spec.Draft, name string, labels []string) {
	f := d.Field(name)
	if f == nil {
		return
	}
	zone := strings.ReplaceAll(f.Value, " ", "")
	for _, from := range []spec.Finder{spec.Right(labels...), spec.Below(labels...)} {
		for _, span := range from(d.Sheet) {
			v, ok := named(d.Sheet, span)
			if !ok || v.Words.Box().Y >= z.Box().Y && v.Words[0].Page == z.Page && v.Words.Box().X >= z.Box().X {
				continue
			}
			print := strings.ReplaceAll(spec.Fold(v.Text), " ", "")
			if print != zone && !(z.Format == check.CNI1995 && len(zone) >= 12 && strings.HasPrefix(print, zone)) {
				continue
			}
			f.Value = strings.Join(strings.Fields(strings.ReplaceAll(v.Text, ",", " ")), " ")
			f.Raw, f.Box, f.Page, f.Confidence = v.Words.Text(), v.Words.Box(), v.Words[0].Page, v.Words.Confidence()
			f.Prove(bordereau.ProofAgreement, "imprimé comme dans la MRZ")
			return
		}
	}
	if z.Format == check.CNI1995 && name == "given_names" && len(z.Field("given_names").Raw) > 0 && !strings.HasSuffix(z.Field("given_names").Raw, "<") {
		// Cut off by the zone: no digit can prove the rest.
		f.Proofs = []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "la MRZ n'a pas la place de tout porter"}}
	}
}

// agree compares dates and number with the print outside the zone.
func (z *Zone) agree(d *spec.Draft) {
	zone := z.Box()
	for i := range d.Rows {
		b := d.Rows[i].Box
		if m := b.Y + b.H/2; d.Rows[i].Page == z.Page && m >= zone.Y && m <= zone.Y+zone.H {
			continue
		}
		row := d.RowSpan(i)
		for _, v := range spec.Dates(d.Sheet, row) {
			for _, name := range []string{"birth_date", "expiry_date"} {
				if d.Understanding.Value(name) == v.Text {
					d.Prove(name, bordereau.ProofAgreement, alsoPrinted)
				}
			}
		}
		if number := d.Understanding.Value("document_number"); len(number) >= 6 {
			for _, w := range row {
				if strings.Join(strings.Fields(spec.Fold(w.Text)), "") == number {
					d.Prove("document_number", bordereau.ProofAgreement, alsoPrinted)
				}
			}
		}
	}
}

// Validity says whether the paper is still valid. French cards given to adults
// from 2 January 2004 to 31 December 2013 are valid five years longer than they
// say (décret 2013-1188): whether the holder was of age then is the dossier's to say.
func Validity(ctx context.Context, d *spec.Draft) error {
	const rule = "in_validity"
	until, err := time.Parse(time.DateOnly, d.Understanding.Value("expiry_date"))
	switch z := Find(ctx, d.Sheet); {
	case err != nil:
		d.Check(rule, bordereau.Inconclusive, "la date d'expiration n'a pas été lue")
	case !until.Before(d.Now.Truncate(24 * time.Hour)):
		d.Check(rule, bordereau.Passed, "valable jusqu'au "+spec.SayDay(until), "expiry_date")
	case z != nil && z.Format == check.CNI1995 && lengthened(z.IssueMonth, until).After(d.Now):
		d.Check(rule, bordereau.Inconclusive, "expiré le "+spec.SayDay(until)+", peut-être prolongé de cinq ans (décret 2013-1188)")
	default:
		d.Check(rule, bordereau.Failed, "expiré le "+spec.SayDay(until), "expiry_date")
	}
	return nil
}

// lengthened is the end of validity of a card issued in a month, as the dated table
// lengthens it; where it says nothing, as printed.
func lengthened(month string, until time.Time) time.Time {
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return until
	}
	longer, ok := law.ValueOn("card_extension", first.AddDate(0, 1, -1)) // some day of the month
	if !ok {
		return until
	}
	return longer.After(until)
}
