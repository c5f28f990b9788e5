package store

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/ids"

	"github.com/jackc/pgx/v5"
)

// ActorIDs finds the people and keys of a name.
func (t *tx) ActorIDs(ctx context.Context, name string) ([]string, error) {
	name = plain(name)
	rows, err := t.Query(ctx, `SELECT id::text FROM users WHERE login = lower($1) UNION ALL SELECT id FROM api_keys WHERE label = $1`, name)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return append(found, name), err
}

// SubjectIDs finds what is called so: an id, a dossier by its reference, an entry by its
// number, a person by login. A day is its own subject.
func (t *tx) SubjectIDs(ctx context.Context, by bordereau.Principal, object string) ([]string, error) {
	object = plain(object)
	if ids.Valid(object) {
		return []string{strings.ToLower(object)}, nil
	}
	number := int64(-1)
	if n, err := strconv.ParseInt(object, 10, 64); err == nil {
		number = n
	}
	rows, err := t.Query(ctx, `SELECT r.id::text FROM dossiers r WHERE`+dossierVisible+`AND r.ref = $3
		UNION ALL SELECT id::text FROM entries WHERE number = $4 UNION ALL SELECT id::text FROM users WHERE login = lower($3)`, ownBranch(by), by.ID, object, number)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return append(found, object), err
}

// withheld are what restricted dossiers that a principal does not read have to do with:
// their documents, and the ids of all else that events speak of. They are few, and most
// often none.
func (t *tx) withheld(ctx context.Context, by bordereau.Principal) (documents, subjects []string, err error) {
	err = t.QueryRow(ctx, `WITH hidden AS MATERIALIZED (SELECT h.id FROM dossiers h WHERE h.restricted
			AND NOT EXISTS (SELECT FROM dossier_readers x WHERE x.dossier_id = h.id AND x.user_id::text = $1))
		SELECT ARRAY(SELECT d.id::text FROM documents d WHERE d.dossier_id IN (SELECT id FROM hidden)),
			ARRAY(SELECT id::text FROM hidden UNION ALL SELECT l.id::text FROM letters l WHERE l.dossier_id IN (SELECT id FROM hidden)
			UNION ALL SELECT o.id::text FROM obligations o WHERE o.dossier_id IN (SELECT id FROM hidden)
			UNION ALL SELECT d.unit_id::text FROM documents d WHERE d.dossier_id IN (SELECT id FROM hidden) AND d.unit_id IS NOT NULL)`, by.ID).Scan(&documents, &subjects)
	return documents, subjects, err
}

// kindsOf are the kinds of a family that the log holds, found by leaps through the index.
func (t *tx) kindsOf(ctx context.Context, family string) ([]string, error) {
	rows, err := t.Query(ctx, `WITH RECURSIVE k AS ((SELECT kind FROM journal_index WHERE kind >= $1 ORDER BY kind LIMIT 1)
		UNION ALL SELECT (SELECT n.kind FROM journal_index n WHERE n.kind > k.kind ORDER BY n.kind LIMIT 1) FROM k WHERE k.kind IS NOT NULL AND starts_with(k.kind, $1))
		SELECT kind FROM k WHERE starts_with(kind, $1)`, family)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// SearchJournal reads events by the index of the log, latest first.
func (t *tx) SearchJournal(ctx context.Context, by bordereau.Principal, q desk.JournalQuery, before int64, limit int) ([]desk.JournalRow, error) {
	args := []any{before, limit}
	var where strings.Builder
	add := func(condition string, arg any) {
		args = append(args, arg)
		where.WriteString(" AND " + strings.ReplaceAll(condition, "?", "$"+itoa(len(args))))
	}
	if len(q.Actors) > 0 {
		add(`i.actor = ANY(?::text[])`, q.Actors)
	}
	if len(q.Subjects) > 0 {
		add(`i.subject = ANY(?::text[])`, q.Subjects)
	}
	kinds := []string{}
	switch {
	case strings.HasSuffix(q.Kind, "."):
		found, err := t.kindsOf(ctx, plain(q.Kind))
		if err != nil || len(found) == 0 {
			return nil, err
		}
		kinds = found
	case q.Kind != "":
		kinds = append(kinds, plain(q.Kind))
	}
	low, high, err := t.placesOf(ctx, q.From, q.To)
	if err != nil {
		return nil, err
	}
	add(`i.sequence >= ?`, low)
	add(`i.sequence < ?`, high)
	documents, subjects, err := t.withheld(ctx, by)
	if err != nil {
		return nil, err
	}
	if len(subjects) > 0 {
		add(`(i.document_id IS NULL OR NOT i.document_id = ANY(?::uuid[]))`, documents)
		add(`NOT i.subject = ANY(?::text[])`, subjects)
	}
	// The rows first, then what is told of them: joined at once, the planner may walk
	// the log from its beginning. Each kind gives its latest ones from its own place in
	// the index, so that a family is not sorted as a whole.
	first := `SELECT i.sequence FROM journal_index i WHERE i.sequence < $1` + where.String() + ` ORDER BY i.sequence DESC LIMIT $2`
	if len(kinds) > 0 {
		args = append(args, kinds)
		first = `SELECT n.sequence FROM unnest($` + itoa(len(args)) + `::text[]) k CROSS JOIN LATERAL (SELECT i.sequence FROM journal_index i
			WHERE i.kind = k AND i.sequence < $1` + where.String() + ` ORDER BY i.sequence DESC LIMIT $2) n ORDER BY n.sequence DESC LIMIT $2`
	}
	rows, err := t.Query(ctx, `WITH x AS MATERIALIZED (`+first+`)
		SELECT `+eventColumns+`, l.sequence, l.leaf_hash, v.body, coalesce((SELECT u.login FROM users u WHERE u.id::text = e.actor),
			(SELECT k.label FROM api_keys k WHERE k.id = e.actor), e.actor), coalesce((SELECT d.file_name FROM documents d WHERE d.id = e.document_id), '')
		FROM x JOIN leaves l ON l.sequence = x.sequence JOIN events e ON e.id = l.event_id LEFT JOIN event_values v ON v.event_id = e.id ORDER BY l.sequence DESC`, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (j desk.JournalRow, err error) {
		var leaf []byte
		s, err := scanEvent(r, &j.Sequence, &leaf, &j.Values, &j.ActorName, &j.FileName)
		j.ID, j.At, j.Kind, j.Subject, j.DocumentID, j.Actor = s.ID, s.At, s.Kind, s.Subject, s.DocumentID, s.Actor
		j.ValuesSHA256, j.LeafHash = hex.EncodeToString(s.ValuesSHA256), base64.StdEncoding.EncodeToString(leaf)
		return j, err
	})
}

// placesOf are the sequences between which events of a time stand. Events may get their
// place a little after their time: the log's own order is kept, and a minute is added.
func (t *tx) placesOf(ctx context.Context, from, to *time.Time) (low, high int64, err error) {
	high = math.MaxInt64
	if from != nil {
		if err := t.QueryRow(ctx, `SELECT coalesce((SELECT sequence FROM journal_index WHERE at >= $1 ORDER BY at, sequence LIMIT 1), $2)`, *from, high).Scan(&low); err != nil {
			return 0, 0, err
		}
	}
	if to != nil {
		err = t.QueryRow(ctx, `SELECT coalesce((SELECT sequence FROM journal_index WHERE at >= $1 ORDER BY at, sequence LIMIT 1), $2)`, *to, high).Scan(&high)
	}
	return low, high, err
}

// LockChainChecks keeps others from asking for a verification.
func (t *tx) LockChainChecks(ctx context.Context) error {
	_, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, lockOf("chain-check"))
	return err
}

