package store

import (
	"context"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// DepositCounts counts files. One that became several documents is as far as the
// last of them.
func (t *tx) DepositCounts(ctx context.Context, branch string, from, to time.Time) (desk.DepositDay, error) {
	var d desk.DepositDay
	err := t.QueryRow(ctx, `WITH files AS (
		SELECT d.id, d.state, EXISTS (SELECT FROM replacements x WHERE x.replaces = d.id) AS replaced,
			(SELECT array_agg(DISTINCT p.state) FROM documents p WHERE p.part_of = d.id) AS parts
		FROM deposits s JOIN documents d ON d.deposit_id = s.id AND d.part_of IS NULL
		WHERE ($1 = '' OR s.branch = $1) AND s.received_at >= $2 AND s.received_at < $3),
	fates AS (SELECT CASE
		WHEN state = 'split' AND parts && ARRAY['received','screened','read','classified','to_review','in_review','second_review','decided','quarantined'] THEN 'waiting'
		WHEN state = 'split' AND 'returned' = ANY(parts) THEN 'returned'
		WHEN state = 'split' AND 'rejected' = ANY(parts) THEN 'rejected'
		WHEN state = 'split' AND 'booked' = ANY(parts) THEN 'booked'
		WHEN state = 'split' AND 'archived' = ANY(parts) THEN 'archived'
		WHEN state = 'split' THEN 'destroyed'
		WHEN state = 'returned' AND replaced THEN 'replaced'
		WHEN state IN ('booked', 'archived', 'returned', 'rejected', 'duplicate', 'destroyed') THEN state
		ELSE 'waiting' END AS fate FROM files)
	SELECT count(*), count(*) FILTER (WHERE fate = 'booked'), count(*) FILTER (WHERE fate = 'archived'), count(*) FILTER (WHERE fate = 'waiting'),
		count(*) FILTER (WHERE fate = 'returned'), count(*) FILTER (WHERE fate = 'replaced'), count(*) FILTER (WHERE fate = 'rejected'),
		count(*) FILTER (WHERE fate = 'duplicate'), count(*) FILTER (WHERE fate = 'destroyed'),
		(SELECT count(*) FROM refused_files r WHERE ($1 = '' OR r.branch = $1) AND r.at >= $2 AND r.at < $3 AND r.code <> $4),
		(SELECT count(*) FROM refused_files r WHERE ($1 = '' OR r.branch = $1) AND r.at >= $2 AND r.at < $3 AND r.code = $4),
		(SELECT count(*) FROM uploads u WHERE ($1 = '' OR u.branch = $1) AND u.created_at >= $2 AND u.created_at < $3 AND u.deposit_id IS NULL)
	FROM fates`, branch, from, to, desk.Interrupted).Scan(&d.Received, &d.Booked, &d.Filed, &d.Waiting, &d.ToRescan, &d.Replaced, &d.Rejected,
		&d.Duplicates, &d.Destroyed, &d.Refused, &d.Interrupted, &d.UnderWay)
	d.Sent = d.Received + d.Refused + d.Interrupted + d.UnderWay
	return d, err
}

// RefusedFiles lists what was not taken over, the latest first.
func (t *tx) RefusedFiles(ctx context.Context, branch string, from, to time.Time, limit int) ([]desk.RefusedFile, error) {
	rows, err := t.Query(ctx, `SELECT id::text, branch, principal_name, file_name, size, code, reason, at FROM refused_files
		WHERE ($1 = '' OR branch = $1) AND at >= $2 AND at < $3 ORDER BY at DESC LIMIT $4`, branch, from, to, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (f desk.RefusedFile, err error) {
		err = r.Scan(&f.ID, &f.Branch, &f.By, &f.FileName, &f.Size, &f.Code, &f.Reason, &f.At)
		f.At = f.At.UTC()
		return f, err
	})
}

// OpenUploads lists what is still on its way.
func (t *tx) OpenUploads(ctx context.Context, branch string, from, to time.Time, limit int) ([]desk.Upload, error) {
	rows, err := t.Query(ctx, `SELECT `+uploadColumns+` FROM uploads
		WHERE ($1 = '' OR branch = $1) AND created_at >= $2 AND created_at < $3 AND deposit_id IS NULL ORDER BY id DESC LIMIT $4`, branch, from, to, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.Upload, error) { return scanUpload(r) })
}

