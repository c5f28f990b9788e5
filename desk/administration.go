package desk

import (
	"context"
	"strings"
	"time"

	"bordereau"
	"bordereau/dossier"
	"bordereau/journal"
)

// adminTx is what the pages of administration read beside people, keys and policies.
type adminTx interface {
	// LastOf is the newest event of the kinds that is not about a document, with who
	// did it by login or label; nil where there is none.
	LastOf(ctx context.Context, kinds ...string) (*Happened, error)
	// HeldDocuments lists what a legal hold keeps, by id.
	HeldDocuments(ctx context.Context, by bordereau.Principal, after string, limit int) ([]Held, error)
	// DeadCauses counts dead letters by stage and code.
	DeadCauses(ctx context.Context) ([]DeadCause, error)
	// DeadOf lists the dead jobs of a cause, the oldest first.
	DeadOf(ctx context.Context, stage string, code bordereau.Code, after string, limit int) ([]string, error)
}

// Held is a document under legal hold. It shows nothing of what the document says.
type Held struct {
	DocumentID  string         `json:"document_id"`
	Type        bordereau.Type `json:"type"`
	Branch      string         `json:"branch"`
	Dossier     string         `json:"dossier,omitempty"`
	Version     int64          `json:"version"`
	RetainUntil *time.Time     `json:"retain_until,omitempty"`
	By          string         `json:"by"` // login
	At          time.Time      `json:"at"`
	Reason      string         `json:"reason"`
}

// DeadCause counts the dead letters of one cause.
type DeadCause struct {
	Stage  string         `json:"stage"`
	Code   bordereau.Code `json:"code"`
	Jobs   int            `json:"jobs"`
	Oldest time.Time      `json:"oldest"`
}

var (
	holders  = []bordereau.Role{bordereau.RoleSupervisor, bordereau.RoleAdmin}
	watchers = []bordereau.Role{bordereau.RoleSupervisor, bordereau.RoleAdmin, bordereau.RoleAuditor}
)

// LastChange says who did one of these things last, and when; nil: nobody yet. A
// kind is that of the journal.
func (d *Desk) LastChange(ctx context.Context, by bordereau.Principal, kinds ...string) (h *Happened, err error) {
	if err := allow(by, watchers...); err != nil {
		return nil, err
	}
	return h, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		h, err = tx.LastOf(ctx, kinds...)
		return err
	})
}

// SetLegalHold keeps a document from destruction for as long as a dispute asks for
// it, or lets it go; why is kept in the journal.
func (d *Desk) SetLegalHold(ctx context.Context, by bordereau.Principal, documentID string, hold bool, reason string) error {
	if err := allow(by, holders...); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" || len(reason) > 500 {
		return invalid("/reason", "Donnez le motif, en 500 caractères au plus.")
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if _, _, err := tx.SeenDocument(ctx, by, documentID); err != nil {
			return err
		}
		doc, err := tx.LockDocument(ctx, documentID)
		if err != nil {
			return err
		}
		switch {
		case doc.State == bordereau.Destroyed:
			return bordereau.Errorf(bordereau.Conflicting, "Ce document a été détruit.")
		case doc.LegalHold == hold && hold:
			return bordereau.Errorf(bordereau.Conflicting, "Ce document est déjà gelé.")
		case doc.LegalHold == hold:
			return bordereau.Errorf(bordereau.Conflicting, "Ce document n'est pas gelé.")
		}
		what := "hold_lifted"
		if hold {
			what = "hold_set"
		}
		return tx.ChangeDocument(ctx, &doc, what, by, map[string]any{"reason": reason}, func(c *bordereau.Document) { c.LegalHold = hold })
	})
}

// LegalHolds lists the documents that a legal hold keeps.
func (d *Desk) LegalHolds(ctx context.Context, by bordereau.Principal, c Cursor) (list List[Held], err error) {
	if err := allow(by, watchers...); err != nil {
		return list, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		items, err := tx.HeldDocuments(ctx, by, c.After, limitOf(c)+1)
		list = page(items, limitOf(c), func(h Held) string { return h.DocumentID })
		return err
	})
	return list, err
}

// RetentionRules are the rules for how long each type is kept, at a time.
func RetentionRules(at time.Time) map[bordereau.Type][]dossier.RetentionRule {
	rules := map[bordereau.Type][]dossier.RetentionRule{}
	for _, t := range bordereau.Types {
		if r := dossier.RetentionFor(t, at); len(r) > 0 {
			rules[t] = r
		}
	}
	return rules
}

// DeadCauses counts the dead letters by cause, the most first.
func (d *Desk) DeadCauses(ctx context.Context, by bordereau.Principal) (list []DeadCause, err error) {
	if err := allow(by, watchers...); err != nil {
		return nil, err
	}
	return list, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		list, err = tx.DeadCauses(ctx)
		return err
	})
}

// redriveAtOnce bounds how many dead letters one call revives.
const redriveAtOnce = 1000

// RedriveCause revives the dead letters of one cause, and says how many there were
// and how many do not wait for the machine any more. A thousand a call.
func (d *Desk) RedriveCause(ctx context.Context, by bordereau.Principal, stage string, code bordereau.Code) (revived, gone int, err error) {
	if err := allow(by, holders...); err != nil {
		return 0, 0, err
	}
	after := ""
	for revived+gone < redriveAtOnce {
		var jobs []string
		if err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
			jobs, err = tx.DeadOf(ctx, stage, code, after, 100)
			return err
		}); err != nil || len(jobs) == 0 {
			return revived, gone, err
		}
		for _, job := range jobs {
			switch err := d.Redrive(ctx, by, job); bordereau.CodeOf(err) {
			case "":
				revived++
			case bordereau.Conflicting, bordereau.NotFound:
				gone++ // a person was first, or another redrive
			default:
				return revived, gone, err
			}
			after = job
		}
	}
	return revived, gone, nil
}

// backupSubject names backups in the journal.
const backupSubject = "backup"

// NoteBackup records that a backup was finished: where, and how many objects its
// inventory has.
func (d *Desk) NoteBackup(ctx context.Context, by bordereau.Principal, where string, objects int) error {
	if err := allow(by); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		return tx.Record(ctx, journal.Event{Kind: "backup.made", Subject: backupSubject, Actor: by.ID, Values: map[string]any{"where": where, "objects": objects}})
	})
}
