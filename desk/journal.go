package desk

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"bordereau"
	"bordereau/internal/fault"
	"bordereau/journal"
)

// journalTx is what the log's leader and its readers need.
type journalTx interface {
	// LeadJournal takes the lead until the transaction ends; false when another
	// process has it.
	LeadJournal(ctx context.Context) (bool, error)
	// LeafCount is the number of leaves.
	LeafCount(ctx context.Context) (int64, error)
	// LeafHashes reads the hashes of leaves from a sequence on, in order.
	LeafHashes(ctx context.Context, from int64, limit int) ([][]byte, error)
	// Unsequenced reads committed events that have no leaf, without their values.
	Unsequenced(ctx context.Context, limit int) ([]journal.Sealed, error)
	// InsertLeaves gives events their place.
	InsertLeaves(ctx context.Context, leaves []journal.Leaf) error
	// LastHead is the newest head; nil when there is none.
	LastHead(ctx context.Context) (*journal.Head, error)
	InsertHead(ctx context.Context, h journal.Head) error
	// UnanchoredHeads lists heads that were not copied to the object store.
	UnanchoredHeads(ctx context.Context) ([]journal.Head, error)
	AnchorHead(ctx context.Context, size int64, key, versionID string) error
	// JournalLag counts events without a leaf, and gives the age of the oldest.
	JournalLag(ctx context.Context) (int64, time.Duration, error)
	// JournalEvents reads leaves after a sequence, with their events and values.
	JournalEvents(ctx context.Context, after int64, limit int) ([]JournalEvent, error)
}

const (
	sequencedAtOnce = 1000
	sequenceEvery   = 200 * time.Millisecond
	headEvery       = 4096        // leaves
	headAfter       = time.Minute // at the latest, when there are new leaves
	headYears       = 10          // that an anchored head is locked for
)

// sequencer remembers the right edge of the tree between batches.
type sequencer struct {
	mu   sync.Mutex
	tree *journal.Tree
}

// KeepJournal gives events their place and signs heads, as long as ctx lives, in
// whichever process has the lead. Failures are logged and tried again.
func (d *Desk) KeepJournal(ctx context.Context) {
	tick := time.NewTicker(sequenceEvery)
	defer tick.Stop()
	failed := false
	for {
		_, err := d.SequenceJournal(ctx)
		if err == nil {
			err = d.SignJournal(ctx, false)
		}
		if err != nil && ctx.Err() == nil && !failed {
			d.Log.ErrorContext(ctx, "the journal waits", "error", err.Error())
		}
		failed = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// SequenceJournal gives all committed events that have none their place, and
// tells how many. A place that was given is never changed. It does nothing where
// another process has the lead.
func (d *Desk) SequenceJournal(ctx context.Context) (int, error) {
	d.sequencer.mu.Lock()
	defer d.sequencer.mu.Unlock()
	total := 0
	for {
		n, err := d.sequenceSome(ctx)
		total += n
		if err != nil || n < sequencedAtOnce {
			return total, err
		}
	}
}

func (d *Desk) sequenceSome(ctx context.Context) (int, error) {
	n := 0
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		n = 0
		if lead, err := tx.LeadJournal(ctx); err != nil || !lead {
			return err
		}
		size, err := tx.LeafCount(ctx)
		if err != nil {
			return err
		}
		events, err := tx.Unsequenced(ctx, sequencedAtOnce)
		if err != nil {
			return err
		}
		leaves := make([]journal.Leaf, len(events))
		for i, e := range events {
			hash, err := journal.LeafHash(e.Event, e.ValuesSHA256)
			if err != nil {
				return err
			}
			leaves[i] = journal.Leaf{Sequence: size + int64(i), EventID: e.ID, Hash: hash}
		}
		n = len(leaves)
		return tx.InsertLeaves(ctx, leaves)
	})
	return n, err
}

