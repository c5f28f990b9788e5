package desk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"bordereau"
	"bordereau/ocr"
)

// Document is all that is known of a document, as far as the caller may know it.
func (d *Desk) Document(ctx context.Context, by bordereau.Principal, id string) (v DocumentView, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		v = DocumentView{}
		var hidden bool
		if v.Document, hidden, err = d.openedBy(ctx, tx, by, id); err != nil {
			return err
		}
		if v.Understanding, err = tx.Understanding(ctx, id); err != nil {
			return err
		}
		if v.PageViews, err = pageViews(ctx, tx, v.Document); err != nil {
			return err
		}
		if v.History, err = tx.History(ctx, id); err != nil {
			return err
		}
		if err := seeParts(ctx, tx, by, &v); err != nil {
			return err
		}
		if v.UnitID != "" {
			e, err := tx.EntryOfUnit(ctx, v.UnitID)
			if err != nil {
				return err
			}
			if e != nil {
				v.EntryID, v.EntryNumber = e.ID, e.Number
			}
			if v.Explanations, err = d.explainTo(ctx, tx, by, v.Document); err != nil {
				return err
			}
		}
		if by.Role == bordereau.RoleBranch {
			v.History = forBranch(v.History)
		} else if v.Reasons, err = tx.OpenReasons(ctx, id); err != nil {
			return err
		}
		if err := blindDocument(ctx, tx, by, &v); err != nil || hidden {
			return err
		}
		v.DossierWhy, err = tx.DossierWhy(ctx, id)
		return err
	})
	return v, err
}

// seeParts finds the documents that have a document's pages now, and those whose pages
// a person could join to it, as the caller may see them.
func seeParts(ctx context.Context, tx Tx, by bordereau.Principal, v *DocumentView) error {
	if v.State == bordereau.Split {
		parts, err := tx.DepositDocuments(ctx, by, v.DepositID)
		v.Parts = slices.DeleteFunc(parts, func(p bordereau.Document) bool {
			return p.State == bordereau.Split || p.PartOf != cmp.Or(v.PartOf, v.ID) ||
				v.PartOf != "" && !slices.ContainsFunc(p.PartPages, func(n int) bool { return slices.Contains(v.PartPages, n) })
		})
		return err
	}
	if v.PartOf == "" || v.State != bordereau.ToReview && v.State != bordereau.InReview || by.Role == bordereau.RoleBranch {
		return nil
	}
	parts, err := tx.PartsOf(ctx, by, v.PartOf)
	for _, p := range parts {
		v.FileParts = append(v.FileParts, FilePart{p.ID, p.Type, p.State, p.PartPages})
	}
	return err
}

func pageViews(ctx context.Context, tx Tx, doc bordereau.Document) ([]PageView, error) {
	if doc.Generation == 0 {
		return nil, nil
	}
	images, err := tx.Images(ctx, doc.ID, doc.Generation)
	views := make([]PageView, len(images))
	for i, img := range images {
		views[i] = img.PageView
	}
	return views, err
}

// forBranch leaves of a history what a branch may know: what became of its paper
// and when, not who in the back office did it nor where it was filed.
func forBranch(history []Happened) []Happened {
	out := make([]Happened, len(history))
	for i, h := range history {
		out[i] = Happened{At: h.At, Kind: h.Kind}
		if state, ok := h.Facts["state"]; ok {
			out[i].Facts = map[string]any{"state": state}
		}
	}
	return out
}

// Original opens the bytes as they were received. Those of a part are the whole
// file's: they are for whom all of it is.
func (d *Desk) Original(ctx context.Context, by bordereau.Principal, id string) (io.ReadCloser, bordereau.Document, error) {
	doc, err := d.seen(ctx, by, id)
	if err == nil && doc.PartOf != "" {
		_, err = d.seen(ctx, by, doc.PartOf)
	}
	if err != nil {
		return nil, doc, err
	}
	r, size, err := d.Objects.Get(ctx, OriginalKey(doc.SHA256), doc.VersionID)
	if err != nil {
		return nil, doc, err
	}
	if size != doc.Size {
		return nil, doc, bordereau.Wrap(bordereau.Internal, errDamagedAt(OriginalKey(doc.SHA256)), "L'original de ce document est endommagé ; prévenez l'exploitation.")
	}
	return r, doc, nil
}

// PageImage is the picture of a page as JPEG, n from 1.
func (d *Desk) PageImage(ctx context.Context, by bordereau.Principal, id string, n int) ([]byte, error) {
	var images []StoredImage
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		doc, _, err := d.openedBy(ctx, tx, by, id)
		if err != nil {
			return err
		}
		images, err = tx.Images(ctx, doc.ID, doc.Generation)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, img := range images {
		if img.Number == n {
			return d.fetchAny(ctx, img.Key, img.VersionID, img.SHA256)
		}
	}
	return nil, bordereau.Errorf(bordereau.NotFound, "Cette page n'existe pas.")
}

// Text is the text of all pages, masked, a form feed between pages.
func (d *Desk) Text(ctx context.Context, by bordereau.Principal, id string) (text string, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if _, _, err := d.openedBy(ctx, tx, by, id); err != nil {
			return err
		}
		if err := legible(ctx, tx, by, id); err != nil {
			return err
		}
		text, err = tx.Text(ctx, id)
		return err
	})
	return text, err
}

// ALTO is the current reading as ALTO 4.
func (d *Desk) ALTO(ctx context.Context, by bordereau.Principal, id string) ([]byte, error) {
	doc, r, reading, err := d.reading(ctx, by, id)
	if err != nil {
		return nil, err
	}
	var alto bytes.Buffer
	err = ocr.ALTO(&alto, reading, ocr.ALTOMeta{FileName: doc.FileName, SHA256: doc.SHA256, At: r.ReadAt})
	return alto.Bytes(), err
}

// Words are the pages of the current reading with their words and where these stand,
// masked as the text is.
func (d *Desk) Words(ctx context.Context, by bordereau.Principal, id string) ([]bordereau.Page, error) {
	_, _, reading, err := d.reading(ctx, by, id)
	return reading.Pages, err
}

// reading is the current reading of a document that by may see.
func (d *Desk) reading(ctx context.Context, by bordereau.Principal, id string) (doc bordereau.Document, r *StoredReading, reading bordereau.Reading, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if doc, _, err = d.openedBy(ctx, tx, by, id); err != nil {
			return err
		}
		if err := legible(ctx, tx, by, id); err != nil {
			return err
		}
		if doc.Generation == 0 {
			return bordereau.Errorf(bordereau.NotFound, "Ce document n'a pas encore été lu.")
		}
		r, err = tx.Reading(ctx, id, doc.Generation)
		return err
	})
	if err != nil {
		return doc, r, reading, err
	}
	body, err := d.fetchAny(ctx, r.Key, r.VersionID, r.SHA256)
	if err != nil {
		return doc, r, reading, err
	}
	if err := json.Unmarshal(body, &reading); err != nil {
		return doc, r, reading, fmt.Errorf("the reading of %s: %w", id, err)
	}
	return doc, r, reading, nil
}

func (d *Desk) seen(ctx context.Context, by bordereau.Principal, id string) (doc bordereau.Document, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		doc, _, err = d.openedBy(ctx, tx, by, id)
		return err
	})
	return doc, err
}

func errDamagedAt(key string) error { return fmt.Errorf("%s: %w", key, errDamaged) }
