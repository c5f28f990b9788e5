package spec

import (
	"sort"
	"strings"

	"bordereau"
)

// Phrase is a place where a phrase stands.
type Phrase struct {
	Text  string // as asked for
	Words []int  // indices in Sheet.Words, first to last in reading order
	Page  int
	Box   bordereau.Box
	Cost  int // 0 exact; see budget
}

// maxPlaces bounds how many places of one phrase are looked at.
const maxPlaces = 64

// small are words that a phrase is not asked for: they get lost or misread.
var small = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("A AU AUX C CE CES D DE DES DU E EN ET J L LA LE LES N NO O OF OU PAR S SUR THE TO UN UNE") {
		m[w] = true
	}
	return m
}()

// Find gives the places of a phrase in reading order. Small words are not asked
// for where others are, and up to three short words may stand between; a phrase may
// run over a line's end but not from one block to another.
func (s *Sheet) Find(phrase string) []Phrase {
	if p, ok := s.spans[phrase]; ok {
		return p
	}
	words := fold(phrase)
	key := words[:0:0]
	for _, w := range words {
		if !small[w] {
			key = append(key, w)
		}
	}
	if len(key) == 0 {
		key = words
	}
	out := s.findWords(phrase, key)
	if len(key) < len(words) {
		s.extend(out, words)
	}
	if len(key) > 1 && len(out) == 0 {
		// Blanks get lost: "CODEBANQUE".
		glued := ""
		for _, w := range words {
			glued += w
		}
		out = s.findWords(phrase, []string{glued})
	}
	if elided := withoutApostrophes(words); len(out) == 0 && len(elided) < len(words) {
		// Apostrophes get lost: "DACTE".
		out = s.findWords(phrase, elided)
	}
	s.spans[phrase] = out
	return out
}

// withoutApostrophes are the words of a phrase that are not small, those that were elided
// run together with what follows: "d'acte" is one.
func withoutApostrophes(words []string) (out []string) {
	before := ""
	for i, w := range words {
		switch {
		case len(w) == 1 && strings.IndexByte("CDJLMNST", w[0]) >= 0 && i+1 < len(words):
			before = w
			continue
		case before == "" && small[w]:
			continue
		}
		out, before = append(out, before+w), ""
	}
	return out
}

func (s *Sheet) findWords(phrase string, key []string) []Phrase {
	var out []Phrase
	if len(key) == 0 {
		return nil
	}
	rest := make([][]hit, len(key))
	for k, w := range key {
		if rest[k] = s.near(w); len(rest[k]) == 0 {
			return nil
		}
	}
	for _, h := range rest[0] {
		if len(out) == maxPlaces {
			break
		}
		at, cost, first := h.at, h.cost, s.tokens[h.at].word
		ok := true
		for _, hits := range rest[1:] {
			next, found := after(hits, at, func(i int) bool { return s.passable(at, i) })
			if !found {
				ok = false
				break
			}
			at, cost = next.at, cost+next.cost
		}
		if !ok {
			continue
		}
		p := Phrase{Text: phrase, Page: s.Words[first].Page, Cost: cost}
		for i := first; i <= s.tokens[at].word; i++ {
			p.Words = append(p.Words, i)
			p.Box = p.Box.Union(s.Words[i].Box)
		}
		out = append(out, p)
	}
	return out
}

// extend takes in the small words that end a phrase where they follow it: the "à"
// of "fait à".
func (s *Sheet) extend(places []Phrase, words []string) {
	end := len(words)
	for end > 0 && small[words[end-1]] {
		end--
	}
	for k := range places {
		p := &places[k]
		last := p.Words[len(p.Words)-1]
		for _, w := range words[end:] {
			next := last + 1
			if next >= len(s.Words) || s.Words[next].Line != s.Words[last].Line || s.Words[next].Block != s.Words[last].Block || strings.TrimSpace(Fold(s.Words[next].Text)) != w {
				break
			}
			p.Words, p.Box, last = append(p.Words, next), p.Box.Union(s.Words[next].Box), next
		}
	}
}

// after finds the next place of a word after another one.
func after(hits []hit, at int, near func(int) bool) (hit, bool) {
	i := sort.Search(len(hits), func(i int) bool { return hits[i].at > at })
	if i < len(hits) && near(hits[i].at) {
		return hits[i], true
	}
	return hit{}, false
}

// passable says whether a phrase may go on from one token to another: same page
// and block, and no more than three short words between them.
func (s *Sheet) passable(from, to int) bool {
	if to-from > 4 {
		return false
	}
	a, b := s.Words[s.tokens[from].word], s.Words[s.tokens[to].word]
	if a.Page != b.Page || a.Block != b.Block {
		return false
	}
	for i := from + 1; i < to; i++ {
		if len(s.tokens[i].text) > 3 {
			return false
		}
	}
	return true
}

// Title says whether a phrase stands as a heading: it begins its line and little
// follows, or its letters are clearly larger than the page's.
func (s *Sheet) Title(p Phrase) bool {
	first, last := p.Words[0], p.Words[len(p.Words)-1]
	w := s.Words[first]
	same := func(i int) bool {
		return i >= 0 && i < len(s.Words) && s.Words[i].Page == w.Page && s.Words[i].Block == w.Block && s.Words[i].Line == w.Line
	}
	if w.Box.H*10 >= s.LetterHeight(w.Page)*14 && !same(first-1) {
		return true
	}
	before, behind := 0, 0
	for i := first - 1; same(i); i-- {
		before += len(fold(s.Words[i].Text))
	}
	for i := last + 1; same(i) && behind <= 8; i++ {
		behind += len(fold(s.Words[i].Text))
	}
	return before <= 1 && behind <= 4
}

// in says whether a phrase stands in a part of its page.
func (s *Sheet) in(p Phrase, where Where) bool {
	page := s.pages[p.Page]
	if where == Anywhere || page == nil || page.Height <= 0 {
		return true
	}
	middle := p.Box.Y + p.Box.H/2
	if where == Top {
		return middle*3 <= page.Height
	}
	return middle*3 >= 2*page.Height
}

// Weigh finds the best place of a cue and what it is worth there. A misread
// phrase is worth a little less, a mention where a heading was expected a quarter,
// and a place on a later page 0.6.
func (s *Sheet) Weigh(c Cue) (bordereau.Cue, bool) {
	var best bordereau.Cue
	for _, p := range s.Find(c.Phrase) {
		if !s.in(p, c.Where) {
			continue
		}
		w := c.Weight * (1 - 0.05*float64(min(p.Cost, 8)))
		if c.Title && !s.Title(p) {
			w *= 0.25
		}
		if p.Page != s.FirstPage() {
			w *= 0.6
		}
		if best.Weight*sign(w) < w*sign(w) {
			best = bordereau.Cue{Phrase: c.Phrase, Page: p.Page, Box: p.Box, Weight: round(w)}
		}
	}
	return best, best.Weight != 0
}

// FirstPage is the number of the first page with words.
func (s *Sheet) FirstPage() int {
	if len(s.Words) == 0 {
		return 1
	}
	return s.Words[0].Page
}

func sign(f float64) float64 {
	if f < 0 {
		return -1
	}
	return 1
}

func round(f float64) float64 { return float64(int64(f*100+sign(f)*0.5)) / 100 }
