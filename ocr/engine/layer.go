package engine

import (
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"bordereau"
)

const (
	// layerShare is the share of a layer's characters that must be seen on the page
	// for the layer to agree: logos and pictures are read badly, and footnotes of
	// 5 points, but nine tenths of an honest page are read.
	layerShare = 0.90
	// layerDoubts is how many differing places are looked at again before the
	// layer is given up.
	layerDoubts = 24
)

// group is a place on the page: the words that were seen there and those that
// the layer has there. Either may be empty.
type group struct {
	seen, layer []int
}

// second reads a place again, at full resolution, and says whether one of its
// readings is what the layer tells.
type second func(box bordereau.Box, told string) (bool, error)

// reconcile compares a page's own text with what was seen. Where they say the
// same, allowing for the confusions of recognition, the layer's spelling is
// used; elsewhere what was seen stands. The layer differs when less than
// layerShare of it is seen, or when a number in it is not the number that is
// clearly seen, even at a second look: one digit decides about an amount or an
// account. Words of the layer that nobody sees are never taken over.
func reconcile(words, layer []bordereau.Word, again second) ([]bordereau.Word, bordereau.LayerVerdict, error) {
	layer = written(layer)
	if len(layer) == 0 {
		return words, bordereau.LayerNone, nil
	}
	large := largeOf(layer)
	total, agreed, doubts := 0, 0, 0
	differs := false
	var out []bordereau.Word
	for _, g := range groupUp(words, layer) {
		shown, told := text(words, g.seen), text(layer, g.layer)
		same, number := agrees(shown, told)
		if !same && number && confidence(words, g.seen) >= clearly && !differs {
			if doubts++; doubts > layerDoubts {
				differs = true
			} else {
				var err error
				if same, err = again(bounds(words, g.seen).Union(bounds(layer, g.layer)), told); err != nil {
					return nil, "", err
				}
				differs = !same
			}
		}
		if chars := len([]rune(told)); same {
			agreed, total = agreed+chars, total+chars
		} else if bounds(layer, g.layer).H <= large {
			total += chars
		}
		for _, i := range g.seen {
			if !same {
				out = append(out, words[i])
			}
		}
		if !same || len(g.seen) == 0 {
			continue
		}
		for _, i := range g.layer {
			w, first := layer[i], words[g.seen[0]]
			w.Block, w.Line, w.Confidence = first.Block, first.Line, confidence(words, g.seen)
			if len(g.seen) == 1 && len(g.layer) == 1 {
				w.Box = first.Box
			}
			out = append(out, w)
		}
	}
	if differs || float64(agreed) < layerShare*float64(total) {
		return words, bordereau.LayerDiffers, nil
	}
	return out, bordereau.LayerAgrees, nil
}

// clearly is the confidence from which a number that was seen contradicts.
const clearly = 0.6

// largeOf is the height above which words count as watermarks, logos and the
// like, which are drawn to be looked past: twice the median.
func largeOf(layer []bordereau.Word) int {
	heights := make([]int, len(layer))
	for i, w := range layer {
		heights[i] = w.Box.H
	}
	sort.Ints(heights)
	return 2 * heights[len(heights)/2]
}

// confidence is the best of some words, 0 of none.
func confidence(words []bordereau.Word, at []int) float64 {
	best := 0.0
	for _, i := range at {
		best = max(best, words[i].Confidence)
	}
	return best
}

// written leaves out what a layer holds besides text: spaces, leaders, bullets.
func written(layer []bordereau.Word) []bordereau.Word {
	var out []bordereau.Word
	for _, w := range layer {
		if letters(w.Text) > 0 && !w.Box.Empty() {
			out = append(out, w)
		}
	}
	return out
}

