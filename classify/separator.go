package classify

import (
	"context"
	"fmt"
	"strings"

	"bordereau"
	"bordereau/check"
)

const separatorSpec = "separator@1"

// patchWords are the most words that a patch sheet has: a form may bear a patch code of
// its own, and is no sheet between others.
const patchWords = 80

// separates says whether a page is a separator sheet, and gives the dossier that it names:
// none where it is a patch sheet, which names nothing.
func separates(p *bordereau.Page) (dossier string, ok bool) {
	for _, s := range p.Symbols {
		switch s.Kind {
		case bordereau.SymbolQR, bordereau.SymbolCode128:
			if ref, ok := check.ParseSeparator(string(s.Bytes())); ok {
				return ref, true
			}
		case bordereau.SymbolPatch:
			ok = ok || len(p.Words) <= patchWords
		}
	}
	return "", ok
}

// separator is what is understood of a sheet that stands alone.
func separator(r bordereau.Reading) (bordereau.Understanding, bool) {
	if len(r.Pages) != 1 {
		return bordereau.Understanding{}, false
	}
	ref, ok := separates(&r.Pages[0])
	if !ok {
		return bordereau.Understanding{}, false
	}
	u := bordereau.Understanding{Type: bordereau.Separator, TypeConfidence: 1, TypeProved: true, Spec: separatorSpec}
	said := "la feuille porte le code d'un séparateur du dossier " + ref
	if ref == "" {
		said = "la feuille porte un patch code de séparation"
	}
	u.Checks = append(u.Checks, bordereau.Check{Rule: ruleType, Verdict: bordereau.Passed, Detail: said})
	return u, true
}

// batches divides a file at its separator sheets: what follows one, up to the next, is of
// the dossier that it names, or of that of the sheet before where it names none, and is divided further where it is a remittance. Nothing is
// said where there is no such sheet. Where one batch cannot be divided the file stays
// whole.
func (c *Classifier) batches(ctx context.Context, r bordereau.Reading, z Zones) (out bordereau.Division, found bool, err error) {
	var pages []bordereau.Page
	dossier, sheets := "", 0
	flush := func() error {
		if len(pages) == 0 {
			return nil
		}
		batch := r
		batch.Pages = pages
		pages = nil
		if blank(batch) {
			for _, p := range batch.Pages {
				out.Apart = append(out.Apart, p.Number)
			}
			return nil
		}
		d, err := c.Divide(ctx, batch, z)
		if err != nil {
			return err
		}
		if len(d.Parts) == 0 {
			if d.Check != nil && d.Check.Verdict == bordereau.Failed && out.Check == nil {
				out.Check = d.Check
			}
			d.Parts = []bordereau.Part{{}}
			for i, p := range batch.Pages {
				role := bordereau.Continuation
				if i == 0 {
					role = bordereau.Front
				}
				d.Parts[0].Pages = append(d.Parts[0].Pages, bordereau.PartPage{Number: p.Number, Role: role})
			}
		}
		for _, p := range d.Parts {
			p.Dossier = dossier
			out.Parts = append(out.Parts, p)
		}
		out.Apart = append(out.Apart, d.Apart...)
		return nil
	}
	for i := range r.Pages {
		ref, ok := separates(&r.Pages[i])
		if !ok {
			pages = append(pages, r.Pages[i])
			continue
		}
		if err := flush(); err != nil {
			return out, true, err
		}
		if sheets++; ref != "" {
			dossier = ref
		}
		out.Apart = append(out.Apart, r.Pages[i].Number)
	}
	if sheets == 0 {
		return bordereau.Division{}, false, nil
	}
	if err := flush(); err != nil {
		return out, true, err
	}
	switch {
	case out.Check != nil:
		return bordereau.Division{Check: out.Check}, true, nil
	case len(out.Parts) == 0:
		return bordereau.Division{}, true, nil
	}
	out.Check = &bordereau.Check{Rule: ruleDivision, Verdict: bordereau.Passed,
		Detail: fmt.Sprintf("le fichier est divisé en %d par %d feuilles de séparation : pages %s", len(out.Parts), sheets, strings.Trim(fmt.Sprint(out.Apart), "[]"))}
	return out, true, nil
}
