package bordereau

import (
	"fmt"
	"strconv"
	"strings"
)

// Money is an amount in integer minor units of its ISO 4217 currency: 1237.56
// EUR is {123756, "EUR"}. Amounts are never floating point.
type Money struct {
	Minor    int64  `json:"amount_minor"`
	Currency string `json:"currency"`
}

// exponents holds the ISO 4217 minor unit of the currencies a French back
// office meets on paper; a currency that is not listed is refused, not guessed.
var exponents = map[string]int{
	"EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "CAD": 2, "MAD": 2, "PLN": 2, "SEK": 2, "NOK": 2, "DKK": 2,
	"BRL": 2, "INR": 2, "AUD": 2, "CZK": 2, "HUF": 2, "RON": 2, "DZD": 2, "CNY": 2,
	"TND": 3, "BHD": 3, "KWD": 3, "JOD": 3, "JPY": 0, "XOF": 0, "XAF": 0, "XPF": 0, "KRW": 0,
}

// Exponent gives the number of decimals of a currency (ISO 4217), and whether
// the currency is known.
func Exponent(currency string) (int, bool) {
	e, ok := exponents[currency]
	return e, ok
}

// ParseMoney reads the canonical form that fields carry: an optional minus, digits, a
// point and exactly the decimals of the currency ("1237.56" EUR, "3435.880" TND).
func ParseMoney(decimal, currency string) (Money, error) {
	exp, ok := Exponent(currency)
	if !ok {
		return Money{}, Errorf(Invalid, "La devise %q n'est pas connue.", currency)
	}
	bad := func() (Money, error) {
		return Money{}, Errorf(Invalid, "« %s » n'est pas un montant en %s avec %d décimales.", decimal, currency, exp)
	}
	whole, frac, hasPoint := strings.Cut(decimal, ".")
	if hasPoint != (exp > 0) || len(frac) != exp || !digits(strings.TrimPrefix(whole, "-")) || (exp > 0 && !digits(frac)) {
		return bad()
	}
	minor, err := strconv.ParseInt(whole+frac, 10, 64)
	if err != nil {
		return bad()
	}
	return Money{Minor: minor, Currency: currency}, nil
}

// Decimal is the canonical form that ParseMoney reads.
func (m Money) Decimal() string {
	exp, ok := Exponent(m.Currency)
	if !ok {
		exp = 2
	}
	if exp == 0 {
		return strconv.FormatInt(m.Minor, 10)
	}
	sign, abs := "", m.Minor
	if abs < 0 {
		sign, abs = "-", -abs
	}
	s := fmt.Sprintf("%0*d", exp+1, abs)
	return sign + s[:len(s)-exp] + "." + s[len(s)-exp:]
}

func (m Money) String() string { return m.Decimal() + " " + m.Currency }

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
