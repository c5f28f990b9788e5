package desk

import (
	"context"

	"bordereau"
	"bordereau/policy"
)

// SetRules puts a policy into force as if it had been the program's own.
func (d *Desk) SetRules(p *policy.Policy) { d.people.policy.Store(&inForce{policy: p}) }

// Settle and Book are steps of jobs, which tests take without a reading.
func (d *Desk) Settle(ctx context.Context, tx Tx, doc *bordereau.Document, u *bordereau.Understanding) error {
	return d.settle(ctx, tx, doc, u)
}

func (d *Desk) Book(ctx context.Context, tx Tx, doc *bordereau.Document) error {
	return d.book(ctx, tx, doc)
}

func (d *Desk) GaveUp(ctx context.Context, tx Tx, doc *bordereau.Document, reason, text string) error {
	return d.gaveUp(ctx, tx, doc, reason, text)
}

func (d *Desk) WriteEntryOf(ctx context.Context, tx Tx, unitID string) error {
	return d.closeUnit(ctx, tx, unitID, bordereau.System)
}