// groupUp brings overlapping words together. Groups come in the order in which
// their words were seen; places that only the layer knows come last.
func groupUp(words, layer []bordereau.Word) []group {
	parent := make([]int, len(words)+len(layer))
	for i := range parent {
		parent[i] = i
	}
	var root func(int) int
	root = func(i int) int {
		if parent[i] != i {
			parent[i] = root(parent[i])
		}
		return parent[i]
	}
	byTop := make([]int, len(layer))
	for i := range byTop {
		byTop[i] = i
	}
	sort.Slice(byTop, func(a, b int) bool { return layer[byTop[a]].Box.Y < layer[byTop[b]].Box.Y })
	tallest := 0
	for _, w := range layer {
		tallest = max(tallest, w.Box.H)
	}
	for i, w := range words {
		from := sort.Search(len(byTop), func(k int) bool { return layer[byTop[k]].Box.Y >= w.Box.Y-tallest })
		for _, j := range byTop[from:] {
			if layer[j].Box.Y > w.Box.Y+w.Box.H {
				break
			}
			if overlap(w.Box, layer[j].Box) {
				a, b := root(i), root(len(words)+j)
				parent[max(a, b)] = min(a, b)
			}
		}
	}
	at := map[int]int{}
	var groups []group
	for i := range parent {
		r := root(i)
		k, ok := at[r]
		if !ok {
			k = len(groups)
			at[r] = k
			groups = append(groups, group{})
		}
		if i < len(words) {
			groups[k].seen = append(groups[k].seen, i)
		} else {
			groups[k].layer = append(groups[k].layer, i-len(words))
		}
	}
	for _, g := range groups {
		sort.SliceStable(g.layer, func(a, b int) bool { return layer[g.layer[a]].Box.X < layer[g.layer[b]].Box.X })
		sort.SliceStable(g.seen, func(a, b int) bool { return words[g.seen[a]].Box.X < words[g.seen[b]].Box.X })
	}
	return groups
}

// overlap says whether two boxes share the better part of a line's height and
// more than a third of the narrower one's width.
func overlap(a, b bordereau.Box) bool {
	w := min(a.X+a.W, b.X+b.W) - max(a.X, b.X)
	h := min(a.Y+a.H, b.Y+b.H) - max(a.Y, b.Y)
	return 3*w > min(a.W, b.W) && 2*h > min(a.H, b.H)
}

func text(words []bordereau.Word, at []int) string {
	var b strings.Builder
	for _, i := range at {
		b.WriteString(words[i].Text)
	}
	return b.String()
}

func bounds(words []bordereau.Word, at []int) bordereau.Box {
	var b bordereau.Box
	for _, i := range at {
		b = b.Union(words[i].Box)
	}
	return b
}

// agrees compares what is shown with what is told, and says whether a
// disagreement is one of numbers: of a digit with another digit.
func agrees(shown, told string) (same, number bool) {
	s, t := skeleton(shown), skeleton(told)
	if s == t {
		return true, false
	}
	if contradicts([]rune(plain(shown)), []rune(plain(told))) {
		return false, true
	}
	return edits(s, t) <= max(len(s), len(t))/4, false
}

// contradicts holds digits against digits: place by place where both are of one
// length (a letter there is a misread digit), else all of them.
func contradicts(shown, told []rune) bool {
	if len(shown) != len(told) {
		s, t := digits(string(shown)), digits(string(told))
		return s != "" && t != "" && s != t
	}
	for i, r := range shown {
		if r != told[i] && unicode.IsDigit(r) && unicode.IsDigit(told[i]) {
			return true
		}
	}
	return false
}

// plain keeps letters and digits, in lower case and without accents.
func plain(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// skeleton folds what recognition confuses besides: ligatures, and letters that
// look like digits. No two digits fold together.
func skeleton(s string) string {
	s = strings.NewReplacer("œ", "oe", "æ", "ae").Replace(plain(s))
	return strings.Map(lookalike, s)
}

// lookalike is the digit that a letter is taken for.
func lookalike(r rune) rune {
	switch r {
	case 'o':
		return '0'
	case 'l', 'i':
		return '1'
	case 's':
		return '5'
	case 'b':
		return '8'
	case 'z':
		return '2'
	}
	return r
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// edits is the edit distance.
func edits(a, b string) int {
	s, t := []rune(a), []rune(b)
	row := make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := range s {
		diag := row[0]
		row[0] = i + 1
		for j := range t {
			cost := diag
			if s[i] != t[j] {
				cost = 1 + min(diag, row[j], row[j+1])
			}
			diag, row[j+1] = row[j+1], cost
		}
	}
	return row[len(t)]
}
