package model

import (
	"sort"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// Correction is what may leave the bank of a page that a clerk named: its type and the
// features that it shares with pages of many dossiers. It holds no number, no place and no
// sentence of the page.
type Correction struct {
	Type     bordereau.Type `json:"type"`
	Features []string       `json:"features"`
}

// Sample is a correction to learn from.
func (c Correction) Sample() Sample {
	return Sample{Type: c.Type, Features: c.Features, Corrected: true}
}

// Nameless gathers pages that clerks named, and gives of each what names nobody. Words are
// kept as they are, for the weights must explain themselves; a hash would hide them from
// the clerk, and from nobody who tries the names of a town one after the other. What keeps
// a name out is that ten dossiers must share a word, and that none of the words is kept
// that the page says of its people.
type Nameless struct {
	pages  []Correction
	groups map[string]map[string]bool // of a feature; no more than are asked for
}

// Add takes a page: the dossier that it belongs with, and what names whom it is about.
func (n *Nameless) Add(t bordereau.Type, dossier string, r bordereau.Reading, about []string) {
	if n.groups == nil {
		n.groups = map[string]map[string]bool{}
	}
	private := map[string]bool{}
	for _, a := range about {
		for _, w := range strings.Fields(spec.Fold(a)) {
			private[w] = true
		}
	}
	c := Correction{Type: t, Features: []string{}}
	for f := range Features(r) {
		if names(f, private) {
			continue
		}
		c.Features = append(c.Features, f)
		if n.groups[f] == nil {
			n.groups[f] = map[string]bool{}
		}
		if len(n.groups[f]) < leastNamed {
			n.groups[f][dossier] = true
		}
	}
	n.pages = append(n.pages, c)
}

// names says whether a feature holds a word that is private.
func names(feature string, private map[string]bool) bool {
	kind, words, _ := strings.Cut(feature, ":")
	if kind == "l" {
		return false
	}
	for _, w := range strings.Split(words, "_") {
		if private[w] {
			return true
		}
	}
	return false
}

// Corrections gives the pages in the order of their features and types, so that nothing
// tells which came in when.
func (n *Nameless) Corrections() []Correction {
	out := make([]Correction, len(n.pages))
	for i, p := range n.pages {
		out[i] = Correction{Type: p.Type, Features: []string{}}
		for _, f := range p.Features {
			if strings.HasPrefix(f, "l:") || len(n.groups[f]) >= leastNamed {
				out[i].Features = append(out[i].Features, f)
			}
		}
		sort.Strings(out[i].Features)
	}
	sort.SliceStable(out, func(a, b int) bool {
		if out[a].Type != out[b].Type {
			return out[a].Type < out[b].Type
		}
		return strings.Join(out[a].Features, " ") < strings.Join(out[b].Features, " ")
	})
	return out
}
