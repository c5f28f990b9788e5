package desk

import (
	"context"
	"strings"
	"time"

	"bordereau"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// Question is what a clerk asks the branch about a document, with its answer. Both
// stay with the document.
type Question struct {
	ID         string     `json:"id"`
	DocumentID string     `json:"document_id"`
	Text       string     `json:"text"`
	AskedAt    time.Time  `json:"asked_at"`
	AskedBy    string     `json:"asked_by"`
	Answer     string     `json:"answer,omitempty"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
	AnsweredBy string     `json:"answered_by,omitempty"`
}

// questionTx is what questions need of the record.
type questionTx interface {
	AddQuestion(ctx context.Context, q Question) error
	// QuestionByID reads a question about a document that by may see, and locks it;
	// NotFound.
	QuestionByID(ctx context.Context, by bordereau.Principal, id string) (Question, error)
	// SetAnswer writes an answer; Conflicting when there is one.
	SetAnswer(ctx context.Context, q Question) error
	// QuestionsOf a document, in their order.
	QuestionsOf(ctx context.Context, documentID string) ([]Question, error)
	// OpenQuestions that nobody answered, about documents that by may see, oldest first.
	OpenQuestions(ctx context.Context, by bordereau.Principal, after string, limit int) ([]Question, error)
}

var (
	questionReaders   = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	questionAnswerers = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleClerk, bordereau.RoleSupervisor}
)

func saidText(pointer, text string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", invalid(pointer, "Écrivez quelque chose.")
	case len(text) > maxNote:
		return "", invalid(pointer, "Le texte est trop long.")
	}
	return text, nil
}

// mustSee says whether by may see a document; NotFound when not.
func mustSee(ctx context.Context, tx Tx, by bordereau.Principal, documentID string) error {
	if _, err := tx.Document(ctx, documentID); err != nil {
		return err
	}
	sees, err := tx.MaySee(ctx, by, documentID)
	if err == nil && !sees {
		err = bordereau.Errorf(bordereau.NotFound, "Ce document n'existe pas.")
	}
	return err
}

// Ask puts a question to the branch of a document. The document goes on as it was.
func (d *Desk) Ask(ctx context.Context, by bordereau.Principal, documentID, text string) (q Question, err error) {
	if err := allowReviewer(by); err != nil {
		return q, err
	}
	if text, err = saidText("/text", text); err != nil {
		return q, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if err := mustSee(ctx, tx, by, documentID); err != nil {
			return err
		}
		q = Question{ID: ids.New(), DocumentID: documentID, Text: text, AskedAt: d.Now().UTC().Truncate(time.Microsecond), AskedBy: by.Name}
		if err := tx.AddQuestion(ctx, q); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "document.asked", Subject: documentID, DocumentID: documentID, Actor: by.ID, Values: map[string]any{"question": q.ID, "text": text}})
	})
	return q, err
}

// Answer gives the branch's answer, once.
func (d *Desk) Answer(ctx context.Context, by bordereau.Principal, id, text string) (q Question, err error) {
	if err := allow(by, questionAnswerers...); err != nil {
		return q, err
	}
	if text, err = saidText("/text", text); err != nil {
		return q, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if q, err = tx.QuestionByID(ctx, by, id); err != nil {
			return err
		}
		if err := mustSee(ctx, tx, by, q.DocumentID); err != nil {
			return err
		}
		at := d.Now().UTC().Truncate(time.Microsecond)
		q.Answer, q.AnsweredAt, q.AnsweredBy = text, &at, by.Name
		if err := tx.SetAnswer(ctx, q); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "document.answered", Subject: q.DocumentID, DocumentID: q.DocumentID, Actor: by.ID, Values: map[string]any{"question": q.ID, "text": text}})
	})
	return q, err
}

// Questions lists what was asked about a document, with the answers.
func (d *Desk) Questions(ctx context.Context, by bordereau.Principal, documentID string) (list []Question, err error) {
	if err := allow(by, questionReaders...); err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if err := mustSee(ctx, tx, by, documentID); err != nil {
			return err
		}
		list, err = tx.QuestionsOf(ctx, documentID)
		return err
	})
	return list, err
}

// OpenQuestions lists what waits for an answer, oldest first.
func (d *Desk) OpenQuestions(ctx context.Context, by bordereau.Principal, c Cursor) (List[Question], error) {
	if err := allow(by, questionReaders...); err != nil {
		return List[Question]{}, err
	}
	limit := limitOf(c)
	var found []Question
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		found, err = tx.OpenQuestions(ctx, by, c.After, limit+1)
		return err
	})
	return page(found, limit, func(q Question) string { return q.ID }), err
}
