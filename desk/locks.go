package desk

import (
	"context"
	"fmt"
	"time"

	"bordereau"
)

// retentionTx is what lengthening locks needs of the record.
type retentionTx interface {
	// TakeTurn says whether work that is done once in a while is the caller's now, by
	// the database's clock; GiveTurnBack has somebody try again after a while.
	TakeTurn(ctx context.Context, name string, every time.Duration) (bool, error)
	GiveTurnBack(ctx context.Context, name string, every, after time.Duration) error
	// Lockable lists ids of documents, after one, whose lock may be too short: it ends
	// before soon, or its dossier was closed since; or it was refused and has none.
	Lockable(ctx context.Context, soon time.Time, after string, limit int) ([]string, error)
	// Lengthened writes down that the objects of a document are locked until then.
	Lengthened(ctx context.Context, documentID string, until time.Time) error
	// RetainedFor notes the closing for which the lock of a document was worked out.
	RetainedFor(ctx context.Context, documentID string, closed *time.Time) error
	// Lapsed lists documents whose lock has ended and that no legal hold keeps.
	Lapsed(ctx context.Context, now time.Time, after string, limit int) ([]bordereau.Document, error)
}

const (
	retentionRun = "retention_run"
	locksEvery   = 24 * time.Hour
	locksAsked   = 10 * time.Minute // how often a node asks whether it is its turn
	locksAgain   = time.Hour        // after a failure
	lockedAtOnce = 200              // documents listed at a time
)

// KeepLocks goes through the locks once a day, on whichever node has the turn, as
// long as ctx lives.
func (d *Desk) KeepLocks(ctx context.Context) {
	tick := time.NewTicker(locksAsked)
	defer tick.Stop()
	for {
		n, err := d.lockTurn(ctx)
		if err != nil && ctx.Err() == nil {
			d.Log.ErrorContext(ctx, "locks were not all lengthened", "documents", n, "error", err.Error())
		} else if n > 0 {
			d.Log.InfoContext(ctx, "locks were lengthened", "documents", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (d *Desk) lockTurn(ctx context.Context) (n int, err error) {
	var mine bool
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		mine, err = tx.TakeTurn(ctx, retentionRun, locksEvery)
		return err
	})
	if err != nil || !mine {
		return 0, err
	}
	if n, err = d.LengthenLocks(ctx); err == nil {
		return n, nil
	}
	back, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer cancel()
	if lost := d.Store.InTx(back, func(ctx context.Context, tx Tx) error {
		return tx.GiveTurnBack(ctx, retentionRun, locksEvery, locksAgain)
	}); lost != nil {
		d.Log.WarnContext(ctx, "the next turn is tomorrow's", "error", lost.Error())
	}
	return n, err
}

// LengthenLocks goes through the documents whose lock may be too short, because an
// event happened that their retention counts from or because it ends soon and must
// not, and tells how many locks were lengthened. Nothing is ever shortened. Run twice
// it does nothing more; cut off it goes on from where it was.
func (d *Desk) LengthenLocks(ctx context.Context) (int, error) {
	n, after := 0, ""
	for {
		var ids []string
		err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
			ids, err = tx.Lockable(ctx, d.Now().AddDate(0, renewWithin, 0), after, lockedAtOnce)
			return err
		})
		if err != nil || len(ids) == 0 {
			return n, err
		}
		for _, id := range ids {
			done, err := d.lengthenLock(ctx, id)
			if err != nil && bordereau.CodeOf(err) != bordereau.Conflicting { // changed meanwhile: tomorrow
				return n, fmt.Errorf("lengthen the lock of %s: %w", id, err)
			}
			if done {
				n++
			}
		}
		after = ids[len(ids)-1]
	}
}

// locked is an object by its version.
type locked struct{ key, version string }

// lengthenLock locks first and writes down second: what is in the record holds in
// the store, and a lock that was lengthened and not written down is found again.
func (d *Desk) lengthenLock(ctx context.Context, id string) (bool, error) {
	var doc bordereau.Document
	var t term
	var closed *time.Time
	var objects []locked
	err := d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) (err error) {
		if doc, err = tx.Document(ctx, id); err != nil {
			return err
		}
		sealed := d.Now()
		if doc.ArchivedAt != nil {
			sealed = *doc.ArchivedAt
		}
		if t, closed, err = d.termOf(ctx, tx, doc, sealed); err != nil {
			return err
		}
		objects, err = d.lockedWith(ctx, tx, doc)
		return err
	})
	if err != nil {
		return false, err
	}
	until := lengthened(t, doc, d.Now())
	for _, o := range objects {
		if until.IsZero() {
			break
		}
		if err := d.Objects.Lock(ctx, o.key, o.version, until); err != nil {
			return false, fmt.Errorf("lock %s: %w", o.key, err)
		}
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if !until.IsZero() {
			doc := doc
			facts := map[string]any{"retain_until": until.Format(time.RFC3339), "before": doc.RetainUntil, "norm": t.norm, "dossier_closed_at": closed, "legal_hold": doc.LegalHold}
			if err := tx.ChangeDocument(ctx, &doc, "retained", bordereau.System, facts, func(doc *bordereau.Document) { doc.RetainUntil = &until }); err != nil {
				return err
			}
			if err := tx.Lengthened(ctx, id, until); err != nil {
				return err
			}
		}
		return tx.RetainedFor(ctx, id, closed)
	})
	return err == nil && !until.IsZero(), err
}

// lockedWith is what is locked of a document: all that was sealed of it, and the
// pictures of its pages, since they are what people decided by; of one that was
// refused, its original.
func (d *Desk) lockedWith(ctx context.Context, tx Tx, doc bordereau.Document) ([]locked, error) {
	objects := []locked{{OriginalKey(doc.SHA256), doc.VersionID}}
	if doc.ArchivedAt == nil {
		return objects, nil
	}
	sealed, err := tx.Archived(ctx, doc.ID)
	if err != nil {
		return nil, err
	}
	for _, o := range sealed {
		objects = append(objects, locked{o.Key, o.VersionID})
	}
	images, err := tx.Images(ctx, doc.ID, doc.Generation)
	for _, i := range images {
		objects = append(objects, locked{i.Key, i.VersionID})
	}
	return objects, err
}
