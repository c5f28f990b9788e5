package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/dossier"
)

// dossierPageTx reads what the pages of dossiers show beyond the dossiers themselves.
type dossierPageTx interface {
	// DossierRows lists dossiers that by may know of, in the filter's order, after a
	// row's key.
	DossierRows(ctx context.Context, by bordereau.Principal, f DossierFilter, after string, limit int) ([]FoundDossier, error)
	// DossierTrail are what happened to a dossier and its documents, latest first.
	DossierTrail(ctx context.Context, dossierID string, limit int) ([]TrailEvent, error)
	// DossierHistory are what happened to the dossier itself, its letters and its
	// obligations, with what each says, in their order.
	DossierHistory(ctx context.Context, dossierID string) ([]Happened, error)
	// DossierEntries are the entries that its documents led to, latest first.
	DossierEntries(ctx context.Context, dossierID string, limit int) ([]EntryRow, error)
	// DossierQuestions are those about its documents, latest first.
	DossierQuestions(ctx context.Context, dossierID string, limit int) ([]Question, error)
}

// DossierFilter narrows and orders a list of dossiers; zero fields do not narrow.
type DossierFilter struct {
	Words      string // that its reference, title or customers hold
	Kind       string
	Status     string // open, closed
	Branch     string
	Holder     string // words that the name or reference of one of its customers holds
	DueBefore  string // day before which something it owes is due, for who watches over that
	Incomplete bool   // something is missing, run out or to be looked at
	ByDue      bool   // due soonest first; by reference otherwise
}

// FoundDossier is a dossier of a list.
type FoundDossier struct {
	Dossier dossier.Dossier
	Names   []string // of its customers
	Due     string   // of its next open obligation, "" for none
	Key     string   // its place in the order
}

// DossierRow is a dossier of a list with how complete it is.
type DossierRow struct {
	DossierView
	Names    []string
	Due      string
	Left     int // days until due, negative when late
	Have, Of int // lines of the checklist that are satisfied
	Complete dossier.LineState
}

// examined is how many dossiers a page of incomplete ones goes through at most.
const examined = 200

// DossierList lists dossiers with what they lack. Deadlines are for those who watch
// over obligations.
func (d *Desk) DossierList(ctx context.Context, by bordereau.Principal, f DossierFilter, c Cursor) (List[DossierRow], error) {
	if err := allow(by, dossierReaders...); err != nil {
		return List[DossierRow]{}, err
	}
	watches := slices.Contains(obligationReaders, by.Role)
	f.ByDue = f.ByDue && watches
	limit := limitOf(c)
	var out List[DossierRow]
	err := d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) error {
		out = List[DossierRow]{}
		after := c.After
		for seen := 0; seen < examined; {
			found, err := tx.DossierRows(ctx, by, f, after, limit+1)
			if err != nil {
				return err
			}
			for i, x := range found {
				if len(out.Items) == limit || seen == examined {
					out.Next = after
					return nil
				}
				row, err := d.dossierRow(ctx, tx, x, watches)
				if err != nil {
					return err
				}
				seen, after = seen+1, x.Key
				if !f.Incomplete || row.Complete != dossier.Satisfied {
					out.Items = append(out.Items, row)
				}
				if i == limit {
					break
				}
			}
			if len(found) <= limit {
				return nil // that was the last of them
			}
		}
		out.Next = after
		return nil
	})
	return out, err
}

// ListedDossier is a dossier of a list, with who it is of.
type ListedDossier struct {
	DossierView
	Holders []string `json:"holders"`       // names of its customers
	Due     string   `json:"due,omitempty"` // day of its next open obligation, for who watches over that
}

// FindDossiers lists dossiers as a filter narrows them, by reference or the soonest due
// first. Incomplete is not asked of it.
func (d *Desk) FindDossiers(ctx context.Context, by bordereau.Principal, f DossierFilter, c Cursor) (List[ListedDossier], error) {
	if err := allow(by, dossierReaders...); err != nil {
		return List[ListedDossier]{}, err
	}
	watches := slices.Contains(obligationReaders, by.Role)
	if (f.ByDue || f.DueBefore != "") && !watches {
		return List[ListedDossier]{}, bordereau.Errorf(bordereau.Forbidden, "Votre rôle ne suit pas les échéances des dossiers.")
	}
	if f.Status != "" && f.Status != "open" && f.Status != "closed" {
		return List[ListedDossier]{}, invalid("/state", "Un dossier est ouvert ou fermé.")
	}
	if _, err := time.Parse(time.DateOnly, f.DueBefore); f.DueBefore != "" && err != nil {
		return List[ListedDossier]{}, invalid("/due_before", "Le jour s'écrit AAAA-MM-JJ.")
	}
	limit := limitOf(c)
	var found []FoundDossier
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		found, err = tx.DossierRows(ctx, by, f, c.After, limit+1)
		return err
	})
	if err != nil {
		return List[ListedDossier]{}, err
	}
	cut := page(found, limit, func(x FoundDossier) string { return x.Key })
	out := List[ListedDossier]{Items: make([]ListedDossier, len(cut.Items)), Next: cut.Next}
	for i, x := range cut.Items {
		out.Items[i] = ListedDossier{DossierView: viewOf(x.Dossier), Holders: x.Names}
		if watches {
			out.Items[i].Due = x.Due
		}
	}
	return out, nil
}

