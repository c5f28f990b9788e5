package mrz

import (
	"context"
	"strings"
	"time"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

var (
	named = spec.Except(spec.Name, "nom", "name", "names", "surname", "prénom", "prénoms", "sexe", "sex", "nationalité", "nationality", "né", "date", "passeport", "usage")
	born  = []string{"date de naissance", "date of birth", "né le", "née le", "né(e) le"}
)

// Printed reads the visual zone: what the MRZ left open is taken from it, and the
// dates and the number that it repeats prove each other.
func Printed(ctx context.Context, d *spec.Draft) error {
	z := Find(ctx, d.Sheet)
	if z.Sound() {
		z.agree(d)
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
					d.Prove(name, bordereau.ProofAgreement, "is printed in the visual zone as well")
				}
			}
		}
		if number := d.Understanding.Value("document_number"); len(number) >= 6 {
			for _, w := range row {
				if strings.Join(strings.Fields(spec.Fold(w.Text)), "") == number {
					d.Prove("document_number", bordereau.ProofAgreement, "is printed in the visual zone as well")
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
		d.Check(rule, bordereau.Inconclusive, "the date of expiry was not read")
	case !until.Before(d.Now.Truncate(24 * time.Hour)):
		d.Check(rule, bordereau.Passed, "valid until "+until.Format(time.DateOnly), "expiry_date")
	case z != nil && z.Format == check.CNI1995 && z.IssueMonth >= "2004-01" && z.IssueMonth <= "2013-12" && until.AddDate(5, 0, 0).After(d.Now):
		d.Check(rule, bordereau.Inconclusive, "expired on "+until.Format(time.DateOnly)+", perhaps valid five years longer")
	default:
		d.Check(rule, bordereau.Failed, "expired on "+until.Format(time.DateOnly), "expiry_date")
	}
	return nil
}
