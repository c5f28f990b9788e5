package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"bordereau"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// part is a document that pages of a file are to become.
type part struct {
	id string
	bordereau.Part
}

// take ends documents of one file, whose pages others take over, and writes those
// others: received, each in the place of its pages. What is not a part's own it has from
// the first of them that is filed in a dossier.
func (d *Desk) take(ctx context.Context, tx Tx, ended []*bordereau.Document, ev bordereau.Event, parts []part, by bordereau.Principal, facts map[string]any) ([]bordereau.Document, error) {
	slices.SortStableFunc(ended, func(a, b *bordereau.Document) int {
		switch {
		case a.Dossier != "" && b.Dossier == "":
			return -1
		case a.Dossier == "" && b.Dossier != "":
			return 1
		}
		return 0
	})
	from := make([]string, len(ended))
	for i, doc := range ended {
		from[i] = doc.ID
	}
	file := cmp.Or(ended[0].PartOf, ended[0].ID)
	named := make([]CheckedPart, len(parts))
	docs := make([]bordereau.Document, len(parts))
	events := make([]journal.Event, len(parts))
	for i, p := range parts {
		doc := *ended[0]
		doc.ID, doc.PartOf, doc.PartPages = p.id, file, p.Numbers()
		doc.State, doc.Version, doc.Generation, doc.Type, doc.Pages, doc.UnitID, doc.DecidedAt = bordereau.Received, 1, 0, "", 0, "", nil
		for _, x := range ended {
			doc.LegalHold, doc.Priority = doc.LegalHold || x.LegalHold, min(doc.Priority, x.Priority)
		}
		docs[i] = doc
		named[i] = CheckedPart{doc.ID, doc.PartPages}
		events[i] = journal.Event{Kind: "document.received", Subject: doc.ID, DocumentID: doc.ID, Actor: by.ID,
			Values: map[string]any{"state": doc.State, "version": doc.Version, "deposit": doc.DepositID, "sha256": doc.SHA256, "size": doc.Size,
				"file_name": doc.FileName, "part_of": file, "part_pages": p.Pages, "taken_from": from, "by": by.Name}}
	}
	for _, doc := range ended {
		said := maps.Clone(facts)
		said["parts"] = named
		err := tx.MoveDocument(ctx, doc, ev, by, said, func(c *bordereau.Document) { c.Type, c.UnitID, c.DecidedAt = "", "", nil })
		if err != nil {
			return nil, err
		}
		if err := d.withdrawn(ctx, tx, by, doc.ID); err != nil {
			return nil, err
		}
	}
	return docs, tx.InsertParts(ctx, from, docs, events)
}

// separate makes a document those that a person sees in it. Each is read by its own
// pages, as if it had come alone.
func (v *verdict) separate(ctx context.Context) error {
	if v.doc.State != bordereau.InReview {
		return bordereau.Errorf(bordereau.Conflicting, "Un document en seconde validation ne se sépare pas.")
	}
	parts, apart, err := separated(v.dec.Parts, *v.doc)
	if err != nil {
		return err
	}
	return v.rearrange(ctx, []*bordereau.Document{v.doc}, bordereau.EvSplit, parts, map[string]any{"apart": apart})
}

// merge joins pages of the same file to the document: those of other parts, all of each,
// and those that are in no part. What comes of it is read anew; the parts end.
func (v *verdict) merge(ctx context.Context) error {
	switch {
	case v.doc.PartOf == "":
		return invalid("/action", "Toutes les pages de ce fichier sont déjà dans ce document ; des pages d'un autre fichier se numérisent avec elles.")
	case v.doc.State != bordereau.InReview:
		return bordereau.Errorf(bordereau.Conflicting, "Un document en seconde validation ne se réunit pas à d'autres pages.")
	}
	file, err := v.tx.Document(ctx, v.doc.PartOf)
	if err != nil {
		return err
	}
	siblings, err := v.tx.PartsOf(ctx, bordereau.System, file.ID)
	if err != nil {
		return err
	}
	pages, joined, err := merged(v.dec.Pages, *v.doc, siblings, file.Pages)
	if err != nil {
		return err
	}
	ended := []*bordereau.Document{v.doc}
	for _, id := range joined {
		doc, err := v.yield(ctx, id)
		if err != nil {
			return err
		}
		ended = append(ended, doc)
	}
	return v.rearrange(ctx, ended, bordereau.EvMerged, []part{{ids.New(), partOf(pages)}}, map[string]any{})
}

