package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bordereau"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// partTx is what a file needs that becomes several documents.
type partTx interface {
	// InsertParts writes the documents that a file became, received, in their order,
	// and their first events. What they share with the file is taken from its row.
	InsertParts(ctx context.Context, parts []bordereau.Document, events []journal.Event) error
	// Parts reads the documents that a file became, in their order.
	Parts(ctx context.Context, documentID string) ([]bordereau.Document, error)
}

const (
	divisionSpec = "division@1"
	ruleDivision = "division"
	// maxParts bounds what one transaction writes. It is as many as a file has pages
	// by default.
	maxParts = 200
)

// Paper is one document of a file: its pages, and what they say.
type Paper struct {
	Reading       bordereau.Reading
	Understanding bordereau.Understanding
}

// Papers asks where the file of a reading divides, and understands each document by
// itself, from the one recognition of its pages: one paper for each part of the
// division, or one for all. divide may be nil.
func Papers(ctx context.Context, session ReadingSession, reading bordereau.Reading, understand Understand, divide Divide) (division bordereau.Division, papers []Paper, err error) {
	if divide != nil {
		if division, err = divide(ctx, reading, sessionZones{session, reading}); err != nil {
			return division, nil, err
		}
	}
	if n := len(division.Parts); n > maxParts {
		division = bordereau.Division{Check: &bordereau.Check{Rule: ruleDivision, Verdict: bordereau.Failed,
			Detail: fmt.Sprintf("Ce fichier contient %d documents, et n'est pas séparé au-delà de %d : numérisez-les en plusieurs fichiers", n, maxParts)}}
	}
	readings := []bordereau.Reading{reading}
	if len(division.Parts) > 0 {
		readings = readings[:0]
		for _, p := range division.Parts {
			readings = append(readings, reading.Of(p))
		}
	}
	for _, r := range readings {
		u, err := understand(ctx, r, sessionZones{session, r})
		if err != nil {
			return division, nil, err
		}
		papers = append(papers, Paper{r, u})
	}
	if len(division.Parts) == 0 && division.Check != nil {
		setCheck(&papers[0].Understanding, *division.Check)
	}
	return division, papers, nil
}

// partOf is the part of a file that has these pages.
func partOf(pages []int) bordereau.Part {
	p := bordereau.Part{}
	for i, n := range pages {
		p.Pages = append(p.Pages, bordereau.PartPage{Number: n})
		if i == 0 {
			p.Pages[0].Role = bordereau.Front
		}
	}
	return p
}

// whole is what is kept of a file that became several documents: its words, and why
// it was divided. It has no type and no values, and no search finds it: its parts do.
func whole(doc bordereau.Document, reading bordereau.Reading, division bordereau.Division) seen {
	reading = reading.Of(partOf(numbers(reading.Pages))) // masking must not reach the parts
	for i := range reading.Pages {
		reading.Pages[i].Origin, reading.Pages[i].Role = 0, ""
	}
	maskReading(&reading)
	u := bordereau.Understanding{Spec: divisionSpec, Fields: []bordereau.Field{}, Checks: []bordereau.Check{*division.Check}}
	return seen{reading: reading, apart: division.Apart, StoredReading: StoredReading{DocumentID: doc.ID, Generation: doc.Generation + 1,
		Engine: reading.Engine, Understanding: &u, Text: reading.Text()}}
}

func numbers(pages []bordereau.Page) []int {
	out := make([]int, len(pages))
	for i, p := range pages {
		out[i] = p.Number
	}
	return out
}

// keepPart names a part of a file and puts its reading into the object store. The
// pictures of its pages are those of the file.
func (d *Desk) keepPart(ctx context.Context, file bordereau.Document, of seen, s *seen) error {
	s.DocumentID, s.Generation = ids.New(), 1
	doc := file
	doc.ID, doc.PartOf, doc.PartPages = s.DocumentID, file.ID, s.part.Numbers()
	if err := d.keepWords(ctx, doc, s); err != nil {
		return err
	}
	for i, n := range doc.PartPages {
		at := slices.IndexFunc(of.Images, func(img StoredImage) bool { return img.Number == n })
		if at < 0 {
			return fmt.Errorf("the division names page %d, which the file does not have", n)
		}
		img := of.Images[at]
		img.Number = i + 1
		s.Images = append(s.Images, img)
	}
	return nil
}

// split makes a file several documents, in the transaction that keeps its reading: the
// file ends, and each part goes through what a document goes through, with events of
// its own. Then all are settled together, in the place where the file stood.
func (d *Desk) split(ctx context.Context, tx Tx, file *bordereau.Document, parts []seen, apart []int) error {
	named := make([]map[string]any, len(parts))
	docs := make([]bordereau.Document, len(parts))
	events := make([]journal.Event, len(parts))
	for i, p := range parts {
		doc := *file
		doc.ID, doc.PartOf, doc.PartPages = p.DocumentID, file.ID, p.part.Numbers()
		doc.State, doc.Version, doc.Generation, doc.Type, doc.Pages = bordereau.Received, 1, 0, "", 0
		docs[i] = doc
		named[i] = map[string]any{"document": doc.ID, "pages": doc.PartPages}
		events[i] = journal.Event{Kind: "document.received", Subject: doc.ID, DocumentID: doc.ID, Actor: bordereau.System.ID,
			Values: map[string]any{"state": doc.State, "version": doc.Version, "deposit": doc.DepositID, "sha256": doc.SHA256, "size": doc.Size,
				"file_name": doc.FileName, "part_of": file.ID, "part_pages": p.part.Pages, "by": bordereau.System.Name}}
	}
	if err := tx.MoveDocument(ctx, file, bordereau.EvSplit, bordereau.System, map[string]any{"parts": named, "apart": apart}, nil); err != nil {
		return err
	}
	if err := tx.InsertParts(ctx, docs, events); err != nil {
		return err
	}
	values := make([]*bordereau.Understanding, len(parts))
	for i := range docs {
		var err error
		if values[i], err = d.classified(ctx, tx, &docs[i], parts[i]); err != nil {
			return err
		}
	}
	return d.settleParts(ctx, tx, file.DepositID, docs, values)
}

// settleParts is settle for documents that came about together.
func (d *Desk) settleParts(ctx context.Context, tx Tx, depositID string, docs []bordereau.Document, values []*bordereau.Understanding) error {
	// A transaction that takes several cheques' locks takes them in one order, so that
	// no two wait in a ring.
	var cheques []Instrument
	for _, u := range values {
		if i := instrumentOf(u); u.Type == bordereau.Cheque && i != nil {
			cheques = append(cheques, *i)
		}
	}
	slices.SortFunc(cheques, func(a, b Instrument) int { return strings.Compare(a.String(), b.String()) })
	for _, i := range cheques {
		if err := tx.LockInstrument(ctx, i); err != nil {
			return err
		}
	}
	for i := range docs {
		if _, err := d.instrument(ctx, tx, &docs[i], values[i]); err != nil {
			return err
		}
		if err := d.file(ctx, tx, &docs[i], values[i]); err != nil {
			return err
		}
	}
	return d.settleDeposit(ctx, tx, depositID)
}
