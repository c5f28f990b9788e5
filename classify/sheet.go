package classify

import (
	"context"
	"fmt"
	"slices"

	"bordereau"
)

// backsOn are the backs on a sheet that follows one of several cheques, one for each; nil
// where they are none.
func (d *divider) backsOn(s *side, next []side) []*side {
	n := s.page.Papers
	if s.kind != isSheet || s.page.Backs == "" || len(next) < n || len(d.papers) < n {
		return nil
	}
	var backs []*side
	for i := range n {
		front, back := d.papers[len(d.papers)-n+i].first, &next[i]
		if front.page.Number != bordereau.PieceOf(s.page.Number-1, i+1) || back.page.Number != bordereau.PieceOf(s.page.Number, i+1) ||
			front.kind != isCheque || back.kind != isUnknown && back.kind != isEmpty {
			return nil
		}
		backs = append(backs, back)
	}
	return backs
}

// sheet gives the cheques of the sheet before their backs: by what stands on these, or else
// in the places where they lie, with a doubt: loose cheques may have been laid down anew.
// Where some are endorsed and some are not the place is not enough.
func (d *divider) sheet(ctx context.Context, c *Classifier, r bordereau.Reading, z Zones, backs []*side) error {
	empty := 0
	for _, s := range backs {
		if s.kind == isEmpty {
			empty++
		}
	}
	n := len(backs)
	if empty == n {
		return nil
	}
	p := &pile{fronts: slices.Clone(d.papers[len(d.papers)-n:]), backs: backs}
	if err := p.read(ctx, c, r, z); err != nil {
		return err
	}
	same, turned := inOrder(n)
	sheet := bordereau.SheetOf(backs[0].page.Number)
	not, wrong := p.against(same), p.against(turned)
	doubt := bordereau.Check{Rule: ruleBack, Verdict: bordereau.Inconclusive}
	switch account := p.account(); {
	case not != "" && wrong != "":
		d.fail("les versos de la page %d ne se rapportent aux chèques de la page précédente ni en place ni dans l'ordre inverse : %s, et %s", sheet, not, wrong)
	case not != "":
		d.attach(p, turned, nil)
	case wrong != "":
		d.attach(p, same, nil)
	case account != "":
		doubt.Detail = alikeDoubt + account
		d.attach(p, same, &doubt)
	case empty == 0 && placed(sheet, r):
		doubt.Detail = fmt.Sprintf("rien d'écrit ne prouve que ce verso est celui de ce chèque : il est à sa place sur la page %d, retournée", sheet)
		d.attach(p, same, &doubt)
	default:
		d.fail("la page %d suit des chèques numérisés ensemble et peut être le verso de chacun : numérisez leur recto et leur verso un par un", sheet)
	}
	return nil
}

// placed says whether the backs on a page fit the sheet turned over along one edge alone.
func placed(sheet int, r bordereau.Reading) bool {
	return slices.ContainsFunc(r.Pages, func(p bordereau.Page) bool { return p.Number == sheet && p.Backs == bordereau.BacksPlaced })
}
