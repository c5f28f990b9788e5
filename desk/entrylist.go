package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"bordereau"
	"bordereau/entry"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// States of an entry on its way to booking.
const (
	EntryReady    = "ready"    // written, and not yet taken by booking
	EntryExported = "exported" // booking has read it, or it was given as a file
	EntryAccepted = "accepted"
	EntryRefused  = "refused"
)

// ListedLine is a line of an entry in the list of a day.
type ListedLine struct {
	Account     string `json:"account"`
	Label       string `json:"label"`
	DebitMinor  int64  `json:"debit_minor,omitempty"`
	CreditMinor int64  `json:"credit_minor,omitempty"`
	DocumentID  string `json:"document_id,omitempty"`
	Hidden      bool   `json:"hidden,omitempty"` // the document is not the reader's to know of
}

// ListedEntry is an entry with its lines, who decided it, and how far it got.
type ListedEntry struct {
	EntryRow
	UnitID    string       `json:"unit_id,omitempty"`
	DecidedBy []string     `json:"decided_by"`
	State     string       `json:"state"`
	Digest    string       `json:"content_sha256"`
	Lines     []ListedLine `json:"lines"`
	AckBy     string       `json:"acked_by,omitempty"`
	AckedAt   *time.Time   `json:"acked_at,omitempty"`
	File      string       `json:"file,omitempty"`     // the last file it was given in
	Proposed  string       `json:"proposed,omitempty"` // id of the open proposal of its reversal
}

// EntryFilter narrows a day's list; zero fields do not narrow.
type EntryFilter struct{ State, Kind string }

// EntryFile is a day's entries as a file, before it is given.
type EntryFile struct {
	Day     string      `json:"day"`
	Format  string      `json:"format"` // csv, jsonl
	Name    string      `json:"name"`
	Entries int64       `json:"entries"`
	Lines   int64       `json:"lines"`
	Totals  []DayAmount `json:"totals"`
	SHA256  string      `json:"sha256"`
	Size    int64       `json:"size"`
	Missing int64       `json:"missing"` // written, and their documents not archived yet
	Body    []byte      `json:"-"`
}

// EntryExport is a file that was given.
type EntryExport struct {
	ID      string      `json:"id"`
	Day     string      `json:"day"`
	Format  string      `json:"format"`
	Name    string      `json:"name"`
	Entries int64       `json:"entries"`
	Totals  []DayAmount `json:"totals"`
	SHA256  string      `json:"sha256"`
	MadeAt  time.Time   `json:"made_at"`
	MadeBy  string      `json:"made_by"`
}

// entryListTx is what lists and files of entries need of the record.
type entryListTx interface {
	// MoveFeedCursor notes how far a consumer has read the feed.
	MoveFeedCursor(ctx context.Context, consumer string, sequence int64, at time.Time) error
	// LeadDocument is the document that an entry is about: its slip or its order.
	LeadDocument(ctx context.Context, entryID string) (string, error)
	// DayEntries lists entries of a day, latest number first, with lines.
	DayEntries(ctx context.Context, by bordereau.Principal, day string, f EntryFilter, before int64, limit int) ([]ListedEntry, error)
	// VisibleEntries reads the entries of a day that stand in the feed, by number.
	VisibleEntries(ctx context.Context, day string) ([]StoredEntry, error)
	AddExport(ctx context.Context, e EntryExport, entries []string) error
	Exports(ctx context.Context, day string) ([]EntryExport, error)
}

// DayEntries lists a day's entries with their lines, latest first.
func (d *Desk) DayEntries(ctx context.Context, by bordereau.Principal, day string, f EntryFilter, c Cursor) (List[ListedEntry], error) {
	if err := allow(by, append(entryReaders, bordereau.RoleClerk)...); err != nil {
		return List[ListedEntry]{}, err
	}
	before, err := numberCursor(c)
	if err != nil {
		return List[ListedEntry]{}, err
	}
	limit := limitOf(c)
	var rows []ListedEntry
	err = d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) (err error) {
		rows, err = tx.DayEntries(ctx, by, day, f, before, limit+1)
		return err
	})
	return page(rows, limit, func(r ListedEntry) string { return numberText(r.Number) }), err
}

var exporters = []bordereau.Role{bordereau.RoleSupervisor, bordereau.RoleBooking}

// EntryFile makes the file of a day's entries that stand in the feed: csv, a line each
// line of an entry, or jsonl, the records as the feed gives them. The same entries give
// the same bytes.
func (d *Desk) EntryFile(ctx context.Context, by bordereau.Principal, day, format string) (f EntryFile, err error) {
	if err := allow(by, exporters...); err != nil {
		return f, err
	}
	err = d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) error {
		f, _, err = d.dayFile(ctx, tx, day, format)
		return err
	})
	return f, err
}

