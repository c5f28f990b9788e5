package desk

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"bordereau"

	"golang.org/x/text/unicode/norm"
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
	// Search finds documents, the newest first, with the beginning of their text.
	Search(ctx context.Context, by bordereau.Principal, q Query, words []string, limit int) ([]Found, error)
}

// Found is a document found and the text to show of it.
type Found struct {
	bordereau.Document
	Text string
}

const (
	maxIndexed   = 400 << 10 // of a text; PostgreSQL refuses a tsvector of 1 MiB
	maxWords     = 12        // of a query
	snippetAhead = 60        // runes before the first word that was found
	snippetLen   = 240
)

// Search finds documents by the words of their text and by what is known of
// them. All words have to be there; each stands for the words that begin with it.
func (d *Desk) Search(ctx context.Context, by bordereau.Principal, q Query) (List[Hit], error) {
	words := strings.Fields(fold(q.Words))
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	var found []Found
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if found, err = tx.Search(ctx, by, q, words, limitOf(q.Cursor)+1); err != nil {
			return err
		}
		return blindFound(ctx, tx, by, found)
	})
	if err != nil {
		return List[Hit]{}, err
	}
	hits := make([]Hit, len(found))
	for i, f := range found {
		hits[i] = Hit{Document: f.Document, Snippet: snippet(f.Text, words)}
	}
	return page(hits, limitOf(q.Cursor), func(h Hit) string { return h.ID }), nil
}

// searchable is what a document is found by: its text, its name, and its values
// written without separators.
func searchable(doc bordereau.Document, text string, u *bordereau.Understanding) string {
	var b strings.Builder
	b.WriteString(fold(doc.FileName))
	for _, f := range u.Fields {
		b.WriteByte(' ')
		b.WriteString(fold(f.Value))
	}
	b.WriteByte(' ')
	b.WriteString(fold(text))
	s := b.String()
	if len(s) > maxIndexed {
		s = s[:strings.LastIndexByte(s[:maxIndexed], ' ')+1]
	}
	return s
}

// fold makes words comparable: small letters without accents, everything that is
// neither letter nor digit a space.
func fold(s string) string {
	var b strings.Builder
	for _, r := range s {
		foldRune(&b, r)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func foldRune(b *strings.Builder, r rune) {
	if r < utf8.RuneSelf {
		switch {
		case r >= 'A' && r <= 'Z':
			b.WriteByte(byte(r) + 'a' - 'A')
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteByte(byte(r))
		default:
			b.WriteByte(' ')
		}
		return
	}
	switch r {
	case 'œ', 'Œ':
		b.WriteString("oe")
	case 'æ', 'Æ':
		b.WriteString("ae")
	case 'ß':
		b.WriteString("ss")
	default:
		for _, d := range norm.NFKD.String(string(r)) {
			switch {
			case unicode.Is(unicode.Mn, d):
			case unicode.IsLetter(d) || unicode.IsDigit(d):
				b.WriteRune(unicode.ToLower(d))
			default:
				b.WriteByte(' ')
			}
		}
	}
}

// snippet is the part of a text around the first word that was found, with all
// such words between U+0002 and U+0003. Without words it is the text's beginning.
func snippet(text string, words []string) string {
	runes := []rune(text)
	type span struct{ from, to int }
	var hits []span
	for i := 0; i < len(runes); {
		if !unicode.IsLetter(runes[i]) && !unicode.IsDigit(runes[i]) {
			i++
			continue
		}
		j := i
		for j < len(runes) && (unicode.IsLetter(runes[j]) || unicode.IsDigit(runes[j]) || unicode.Is(unicode.Mn, runes[j])) {
			j++
		}
		folded := fold(string(runes[i:j]))
		for _, w := range words {
			if strings.HasPrefix(folded, w) {
				hits = append(hits, span{i, j})
				break
			}
		}
		if len(hits) > 0 && i > hits[0].from+snippetLen {
			break
		}
		i = j
	}
	from := 0
	if len(hits) > 0 {
		from = max(0, hits[0].from-snippetAhead)
	}
	to := min(len(runes), from+snippetLen)
	var b strings.Builder
	write := func(part []rune) {
		for _, r := range part {
			if unicode.IsControl(r) { // the marks are ours alone
				r = ' '
			}
			b.WriteRune(r)
		}
	}
	at := from
	for _, h := range hits {
		if h.to > to {
			break
		}
		write(runes[at:h.from])
		b.WriteByte(2)
		write(runes[h.from:h.to])
		b.WriteByte(3)
		at = h.to
	}
	write(runes[at:to])
	return strings.TrimSpace(b.String())
}
