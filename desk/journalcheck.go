package desk

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	"bordereau"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// ChainCheck is a verification of the log that a person asked for: every event is
// hashed anew, with its values, and the tree is held against its signed heads and the
// newest copy of one in the object store. It runs beside everything else, on whichever
// node takes it up, and is told of while it does.
type ChainCheck struct {
	ID           string     `json:"id"`
	StartedAt    time.Time  `json:"started_at"`
	StartedBy    string     `json:"started_by"`
	Total        int64      `json:"total"`
	Checked      int64      `json:"checked"`
	Breaks       int64      `json:"breaks"`
	Findings     []Finding  `json:"findings"` // the first ones
	Size         int64      `json:"size"`     // of the newest head that it was held against
	Milliseconds int64      `json:"milliseconds"`
	FinishedAt   *time.Time `json:"finished_at,omitempty"`
	Failed       bool       `json:"failed,omitempty"` // it could not be done
}

// Running says whether it goes on.
func (c ChainCheck) Running() bool { return c.FinishedAt == nil }

// chainTx is what verifications need of the record.
type chainTx interface {
	// LockChainChecks keeps others from asking for one until the transaction ends.
	LockChainChecks(ctx context.Context) error
	AddChainCheck(ctx context.Context, c ChainCheck) error
	// TakeChainCheck takes up one that nobody is at, or whose worker was not heard of
	// for so long; nil when there is none.
	TakeChainCheck(ctx context.Context, worker string, lost time.Duration) (*ChainCheck, error)
	SetChainCheck(ctx context.Context, c ChainCheck) error
	// LastChainCheck is the one that was asked for last, nil when there was none.
	LastChainCheck(ctx context.Context) (*ChainCheck, error)
	// LastAnchor is where the newest copy of a head lies, "" when there is none.
	LastAnchor(ctx context.Context) (key, version string, err error)
}

const (
	findingsShown = 20
	checksAsked   = time.Second
	checkLost     = 30 * time.Second // without a word, its worker is gone
)

// LastCheck is the verification that was asked for last, nil when none was.
func (d *Desk) LastCheck(ctx context.Context, by bordereau.Principal) (c *ChainCheck, err error) {
	if err := allow(by, journalReaders...); err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		c, err = tx.LastChainCheck(ctx)
		return err
	})
	return c, err
}

// AskCheck asks for a verification of the log, or gives the one that is under way.
func (d *Desk) AskCheck(ctx context.Context, by bordereau.Principal) (c ChainCheck, err error) {
	if err := allow(by, journalReaders...); err != nil {
		return c, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.LockChainChecks(ctx); err != nil {
			return err
		}
		last, err := tx.LastChainCheck(ctx)
		if err != nil {
			return err
		}
		if last != nil && last.Running() {
			c = *last
			return nil
		}
		size, err := tx.LeafCount(ctx)
		if err != nil {
			return err
		}
		c = ChainCheck{ID: ids.New(), StartedAt: d.Now().UTC(), StartedBy: by.Name, Total: size, Findings: []Finding{}}
		if err := tx.AddChainCheck(ctx, c); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "journal.check_asked", Subject: c.ID, Actor: by.ID})
	})
	return c, err
}

// KeepChecks does the verifications that are asked for, as long as ctx lives.
func (d *Desk) KeepChecks(ctx context.Context) {
	tick := time.NewTicker(checksAsked)
	defer tick.Stop()
	for {
		if err := d.RunChecks(ctx); err != nil && ctx.Err() == nil {
			d.Log.ErrorContext(ctx, "a verification of the journal could not be done", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// RunChecks does the verifications that are asked for and nobody is at.
func (d *Desk) RunChecks(ctx context.Context) error {
	for {
		var c *ChainCheck
		err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
			c, err = tx.TakeChainCheck(ctx, d.Node, checkLost)
			return err
		})
		if err != nil || c == nil {
			return err
		}
		if err := d.runCheck(ctx, *c); err != nil {
			return err
		}
	}
}

// runCheck verifies the log, and writes down how far it is.
func (d *Desk) runCheck(ctx context.Context, c ChainCheck) error {
	begun := time.Now()
	var walked atomic.Int64
	f := &fsck{desk: d, w: io.Discard, walked: walked.Store}
	ended := make(chan error, 1)
	go func() { ended <- d.checkLog(ctx, f, &c) }()
	tick := time.NewTicker(checksAsked)
	defer tick.Stop()
	told := c
	for {
		select {
		case err := <-ended:
			return d.endCheck(ctx, c, f, err, time.Since(begun))
		case <-tick.C:
			told.Checked = walked.Load()
			if err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error { return tx.SetChainCheck(ctx, told) }); err != nil {
				d.Log.WarnContext(ctx, "the progress of a verification is not written down", "error", err.Error())
			}
		}
	}
}

// checkLog walks the log as fsck does, in one state of the record.
func (d *Desk) checkLog(ctx context.Context, f *fsck, c *ChainCheck) error {
	var key, version string
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		key, version, err = tx.LastAnchor(ctx)
		return err
	})
	if err != nil {
		return err
	}
	if key != "" {
		body, err := f.readAll(ctx, key, version)
		if err != nil {
			return err
		}
		f.anchored = append(f.anchored, anchor{key, body})
	}
	return d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) error {
		head, err := tx.LastHead(ctx)
		if err != nil {
			return err
		}
		if head != nil {
			c.Size = head.Size
		}
		return f.leaves(ctx, tx)
	})
}

// endCheck writes down what a verification found. One that could not be done says so.
func (d *Desk) endCheck(ctx context.Context, c ChainCheck, f *fsck, failed error, took time.Duration) error {
	at := d.Now().UTC()
	c.FinishedAt, c.Milliseconds, c.Failed = &at, took.Milliseconds(), failed != nil
	c.Checked, c.Breaks, c.Findings = f.Leaves, int64(len(f.Findings)), f.Findings[:min(len(f.Findings), findingsShown)]
	back, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer cancel()
	err := d.Store.InTx(back, func(ctx context.Context, tx Tx) error {
		if err := tx.SetChainCheck(ctx, c); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "journal.checked", Subject: c.ID, Actor: bordereau.System.ID, Values: map[string]any{
			"events": c.Checked, "breaks": c.Breaks, "size": c.Size, "failed": c.Failed}})
	})
	if failed != nil {
		return failed
	}
	return err
}
