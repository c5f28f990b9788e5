package desk

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"bordereau"
)

// searchTx is what reading and finding documents needs.
type searchTx interface {
	archiveTx
	// SeenDocument reads a document that the caller may see; NotFound otherwise.
	// Hidden says that its dossier is kept from the caller.
	SeenDocument(ctx context.Context, by bordereau.Principal, id string) (doc bordereau.Document, hidden bool, err error)
	// InsertReading keeps what the machine saw, its pictures and its text.
	InsertReading(ctx context.Context, r StoredReading) error
	// Reading reads it back, without its text and pictures.
	Reading(ctx context.Context, documentID string, generation int) (*StoredReading, error)
	Images(ctx context.Context, documentID string, generation int) ([]StoredImage, error)
	Text(ctx context.Context, documentID string) (string, error)
	// History tells what the journal knows of a document, the oldest first.
	History(ctx context.Context, documentID string) ([]Happened, error)
	// OpenReasons is why the document's open task wants a person.
	OpenReasons(ctx context.Context, documentID string) (Reasons, error)
	// SetFound writes what a document is found by, and AddFound adds values to it, unless it
	// has them already. Blind says that its amount is not for those who key it.
	SetFound(ctx context.Context, documentID, words string, blind bool) error
	AddFound(ctx context.Context, documentID, values, has string, blind bool) error
	// Stale are documents that are found by less than they say.
	Stale(ctx context.Context, limit int) ([]string, error)
	// Matches reads the newest of what a search finds, at most limit, the newest first.
	Matches(ctx context.Context, by bordereau.Principal, s Search, limit int) ([]Match, error)
	// FoundDocuments reads documents that were found.
	FoundDocuments(ctx context.Context, by bordereau.Principal, ids []string) (map[string]Found, error)
	DossierRefs(ctx context.Context, ids []string) (map[string]string, error)
	DossiersOfAccount(ctx context.Context, by bordereau.Principal, iban string, limit int) ([]string, error)
	EntryNumbered(ctx context.Context, number int64) (id, day string, err error)
}

// Search is a search as the record is asked. Zero fields do not narrow.
type Search struct {
	Match                string // a tsquery
	Forgiven             bool   // Match forgives misreadings
	Guarded              string // what a document has to hold besides if the caller keys its amount blind; empty: it is not found
	Dossier              string
	Type                 bordereau.Type
	State                bordereau.State
	Branch               string
	From, To             time.Time // received in [From, To)
	AmountMin, AmountMax *int64    // minor units, both included
	Blind                bool      // amounts that the caller keys blind are not known
	After                string    // ids before this one
}

// Match is what facets count of a document.
type Match struct {
	ID, Branch  string
	Type        bordereau.Type
	State       bordereau.State
	AmountMinor *int64
	ReceivedAt  time.Time
	DossierID   string // empty where it is kept from the caller
}

// Found is a document found, its text, its values and where its reading lies.
type Found struct {
	bordereau.Document
	Text                                      string
	Understanding                             *bordereau.Understanding
	ReadingKey, ReadingVersion, ReadingSHA256 string
}

const (
	// maxCounted bounds what a search counts: where there is more, counts are what is
	// there at the least.
	maxCounted = 1_000
	// fewHits is when misreadings are looked for as well.
	fewHits = 20
)

// Search lists the documents that a query finds.
func (d *Desk) Search(ctx context.Context, by bordereau.Principal, q Query) (List[Hit], error) {
	r, err := d.find(ctx, by, q, false)
	return r.List, err
}

// Find is Search with all that a person wants to see of it: what was understood, counts by
// facet, the pages and boxes of the hits, the one thing that a whole reference names.
func (d *Desk) Find(ctx context.Context, by bordereau.Principal, q Query) (Results, error) {
	return d.find(ctx, by, q, true)
}

// finding is a search on its way.
type finding struct {
	asked  Asked
	exact  Search
	near   Search // Match is empty where nothing is forgiven
	limit  int
	after  string // id
	behind bool   // after is a forgiven hit
	full   bool
}

func (d *Desk) find(ctx context.Context, by bordereau.Principal, q Query, full bool) (Results, error) {
	asked, notes := ParseSearch(q.Words, d.Now().In(d.Location))
	f := finding{asked: asked.narrowed(q), limit: limitOf(q.Cursor), full: full}
	var err error
	if f.after, f.behind, err = searchCursor(q.After); err != nil {
		return Results{}, err
	}
	f.exact = d.search(f.asked, q, by)
	f.near = f.exact
	f.near.Match, f.near.Forgiven = "", true
	if q.Near != NearNever {
		f.near.Match = f.asked.tsquery(true) // what is guarded is found exactly or not at all
	}
	r := Results{Asked: f.asked, Notes: notes}
	var found []Found
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if found, err = f.run(ctx, tx, by, q.Near == NearAlways, &r); err != nil {
			return err
		}
		if err = keptBack(ctx, tx, by, found); err == nil && full && q.After == "" {
			r.Target, err = target(ctx, tx, by, q.Words, f.exact, r.Total)
		}
		return err
	})
	if err != nil {
		return Results{}, err
	}
	d.show(ctx, &f, found, &r)
	return r, nil
}

// keptBack takes off documents whatever tells a clerk what he is to key blind: their text,
// and where on the page something is found.
func keptBack(ctx context.Context, tx Tx, by bordereau.Principal, found []Found) error {
	if err := blindFound(ctx, tx, by, found); err != nil {
		return err
	}
	for i := range found {
		if found[i].Text == "" {
			found[i].ReadingKey = ""
		}
	}
	return nil
}