// SignJournal signs a new head when one is due (always, if now is true, when there
// is a new leaf), and copies heads that are not yet there into the object store,
// where they are locked: who owns the database cannot change those.
func (d *Desk) SignJournal(ctx context.Context, now bool) error {
	d.sequencer.mu.Lock()
	defer d.sequencer.mu.Unlock()
	if err := fault.Point("CP15"); err != nil {
		return err
	}
	var heads []journal.Head
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		heads = nil
		if lead, err := tx.LeadJournal(ctx); err != nil || !lead {
			return err
		}
		if err := d.signHead(ctx, tx, now); err != nil {
			return err
		}
		var err error
		heads, err = tx.UnanchoredHeads(ctx)
		return err
	})
	if err != nil {
		return err
	}
	for _, h := range heads {
		if err := d.anchor(ctx, h); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) signHead(ctx context.Context, tx Tx, now bool) error {
	size, err := tx.LeafCount(ctx)
	if err != nil {
		return err
	}
	last, err := tx.LastHead(ctx)
	if err != nil {
		return err
	}
	if last == nil {
		last = &journal.Head{}
	}
	due := now || size-last.Size >= headEvery || d.Now().Sub(last.MadeAt) >= headAfter
	if size == last.Size || !due {
		return nil
	}
	root, err := d.growTree(ctx, tx, size)
	if err != nil {
		return err
	}
	return tx.InsertHead(ctx, journal.SignHead(d.Signer, size, root, d.Now()))
}

// growTree brings the remembered tree up to size and gives its root.
func (d *Desk) growTree(ctx context.Context, tx Tx, size int64) ([]byte, error) {
	s := &d.sequencer
	if s.tree == nil || s.tree.Size() > size {
		s.tree = journal.NewTree()
	}
	for s.tree.Size() < size {
		hashes, err := tx.LeafHashes(ctx, s.tree.Size(), int(min(size-s.tree.Size(), 10*sequencedAtOnce)))
		if err != nil {
			return nil, err
		}
		if len(hashes) == 0 {
			return nil, fmt.Errorf("the journal has no leaf %d of %d", s.tree.Size(), size)
		}
		for _, h := range hashes {
			if err := s.tree.Add(h); err != nil {
				return nil, fmt.Errorf("grow the journal's tree: %w", err)
			}
		}
	}
	return s.tree.Root()
}

const headPrefix = "journal/"

// anchor copies a head to the object store.
func (d *Desk) anchor(ctx context.Context, h journal.Head) error {
	body, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("anchor the journal: %w", err)
	}
	key := fmt.Sprintf("%s%020d.json", headPrefix, h.Size)
	version, err := d.Objects.PutLocked(ctx, key, body, digestOf(body), "application/json", d.Now().AddDate(headYears, 0, 0))
	if err != nil {
		return fmt.Errorf("anchor the journal at %d: %w", h.Size, err)
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error { return tx.AnchorHead(ctx, h.Size, key, version) })
}

// Journal reads the log from a sequence on, -1 for its beginning: after is the
// sequence of the last event that the caller knows.
func (d *Desk) Journal(ctx context.Context, by bordereau.Principal, after int64, limit int) (events []JournalEvent, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		events, err = tx.JournalEvents(ctx, after, min(max(limit, 1), sequencedAtOnce))
		return err
	})
	return events, err
}

// Checkpoint is the newest signed head of the log; NotFound before the first.
func (d *Desk) Checkpoint(ctx context.Context, by bordereau.Principal) (c Checkpoint, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		h, err := tx.LastHead(ctx)
		if err != nil {
			return err
		}
		if h == nil {
			return bordereau.Errorf(bordereau.NotFound, "Le journal n'a pas encore de tête signée.")
		}
		c = Checkpoint{Size: h.Size, Root: base64.StdEncoding.EncodeToString(h.Root),
			Signature: base64.StdEncoding.EncodeToString(h.Signature), MadeAt: h.MadeAt}
		return nil
	})
	return c, err
}

// sameHead says whether two copies of a head agree.
func sameHead(a, b journal.Head) bool {
	return a.Size == b.Size && bytes.Equal(a.Root, b.Root) && bytes.Equal(a.Signature, b.Signature)
}

// JournalLag tells how many events have no place in the log yet, and the age of
// the oldest: what an operator watches.
func (d *Desk) JournalLag(ctx context.Context) (n int64, oldest time.Duration, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		n, oldest, err = tx.JournalLag(ctx)
		return err
	})
	return n, oldest, err
}
