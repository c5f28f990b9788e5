package store

import (
	"context"
	"errors"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

const questionColumns = `q.id::text, q.document_id::text, q.text, q.asked_at, q.asked_by, q.answer, q.answered_at, q.answered_by`

func scanQuestion(r row) (q desk.Question, err error) {
	err = r.Scan(&q.ID, &q.DocumentID, &q.Text, &q.AskedAt, &q.AskedBy, &q.Answer, &q.AnsweredAt, &q.AnsweredBy)
	if errors.Is(err, pgx.ErrNoRows) {
		err = bordereau.Errorf(bordereau.NotFound, "Cette question n'existe pas.")
	}
	q.AskedAt = q.AskedAt.UTC()
	return q, err
}

func scanQuestions(rows pgx.Rows, err error) ([]desk.Question, error) {
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.Question, error) { return scanQuestion(r) })
}

// AddQuestion keeps a question.
func (t *tx) AddQuestion(ctx context.Context, q desk.Question) error {
	_, err := t.Exec(ctx, `INSERT INTO questions (id, document_id, text, asked_at, asked_by) VALUES ($1, $2, $3, $4, $5)`,
		q.ID, q.DocumentID, plain(q.Text), q.AskedAt, plain(q.AskedBy))
	return err
}

// questionSeen narrows questions q about documents d in dossiers r to what a principal
// may know of: $1 is the branch it is limited to, $2 its id.
const questionSeen = ` FROM questions q JOIN documents d ON d.id = q.document_id LEFT JOIN dossiers r ON r.id = d.dossier_id
	WHERE ($1 = '' OR d.branch = $1) AND (NOT coalesce(r.restricted, false) OR $2 = 'system'
	OR EXISTS (SELECT FROM dossier_readers x WHERE x.dossier_id = r.id AND x.user_id::text = $2)) `

// QuestionByID reads a question and locks it.
func (t *tx) QuestionByID(ctx context.Context, by bordereau.Principal, id string) (desk.Question, error) {
	return scanQuestion(t.QueryRow(ctx, `SELECT `+questionColumns+questionSeen+`AND q.id = $3 FOR UPDATE OF q`, ownBranch(by), by.ID, id))
}

// SetAnswer writes the answer to a question that has none.
func (t *tx) SetAnswer(ctx context.Context, q desk.Question) error {
	tag, err := t.Exec(ctx, `UPDATE questions SET answer = $2, answered_at = $3, answered_by = $4 WHERE id = $1 AND answered_at IS NULL`,
		q.ID, plain(q.Answer), q.AnsweredAt, plain(q.AnsweredBy))
	if err == nil && tag.RowsAffected() == 0 {
		err = bordereau.Errorf(bordereau.Conflicting, "Cette question a déjà sa réponse.")
	}
	return err
}

// QuestionsOf a document, in their order.
func (t *tx) QuestionsOf(ctx context.Context, documentID string) ([]desk.Question, error) {
	return scanQuestions(t.Query(ctx, `SELECT `+questionColumns+` FROM questions q WHERE q.document_id = $1 ORDER BY q.id`, documentID))
}

// OpenQuestions that nobody answered.
func (t *tx) OpenQuestions(ctx context.Context, by bordereau.Principal, after string, limit int) ([]desk.Question, error) {
	return scanQuestions(t.Query(ctx, `SELECT `+questionColumns+questionSeen+`AND q.answered_at IS NULL AND ($3 = '' OR q.id > nullif($3, '')::uuid)
		ORDER BY q.id LIMIT $4`, ownBranch(by), by.ID, after, limit))
}