func (d *Desk) dossierRow(ctx context.Context, tx Tx, x FoundDossier, watches bool) (DossierRow, error) {
	_, lines, err := d.lines(ctx, tx, x.Dossier, d.Now())
	if err != nil {
		return DossierRow{}, err
	}
	row := DossierRow{DossierView: viewOf(x.Dossier), Names: x.Names, Complete: dossier.Completeness(lines), Of: len(lines)}
	for _, l := range lines {
		if l.State == dossier.Satisfied {
			row.Have++
		}
	}
	if watches && x.Due != "" {
		row.Due = x.Due
		row.Left = d.daysUntil(x.Due)
	}
	return row, nil
}

// daysUntil counts calendar days from today, negative when the day is past.
func (d *Desk) daysUntil(day string) int {
	due, err := time.Parse(time.DateOnly, day)
	today, err2 := time.Parse(time.DateOnly, d.today())
	if err != nil || err2 != nil {
		return 0
	}
	return int(due.Sub(today).Hours() / 24)
}

// TrailEvent is something that happened to a dossier or one of its documents, with
// its place in the journal (-1: not sequenced yet).
type TrailEvent struct {
	Happened
	Sequence   int64
	Subject    string
	DocumentID string
	FileName   string
}

// DossierPage is what a dossier's page shows beside its checklist.
type DossierPage struct {
	Names     []string // of its customers
	Events    []TrailEvent
	Entries   []EntryRow
	Questions []Question
	ValidTo   map[string]string // by piece of the checklist: until when what satisfies it is valid
}

// pageShown bounds each list of a dossier's page.
const pageShown = 200

// DossierPage reads the rest of a dossier's page. What happened is for those who
// watch over dossiers; questions are for the branch, too.
func (d *Desk) DossierPage(ctx context.Context, by bordereau.Principal, ref string) (DossierPage, error) {
	if err := allow(by, dossierReaders...); err != nil {
		return DossierPage{}, err
	}
	var p DossierPage
	err := d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) error {
		p = DossierPage{ValidTo: map[string]string{}}
		x, err := tx.DossierByRef(ctx, by, ref)
		if err != nil {
			return err
		}
		customers, err := tx.CustomersOf(ctx, x.ID)
		if err != nil {
			return err
		}
		for _, c := range customers {
			p.Names = append(p.Names, nameOf(c))
		}
		kind, pieces, err := d.filed(ctx, tx, x)
		if err != nil {
			return err
		}
		for _, l := range dossier.Checklist(kind, x, pieces, d.Now().In(d.Location)) {
			if until, ok := kind.ValidTo(l, pieces); ok {
				p.ValidTo[l.Piece] = until.Format(time.DateOnly)
			}
		}
		if slices.Contains(questionReaders, by.Role) {
			if p.Questions, err = tx.DossierQuestions(ctx, x.ID, pageShown); err != nil {
				return err
			}
		}
		if !slices.Contains(obligationReaders, by.Role) {
			return nil
		}
		if p.Events, err = tx.DossierTrail(ctx, x.ID, pageShown); err != nil {
			return err
		}
		p.Entries, err = tx.DossierEntries(ctx, x.ID, pageShown)
		return err
	})
	return p, err
}

// DaysUntil counts days from today in Paris, negative when the day is past.
func (d *Desk) DaysUntil(day string) int { return d.daysUntil(day) }

func nameOf(c dossier.Customer) string {
	if c.CompanyName != "" {
		return c.CompanyName
	}
	return strings.TrimSpace(c.Surname + " " + c.GivenNames)
}

// ReadLetter reads a letter's text, for a preview.
func (d *Desk) ReadLetter(ctx context.Context, by bordereau.Principal, id string) (l Letter, err error) {
	if err := allow(by, obligationReaders...); err != nil {
		return l, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		l, _, err = tx.LetterByID(ctx, by, id, false)
		return err
	})
	return l, err
}
