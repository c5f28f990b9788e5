package desk

import (
	"slices"

	"bordereau"
)

// RejectReason is a coded reason under the digit that a clerk presses for it.
type RejectReason struct {
	Number  int    `json:"number"` // 1 to 9
	Code    string `json:"code"`
	French  string `json:"fr"` // as the branch reads it
	English string `json:"en"`
}

// reasonText are the words of the codes. Those of RejectReasons may be said of any
// type, the others of the types that list them.
var reasonText = map[string][2]string{
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

// reasonsOf are the codes of a type, in the order of their digits.
var reasonsOf = map[bordereau.Type][]string{
	bordereau.Cheque:          {"not_signed", "amounts_differ", "expired", "not_endorsed", "payee_differs", "irregular", "duplicate", "illegible", "other"},
	bordereau.RemittanceSlip:  {"total_differs", "account_wrong", "not_signed", "incomplete", "wrong_customer", "irregular", "duplicate", "illegible", "other"},
	bordereau.TransferOrder:   {"not_signed", "signature_differs", "account_wrong", "amounts_differ", "execution_date", "wrong_customer", "duplicate", "illegible", "other"},
	bordereau.IdentityCard:    identityReasons,
	bordereau.Passport:        identityReasons,
	bordereau.ResidencePermit: identityReasons,
}

var identityReasons = []string{"expired", "back_missing", "wrong_customer", "wrong_piece", "incomplete", "irregular", "duplicate", "illegible", "other"}

// pieceReasons are those of every other type.
var pieceReasons = []string{"expired", "wrong_piece", "wrong_customer", "not_signed", "incomplete", "irregular", "duplicate", "illegible", "other"}

// RejectReasonsOf are the reasons a clerk is offered for a document of a type, nine at
// most, each under its digit.
func RejectReasonsOf(t bordereau.Type) []RejectReason {
	codes, ok := reasonsOf[t]
	if !ok {
		codes = pieceReasons
	}
	out := make([]RejectReason, len(codes))
	for i, c := range codes {
		out[i] = RejectReason{i + 1, c, reasonText[c][0], reasonText[c][1]}
	}
	return out
}

// reasonWords are the French words of a code that may be said of a type, "" for none.
func reasonWords(code string, t bordereau.Type) string {
	for _, r := range RejectReasonsOf(t) {
		if r.Code == code {
			return r.French
		}
	}
	i := slices.IndexFunc(RejectReasons, func(r struct{ Code, Words string }) bool { return r.Code == code })
	if i < 0 {
		return ""
	}
	return RejectReasons[i].Words
}
