package web

import (
	"context"
	"io"
	"log/slog"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"
)

// Review also tells what comes to the clerks.
type Review interface {
	border.Review
	LeaveTask(ctx context.Context, by bordereau.Principal, taskID, leaseID string, until time.Time) error
	Coming(ctx context.Context, by bordereau.Principal) (int, error)
}

// Entries shows a day's entries, gives it as a file and closes it; reversals and what
// booking refused belong to it.
type Entries interface {
	border.Days
	DayEntries(ctx context.Context, by bordereau.Principal, day string, f desk.EntryFilter, c desk.Cursor) (desk.List[desk.ListedEntry], error)
	EntryFile(ctx context.Context, by bordereau.Principal, day, format string) (desk.EntryFile, error)
	ExportDay(ctx context.Context, by bordereau.Principal, day, format, sha256 string) (desk.EntryFile, error)
	Exports(ctx context.Context, by bordereau.Principal, day string) ([]desk.EntryExport, error)
	ProposeReversal(ctx context.Context, by bordereau.Principal, entryID, reason string) (desk.ReversalProposal, error)
	Reversals(ctx context.Context, by bordereau.Principal, state string) ([]desk.ReversalProposal, error)
	ConfirmReversal(ctx context.Context, by bordereau.Principal, id string) ([]byte, error)
	RefuseReversal(ctx context.Context, by bordereau.Principal, id string) error
	OpenItems(ctx context.Context, by bordereau.Principal, state string, c desk.Cursor) (desk.List[desk.OpenItem], error)
	CountOpenItems(ctx context.Context, by bordereau.Principal) (int, error)
	CloseItem(ctx context.Context, by bordereau.Principal, id, note string) error
}

// Figures is what supervisors steer by.
type Figures interface {
	Figures(ctx context.Context, by bordereau.Principal, p desk.Period) (desk.Figures, error)
	OwnFigures(ctx context.Context, by bordereau.Principal, p desk.Period) (desk.OwnFigures, error)
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

// Audit reads and verifies the log of all that happened.
type Audit interface {
	SearchJournal(ctx context.Context, by bordereau.Principal, f desk.JournalFilter, c desk.Cursor) (desk.List[desk.JournalRow], error)
	Checkpoint(ctx context.Context, by bordereau.Principal) (desk.Checkpoint, error)
	AskCheck(ctx context.Context, by bordereau.Principal) (desk.ChainCheck, error)
	LastCheck(ctx context.Context, by bordereau.Principal) (*desk.ChainCheck, error)
	ExportJournal(ctx context.Context, by bordereau.Principal, from, to int64, w io.Writer) (desk.LogSeal, error)
}

// Over makes the pages' dependencies of a desk.
func Over(d *desk.Desk, log *slog.Logger, m *border.Metrics) Deps {
	return Deps{Access: d, Deposits: border.DepositsOf(d.Begin), Uploads: d, Deposited: d, Documents: d, Dossiers: d, Review: d, Units: d,
		Entries: d, People: d, SignIns: d, Admin: d, Figures: d, Samples: d, Audit: d, Policy: d.Rules, Log: log, Metrics: m, Now: d.Now, Idle: d.Idle, Absolute: d.Absolute}
}
