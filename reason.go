package bordereau

// reasons are the words of the codes for which a document is rejected or returned, in
// French as the branch reads them, and in English.
var reasons = map[string][2]string{
	"illegible":         {"Document illisible", "Illegible document"},
	"incomplete":        {"Document incomplet", "Incomplete document"},
	"wrong_customer":    {"Le document ne concerne pas ce client", "The document is not this customer's"},
	"expired":           {"Document périmé", "Expired document"},
	"not_signed":        {"Signature manquante", "No signature"},
	"amounts_differ":    {"Montant en lettres et en chiffres différents", "Amounts in words and figures differ"},
	"irregular":         {"Document irrégulier", "Irregular document"},
	"duplicate":         {"Déjà traité", "Already processed"},
	"other":             {"Autre motif", "Other reason"},
	"not_endorsed":      {"Endos manquant", "No endorsement"},
	"payee_differs":     {"Le bénéficiaire n'est pas le remettant", "The payee is not the depositor"},
	"total_differs":     {"Le total ne correspond pas aux chèques joints", "The total is not that of the cheques"},
	"account_wrong":     {"Compte inconnu ou erroné", "Unknown or wrong account"},
	"signature_differs": {"Signature non conforme au spécimen", "Signature unlike the specimen"},
	"execution_date":    {"Date d'exécution impossible", "Impossible execution date"},
	"wrong_piece":       {"Ce n'est pas la pièce demandée", "Not the document that was asked for"},
	"back_missing":      {"Verso manquant", "Reverse side missing"},
}

// ReasonWords are the words of a coded reason for which a document is rejected or returned,
// without its note; empty where there is no such code.
func ReasonWords(code string) (french, english string) {
	return reasons[code][0], reasons[code][1]
}
