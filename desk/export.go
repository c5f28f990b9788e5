package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"bordereau"
	"bordereau/archive"
	"bordereau/dossier"
	"bordereau/journal"
)

// ExportedFile is one file of an export.
type ExportedFile struct {
	Path   string `json:"path"`
	Role   string `json:"role"`
	SHA256 string `json:"sha256"`
}

// ExportedDocument is a document of an export: what is known of it, its proofs among
// it, all that happened to it, what was asked, and its files.
type ExportedDocument struct {
	bordereau.Document
	Understanding *bordereau.Understanding `json:"understanding,omitempty"`
	DossierWhy    []string                 `json:"dossier_why,omitempty"`
	History       []Happened               `json:"history"`
	Questions     []Question               `json:"questions"`
	Files         []ExportedFile           `json:"files"`
}

// ToldEvent is something that a person said has happened in a dossier.
type ToldEvent struct {
	Told
	Means string `json:"means"` // the event, in a sentence
}

// DossierExport is the index of an exported dossier.
type DossierExport struct {
	Schema      string             `json:"schema"` // bordereau.dossier/1
	ExportedAt  time.Time          `json:"exported_at"`
	ExportedBy  string             `json:"exported_by"`
	Dossier     DossierView        `json:"dossier"`
	Customers   []dossier.Customer `json:"customers"`
	Checklist   []dossier.Line     `json:"checklist"`
	Events      []ToldEvent        `json:"events"` // what people told of it
	Obligations []Obligation       `json:"obligations"`
	// Declarations are what obligations have to tell to an office.
	Declarations []LegalDeclaration `json:"declarations"`
	Letters      []Letter           `json:"letters"`
	History      []Happened         `json:"history"` // of the dossier itself
	Documents    []ExportedDocument `json:"documents"`
	sealed       map[string][]archive.Sealed
}

// ExportDossier gives a whole dossier, for its customer or a court: its index, its
// documents as they came in, what was sealed of them with the manifests that prove
// it, its letters, and the digests of all of them. The index is index.json for programs
// and index.html for people. put takes one file after another.
func (d *Desk) ExportDossier(ctx context.Context, by bordereau.Principal, ref string, put func(path string, r io.Reader) error) (DossierExport, error) {
	var x DossierExport
	if err := allow(by, bordereau.RoleSupervisor, bordereau.RoleAuditor); err != nil {
		return x, err
	}
	err := d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) (err error) {
		x, err = d.exported(ctx, tx, by, ref)
		return err
	})
	if err != nil {
		return x, err
	}
	var sums bytes.Buffer
	write := func(path, sum string, r io.Reader) (string, error) {
		h := sha256.New()
		if err := put(path, io.TeeReader(r, h)); err != nil {
			return "", err
		}
		is := hex.EncodeToString(h.Sum(nil))
		if sum != "" && is != sum {
			return "", bordereau.Wrap(bordereau.Internal, errDamagedAt(path), "Une pièce de ce dossier est endommagée ; prévenez l'exploitation.")
		}
		_, err := fmt.Fprintf(&sums, "%s  %s\n", is, path)
		return is, err
	}
	for i := range x.Documents {
		if err := d.exportDocument(ctx, &x.Documents[i], i+1, x.sealed[x.Documents[i].ID], write); err != nil {
			return x, fmt.Errorf("export document %s: %w", x.Documents[i].ID, err)
		}
	}
	for _, l := range x.Letters {
		pdf, err := d.LetterPDF(ctx, bordereau.System, l.ID)
		if err != nil {
			return x, err
		}
		if _, err := write("letters/"+l.ID+".pdf", l.SHA256, bytes.NewReader(pdf)); err != nil {
			return x, err
		}
	}
	index, err := json.MarshalIndent(x, "", "  ")
	if err != nil {
		return x, fmt.Errorf("export dossier: %w", err)
	}
	if _, err := write("index.json", "", bytes.NewReader(index)); err != nil {
		return x, err
	}
	if d.DrawIndex != nil {
		page, err := d.DrawIndex(x)
		if err != nil {
			return x, fmt.Errorf("export dossier: %w", err)
		}
		if _, err := write("index.html", "", bytes.NewReader(page)); err != nil {
			return x, err
		}
	}
	if err := put("SHA256SUMS", &sums); err != nil {
		return x, err
	}
	return x, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		r, err := tx.DossierByRef(ctx, by, ref)
		if err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "dossier.exported", Subject: r.ID, Actor: by.ID, Values: map[string]any{"ref": ref, "documents": len(x.Documents)}})
	})
}

