package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"bordereau"
)

const (
	snippetAhead = 60      // runes before the first word that was found
	snippetLen   = 240     // runes
	readAtOnce   = 4       // readings that one search fetches at a time
	maxReadings  = 8 << 20 // bytes of readings that one search looks for boxes in
)

// show adds to hits what a person sees of them: the text around the hits, and where asked
// for in full the page and its boxes.
func (d *Desk) show(ctx context.Context, f *finding, found []Found, r *Results) {
	exact := newMatcher(f.asked, false, d.Now())
	near := exact
	if r.Near || f.behind {
		near = newMatcher(f.asked, true, d.Now())
	}
	var left atomic.Int64
	left.Store(maxReadings)
	var wg sync.WaitGroup
	turns := make(chan struct{}, readAtOnce)
	errs := make([]error, len(found))
	for i, doc := range found {
		m := exact
		if r.Items[i].Near {
			m = near
		}
		spans := m.in(doc.Text)
		r.Items[i].Snippet = snippet(doc.Text, spans)
		if !f.full || doc.ReadingKey == "" {
			continue
		}
		wg.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			errs[i] = d.showPage(ctx, doc, spans, m, &left, &r.Items[i])
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil { // what was found is told all the same
			d.Log.WarnContext(ctx, "the places of hits cannot be shown", "error", err)
			r.Notes = append(r.Notes, "Les images ne sont pas disponibles pour le moment : les mots trouvés ne sont pas encadrés.")
			break
		}
	}
}

// showPage chooses the page of a hit that has most of what was asked for.
func (d *Desk) showPage(ctx context.Context, doc Found, spans []hitSpan, m *matcher, left *atomic.Int64, hit *Hit) error {
	body, err := d.fetchWithin(ctx, doc, left)
	if err != nil {
		return err
	}
	if body == nil { // the text alone tells the page
		hit.Page = &HitPage{Number: 1, Boxes: []HitBox{}}
		if len(spans) > 0 {
			hit.Page.Number += strings.Count(doc.Text[:spans[0].from], "\f")
		}
		return nil
	}
	pages, err := hitPages(body, doc.Understanding, m)
	if err != nil {
		return fmt.Errorf("the reading of %s: %w", doc.ID, err)
	}
	for i := range pages {
		if len(pages[i].Boxes) > 0 {
			hit.Pages = append(hit.Pages, pages[i].Number)
		}
		if hit.Page == nil || len(pages[i].Boxes) > len(hit.Page.Boxes) {
			hit.Page = &pages[i]
		}
	}
	return nil
}

// fetchWithin reads a reading if as many bytes are left, nil otherwise.
func (d *Desk) fetchWithin(ctx context.Context, doc Found, left *atomic.Int64) ([]byte, error) {
	r, size, err := d.Objects.Get(ctx, doc.ReadingKey, doc.ReadingVersion)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", doc.ReadingKey, err)
	}
	defer r.Close()
	if left.Add(-size) < 0 {
		return nil, nil
	}
	return intact(r, doc.ReadingKey, doc.ReadingVersion, doc.ReadingSHA256, size)
}

// Hits are the pages of a document with the places of what a search asks for, misreadings
// forgiven.
func (d *Desk) Hits(ctx context.Context, by bordereau.Principal, id, words string) ([]HitPage, error) {
	asked, _ := ParseSearch(words, d.Now().In(d.Location))
	if len(asked.Terms) == 0 {
		return nil, nil
	}
	var doc Found
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		found, err := tx.FoundDocuments(ctx, by, []string{id})
		if err != nil {
			return err
		}
		seen := []Found{found[id]}
		err = keptBack(ctx, tx, by, seen)
		doc = seen[0]
		return err
	})
	if err != nil || doc.ReadingKey == "" {
		return nil, err
	}
	body, err := d.fetchAny(ctx, doc.ReadingKey, doc.ReadingVersion, doc.ReadingSHA256)
	if err != nil {
		return nil, err
	}
	pages, err := hitPages(body, doc.Understanding, newMatcher(asked, true, d.Now()))
	if err != nil {
		return nil, fmt.Errorf("the reading of %s: %w", id, err)
	}
	return pages, nil
}

