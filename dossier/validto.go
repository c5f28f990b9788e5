package dossier

import (
	"slices"
	"time"
)

// ValidTo is until when the documents of a checklist's line are valid, the earliest of
// them, as printed and lengthened by law; false for a piece that does not run out.
func (k Kind) ValidTo(line Line, docs []Piece) (until time.Time, ok bool) {
	r, known := k.piece(line.Piece)
	if !known || r.ValidField == "" {
		return until, false
	}
	for _, p := range docs {
		if !slices.Contains(line.Documents, p.Document) {
			continue
		}
		day, dated := dateOf(&p.Understanding, r.ValidField)
		if !dated {
			continue
		}
		if day = extended(r, p, day); !ok || day.Before(until) {
			until, ok = day, true
		}
	}
	return until, ok
}
