package api

import (
	"context"
	"io"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
)

// What the API asks of the desk, one small interface a resource. The meaning of
// each call is told where the desk has it.

// Deposited follows deposits that were taken over.
type Deposited interface {
	Deposit(ctx context.Context, by bordereau.Principal, id string) (bordereau.Deposit, []bordereau.Document, error)
	Deposits(ctx context.Context, by bordereau.Principal, c desk.Cursor) (desk.List[bordereau.Deposit], error)
}

// Documents finds and shows documents.
type Documents interface {
	Document(ctx context.Context, by bordereau.Principal, id string) (desk.DocumentView, error)
	Search(ctx context.Context, by bordereau.Principal, q desk.Query) (desk.List[desk.Hit], error)
	Original(ctx context.Context, by bordereau.Principal, id string) (io.ReadCloser, bordereau.Document, error)
	PageImage(ctx context.Context, by bordereau.Principal, id string, n int) ([]byte, error)
	Text(ctx context.Context, by bordereau.Principal, id string) (string, error)
	ALTO(ctx context.Context, by bordereau.Principal, id string) ([]byte, error)
	ArchivePDF(ctx context.Context, by bordereau.Principal, id string) (io.ReadCloser, int64, error)
}

// Dossiers keeps customers and their files.
type Dossiers interface {
	PutCustomer(ctx context.Context, by bordereau.Principal, c dossier.Customer) error
	ImportCustomers(ctx context.Context, by bordereau.Principal, format string, r io.Reader) (desk.ImportResult, error)
	CreateDossier(ctx context.Context, by bordereau.Principal, d desk.DossierView) (desk.DossierView, error)
	Dossier(ctx context.Context, by bordereau.Principal, ref string) (desk.DossierView, error)
	Dossiers(ctx context.Context, by bordereau.Principal, words string, c desk.Cursor) (desk.List[desk.DossierView], error)
	ChangeDossier(ctx context.Context, by bordereau.Principal, d desk.DossierView) (desk.DossierView, error)
	Checklist(ctx context.Context, by bordereau.Principal, ref string) ([]dossier.Line, error)
}

// Review hands tasks out and takes decisions.
type Review interface {
	NextTask(ctx context.Context, by bordereau.Principal, f desk.TaskFilter) (*desk.Task, error)
	Tasks(ctx context.Context, by bordereau.Principal, f desk.TaskFilter, c desk.Cursor) (desk.List[desk.Task], error)
	Task(ctx context.Context, by bordereau.Principal, id string) (desk.Task, error)
	Decide(ctx context.Context, by bordereau.Principal, taskID string, d desk.Decision) (bordereau.Document, error)
	ReleaseTask(ctx context.Context, by bordereau.Principal, taskID, leaseID string) error
	Reopen(ctx context.Context, by bordereau.Principal, documentID string, version int64) error
}

// Units shows booking units and releases held ones.
type Units interface {
	Unit(ctx context.Context, by bordereau.Principal, id string) (desk.Unit, error)
	Units(ctx context.Context, by bordereau.Principal, state string, c desk.Cursor) (desk.List[desk.Unit], error)
	ReleaseUnit(ctx context.Context, by bordereau.Principal, id string, version int64, reason string) (desk.Unit, error)
}

// Entries is the booking feed and what belongs to it.
type Entries interface {
	Feed(ctx context.Context, by bordereau.Principal, after int64, limit int) ([]desk.FeedEntry, error)
	Entry(ctx context.Context, by bordereau.Principal, id string) ([]byte, error)
	Acknowledge(ctx context.Context, by bordereau.Principal, acks []desk.Acknowledgement) error
	Totals(ctx context.Context, by bordereau.Principal, day string) (desk.DayTotals, error)
	CloseDay(ctx context.Context, by bordereau.Principal, day string) (desk.DayTotals, error)
	Reverse(ctx context.Context, by bordereau.Principal, entryID, reason string) ([]byte, error)
}

// Journal is the log of all that happens.
type Journal interface {
	Journal(ctx context.Context, by bordereau.Principal, after int64, limit int) ([]desk.JournalEvent, error)
	Checkpoint(ctx context.Context, by bordereau.Principal) (desk.Checkpoint, error)
}

// DeadLetters is what the machine gave up on.
type DeadLetters interface {
	DeadLetters(ctx context.Context, by bordereau.Principal, c desk.Cursor) (desk.List[desk.DeadLetter], error)
	Redrive(ctx context.Context, by bordereau.Principal, jobID string) error
}

// People keeps who may sign in, and the machines' keys.
type People interface {
	AddUser(ctx context.Context, by bordereau.Principal, u desk.User, password string) (desk.User, error)
	Users(ctx context.Context, by bordereau.Principal) ([]desk.User, error)
	DisableUser(ctx context.Context, by bordereau.Principal, login string) error
	AddKey(ctx context.Context, by bordereau.Principal, k desk.Key) (desk.Key, string, error)
	Keys(ctx context.Context, by bordereau.Principal) ([]desk.Key, error)
	RevokeKey(ctx context.Context, by bordereau.Principal, id string) error
}

// Health says whether deposits can be taken over.
type Health interface {
	Ready(ctx context.Context) error
}
