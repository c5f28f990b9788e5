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

// second reads a place again, at full resolution.
type second func(box bordereau.Box) (string, error)

// reconcile compares a page's own text with what was seen. Where they say the
// same, allowing for the confusions of recognition, the layer's spelling is
// used; elsewhere what was seen stands. The layer differs when less than
// layerShare of it is seen, or when a number in it is not the number that is
// seen, even at a second look: one digit decides about an amount or an account.
func reconcile(words, layer []bordereau.Word, again second) ([]bordereau.Word, bordereau.LayerVerdict, error) {
	layer = written(layer)
	if len(layer) == 0 {
		return words, bordereau.LayerNone, nil
	}
	groups := groupUp(words, layer)
	total, agreed, doubts := 0, 0, 0
	differs := false
	var out []bordereau.Word
	for _, g := range groups {
		shown, told := text(words, g.seen), text(layer, g.layer)
		chars := len([]rune(told))
		total += chars
		same, number := agrees(shown, told)
		if !same && number && len(g.seen) > 0 && !differs {
			if doubts++; doubts > layerDoubts {
				differs = true
			} else {
				better, err := again(bounds(words, g.seen).Union(bounds(layer, g.layer)))
				if err != nil {
					return nil, "", err
				}
				same, number = agrees(better, told)
				differs = number && !same
			}
		}
		if !same {
			for _, i := range g.seen {
				out = append(out, words[i])
			}
			continue
		}
		agreed += chars
		if len(g.seen) == 0 {
			continue
		}
		for _, i := range g.layer {
			w := layer[i]
			first := words[g.seen[0]]
			w.Block, w.Line, w.Confidence = first.Block, first.Line, 0
			for _, j := range g.seen {
				w.Confidence = max(w.Confidence, words[j].Confidence)
			}
			if len(g.seen) == len(g.layer) && len(g.seen) == 1 {
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
// disagreement is one of numbers.
func agrees(shown, told string) (same, number bool) {
	s, t := skeleton(shown), skeleton(told)
	if s == t {
		return true, false
	}
	if digits(shown) != digits(told) && (digits(told) != "" || digits(shown) != "") {
		return false, true
	}
	n := max(len(s), len(t))
	return edits(s, t) <= n/4, false
}

// skeleton folds what recognition confuses: case, accents, punctuation, and
// letters that look like digits. No two digits fold together.
func skeleton(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		switch {
		case r == 'œ' || r == 'Œ':
			b.WriteString("0e")
		case r == 'æ' || r == 'Æ':
			b.WriteString("ae")
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(look1(unicode.ToLower(r)))
		}
	}
	return b.String()
}

func look1(r rune) rune {
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
