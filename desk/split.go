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
	docs, err := d.takeApart(ctx, tx, file, named, bordereau.System, map[string]any{"apart": apart})
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

// part is a document that a file is to become.
type part struct {
	id string
	bordereau.Part
}

// takeApart ends a file as split, and writes the documents that it becomes: received,
// in the place where the file stood.
func (d *Desk) takeApart(ctx context.Context, tx Tx, file *bordereau.Document, parts []part, by bordereau.Principal, facts map[string]any) ([]bordereau.Document, error) {
	named := make([]CheckedPart, len(parts))
	docs := make([]bordereau.Document, len(parts))
	events := make([]journal.Event, len(parts))
	for i, p := range parts {
		doc := *file
		doc.ID, doc.PartOf, doc.PartPages = p.id, file.ID, p.Numbers()
		doc.State, doc.Version, doc.Generation, doc.Type, doc.Pages, doc.UnitID = bordereau.Received, 1, 0, "", 0, ""
		docs[i] = doc
		named[i] = CheckedPart{doc.ID, doc.PartPages}
		events[i] = journal.Event{Kind: "document.received", Subject: doc.ID, DocumentID: doc.ID, Actor: by.ID,
			Values: map[string]any{"state": doc.State, "version": doc.Version, "deposit": doc.DepositID, "sha256": doc.SHA256, "size": doc.Size,
				"file_name": doc.FileName, "part_of": file.ID, "part_pages": p.Pages, "by": by.Name}}
	}
	facts["parts"] = named
	err := tx.MoveDocument(ctx, file, bordereau.EvSplit, by, facts, func(c *bordereau.Document) { c.Type, c.UnitID, c.DecidedAt = "", "", nil })
	if err != nil {
		return nil, err
	}
	if err := d.withdrawn(ctx, tx, by, file.ID); err != nil {
		return nil, err
	}
	return docs, tx.InsertParts(ctx, docs, events)
}

// separate makes a file the documents that a person sees in it. Each is read by its
// own pages, as if it had come alone.
func (v *verdict) separate(ctx context.Context) error {
	switch {
	case v.doc.PartOf != "":
		return invalid("/action", "Ce document est déjà une partie d'un fichier.")
	case v.doc.State != bordereau.InReview:
		return bordereau.Errorf(bordereau.Conflicting, "Un document en seconde validation ne se sépare pas.")
	}
	parts, apart, err := separated(v.dec.Parts, v.doc.Pages)
	if err != nil {
		return err
	}
	if err := v.done(ctx); err != nil {
		return err
	}
	docs, err := v.desk.takeApart(ctx, v.tx, v.doc, parts, v.by, map[string]any{"apart": apart, "lease": v.dec.LeaseID, "seen": v.dec.Seen})
	if err != nil {
		return err
	}
	for _, doc := range docs {
		if err := v.tx.InsertJob(ctx, NewJob{ID: ids.New(), DocumentID: doc.ID, Stage: StageRead, Priority: doc.Priority}); err != nil {
			return err
		}
	}
	return v.made(ctx)
}

// separated are the parts that a person named, and the pages that are in none.
func separated(named [][]int, pages int) (parts []part, apart []int, err error) {
	if len(named) < 2 || len(named) > maxParts {
		return nil, nil, invalid("/parts", "Indiquez les pages de chaque document, deux au moins et %d au plus.", maxParts)
	}
	taken := make([]bool, pages+1)
	for i, numbers := range named {
		if len(numbers) == 0 {
			return nil, nil, invalid("/parts", "Le document n° %d n'a aucune page.", i+1)
		}
		for k, n := range numbers {
			switch {
			case n < 1 || n > pages:
				return nil, nil, invalid("/parts", "Le fichier n'a pas de page %d.", n)
			case taken[n]:
				return nil, nil, invalid("/parts", "La page %d est donnée deux fois.", n)
			case k > 0 && n < numbers[k-1] || i > 0 && k == 0 && n < named[i-1][0]:
				return nil, nil, invalid("/parts", "Donnez les documents et leurs pages dans l'ordre du fichier.")
			}
			taken[n] = true
		}
		parts = append(parts, part{ids.New(), partOf(numbers)})
	}
	for n := 1; n <= pages; n++ {
		if !taken[n] {
			apart = append(apart, n)
		}
	}
	return parts, apart, nil
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
