package review

import (
	"cmp"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"bordereau"
	"bordereau/check"
)

const longest = 1000 // runes of a value

var (
	fieldName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}(\[[0-9]{1,3}\]\.[a-z][a-z0-9_]{0,39})?$`)
	amounts   = set("amount", "amount_figures", "amount_words", "slip_total", "reference_income", "net_pay", "gross_pay", "limit_price",
		"net_amount", "vat_amount", "gross_amount", "opening_balance", "closing_balance", "debit", "credit", "capital", "interest", "balance")
	ibans   = set("iban", "debtor_iban", "creditor_iban")
	numbers = set("slip_count", "tax_year")
	compact = set("cheque_number", "interbank_zone", "internal_zone", "rlmc_key", "rib_key", "document_number", "tax_number",
		"tax_notice_reference", "mandate_reference", "nationality", "issuing_state")
)

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// IsIBAN says whether a field holds an account number, whose change always wants
// a second person.
func IsIBAN(field string) bool { return ibans[base(field)] }

func base(field string) string {
	if i := strings.LastIndexByte(field, '.'); i >= 0 {
		return field[i+1:]
	}
	return field
}

// Canonical turns what a clerk typed, in French spelling, into the canonical
// form of the field: amounts "1237.56" with the decimals of currency, dates
// YYYY-MM-DD, references in capitals without spaces. What cannot be the field's
// value is Invalid, with a sentence and the pointer /fields/NAME.
func Canonical(field, typed, currency string, now time.Time) (string, error) {
	value, err := canonical(field, typed, currency, now)
	if err == nil {
		return value, nil
	}
	message := bordereau.MessageOf(err)
	if e, ok := errors.AsType[*bordereau.Error](err); !ok || e.Message == "" {
		message = "Cette valeur n'est pas possible."
	}
	if !strings.HasSuffix(message, ".") {
		message += "."
	}
	return "", &bordereau.Error{Code: bordereau.Invalid, Message: message, Pointer: "/fields/" + field, Err: err}
}

func canonical(field, typed, currency string, now time.Time) (string, error) {
	if !fieldName.MatchString(field) {
		return "", bordereau.Errorf(bordereau.Invalid, "Ce champ n'existe pas")
	}
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return "", nil
	}
	if len([]rune(typed)) > longest {
		return "", bordereau.Errorf(bordereau.Invalid, "Cette valeur est trop longue")
	}
	if strings.IndexFunc(typed, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }) >= 0 {
		return "", bordereau.Errorf(bordereau.Invalid, "Cette valeur contient un caractère interdit")
	}
	switch name := base(field); {
	case ibans[name]:
		i, err := check.ParseIBAN(typed)
		return i.Value, err
	case amounts[name]:
		return amount(name, typed, cmp.Or(currency, "EUR"))
	case name == "date" || strings.HasSuffix(name, "_date"):
		return check.ParseDate(typed, now)
	case name == "currency":
		c := strings.ToUpper(typed)
		if c == "€" {
			c = "EUR"
		}
		if _, ok := bordereau.Exponent(c); !ok {
			return "", bordereau.Errorf(bordereau.Invalid, "La devise %s n'est pas connue", typed)
		}
		return c, nil
	case numbers[name]:
		n, err := strconv.ParseUint(check.Compact(typed), 10, 31)
		if err != nil {
			return "", bordereau.Errorf(bordereau.Invalid, "Ce n'est pas un nombre entier")
		}
		return strconv.FormatUint(n, 10), nil
	case name == "bic":
		if _, err := check.ParseBIC(typed); err != nil {
			return "", err
		}
		return strings.ToUpper(check.Compact(typed)), nil
	case name == "siren":
		return check.ParseSIREN(typed)
	case name == "siret":
		return check.ParseSIRET(typed)
	case name == "isin":
		return check.ParseISIN(typed)
	case name == "creditor_id":
		return check.ParseCreditorID(typed)
	case name == "mrz":
		lines := strings.Fields(strings.ToUpper(typed))
		if _, err := check.ParseMRZ(lines, now); err != nil {
			return "", err
		}
		return strings.Join(lines, "\n"), nil
	case name == "code_line":
		return strings.ToUpper(strings.Join(strings.Fields(typed), " ")), nil
	case compact[name]:
		return strings.ToUpper(check.Compact(typed)), nil
	case name == "signature_present" || name == "endorsed":
		switch strings.ToLower(typed) {
		case "oui", "yes", "true", "1", "on":
			return "true", nil
		case "non", "no", "false", "0", "off":
			return "false", nil
		}
		return "", bordereau.Errorf(bordereau.Invalid, "Répondez par oui ou non")
	case name == "address":
		return lines(typed), nil
	}
	return strings.Join(strings.Fields(typed), " "), nil
}

// amount takes figures, and words where the field is the one in words. A
// currency printed beside it must be the document's.
func amount(name, typed, currency string) (string, error) {
	m, err := check.ParseAmount(typed, currency)
	if err != nil && name == "amount_words" {
		m, err = check.ParseWords(typed, currency)
	}
	if err != nil {
		return "", err
	}
	if m.Currency != currency {
		return "", bordereau.Errorf(bordereau.Invalid, "Le montant est en %s, le document en %s", m.Currency, currency)
	}
	if m.Minor < 0 && base(name) != "opening_balance" && base(name) != "closing_balance" && base(name) != "balance" {
		return "", bordereau.Errorf(bordereau.Invalid, "Un montant ne peut pas être négatif")
	}
	return m.Decimal(), nil
}

// lines keeps the line breaks of an address, and nothing else that is blank.
func lines(s string) string {
	var out []string
	for l := range strings.Lines(s) {
		if f := strings.Fields(l); len(f) > 0 {
			out = append(out, strings.Join(f, " "))
		}
	}
	return strings.Join(out, "\n")
}
