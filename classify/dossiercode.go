package classify

import (
	"fmt"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// ruleOneDossier fails where the codes printed on the pages name several dossiers.
const ruleOneDossier = "one_dossier"

// dossierCode keeps the dossier that a QR code or a Code 128 on the pages names. The check
// characters of the symbol prove that this is what was printed, not that it is right.
func dossierCode(d *spec.Draft) {
	var first *bordereau.Field
	for i := range d.Reading.Pages {
		p := &d.Reading.Pages[i]
		for _, s := range p.Symbols {
			if s.Kind != bordereau.SymbolQR && s.Kind != bordereau.SymbolCode128 {
				continue
			}
			ref, ok := check.ParseDossier(string(s.Bytes()))
			switch {
			case !ok || first != nil && first.Value == ref:
			case first != nil:
				d.Check(ruleOneDossier, bordereau.Failed, fmt.Sprintf("les codes imprimés désignent plusieurs dossiers : %s et %s", first.Value, ref), "dossier_reference")
				return
			default:
				if first = d.Put(bordereau.Field{Name: "dossier_reference", Value: ref, Raw: s.Text, Page: p.Number, Box: s.Box, Confidence: 1}); first == nil {
					return // there are as many fields as there may be
				}
				first.Prove(bordereau.ProofCheckDigit, "les caractères de contrôle du code imprimé")
			}
		}
	}
}
