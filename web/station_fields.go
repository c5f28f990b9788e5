package web

import (
	"slices"
	"strings"

	"bordereau"
)

// inputKind is how the value of a field is typed: amount, date, number, ref, flag or text.
func inputKind(name string) string {
	base := name[strings.LastIndexByte(name, '.')+1:]
	switch {
	case base == "amount_words":
		return "text"
	case strings.Contains(base, "amount") || strings.HasSuffix(base, "balance") || strings.HasSuffix(base, "_pay") || strings.HasSuffix(base, "_price") ||
		slices.Contains([]string{"slip_total", "reference_income", "debit", "credit", "capital", "interest"}, base):
		return "amount"
	case base == "date" || strings.HasSuffix(base, "_date"):
		return "date"
	case base == "slip_count" || base == "tax_year" || base == "quantity":
		return "number"
	case base == "signature_present" || base == "endorsed":
		return "flag"
	case strings.Contains(base, "iban") || strings.HasSuffix(base, "_zone") || strings.HasSuffix(base, "_key") ||
		slices.Contains([]string{"bic", "siren", "siret", "isin", "code_line", "cheque_number", "document_number", "tax_number", "mrz", "creditor_id", "mandate_reference"}, base):
		return "ref"
	}
	return "text"
}

// sections are the headings under which the fields of a document stand, in order.
var sections = []struct {
	Key   string
	Names []string
}{
	{"amount", []string{"amount", "slip_count", "slip_total", "net_pay", "gross_pay", "net_amount", "vat_amount", "gross_amount", "reference_income", "tax_shares", "opening_balance", "closing_balance",
		"amount_figures", "amount_words", "currency", "quantity", "limit_price"}},
	{"person", []string{"payee", "drawer", "account_holder", "surname", "given_names", "birth_date", "birth_place", "sex", "nationality", "address", "deceased", "death_date", "heirs", "notary",
		"employer", "company", "siren", "siret", "creditor", "debtor"}},
	{"account", []string{"iban", "debtor_iban", "creditor_iban", "bic", "rib_key", "bank", "creditor_id", "mandate_reference"}},
	{"paper", []string{"date", "place", "period", "cheque_number", "interbank_zone", "internal_zone", "rlmc_key", "code_line", "document_number", "issue_date", "expiry_date", "mrz", "signature_present",
		"endorsed", "subject", "received_date", "invoice_number", "statement_date", "execution_date", "remittance_information"}},
}

// chequeOrder is the order in which a cheque is read: what is asked most comes first.
var chequeOrder = []string{"amount", "payee", "date", "place", "cheque_number", "interbank_zone", "internal_zone", "rlmc_key", "code_line", "signature_present", "endorsed"}

// place is where a field stands: its section, and its place in it.
func place(t bordereau.Type, name string) (section, at int) {
	if t == bordereau.Cheque {
		if i := slices.Index(chequeOrder, name); i >= 0 {
			return 0, i
		}
		return 1, 0
	}
	for i, s := range sections {
		if j := slices.Index(s.Names, name); j >= 0 {
			return i, j
		}
	}
	return len(sections), 0
}
