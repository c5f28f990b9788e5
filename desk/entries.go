package desk

import (
	"context"
	"time"

	"bordereau"
	"bordereau/entry"
	"bordereau/internal/fault"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// entryTx is what verified entries need.
type entryTx interface {
	// NextEntryNumber gives the next number and holds the counter until the
	// transaction ends: a transaction that fails uses no number up.
	NextEntryNumber(ctx context.Context) (int64, error)
	// LockEntries keeps numbers from being given until the transaction ends.
	LockEntries(ctx context.Context) error
	// DayClosed says whether a business day was closed.
	DayClosed(ctx context.Context, day string) (bool, error)
	AddEntry(ctx context.Context, r entry.Record, unitID string, body []byte, digest string, at time.Time) error
	// Entry reads an entry by its id; NotFound.
	Entry(ctx context.Context, id string) (StoredEntry, error)
	// EntryOfUnit reads the entry of a unit, nil when it has none.
	EntryOfUnit(ctx context.Context, unitID string) (*StoredEntry, error)
	// PublishEntry gives an entry the next place in the feed, once. The counter is
	// held until the transaction ends, so places become visible in their order.
	PublishEntry(ctx context.Context, id string, at time.Time) (sequence int64, err error)
	EntriesAfter(ctx context.Context, after int64, limit int) ([]StoredEntry, error)
	// Acknowledge keeps a consumer's verdict; when it gave one before, that one is
	// returned and nothing is changed.
	Acknowledge(ctx context.Context, consumer string, a Acknowledgement, at time.Time) (before *Acknowledgement, err error)
	DayTotals(ctx context.Context, day string) (DayTotals, error)
	CloseDay(ctx context.Context, t DayTotals, by string, at time.Time) error
	// EntryRows lists entries, latest number first; verdict narrows to waiting,
	// accepted or refused, day to one business day.
	EntryRows(ctx context.Context, day, verdict string, before int64, limit int) ([]EntryRow, error)
}

// StoredEntry is an entry as it is kept. Sequence is 0 until it stands in the feed.
type StoredEntry struct {
	ID, UnitID string
	Number     int64
	Kind       entry.Kind
	Body       []byte
	Digest     string
	Sequence   int64
	ReversedBy string // id of the entry that reverses it
}

// EntryRow is an entry in a list.
type EntryRow struct {
	ID          string     `json:"entry_id"`
	Number      int64      `json:"number"`
	BusinessDay string     `json:"business_day"`
	Kind        entry.Kind `json:"kind"`
	Currency    string     `json:"currency"`
	AmountMinor int64      `json:"amount_minor"`
	Sequence    int64      `json:"sequence,omitempty"`
	Verdict     string     `json:"verdict"` // waiting, accepted, refused
	Reason      string     `json:"reason,omitempty"`
	ReversedBy  string     `json:"reversed_by,omitempty"`
	ReversalOf  string     `json:"reversal_of,omitempty"`
}

// feedLimit bounds one page of the feed.
const feedLimit = 500

var entryReaders = []bordereau.Role{bordereau.RoleBooking, bordereau.RoleAuditor, bordereau.RoleSupervisor}

// Feed gives the entries whose place in the feed comes after a cursor (0 at the
// start), in order and without a gap: what is not visible yet comes later than
// all that is.
func (d *Desk) Feed(ctx context.Context, by bordereau.Principal, after int64, limit int) ([]FeedEntry, error) {
	if err := allow(by, entryReaders...); err != nil {
		return nil, err
	}
	if limit <= 0 || limit > feedLimit {
		limit = feedLimit
	}
	var stored []StoredEntry
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		// Who asks for what follows has what came before.
		if after > 0 && by.Role == bordereau.RoleBooking {
			if err := tx.MoveFeedCursor(ctx, by.ID, after, d.Now()); err != nil {
				return err
			}
		}
		stored, err = tx.EntriesAfter(ctx, after, limit)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]FeedEntry, 0, len(stored))
	for _, s := range stored {
		record, err := entry.Delivered(s.Body, s.Digest)
		if err != nil {
			return nil, err
		}
		out = append(out, FeedEntry{Sequence: s.Sequence, Record: record})
	}
	return out, nil
}

// Entry gives one entry's record as the feed does, also while its documents are
// still being archived.
func (d *Desk) Entry(ctx context.Context, by bordereau.Principal, id string) ([]byte, error) {
	if err := allow(by, append(entryReaders, bordereau.RoleClerk)...); err != nil {
		return nil, err
	}
	var s StoredEntry
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		s, err = tx.Entry(ctx, id)
		if err == nil && s.Sequence == 0 && by.Role == bordereau.RoleBooking {
			return bordereau.Errorf(bordereau.NotFound, "Cette écriture n'existe pas.")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return entry.Delivered(s.Body, s.Digest)
}

// Entries lists entries for people: those of a day ("" for all), those of a
// verdict (waiting, accepted, refused, "" for all), latest first.
func (d *Desk) Entries(ctx context.Context, by bordereau.Principal, day, verdict string, c Cursor) (List[EntryRow], error) {
	if err := allow(by, append(entryReaders, bordereau.RoleClerk)...); err != nil {
		return List[EntryRow]{}, err
	}
	before, err := numberCursor(c)
	if err != nil {
		return List[EntryRow]{}, err
	}
	limit := limitOf(c)
	var rows []EntryRow
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		rows, err = tx.EntryRows(ctx, day, verdict, before, limit+1)
		return err
	})
	return page(rows, limit, func(r EntryRow) string { return numberText(r.Number) }), err
}

