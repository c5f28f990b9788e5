package api

import (
	"bordereau/desk"
	"bordereau/internal/border"
)

// Over makes the API's dependencies of a desk; the caller adds Log, Registry and,
// if there are any, Metrics and Pages.
func Over(d *desk.Desk) Deps {
	return Deps{
		Access: d, Deposits: border.DepositsOf(d.Begin), Uploads: d, Deposited: d, Documents: d, Dossiers: d, Review: d,
		Units: d, Entries: d, Journal: d, DeadLetter: d, People: d, Health: d,
		Reports: d, Samples: d, Items: d, Zone: d.Location,
	}
}
