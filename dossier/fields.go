package dossier

import (
	"regexp"
	"slices"
	"strings"

	"bordereau"
)

// fieldsOf names what is read of each type of document, as far as a type of dossier may
// ask for it; rows as "lines.name". A test holds it against the specifications. Types
// that are filed without fields have none.
var fieldsOf = map[bordereau.Type][]string{
	bordereau.Cheque: {"code_line", "cheque_number", "interbank_zone", "internal_zone", "rlmc_key", "amount", "amount_words", "amount_figures", "currency",
		"date", "place", "payee", "drawer", "bank", "endorsed"},
	bordereau.RemittanceSlip:  {"account_holder", "iban", "date", "slip_count", "slip_total", "lines.amount"},
	bordereau.IdentityCard:    identityFields,
	bordereau.Passport:        identityFields,
	bordereau.ResidencePermit: identityFields,
	bordereau.ProofOfAddress:  {"address", "account_holder", "issue_date", "date", "creditor"},
	bordereau.TaxNotice:       {"tax_number", "tax_notice_reference", "reference_income", "tax_shares", "tax_year", "date", "account_holder", "address"},
	bordereau.Payslip: {"siret", "employer", "account_holder", "period", "gross_pay", "contributions", "net_before_tax", "income_tax", "net_pay",
		"cumulative_gross", "social_security_number"},
	bordereau.BankDetails:      {"account_holder", "iban", "rib_key", "bic", "bank"},
	bordereau.CompanyExtract:   {"company", "siren", "lei", "address", "capital", "currency", "date", "place"},
	bordereau.DeathCertificate: {"deceased", "birth_date", "birth_place", "death_date", "document_number", "issue_date", "place"},
	bordereau.HeirsCertificate: {"deceased", "death_date", "date", "place", "notary", "heirs", "lines.name", "lines.birth_date", "lines.share", "lines.right"},
	bordereau.FamilyRecordBook: {"marriage_date", "place", "lines.surname", "lines.given_names", "lines.birth_date"},
	bordereau.SepaMandate:      {"debtor", "debtor_iban", "bic", "creditor", "creditor_id", "mandate_reference", "recurrence", "date"},
	bordereau.TransferOrder: {"debtor", "debtor_iban", "creditor", "creditor_iban", "bic", "amount", "amount_words", "amount_figures", "currency", "date",
		"execution_date", "remittance_information"},
	bordereau.SepaTIP: {"debtor", "debtor_iban", "creditor", "creditor_id", "mandate_reference", "amount", "currency", "due_date", "optical_line"},
	bordereau.LoanOffer: {"debtor", "creditor", "date", "received_date", "acceptance_date", "validity_date", "loan_amount", "rate", "annual_rate", "duration",
		"payment", "loan_cost", "total_due", "currency"},
	bordereau.AmortisationTable: {"debtor", "loan_amount", "loan_reference", "rate", "lines.date", "lines.payment", "lines.principal", "lines.interest",
		"lines.insurance", "lines.remaining"},
	bordereau.SecuritiesOrder: {"account_holder", "securities_account", "isin", "side", "quantity", "order_type", "limit_price", "validity_date", "date"},
	bordereau.TradeConfirmation: {"account_holder", "securities_account", "isin", "lei", "side", "quantity", "price", "nominal", "coupon_rate", "accrued_interest", "principal_amount", "fees", "taxes", "net_amount",
		"date", "settlement_date"},
	bordereau.CorporateActionNotice: {"account_holder", "securities_account", "isin", "event", "quantity", "unit_amount", "principal_amount", "withholding",
		"net_amount", "ex_date", "record_date", "payment_date"},
	bordereau.FormalNotice:     {"debtor", "creditor", "amount", "date"},
	bordereau.EnforcementOrder: {"debtor", "creditor", "amount", "date", "document_number", "place"},
	bordereau.Complaint:        {"subject", "iban", "amount", "currency", "received_date", "date", "account_holder"},
	bordereau.Invoice: {"creditor", "date", "invoice_number", "iban", "bic", "siren", "siret", "vat_number", "net_amount", "vat_amount", "gross_amount", "currency",
		"lines.amount", "lines.description"},
	bordereau.AccountStatement: {"account_holder", "iban", "bic", "bank", "statement_date", "opening_balance", "closing_balance", "currency", "lines.amount", "lines.date",
		"lines.value_date", "lines.description"},
	bordereau.Letter: {"subject", "date"},
}

var identityFields = []string{"mrz", "document_number", "surname", "given_names", "birth_date", "birth_place", "sex", "nationality", "issuing_state", "expiry_date",
	"issue_date"}

// FieldsOf lists what is read of a type of document.
func FieldsOf(t bordereau.Type) []string { return slices.Clone(fieldsOf[t]) }

var (
	signedField = regexp.MustCompile(`^code2d_[0-9A-Za-z]{2,9}$`)
	rowField    = regexp.MustCompile(`^lines\[[0-9]{1,4}\]\.`)
)

// has says whether a field is read of a document of a type.
func has(t bordereau.Type, field string) bool {
	return slices.Contains(fieldsOf[t], rowField.ReplaceAllString(field, "lines.")) || signedField.MatchString(strings.ToLower(field))
}

// readOf says whether a field is read of one of the documents that a piece takes.
func (r PieceRule) readOf(field string) bool {
	return slices.ContainsFunc(r.Types, func(t bordereau.Type) bool { return has(t, field) })
}