// AddChainCheck keeps a verification that was asked for.
func (t *tx) AddChainCheck(ctx context.Context, c desk.ChainCheck) error {
	_, err := t.Exec(ctx, `INSERT INTO chain_checks (id, started_at, started_by, total) VALUES ($1, $2, $3, $4)`, c.ID, c.StartedAt, c.StartedBy, c.Total)
	return err
}

const checkColumns = `id::text, started_at, started_by, total, checked, breaks, findings, size, milliseconds, finished_at, failed`

func scanCheck(r row) (*desk.ChainCheck, error) {
	var c desk.ChainCheck
	err := r.Scan(&c.ID, &c.StartedAt, &c.StartedBy, &c.Total, &c.Checked, &c.Breaks, &c.Findings, &c.Size, &c.Milliseconds, &c.FinishedAt, &c.Failed)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &c, err
}

// TakeChainCheck takes up a verification that nobody is at.
func (t *tx) TakeChainCheck(ctx context.Context, worker string, lost time.Duration) (*desk.ChainCheck, error) {
	return scanCheck(t.QueryRow(ctx, `UPDATE chain_checks SET worker = $1, seen_at = now() WHERE id = (SELECT id FROM chain_checks
		WHERE finished_at IS NULL AND (seen_at IS NULL OR seen_at < now() - $2::interval) ORDER BY started_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING `+checkColumns, worker, lost))
}

// SetChainCheck writes down how far a verification is, or what it found.
func (t *tx) SetChainCheck(ctx context.Context, c desk.ChainCheck) error {
	found := c.Findings
	if found == nil {
		found = []desk.Finding{}
	}
	body, err := jsonText(found)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `UPDATE chain_checks SET seen_at = now(), checked = $2, breaks = $3, findings = $4, size = $5, milliseconds = $6, finished_at = $7, failed = $8
		WHERE id = $1 AND finished_at IS NULL`, c.ID, c.Checked, c.Breaks, body, c.Size, c.Milliseconds, c.FinishedAt, c.Failed)
	return err
}

// LastChainCheck is the verification that was asked for last.
func (t *tx) LastChainCheck(ctx context.Context) (*desk.ChainCheck, error) {
	return scanCheck(t.QueryRow(ctx, `SELECT `+checkColumns+` FROM chain_checks ORDER BY started_at DESC, id DESC LIMIT 1`))
}

// LastAnchor is where the newest copy of a head lies.
func (t *tx) LastAnchor(ctx context.Context) (key, version string, err error) {
	err = t.QueryRow(ctx, `SELECT key, version_id FROM checkpoints WHERE key <> '' ORDER BY size DESC LIMIT 1`).Scan(&key, &version)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", "", nil
	}
	return key, version, err
}
