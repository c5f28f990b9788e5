package desk

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bordereau"
	"bordereau/review"
)

const (
	maxIndexed  = 400 << 10 // bytes of a text
	maxLexemes  = 900 << 10 // bytes of a tsvector; PostgreSQL refuses 1 MiB
	maxLexeme   = 200       // bytes of one
	maxPosition = 16383     // that a tsvector keeps
	minForgiven = 4         // letters of a word that misreadings are forgiven
)

// Searchable is the tsvector that a document is found by: the words of its name, its
// values and its text with their places; each word by its strokes, under "~"; the
// amounts, days and IBANs under their keys; whole references under "#".
func Searchable(doc bordereau.Document, text string, u *bordereau.Understanding) string {
	if len(text) > maxIndexed {
		text = text[:strings.LastIndexByte(text[:maxIndexed], ' ')+1]
	}
	x := lexemes{at: map[string][]int{}}
	x.words(doc.FileName)
	x.values(u, doc.ReceivedAt)
	x.words(text)
	for _, m := range marksIn(text, doc.ReceivedAt) {
		x.add(m.key, 0)
	}
	return x.String()
}

// foundBy is the tsvector of a document's values as they are now, and the tsquery that
// holds where they are known.
func foundBy(u *bordereau.Understanding, now time.Time) (values, has string) {
	x := lexemes{at: map[string][]int{}, place: maxPosition}
	x.values(u, now)
	all := make([]string, len(x.order))
	for i, l := range x.order {
		all[i] = quoted(l)
	}
	return x.String(), strings.Join(all, " & ")
}

// values takes the fields' values in, but for what a hand wrote and nothing proves: who
// has to type it does not find by it.
func (x *lexemes) values(u *bordereau.Understanding, now time.Time) {
	if u == nil {
		return
	}
	hidden := review.Handwritten(u)
	for _, f := range u.Fields {
		if slices.Contains(hidden, f.Name) {
			continue
		}
		value := maskText(f.Value)
		x.words(value)
		for _, m := range marksIn(value, now) {
			x.add(m.key, 0)
		}
		if canonicalAmount.MatchString(value) {
			x.add("="+value, 0)
		}
		if key := referenceKey(f.Name, value); key != "" {
			x.add(key, 0)
		}
	}
}

var canonicalAmount = regexp.MustCompile(`^\d+\.\d{2,3}$`)

// referenceFields hold what names a paper or who stands on it: one who types it whole
// means it.
var referenceFields = []string{"cheque_number", "iban", "debtor_iban", "creditor_iban", "mandate_reference", "invoice_number",
	"document_number", "tax_notice_reference", "tax_number", "siren", "siret", "isin"}

// referenceKey is the lexeme of a whole reference, "#" and its letters and digits.
func referenceKey(field, value string) string {
	if key := solid(value); key != "" && slices.Contains(referenceFields, field) {
		return "#" + key
	}
	return ""
}

// lexemes are the words of a tsvector with their places.
type lexemes struct {
	at    map[string][]int
	order []string
	size  int
	place int
}

// words takes the words of a text in, at the next places. A place is left out before
// them: no phrase goes over the border of two texts.
func (x *lexemes) words(text string) {
	x.place++
	for _, s := range wordsIn(text) {
		for _, w := range strings.Fields(fold(text[s.from:s.to])) {
			x.place++
			x.add(w, min(x.place, maxPosition))
			if len(w) >= minForgiven && !figures(w) {
				x.add("~"+strokes(w), 0)
			}
		}
	}
}

// add takes a lexeme in, with its place unless that is 0.
func (x *lexemes) add(lexeme string, place int) {
	if len(lexeme) > maxLexeme || x.size > maxLexemes {
		return
	}
	places, known := x.at[lexeme]
	if !known {
		x.order = append(x.order, lexeme)
		x.size += len(lexeme) + 8
	}
	if place > 0 && len(places) < 255 && (len(places) == 0 || places[len(places)-1] < place) {
		places = append(places, place)
		x.size += 2
	}
	x.at[lexeme] = places
}

// String is the tsvector as PostgreSQL reads it. No lexeme holds a quote.
func (x *lexemes) String() string {
	var b strings.Builder
	for _, l := range x.order {
		b.WriteString(quoted(l))
		for i, p := range x.at[l] {
			b.WriteByte(":,"[min(i, 1)])
			b.WriteString(strconv.Itoa(p))
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// quoted is a lexeme as tsvector and tsquery read it. It holds neither quote nor
// backslash: its letters and digits are folded, and the signs before them ours.
func quoted(lexeme string) string { return "'" + lexeme + "'" }