// hitPages are the pages of a reading with the boxes of the hits on each.
func hitPages(reading []byte, u *bordereau.Understanding, m *matcher) ([]HitPage, error) {
	var r bordereau.Reading
	if err := json.Unmarshal(reading, &r); err != nil {
		return nil, err
	}
	var fields []bordereau.Field
	if u != nil {
		fields = u.Fields
	}
	out := make([]HitPage, len(r.Pages))
	for i, p := range r.Pages {
		out[i] = HitPage{Number: p.Number, Width: p.Width, Height: p.Height, Boxes: hitBoxes(p, m)}
		for _, f := range fields { // what was read elsewhere than among the words: a hand's amount
			spans := m.in(f.Value)
			if f.Page != p.Number || f.Box.Empty() || len(spans) == 0 ||
				slices.ContainsFunc(out[i].Boxes, func(b HitBox) bool { return overlap(b.Box, f.Box) }) {
				continue
			}
			out[i].Boxes = append(out[i].Boxes, HitBox{f.Box, spans[0].near})
		}
	}
	return out, nil
}

func overlap(a, b bordereau.Box) bool {
	return a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H
}

// hitBoxes are the boxes of the hits among a page's words: one a line of a hit.
func hitBoxes(p bordereau.Page, m *matcher) []HitBox {
	text := p.Text()
	places := make([]span, len(p.Words))
	at := 0
	for i, w := range p.Words {
		from := at + max(0, strings.Index(text[at:], w.Text))
		places[i] = span{from, from + len(w.Text)}
		at = places[i].to
	}
	boxes := []HitBox{}
	first := 0
	for _, s := range m.in(text) {
		for first < len(places) && places[first].to <= s.from {
			first++
		}
		for i := first; i < len(places) && places[i].from < s.to; i++ {
			w := p.Words[i]
			if i > first && p.Words[i-1].Block == w.Block && p.Words[i-1].Line == w.Line {
				boxes[len(boxes)-1].Box = boxes[len(boxes)-1].Box.Union(w.Box)
			} else {
				boxes = append(boxes, HitBox{w.Box, s.near})
			}
		}
	}
	return boxes
}

// snippet is the part of a text where most hits stand together, each between U+0002 and
// U+0003. Without hits it is the text's beginning.
func snippet(text string, hits []hitSpan) string {
	from := 0
	if len(hits) > 0 {
		from = back(text, hits[densest(hits)].from, snippetAhead)
	}
	to := forward(text, from, snippetLen)
	var b strings.Builder
	write := func(part string) {
		for _, r := range part {
			if unicode.IsControl(r) { // the marks are ours alone
				r = ' '
			}
			b.WriteRune(r)
		}
	}
	at := from
	for _, h := range hits {
		if h.from < at || h.to > to {
			continue
		}
		write(text[at:h.from])
		b.WriteByte(2)
		write(text[h.from:h.to])
		b.WriteByte(3)
		at = h.to
	}
	write(text[at:to])
	return strings.TrimSpace(b.String())
}

// densest is the hit from which on most others follow within a snippet.
func densest(hits []hitSpan) int {
	best, most := 0, 0
	for i := range min(len(hits), 100) {
		end, n := hits[i].from+snippetLen-snippetAhead, 0
		for _, h := range hits[i:] {
			if h.to > end {
				break
			}
			n++
		}
		if n > most {
			best, most = i, n
		}
	}
	return best
}

// back is n runes before a place in a text, forward n runes behind it.
func back(text string, at, n int) int {
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	return at
}

func forward(text string, at, n int) int {
	for ; n > 0 && at < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}
