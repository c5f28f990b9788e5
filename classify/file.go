package classify

import (
	"cmp"
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

// flags says in French what a file may carry beside its pages.
var flags = map[string]string{
	"javascript": "un programme (JavaScript)", "embedded_files": "d'autres fichiers", "launch": "le lancement d'un programme",
	"remote_target": "un renvoi vers un autre fichier", "uri": "des liens vers Internet", "open_action": "une action à l'ouverture",
	"xfa": "un formulaire XFA", "signature": "une signature électronique (non vérifiée)", "layers": "des calques qui se masquent",
	"multimedia": "du son ou de la vidéo", "external_stream": "un contenu pris hors du fichier", "revisions": "des versions antérieures",
	"encrypted": "un chiffrement", "truncated": "une fin manquante", "repaired": "une structure abîmée, réparée pour être lue",
	"lenient": "une structure hors norme",
}

func sayFlags(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = cmp.Or(flags[n], n)
	}
	return out
}

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
			Detail: "le texte caché du fichier ne dit pas ce que l'on voit, page " + strings.Join(differs, ", ")})
	case len(agrees) > 0:
		u.Checks = append(u.Checks, bordereau.Check{Rule: ruleLayer, Verdict: bordereau.Passed,
			Detail: "le texte caché du fichier dit ce que l'on voit"})
	}
	if len(r.Flags) > 0 {
		c := bordereau.Check{Rule: ruleActive, Verdict: bordereau.Inconclusive,
			Detail: "le fichier porte plus que ses pages : " + strings.Join(sayFlags(r.Flags), ", ")}
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
