package desk

import (
	"context"
	"slices"
	"strings"

	"bordereau"
	"bordereau/dossier"
	"bordereau/journal"
)

// PieceWord is what a person says: this document is that piece of the dossier.
type PieceWord struct {
	Piece    string `json:"piece"`    // its name in the kind of the dossier
	Document string `json:"document"` // id
	Reason   string `json:"reason"`
}

// DeclarePiece records a person's word that a document satisfies a piece. The document
// lies in the dossier and was decided on. Said twice it is one word.
func (d *Desk) DeclarePiece(ctx context.Context, by bordereau.Principal, ref string, w PieceWord) error {
	if err := allowReviewer(by); err != nil {
		return err
	}
	if w.Reason = strings.TrimSpace(w.Reason); w.Reason == "" || len(w.Reason) > maxNote {
		return invalid("/reason", "Indiquez le motif, en %d octets au plus.", maxNote)
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		x, kind, err := d.openForWords(ctx, tx, by, ref)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(kind.Pieces, func(r dossier.PieceRule) bool { return r.Name == w.Piece }) {
			return invalid("/piece", "Cette pièce n'existe pas pour ce type de dossier.")
		}
		doc, err := pieceAmong(ctx, tx, x, w.Document)
		switch {
		case err != nil:
			return err
		case !slices.Contains([]bordereau.State{bordereau.Decided, bordereau.Archived, bordereau.Booked}, doc.State):
			return bordereau.Errorf(bordereau.Conflicting, "La décision sur ce document manque encore : validez-le avant de déclarer qu'il est cette pièce.")
		}
		fresh, err := tx.AddPieceWord(ctx, x.ID, dossier.Word{Piece: w.Piece, Document: doc.ID, By: by.Name, At: d.Now(), Reason: w.Reason}, by.ID)
		if err != nil || !fresh {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "dossier.piece_declared", Subject: x.ID, DocumentID: doc.ID, Actor: by.ID, Values: map[string]any{"ref": x.Ref, "piece": w.Piece, "reason": w.Reason}})
	})
}

// WithdrawPiece takes such a word back.
func (d *Desk) WithdrawPiece(ctx context.Context, by bordereau.Principal, ref, piece, document string) error {
	if err := allowReviewer(by); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		x, _, err := d.openForWords(ctx, tx, by, ref)
		if err != nil {
			return err
		}
		doc, err := pieceAmong(ctx, tx, x, document)
		if err != nil {
			return err
		}
		was, err := tx.DeletePieceWord(ctx, x.ID, piece, doc.ID)
		switch {
		case err != nil:
			return err
		case !was:
			return bordereau.Errorf(bordereau.NotFound, "Personne n'a déclaré que ce document est cette pièce.")
		}
		return tx.Record(ctx, journal.Event{Kind: "dossier.piece_withdrawn", Subject: x.ID, DocumentID: doc.ID, Actor: by.ID, Values: map[string]any{"ref": x.Ref, "piece": piece}})
	})
}

// openForWords is an open dossier that by may know of, locked.
func (d *Desk) openForWords(ctx context.Context, tx Tx, by bordereau.Principal, ref string) (dossier.Dossier, dossier.Kind, error) {
	x, err := tx.DossierByRef(ctx, by, ref)
	if err != nil {
		return x, dossier.Kind{}, err
	}
	if x, err = tx.LockDossier(ctx, x.ID); err != nil {
		return x, dossier.Kind{}, err
	}
	if x.Status == "closed" {
		return x, dossier.Kind{}, bordereau.Errorf(bordereau.Conflicting, "Ce dossier est fermé : rouvrez-le d'abord.")
	}
	kind, ok := dossier.KindOf(x)
	if !ok {
		return x, kind, bordereau.Errorf(bordereau.Internal, "Le type de ce dossier n'est plus connu.")
	}
	return x, kind, nil
}

// pieceAmong is a document of a dossier.
func pieceAmong(ctx context.Context, tx Tx, x dossier.Dossier, id string) (bordereau.Document, error) {
	filed, err := tx.Pieces(ctx, x.ID, nil)
	if err != nil {
		return bordereau.Document{}, err
	}
	for _, p := range filed {
		if p.Document.ID == id {
			return p.Document, nil
		}
	}
	return bordereau.Document{}, invalid("/document", "Ce document n'est pas dans ce dossier.")
}
