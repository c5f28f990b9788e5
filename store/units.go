package store

import (
	"context"
	"errors"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// LockDeposit takes the lock of a deposit's settlement.
func (t *tx) LockDeposit(ctx context.Context, depositID string) error {
	_, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, lockOf("settle", depositID))
	return err
}

// AddUnit keeps a new booking unit.
func (t *tx) AddUnit(ctx context.Context, u desk.Unit) error {
	_, err := t.Exec(ctx, `INSERT INTO units (id, kind, deposit_id, state, version) VALUES ($1, $2, $3, $4, $5)`,
		u.ID, u.Kind, u.DepositID, u.State, u.Version)
	return err
}

const unitColumns = `u.id::text, u.kind, u.deposit_id::text, u.state, u.version, u.declared_count, u.declared_minor, u.currency,
	u.held_for, u.released_by, u.released_reason`

func scanUnit(r row) (desk.Unit, error) {
	var u desk.Unit
	var minor *int64
	var currency string
	err := r.Scan(&u.ID, &u.Kind, &u.DepositID, &u.State, &u.Version, &u.DeclaredCount, &minor, &currency, &u.HeldFor, &u.ReleasedBy, &u.ReleasedReason)
	if minor != nil {
		u.Declared = &bordereau.Money{Minor: *minor, Currency: currency}
	}
	if errors.Is(err, pgx.ErrNoRows) {
		err = bordereau.Errorf(bordereau.NotFound, "Cette unité n'existe pas.")
	}
	return u, err
}

// unitVisible narrows units u to what a principal may know of: a branch to its
// own, and none with a document of a restricted dossier that the person does
// not read.
const unitVisible = `($1 = '' OR EXISTS (SELECT FROM deposits p WHERE p.id = u.deposit_id AND p.branch = $1))
	AND NOT EXISTS (SELECT FROM documents d JOIN dossiers r ON r.id = d.dossier_id WHERE d.unit_id = u.id AND r.restricted
	AND $2 <> 'system' AND NOT EXISTS (SELECT FROM dossier_readers x WHERE x.dossier_id = r.id AND x.user_id::text = $2))`

// Unit reads a unit that a principal may see.
func (t *tx) Unit(ctx context.Context, by bordereau.Principal, id string) (desk.Unit, error) {
	return scanUnit(t.QueryRow(ctx, `SELECT `+unitColumns+` FROM units u WHERE `+unitVisible+` AND u.id = $3`, ownBranch(by), by.ID, id))
}

// LockUnit reads a unit and locks its row.
func (t *tx) LockUnit(ctx context.Context, id string) (desk.Unit, error) {
	return scanUnit(t.QueryRow(ctx, `SELECT `+unitColumns+` FROM units u WHERE u.id = $1 FOR UPDATE`, id))
}

// UnitsOf lists the units of a deposit.
func (t *tx) UnitsOf(ctx context.Context, depositID string) ([]desk.Unit, error) {
	return scanUnits(t.Query(ctx, `SELECT `+unitColumns+` FROM units u WHERE u.deposit_id = $1 ORDER BY u.id`, depositID))
}

func scanUnits(rows pgx.Rows, err error) ([]desk.Unit, error) {
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.Unit, error) { return scanUnit(r) })
}

// SetUnit writes what changes of a unit.
func (t *tx) SetUnit(ctx context.Context, u *desk.Unit, at time.Time) error {
	var minor *int64
	currency := "EUR"
	if u.Declared != nil {
		minor, currency = &u.Declared.Minor, u.Declared.Currency
	}
	tag, err := t.Exec(ctx, `UPDATE units SET state = $3, version = version + 1, declared_count = $4, declared_minor = $5, currency = $6,
		held_for = $7, released_by = $8, released_reason = $9, final_at = CASE WHEN $3 = 'final' THEN $10::timestamptz END
		WHERE id = $1 AND version = $2 AND (state IN ('open', 'held') OR state = 'void' AND $3 = 'open')`,
		u.ID, u.Version, u.State, u.DeclaredCount, minor, currency, plain(u.HeldFor), plain(u.ReleasedBy), plain(u.ReleasedReason), at)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return bordereau.Errorf(bordereau.Conflicting, "Ce bordereau a changé entre-temps. Affichez-le de nouveau.")
	}
	u.Version++
	return nil
}

