package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/dossier"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// Obligation is what the law wants done for a dossier, and what proves that it was.
type Obligation struct {
	ID         string     `json:"id"`
	Dossier    string     `json:"dossier"`
	Name       string     `json:"name"`
	Title      string     `json:"title"`
	Event      string     `json:"event"`
	Account    string     `json:"account,omitempty"`     // IBAN that the event was about
	DocumentID string     `json:"document_id,omitempty"` // that set it off
	Happened   string     `json:"happened"`              // days, YYYY-MM-DD
	NotBefore  string     `json:"not_before,omitempty"`
	Due        string     `json:"due,omitempty"`
	Source     string     `json:"source"`
	ToConfirm  bool       `json:"to_confirm,omitempty"` // the norm was not read in its own text
	State      string     `json:"state"`                // open, done, void
	OpenedAt   time.Time  `json:"opened_at"`
	Late       bool       `json:"late,omitempty"` // open after its day, or done after it
	DoneOn     string     `json:"done_on,omitempty"`
	Proof      string     `json:"proof,omitempty"`
	ProofID    string     `json:"proof_document_id,omitempty"`
	EndedAt    *time.Time `json:"ended_at,omitempty"`
	EndedBy    string     `json:"ended_by,omitempty"`
}

// ObligationProof is what closes an obligation: the day on which it was done, and
// what shows it, in words or as a document of the dossier.
type ObligationProof struct {
	DoneOn     string `json:"done_on"`
	Reference  string `json:"reference,omitempty"`
	DocumentID string `json:"document_id,omitempty"`
}

// obligationTx is what obligations need of the record.
type obligationTx interface {
	// LockDossier reads a dossier as it stands and locks it until the transaction ends.
	LockDossier(ctx context.Context, dossierID string) (dossier.Dossier, error)
	// DossierEvents are the events that people told of.
	DossierEvents(ctx context.Context, dossierID string) ([]dossier.Happening, error)
	// AddDossierEvent records one; false when it is known already.
	AddDossierEvent(ctx context.Context, dossierID string, e dossier.Happening, by bordereau.Principal, at time.Time) (bool, error)
	// ObligationsOf are the obligations of a dossier that are not void; with a document,
	// those that it set off.
	ObligationsOf(ctx context.Context, dossierID, documentID string) ([]Obligation, error)
	AddObligation(ctx context.Context, dossierID string, o Obligation) error
	// SetObligation writes days, source, state and proof of one that is open;
	// Conflicting when it no longer is.
	SetObligation(ctx context.Context, o Obligation) error
	// Obligations lists what a principal may know of, due soonest first.
	Obligations(ctx context.Context, by bordereau.Principal, f ObligationFilter, after string, limit int) ([]Obligation, error)
	// LockObligation reads one that a principal may know of, and locks it; NotFound.
	LockObligation(ctx context.Context, by bordereau.Principal, id string) (Obligation, error)
	// OpenOf are the open obligations that a document set off.
	OpenOf(ctx context.Context, documentID string) ([]Obligation, error)
}

const (
	obligationOpen = "open"
	obligationDone = "done"
	obligationVoid = "void"
)

func dayText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// oblige brings the obligations of a dossier in line with what happened in it, in the
// transaction of what happened. With a document, it looks at this one alone.
func (d *Desk) oblige(ctx context.Context, tx Tx, by bordereau.Principal, x dossier.Dossier, doc *bordereau.Document, u *bordereau.Understanding) error {
	kind, ok := dossier.KindOf(x)
	if !ok || len(kind.Deadlines) == 0 || doc != nil && !kind.DatedByDocuments() {
		return nil
	}
	x, err := tx.LockDossier(ctx, x.ID)
	if err != nil {
		return err
	}
	events, err := d.happenings(ctx, tx, x)
	if err != nil {
		return err
	}
	var docs []dossier.Piece
	var scope string
	if doc != nil {
		text, err := tx.Text(ctx, doc.ID)
		if err != nil {
			return err
		}
		docs, scope = []dossier.Piece{d.pieceOf(*doc, u, text)}, doc.ID
	} else if docs, err = d.datedPieces(ctx, tx, kind, x); err != nil {
		return err
	}
	has, err := tx.ObligationsOf(ctx, x.ID, scope)
	if err != nil {
		return err
	}
	for _, want := range kind.Obligations(x, events, docs) {
		if scope != "" && want.Subject != scope {
			continue
		}
		i := slices.IndexFunc(has, func(o Obligation) bool {
			return o.Name == want.Name && o.DocumentID == want.Subject && (want.Subject != "" || o.Happened == dayText(want.Happened) && o.Account == want.Account)
		})
		if i < 0 {
			if err := d.openObligation(ctx, tx, by, x, want); err != nil {
				return err
			}
			continue
		}
		o := has[i]
		has = slices.Delete(has, i, i+1)
		if err := d.correctObligation(ctx, tx, by, o, want); err != nil {
			return err
		}
	}
	for _, o := range has { // nothing sets them off any more
		if !kind.SetsOff(o.Name, o.Event) {
			continue // it was owed before the type of dossier was changed
		}
		if err := d.voidObligation(ctx, tx, by, o); err != nil {
			return err
		}
	}
	return nil
}

