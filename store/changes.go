package store

import (
	"context"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// AddChange keeps what an administrator proposes.
func (t *tx) AddChange(ctx context.Context, c desk.Change) error {
	body, err := jsonText(c.Body)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `INSERT INTO changes (id, kind, subject, concerns, body, reason, proposed_by, proposed_at, expires_at)
		VALUES ($1, $2, $3, nullif($4, '')::uuid, $5, $6, $7, $8, $9)`, c.ID, c.Kind, plain(c.Subject), c.Concerns, body, plain(c.Reason), c.Proposer, c.ProposedAt, c.ExpiresAt)
	return err
}

const changeColumns = `c.id::text, c.kind, c.subject, coalesce(c.concerns::text, ''), c.body - 'file', c.reason, c.proposed_by::text, p.login, c.proposed_at, c.expires_at,
	c.state, coalesce(d.login, ''), c.decided_at`

const changeTables = ` JOIN users p ON p.id = c.proposed_by LEFT JOIN users d ON d.id = c.decided_by `

func scanChange(r row) (c desk.Change, err error) {
	return c, r.Scan(&c.ID, &c.Kind, &c.Subject, &c.Concerns, &c.Body, &c.Reason, &c.Proposer, &c.ProposedBy, &c.ProposedAt, &c.ExpiresAt, &c.State, &c.DecidedBy, &c.DecidedAt)
}

// Change reads a change.
func (t *tx) Change(ctx context.Context, id string) (desk.Change, error) {
	c, err := scanChange(t.QueryRow(ctx, `SELECT `+changeColumns+` FROM changes c`+changeTables+`WHERE c.id = $1`, id))
	return c, away(err)
}

// Changes lists those that wait first, then the others by day.
func (t *tx) Changes(ctx context.Context, now, since time.Time) ([]desk.Change, error) {
	rows, err := t.Query(ctx, `SELECT `+changeColumns+` FROM changes c`+changeTables+`WHERE c.proposed_at > $2 OR c.decided_at > $2
		ORDER BY c.state = 'open' AND c.expires_at > $1 DESC, c.id DESC LIMIT 500`, now, since)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.Change, error) {
		c, err := scanChange(r)
		if c.State == "open" && !now.Before(c.ExpiresAt) {
			c.State = "expired"
		}
		return c, err
	})
}