// yield takes hold of another document of the file, so that its pages can be joined.
func (v *verdict) yield(ctx context.Context, id string) (*bordereau.Document, error) {
	sees, err := v.tx.MaySee(ctx, v.by, id)
	if err != nil {
		return nil, err
	}
	if !sees {
		return nil, errSettled() // who may not know of it is not told why
	}
	doc, err := v.tx.LockDocument(ctx, id)
	if err != nil {
		return nil, err
	}
	if doc.Dossier != "" && v.doc.Dossier != "" && doc.Dossier != v.doc.Dossier {
		return nil, bordereau.Errorf(bordereau.Conflicting, "Ces pages sont classées au dossier %s, et ce document au dossier %s : classez-les d'abord au même.", doc.Dossier, v.doc.Dossier)
	}
	switch doc.State {
	case bordereau.ToReview, bordereau.InReview:
		task, err := v.tx.OpenTask(ctx, id)
		if err != nil {
			return nil, err
		}
		held, err := v.tx.LockOpen(ctx, v.by, task)
		if err != nil {
			return nil, err
		}
		if held.Holder != "" && held.LeasedBy != v.by.ID {
			return nil, bordereau.Errorf(bordereau.Conflicting, "%s tient un document de ces pages.", held.Holder)
		}
		if err := v.tx.EndTask(ctx, task, "cancelled", v.desk.Now()); err != nil {
			return nil, err
		}
	case bordereau.Decided:
		if _, err := v.desk.undoable(ctx, v.tx, doc); err != nil {
			return nil, err
		}
		if err := v.tx.CancelArchive(ctx, id, v.desk.Now()); err != nil {
			return nil, err
		}
	default:
		return nil, errSettled()
	}
	return &doc, nil
}

func errSettled() error {
	return bordereau.Errorf(bordereau.Conflicting, "Une de ces pages est d'un document qui ne peut plus changer, ou que la machine n'a pas encore lu.")
}

// rearrange ends the documents, of which v's comes first, and has those read that take
// over their pages.
func (v *verdict) rearrange(ctx context.Context, ended []*bordereau.Document, ev bordereau.Event, parts []part, facts map[string]any) error {
	if err := v.done(ctx); err != nil {
		return err
	}
	for _, doc := range ended[1:] {
		v.units = append(v.units, doc.UnitID)
	}
	facts["lease"], facts["seen"] = v.dec.LeaseID, v.dec.Seen
	docs, err := v.desk.take(ctx, v.tx, ended, ev, parts, v.by, facts)
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

// separated are the parts that a person named by the pages of the document, and the
// pages that are in none; both numbered as in the file.
func separated(named [][]int, doc bordereau.Document) (parts []part, apart []int, err error) {
	if len(named) < 2 || len(named) > maxParts {
		return nil, nil, invalid("/parts", "Indiquez les pages de chaque document, deux au moins et %d au plus.", maxParts)
	}
	taken := make([]bool, doc.Pages+1)
	for i, numbers := range named {
		if len(numbers) == 0 {
			return nil, nil, invalid("/parts", "Le document n° %d n'a aucune page.", i+1)
		}
		inFile := make([]int, len(numbers))
		for k, n := range numbers {
			switch {
			case (n < 1 || n > doc.Pages) && doc.PartOf != "":
				return nil, nil, invalid("/parts", "La partie du fichier n'a pas de page %d.", n)
			case n < 1 || n > doc.Pages:
				return nil, nil, invalid("/parts", "Le fichier n'a pas de page %d.", n)
			case taken[n]:
				return nil, nil, invalid("/parts", "La page %d est donnée deux fois.", n)
			case k > 0 && n < numbers[k-1] || i > 0 && k == 0 && n < named[i-1][0]:
				if doc.PartOf != "" {
					return nil, nil, invalid("/parts", "Donnez les documents et leurs pages dans l'ordre de la partie.")
				}
				return nil, nil, invalid("/parts", "Donnez les documents et leurs pages dans l'ordre du fichier.")
			}
			taken[n] = true
			inFile[k] = doc.InFile(n)
		}
		parts = append(parts, part{ids.New(), partOf(inFile)})
	}
	for n := 1; n <= doc.Pages; n++ {
		if !taken[n] {
			apart = append(apart, doc.InFile(n))
		}
	}
	return parts, apart, nil
}

// merged are all pages of a document and those that join it, in the order of the file,
// and the other documents that they are of.
func merged(named []int, doc bordereau.Document, siblings []bordereau.Document, inFile int) (pages []int, joined []string, err error) {
	pages = slices.Clone(doc.PartPages)
	for _, n := range named {
		switch {
		case (n < 1 || n > inFile) && !slices.ContainsFunc(siblings, func(x bordereau.Document) bool { return slices.Contains(x.PartPages, n) }):
			return nil, nil, invalid("/pages", "Le fichier n'a pas de page %s.", bordereau.PageName(n))
		case !slices.Contains(pages, n):
			pages = append(pages, n)
		}
	}
	if len(pages) == len(doc.PartPages) {
		return nil, nil, invalid("/pages", "Indiquez les pages du fichier à joindre à ce document.")
	}
	slices.Sort(pages)
	for _, x := range siblings {
		if x.ID == doc.ID || !slices.ContainsFunc(x.PartPages, func(n int) bool { return slices.Contains(pages, n) }) {
			continue
		}
		for _, n := range x.PartPages {
			if !slices.Contains(pages, n) {
				return nil, nil, invalid("/pages", "La page %s est du même document que d'autres : joignez-les toutes, ou séparez-le d'abord.", bordereau.PageName(n))
			}
		}
		joined = append(joined, x.ID)
	}
	return pages, joined, nil
}
