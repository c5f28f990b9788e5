package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"sort"

	"bordereau/journal"
)

const maxHeadBytes = 1 << 16

// anchor is a copy of a head in the object store, where the database's owner cannot
// change it.
type anchor struct {
	key  string
	body []byte
}

// anchors reads the heads in the object store. It runs before the record is looked
// at: a head is recorded before it is anchored, so one that is signed meanwhile is
// missing here, and never there.
func (f *fsck) anchors(ctx context.Context) error {
	for o, err := range f.desk.Objects.List(ctx, headPrefix) {
		if err != nil {
			return err
		}
		body, err := f.readAll(ctx, o.Key, o.VersionID)
		if err != nil {
			return err
		}
		f.anchored = append(f.anchored, anchor{o.Key, body})
	}
	return nil
}

// heads gathers the signed heads of the log, those of the record and those that are
// anchored.
func (f *fsck) heads(ctx context.Context, tx Tx) (map[int64][]byte, error) {
	roots := map[int64][]byte{}
	recorded := map[int64]journal.Head{}
	check := func(h journal.Head, where string) bool {
		f.Heads++
		if !h.Verify(f.public()) {
			f.find("head.forged", where, "the signature of the head at %d does not verify", h.Size)
			return false
		}
		return true
	}
	err := tx.EachHead(ctx, func(h journal.Head, key string) error {
		recorded[h.Size] = h
		if check(h, "checkpoint") {
			roots[h.Size] = h.Root
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, a := range f.anchored {
		var h journal.Head
		if err := json.Unmarshal(a.body, &h); err != nil {
			f.find("head.damaged", a.key, "the anchored head cannot be read: %v", err)
			continue
		}
		if !check(h, a.key) {
			continue
		}
		if r, ok := recorded[h.Size]; !ok || !sameHead(r, h) {
			f.find("head.differs", a.key, "the head anchored at %d is not the one in the record", h.Size)
		}
		roots[h.Size] = h.Root // the anchored one is believed
	}
	return roots, nil
}

func (f *fsck) readAll(ctx context.Context, key, version string) ([]byte, error) {
	r, _, err := f.desk.Objects.Get(ctx, key, version)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, maxHeadBytes))
}

// leaves hashes the log anew and holds it against its heads.
func (f *fsck) leaves(ctx context.Context, tx Tx) error {
	roots, err := f.heads(ctx, tx)
	if err != nil {
		return err
	}
	tree := journal.NewTree()
	compare := func() error {
		want, ok := roots[tree.Size()]
		if !ok {
			return nil
		}
		delete(roots, tree.Size())
		root, err := tree.Root()
		if err == nil && !bytes.Equal(root, want) {
			f.find("journal.rewritten", "journal", "the first %d events are not those that were signed", tree.Size())
		}
		return err
	}
	next := int64(0)
	err = tx.EachLeaf(ctx, func(l CheckedLeaf) error {
		f.Leaves++
		if f.walked != nil {
			f.walked(f.Leaves)
		}
		if l.Sequence != next {
			f.find("journal.gap", "journal", "event %d is missing: %d follows", next, l.Sequence)
			next = l.Sequence
		}
		next++
		if err := f.leaf(l); err != nil {
			return err
		}
		if err := tree.Add(l.Hash); err != nil {
			return err
		}
		return compare()
	})
	if err != nil {
		return err
	}
	var beyond []int64
	for size := range roots {
		if size > tree.Size() {
			beyond = append(beyond, size)
		}
	}
	sort.Slice(beyond, func(i, j int) bool { return beyond[i] < beyond[j] })
	for _, size := range beyond {
		f.find("journal.truncated", "journal", "a head over %d events was signed, the journal has %d", size, tree.Size())
	}
	late, err := tx.LateEvents(ctx, fsckGrace)
	for _, id := range late {
		f.find("journal.unsequenced", id, "the event has no place in the journal")
	}
	return err
}

func (f *fsck) leaf(l CheckedLeaf) error {
	if l.Missing {
		f.find("event.missing", l.Event.ID, "event %d was deleted", l.Sequence)
		return nil
	}
	hash, err := journal.LeafHash(l.Event.Event, l.Event.ValuesSHA256)
	if err != nil {
		return err
	}
	if !bytes.Equal(hash, l.Hash) {
		f.find("event.altered", l.Event.ID, "event %d (%s of %s) is not what was hashed", l.Sequence, l.Event.Kind, l.Event.Subject)
	}
	switch {
	case l.NoValues:
		f.find("event.stripped", l.Event.ID, "the values of event %d (%s of %s) are gone", l.Sequence, l.Event.Kind, l.Event.Subject)
	case !journal.ValuesMatch(l.Event.Salt, l.Event.Body, l.Event.ValuesSHA256):
		f.find("event.altered", l.Event.ID, "the values of event %d (%s of %s) are not those that were sealed", l.Sequence, l.Event.Kind, l.Event.Subject)
	}
	return nil
}
