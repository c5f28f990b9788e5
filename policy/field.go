package policy

import (
	"slices"
	"time"

	"bordereau"
)

// notProved says in one sentence which proof is wanting.
func notProved(name string, k bordereau.ProofKind) string {
	what := map[bordereau.ProofKind]string{
		bordereau.ProofCheckDigit: "aucune clé ne prouve cette valeur", bordereau.ProofAgreement: "aucun autre endroit du document ne dit la même chose",
		bordereau.ProofBalance: "aucune addition ne prouve cette valeur", bordereau.ProofDossier: "le dossier du client ne confirme pas cette valeur",
	}[k]
	if what == "" {
		what = "rien ne prouve cette valeur"
	}
	return Label(name) + " : " + what
}

// judge holds one field against its rule.
func judge(t *tally, u *bordereau.Understanding, r FieldRule, now time.Time) {
	var f *bordereau.Field
	for _, name := range r.Names {
		if f = u.Field(name); f != nil {
			break
		}
	}
	if f == nil {
		t.field(r.Names[0], "field_missing", Label(r.Names[0])+" : valeur non lue")
		return
	}
	byPerson := has(f, bordereau.ProofPerson)
	switch {
	case f.Value == "" && (r.Needed || !byPerson):
		t.field(f.Name, "value_missing", Label(f.Name)+" : valeur manquante")
		return
	case f.Value == "":
		return // a person says that it is not on the paper
	case f.Status == bordereau.Conflict:
		t.field(f.Name, "field_conflict", Label(f.Name)+" : un contrôle contredit cette valeur")
		return
	}
	if !reached(f, r.Level) {
		unproved(t, f, r)
	} else if r.Level == Proved && !byPerson {
		if len(r.By) > 0 && !slices.ContainsFunc(r.By, func(k bordereau.ProofKind) bool { return holds(f, k) }) {
			t.field(f.Name, "proof_missing", notProved(f.Name, r.By[0]))
		}
		for _, k := range r.All {
			if !holds(f, k) {
				t.field(f.Name, "proof_missing", notProved(f.Name, k))
			}
		}
	}
	if r.Value != "" && f.Value != r.Value {
		t.people(1, f.Name, "value_unexpected", unexpected(f.Name))
	}
	judgeDate(t, f, r, now)
}

// holds says whether a kind of proof stands. A valid signature stands in for what else
// proves what a paper says; whose paper it is, the dossier alone says.
func holds(f *bordereau.Field, k bordereau.ProofKind) bool {
	return has(f, k) || k != bordereau.ProofDossier && has(f, bordereau.ProofSignature)
}

func unexpected(name string) string {
	if name == "signature_present" {
		return "La signature n'a pas été trouvée"
	}
	return Label(name) + " : valeur inattendue"
}

func reached(f *bordereau.Field, l Level) bool {
	switch l {
	case Present:
		return true
	case Corroborated:
		return f.Status == bordereau.Proved || f.Status == bordereau.Corroborated
	}
	return f.Status == bordereau.Proved
}

func unproved(t *tally, f *bordereau.Field, r FieldRule) {
	switch {
	case f.Repaired:
		t.field(f.Name, "field_repaired", Label(f.Name)+" : un caractère a été choisi pour que la clé convienne, la clé ne prouve donc plus rien")
	case r.Level == Corroborated:
		t.field(f.Name, "field_doubtful", Label(f.Name)+" : rien ne confirme cette valeur")
	case len(r.All) > 0:
		t.field(f.Name, "proof_missing", notProved(f.Name, r.All[0]))
	case len(r.By) > 0:
		t.field(f.Name, "proof_missing", notProved(f.Name, r.By[0]))
	default:
		t.field(f.Name, "field_not_proved", notProved(f.Name, ""))
	}
}

// judgeDate holds a date against the day. A person settles what is past or to come;
// what is no date at all must be corrected.
func judgeDate(t *tally, f *bordereau.Field, r FieldRule, now time.Time) {
	if r.MaxAgeDays == 0 && !r.NotPast && !r.NotFuture {
		return
	}
	d, err := time.Parse(time.DateOnly, f.Value)
	if err != nil {
		t.field(f.Name, "date_unreadable", Label(f.Name)+" : ce n'est pas une date")
		return
	}
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	switch {
	case r.NotPast && d.Before(today):
		t.people(1, f.Name, "date_expired", "Le document a expiré le "+d.Format("02/01/2006"))
	case (r.NotFuture || r.MaxAgeDays > 0) && d.After(today):
		t.people(1, f.Name, "date_in_future", "La date est dans l'avenir")
	case r.MaxAgeDays > 0 && d.AddDate(0, 0, r.MaxAgeDays).Before(today):
		t.people(1, f.Name, "date_too_old", "La date est trop ancienne : "+d.Format("02/01/2006"))
	}
}