// Units lists units, latest first.
func (t *tx) Units(ctx context.Context, by bordereau.Principal, state, after string, limit int) ([]desk.Unit, error) {
	return scanUnits(t.Query(ctx, `SELECT `+unitColumns+` FROM units u WHERE `+unitVisible+` AND ($3 = '' OR u.state = $3)
		AND ($4 = '' OR u.id < nullif($4, '')::uuid) ORDER BY u.id DESC LIMIT $5`, ownBranch(by), by.ID, state, after, limit))
}

// LeftWith reads from the journal what left a unit with its slip.
func (t *tx) LeftWith(ctx context.Context, depositID, unitID string) ([]desk.Leaver, error) {
	rows, err := t.Query(ctx, `SELECT DISTINCT ON (d.ordinal, d.part) d.id::text, (v.body->>'version')::bigint, (v.body->>'decided_at')::timestamptz
		FROM documents d JOIN events e ON e.document_id = d.id JOIN event_values v ON v.event_id = e.id
		WHERE d.deposit_id = $1 AND e.kind = 'document.left' AND v.body->>'void' = $2 ORDER BY d.ordinal, d.part, e.id DESC`, depositID, unitID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (x desk.Leaver, err error) {
		return x, r.Scan(&x.DocumentID, &x.Version, &x.DecidedAt)
	})
}

// CancelArchive takes an archiving back that has not begun.
func (t *tx) CancelArchive(ctx context.Context, documentID string, at time.Time) error {
	var running bool
	err := t.QueryRow(ctx, `WITH gone AS (UPDATE jobs SET state = 'cancelled', finished_at = $2
		WHERE document_id = $1 AND stage = 'archive' AND state = 'waiting')
		SELECT EXISTS (SELECT FROM jobs WHERE document_id = $1 AND stage = 'archive' AND state IN ('running', 'done'))`, documentID, at).Scan(&running)
	if err == nil && running {
		err = bordereau.Errorf(bordereau.Conflicting, "L'archivage de ce document a commencé : la décision est définitive.")
	}
	return err
}

// Deciders are the people whose decisions on the documents stand: who made the
// last one, and whose opinion it seconded or said again.
func (t *tx) Deciders(ctx context.Context, documentIDs []string) ([]string, error) {
	rows, err := t.Query(ctx, `WITH last AS (
		SELECT DISTINCT ON (x.document_id) x.document_id, x.task_id, x.user_id, x.document_version, k.kind
		FROM decisions x JOIN tasks k ON k.id = x.task_id
		WHERE x.document_id = ANY($1::text[]::uuid[]) AND x.outcome = 'decided' ORDER BY x.document_id, x.document_version DESC)
		SELECT u.login FROM last JOIN users u ON u.id = last.user_id
		UNION
		SELECT u.login FROM last JOIN users u ON u.id = (SELECT f.user_id FROM decisions f WHERE f.document_id = last.document_id
			AND f.outcome = 'second_review' AND f.document_version < last.document_version ORDER BY f.document_version DESC LIMIT 1)
		WHERE last.kind = 'second'
		UNION
		SELECT u.login FROM last JOIN earlier_readings e ON e.task_id = last.task_id AND NOT e.illegible JOIN users u ON u.id = e.user_id
			JOIN documents d ON d.id = last.document_id
		GROUP BY last.document_id, u.login
		HAVING bool_and(e.value = CASE e.field WHEN 'type' THEN d.type
			ELSE (SELECT f->>'value' FROM jsonb_array_elements(d.understanding->'fields') f WHERE f->>'name' = e.field LIMIT 1) END)
		ORDER BY 1`, documentIDs)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// Holders are the customers that hold an account.
func (t *tx) Holders(ctx context.Context, iban string) ([]string, error) {
	rows, err := t.Query(ctx, `SELECT c.ref FROM account_holders h JOIN customers c ON c.id = h.customer_id WHERE h.iban = $1 ORDER BY 1`, plain(iban))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
