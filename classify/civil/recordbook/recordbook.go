// Package recordbook specifies the family record book (livret de famille): the spouses
// and the children, a row each.
package recordbook

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.FamilyRecordBook, Name: "record_book", Label: "livret de famille", Version: 1, Floor: 6,
	Cues: spec.NotALetter([]spec.Cue{
		{Phrase: "livret de famille", Weight: 8, Title: true},
		{Phrase: "extrait de l'acte de mariage", Weight: 2},
		{Phrase: "extrait de l'acte de naissance", Weight: 2},
		{Phrase: "extraits des actes", Weight: 2},
		{Phrase: "époux", Weight: 1.5},
		{Phrase: "épouse", Weight: 1.5},
		{Phrase: "enfant", Weight: 1.5},
		{Phrase: "officier de l'état civil", Weight: 1},
		{Phrase: "acte de décès", Weight: -4, Title: true},
		{Phrase: "acte de notoriété", Weight: -6, Title: true},
	}...),
	Steps: []spec.Step{
		people,
		spec.Take("marriage_date", spec.AnyDate, spec.Sentence(`\b(?:MARIAGE CELEBRE|DRESSE) A [^.:;]{2,50}? LE ([^.;:]{8,40})`, `\bMARIES LE ([^.;:]{8,40})`), spec.Right("mariés le", "mariage célébré le")),
		spec.Take("place", spec.Name, spec.Sentence(`\b(?:MARIAGE CELEBRE|DRESSE) A ([A-Z][A-Z' -]{2,40}?) LE\b`, `\bMARIES LE \d[^ ]{5,12} A ([A-Z][A-Z' -]{2,40}?) (?:PREMIER|ENFANT|EXTRAIT|NOM)`)),
		parentsFirst,
	},
}

// person is somebody who stands in the book.
type person struct {
	surname, given, born spec.Value
	box                  bordereau.Box
	page                 int
}

// people takes everybody with a name: under labels of their own, or behind their part.
func people(ctx context.Context, d *spec.Draft) error {
	all := labelled(d.Sheet)
	if len(all) == 0 {
		all = inSentences(d.Sheet)
	}
	for i, p := range all {
		row := fmt.Sprintf("lines[%d].", i)
		d.PutValue(row+"surname", p.surname)
		if p.given.Text != "" {
			d.PutValue(row+"given_names", p.given)
		}
		if p.born.Text != "" {
			d.PutValue(row+"birth_date", p.born)
		}
	}
	return nil
}

// mostPeople bounds how many a book may hold.
const mostPeople = 30

// labelled reads "Nom :", "Prénoms :", "Né le" under each other.
func labelled(s *spec.Sheet) (out []person) {
	given, born := values(s, spec.Name, "prénoms"), values(s, spec.AnyDate, "né le", "née le", "né", "née")
	for _, surname := range values(s, spec.Name, "nom") {
		if len(out) == mostPeople {
			break
		}
		p := person{surname: surname, page: surname.Words[0].Page, box: surname.Words.Box()}
		p.given, p.born = p.next(s, given), p.next(s, born)
		if p.given.Text != "" || p.born.Text != "" {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b person) int {
		h := 2 * s.LetterHeight(a.page)
		if a.page != b.page || a.box.Y/h != b.box.Y/h && max(a.box.Y-b.box.Y, b.box.Y-a.box.Y) > h {
			return cmp.Or(a.page-b.page, a.box.Y-b.box.Y)
		}
		return a.box.X - b.box.X // beside each other
	})
	return out
}

// next is the nearest value below a person's name, in its column.
func (p person) next(s *spec.Sheet, from []spec.Value) (best spec.Value) {
	h, near := s.LetterHeight(p.page), 1<<30
	for _, v := range from {
		b := v.Words.Box()
		down, aside := b.Y-p.box.Y, b.X-p.box.X
		if v.Words[0].Page == p.page && down > 0 && down < 8*h && aside > -12*h && aside < 12*h && down+max(aside, -aside)/8 < near {
			best, near = v, down+max(aside, -aside)/8
		}
	}
	return best
}

// values reads what stands right of every place of the labels, once a row and place.
func values(s *spec.Sheet, read spec.Reader, labels ...string) (out []spec.Value) {
	seen := map[bordereau.Box]bool{}
	for _, label := range labels {
		for _, span := range spec.Right(label)(s) {
			first := span[0].Box
			if v, ok := read(s, span); ok && !seen[first] && len(v.Words) > 0 && v.Words[0].Box.X-first.X < 4*s.LetterHeight(span[0].Page) {
				seen[first] = true
				out = append(out, v)
			}
		}
	}
	return out
}

var part = regexp.MustCompile(`\b(?:EPOUX|EPOUSE|ENFANT \d{1,2}) ?: ([A-Z][A-Z' -]{3,60}?) NEE? LE (\d{1,2}(?:ER)? [A-Z]+ \d{4}|\d\d/\d\d/\d{4})`)

// inSentences reads "Époux : Jérôme CARNOUX né le 3 mars 1966".
func inSentences(s *spec.Sheet) (out []person) {
	for _, g := range s.Running().Groups(part, mostPeople) {
		p := person{surname: capitals(g[1], true), given: capitals(g[1], false), page: g[1][0].Page, box: g[1].Box()}
		if v, ok := spec.AnyDate(s, g[2]); ok {
			p.born = v
		}
		if p.surname.Text != "" {
			out = append(out, p)
		}
	}
	return out
}

// capitals takes the words of a name that are printed in capitals, or those that are not.
func capitals(s spec.Span, upper bool) (v spec.Value) {
	for _, w := range s {
		if isUpper := !strings.ContainsFunc(w.Text, unicode.IsLower); isUpper == upper {
			v.Words = append(v.Words, w)
		}
	}
	v.Text = strings.Trim(v.Words.Text(), " ,;:.")
	return v
}

// parentsFirst checks that the children were born after their parents.
func parentsFirst(_ context.Context, d *spec.Draft) error {
	const rule = "children_after_parents"
	for i := 2; i < mostPeople; i++ {
		child := d.Understanding.Value(fmt.Sprintf("lines[%d].birth_date", i))
		for k := range 2 {
			parent := fmt.Sprintf("lines[%d].birth_date", k)
			if p := d.Understanding.Value(parent); child != "" && p != "" && child <= p {
				d.Check(rule, bordereau.Failed, "un enfant serait né avant l'un de ses parents", parent, fmt.Sprintf("lines[%d].birth_date", i))
				return nil
			}
		}
	}
	if d.Field("lines[2].birth_date") == nil || d.Field("lines[0].birth_date") == nil {
		d.Check(rule, bordereau.Inconclusive, "aucun enfant n'a été lu avec sa date de naissance")
		return nil
	}
	d.Check(rule, bordereau.Passed, "chaque enfant est né après ses parents")
	return nil
}
