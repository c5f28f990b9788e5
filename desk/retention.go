package desk

import (
	"context"
	"time"

	"bordereau"
	"bordereau/archive"
	"bordereau/dossier"
)

// How long objects are locked.
const (
	leastRetention   = 1 // years from now, while an event that a rule counts from has not happened
	renewWithin      = 6 // months: a lock that ends sooner, and must not end, is renewed
	refusedRetention = 6 // months, of the originals of what was refused or never read
)

// term is how long a document has to be kept.
type term struct {
	rules []archive.Rule
	until time.Time // the latest end that is known; zero when none is
	norm  string    // that says so
	// open says that the end is not known yet: an event that a rule counts from has
	// not happened, or a legal hold suspends all rules.
	open bool
}

// keptFor holds the dated rules for a document's type against what is known of it.
// sealed is when it was archived, closed when its dossier was: with the dossier ends
// the relation, the loan or the mandate that it is about.
func keptFor(doc bordereau.Document, u *bordereau.Understanding, sealed time.Time, closed *time.Time) term {
	sealed = sealed.UTC()
	t := term{open: doc.LegalHold}
	rules := dossier.RetentionFor(doc.Type, sealed)
	if len(rules) == 0 {
		rules = dossier.RetentionFor(bordereau.Unknown, sealed)
	}
	for _, rule := range rules {
		t.rules = append(t.rules, archive.Rule{Class: rule.Class, Years: rule.Years, From: rule.Start, Norm: rule.Source, Since: rule.ValidFrom})
		var from *time.Time
		switch rule.Start {
		case "year_end":
			end := time.Date(sealed.Year()+1, 1, 1, 0, 0, 0, 0, time.UTC)
			from = &end
		case "received":
			from = &doc.ReceivedAt
		case "issued":
			if from = dateIn(u, "issue_date", "date"); from == nil {
				from = &doc.ReceivedAt // it was issued before it came
			}
		case "death":
			from = dateIn(u, "death_date")
		default: // relation_end, mandate_end, loan_end, closed
			from = closed
		}
		if from == nil {
			t.open = true
			continue
		}
		if end := from.UTC().Truncate(time.Second).AddDate(rule.Years, 0, 0); end.After(t.until) {
			t.until, t.norm = end, rule.Source
		}
	}
	return t
}

// dateIn is the first of the named values that is a date.
func dateIn(u *bordereau.Understanding, names ...string) *time.Time {
	if u == nil {
		return nil
	}
	for _, name := range names {
		if at, err := time.Parse(time.DateOnly, u.Value(name)); err == nil {
			return &at
		}
	}
	return nil
}

// retention is what locks a document that is archived now: the known end of the
// longest rule, and never less than a year, nor less than it is locked already.
func retention(t term, doc bordereau.Document, now time.Time) archive.Retention {
	r := archive.Retention{Rules: t.rules, Until: now.UTC().Truncate(time.Second).AddDate(leastRetention, 0, 0)}
	if t.until.After(r.Until) {
		r.Until = t.until
	}
	if doc.RetainUntil != nil && doc.RetainUntil.After(r.Until) {
		r.Until = doc.RetainUntil.UTC()
	}
	return r
}

// lengthened is the lock that a document has to have now, and the zero time where the
// one it has will do. It is never sooner than the one it has.
func lengthened(t term, doc bordereau.Document, now time.Time) time.Time {
	now = now.UTC().Truncate(time.Second)
	var has time.Time
	if doc.RetainUntil != nil {
		has = doc.RetainUntil.UTC()
	}
	until, open := t.until, t.open
	if doc.ArchivedAt == nil { // refused, or in quarantine: once, and then only for a hold
		if until, open = has, doc.LegalHold; doc.RetainUntil == nil {
			until = now.AddDate(0, refusedRetention, 0)
		}
	}
	if open && has.Before(now.AddDate(0, renewWithin, 0)) {
		if least := now.AddDate(leastRetention, 0, 0); least.After(until) {
			until = least
		}
	}
	if !until.After(has) {
		return time.Time{}
	}
	return until
}

// termOf reads what the term of a document follows from.
func (d *Desk) termOf(ctx context.Context, tx Tx, doc bordereau.Document, sealed time.Time) (term, *time.Time, error) {
	u, err := tx.Understanding(ctx, doc.ID)
	if err != nil {
		return term{}, nil, err
	}
	var closed *time.Time
	if doc.Dossier != "" {
		x, err := tx.DossierByRef(ctx, bordereau.System, doc.Dossier)
		if err != nil {
			return term{}, nil, err
		}
		closed = x.ClosedAt
	}
	return keptFor(doc, u, sealed, closed), closed, nil
}

// Due is a document whose retention is over: what may be destroyed.
type Due struct {
	DocumentID  string          `json:"document_id"`
	Type        bordereau.Type  `json:"type"`
	Branch      string          `json:"branch"`
	Dossier     string          `json:"dossier,omitempty"`
	State       bordereau.State `json:"state"`
	RetainUntil time.Time       `json:"retain_until"`
	Norm        string          `json:"norm,omitempty"`
}

// DueForDestruction lists the documents whose retention is over and that no legal
// hold keeps. A page may hold fewer than it could and not be the last.
func (d *Desk) DueForDestruction(ctx context.Context, by bordereau.Principal, c Cursor) (list List[Due], err error) {
	if err := allow(by, bordereau.RoleSupervisor, bordereau.RoleAuditor, bordereau.RoleAdmin); err != nil {
		return list, err
	}
	limit := limitOf(c)
	err = d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) error {
		list = List[Due]{Items: []Due{}}
		docs, err := tx.Lapsed(ctx, d.Now(), c.After, limit+1)
		if err != nil {
			return err
		}
		if len(docs) > limit {
			docs = docs[:limit]
			list.Next = docs[limit-1].ID
		}
		for _, doc := range docs {
			due := Due{DocumentID: doc.ID, Type: doc.Type, Branch: doc.Branch, Dossier: doc.Dossier, State: doc.State, RetainUntil: doc.RetainUntil.UTC()}
			if doc.ArchivedAt != nil {
				t, _, err := d.termOf(ctx, tx, doc, *doc.ArchivedAt)
				if err != nil {
					return err
				}
				if t.open || t.until.After(d.Now()) {
					continue // the lock ran out before the job came by: it will be renewed
				}
				due.Norm = t.norm
			}
			list.Items = append(list.Items, due)
		}
		return nil
	})
	return list, err
}