// WaitingFor says whether such a change waits. Two that come at once are told apart
// by the lock.
func (t *tx) WaitingFor(ctx context.Context, kind, subject string, now time.Time) (waits bool, err error) {
	if _, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('change ' || $1 || ' ' || $2, 0))`, kind, subject); err != nil {
		return false, err
	}
	err = t.QueryRow(ctx, `SELECT EXISTS (SELECT FROM changes WHERE kind = $1 AND subject = $2 AND state = 'open' AND expires_at > $3)`, kind, subject, now).Scan(&waits)
	return waits, err
}

// ConfirmChange closes a change by a second administrator, and by nobody else.
func (t *tx) ConfirmChange(ctx context.Context, id, by string, at time.Time) (desk.Change, error) {
	tag, err := t.Exec(ctx, `UPDATE changes SET state = 'confirmed', decided_by = $2, decided_at = $3
		WHERE id = $1 AND state = 'open' AND expires_at > $3 AND proposed_by <> $2 AND concerns IS DISTINCT FROM $2
		AND 2 = (SELECT count(*) FROM users WHERE id IN ($2, proposed_by) AND role = 'admin' AND disabled_at IS NULL)`, id, by, at)
	if err != nil {
		return desk.Change{}, err
	}
	if tag.RowsAffected() == 0 {
		return desk.Change{}, away(pgx.ErrNoRows)
	}
	var file string
	if err := t.QueryRow(ctx, `SELECT coalesce(body->>'file', '') FROM changes WHERE id = $1`, id).Scan(&file); err != nil {
		return desk.Change{}, err
	}
	c, err := t.Change(ctx, id)
	c.Body.File = file
	return c, err
}

// RefuseChange closes a change without effect.
func (t *tx) RefuseChange(ctx context.Context, id, by string, at time.Time) (desk.Change, error) {
	tag, err := t.Exec(ctx, `UPDATE changes SET state = 'refused', decided_by = $2, decided_at = $3 WHERE id = $1 AND state = 'open' AND expires_at > $3`, id, by, at)
	if err != nil {
		return desk.Change{}, err
	}
	if tag.RowsAffected() == 0 {
		return desk.Change{}, away(pgx.ErrNoRows)
	}
	return t.Change(ctx, id)
}

// SetRole gives a person another role and ends the sessions of the old one.
func (t *tx) SetRole(ctx context.Context, login string, b desk.ChangeBody, at time.Time) (desk.User, error) {
	rows, err := t.Query(ctx, `UPDATE users u SET role = $2, branch = $3 WHERE login = $1 AND role = $4 AND branch = $5 AND disabled_at IS NULL RETURNING `+userColumns,
		plain(login), b.Role, plain(b.Branch), b.WasRole, b.WasBranch)
	if err != nil {
		return desk.User{}, err
	}
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.User, error) { return scanUser(r) })
	if err != nil {
		return desk.User{}, err
	}
	if len(list) == 0 {
		return desk.User{}, bordereau.Errorf(bordereau.Conflicting, "Cette personne n'a plus le rôle qu'elle avait lors de la proposition.")
	}
	_, err = t.EndSessions(ctx, list[0].ID, nil, at)
	return list[0], err
}

// AddPolicy keeps an adopted policy.
func (t *tx) AddPolicy(ctx context.Context, version string, file []byte, sha256, proposedBy, adoptedBy string, at time.Time) error {
	_, err := t.Exec(ctx, `INSERT INTO policies (version, file, sha256, proposed_by, adopted_by, adopted_at) VALUES ($1, $2, $3, $4, $5, $6)`, version, file, sha256, proposedBy, adoptedBy, at)
	if broke(err, "policies_version_key") {
		return bordereau.Errorf(bordereau.Conflicting, "Cette version est déjà celle d'une politique.")
	}
	return err
}

// NewestPolicy reads the newest policy above a number.
func (t *tx) NewestPolicy(ctx context.Context, above int64) (file []byte, number int64, err error) {
	rows, err := t.Query(ctx, `SELECT file, number FROM policies WHERE number > $1 ORDER BY number DESC LIMIT 1`, above)
	if err != nil {
		return nil, 0, err
	}
	_, err = pgx.ForEachRow(rows, []any{&file, &number}, func() error { return nil })
	return file, number, err
}

// PolicyVersions lists the adopted policies, the newest first.
func (t *tx) PolicyVersions(ctx context.Context) ([]desk.PolicyVersion, error) {
	rows, err := t.Query(ctx, `SELECT v.number, v.version, v.sha256, p.login, a.login, v.adopted_at FROM policies v JOIN users p ON p.id = v.proposed_by JOIN users a ON a.id = v.adopted_by
		ORDER BY v.number DESC LIMIT 200`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (v desk.PolicyVersion, err error) {
		return v, r.Scan(&v.Number, &v.Version, &v.SHA256, &v.ProposedBy, &v.AdoptedBy, &v.AdoptedAt)
	})
}

// PolicyFile reads the file of a version: adopted, or else the last that waits.
func (t *tx) PolicyFile(ctx context.Context, version string) (file []byte, err error) {
	err = t.QueryRow(ctx, `SELECT file FROM (
		SELECT file, 0 AS late, number AS n FROM policies WHERE version = $1
		UNION ALL SELECT convert_to(body->>'file', 'UTF8'), 1, 0 FROM changes WHERE kind = 'policy' AND subject = $1 AND state = 'open' AND expires_at > $2) f
		ORDER BY late, n DESC LIMIT 1`, plain(version), t.now()).Scan(&file)
	return file, away(err)
}
