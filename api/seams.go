package api

import (
	"context"
	"io"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/border"
)

// What the API asks of the desk beyond what both rooms ask.

// Documents gives what was read, too.
type Documents interface {
	border.Documents
	Text(ctx context.Context, by bordereau.Principal, id string) (string, error)
	ALTO(ctx context.Context, by bordereau.Principal, id string) ([]byte, error)
}

// Dossiers keeps customers and their files.
type Dossiers interface {
	border.Dossiers
	FindDossiers(ctx context.Context, by bordereau.Principal, f desk.DossierFilter, c desk.Cursor) (desk.List[desk.ListedDossier], error)
	PutCustomer(ctx context.Context, by bordereau.Principal, c dossier.Customer) error
	ImportCustomers(ctx context.Context, by bordereau.Principal, format string, r io.Reader) (desk.ImportResult, error)
	ExportObligations(ctx context.Context, by bordereau.Principal, f desk.ObligationFilter, format string, w io.Writer) error
}

// Units shows a single unit, too.
type Units interface {
	border.Units
	Unit(ctx context.Context, by bordereau.Principal, id string) (desk.Unit, error)
}

// Entries is the booking feed and what belongs to it.
type Entries interface {
	border.Days
	Feed(ctx context.Context, by bordereau.Principal, after int64, limit int) ([]desk.FeedEntry, error)
	Entry(ctx context.Context, by bordereau.Principal, id string) ([]byte, error)
	Acknowledge(ctx context.Context, by bordereau.Principal, acks []desk.Acknowledgement) error
	Reverse(ctx context.Context, by bordereau.Principal, entryID, reason string) ([]byte, desk.ReversalProposal, error)
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

// Health says whether deposits can be taken over.
type Health interface {
	Ready(ctx context.Context) error
}

// Reports are the figures of the desk.
type Reports interface {
	Figures(ctx context.Context, by bordereau.Principal, p desk.Period) (desk.Figures, error)
	LastDays(n int) desk.Period
}

// Samples hands out what is keyed again, blind.
type Samples interface {
	OpenSamples(ctx context.Context, by bordereau.Principal) (int64, error)
	NextSample(ctx context.Context, by bordereau.Principal) (*desk.Sample, error)
	Sample(ctx context.Context, by bordereau.Principal, id string) (desk.Sample, error)
	KeySample(ctx context.Context, by bordereau.Principal, id, leaseID string, values map[string]string) (desk.Sample, error)
	ReleaseSample(ctx context.Context, by bordereau.Principal, id, leaseID string) error
}

// Items are what is final and still wants somebody.
type Items interface {
	OpenItems(ctx context.Context, by bordereau.Principal, state string, c desk.Cursor) (desk.List[desk.OpenItem], error)
	CloseItem(ctx context.Context, by bordereau.Principal, id, note string) error
}
