package spec

import (
	"math/bits"
	"sort"
	"strings"
	"time"

	"bordereau"
)

// Word is a word of a sheet with its place in it.
type Word struct {
	bordereau.Word
	Page int // number of its page, from 1
	row  int // index in Sheet.Rows
}

// Row is what stands side by side on a page, left to right, whatever blocks the
// recogniser saw: a label and its value, the columns of a table.
type Row struct {
	Page  int
	Box   bordereau.Box
	Words []int // indices in Sheet.Words, by x
	// Digits counts the characters that are or look like digits.
	Digits int
}

// token is a folded word; a printed word may hold several ("d'identité").
type token struct {
	text string
	word int
}

// Sheet is a reading made ready to be looked through.
type Sheet struct {
	Reading bordereau.Reading
	Words   []Word    // in reading order, all pages
	Rows    []Row     // page by page, top to bottom
	Now     time.Time // the day on which ages are judged
	Zones   Zones     // reads a part of a page again; may be nil
	// Currency is that of the amounts that do not say theirs; "" is EUR.
	Currency string
	// Thorough says that no type was recognised at first: what costs time is
	// tried now.
	Thorough bool

	pages  map[int]*bordereau.Page
	height map[int]int // median height of the words of a page
	slopes map[int]float64
	tokens []token
	where  map[string][]int    // word as folded -> places in tokens
	byLen  [40][]distinct      // the distinct words by length
	found  map[string][]hit    // memo of near
	memo   map[string]any      // memo of Once
	spans  map[string][]Phrase // memo of Find
	laid   int                 // words that all amounts were laid along: see mostLaid
}

type distinct struct {
	text string
	set  uint64
}

type hit struct{ at, cost int }

// NewSheet prepares a reading. now is the day on which ages are judged.
func NewSheet(r bordereau.Reading, now time.Time) *Sheet { return newSheet(r, now, nil) }

// Part is a sheet of some of the words of s, or of some more: its lines fall as those of s
// do, which a few words would not tell.
func (s *Sheet) Part(r bordereau.Reading) *Sheet {
	part := newSheet(r, s.Now, s.slopes)
	part.Zones, part.Currency = s.Zones, s.Currency
	return part
}

// newSheet measures how the lines fall of the pages of which it is not known.
func newSheet(r bordereau.Reading, now time.Time, slopes map[int]float64) *Sheet {
	s := &Sheet{Reading: r, Now: now, pages: map[int]*bordereau.Page{}, height: map[int]int{}, slopes: map[int]float64{},
		where: map[string][]int{}, found: map[string][]hit{}, memo: map[string]any{}, spans: map[string][]Phrase{}}
	for i := range r.Pages {
		p := &r.Pages[i]
		s.pages[p.Number] = p
		from := len(s.Words)
		for _, w := range p.Words {
			if strings.TrimSpace(w.Text) == "" {
				continue
			}
			for _, t := range fold(w.Text) {
				s.tokens = append(s.tokens, token{t, len(s.Words)})
			}
			s.Words = append(s.Words, Word{Word: w, Page: p.Number})
		}
		if known, ok := slopes[p.Number]; ok {
			s.slopes[p.Number] = known
		}
		s.layRows(p.Number, from)
	}
	for i, t := range s.tokens {
		if _, ok := s.where[t.text]; !ok && len(t.text) < len(s.byLen) {
			s.byLen[len(t.text)] = append(s.byLen[len(t.text)], distinct{t.text, letters(t.text)})
		}
		s.where[t.text] = append(s.where[t.text], i)
	}
	return s
}

