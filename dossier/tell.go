package dossier

import (
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/check"
)

// takes says whether a document may be the piece: by its type, whose it is, and what it
// says where papers of one type are different pieces; or by a person's word.
func (v *filed) takes(r PieceRule, p Piece) bool {
	if _, said := p.wordOf(r.Name); said {
		return true
	}
	if !slices.Contains(r.Types, p.Type) {
		return false
	}
	if r.Filled != "" && valueOf(&p.Understanding, r.Filled) == "" {
		return false
	}
	if len(r.Says) > 0 && !p.says(r.Says) || len(r.SaysNot) > 0 && p.says(r.SaysNot) {
		return false
	}
	switch whose := p.whose(); r.Holder {
	case "customer":
		return whose != stranger
	case "other":
		return whose != customer
	case "adult", "minor":
		born, ok := dateOf(&p.Understanding, "birth_date")
		return !ok || born.AddDate(18, 0, 0).After(v.now) == (r.Holder == "minor")
	}
	return true
}

// holders are those whose papers a piece may be limited to.
var holders = []string{"", "customer", "other", "adult", "minor"}

// whose are those to whom a paper may belong.
type whose int

const (
	somebody whose = iota
	customer
	stranger
)

// whose says what the check of the name against the customers amounts to. Another given
// name that is proved is another person of the family.
func (p Piece) whose() whose {
	is := somebody
	for _, k := range p.Understanding.Checks {
		if k.Rule != RuleName {
			continue
		}
		given := p.Understanding.Field("given_names")
		switch {
		case k.Verdict == bordereau.Passed:
			return customer
		case k.Verdict == bordereau.Failed, slices.Equal(k.Fields, []string{"given_names"}) && given != nil && given.Status == bordereau.Proved:
			is = stranger
		}
	}
	return is
}

// unsure says that a piece is limited to some people and the document does not say
// whether it is theirs.
func (r PieceRule) unsure(p Piece) bool {
	switch r.Holder {
	case "other":
		return p.whose() == somebody
	case "adult", "minor":
		_, ok := dateOf(&p.Understanding, "birth_date")
		return !ok
	}
	return false
}

// says looks for one of the phrases among the words of a document, its subject and what
// told its type. A letter of a long word may be misread.
func (p Piece) says(phrases []string) bool {
	return slices.ContainsFunc(phrases, func(phrase string) bool {
		return !slices.ContainsFunc(strings.Split(phrase, " + "), func(part string) bool { return !p.holds(plainWords(part)) })
	})
}

func (p Piece) holds(want []string) bool {
	return slices.ContainsFunc(p.Understanding.Cues, func(c bordereau.Cue) bool { return c.Weight > 0 && holds(plainWords(c.Phrase), want) }) ||
		holds(plainWords(p.Understanding.Value("subject")), want) || holds(p.words, want)
}

func plainWords(s string) []string {
	return strings.FieldsFunc(check.Fold(s), func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') })
}

// holds says whether words stand one behind the other in a text.
func holds(text, want []string) bool {
	for i := 0; len(want) > 0 && i+len(want) <= len(text); i++ {
		j := 0
		for j < len(want) && nearly(text[i+j], want[j]) {
			j++
		}
		if j == len(want) {
			return true
		}
	}
	return false
}

// nearly is the same word, or a long one with one letter misread; both are plain words,
// whose letters are of one byte.
func nearly(read, word string) bool {
	return read == word || len(word) >= 6 && max(len(read), len(word))-min(len(read), len(word)) <= 1 && !farther(read, word)
}

// ToldByWords are the types of documents of which the kind asks what they say: of others the
// text is not looked at.
func (k Kind) ToldByWords() []bordereau.Type {
	types := []bordereau.Type{}
	for _, r := range k.Pieces {
		if len(r.Says)+len(r.SaysNot) > 0 {
			types = append(types, r.Types...)
		}
	}
	slices.Sort(types)
	return slices.Compact(types)
}

// told readies documents to be asked what they say, where the kind does.
func (k Kind) told(docs []Piece) []Piece {
	docs, types := slices.Clone(docs), k.ToldByWords()
	for i := range docs {
		if slices.Contains(types, docs[i].Type) {
			docs[i].words = plainWords(docs[i].Text)
		}
	}
	return docs
}

// filedIn is a dossier with the documents that count.
func filedIn(k Kind, d Dossier, docs []Piece, now time.Time) *filed {
	return &filed{kind: k, Dossier: d, docs: withoutGone(k.told(docs)), now: now}
}
