package web

import (
	"slices"
	"strconv"

	"bordereau"
	"bordereau/desk"
	"bordereau/review"
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
	blind := map[string]bool{}
	if v.Task.Kind == "second" {
		for _, name := range review.BookingFields(v.Type) {
			blind[name] = true
		}
	}
	if u := v.Doc.Understanding; u != nil && !v.Retyping {
		// What the desk keeps back is keyed from the picture.
		hand := slices.Concat(review.Handwritten(u), v.Doc.Hidden)
		for _, f := range u.Fields {
			if v.Task.Kind == "second" && !blind[f.Name] && v.telling(f.Name) {
				continue
			}
			r := row{Name: f.Name, Shown: display(f.Name, f.Value), Status: f.Status, Why: why[f.Name], Proofs: f.Proofs, Page: f.Page, Box: f.Box,
				Percent: int(f.Confidence*100 + 0.5), View: v.sheet(f.Page)}
			// A clerk is led to what lacks proof and is needed, and to nothing else.
			r.Doubt = r.Why != "" || f.Status == bordereau.Conflict
			if blind[f.Name] {
				r.Shown, r.Proofs, r.Blind, r.Doubt = "", nil, true, true
			} else if slices.Contains(hand, f.Name) {
				r.Shown, r.Proofs, r.Hand = "", nil, true
			}
			if r.Kept() {
				r.Percent = 0
			}
			r.Typed = r.Shown
			add(r)
		}
	}
	for _, r := range v.Task.Reasons {
		if r.Field != "" && !v.Retyping {
			add(row{Name: r.Field, Why: r.Sentence, Doubt: true, Blind: blind[r.Field]})
		}
	}
	for _, rule := range s.deps.Policy().Types[v.Type].Fields {
		if !slices.ContainsFunc(rule.Names, func(n string) bool { return have[n] }) {
			add(row{Name: rule.Names[0], Doubt: v.Retyping, Blind: blind[rule.Names[0]]})
		}
	}
	return out
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
