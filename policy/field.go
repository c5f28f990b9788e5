package policy

import (
	"slices"
	"time"

	"bordereau"
)

// labels are the fields as clerks call them; the article matters in a sentence.
var labels = map[string]string{
	"amount": "Le montant", "amount_words": "Le montant en lettres", "amount_figures": "Le montant en chiffres", "code_line": "La ligne magnétique",
	"payee": "Le bénéficiaire", "date": "La date", "signature_present": "La signature", "slip_total": "Le total du bordereau", "slip_count": "Le nombre de chèques",
	"iban": "L'IBAN", "debtor_iban": "L'IBAN du donneur d'ordre", "creditor_iban": "L'IBAN du bénéficiaire", "account_holder": "Le titulaire",
	"mrz": "La zone de lecture automatique", "surname": "Le nom", "given_names": "Le prénom", "birth_date": "La date de naissance", "expiry_date": "La date d'expiration",
	"company": "La société", "debtor": "Le débiteur", "creditor": "Le créancier", "address": "L'adresse", "statement_date": "La date du relevé", "issue_date": "La date d'émission", "currency": "La devise",
	"contributions": "Le total des cotisations", "net_before_tax": "Le net avant impôt", "income_tax": "L'impôt prélevé à la source", "cumulative_gross": "Le brut cumulé",
	"social_security_number": "Le numéro de sécurité sociale", "loan_amount": "Le montant du prêt", "rate": "Le taux du prêt", "loan_reference": "La référence du prêt",
	"payment": "L'échéance", "principal": "Le capital amorti", "interest": "Les intérêts", "insurance": "L'assurance", "remaining": "Le capital restant dû",
	"value_date": "La date de valeur", "description": "Le libellé", "annual_rate": "Le TAEG", "duration": "La durée", "total_due": "Le montant total dû", "loan_cost": "Le coût du prêt",
	"acceptance_date": "La date d'acceptation", "validity_date": "La fin de validité", "recurrence": "Le type de paiement", "price": "Le cours", "principal_amount": "Le montant brut",
	"fees": "Les frais", "taxes": "Les taxes", "settlement_date": "La date de règlement", "securities_account": "Le compte-titres", "event": "L'opération", "unit_amount": "Le montant unitaire",
	"withholding": "La retenue", "ex_date": "La date de détachement", "record_date": "La date d'arrêté des positions", "payment_date": "La date de paiement",
}

// Label is a field's name in a clerk's words, with its article: "Le montant".
func Label(field string) string {
	if l, ok := labels[field]; ok {
		return l
	}
	return "Le champ " + field
}

// notProved says in one sentence which proof is wanting.
func notProved(name string, k bordereau.ProofKind) string {
	what := map[bordereau.ProofKind]string{
		bordereau.ProofCheckDigit: "aucune clé ne prouve cette valeur", bordereau.ProofAgreement: "aucun autre endroit du document ne dit la même chose",
		bordereau.ProofBalance: "la balance de la remise ne prouve pas cette valeur", bordereau.ProofDossier: "le dossier du client ne confirme pas cette valeur",
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
	} else if r.Level == Proved && !byPerson && !has(f, bordereau.ProofSignature) {
		if len(r.By) > 0 && !slices.ContainsFunc(r.By, func(k bordereau.ProofKind) bool { return has(f, k) }) {
			t.field(f.Name, "proof_missing", notProved(f.Name, r.By[0]))
		}
		for _, k := range r.All {
			if !has(f, k) {
				t.field(f.Name, "proof_missing", notProved(f.Name, k))
			}
		}
	}
	if r.Value != "" && f.Value != r.Value {
		t.people(1, f.Name, "value_unexpected", unexpected(f.Name))
	}
	judgeDate(t, f, r, now)
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
