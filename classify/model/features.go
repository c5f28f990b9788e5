package model

import (
	"math"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// mostWords bounds how many words of a reading are looked at.
const mostWords = 3000

// Features says what a reading shows: its words, pairs of words that follow each other,
// the words of the first page's upper third, and the look of the page. All weigh the
// same and together 1, whatever the length.
func Features(r bordereau.Reading) map[string]float64 {
	seen := map[string]float64{}
	var n, digits, lines int
	for i, p := range r.Pages {
		before := ""
		for _, w := range p.Words {
			if n++; n > mostWords {
				break
			}
			lines += strings.Count(w.Text, "<")
			for _, c := range w.Text {
				if c >= '0' && c <= '9' {
					digits++
				}
			}
			for _, t := range strings.Fields(spec.Fold(w.Text)) {
				if !word(t) {
					continue
				}
				seen["w:"+t] = 1
				if before != "" {
					seen["w:"+before+"_"+t] = 1
				}
				if i == 0 && p.Height > 0 && 3*w.Box.Y < p.Height {
					seen["t:"+t] = 1
				}
				before = t
			}
		}
	}
	look(seen, r, n, digits, lines)
	return weighed(seen)
}

// weighed gives all features the same weight.
func weighed(seen map[string]float64) map[string]float64 {
	for f := range seen {
		seen[f] = 1 / math.Sqrt(float64(len(seen)))
	}
	return seen
}

// word says whether letters may be a word that says something: names and numbers are
// thinned out by how few papers share them.
func word(t string) bool {
	if len(t) < 3 || len(t) > 24 {
		return false
	}
	return !strings.ContainsAny(t, "0123456789")
}

// look adds what the page looks like.
func look(seen map[string]float64, r bordereau.Reading, words, digits, fillers int) {
	if fillers > 10 {
		seen["l:mrz"] = 1
	}
	if len(r.Pages) > 1 {
		seen["l:pages"] = 1
	}
	if len(r.Pages) > 0 {
		if p := r.Pages[0]; p.Height > 0 && 2*p.Width > 3*p.Height {
			seen["l:strip"] = 1
		}
	}
	switch {
	case words < 40:
		seen["l:few"] = 1
	case words > 300:
		seen["l:many"] = 1
	}
	if words > 0 && digits > 2*words {
		seen["l:figures"] = 1
	}
}
