package web

import (
	"context"
	"log/slog"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"
)

// Entries shows a day's entries and closes it.
type Entries interface {
	border.Days
	Entries(ctx context.Context, by bordereau.Principal, day, verdict string, c desk.Cursor) (desk.List[desk.EntryRow], error)
}

// Over makes the pages' dependencies of a desk.
func Over(d *desk.Desk, log *slog.Logger, m *border.Metrics) Deps {
	return Deps{Access: d, Deposits: border.DepositsOf(d.Begin), Uploads: d, Deposited: d, Documents: d, Dossiers: d, Review: d, Units: d,
		Entries: d, People: d, Policy: d.Rules, Log: log, Metrics: m, Now: d.Now}
}
