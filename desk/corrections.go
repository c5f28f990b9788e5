package desk

import (
	"context"
	"encoding/json"
	"fmt"

	"bordereau"
	"bordereau/journal"
)

// NamedDocument is a document whose type a person named.
type NamedDocument struct {
	ID, DossierID          string // DossierID is empty where it is filed in none
	DepositID              string
	Type                   bordereau.Type
	Key, VersionID, SHA256 string // its current reading
	Machine, Understanding *bordereau.Understanding
}

// Named is what a learner gets of such a document: its type, whom it may be about, as
// words of names, what it belongs with, and what was read of it.
type Named struct {
	Type    bordereau.Type
	Group   string // its dossier, or its deposit
	About   []string
	Reading bordereau.Reading
}

// correctionTx reads what people named.
type correctionTx interface {
	// NamedDocuments reads a page of them, the newest first, before an id ("" is all):
	// those of restricted dossiers and those that were destroyed are left out.
	NamedDocuments(ctx context.Context, before string, limit int) ([]NamedDocument, error)
}

// What is looked at: the newest, so many at a time.
const (
	mostNamed = 20_000
	namedPage = 100
)

// Corrections gives the documents whose type a person named, one after the other. That
// they were taken is an event.
func (d *Desk) Corrections(ctx context.Context, by bordereau.Principal, take func(Named) error) (n int, err error) {
	if err := allow(by, bordereau.RoleSupervisor, bordereau.RoleAuditor); err != nil {
		return 0, err
	}
	for before := ""; n < mostNamed; {
		var docs []NamedDocument
		var about [][]string
		err := d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) (err error) {
			if docs, err = tx.NamedDocuments(ctx, before, namedPage); err != nil {
				return err
			}
			about, err = peopleOf(ctx, tx, docs)
			return err
		})
		if err != nil {
			return n, err
		}
		for i, doc := range docs {
			named := Named{Type: doc.Type, Group: doc.DossierID, About: about[i]}
			if named.Group == "" {
				named.Group = doc.DepositID
			}
			body, err := d.fetchAny(ctx, doc.Key, doc.VersionID, doc.SHA256)
			if err != nil {
				return n, err
			}
			if err := json.Unmarshal(body, &named.Reading); err != nil {
				return n, fmt.Errorf("the reading of %s: %w", doc.ID, err)
			}
			if err := take(named); err != nil {
				return n, err
			}
			n, before = n+1, doc.ID
		}
		if len(docs) < namedPage {
			break
		}
	}
	return n, d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		return tx.Record(ctx, journal.Event{Kind: "corrections.exported", Subject: by.ID, Actor: by.ID, Values: map[string]any{"documents": n}})
	})
}

// peopleOf gives the names that documents may hold: of the customers of their dossiers,
// and whatever machine or people read as a value.
func peopleOf(ctx context.Context, tx Tx, docs []NamedDocument) ([][]string, error) {
	about := make([][]string, len(docs))
	for i, doc := range docs {
		for _, u := range []*bordereau.Understanding{doc.Machine, doc.Understanding} {
			if u == nil {
				continue
			}
			for _, f := range u.Fields {
				if f.Name != "subject" { // it says what the paper is
					about[i] = append(about[i], f.Value)
				}
			}
		}
		if doc.DossierID == "" {
			continue
		}
		customers, err := tx.CustomersOf(ctx, doc.DossierID)
		if err != nil {
			return nil, err
		}
		for _, c := range customers {
			about[i] = append(about[i], c.Surname, c.GivenNames, c.UsageName, c.CompanyName, c.Address)
		}
	}
	return about, nil
}