// DayFiles lists a day's files.
func (t *tx) DayFiles(ctx context.Context, by bordereau.Principal, branch string, from, to time.Time, after string, limit int) ([]desk.DayFile, error) {
	rows, err := t.Query(ctx, `SELECT `+documentColumns+`, `+hiddenFrom("$6")+replacementColumns+`, s.sequence,
		coalesce((SELECT count(DISTINCT x->>'field') FROM tasks k, jsonb_array_elements(k.reasons) x
			WHERE k.document_id = d.id AND k.state = 'open' AND coalesce(x->>'field', '') <> ''), 0),
		(SELECT o.received_at FROM documents o WHERE o.id = d.duplicate_of)
		`+documentTables+`JOIN deposits s ON s.id = d.deposit_id
		WHERE d.part_of IS NULL AND ($1 = '' OR s.branch = $1) AND s.received_at >= $2 AND s.received_at < $3
		AND ($4 = '' OR d.id < nullif($4, '')::uuid) ORDER BY d.id DESC LIMIT $5`, branch, from, to, after, limit, by.ID)
	if err != nil {
		return nil, err
	}
	var split []string
	files, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (f desk.DayFile, err error) {
		var replaces, replacedBy string
		f.Document, err = scanSeen(r, &replaces, &replacedBy, &f.Sequence, &f.Doubts, &f.DuplicateAt)
		f.Replaces, f.ReplacedBy = replaces, replacedBy
		if f.State == bordereau.Split {
			split = append(split, f.ID)
		}
		return f, err
	})
	if err != nil || len(split) == 0 {
		return files, err
	}
	rows, err = t.Query(ctx, `SELECT `+documentColumns+`, `+hiddenFrom("$2")+documentTables+`WHERE d.part_of = ANY($1::uuid[]) AND d.state <> 'split' ORDER BY d.part`, split, by.ID)
	if err != nil {
		return nil, err
	}
	parts, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (bordereau.Document, error) { return scanSeen(r) })
	for i := range files {
		for _, p := range parts {
			if p.PartOf == files[i].ID {
				files[i].Parts = append(files[i].Parts, p)
			}
		}
	}
	return files, err
}

// Steps reads what moved documents from one state that people know to another.
func (t *tx) Steps(ctx context.Context, documentIDs []string) (map[string][]desk.Happened, error) {
	rows, err := t.Query(ctx, `SELECT e.document_id::text, e.at, e.kind, coalesce(v.body->>'by', e.actor) FROM events e
		LEFT JOIN event_values v ON v.event_id = e.id WHERE e.document_id = ANY($1::uuid[]) AND e.kind = ANY($2) ORDER BY e.id`, documentIDs,
		[]string{"document.received", "document.screened", "document.read", "document.review_needed", "document.reopened", "document.disagreed",
			"document.passed", "document.decided", "document.restored", "document.archived", "document.booked", "document.rejected", "document.returned",
			"document.duplicate_found", "document.split", "document.merged", "document.gave_up"})
	if err != nil {
		return nil, err
	}
	out := map[string][]desk.Happened{}
	var id string
	var h desk.Happened
	_, err = pgx.ForEachRow(rows, []any{&id, &h.At, &h.Kind, &h.Actor}, func() error {
		out[id] = append(out[id], desk.Happened{At: h.At.UTC(), Kind: h.Kind, Actor: h.Actor})
		return nil
	})
	return out, err
}
