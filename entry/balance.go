package entry

import (
	"fmt"
	"slices"
	"strings"

	"bordereau"
)

// Remittance is a slip with its cheques, as far as each is known. Amounts are
// minor units of Currency.
type Remittance struct {
	Currency string
	Cheques  []Part
	Declared []Declared
	Listing  []Listed // the slip's own lines in their order; none where none were read
}

// Declared is what a slip, or the branch with it, says of its cheques. Nil is
// not said.
type Declared struct {
	Source string // "le bordereau", "le dépôt": used in sentences
	Count  *int
	Total  *int64
	Others []int64 // other readings of the total, the likeliest first
}

// Part is one cheque of a slip. Known is false while nobody knows its amount.
type Part struct {
	Ordinal    int    // as people number it, from 1; no two are the same
	Number     string // printed on the cheque, seven digits; empty where it was not read
	Minor      int64
	Known      bool
	Proved     bool      // by something else than the balance: words and figures agree, a person
	Confidence float64   // of the reading, 0 to 1
	Words      *int64    // the amount in words, where it was read
	Figures    *int64    // the amount in figures, where it was read
	Others     []int64   // other readings of the amount, the likeliest first
	Ink        []Reading // where nothing proves it: what its figures may say, first the one that is Minor
}

// Reading is an amount that ink may say. Confidence is 0 where the reader gave none.
type Reading struct {
	Minor      int64
	Confidence float64
}

// Listed is one line of a slip's listing. Known is false where its amount was
// not read.
type Listed struct {
	Number string // of the cheque; empty where it was not read
	Minor  int64
	Known  bool
}

// Balance is the outcome of holding cheques against what is declared. Sentence
// is French, empty when all agrees; Explanations say what may lie behind it, the
// likeliest first.
type Balance struct {
	Even         bool
	Count        int
	Found        int64
	Sentence     string
	Explanations []Explanation
}

// Weigh counts and sums the cheques in integer minor units and holds both
// against every declaration. Even needs a count and a total to be declared and
// all amounts to be known.
func (r Remittance) Weigh() Balance {
	found, unknown, ok := r.sum()
	b := Balance{Count: len(r.Cheques), Found: found}
	var said []string
	counted, totalled := false, false
	for _, d := range r.Declared {
		counted, totalled = counted || d.Count != nil, totalled || d.Total != nil
		if d.Count != nil && *d.Count != b.Count {
			said = append(said, fmt.Sprintf("%s annonce %s, %s", d.Source, cheques(*d.Count), foundCount(b.Count)))
		}
		if d.Total != nil && *d.Total != found && ok && unknown == 0 {
			said = append(said, r.gap(d, found))
		}
	}
	if !ok {
		said = append(said, "un montant ou la somme des chèques dépasse ce qui peut être comptabilisé")
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
	if len(said) == 0 && r.doubtful() {
		said = append(said, "les montants écrits à la main peuvent se lire de plusieurs façons qui font ce total")
	}
	if b.Even = len(said) == 0; b.Even {
		return b
	}
	b.Sentence = sentence(strings.Join(said, " ; "))
	b.Explanations = r.Explain()
	return b
}

// gap says by how much a declared total is not what the cheques make.
func (r Remittance) gap(d Declared, found int64) string {
	s := fmt.Sprintf("%s annonce un total de %s, les chèques font %s", d.Source, French(*d.Total, r.Currency), French(found, r.Currency))
	if inRange(*d.Total) {
		s += " : écart de " + French(abs(*d.Total-found), r.Currency)
	}
	return s
}

// sum adds the amounts that are known. It is not ok where one is no amount, or
// where the sum is more than an entry carries.
func (r Remittance) sum() (found int64, unknown int, ok bool) {
	for _, p := range r.Cheques {
		if !p.Known {
			unknown++
			continue
		}
		if !inRange(p.Minor) || found > MaxMinor-p.Minor {
			return 0, unknown, false
		}
		found += p.Minor
	}
	return found, unknown, true
}

// agrees says that all amounts are known and contradict nothing that is declared.
func (r Remittance) agrees() bool {
	found, unknown, ok := r.sum()
	return ok && unknown == 0 && len(r.Cheques) > 0 && !slices.ContainsFunc(r.Declared, func(d Declared) bool {
		return d.Count != nil && *d.Count != len(r.Cheques) || d.Total != nil && *d.Total != found
	})
}

// inRange says that an amount is one that an entry can carry.
func inRange(minor int64) bool { return minor >= 0 && minor <= MaxMinor }

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:]) + "."
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
