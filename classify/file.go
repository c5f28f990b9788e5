package classify

import (
	"fmt"
	"strings"

	"bordereau"
)

// The rules that the engine itself holds against every file.
const (
	ruleType   = "type_margin"       // is the type clearly ahead of the next one
	ruleLayer  = "text_layer_agrees" // does a PDF say what it shows
	ruleActive = "active_content"    // does the file carry more than pages
)

// active is what makes a file do something: never on a customer's paper.
var active = map[string]bool{"javascript": true, "launch": true, "xfa": true, "open_action": true, "active_content": true}

// finish adds the checks that speak of the file, and makes lists of nothing empty.
func finish(r bordereau.Reading, u bordereau.Understanding) bordereau.Understanding {
	var agrees, differs []string
	for _, p := range r.Pages {
		switch p.Layer {
		case bordereau.LayerAgrees:
			agrees = append(agrees, fmt.Sprint(p.Number))
		case bordereau.LayerDiffers:
			differs = append(differs, fmt.Sprint(p.Number))
		}
	}
	switch {
	case len(differs) > 0:
		u.Checks = append(u.Checks, bordereau.Check{Rule: ruleLayer, Verdict: bordereau.Failed,
			Detail: "the file's own text says other things than are seen, page " + strings.Join(differs, ", ")})
	case len(agrees) > 0:
		u.Checks = append(u.Checks, bordereau.Check{Rule: ruleLayer, Verdict: bordereau.Passed,
			Detail: "the file's own text is what is seen"})
	}
	if len(r.Flags) > 0 {
		c := bordereau.Check{Rule: ruleActive, Verdict: bordereau.Inconclusive,
			Detail: "the file carries more than its pages: " + strings.Join(r.Flags, ", ")}
		for _, f := range r.Flags {
			if active[f] {
				c.Verdict = bordereau.Failed
			}
		}
		u.Checks = append(u.Checks, c)
	}
	if u.Fields == nil {
		u.Fields = []bordereau.Field{}
	}
	if u.Checks == nil {
		u.Checks = []bordereau.Check{}
	}
	for i := range u.Fields {
		if u.Fields[i].Proofs == nil {
			u.Fields[i].Proofs = []bordereau.Proof{}
		}
	}
	return u
}
