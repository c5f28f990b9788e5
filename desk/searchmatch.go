package desk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// tsquery is what PostgreSQL is asked for the terms, exactly or with misreadings
// forgiven; empty where nothing is asked, or nothing can be forgiven.
func (a Asked) tsquery(forgive bool) string {
	var all []string
	forgiven := false
	for _, t := range a.Terms {
		all = append(all, t.tsquery())
		if near := t.near(); forgive && len(near) > 0 {
			forgiven = true
			all[len(all)-1] = "(" + t.tsquery() + " | " + strings.Join(near, " | ") + ")"
		}
	}
	if forgive && !forgiven {
		return ""
	}
	return strings.Join(all, " & ")
}

func (t Term) tsquery() string {
	switch t.Kind {
	case TermAmount, TermDay, TermIBAN:
		return quoted(t.Key)
	case TermPhrase:
		words := make([]string, len(t.Words))
		for i, w := range t.Words {
			words[i] = quoted(w)
		}
		return "(" + strings.Join(words, " <-> ") + ")"
	case TermGroups:
		words := make([]string, len(t.Words))
		for i, w := range t.Words {
			words[i] = quoted(w)
		}
		joined := strings.Join(t.Words, "")
		return "(" + strings.Join(words, " & ") + " | " + beginning(joined) + wholeAmount(joined) + ")"
	default:
		if amount := wholeAmount(t.Words[0]); amount != "" {
			return "(" + beginning(t.Words[0]) + amount + ")"
		}
		return beginning(t.Words[0])
	}
}

// beginning is a word or what begins with it. Of two letters nearly everything does.
func beginning(word string) string {
	if len(word) < 3 {
		return quoted(word)
	}
	return quoted(word) + ":*"
}

// wholeAmount is the amount without cents that a number may mean.
func wholeAmount(word string) string {
	if n, err := strconv.ParseInt(word, 10, 64); figures(word) && len(word) <= 12 && err == nil && n > 9 {
		return " | " + quoted("="+strconv.FormatInt(n, 10)+".00")
	}
	return ""
}

// near are the lexemes of what a word may have been misread as: the same strokes, and,
// of words of five letters, another letter. Of a number the strokes alone: another digit
// is another number.
func (t Term) near() []string {
	if t.Kind != TermWord || len(t.Words[0]) < minForgiven {
		return nil
	}
	w := t.Words[0]
	out := []string{quoted("~" + strokes(w))}
	if letters(w) && len(w) > minForgiven {
		for _, v := range oneOff(w) {
			out = append(out, quoted(v))
		}
	}
	return out
}

// hitSpan is a stretch of a text that a search means; near says that it is forgiven.
type hitSpan struct {
	span
	near bool
}

// matcher finds in a text what a search asked for, as the index does.
type matcher struct {
	asked  Asked
	now    time.Time
	near   map[string]bool // words that are forgiven
	stroke map[string]bool
	keys   map[string]bool
}

// newMatcher finds misreadings too where forgive is set.
func newMatcher(a Asked, forgive bool, now time.Time) *matcher {
	m := &matcher{asked: a, now: now, near: map[string]bool{}, stroke: map[string]bool{}, keys: map[string]bool{}}
	for _, t := range a.Terms {
		if t.Key != "" {
			m.keys[t.Key] = true
		}
		if t.Kind == TermWord || t.Kind == TermGroups {
			if amount := strings.TrimPrefix(wholeAmount(strings.Join(t.Words, "")), " | "); amount != "" {
				m.keys[strings.Trim(amount, "'")] = true
			}
		}
		if !forgive || t.Kind != TermWord || len(t.Words[0]) < minForgiven {
			continue
		}
		m.stroke[strokes(t.Words[0])] = true
		if letters(t.Words[0]) && len(t.Words[0]) > minForgiven {
			for _, v := range oneOff(t.Words[0]) {
				m.near[v] = true
			}
		}
	}
	return m
}

// in finds the hits of a text, in its order, none in another.
func (m *matcher) in(text string) []hitSpan {
	if len(m.asked.Terms) == 0 {
		return nil
	}
	spans := wordsIn(text)
	words := make([]string, len(spans))
	for i, s := range spans {
		words[i] = fold(text[s.from:s.to])
	}
	var hits []hitSpan
	for i := range words {
		if n, near := m.at(words[i:]); n > 0 {
			hits = append(hits, hitSpan{span{spans[i].from, spans[i+n-1].to}, near})
		}
	}
	if len(m.keys) > 0 {
		for _, k := range marksIn(text, m.now) {
			if m.keys[k.key] {
				hits = append(hits, hitSpan{k.span, false})
			}
		}
	}
	return apart(hits)
}

// at says how many of the words, from the first on, are a hit.
func (m *matcher) at(words []string) (n int, near bool) {
	for _, t := range m.asked.Terms {
		switch t.Kind {
		case TermWord:
			if begins(words[0], t.Words[0]) {
				n = max(n, 1)
			}
		case TermPhrase, TermGroups:
			if len(words) >= len(t.Words) && slices.Equal(words[:len(t.Words)], t.Words) {
				n = max(n, len(t.Words))
			}
			if t.Kind == TermGroups && begins(words[0], strings.Join(t.Words, "")) {
				n = max(n, 1)
			}
		case TermIBAN:
			if words[0] == t.Key {
				n = max(n, 1)
			}
		}
	}
	if n > 0 {
		return n, false
	}
	if m.near[words[0]] || len(words[0]) >= minForgiven && !figures(words[0]) && m.stroke[strokes(words[0])] {
		return 1, true
	}
	return 0, false
}

// begins is what beginning asks the index for.
func begins(word, typed string) bool {
	return word == typed || len(typed) >= 3 && strings.HasPrefix(word, typed)
}

// apart leaves hits that lie in longer ones out.
func apart(hits []hitSpan) []hitSpan {
	slices.SortFunc(hits, func(a, b hitSpan) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	out := hits[:0]
	for _, h := range hits {
		if len(out) == 0 || h.from >= out[len(out)-1].to {
			out = append(out, h)
		}
	}
	return out
}