// exported reads the index of a dossier, as it stands at one moment.
func (d *Desk) exported(ctx context.Context, tx Tx, by bordereau.Principal, ref string) (DossierExport, error) {
	x := DossierExport{Schema: "bordereau.dossier/1", ExportedAt: d.Now().UTC(), ExportedBy: by.ID, Events: []ToldEvent{}, Documents: []ExportedDocument{}, sealed: map[string][]archive.Sealed{}}
	r, err := tx.DossierByRef(ctx, by, ref)
	if err != nil {
		return x, err
	}
	x.Dossier = viewOf(r)
	if x.Customers, err = tx.CustomersOf(ctx, r.ID); err != nil {
		return x, err
	}
	whole := filedDossier{Dossier: r, customers: x.Customers}
	if whole.kind, whole.pieces, err = d.filed(ctx, tx, r); err != nil {
		return x, err
	}
	x.Checklist = dossier.Checklist(whole.kind, r, whole.pieces, d.Now().In(d.Location))
	if whole.accounts, err = tx.AccountsOf(ctx, r.ID); err != nil {
		return x, err
	}
	if x.Obligations, err = tx.ObligationsOf(ctx, r.ID, ""); err != nil {
		return x, err
	}
	x.Declarations = whole.declarations(x.Obligations)
	told, err := tx.DossierEvents(ctx, r.ID)
	if err != nil {
		return x, err
	}
	for _, e := range told {
		x.Events = append(x.Events, ToldEvent{Told{e.Event, dayText(e.Day), e.Account, e.Note}, whole.kind.Events[e.Event]})
	}
	if x.History, err = tx.DossierHistory(ctx, r.ID); err != nil {
		return x, err
	}
	if x.Letters, err = tx.Letters(ctx, r.ID, allLetters); err != nil {
		return x, err
	}
	filed, err := tx.Pieces(ctx, r.ID, nil)
	if err != nil {
		return x, err
	}
	for _, p := range filed {
		doc := ExportedDocument{Document: p.Document, Understanding: p.Understanding}
		if doc.DossierWhy, err = tx.DossierWhy(ctx, doc.ID); err != nil {
			return x, err
		}
		if doc.History, err = tx.History(ctx, doc.ID); err != nil {
			return x, err
		}
		if doc.Questions, err = tx.QuestionsOf(ctx, doc.ID); err != nil {
			return x, err
		}
		if x.sealed[doc.ID], err = tx.Archived(ctx, doc.ID); err != nil {
			return x, err
		}
		x.Documents = append(x.Documents, doc)
	}
	return x, nil
}

// exportDocument writes a document's files: what was sealed of it, or the original
// alone while nothing is. A part of a file has no original of its own: the file may
// hold what belongs to others.
func (d *Desk) exportDocument(ctx context.Context, doc *ExportedDocument, n int, sealed []archive.Sealed, write func(path, sum string, r io.Reader) (string, error)) error {
	if len(sealed) == 0 && doc.PartOf == "" && doc.State != bordereau.Destroyed {
		sealed = []archive.Sealed{{Role: archive.RoleOriginal, Key: OriginalKey(doc.SHA256), VersionID: doc.VersionID, SHA256: doc.SHA256}}
	}
	doc.Files = []ExportedFile{}
	ending := map[string]string{archive.RoleOriginal: "." + doc.Format, archive.RolePDF: ".pdf", archive.RoleReading: ".json", archive.RoleALTO: ".xml", archive.RoleManifest: ".json"}
	for _, o := range sealed {
		if o.Role == archive.RoleOriginal && doc.PartOf != "" {
			continue
		}
		path := fmt.Sprintf("documents/%03d-%s/%s%s", n, doc.Type, o.Role, ending[o.Role])
		r, _, err := d.Objects.Get(ctx, o.Key, o.VersionID)
		if err != nil {
			return err
		}
		sum, err := write(path, o.SHA256, r)
		if closed := r.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return err
		}
		doc.Files = append(doc.Files, ExportedFile{path, o.Role, sum})
	}
	return nil
}