// happenings are the events of a dossier: its own, and what people told.
func (d *Desk) happenings(ctx context.Context, tx Tx, x dossier.Dossier) ([]dossier.Happening, error) {
	events, err := tx.DossierEvents(ctx, x.ID)
	if err != nil {
		return nil, err
	}
	events = append(events, dossier.Happening{Event: "opened", Day: x.OpenedAt.In(d.Location)})
	if x.ClosedAt != nil {
		events = append(events, dossier.Happening{Event: "closed", Day: x.ClosedAt.In(d.Location)})
	}
	return events, nil
}

func (d *Desk) datedPieces(ctx context.Context, tx Tx, kind dossier.Kind, x dossier.Dossier) ([]dossier.Piece, error) {
	if !kind.DatedByDocuments() {
		return nil, nil
	}
	filed, err := tx.Pieces(ctx, x.ID, kind.ToldByWords())
	return d.pieces(filed), err
}

func (d *Desk) pieces(filed []Piece) []dossier.Piece {
	out := make([]dossier.Piece, len(filed))
	for i, p := range filed {
		out[i] = d.pieceOf(p.Document, p.Understanding, p.Text)
		out[i].Words = p.Words
	}
	return out
}

// pieceOf is a document as the checklist needs it. Days are the bank's.
func (d *Desk) pieceOf(doc bordereau.Document, u *bordereau.Understanding, text string) dossier.Piece {
	p := dossier.Piece{Text: text, Document: doc.ID, Type: doc.Type, State: doc.State, ReceivedAt: doc.ReceivedAt.In(d.Location)}
	if u != nil {
		p.Understanding = *u
	}
	return p
}

func (d *Desk) openObligation(ctx context.Context, tx Tx, by bordereau.Principal, x dossier.Dossier, want dossier.Obligation) error {
	o := Obligation{ID: ids.New(), Dossier: x.Ref, Name: want.Name, Title: want.Title, Event: want.Event, Account: want.Account, DocumentID: want.Subject,
		Happened: dayText(want.Happened), NotBefore: dayText(want.From), Due: dayText(want.Due), Source: want.Source, ToConfirm: want.ToConfirm,
		State: obligationOpen, OpenedAt: d.Now().UTC().Truncate(time.Microsecond)}
	if err := tx.AddObligation(ctx, x.ID, o); err != nil {
		return err
	}
	return tx.Record(ctx, journal.Event{Kind: "obligation.opened", Subject: o.ID, DocumentID: o.DocumentID, Actor: by.ID,
		Values: map[string]any{"dossier": o.Dossier, "name": o.Name, "event": o.Event, "happened": o.Happened, "not_before": o.NotBefore, "due": o.Due, "source": o.Source}})
}

// correctObligation moves the days of one that is open when the date it counts from
// was read or typed otherwise. What is done stays as it was proved.
func (d *Desk) correctObligation(ctx context.Context, tx Tx, by bordereau.Principal, o Obligation, want dossier.Obligation) error {
	if o.State != obligationOpen || o.Happened == dayText(want.Happened) && o.NotBefore == dayText(want.From) && o.Due == dayText(want.Due) {
		return nil
	}
	o.Event = want.Event
	o.Happened, o.NotBefore, o.Due, o.Source, o.ToConfirm = dayText(want.Happened), dayText(want.From), dayText(want.Due), want.Source, want.ToConfirm
	if err := tx.SetObligation(ctx, o); err != nil {
		return err
	}
	return tx.Record(ctx, journal.Event{Kind: "obligation.corrected", Subject: o.ID, DocumentID: o.DocumentID, Actor: by.ID,
		Values: map[string]any{"happened": o.Happened, "not_before": o.NotBefore, "due": o.Due}})
}

