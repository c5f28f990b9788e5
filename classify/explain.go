package classify

import (
	"fmt"
	"sort"
	"strings"

	"bordereau"
)

// Explain says in lines of plain text why a document was understood as it was:
// the type with what spoke for and against it and what came next, every field
// with its place and its proofs, every check. It needs the understanding alone, so
// it explains a decision of last year as well.
func (c *Classifier) Explain(u bordereau.Understanding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s by %s, confidence %.3g", u.Type, u.Spec, u.TypeConfidence)
	if u.TypeProved {
		b.WriteString(", proved")
	}
	b.WriteByte('\n')
	cues := append([]bordereau.Cue(nil), u.Cues...)
	sort.SliceStable(cues, func(i, j int) bool { return abs(cues[i].Weight) > abs(cues[j].Weight) })
	for _, cue := range cues {
		fmt.Fprintf(&b, "  cue %+.4g %q %s\n", cue.Weight, cue.Phrase, place(cue.Page, cue.Box))
	}
	for _, f := range u.Fields {
		fmt.Fprintf(&b, "  field %s = %q from %q %s, confidence %.2g", f.Name, f.Value, f.Raw, place(f.Page, f.Box), f.Confidence)
		if f.Repaired {
			b.WriteString(", repaired")
		}
		b.WriteByte('\n')
		for _, p := range f.Proofs {
			fmt.Fprintf(&b, "    %s: %s\n", p.Kind, p.Detail)
		}
	}
	for _, k := range u.Checks {
		fmt.Fprintf(&b, "  check %s %s: %s", k.Rule, k.Verdict, k.Detail)
		if len(k.Fields) > 0 {
			fmt.Fprintf(&b, " [%s]", strings.Join(k.Fields, ", "))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func place(page int, b bordereau.Box) string {
	return fmt.Sprintf("page %d [%d %d %d %d]", page, b.X, b.Y, b.W, b.H)
}

func abs(f float64) float64 {
	if f < 0 {
		return -f
	}
	return f
}
