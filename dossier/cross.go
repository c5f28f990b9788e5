package dossier

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/check"
	"bordereau/check/law"
)

// rules are the cross-checks there are: of how many pieces at least and at most, and
// whether each has to name a field.
var rules = map[string]struct {
	least, most int
	fields      bool
}{
	"same_name":       {least: 2},
	"same_birth_date": {least: 2},
	"same_death_date": {least: 2},
	"same_address":    {least: 2},
	"same_value":      {least: 2, fields: true},
	"not_before":      {least: 2, most: 2, fields: true},
	"shares":          {least: 1, most: 1},
	"cumulates":       {least: 1, most: 1},
	"at_most":         {least: 2, most: 2, fields: true},
}

// line is the name of the check's line on the list.
func (c CrossCheck) line() string {
	if c.Name != "" {
		return c.Name
	}
	return c.Rule
}

// crossLine judges one cross-check. Without the values that it compares there is no
// line: what is missing stands on the list already.
func (v *filed) crossLine(c CrossCheck) (Line, bool) {
	line := Line{Piece: c.line(), Title: c.Title, Need: "check", State: Satisfied, Why: "Les pièces concordent", Source: c.Source}
	switch c.Rule {
	case "shares":
		return line, v.shares(c, &line)
	case "not_before":
		return line, v.notBefore(c, &line)
	case "cumulates":
		return line, v.cumulates(c, &line)
	case "at_most":
		return line, v.atMost(c, &line)
	}
	return line, v.agree(c, &line)
}

// told is a value that a document gives for a check.
type told struct {
	Piece
	value string
}

// tell collects what the documents of a piece say for a check.
func (v *filed) tell(c CrossCheck, name string) (out []told) {
	piece, field, _ := strings.Cut(name, ".")
	if r, ok := v.kind.piece(piece); ok && r.When.holds(v) == no {
		return nil // it does not belong to this dossier
	}
	for _, p := range v.of(piece) {
		if listed, ok := strings.CutPrefix(field, "lines."); ok {
			for _, r := range rows(&p.Understanding) {
				if r[listed] != "" {
					out = append(out, told{p, r[listed]})
				}
			}
			continue
		}
		value := ""
		switch {
		case field != "":
			value = valueOf(&p.Understanding, field)
		case c.Rule == "same_name":
			value = personOf(&p.Understanding)
		default:
			value = valueOf(&p.Understanding, strings.TrimPrefix(c.Rule, "same_"))
		}
		if value != "" {
			out = append(out, told{p, value})
		}
	}
	return out
}

func valueOf(u *bordereau.Understanding, field string) string {
	if f := u.Field(field); f != nil && f.Status != bordereau.Conflict {
		return f.Value
	}
	return ""
}

// agree holds the documents of the later pieces against those of the first one: each
// must agree with one of them.
func (v *filed) agree(c CrossCheck, line *Line) bool {
	same := func(a, b string) bool { return a == b }
	switch c.Rule {
	case "same_name":
		same = func(a, b string) bool { return check.CompareNames(a, b).Same() }
	case "same_address":
		same = sameAddress
	}
	anchors, others := v.tell(c, c.Pieces[0]), 0
	for _, name := range c.Pieces[1:] {
		for _, p := range v.tell(c, name) {
			against := slices.DeleteFunc(slices.Clone(anchors), func(a told) bool { return a.Document == p.Document }) // nothing proves itself
			if len(against) == 0 && len(anchors) > 0 {
				continue
			}
			others++
			line.name(p.Document)
			agrees := slices.ContainsFunc(against, func(a told) bool { return same(a.value, p.value) })
			if !agrees && len(against) > 0 && line.State == Satisfied {
				line.State, line.Why = Inconclusive, fmt.Sprintf("« %s » et « %s » ne concordent pas", p.value, against[0].value)
			}
		}
	}
	for _, a := range anchors {
		line.name(a.Document)
	}
	return len(anchors) > 0 && others > 0
}

// name puts a document on the line, once.
func (l *Line) name(document string) {
	if !slices.Contains(l.Documents, document) {
		l.Documents = append(l.Documents, document)
	}
}

