package desk

import (
	"context"
	"strings"
	"time"

	"bordereau"
)

// JournalFilter narrows the log; zero fields do not narrow.
type JournalFilter struct {
	Actor  string // a login, the name of a key, or an id
	Object string // an id, the reference of a dossier, the number of an entry
	Kind   string // an event's kind, or with a full stop at its end a family of them
	From   string // days, both in the period, YYYY-MM-DD
	To     string
}

// JournalRow is an event as people read it.
type JournalRow struct {
	JournalEvent
	ActorName string       `json:"actor_name"`
	FileName  string       `json:"file_name,omitempty"`
	Changes   []Difference `json:"changes,omitempty"` // where its values know what was before
}

// Difference is a value before and after.
type Difference struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// journalSearchTx is what reading the log needs of the record.
type journalSearchTx interface {
	// ActorIDs are the ids of the people and keys of that name; the name itself where it
	// is an id or nobody's.
	ActorIDs(ctx context.Context, name string) ([]string, error)
	// SubjectIDs are the ids of what is called so.
	SubjectIDs(ctx context.Context, by bordereau.Principal, object string) ([]string, error)
	// SearchJournal reads events before a sequence, latest first, but for those of a
	// restricted dossier that by does not read.
	SearchJournal(ctx context.Context, by bordereau.Principal, q JournalQuery, before int64, limit int) ([]JournalRow, error)
}

// JournalQuery is a filter whose names were looked up. Empty lists do not narrow.
type JournalQuery struct {
	Actors, Subjects []string
	Kind             string
	From, To         *time.Time // [From, To)
}

// AuditKinds are the events that people look for, family by family.
var AuditKinds = []string{"deposit.", "document.", "document.seen", "document.decided", "document.rejected", "document.returned", "document.reopened", "document.refiled",
	"task.", "unit.", "unit.released", "entry.", "entry.written", "entry.refused", "entries.exported", "reversal.", "item.", "sample.", "day.closed",
	"access.", "access.signed_in", "access.refused", "access.user_added", "access.key_added", "dossier.", "journal."}

var journalReaders = []bordereau.Role{bordereau.RoleAuditor, bordereau.RoleSupervisor}

// SearchJournal reads the log, latest event first. The cursor is the sequence of the
// last event that was shown: what comes later moves no page.
func (d *Desk) SearchJournal(ctx context.Context, by bordereau.Principal, f JournalFilter, c Cursor) (List[JournalRow], error) {
	none := List[JournalRow]{Items: []JournalRow{}}
	if err := allow(by, journalReaders...); err != nil {
		return none, err
	}
	before, err := numberCursor(c)
	if err != nil {
		return none, err
	}
	q := JournalQuery{Kind: f.Kind}
	if f.From != "" || f.To != "" {
		if q.From, q.To, err = d.days(f.From, f.To); err != nil {
			return none, err
		}
	}
	limit := limitOf(c)
	var rows []JournalRow
	err = d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) (err error) {
		if f.Actor != "" {
			if q.Actors, err = tx.ActorIDs(ctx, strings.TrimSpace(f.Actor)); err != nil {
				return err
			}
		}
		if f.Object != "" {
			if q.Subjects, err = tx.SubjectIDs(ctx, by, strings.TrimSpace(f.Object)); err != nil {
				return err
			}
		}
		if f.Actor != "" && len(q.Actors) == 0 || f.Object != "" && len(q.Subjects) == 0 {
			return nil
		}
		rows, err = tx.SearchJournal(ctx, by, q, before, limit+1)
		return err
	})
	for i := range rows {
		rows[i].Changes = changesIn(rows[i].Values)
	}
	return page(rows, limit, func(r JournalRow) string { return numberText(r.Sequence) }), err
}

// days are the instants of a period that may be open at either end.
func (d *Desk) days(from, to string) (start, end *time.Time, err error) {
	if from != "" {
		t, err := time.ParseInLocation(time.DateOnly, from, d.Location)
		if err != nil {
			return nil, nil, invalid("from", "Le premier jour s'écrit AAAA-MM-JJ.")
		}
		start = &t
	}
	if to != "" {
		t, err := time.ParseInLocation(time.DateOnly, to, d.Location)
		if err != nil {
			return nil, nil, invalid("to", "Le dernier jour s'écrit AAAA-MM-JJ.")
		}
		t = t.AddDate(0, 0, 1)
		end = &t
	}
	return start, end, nil
}

// pairs are the names under which events keep what was before, and what is after.
var pairs = [][2]string{{"from", "state"}, {"from_dossier", "dossier"}, {"was", "is"}, {"before", "after"}, {"from_role", "role"}, {"from_priority", "priority"},
	{"from_type", "type"}}

// changesIn finds in the values of an event what was before and what is after.
func changesIn(values map[string]any) (out []Difference) {
	for _, p := range pairs {
		was, known := values[p[0]]
		is, named := values[p[1]]
		before, after := plainText(was), plainText(is)
		if known && named && before != after {
			out = append(out, Difference{p[1], before, after})
		}
	}
	return out
}

func plainText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return numberText(int64(v))
	case bool:
		if v {
			return "oui"
		}
		return "non"
	}
	return ""
}
