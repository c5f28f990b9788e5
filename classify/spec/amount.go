package spec

import (
	"cmp"
	"regexp"
	"strings"
	"unicode"

	"bordereau"
	"bordereau/check"
)

// The amounts of a text in which a tab stands for a wide gap: groups of thousands
// stand together, two or three decimals or a currency follow; or as English papers write
// it, with commas between the thousands and a point before the decimals.
var amounts = regexp.MustCompile(`(?:(?:€|EUR|£|(?:US|CA?|R)?\$|₹|Rs\.?|TND|DT)\s?)?[-−]?\s?(?:\d{1,3}(?:,\d{3})+\.\d{2,3}\b|(?:\d{1,3}(?:[ .'’]\d{3})+|\d+)(?:\s?[,.]\s?\d{2,3}\b)?)(?:\s?(?:€\s?\d\d\b|€|EUROS?\b|EUR\b|£|\$|USD\b|CAD\b|GBP\b|TND\b|DT\b))?`)

// cutShort is what follows a number that is not at its end: a part of it would be another.
var cutShort = regexp.MustCompile(`^[.,]\d`)

// digitsFor are the letters that stand for digits within a number.
var digitsFor = strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1", "|", "1", "S", "5", "B", "8")

// numeric writes a word that is mostly digits in digits alone; lengths in bytes stay.
func numeric(text string) string {
	digits, letters := 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '|':
			letters++
		}
	}
	if digits == 0 || letters > digits || strings.HasSuffix(strings.ToUpper(text), "EUR") || strings.HasSuffix(strings.ToUpper(text), "EUROS") {
		return text
	}
	return digitsFor.Replace(text)
}

// maxSpan bounds how many words one row holds.
const maxSpan = 300

// Amounts finds every amount of a span that carries decimals or a currency.
func Amounts(in *Sheet, s Span) []Value {
	if len(s) > maxSpan {
		s = s[:maxSpan]
	}
	var b strings.Builder
	for i, w := range s {
		if i > 0 {
			prev := s[i-1].Box
			if gap := w.Box.X - prev.X - prev.W; gap*10 > 13*max(min(prev.H, w.Box.H), in.LetterHeight(w.Page)/2) {
				b.WriteByte('\t')
			} else {
				b.WriteByte(' ')
			}
		}
		b.WriteString(numeric(w.Text))
	}
	text := b.String()
	var out []Value
	broken := false // the match before goes on in this one
	for _, m := range amounts.FindAllStringIndex(text, -1) {
		lo, hi := m[0], m[1]
		lo += len(text[lo:hi]) - len(strings.TrimLeft(text[lo:hi], " \t"))
		if broken {
			broken = false
			continue
		}
		printed := strings.TrimSpace(text[lo:hi])
		rest := strings.TrimLeft(text[hi:], " ")
		if strings.HasPrefix(rest, "%") || strings.HasPrefix(rest, "/") || lo > 0 && strings.ContainsAny(text[lo-1:lo], "/.,0123456789") || rest != "" && hi < len(text) && strings.ContainsAny(text[hi:hi+1], "/0123456789") || cutShort.MatchString(text[hi:]) {
			continue
		}
		decimals := in.hasDecimals(printed)
		if !hasSign(printed) && !decimals {
			continue
		}
		if !decimals && strings.TrimLeft(text[hi:], " \t") != "" && strings.ContainsAny(strings.TrimLeft(text[hi:], " \t")[:1], "0123456789") {
			broken = true // the amount goes on behind a gap: a part of it would be another amount
			continue
		}
		money, err := check.ParseAmount(strings.ReplaceAll(printed, "\t", " "), in.currency())
		if err != nil {
			continue
		}
		out = append(out, Value{Text: money.Decimal(), Currency: money.Currency, Words: s.cut(lo, hi),
			Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "a la forme d'un montant"}}})
	}
	return out
}

// currency is that of the amounts that do not say theirs.
func (s *Sheet) currency() string { return cmp.Or(s.Currency, "EUR") }

// hasSign says whether an amount says its currency.
func hasSign(printed string) bool {
	return strings.ContainsFunc(printed, func(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.Sc, r) })
}

// hasDecimals says whether an amount ends in as many decimals as its currency has: two,
// or those of the paper's own.
func (s *Sheet) hasDecimals(printed string) bool {
	i := strings.LastIndexAny(printed, ",.")
	if i < 0 {
		return false
	}
	n := len(strings.Trim(printed[i+1:], " €EURO"))
	if exp, ok := bordereau.Exponent(s.currency()); ok && exp > 0 {
		return n == exp
	}
	return n == 2
}

// Amount reads the first amount of a span.
func Amount(in *Sheet, s Span) (Value, bool) {
	if all := Amounts(in, s); len(all) > 0 {
		return all[0], true
	}
	return Value{}, false
}

// LastAmount reads the last amount of a span: the total at a row's end.
func LastAmount(in *Sheet, s Span) (Value, bool) {
	if all := Amounts(in, s); len(all) > 0 {
		return all[len(all)-1], true
	}
	return Value{}, false
}

var integer = regexp.MustCompile(`^\d{1,4}$`)

// Count reads a whole number of up to four digits.
func Count(_ *Sheet, s Span) (Value, bool) {
	for i, w := range s {
		if i == 6 {
			break
		}
		if t := strings.Trim(numeric(w.Text), ".:;|[]()*"); integer.MatchString(t) {
			t = strings.TrimLeft(t, "0")
			if t == "" {
				t = "0"
			}
			return Value{Text: t, Words: s[i : i+1]}, true
		}
	}
	return Value{}, false
}
