package web

import (
	"slices"
	"strconv"

	"bordereau"
	"bordereau/desk"
)

// rows are the fields a clerk sees: those that were read, those the policy asks
// for. Of another type than was read, only what that type needs, empty.
func (s *Server) rows(v *stationView) []row {
	var out []row
	have := map[string]bool{}
	add := func(r row) {
		if !have[r.Name] {
			have[r.Name] = true
			r.Kind, r.Currency = inputKind(r.Name), v.Currency
			out = append(out, r)
		}
	}
	why := map[string]string{}
	for _, r := range v.Task.Reasons {
		if r.Field != "" && why[r.Field] == "" {
			why[r.Field] = r.Sentence
		}
	}
	keyed := map[string]desk.BlindField{}
	for _, b := range v.Doc.Blind {
		keyed[b.Field] = b
	}
	if u := v.Doc.Understanding; u != nil && !v.Retyping {
		for _, f := range u.Fields {
			r := row{Name: f.Name, Shown: display(f.Name, f.Value), Status: f.Status, Why: why[f.Name], Proofs: f.Proofs, Page: f.Page, Box: f.Box,
				Percent: int(f.Confidence*100 + 0.5), View: v.sheet(f.Page)}
			// A clerk is led to what lacks proof and is needed, and to nothing else.
			r.Doubt = r.Why != "" || f.Status == bordereau.Conflict
			if r.Kept = slices.Contains(v.Doc.Hidden, f.Name); r.Kept {
				r.Shown, r.Proofs, r.Percent = "", nil, 0
			}
			r.Typed = r.Shown
			r.key(keyed)
			add(r)
		}
	}
	for _, r := range v.Task.Reasons {
		if r.Field != "" && !v.Retyping {
			one := row{Name: r.Field, Why: r.Sentence, Doubt: true, Kept: slices.Contains(v.Doc.Hidden, r.Field)}
			one.key(keyed)
			add(one)
		}
	}
	for _, rule := range s.deps.Policy().Types[v.Type].Fields {
		if !slices.ContainsFunc(rule.Names, func(n string) bool { return have[n] }) {
			one := row{Name: rule.Names[0], Doubt: v.Retyping}
			one.key(keyed)
			add(one)
		}
	}
	return out
}

// key puts to a row what its person has keyed of it so far.
func (r *row) key(keyed map[string]desk.BlindField) {
	b, blind := keyed[r.Name]
	if !blind {
		return
	}
	r.Doubt, r.Try = true, len(b.Keyed)+1
	if n := len(b.Keyed); n > 0 {
		r.Keyed = &b.Keyed[n-1]
	}
	if r.Settled() {
		r.Typed = display(r.Name, r.Keyed.Value)
	}
}

// sheet is the picture of a page, nil where there is none.
func (v *stationView) sheet(n int) *desk.PageView {
	for i := range v.Doc.PageViews {
		if v.Doc.PageViews[i].Number == n {
			return &v.Doc.PageViews[i]
		}
	}
	return nil
}

// cell reads lines[2].amount as the third line's amount.
func cell(name string) (n int, column string, ok bool) {
	m := rowName.FindStringSubmatch(name)
	if m == nil {
		return 0, "", false
	}
	n, err := strconv.Atoi(m[1])
	return n, m[2], err == nil
}

func cellName(n int, column string) string { return "lines[" + strconv.Itoa(n) + "]." + column }
