package desk

import (
	"context"

	"bordereau"
)

// Keep is keep, for tests of what a document is found by.
func (d *Desk) Keep(ctx context.Context, tx Tx, doc bordereau.Document, u *bordereau.Understanding) error {
	return d.keep(ctx, tx, doc, u)
}
