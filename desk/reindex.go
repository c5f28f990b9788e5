package desk

import (
	"context"
	"time"
)

const (
	reindexedAtOnce = 50
	reindexAsked    = time.Minute
)

// KeepFound indexes anew what is found by less than it says, as long as ctx lives: what
// programs before kept without the strokes of its words. Any number of nodes may.
func (d *Desk) KeepFound(ctx context.Context) {
	tick := time.NewTicker(reindexAsked)
	defer tick.Stop()
	for {
		n, err := d.Reindex(ctx)
		if err != nil && ctx.Err() == nil {
			d.Log.ErrorContext(ctx, "documents wait to be indexed anew", "indexed", n, "error", err.Error())
		} else if n > 0 {
			d.Log.InfoContext(ctx, "documents were indexed anew", "documents", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Reindex indexes anew every document that is found by less than it says, and gives how
// many they were. Each few commit by themselves: whatever cuts it off, the next call goes
// on from there. It needs neither the original nor a reader.
func (d *Desk) Reindex(ctx context.Context) (done int, err error) {
	for {
		n := 0
		err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
			list, err := tx.Stale(ctx, reindexedAtOnce)
			for i := 0; i < len(list) && err == nil; i++ {
				err = reindex(ctx, tx, list[i])
			}
			n = len(list)
			return err
		})
		if err != nil || n == 0 {
			return done, err
		}
		done += n
	}
}

// reindex takes a document's text and its values as they are now.
func reindex(ctx context.Context, tx Tx, id string) error {
	doc, err := tx.Document(ctx, id)
	if err != nil {
		return err
	}
	text, err := tx.Text(ctx, id)
	if err != nil {
		return err
	}
	u, err := tx.Understanding(ctx, id)
	if err != nil {
		return err
	}
	return tx.SetFound(ctx, id, Searchable(doc, text, u), keyedUnseen(u))
}