func (d *Desk) voidObligation(ctx context.Context, tx Tx, by bordereau.Principal, o Obligation) error {
	if o.State != obligationOpen {
		return nil
	}
	at := d.Now().UTC()
	o.State, o.EndedAt, o.EndedBy = obligationVoid, &at, by.ID
	if err := tx.SetObligation(ctx, o); err != nil {
		return err
	}
	return tx.Record(ctx, journal.Event{Kind: "obligation.void", Subject: o.ID, DocumentID: o.DocumentID, Actor: by.ID})
}

// withdrawn ends what a document set off, when it leaves its dossier or ends without
// being taken over.
func (d *Desk) withdrawn(ctx context.Context, tx Tx, by bordereau.Principal, documentID string) error {
	list, err := tx.OpenOf(ctx, documentID)
	if err != nil {
		return err
	}
	for _, o := range list {
		if err := d.voidObligation(ctx, tx, by, o); err != nil {
			return err
		}
	}
	return nil
}

// Prove closes an obligation with the proof that it was done. One that must wait is
// not closed by what was done too soon.
func (d *Desk) Prove(ctx context.Context, by bordereau.Principal, id string, p ObligationProof) (o Obligation, err error) {
	if err := allowReviewer(by); err != nil {
		return o, err
	}
	p.Reference = strings.TrimSpace(p.Reference)
	_, bad := time.Parse(time.DateOnly, p.DoneOn)
	switch {
	case bad != nil:
		return o, invalid("/done_on", "Le jour s'écrit AAAA-MM-JJ.")
	case dayText(d.Now().In(d.Location)) < p.DoneOn:
		return o, invalid("/done_on", "Ce jour n'est pas encore venu.")
	case p.Reference == "" && p.DocumentID == "":
		return o, invalid("/reference", "Indiquez la preuve : le numéro d'envoi ou de récépissé, ou le document qui l'établit.")
	case len(p.Reference) > maxNote:
		return o, invalid("/reference", "La référence est trop longue.")
	case p.DocumentID != "" && !ids.Valid(p.DocumentID):
		return o, invalid("/document_id", "Ce document n'est pas dans ce dossier.")
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if o, err = tx.LockObligation(ctx, by, id); err != nil {
			return err
		}
		switch {
		case o.State != obligationOpen:
			return bordereau.Errorf(bordereau.Conflicting, "Cette obligation n'est plus ouverte. Affichez-la de nouveau.")
		case p.DoneOn < o.Happened:
			return invalid("/done_on", "C'est avant l'événement qui a ouvert cette obligation.")
		case p.DoneOn < o.NotBefore:
			return invalid("/done_on", "C'est trop tôt : rien ne vaut avant le %s.", frenchDate(o.NotBefore))
		}
		if p.DocumentID != "" {
			doc, err := tx.Document(ctx, p.DocumentID)
			if err != nil && bordereau.CodeOf(err) != bordereau.NotFound {
				return err
			}
			if err != nil || doc.Dossier != o.Dossier {
				return invalid("/document_id", "Ce document n'est pas dans ce dossier.")
			}
		}
		at := d.Now().UTC()
		o.State, o.DoneOn, o.Proof, o.ProofID, o.EndedAt, o.EndedBy = obligationDone, p.DoneOn, p.Reference, p.DocumentID, &at, by.ID
		o.Late = o.late(d.today())
		if err := tx.SetObligation(ctx, o); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "obligation.done", Subject: o.ID, DocumentID: o.DocumentID, Actor: by.ID,
			Values: map[string]any{"dossier": o.Dossier, "done_on": o.DoneOn, "proof": o.Proof, "proof_document": o.ProofID, "late": o.Late}})
	})
	return o, err
}

func (d *Desk) today() string { return dayText(d.Now().In(d.Location)) }

func (o Obligation) late(today string) bool {
	switch {
	case o.Due == "" || o.State == obligationVoid:
		return false
	case o.State == obligationDone:
		return o.DoneOn > o.Due
	}
	return today > o.Due
}

func frenchDate(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return t.Format("02/01/2006")
}