// layRows rebuilds the rows of one page from the boxes of its words.
func (s *Sheet) layRows(page, from int) {
	idx := make([]int, 0, len(s.Words)-from)
	heights := make([]int, 0, len(s.Words)-from)
	for i := from; i < len(s.Words); i++ {
		idx = append(idx, i)
		if h := s.Words[i].Box.H; h > 0 {
			heights = append(heights, h)
		}
	}
	if len(heights) > 0 {
		sort.Ints(heights)
		s.height[page] = heights[len(heights)/2]
	}
	slope, known := s.slopes[page]
	if !known {
		slope = s.slope(idx)
		s.slopes[page] = slope
	}
	mid := func(i int) int { b := s.Words[i].Box; return 2*b.Y + b.H - int(2*slope*float64(b.X+b.W/2)) }
	sort.SliceStable(idx, func(a, b int) bool { return mid(idx[a]) < mid(idx[b]) })
	first := len(s.Rows)
	var centre, tall, n int // of the row being laid: sum of the middles, of the heights, words
	for _, i := range idx {
		w := &s.Words[i]
		if n > 0 {
			// A word belongs to the row while its middle is no further from the row's
			// than a third of the letters' height; small print stands on the same
			// baseline as capitals twice as high.
			off := mid(i) - centre/n // twice the distance
			if 10*off > 7*max(tall/n, min(w.Box.H, 2*tall/n)) {
				n = 0
			}
			if n == maxSpan { // no line of print is so long: hostile, and slow
				n = 0
			}
		}
		if n == 0 {
			s.Rows = append(s.Rows, Row{Page: page})
			centre, tall = 0, 0
		}
		r := &s.Rows[len(s.Rows)-1]
		r.Words = append(r.Words, i)
		r.Box = r.Box.Union(w.Box)
		centre, tall, n = centre+mid(i), tall+w.Box.H, n+1
	}
	for k := first; k < len(s.Rows); k++ {
		for _, i := range s.Rows[k].Words {
			s.Rows[k].Digits += count(s.Words[i].Text, looksLikeDigit)
		}
		words := s.Rows[k].Words
		sort.SliceStable(words, func(a, b int) bool { return s.Words[words[a]].Box.X < s.Words[words[b]].Box.X })
		for _, i := range words {
			s.Words[i].row = k
		}
	}
}

// slope is how much the lines of a page fall to the right, a pixel a pixel: the
// median over the recogniser's own long lines. A page is straightened before it is
// read; what is left of a skew still takes a row apart over a page's width.
func (s *Sheet) slope(idx []int) float64 {
	var slopes []float64
	for k := 0; k < len(idx); {
		end := k + 1
		for end < len(idx) && s.Words[idx[end]].Block == s.Words[idx[k]].Block && s.Words[idx[end]].Line == s.Words[idx[k]].Line {
			end++
		}
		if onLine := s.onBaseline(idx[k:end]); len(onLine) > 1 {
			first, last := onLine[0], onLine[len(onLine)-1]
			if dx := last.X - first.X; dx > 8*max(first.H, 1) {
				slopes = append(slopes, float64(last.Y+last.H-first.Y-first.H)/float64(dx))
			}
		}
		k = end
	}
	if len(slopes) < 3 {
		return 0
	}
	sort.Float64s(slopes)
	if m := slopes[len(slopes)/2]; m > -0.1 && m < 0.1 {
		return m
	}
	return 0
}

// onBaseline are the boxes of a line's words that end at its baseline: nothing hangs
// below it, and the recogniser did not take in a ruled line or a crease.
func (s *Sheet) onBaseline(line []int) []bordereau.Box {
	heights := make([]int, len(line))
	for i, at := range line {
		heights[i] = s.Words[at].Box.H
	}
	sort.Ints(heights)
	var out []bordereau.Box
	for _, at := range line {
		w := s.Words[at]
		if 2*w.Box.H <= 3*heights[len(heights)/2] && !strings.ContainsAny(w.Text, "gjpqyQç,;()[]{}|_/-—") {
			out = append(out, w.Box)
		}
	}
	return out
}

// Page is a page of the reading by its number, nil if there is none.
func (s *Sheet) Page(number int) *bordereau.Page { return s.pages[number] }

// LetterHeight is the median height of the words of a page in pixels.
func (s *Sheet) LetterHeight(page int) int { return max(s.height[page], 1) }

// Once keeps what several types want to know and is found only once.
func Once[T any](s *Sheet, key string, find func() T) T {
	if v, ok := s.memo[key]; ok {
		if t, ok := v.(T); ok {
			return t
		}
	}
	t := find()
	s.memo[key] = t
	return t
}

// near finds the places where a word stands, exactly or misread, by place.
func (s *Sheet) near(word string) []hit {
	if h, ok := s.found[word]; ok {
		return h
	}
	var hits []hit
	for _, at := range s.where[word] {
		hits = append(hits, hit{at, 0})
	}
	if limit := budget(len(word)); limit > 0 {
		set := letters(word)
		for n := max(1, len(word)-limit/2); n <= len(word)+limit/2 && n < len(s.byLen); n++ {
			for _, d := range s.byLen[n] {
				if bits.OnesCount64(d.set^set) > 2*limit || d.text == word || ordinary[d.text] {
					continue
				}
				if c := apart(word, d.text, limit); c <= limit {
					for _, at := range s.where[d.text] {
						hits = append(hits, hit{at, c})
					}
				}
			}
		}
		sort.Slice(hits, func(a, b int) bool { return hits[a].at < hits[b].at })
	}
	s.found[word] = hits
	return hits
}
