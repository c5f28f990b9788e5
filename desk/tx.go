package desk

import (
	"context"

	"bordereau"
	"bordereau/journal"
)

// Store is the record. InTx runs fn in one transaction and commits when fn
// returns nil; fn is run anew, whole, when the database asks for it (a deadlock),
// so it has no effect outside the transaction. An error whose code is Busy may
// hide a commit that did happen: the caller's own keys make the retry harmless.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error
	// Snapshot is InTx on one state of the record, for reading alone.
	Snapshot(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error
	Ready(ctx context.Context) error
}

// Tx is what use cases do in a transaction; each embedded interface stands in the
// file of its use case.
type Tx interface {
	documentTx
	depositTx
	uploadTx
	dayTx
	dossierPageTx
	jobTx
	journalTx
	searchTx
	fsckTx
	retentionTx
	peopleTx
	instrumentTx
	partTx
	obligationTx
	letterTx
	questionTx
	followTx
	supervisionTx
}

// documentTx is what every use case does with documents.
type documentTx interface {
	// Document reads a document; NotFound when it does not exist.
	Document(ctx context.Context, id string) (bordereau.Document, error)
	// LockDocument is Document with the row locked until the transaction ends.
	LockDocument(ctx context.Context, id string) (bordereau.Document, error)
	// MoveDocument is the only way a document's state changes. It applies the event
	// (bordereau.Next), lets change set what changes with it, writes the row where
	// id and version still are doc's, and records the event. doc is brought up to
	// date. Conflicting when somebody else was first.
	MoveDocument(ctx context.Context, doc *bordereau.Document, ev bordereau.Event, by bordereau.Principal,
		facts map[string]any, change func(*bordereau.Document)) error
	// ChangeDocument changes a document without moving it (type, dossier, unit) and
	// records it under "document."+what. Conflicting when somebody else was first.
	ChangeDocument(ctx context.Context, doc *bordereau.Document, what string, by bordereau.Principal,
		facts map[string]any, change func(*bordereau.Document)) error
	// Understanding reads the current values; nil when there are none yet.
	Understanding(ctx context.Context, documentID string) (*bordereau.Understanding, error)
	// SetUnderstanding replaces the current values. Amount is for search, nil when
	// the document has none.
	SetUnderstanding(ctx context.Context, documentID string, u *bordereau.Understanding, amountMinor *int64) error
	// SetDossierWhy keeps why a document was matched to its dossier.
	SetDossierWhy(ctx context.Context, documentID string, why []string) error
	// DossierWhy reads it back.
	DossierWhy(ctx context.Context, documentID string) ([]string, error)
	// DocumentsOf reads the documents of a deposit, in their order: that of the files,
	// and behind each the documents that it became.
	DocumentsOf(ctx context.Context, depositID string) ([]bordereau.Document, error)
	// UnitDocuments reads the documents of a booking unit, in their order in the deposit.
	// SlipTask is the task in which a unit's slip waits, or was decided last; "" where no
	// person had it.
	SlipTask(ctx context.Context, unitID string) (string, error)
	UnitDocuments(ctx context.Context, unitID string) ([]bordereau.Document, error)
	// Record writes an event that moves no document.
	Record(ctx context.Context, e journal.Event) error
}
