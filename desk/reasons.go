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

func codesOf(t bordereau.Type) []string {
	if codes, ok := reasonsOf[t]; ok {
		return codes
	}
	return pieceReasons
}

// RejectReasonsOf are the reasons a clerk is offered for a document of a type, nine at
// most, each under its digit.
func RejectReasonsOf(t bordereau.Type) []RejectReason {
	codes := codesOf(t)
	out := make([]RejectReason, len(codes))
	for i, c := range codes {
		french, english := bordereau.ReasonWords(c)
		out[i] = RejectReason{i + 1, c, french, english}
	}
	return out
}

// anyReasons are the codes that a rejection or return of any type may carry, whether they
// are offered for it or not.
var anyReasons = []string{"illegible", "incomplete", "wrong_customer", "expired", "not_signed", "amounts_differ", "irregular", "duplicate", "other"}

// reasonWords are the French words of a code that may be said of a type, "" for none.
func reasonWords(code string, t bordereau.Type) string {
	if !slices.Contains(codesOf(t), code) && !slices.Contains(anyReasons, code) {
		return ""
	}
	words, _ := bordereau.ReasonWords(code)
	return words
}
