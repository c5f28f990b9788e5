package spec

import (
	"fmt"
	"strings"
	"time"

	"bordereau"
)

// Proofs and checks speak French: clerks read them beside the values.

// SayAmount writes a canonical amount as it is printed in France: "1 237,56 €". What
// is no amount in the currency is given back as it is.
func SayAmount(decimal, currency string) string {
	m, err := bordereau.ParseMoney(decimal, currency)
	if err != nil {
		return decimal
	}
	whole, frac, point := strings.Cut(strings.TrimPrefix(m.Decimal(), "-"), ".")
	var b strings.Builder
	if m.Minor < 0 {
		b.WriteByte('-')
	}
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteRune('\u00a0') // thousands do not break over a line
		}
		b.WriteRune(r)
	}
	if point {
		b.WriteString("," + frac)
	}
	if currency == "EUR" {
		currency = "€"
	}
	return b.String() + "\u00a0" + currency
}

// SayDay writes a day as it is printed in France: "19/09/2026".
func SayDay(t time.Time) string { return t.Format("02/01/2006") }

// SayCount writes a number with its noun, which takes an s from two on.
func SayCount(n int, noun string) string {
	if n > 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