// addressWords are the words of an address in one order, without the country.
func addressWords(s string) []string {
	w := strings.FieldsFunc(check.Fold(s), func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') })
	slices.Sort(w)
	return slices.DeleteFunc(slices.Compact(w), func(s string) bool { return s == "FRANCE" })
}

// sameAddress holds where the same words make it up, whatever their order.
func sameAddress(a, b string) bool {
	w := addressWords(a)
	return len(w) >= 3 && slices.Equal(w, addressWords(b))
}

// notBefore judges a date that must lie so long after another one. Each document of
// the second piece is held against the latest of the first: every borrower has an
// offer, and the last one that came in decides.
func (v *filed) notBefore(c CrossCheck, line *Line) bool {
	first, second := v.tell(c, c.Pieces[0]), v.tell(c, c.Pieces[1])
	if len(first) == 0 || len(second) == 0 {
		return false
	}
	line.Why = "Le délai est respecté"
	var from time.Time
	open := false
	for _, p := range first {
		line.name(p.Document)
		day, err := time.Parse(time.DateOnly, p.value)
		if err != nil {
			line.State, line.Why = Inconclusive, "La date d'où le délai court n'est pas lisible"
			return true
		}
		if day.After(from) {
			from = day
		}
		open = open || !settled(p.State)
	}
	wait, ok := ValueOn(c.Wait, from)
	if !ok {
		line.State, line.Why = Inconclusive, "Aucune règle ne dit quel délai courait ce jour-là"
		return true
	}
	earliest := wait.After(from)
	for _, p := range second {
		line.name(p.Document)
		day, err := time.Parse(time.DateOnly, p.value)
		switch {
		case err != nil || open || !settled(p.State):
			line.State, line.Why = Inconclusive, "Les dates de ce délai sont en cours de validation"
		case day.Before(earliest):
			line.State = Missing
			line.Why = fmt.Sprintf("La date du %s est trop tôt : le délai court jusqu'au %s", day.Format("02/01/2006"), earliest.AddDate(0, 0, -1).Format("02/01/2006"))
			return true
		}
	}
	return true
}

var fraction = regexp.MustCompile(`^([0-9]{1,6})\s*/\s*([0-9]{1,6})$`)

// shareOf reads 1/4, 0.25, 25 % and "pour le tout".
func shareOf(s string) (*big.Rat, bool) {
	s = strings.TrimSpace(strings.ReplaceAll(s, ",", "."))
	if m := fraction.FindStringSubmatch(s); m != nil {
		return new(big.Rat).SetString(m[1] + "/" + m[2]) // no share has 0 below
	}
	if p, ok := strings.CutSuffix(s, "%"); ok {
		r, ok := law.Decimal(strings.TrimSpace(p))
		if !ok || r.Sign() < 0 {
			return nil, false
		}
		return r.Quo(r, big.NewRat(100, 1)), true
	}
	r, ok := law.Decimal(s)
	return r, ok && r.Sign() >= 0
}

// shares judges whether the shares that a deed lists make up the whole (C. civ. 730-1).
func (v *filed) shares(c CrossCheck, line *Line) bool {
	found := false
	for _, p := range v.of(c.Pieces[0]) {
		list := rows(&p.Understanding)
		if len(list) == 0 {
			continue
		}
		found = true
		line.name(p.Document)
		switch enjoyed, owned, readable := division(list); {
		case !readable:
			line.State, line.Why = Inconclusive, "La part d'un héritier n'a pas été lue"
		case enjoyed.Cmp(whole) == 0 && owned.Cmp(whole) == 0:
			line.Why = "Les parts font l'unité"
		case !settled(p.State):
			line.State, line.Why = Inconclusive, "Les parts lues ne font pas l'unité ; le document est en cours de validation"
		case enjoyed.Cmp(twice) == 0 && owned.Cmp(twice) == 0:
			line.State, line.Why = Inconclusive, "Les parts font deux fois l'unité : vérifiez ce qui est en usufruit et en nue-propriété"
		default:
			line.State, line.Why = Missing, fmt.Sprintf("Les parts des héritiers font %s au lieu de l'unité", owned.RatString())
			return true
		}
	}
	return found
}

var whole, twice = big.NewRat(1, 1), big.NewRat(2, 1)

// division sums the shares: of who has the use, and of who owns. Somebody in full
// ownership has both (C. civ. 578).
func division(list []map[string]string) (enjoyed, owned *big.Rat, readable bool) {
	enjoyed, owned, readable = new(big.Rat), new(big.Rat), true
	for _, r := range list {
		x, ok := shareOf(r["share"])
		if !ok {
			readable = false
			continue
		}
		right := check.Fold(r["right"])
		if !strings.Contains(right, "NUE") {
			enjoyed.Add(enjoyed, x)
		}
		if !strings.Contains(right, "USUFRUIT") {
			owned.Add(owned, x)
		}
	}
	return enjoyed, owned, readable
}
