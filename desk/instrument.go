package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bordereau"
	"bordereau/check"
	"bordereau/check/law"
	"bordereau/policy"
	"bordereau/review"
)

// Instrument is one cheque, whatever paper or picture shows it.
type Instrument struct {
	Zone     string // interbank zone, 12 digits: the drawee
	Internal string // internal zone, 12 digits: the account, as the drawee writes it
	Number   string // 7 digits
}

func (i Instrument) String() string { return i.Zone + " " + i.Internal + " " + i.Number }

// OtherPaper is another document that shows the same cheque.
type OtherPaper struct {
	bordereau.Document
	Restricted bool // in a dossier that not everybody may know of
}

// instrumentTx is what the checks over a cheque's code line need.
type instrumentTx interface {
	// LockInstrument makes whoever judges papers of one cheque wait for each other.
	// It comes after the locks of a deposit and of its documents and before those of
	// It comes after the locks of a deposit and of its documents and before those of
	// units and counters, and a transaction that takes several takes them by their names:
	// so no two wait in a ring.
	LockInstrument(ctx context.Context, i Instrument) error
	// SetInstrument keeps which cheque a document shows, nil for none, and says
	// whether that is another than before.
	SetInstrument(ctx context.Context, documentID string, i *Instrument) (changed bool, err error)
	// SameInstrument finds the oldest other document of a cheque that was received
	// from one moment to another, nil where there is none. What was refused, sent back,
	// destroyed or split does not count, nor do byte duplicates and papers that are
	// flagged as one too many themselves.
	SameInstrument(ctx context.Context, doc bordereau.Document, i Instrument, from, to time.Time) (*OtherPaper, error)
}

// ruleDuplicate names the check that a cheque came in once only.
const ruleDuplicate = "duplicate_instrument"

const lineUnread = "la ligne CMC-7 d'un chèque français n'est pas lue"

// instrument judges which cheque a document shows: whether it came in before, and
// what the oppositions say. It is asked again whenever a person decides on the
// values, and gives what fails now and did not before.
//
// Of several papers of one cheque one stands at most: each is judged behind the
// cheque's lock, and fails while another stands that has not failed itself.
func (d *Desk) instrument(ctx context.Context, tx Tx, doc *bordereau.Document, u *bordereau.Understanding) (Reasons, error) {
	if doc.Type != bordereau.Cheque {
		_, err := tx.SetInstrument(ctx, doc.ID, nil)
		return nil, err
	}
	d.circulates(u)
	i := instrumentOf(u)
	if i != nil {
		if err := tx.LockInstrument(ctx, *i); err != nil {
			return nil, err
		}
	}
	changed, err := tx.SetInstrument(ctx, doc.ID, i)
	if err != nil {
		return nil, err
	}
	duplicate := bordereau.Check{Rule: ruleDuplicate, Verdict: bordereau.Inconclusive, Detail: lineUnread}
	if i != nil {
		// What could be presented at the same time: see the validity of a cheque.
		years, days := payableFor(doc.ReceivedAt)
		other, err := tx.SameInstrument(ctx, *doc, *i, doc.ReceivedAt.AddDate(-years, 0, -days), doc.ReceivedAt.AddDate(years, 0, days))
		if err != nil {
			return nil, err
		}
		duplicate.Verdict, duplicate.Detail = bordereau.Passed, fmt.Sprintf("aucun autre papier de ce chèque n'a été reçu en %d an et %d jours", years, days)
		if other != nil {
			duplicate.Verdict, duplicate.Detail = bordereau.Failed, d.alreadyHere(*doc, *other)
		}
	}
	opposition, answer := d.opposition(i)
	checks := []bordereau.Check{duplicate, opposition}
	if answer == NotConsulted && !changed && slices.ContainsFunc(u.Checks, func(c bordereau.Check) bool { return c.Rule == ruleOpposition }) {
		checks = checks[:1] // who has no register takes no answer back
	}
	var fresh Reasons
	for _, c := range checks {
		if c.Verdict == bordereau.Failed && (changed || !failed(u, c.Rule)) {
			fresh = append(fresh, Reason{Rule: "check_failed:" + c.Rule, Sentence: c.Detail})
		}
		setCheck(u, c)
	}
	return fresh, nil
}

// circulates notes whether the cheque's paper is to travel too, or takes the note back.
func (d *Desk) circulates(u *bordereau.Understanding) {
	u.Checks = slices.DeleteFunc(u.Checks, func(c bordereau.Check) bool { return c.Rule == policy.RuleCirculates })
	if c, ok := d.Rules().Circulates(*u); ok {
		u.Checks = append(u.Checks, c)
	}
}

// instrument judges anew which cheque the document shows, with this person's word.
func (v *verdict) instrument(ctx context.Context, u *bordereau.Understanding, changes []review.Change) ([]review.Change, error) {
	var err error
	var keys Reasons
	if v.doc.Type == bordereau.Cheque {
		if changes, err = followCodeLine(u, changes, v.by); err != nil {
			return nil, err
		}
		keys = holdKeys(u, changes)
	}
	v.news, err = v.desk.instrument(ctx, v.tx, v.doc, u)
	v.news = append(keys, v.news...)
	return changes, err
}

// alreadyHere names the other paper to a clerk. What lies in another branch, or in
// a dossier that not everybody may know of, is named without what leads to it.
func (d *Desk) alreadyHere(doc bordereau.Document, other OtherPaper) string {
	at := other.ReceivedAt.In(d.Location).Format("02/01/2006 à 15:04")
	switch {
	case other.Branch != doc.Branch:
		return fmt.Sprintf("Ce chèque a déjà été reçu le %s d'une autre agence, dans un autre dépôt : n'en payez qu'un.", at)
	case other.Restricted:
		return fmt.Sprintf("Ce chèque a déjà été reçu le %s, dans un autre dépôt : n'en payez qu'un.", at)
	case other.DepositID == doc.DepositID:
		return fmt.Sprintf("Ce chèque a déjà été reçu le %s dans ce même dépôt (« %s », document %s) : n'en payez qu'un, rejetez l'autre papier.", at, other.FileName, other.ID)
	}
	return fmt.Sprintf("Ce chèque a déjà été reçu le %s dans le dépôt %s (« %s », document %s) : n'en payez qu'un, rejetez l'autre papier.", at, other.DepositID, other.FileName, other.ID)
}

// instrumentOf is the cheque that the values name, nil while they do not.
func instrumentOf(u *bordereau.Understanding) *Instrument {
	line := check.CodeLine{Number: u.Value("cheque_number"), Zone: u.Value("interbank_zone"), Internal: u.Value("internal_zone")}
	if line, err := check.ParseCodeLine(line.String()); err == nil {
		return &Instrument{line.Zone, line.Internal, line.Number}
	}
	return nil
}

func failed(u *bordereau.Understanding, rule string) bool {
	return slices.ContainsFunc(u.Checks, func(c bordereau.Check) bool { return c.Rule == rule && c.Verdict == bordereau.Failed })
}

// payableFor is the longest that a cheque can be paid after its day, as the dated table has
// it: the days of presentation of one issued abroad, then the year.
func payableFor(day time.Time) (years, days int) {
	if v, ok := law.ValueOn("cheque_payment", day); ok {
		years = v.Count()
	}
	if v, ok := law.ValueOn("cheque_presentation_abroad", day); ok {
		days = v.Count()
	}
	return years, days
}
