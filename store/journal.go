package store

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"time"

	"bordereau/desk"
	"bordereau/journal"

	"github.com/jackc/pgx/v5"
)

// LeadJournal takes the lead until the transaction ends.
func (t *tx) LeadJournal(ctx context.Context) (lead bool, err error) {
	err = t.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, lockOf("journal")).Scan(&lead)
	return lead, err
}

// LeafCount is the number of leaves.
func (t *tx) LeafCount(ctx context.Context) (n int64, err error) {
	err = t.QueryRow(ctx, `SELECT coalesce(max(sequence) + 1, 0) FROM leaves`).Scan(&n)
	return n, err
}

// LeafHashes reads hashes from a sequence on.
func (t *tx) LeafHashes(ctx context.Context, from int64, limit int) ([][]byte, error) {
	rows, err := t.Query(ctx, `SELECT leaf_hash FROM leaves WHERE sequence >= $1 ORDER BY sequence LIMIT $2`, from, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[[]byte])
}

const eventColumns = `e.id::text, e.at, e.kind, e.subject, coalesce(e.document_id::text, ''), e.actor, e.values_sha256`

func scanEvent(r row, extra ...any) (s journal.Sealed, err error) {
	err = r.Scan(append([]any{&s.ID, &s.At, &s.Kind, &s.Subject, &s.DocumentID, &s.Actor, &s.ValuesSHA256}, extra...)...)
	s.At = s.At.UTC()
	return s, err
}

// Unsequenced reads committed events without a leaf. Their ids first: joined, the
// planner reads the whole log to find a handful.
func (t *tx) Unsequenced(ctx context.Context, limit int) ([]journal.Sealed, error) {
	rows, err := t.Query(ctx, `SELECT event_id::text FROM unsequenced ORDER BY event_id LIMIT $1`, limit)
	if err != nil {
		return nil, err
	}
	waiting, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(waiting) == 0 {
		return nil, err
	}
	rows, err = t.Query(ctx, `SELECT `+eventColumns+` FROM events e WHERE e.id = ANY($1::uuid[]) ORDER BY e.id`, waiting)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (journal.Sealed, error) { return scanEvent(r) })
}

// InsertLeaves gives events their place.
func (t *tx) InsertLeaves(ctx context.Context, leaves []journal.Leaf) error {
	if len(leaves) == 0 {
		return nil
	}
	sequences, hashes, ids := make([]int64, len(leaves)), make([][]byte, len(leaves)), make([]string, len(leaves))
	for i, l := range leaves {
		sequences[i], ids[i], hashes[i] = l.Sequence, l.EventID, l.Hash
	}
	var b pgx.Batch
	b.Queue(`INSERT INTO leaves (sequence, event_id, leaf_hash) SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bytea[])`, sequences, ids, hashes)
	b.Queue(`DELETE FROM unsequenced WHERE event_id = ANY($1::uuid[])`, ids)
	return t.SendBatch(ctx, &b).Close()
}

func scanHead(r row) (h journal.Head, err error) {
	err = r.Scan(&h.Size, &h.Root, &h.Signature, &h.MadeAt)
	h.MadeAt = h.MadeAt.UTC()
	return h, err
}

// LastHead is the newest head.
func (t *tx) LastHead(ctx context.Context) (*journal.Head, error) {
	h, err := scanHead(t.QueryRow(ctx, `SELECT size, root, signature, made_at FROM checkpoints ORDER BY size DESC LIMIT 1`))
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &h, err
}

// InsertHead keeps a head.
func (t *tx) InsertHead(ctx context.Context, h journal.Head) error {
	_, err := t.Exec(ctx, `INSERT INTO checkpoints (size, root, signature, made_at) VALUES ($1, $2, $3, $4)`, h.Size, h.Root, h.Signature, h.MadeAt)
	return err
}

// UnanchoredHeads lists heads without a copy in the object store.
func (t *tx) UnanchoredHeads(ctx context.Context) ([]journal.Head, error) {
	rows, err := t.Query(ctx, `SELECT size, root, signature, made_at FROM checkpoints WHERE key = '' ORDER BY size`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (journal.Head, error) { return scanHead(r) })
}

// AnchorHead notes where a head's copy lies.
func (t *tx) AnchorHead(ctx context.Context, size int64, key, versionID string) error {
	_, err := t.Exec(ctx, `UPDATE checkpoints SET key = $2, version_id = $3 WHERE size = $1`, size, key, versionID)
	return err
}

// JournalEvents reads leaves with their events.
func (t *tx) JournalEvents(ctx context.Context, after int64, limit int) ([]desk.JournalEvent, error) {
	rows, err := t.Query(ctx, `SELECT `+eventColumns+`, l.sequence, l.leaf_hash, v.body, coalesce(encode(v.salt, 'hex'), '') FROM leaves l JOIN events e ON e.id = l.event_id
		LEFT JOIN event_values v ON v.event_id = e.id WHERE l.sequence > $1 ORDER BY l.sequence LIMIT $2`, after, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (j desk.JournalEvent, err error) {
		var leaf []byte
		s, err := scanEvent(r, &j.Sequence, &leaf, &j.Values, &j.Salt)
		j.ID, j.At, j.Kind, j.Subject, j.DocumentID, j.Actor = s.ID, s.At, s.Kind, s.Subject, s.DocumentID, s.Actor
		j.ValuesSHA256, j.LeafHash = hex.EncodeToString(s.ValuesSHA256), base64.StdEncoding.EncodeToString(leaf)
		return j, err
	})
}

// JournalLag counts events without a leaf.
func (t *tx) JournalLag(ctx context.Context) (n int64, oldest time.Duration, err error) {
	var seconds float64
	err = t.QueryRow(ctx, `SELECT count(*), coalesce(extract(epoch FROM now() - min(e.at)), 0)::float8
		FROM unsequenced q JOIN events e ON e.id = q.event_id`).Scan(&n, &seconds)
	return n, time.Duration(seconds * float64(time.Second)), err
}