// run asks the record: what is found exactly, and where that is little what is forgiven.
func (f *finding) run(ctx context.Context, tx Tx, by bordereau.Principal, always bool, r *Results) ([]Found, error) {
	var ids []string
	forgiven := map[string]bool{}
	if !f.full && f.exact.Match == "" { // a plain list needs no counts
		var err error
		if ids, err = f.newest(ctx, tx, by); err != nil {
			return nil, err
		}
	} else {
		exact, err := tx.Matches(ctx, by, f.exact, maxCounted+1)
		if err != nil {
			return nil, err
		}
		r.AtLeast = len(exact) > maxCounted
		all := exact
		if f.near.Match != "" && !r.AtLeast && (always || f.behind || len(exact) < fewHits) {
			near, err := tx.Matches(ctx, by, f.near, maxCounted+1)
			if err != nil {
				return nil, err
			}
			all, forgiven = together(exact, near)
			r.Near, r.AtLeast = len(forgiven) > 0, len(near) > maxCounted
		}
		r.Total = min(len(all), maxCounted)
		r.NearTotal = len(forgiven)
		if ids, err = f.shown(ctx, tx, by, all, forgiven); err != nil {
			return nil, err
		}
		if f.full {
			if r.Facets, err = facets(ctx, tx, all[:min(len(all), maxCounted)]); err != nil {
				return nil, err
			}
		}
	}
	docs, err := tx.FoundDocuments(ctx, by, ids)
	if err != nil {
		return nil, err
	}
	var out []Found
	var hits []Hit
	for _, id := range ids {
		if doc, ok := docs[id]; ok {
			out = append(out, doc)
			hits = append(hits, Hit{Document: doc.Document, Near: forgiven[id]})
		}
	}
	r.List = page(hits, f.limit, func(h Hit) string {
		if h.Near {
			return "~" + h.ID
		}
		return h.ID
	})
	return out[:len(r.Items)], nil
}

// shown are the ids of one page and one more: what is exact before what is forgiven, the
// newest first.
func (f *finding) shown(ctx context.Context, tx Tx, by bordereau.Principal, all []Match, forgiven map[string]bool) ([]string, error) {
	if len(all) > maxCounted && len(forgiven) == 0 && f.after != "" {
		return f.newest(ctx, tx, by)
	}
	rank := func(near bool) int {
		if near {
			return 1
		}
		return 0
	}
	var ids []string
	for _, m := range all {
		order := cmp.Or(cmp.Compare(rank(forgiven[m.ID]), rank(f.behind)), cmp.Compare(f.after, m.ID))
		if f.after == "" || order > 0 {
			ids = append(ids, m.ID)
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(forgiven[a]), rank(forgiven[b])), cmp.Compare(b, a))
	})
	return ids[:min(len(ids), f.limit+1)], nil
}

// newest are the ids of one page and one more of what is found exactly.
func (f *finding) newest(ctx context.Context, tx Tx, by bordereau.Principal) ([]string, error) {
	s := f.exact
	s.After = f.after
	list, err := tx.Matches(ctx, by, s, f.limit+1)
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	return ids, err
}

// together is what is found exactly and what is forgiven besides.
func together(exact, near []Match) (all []Match, forgiven map[string]bool) {
	known := make(map[string]bool, len(exact))
	for _, m := range exact {
		known[m.ID] = true
	}
	forgiven = map[string]bool{}
	for _, m := range near {
		if !known[m.ID] {
			forgiven[m.ID] = true
			exact = append(exact, m)
		}
	}
	return exact, forgiven
}

// narrowed is a search with the filters of a query besides what its words say.
func (a Asked) narrowed(q Query) Asked {
	a.Type, a.State = cmp.Or(q.Type, a.Type), cmp.Or(q.State, a.State)
	a.Dossier, a.Branch = cmp.Or(q.Dossier, a.Dossier), cmp.Or(q.Branch, a.Branch)
	a.AmountMin, a.AmountMax = cmp.Or(q.AmountMin, a.AmountMin), cmp.Or(q.AmountMax, a.AmountMax)
	return a
}

// search is what the record is asked for, exactly. Days are those of the bank.
func (d *Desk) search(a Asked, q Query, by bordereau.Principal) Search {
	s := Search{Match: a.tsquery(false), Guarded: a.guarded(), Dossier: a.Dossier, Type: a.Type, State: a.State, Branch: a.Branch, From: q.From, To: q.To,
		AmountMin: a.AmountMin, AmountMax: a.AmountMax, Blind: typesByHand(by)}
	if from, err := time.ParseInLocation(time.DateOnly, a.From, d.Location); err == nil && from.After(s.From) {
		s.From = from
	}
	if to, err := time.ParseInLocation(time.DateOnly, a.To, d.Location); err == nil {
		if to = to.AddDate(0, 0, 1); s.To.IsZero() || to.Before(s.To) {
			s.To = to
		}
	}
	return s
}

var uuidShape = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// searchCursor reads a cursor: the id of the last hit, after "~" where it was forgiven.
func searchCursor(after string) (id string, near bool, err error) {
	id, near = strings.CutPrefix(after, "~")
	if after != "" && !uuidShape.MatchString(id) {
		return "", false, invalid("/cursor", "Ce curseur ne vient pas de nous.")
	}
	return id, near, nil
}
