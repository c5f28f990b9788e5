package store

import (
	"context"
	"errors"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"

	"github.com/jackc/pgx/v5"
)

// OpenDossiers lists open dossiers of some kinds.
func (t *tx) OpenDossiers(ctx context.Context, kinds []string, after string, limit int) ([]dossier.Dossier, error) {
	return scanDossiers(t.Query(ctx, `SELECT `+dossierColumns+` FROM dossiers r WHERE r.status = 'open' AND r.kind = ANY($1::text[])
		AND ($2 = '' OR r.id > nullif($2, '')::uuid) ORDER BY r.id LIMIT $3`, kinds, after, limit))
}

func scanFollowed(rows pgx.Rows, err error) ([]desk.FollowedLine, error) {
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (l desk.FollowedLine, err error) {
		err = r.Scan(&l.Dossier, &l.Kind, &l.Piece, &l.State, &l.Why, &l.Since, &l.ReopenedAt)
		l.Since = l.Since.UTC()
		return l, err
	})
}

// FollowedLines are the lines of a dossier as they were seen last.
func (t *tx) FollowedLines(ctx context.Context, dossierID string) ([]desk.FollowedLine, error) {
	return scanFollowed(t.Query(ctx, `SELECT r.ref, r.kind, l.piece, l.state, l.why, l.since, l.reopened_at FROM dossier_lines l
		JOIN dossiers r ON r.id = l.dossier_id WHERE l.dossier_id = $1 ORDER BY l.piece`, dossierID))
}

// SetFollowedLines replaces the lines of a dossier.
func (t *tx) SetFollowedLines(ctx context.Context, dossierID string, lines []desk.FollowedLine) error {
	var b pgx.Batch
	pieces := make([]string, len(lines))
	for i, l := range lines {
		pieces[i] = l.Piece
		b.Queue(`INSERT INTO dossier_lines (dossier_id, piece, state, why, since, reopened_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (dossier_id, piece) DO UPDATE SET state = excluded.state, why = excluded.why, since = excluded.since, reopened_at = excluded.reopened_at`,
			dossierID, l.Piece, l.State, plain(l.Why), l.Since, l.ReopenedAt)
	}
	b.Queue(`DELETE FROM dossier_lines WHERE dossier_id = $1 AND piece <> ALL($2::text[])`, dossierID, pieces)
	return t.SendBatch(ctx, &b).Close()
}

// ReopenedLines lists lines that were satisfied and no longer are.
func (t *tx) ReopenedLines(ctx context.Context, by bordereau.Principal, limit int) ([]desk.FollowedLine, error) {
	return scanFollowed(t.Query(ctx, `SELECT r.ref, r.kind, l.piece, l.state, l.why, l.since, l.reopened_at FROM dossier_lines l JOIN dossiers r ON r.id = l.dossier_id
		WHERE`+dossierVisible+`AND l.reopened_at IS NOT NULL AND r.status = 'open' ORDER BY l.reopened_at DESC, r.ref, l.piece LIMIT $3`, ownBranch(by), by.ID, limit))
}

const letterColumns = `l.id::text, r.ref, l.body, l.state, l.sha256, l.drafted_at, l.drafted_by, l.released_at, l.released_by`

func scanLetter(r row, more ...any) (l desk.Letter, err error) {
	err = r.Scan(append([]any{&l.ID, &l.Dossier, &l.Content, &l.State, &l.SHA256, &l.DraftedAt, &l.DraftedBy, &l.ReleasedAt, &l.ReleasedBy}, more...)...)
	if errors.Is(err, pgx.ErrNoRows) {
		err = bordereau.Errorf(bordereau.NotFound, "Cette lettre n'existe pas.")
	}
	l.DraftedAt = l.DraftedAt.UTC()
	return l, err
}

// AddLetter keeps a drafted letter.
func (t *tx) AddLetter(ctx context.Context, dossierID string, l desk.Letter, pdf []byte) error {
	body, err := l.Body()
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `INSERT INTO letters (id, dossier_id, body, sha256, pdf, state, drafted_at, drafted_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		l.ID, dossierID, body, l.SHA256, pdf, l.State, l.DraftedAt, l.DraftedBy)
	return err
}

// LetterByID reads a letter.
func (t *tx) LetterByID(ctx context.Context, by bordereau.Principal, id string, lock bool) (desk.Letter, []byte, error) {
	query := `SELECT ` + letterColumns + `, l.pdf FROM letters l JOIN dossiers r ON r.id = l.dossier_id WHERE` + dossierVisible + `AND l.id = $3`
	if lock {
		query += ` FOR UPDATE OF l`
	}
	var pdf []byte
	l, err := scanLetter(t.QueryRow(ctx, query, ownBranch(by), by.ID, id), &pdf)
	return l, pdf, err
}

// Letters lists the letters of a dossier.
func (t *tx) Letters(ctx context.Context, dossierID string, limit int) ([]desk.Letter, error) {
	rows, err := t.Query(ctx, `SELECT `+letterColumns+` FROM letters l JOIN dossiers r ON r.id = l.dossier_id WHERE l.dossier_id = $1 ORDER BY l.id DESC LIMIT $2`, dossierID, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.Letter, error) { return scanLetter(r) })
}

// ReleaseLetter writes who released a draft.
func (t *tx) ReleaseLetter(ctx context.Context, id, by string, at time.Time) error {
	tag, err := t.Exec(ctx, `UPDATE letters SET state = 'released', released_at = $2, released_by = $3 WHERE id = $1 AND state = 'draft'`, id, at, by)
	if err == nil && tag.RowsAffected() == 0 {
		err = bordereau.Errorf(bordereau.Conflicting, "Cette lettre est déjà validée.")
	}
	return err
}
