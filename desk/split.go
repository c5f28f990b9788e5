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
	// InsertParts writes the documents that the pages of others became, received, each in
	// the place of its pages, and their first events. ended are those others, all of one
	// file: the file itself, or parts of it. What is not the parts' own is taken from the
	// row of the first.
	InsertParts(ctx context.Context, ended []string, parts []bordereau.Document, events []journal.Event) error
	// PartsOf are the documents that a file is now, in the order of their pages, those
	// that by may know of. Those whose pages others took over are not among them.
	PartsOf(ctx context.Context, by bordereau.Principal, fileID string) ([]bordereau.Document, error)
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
	if divide != nil {
		readings[0] = reading.Whole() // of one document the papers on its pages are none by themselves
	}
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
	for i, p := range division.Parts {
		if p.Check != nil {
			setCheck(&papers[i].Understanding, *p.Check)
		}
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
	reading = reading.Whole()
	maskReading(&reading) // its parts have words of their own
	u := bordereau.Understanding{Spec: divisionSpec, Fields: []bordereau.Field{}, Checks: []bordereau.Check{}}
	if division.Check != nil {
		u.Checks = append(u.Checks, *division.Check)
	}
	return seen{reading: reading, apart: division.Apart, StoredReading: StoredReading{DocumentID: doc.ID, Generation: doc.Generation + 1,
		Engine: reading.Engine, Understanding: &u, Text: reading.Text()}}
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
	named := make([]part, len(parts))
	for i, p := range parts {
		named[i] = part{p.DocumentID, p.part}
	}
	docs, err := d.take(ctx, tx, []*bordereau.Document{file}, bordereau.EvSplit, named, bordereau.System, map[string]any{"apart": apart})
	if err != nil {
		return err
	}
	values := make([]*bordereau.Understanding, len(parts))
	for i := range docs {
		if values[i], err = d.classified(ctx, tx, &docs[i], parts[i]); err != nil {
			return err
		}
		if err := d.named(ctx, tx, &docs[i], parts[i].part.Dossier, values[i]); err != nil {
			return err
		}
	}
	return d.settleParts(ctx, tx, file.DepositID, docs, values)
}

// ruleSeparator tells whether the dossier that a separator sheet names is known.
const ruleSeparator = "separator_dossier"

// named files a part into the dossier that its separator sheet names, as if it had been
// named with the deposit. One that the branch does not know is for a person to settle.
func (d *Desk) named(ctx context.Context, tx Tx, doc *bordereau.Document, ref string, u *bordereau.Understanding) error {
	if ref == "" {
		return nil
	}
	dep, err := tx.Deposit(ctx, bordereau.System, doc.DepositID)
	if err != nil {
		return err
	}
	x, err := tx.DossierByRef(ctx, dep.By, ref)
	switch {
	case bordereau.CodeOf(err) == bordereau.NotFound || err == nil && x.Branch != doc.Branch:
		setCheck(u, bordereau.Check{Rule: ruleSeparator, Verdict: bordereau.Failed,
			Detail: "La feuille de séparation nomme le dossier " + ref + ", qui n'est pas connu de cette agence"})
		return nil
	case err != nil:
		return err
	case doc.Dossier == x.Ref:
		return nil
	}
	why := []string{"Indiqué par la feuille de séparation."}
	if err := tx.SetDossierWhy(ctx, doc.ID, why); err != nil {
		return err
	}
	return tx.ChangeDocument(ctx, doc, "filed", bordereau.System, map[string]any{"dossier": x.Ref, "why": why}, func(c *bordereau.Document) { c.Dossier = x.Ref })
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