// Acknowledge takes booking's verdicts, all or none. The same verdict again
// changes nothing; another one than before is a conflict.
func (d *Desk) Acknowledge(ctx context.Context, by bordereau.Principal, acks []Acknowledgement) error {
	if err := allow(by, bordereau.RoleBooking); err != nil {
		return err
	}
	if len(acks) == 0 || len(acks) > feedLimit {
		return invalid("/", "Acquittez de 1 à %d écritures à la fois.", feedLimit)
	}
	for i, a := range acks {
		switch {
		case a.Verdict != "accepted" && a.Verdict != "refused":
			return invalid("/"+numberText(int64(i))+"/verdict", "Le verdict est accepted ou refused.")
		case a.Verdict == "refused" && a.Reason == "":
			return invalid("/"+numberText(int64(i))+"/reason", "Un refus doit être motivé.")
		case len(a.Reason) > 1000:
			return invalid("/"+numberText(int64(i))+"/reason", "Le motif est trop long.")
		}
	}
	// The feed is the desk's outbox: at this point booking has been sent the entries
	// and has kept them, and no row says so. (Redis is no outbox: what CP7 leaves
	// there is a hint that anybody may repeat.)
	if err := fault.Point("CP14"); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		for _, a := range acks {
			s, err := tx.Entry(ctx, a.EntryID)
			if err != nil {
				return err
			}
			if s.Sequence == 0 {
				return bordereau.Errorf(bordereau.NotFound, "Cette écriture n'existe pas.")
			}
			before, err := tx.Acknowledge(ctx, by.ID, a, d.Now())
			if err != nil {
				return err
			}
			if before != nil {
				if before.Verdict != a.Verdict {
					return bordereau.Errorf(bordereau.Conflicting, "L'écriture %d a déjà été acquittée autrement.", s.Number)
				}
				continue
			}
			if err := tx.Record(ctx, journal.Event{Kind: "entry." + a.Verdict, Subject: a.EntryID, Actor: by.ID,
				Values: map[string]any{"number": s.Number, "reason": a.Reason}}); err != nil {
				return err
			}
			if a.Verdict == "refused" {
				if err := d.refusedItem(ctx, tx, s, a.Reason, by); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Totals are the totals of a business day, closed or not.
func (d *Desk) Totals(ctx context.Context, by bordereau.Principal, day string) (t DayTotals, err error) {
	if err := allow(by, append(entryReaders, bordereau.RoleClerk)...); err != nil {
		return t, err
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return t, invalid("/day", "Le jour s'écrit AAAA-MM-JJ.")
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		t, err = tx.DayTotals(ctx, day)
		return err
	})
	return t, err
}

// CloseDay closes a business day that has begun: entries written from now on
// carry a later one. Closing a closed day changes nothing.
func (d *Desk) CloseDay(ctx context.Context, by bordereau.Principal, day string) (t DayTotals, err error) {
	if err := allow(by, bordereau.RoleSupervisor); err != nil {
		return t, err
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return t, invalid("/day", "Le jour s'écrit AAAA-MM-JJ.")
	}
	if !d.calendar.Working(day) {
		return t, invalid("/day", "Ce jour n'est pas un jour ouvré.")
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.LockEntries(ctx); err != nil {
			return err
		}
		// Today's own day may be closed before its cut-off, no later one.
		if today := d.Now().In(d.Location).Format(time.DateOnly); day > today {
			return bordereau.Errorf(bordereau.Conflicting, "La journée du %s n'a pas commencé.", day)
		}
		if t, err = tx.DayTotals(ctx, day); err != nil || t.Closed {
			return err
		}
		t.Closed = true
		if err := tx.CloseDay(ctx, t, by.ID, d.Now()); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "day.closed", Subject: day, Actor: by.ID,
			Values: map[string]any{"entries": t.Entries, "totals": t.Totals, "first": t.First, "last": t.Last}})
	})
	return t, err
}

// writeEntry gives a record its id, number and business day and keeps it. It is
// the last thing a transaction does: the counter makes the others wait.
func (d *Desk) writeEntry(ctx context.Context, tx Tx, r entry.Record, unitID string, by bordereau.Principal) (StoredEntry, error) {
	var err error
	if r.Number, err = tx.NextEntryNumber(ctx); err != nil {
		return StoredEntry{}, err
	}
	r.EntryID = ids.New()
	r.BusinessDay = d.calendar.Day(d.Now())
	for {
		closed, err := tx.DayClosed(ctx, r.BusinessDay)
		if err != nil {
			return StoredEntry{}, err
		}
		if !closed {
			break
		}
		if r.BusinessDay, err = d.calendar.After(r.BusinessDay); err != nil {
			return StoredEntry{}, err
		}
	}
	body, digest, err := r.Canonical()
	if err != nil {
		return StoredEntry{}, err
	}
	if err := tx.AddEntry(ctx, r, unitID, body, digest, d.Now()); err != nil {
		return StoredEntry{}, err
	}
	err = tx.Record(ctx, journal.Event{Kind: "entry.written", Subject: r.EntryID, Actor: by.ID, Values: map[string]any{
		"number": r.Number, "kind": r.Kind, "unit": unitID, "business_day": r.BusinessDay, "amount_minor": r.AmountMinor,
		"currency": r.Currency, "content_sha256": digest, "reversal_of": r.ReversalOf}})
	return StoredEntry{ID: r.EntryID, UnitID: unitID, Number: r.Number, Kind: r.Kind, Body: body, Digest: digest}, err
}
