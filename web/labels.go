package web

import (
	"regexp"
	"strings"

	"bordereau/policy"
)

var fieldNames = map[string]string{
	"code_line": "Ligne magnétique", "code_line_font": "Police de la ligne", "cheque_number": "Numéro de chèque", "interbank_zone": "Zone interbancaire", "internal_zone": "Zone interne",
	"rlmc_key": "Clé RLMC", "amount_figures": "Montant en chiffres", "amount_words": "Montant en lettres", "amount": "Montant", "currency": "Devise", "date": "Date", "place": "Lieu",
	"payee": "Bénéficiaire", "drawer": "Tireur", "bank": "Banque", "signature_present": "Signature", "endorsed": "Endos",
	"account_holder": "Titulaire", "iban": "IBAN", "rib_key": "Clé RIB", "bic": "BIC", "slip_count": "Nombre de chèques", "slip_total": "Total du bordereau",
	"mrz": "Zone de lecture automatique", "document_number": "Numéro du document", "surname": "Nom", "given_names": "Prénoms", "birth_date": "Date de naissance", "birth_place": "Lieu de naissance",
	"sex": "Sexe", "nationality": "Nationalité", "issuing_state": "État émetteur", "expiry_date": "Date d'expiration", "issue_date": "Date d'émission",
	"address": "Adresse", "tax_number": "Numéro fiscal", "tax_notice_reference": "Référence de l'avis", "reference_income": "Revenu fiscal de référence", "tax_shares": "Nombre de parts", "tax_year": "Année",
	"employer": "Employeur", "siret": "SIRET", "siren": "SIREN", "period": "Période", "net_pay": "Net à payer", "gross_pay": "Salaire brut",
	"creditor_id": "Identifiant créancier", "mandate_reference": "Référence du mandat", "creditor": "Créancier", "debtor": "Débiteur", "debtor_iban": "IBAN débiteur", "creditor_iban": "IBAN créancier",
	"execution_date": "Date d'exécution", "remittance_information": "Motif du paiement", "isin": "ISIN", "quantity": "Quantité", "side": "Sens", "limit_price": "Cours limite", "order_type": "Type d'ordre",
	"deceased": "Défunt", "death_date": "Date de décès", "heirs": "Héritiers", "notary": "Notaire", "subject": "Objet", "received_date": "Date de réception",
	"company": "Société", "net_amount": "Montant HT", "vat_amount": "TVA", "gross_amount": "Montant TTC", "invoice_number": "Numéro de facture", "opening_balance": "Solde initial",
	"closing_balance": "Solde final", "statement_date": "Date du relevé", "code2d_type": "Type du code 2D", "code2d_signature": "Signature du code 2D",
}

var rowName = regexp.MustCompile(`^lines\[(\d+)\]\.(.+)$`)

// fieldLabel is a field's name as it stands above an input: "Montant". A row's
// field says of which row it is.
func fieldLabel(name string) string {
	if m := rowName.FindStringSubmatch(name); m != nil {
		return say("field.row", fieldLabel(m[2]), m[1])
	}
	if l, ok := fieldNames[name]; ok {
		return l
	}
	l := policy.Label(name)
	for _, article := range []string{"Les ", "Le ", "La ", "L'", "L’"} {
		if rest, ok := strings.CutPrefix(l, article); ok {
			l = rest
			break
		}
	}
	r := []rune(l)
	if len(r) == 0 {
		return name
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}