func (d *Desk) dayFile(ctx context.Context, tx Tx, day, format string) (f EntryFile, entries []string, err error) {
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return f, nil, invalid("/day", "Le jour s'écrit AAAA-MM-JJ.")
	}
	if format != "csv" && format != "jsonl" {
		return f, nil, invalid("/format", "Le fichier se fait en csv ou en jsonl.")
	}
	totals, err := tx.DayTotals(ctx, day)
	if err != nil {
		return f, nil, err
	}
	stored, err := tx.VisibleEntries(ctx, day)
	if err != nil {
		return f, nil, err
	}
	f = EntryFile{Day: day, Format: format, Name: "ecritures-" + day + "." + format, Entries: int64(len(stored)), Missing: totals.Entries - int64(len(stored)), Totals: []DayAmount{}}
	var b bytes.Buffer
	if format == "csv" {
		if err := csvRow(&b, entryColumns); err != nil {
			return f, nil, err
		}
	}
	for _, s := range stored {
		r, err := entry.Parse(s.Body)
		if err != nil {
			return f, nil, err
		}
		entries = append(entries, s.ID)
		f.Lines += int64(len(r.Lines))
		f.add(r)
		if err := writeEntryRows(&b, format, s, r); err != nil {
			return f, nil, err
		}
	}
	sum := sha256.Sum256(b.Bytes())
	f.Body, f.SHA256, f.Size = b.Bytes(), hex.EncodeToString(sum[:]), int64(b.Len())
	return f, entries, nil
}

// add counts an entry into the file's totals, ordered by kind and currency.
func (f *EntryFile) add(r entry.Record) {
	i := slices.IndexFunc(f.Totals, func(t DayAmount) bool { return t.Kind == string(r.Kind) && t.Currency == r.Currency })
	if i < 0 {
		f.Totals = append(f.Totals, DayAmount{Kind: string(r.Kind), Currency: r.Currency})
		slices.SortFunc(f.Totals, func(a, b DayAmount) int { return strings.Compare(a.Kind+a.Currency, b.Kind+b.Currency) })
		f.add(r)
		return
	}
	f.Totals[i].Count++
	f.Totals[i].AmountMinor += r.AmountMinor
}

// entryColumns name what a line of a day's file holds, in its order. Amounts are
// decimals of the currency.
var entryColumns = []string{"number", "business_day", "entry_id", "kind", "line", "account", "label", "debit", "credit", "currency", "document_id", "decided_by",
	"reversal_of", "content_sha256"}

func writeEntryRows(b *bytes.Buffer, format string, s StoredEntry, r entry.Record) error {
	if format == "jsonl" {
		record, err := entry.Delivered(s.Body, s.Digest)
		if err != nil {
			return err
		}
		b.Write(record)
		return b.WriteByte('\n')
	}
	decimal := func(minor int64) string {
		if minor == 0 {
			return ""
		}
		return bordereau.Money{Minor: minor, Currency: r.Currency}.Decimal()
	}
	for i, l := range r.Lines {
		if err := csvRow(b, []string{strconv.FormatInt(r.Number, 10), r.BusinessDay, r.EntryID, string(r.Kind), strconv.Itoa(i + 1), l.Account, l.Label,
			decimal(l.Debit), decimal(l.Credit), r.Currency, l.DocumentID, strings.Join(r.DecidedBy, " "), r.ReversalOf, s.Digest}); err != nil {
			return err
		}
	}
	return nil
}

// ExportDay gives the file of a day and writes down that it was given. sha256 is what
// was shown before: when the day has changed meanwhile, nothing is given.
func (d *Desk) ExportDay(ctx context.Context, by bordereau.Principal, day, format, sha256hex string) (f EntryFile, err error) {
	if err := allow(by, exporters...); err != nil {
		return f, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.LockEntries(ctx); err != nil {
			return err
		}
		var entries []string
		if f, entries, err = d.dayFile(ctx, tx, day, format); err != nil {
			return err
		}
		if f.SHA256 != sha256hex {
			return bordereau.Errorf(bordereau.Conflicting, "La journée a changé entre-temps : vérifiez de nouveau le nombre, le total et l'empreinte.")
		}
		x := EntryExport{ID: ids.New(), Day: day, Format: format, Name: f.Name, Entries: f.Entries, Totals: f.Totals, SHA256: f.SHA256, MadeAt: d.Now(), MadeBy: by.Name}
		if err := tx.AddExport(ctx, x, entries); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "entries.exported", Subject: x.ID, Actor: by.ID, Values: map[string]any{
			"day": day, "format": format, "name": f.Name, "entries": f.Entries, "totals": f.Totals, "sha256": f.SHA256}})
	})
	return f, err
}

// Exports lists the files that were given of a day, latest first.
func (d *Desk) Exports(ctx context.Context, by bordereau.Principal, day string) (list []EntryExport, err error) {
	if err := allow(by, append(entryReaders, bordereau.RoleClerk)...); err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		list, err = tx.Exports(ctx, day)
		return err
	})
	return list, err
}
