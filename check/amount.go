package check

import (
	"strings"
	"unicode"

	"bordereau"
)

// currencySigns are the ways a currency is printed beside an amount, longer signs before
// those that they end in. Where a sign is shared the first currency stands unless the
// caller's own is among them.
var currencySigns = []struct {
	printed string
	codes   []string
}{
	{"EUROS", []string{"EUR"}}, {"EURO", []string{"EUR"}}, {"€", []string{"EUR"}}, {"£", []string{"GBP"}},
	{"US$", []string{"USD"}}, {"CA$", []string{"CAD"}}, {"C$", []string{"CAD"}}, {"R$", []string{"BRL"}}, {"$", []string{"USD", "CAD", "AUD"}},
	{"₹", []string{"INR"}}, {"RS.", []string{"INR"}}, {"RS", []string{"INR"}},
	{"DINARS", []string{"TND", "DZD"}}, {"DT", []string{"TND"}}, {"F CFA", []string{"XOF"}}, {"FCFA", []string{"XOF"}},
}

// ParseAmount reads an amount in figures as printed in French or English: "1 237,56 €",
// "1.237,56", "1,237.56", "EUR 1237,56", "12€50", "***99,00***", with any kind of space
// between the thousands. A currency printed beside it wins over the one given. A single
// separator before exactly three digits separates thousands, unless the currency has
// three decimals. More decimals than the currency has are an error, as are
// thousands that are not groups of three: a badly read amount must not become another.
func ParseAmount(raw, currency string) (bordereau.Money, error) {
	bad := func() (bordereau.Money, error) {
		return bordereau.Money{}, bordereau.Errorf(bordereau.Invalid, "Ce n'est pas un montant en chiffres")
	}
	if len(raw) > 64 {
		return bad()
	}
	s := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' {
			return ' '
		}
		return unicode.ToUpper(r)
	}, raw)
	s = strings.Trim(s, " *#=")
	s, currency = takeCurrency(s, currency)
	exp, ok := bordereau.Exponent(currency)
	if !ok {
		return bordereau.Money{}, bordereau.Errorf(bordereau.Invalid, "La devise %s n'est pas connue", currency)
	}
	s = strings.Trim(s, " *#=")
	sign := ""
	if rest, found := strings.CutPrefix(strings.Replace(s, "−", "-", 1), "-"); found {
		sign, s = "-", strings.TrimSpace(rest)
	} else {
		s = strings.TrimPrefix(s, "+")
	}
	whole, frac, ok := splitAmount(s, exp)
	if !ok {
		return bad()
	}
	decimal := sign + whole
	if exp > 0 {
		decimal += "." + frac + strings.Repeat("0", exp-len(frac))
	}
	m, err := bordereau.ParseMoney(decimal, currency)
	if err != nil {
		return bad()
	}
	return m, nil
}

// takeCurrency removes one currency; between two numbers it stands for the decimal comma.
func takeCurrency(s, currency string) (string, string) {
	cut := func(sign, code string) (string, string, bool) {
		before, after, found := strings.Cut(s, sign)
		if !found {
			return "", "", false
		}
		before, after = strings.TrimSpace(before), strings.TrimSpace(after)
		if before != "" && before != "-" && after != "" {
			if !allDigits(after) || !isDigit(before[len(before)-1]) || strings.ContainsAny(before, ",.") {
				return "", "", false
			}
			return before + "," + after, code, true
		}
		return before + after, code, true
	}
	for _, c := range currencySigns {
		if rest, code, ok := cut(c.printed, pick(c.codes, currency, term{})); ok {
			return rest, code
		}
	}
	for i := 0; i+3 <= len(s); i++ {
		if code := s[i : i+3]; isLetter(code[0]) && isLetter(code[1]) && isLetter(code[2]) {
			if _, known := bordereau.Exponent(code); known {
				if rest, code, ok := cut(code, code); ok {
					return rest, code
				}
			}
		}
	}
	return s, currency
}

// splitAmount finds the decimal separator and checks the thousands.
func splitAmount(s string, exp int) (whole, frac string, ok bool) {
	for _, sep := range []string{",", "."} { // "1 237, 56"
		s = strings.ReplaceAll(s, " "+sep, sep)
		s = strings.ReplaceAll(s, sep+" ", sep)
	}
	s = strings.NewReplacer("’", "'", "`", "'").Replace(s)
	last := strings.LastIndexAny(s, ",.")
	whole = s
	if last >= 0 {
		tail := s[last+1:]
		other := strings.ContainsAny(s[:last], ",.")
		repeated := strings.Count(s, s[last:last+1]) > 1
		thousands := repeated || len(tail) == 3 && exp != 3 && !(other && !repeated)
		if !thousands {
			whole, frac = s[:last], tail
			if frac == "" || !allDigits(frac) || len(frac) > exp {
				return "", "", false
			}
		}
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r == ' ' || r == '.' || r == ',' || r == '\'' })
	kinds := map[rune]bool{}
	for _, r := range whole {
		if !unicode.IsDigit(r) {
			kinds[r] = true
		}
	}
	if len(groups) == 0 || len(kinds) > 1 || len(whole) != len(strings.Join(groups, " ")) {
		return "", "", false
	}
	for i, g := range groups {
		if !allDigits(g) || i > 0 && len(g) != 3 || len(groups) > 1 && i == 0 && len(g) > 3 {
			return "", "", false
		}
	}
	whole = strings.TrimLeft(strings.Join(groups, ""), "0")
	if whole == "" {
		whole = "0"
	}
	return whole, frac, true
}
