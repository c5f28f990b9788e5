package policy

import "bordereau"

// Statuses grades every field of an understanding and returns it; the argument is
// not changed.
//
// A person's word makes a field proved and ends a conflict. Otherwise a failed
// check that names the field puts it in conflict, any strong proof that stands
// makes it proved, a weak reason corroborated. A check digit that chose a
// character does not stand; a repaired value is doubtful until something else
// proves it.
func (p *Policy) Statuses(u bordereau.Understanding) bordereau.Understanding {
	failed := map[string]bool{}
	for _, c := range u.Checks {
		if c.Verdict == bordereau.Failed {
			for _, name := range c.Fields {
				failed[name] = true
			}
		}
	}
	fields := make([]bordereau.Field, len(u.Fields))
	copy(fields, u.Fields)
	for i := range fields {
		fields[i].Status = status(&fields[i], failed[fields[i].Name])
	}
	u.Fields = fields
	return u
}

func status(f *bordereau.Field, failed bool) bordereau.Status {
	strong, weak := false, false
	for _, proof := range f.Proofs {
		switch {
		case proof.Kind == bordereau.ProofPerson:
			return bordereau.Proved
		case stands(f, proof.Kind):
			strong = true
		case proof.Kind == bordereau.ProofCorroboration:
			weak = true
		}
	}
	switch {
	case failed:
		return bordereau.Conflict
	case strong:
		return bordereau.Proved
	case weak && !f.Repaired:
		return bordereau.Corroborated
	}
	return bordereau.Doubtful
}

// stands says whether a proof of this kind counts on this field.
func stands(f *bordereau.Field, k bordereau.ProofKind) bool {
	return k.Strong() && !(f.Repaired && k == bordereau.ProofCheckDigit)
}

func has(f *bordereau.Field, k bordereau.ProofKind) bool {
	for _, p := range f.Proofs {
		if p.Kind == k && stands(f, k) {
			return true
		}
	}
	return false
}
