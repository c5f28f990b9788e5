package desk

import (
	"bytes"
	"context"
	"encoding/json"

	"bordereau/entry"

	"github.com/gowebpki/jcs"
)

func (f *fsck) units(ctx context.Context, tx Tx) error {
	return tx.EachUnit(ctx, func(u CheckedUnit) error {
		switch {
		case u.State == unitFinal && u.Entries != 1:
			f.find("unit.entries", u.ID, "it is final and has %d entries", u.Entries)
		case u.State != unitFinal && u.Entries != 0:
			f.find("unit.entries", u.ID, "it is %s and has %d entries", u.State, u.Entries)
		}
		return nil
	})
}

func (f *fsck) entries(ctx context.Context, tx Tx) error {
	var numbers, places int64
	seen := map[int64]bool{}
	err := tx.EachEntry(ctx, func(e CheckedEntry) error {
		f.Entries++
		if numbers++; e.Number != numbers {
			f.find("entry.gap", e.ID, "it has number %d where %d comes next", e.Number, numbers)
			numbers = e.Number
		}
		if e.Sequence > 0 {
			places++
			seen[e.Sequence] = true
			if e.UnbookedDocuments > 0 {
				f.find("entry.early", e.ID, "it stands in the feed, and %d of its documents are not booked", e.UnbookedDocuments)
			}
		}
		f.entry(e)
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range []struct {
		name string
		last int64
	}{{"entry_number", numbers}, {"feed_sequence", places}} {
		given, err := tx.Counter(ctx, c.name)
		if err != nil {
			return err
		}
		if given != c.last {
			f.find("entry.gap", c.name, "%d were given, %d are there", given, c.last)
		}
	}
	for n := range places {
		if !seen[n+1] {
			f.find("entry.gap", "feed_sequence", "no entry has place %d of the feed", n+1)
		}
	}
	return nil
}

// entry holds an entry's body against its digest, and the columns and lines of
// the record against the body.
func (f *fsck) entry(e CheckedEntry) {
	form, err := jcs.Transform(e.Body)
	if err != nil {
		f.find("entry.damaged", e.ID, "its body is not JSON: %v", err)
		return
	}
	if sum := digestOf(form); sum != e.Digest {
		f.find("entry.altered", e.ID, "entry %d has content digest %s, the record says %s", e.Number, sum, e.Digest)
	}
	if e.EventDigest != e.Digest {
		f.find("entry.altered", e.ID, "entry %d has content digest %s, the journal says %q", e.Number, e.Digest, e.EventDigest)
	}
	var r entry.Record
	if err := json.NewDecoder(bytes.NewReader(form)).Decode(&r); err != nil {
		f.find("entry.damaged", e.ID, "its body cannot be read: %v", err)
		return
	}
	if r.EntryID != e.ID || r.Number != e.Number || r.BusinessDay != e.BusinessDay || string(r.Kind) != e.Kind ||
		r.Currency != e.Currency || r.AmountMinor != e.AmountMinor || r.ReversalOf != e.ReversalOf {
		f.find("entry.altered", e.ID, "the columns of entry %d differ from its body", e.Number)
	}
	var debit, credit int64
	same := len(r.Lines) == len(e.Lines)
	for i, l := range e.Lines {
		debit, credit = debit+l.Debit, credit+l.Credit
		same = same && r.Lines[i].Account == l.Account && r.Lines[i].Debit == l.Debit && r.Lines[i].Credit == l.Credit && r.Lines[i].DocumentID == l.Document
	}
	if debit != credit || debit != e.AmountMinor {
		f.find("entry.unbalanced", e.ID, "entry %d debits %d and credits %d of %d", e.Number, debit, credit, e.AmountMinor)
	}
	if !same {
		f.find("entry.altered", e.ID, "the lines of entry %d differ from its body", e.Number)
	}
	if err := r.Check(); err != nil {
		f.find("entry.unbalanced", e.ID, "%v", err)
	}
}
