package policy

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// labels are the fields as clerks call them; the article matters in a sentence.
var labels = map[string]string{
	// cheques and slips
	"code_line": "La ligne magnétique", "code_line_font": "La police de la ligne magnétique", "cheque_number": "Le numéro de chèque", "interbank_zone": "La zone interbancaire",
	"internal_zone": "La zone interne", "rlmc_key": "La clé RLMC", "amount": "Le montant", "amount_words": "Le montant en lettres", "amount_figures": "Le montant en chiffres",
	"currency": "La devise", "date": "La date", "place": "Le lieu", "payee": "Le bénéficiaire", "drawer": "Le tireur", "bank": "La banque", "signature_present": "La signature",
	"endorsed": "L'endos", "slip_total": "Le total du bordereau", "slip_count": "Le nombre de chèques",
	// accounts and payments
	"account_holder": "Le titulaire", "iban": "L'IBAN", "rib_key": "La clé RIB", "bic": "Le BIC", "debtor": "Le débiteur", "creditor": "Le créancier",
	"debtor_iban": "L'IBAN du donneur d'ordre", "creditor_iban": "L'IBAN du bénéficiaire", "creditor_id": "L'identifiant créancier", "mandate_reference": "La référence du mandat",
	"recurrence": "Le type de paiement", "execution_date": "La date d'exécution", "due_date": "La date limite de paiement", "remittance_information": "Le motif du paiement",
	"optical_line": "La ligne optique", "opening_balance": "L'ancien solde", "closing_balance": "Le nouveau solde", "statement_date": "La date du relevé",
	"value_date": "La date de valeur", "description": "Le libellé",
	// identity
	"mrz": "La zone de lecture automatique", "document_number": "Le numéro du document", "surname": "Le nom", "given_names": "Le prénom", "birth_date": "La date de naissance",
	"birth_place": "Le lieu de naissance", "sex": "Le sexe", "nationality": "La nationalité", "issuing_state": "L'État émetteur", "expiry_date": "La date d'expiration",
	"issue_date": "La date d'émission", "address": "L'adresse",
	// income and tax
	"tax_number": "Le numéro fiscal", "tax_notice_reference": "La référence de l'avis", "reference_income": "Le revenu fiscal de référence", "tax_shares": "Le nombre de parts",
	"tax_year": "L'année des revenus", "employer": "L'employeur", "siret": "Le SIRET", "siren": "Le SIREN", "vat_number": "Le numéro de TVA", "lei": "Le LEI", "period": "La période", "gross_pay": "Le salaire brut",
	"contributions": "Le total des cotisations", "net_before_tax": "Le net avant impôt", "income_tax": "L'impôt prélevé à la source", "net_pay": "Le net payé",
	"cumulative_gross": "Le brut cumulé", "social_security_number": "Le numéro de sécurité sociale",
	// loans
	"loan_amount": "Le montant du prêt", "rate": "Le taux du prêt", "annual_rate": "Le TAEG", "duration": "La durée", "loan_cost": "Le coût du prêt", "total_due": "Le montant total dû",
	"loan_reference": "La référence du prêt", "payment": "L'échéance", "principal": "Le capital amorti", "interest": "Les intérêts", "insurance": "L'assurance",
	"remaining": "Le capital restant dû", "acceptance_date": "La date d'acceptation", "validity_date": "La fin de validité", "received_date": "La date de réception",
	// securities
	"isin": "Le code ISIN", "quantity": "La quantité", "side": "Le sens de l'opération", "limit_price": "Le cours limite", "order_type": "Le type d'ordre", "price": "Le cours",
	"principal_amount": "Le montant brut", "fees": "Les frais", "taxes": "Les taxes", "settlement_date": "La date de règlement", "securities_account": "Le compte-titres",
	"event": "L'opération", "unit_amount": "Le montant unitaire", "nominal": "Le nominal", "unit_nominal": "Le nominal unitaire", "coupon_rate": "Le taux du coupon", "interest_days": "Les jours d'intérêts", "day_basis": "La base de calcul des jours",
	"accrued_interest": "Les intérêts courus", "withholding": "La retenue", "ex_date": "La date de détachement", "record_date": "La date d'arrêté des positions",
	"payment_date": "La date de paiement",
	// deeds and companies
	"deceased": "Le défunt", "death_date": "La date du décès", "heirs": "Les héritiers", "notary": "Le notaire", "name": "Le nom", "share": "La part", "right": "Le droit",
	"marriage_date": "La date du mariage", "company": "La société", "capital": "Le capital social",
	// letters and invoices
	"subject": "L'objet", "invoice_number": "Le numéro de facture", "net_amount": "Le montant net", "vat_amount": "La TVA", "gross_amount": "Le montant TTC",
	"vat_rate": "Le taux de TVA", "facturx_profile": "Le profil Factur-X",
	// printed codes
	"dossier_reference": "Le dossier du code imprimé",
	"code2d_type":       "Le type du code 2D-Doc", "code2d_signature": "La signature du code 2D-Doc",
}

var (
	inRow  = regexp.MustCompile(`^(?:lines|vat)\[([0-9]{1,4})\]\.([a-z0-9_]+)$`)
	inCode = regexp.MustCompile(`^code2d_((?:0x)?[0-9A-Z]{2})$`)
)

// Fields lists the names of fields that have a label.
func Fields() []string { return slices.Sorted(maps.Keys(labels)) }

// Labelled says whether a field's name is known to clerks; rows and the fields of signed
// codes are by what they are made of.
func Labelled(field string) bool {
	if m := inRow.FindStringSubmatch(field); m != nil {
		field = m[2]
	}
	return labels[field] != "" || inCode.MatchString(field)
}

// Label is a field's name in a clerk's words, with its article: "Le montant"; a row's
// says which row, counted from 1.
func Label(field string) string {
	if m := inRow.FindStringSubmatch(field); m != nil {
		row, err := strconv.Atoi(m[1])
		if err != nil {
			panic(err) // four digits are a number
		}
		return Label(m[2]) + ", ligne " + strconv.Itoa(row+1)
	}
	if m := inCode.FindStringSubmatch(field); m != nil {
		return "La donnée " + m[1] + " du code 2D-Doc"
	}
	if l, ok := labels[field]; ok {
		return l
	}
	return "Le champ " + strings.ReplaceAll(field, "_", " ")
}
