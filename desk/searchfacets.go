package desk

import (
	"cmp"
	"context"
	"slices"
)

const facetValues = 8 // that are listed of a facet

// band is a stretch of amounts, as the filter takes it, and where it ends.
type band struct {
	value string
	below int64 // minor units; 0 for none
}

// bands are the facet of amounts.
var bands = []band{{"..99,99", 100_00}, {"100,00..999,99", 1_000_00}, {"1000,00..9999,99", 10_000_00}, {"10000,00..", 0}}

// facets counts what was found. Months come the newest first, bands in their order, the
// others by their number.
func facets(ctx context.Context, tx Tx, found []Match) ([]Facet, error) {
	types, states, branches, dossiers, months, amounts := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	for _, m := range found {
		if m.Type != "" {
			types[string(m.Type)]++
		}
		states[string(m.State)]++
		branches[m.Branch]++
		months[m.ReceivedAt.Format("2006-01")]++
		if m.DossierID != "" {
			dossiers[m.DossierID]++
		}
		if m.AmountMinor != nil {
			amounts[bandOf(*m.AmountMinor)]++
		}
	}
	byDossier := facet("dossier", dossiers, byCount)
	ids := make([]string, len(byDossier.Values))
	for i, v := range byDossier.Values {
		ids[i] = v.Value
	}
	refs, err := tx.DossierRefs(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range byDossier.Values {
		byDossier.Values[i].Value = refs[byDossier.Values[i].Value]
	}
	inOrder := func(a, b FacetValue) int {
		at := func(v string) int { return slices.IndexFunc(bands, func(b band) bool { return b.value == v }) }
		return cmp.Compare(at(a.Value), at(b.Value))
	}
	newest := func(a, b FacetValue) int { return cmp.Compare(b.Value, a.Value) }
	out := []Facet{facet("type", types, byCount), byDossier, facet("agence", branches, byCount), facet("etat", states, byCount), facet("date", months, newest), facet("montant", amounts, inOrder)}
	return slices.DeleteFunc(out, func(f Facet) bool { return len(f.Values) == 0 }), nil
}

func byCount(a, b FacetValue) int {
	return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
}

func facet(name string, counts map[string]int, order func(a, b FacetValue) int) Facet {
	f := Facet{Name: name}
	for v, n := range counts {
		f.Values = append(f.Values, FacetValue{v, n})
	}
	slices.SortFunc(f.Values, order)
	if len(f.Values) > facetValues {
		f.More = len(f.Values) - facetValues
		f.Values = f.Values[:facetValues]
	}
	return f
}

func bandOf(minor int64) string {
	for _, b := range bands {
		if b.below == 0 || minor < b.below {
			return b.value
		}
	}
	return bands[len(bands)-1].value
}
