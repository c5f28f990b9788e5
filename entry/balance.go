package entry

import (
	"fmt"
	"strconv"
	"strings"

	"bordereau"
)

// Declared is what a slip, or the branch with it, says of its cheques. Nil is
// not said.
type Declared struct {
	Source string // "le bordereau", "le dépôt": used in sentences
	Count  *int
	Total  *int64 // minor units
}

// Part is one cheque of a slip. Known is false while nobody knows its amount.
// Others are further readings of the same paper (words against figures).
type Part struct {
	Ordinal int // as people number it, from 1
	Minor   int64
	Known   bool
	Others  []int64
}

// Balance is the outcome of holding cheques against what is declared. Sentence
// is French, empty when all agrees.
type Balance struct {
	Even     bool
	Count    int
	Found    int64
	Sentence string
}

// Weigh counts and sums the cheques in integer minor units and holds both
// against every declaration. Even needs a count and a total to be declared and
// all amounts to be known.
func Weigh(parts []Part, currency string, declared ...Declared) Balance {
	b := Balance{Count: len(parts)}
	unknown := 0
	for _, p := range parts {
		if !p.Known {
			unknown++
		}
		b.Found += p.Minor
	}
	var said []string
	counted, totalled := false, false
	for _, d := range declared {
		countOff := d.Count != nil && *d.Count != b.Count
		totalOff := d.Total != nil && *d.Total != b.Found
		counted, totalled = counted || d.Count != nil, totalled || d.Total != nil
		if countOff {
			said = append(said, fmt.Sprintf("%s annonce %s, %s", d.Source, cheques(*d.Count), foundCount(b.Count)))
		}
		if totalOff && unknown == 0 {
			diff := *d.Total - b.Found
			s := fmt.Sprintf("%s annonce un total de %s, les chèques font %s : écart de %s", d.Source,
				French(*d.Total, currency), French(b.Found, currency), French(abs(diff), currency))
			if why := explain(parts, currency, diff, d.Count); len(why) > 0 {
				s += " (" + strings.Join(why, " ; ") + ")"
			}
			said = append(said, s)
		}
	}
	if unknown > 0 {
		said = append(said, fmt.Sprintf("le montant de %s n'est pas encore connu", cheques(unknown)))
	}
	if !counted {
		said = append(said, "le nombre de chèques n'est pas indiqué")
	}
	if !totalled {
		said = append(said, "le total n'est pas indiqué")
	}
	if b.Count == 0 {
		said = append(said, "aucun chèque n'accompagne le bordereau")
	}
	b.Even = len(said) == 0
	if !b.Even {
		s := strings.Join(said, " ; ")
		r := []rune(s)
		b.Sentence = strings.ToUpper(string(r[:1])) + string(r[1:]) + "."
	}
	return b
}

// explain ranks what may lie behind a difference, the most telling first: a
// second reading of one cheque that restores the balance, a missing or
// superfluous cheque, two digits swapped, a sign.
func explain(parts []Part, currency string, diff int64, count *int) []string {
	var why []string
	for _, p := range parts {
		for _, o := range p.Others {
			if o-p.Minor == diff && diff != 0 {
				why = append(why, fmt.Sprintf("lu %s, le chèque n° %d rétablirait l'équilibre", French(o, currency), p.Ordinal))
				break
			}
		}
	}
	if count != nil && *count == len(parts)+1 && diff > 0 {
		why = append(why, fmt.Sprintf("un chèque de %s manquerait", French(diff, currency)))
	}
	for _, p := range parts {
		switch {
		case diff < 0 && p.Minor == -diff:
			why = append(why, fmt.Sprintf("l'écart est le montant du chèque n° %d : compté en trop ou oublié du total", p.Ordinal))
		case diff > 0 && p.Minor == diff:
			why = append(why, fmt.Sprintf("l'écart est le montant du chèque n° %d : un second chèque du même montant manquerait", p.Ordinal))
		}
	}
	if diff%9 == 0 && diff != 0 {
		found := false
		for _, p := range parts {
			if swapGives(p.Minor, p.Minor+diff) {
				why = append(why, fmt.Sprintf("deux chiffres inversés sur le chèque n° %d : %s ?", p.Ordinal, French(p.Minor+diff, currency)))
				found = true
			}
		}
		if !found {
			why = append(why, "l'écart est divisible par 9 : deux chiffres peut-être inversés")
		}
	}
	for _, p := range parts {
		if diff%2 == 0 && p.Minor == -diff/2 {
			why = append(why, fmt.Sprintf("la moitié de l'écart est le montant du chèque n° %d : compté deux fois ?", p.Ordinal))
		}
	}
	return why[:min(len(why), 4)]
}

// swapGives says whether exchanging two neighbouring digits of a gives b.
func swapGives(a, b int64) bool {
	if a <= 0 || b <= 0 {
		return false
	}
	d := []byte(strconv.FormatInt(a, 10))
	for i := 0; i+1 < len(d); i++ {
		d[i], d[i+1] = d[i+1], d[i]
		if n, err := strconv.ParseInt(string(d), 10, 64); err == nil && n == b && a != b {
			return true
		}
		d[i], d[i+1] = d[i+1], d[i]
	}
	return false
}

func cheques(n int) string {
	if n < 2 {
		return fmt.Sprintf("%d chèque", n)
	}
	return fmt.Sprintf("%d chèques", n)
}

func foundCount(n int) string {
	switch n {
	case 0:
		return "aucun n'a été trouvé"
	case 1:
		return "1 a été trouvé"
	}
	return fmt.Sprintf("%d ont été trouvés", n)
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// French writes an amount as people read it: "1 237,56 €". The spaces do not
// break.
func French(minor int64, currency string) string {
	s := bordereau.Money{Minor: minor, Currency: currency}.Decimal()
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, dot := strings.Cut(s, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString("\u202f")
		}
		b.WriteRune(r)
	}
	if dot {
		b.WriteString("," + frac)
	}
	unit := currency
	if currency == "EUR" {
		unit = "€"
	}
	return sign + b.String() + "\u00a0" + unit
}
