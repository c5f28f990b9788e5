package main

import (
	"fmt"
	"io"
	"sort"
	"strings"

	"bordereau"
)

// table prints, for each paper: what it is, what was made of it, why it is
// believed, and where it stands.
func table(w io.Writer, papers []sent, views map[string]view) {
	states := map[bordereau.State]int{}
	for _, p := range papers {
		v := views[p.Document]
		states[v.State]++
		fmt.Fprintf(w, "\n%-34s %s", p.Name, or(string(v.Type), "-"))
		if v.Dossier != "" {
			fmt.Fprintf(w, "   dossier %s", v.Dossier)
		}
		fmt.Fprintf(w, "   %s", strings.ToUpper(string(v.State)))
		if v.EntryNumber > 0 {
			fmt.Fprintf(w, "   entry no. %d", v.EntryNumber)
		}
		fmt.Fprintln(w)
		if v.DuplicateOf != "" {
			fmt.Fprintf(w, "    the same bytes as document %s\n", v.DuplicateOf)
		}
		if v.Understanding != nil {
			fields(w, v.Understanding)
		}
		if v.ReasonText != "" {
			fmt.Fprintf(w, "    %s\n", v.ReasonText)
		}
		for _, r := range v.Reasons {
			fmt.Fprintf(w, "    ? %s\n", r.Sentence)
		}
	}
	var line []string
	for _, s := range bordereau.States {
		if states[s] > 0 {
			line = append(line, fmt.Sprintf("%d %s", states[s], s))
		}
	}
	fmt.Fprintf(w, "\n%s\n", strings.Join(line, ", "))
}

func fields(w io.Writer, u *bordereau.Understanding) {
	for _, f := range u.Fields {
		if strings.Contains(f.Name, "[") || f.Name == "mrz" {
			continue
		}
		kinds := map[string]bool{}
		for _, p := range f.Proofs {
			kinds[string(p.Kind)] = true
		}
		var why []string
		for k := range kinds {
			why = append(why, k)
		}
		sort.Strings(why)
		fmt.Fprintf(w, "    %-12s %-22s %-40s %s\n", f.Status, f.Name, clip(f.Value, 40), strings.Join(why, ", "))
	}
	for _, c := range u.Checks {
		mark := map[bordereau.Verdict]string{bordereau.Passed: "✓", bordereau.Failed: "✗", bordereau.Inconclusive: "·"}[c.Verdict]
		fmt.Fprintf(w, "    %s %-26s %s\n", mark, c.Rule, clip(c.Detail, 90))
	}
}

func clip(s string, n int) string {
	s = strings.ReplaceAll(s, "\n", " ")
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
