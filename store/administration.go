package store

import (
	"context"
	"errors"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// actorName is who an event's actor is, to people.
const actorName = `coalesce((SELECT login FROM users u WHERE u.id::text = e.actor), (SELECT label FROM api_keys k WHERE k.id = e.actor), e.actor)`

// LastOf reads the newest event of some kinds.
func (t *tx) LastOf(ctx context.Context, kinds ...string) (*desk.Happened, error) {
	var h desk.Happened
	// One kind at a time: each is the end of a branch of the index.
	err := t.QueryRow(ctx, `SELECT e.at, e.kind, `+actorName+`, v.body FROM unnest($1::text[]) k CROSS JOIN LATERAL (
			SELECT id, at, kind, actor FROM events WHERE kind = k AND document_id IS NULL AND kind <> 'deposit.received' ORDER BY id DESC LIMIT 1) e
		LEFT JOIN event_values v ON v.event_id = e.id ORDER BY e.at DESC, e.id DESC LIMIT 1`, kinds).Scan(&h.At, &h.Kind, &h.Actor, &h.Facts)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &h, err
}

// HeldDocuments lists documents under legal hold with who set it last.
func (t *tx) HeldDocuments(ctx context.Context, by bordereau.Principal, after string, limit int) ([]desk.Held, error) {
	rows, err := t.Query(ctx, `SELECT d.id::text, d.type, d.branch, coalesce(r.ref, ''), d.version, d.retain_until, coalesce(h.by, ''), coalesce(h.at, d.received_at), coalesce(h.reason, '')`+documentTables+`
		LEFT JOIN LATERAL (SELECT `+actorName+` AS by, e.at, v.body->>'reason' AS reason FROM events e LEFT JOIN event_values v ON v.event_id = e.id
			WHERE e.document_id = d.id AND e.kind = 'document.hold_set' ORDER BY e.id DESC LIMIT 1) h ON true
		WHERE d.legal_hold AND ($4 = '' OR d.id > nullif($4, '')::uuid) AND `+visible("$1", "$2", "$3")+` ORDER BY d.id LIMIT $5`,
		by.ID, ownBranch(by), by.Role == bordereau.RoleSystem, after, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (h desk.Held, err error) {
		return h, r.Scan(&h.DocumentID, &h.Type, &h.Branch, &h.Dossier, &h.Version, &h.RetainUntil, &h.By, &h.At, &h.Reason)
	})
}

// DeadCauses counts dead jobs by cause.
func (t *tx) DeadCauses(ctx context.Context) ([]desk.DeadCause, error) {
	rows, err := t.Query(ctx, `SELECT stage, error_code, count(*), min(finished_at) FROM jobs WHERE state = 'dead' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (c desk.DeadCause, err error) {
		return c, r.Scan(&c.Stage, &c.Code, &c.Jobs, &c.Oldest)
	})
}

// DeadOf lists the dead jobs of a cause.
func (t *tx) DeadOf(ctx context.Context, stage string, code bordereau.Code, after string, limit int) ([]string, error) {
	rows, err := t.Query(ctx, `SELECT id::text FROM jobs WHERE state = 'dead' AND stage = $1 AND error_code = $2 AND ($3 = '' OR id > nullif($3, '')::uuid) ORDER BY id LIMIT $4`,
		stage, code, after, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
