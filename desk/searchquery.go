package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"bordereau"
	"bordereau/check"
)

const (
	maxQuery = 500 // bytes
	maxTerms = 12
)

// Asked is what a search box says, understood: filters, and terms that all have to be
// found. String writes it back so that ParseSearch understands the same.
type Asked struct {
	Type      bordereau.Type
	State     bordereau.State
	Dossier   string
	Branch    string
	From, To  string // days received, YYYY-MM-DD, both included; empty is open
	AmountMin *int64 // minor units of two decimals, both included
	AmountMax *int64
	Terms     []Term
}

// Term is one thing that has to be on the paper.
type Term struct {
	Kind  TermKind
	Words []string // folded; of a word one, of a phrase and a grouped reference several
	Key   string   // of an amount, a day, an IBAN: what all its spellings have in common
}

// TermKind is what a term is.
type TermKind string

const (
	TermWord   TermKind = "word"   // a word, or its beginning
	TermPhrase TermKind = "phrase" // words one behind the other
	TermGroups TermKind = "groups" // a number or reference typed in groups
	TermAmount TermKind = "amount"
	TermDay    TermKind = "day"
	TermIBAN   TermKind = "iban"
)

// ParseSearch understands a search box. What it cannot understand it says in a
// sentence, and takes the rest. It is pure: now tells the century of two-digit years.
func ParseSearch(text string, now time.Time) (a Asked, notes []string) {
	text = strings.ToValidUTF8(text, " ")
	if len(text) > maxQuery {
		text = strings.ToValidUTF8(text[:maxQuery], "")
		notes = append(notes, "La recherche était trop longue : la fin n'a pas été prise en compte.")
	}
	p := parser{rest: strings.TrimSpace(text), now: now, asked: &a}
	var free strings.Builder
	for p.rest != "" {
		switch name, value, ok := p.filter(); {
		case ok:
			p.take(name, value)
		case p.rest[0] == '"' || strings.HasPrefix(p.rest, "«"):
			p.terms(free.String())
			free.Reset()
			p.phrase()
		default:
			free.WriteString(p.word())
			free.WriteByte(' ')
		}
		p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace)
	}
	p.terms(free.String())
	p.settle()
	return a, append(notes, p.notes...)
}

type parser struct {
	rest  string
	now   time.Time
	asked *Asked
	notes []string
}

func (p *parser) note(format string, args ...any) {
	if n := fmt.Sprintf(format, args...); !slices.Contains(p.notes, n) {
		p.notes = append(p.notes, n)
	}
}

// word takes one word off the rest, and what follows a quote as one.
func (p *parser) word() string {
	end := strings.IndexFunc(p.rest, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
	if end < 0 {
		end = len(p.rest)
	}
	if end == 0 {
		end = 1
	}
	w := p.rest[:end]
	p.rest = p.rest[end:]
	return w
}

// phrase takes what stands between quotes: words as they follow each other, or one that
// belongs to nothing beside it. A quote that is not closed goes to the end.
func (p *parser) phrase() {
	open, closing := `"`, `"`
	if p.rest[0] != '"' {
		open, closing = "«", "»"
	}
	inside, after, _ := strings.Cut(strings.TrimPrefix(p.rest, open), closing)
	p.rest = after
	if words := strings.Fields(fold(inside)); len(words) > 1 {
		p.add(Term{Kind: TermPhrase, Words: words})
	} else {
		p.words(inside)
	}
}

// filter takes "name:" off the rest, and the value behind it.
func (p *parser) filter() (name, value string, ok bool) {
	before, after, found := strings.Cut(p.rest, ":")
	before = strings.TrimSpace(before)
	if !found || strings.ContainsFunc(before, unicode.IsSpace) {
		return "", "", false
	}
	name, ok = filterNames[solid(before)]
	if !ok {
		return "", "", false
	}
	p.rest = strings.TrimLeftFunc(after, unicode.IsSpace)
	if strings.HasPrefix(p.rest, `"`) {
		value, p.rest, _ = strings.Cut(p.rest[1:], `"`)
		return name, value, true
	}
	return name, p.value(name), true
}

// value takes a filter's value off the rest: one word, or as many as make a day or an
// amount ("18 novembre 2026", "1 237,56 €").
func (p *parser) value(name string) string {
	words, ends := []string{}, []int{}
	left := p.rest
	for left != "" && len(words) < 8 {
		q := parser{rest: left}
		if _, _, next := q.filter(); next && len(words) > 0 {
			break
		}
		q.rest = left
		words = append(words, q.word())
		ends = append(ends, len(p.rest)-len(q.rest))
		left = strings.TrimLeftFunc(q.rest, unicode.IsSpace)
	}
	if len(words) == 0 {
		return ""
	}
	n := 1
	if name == "date" || name == "montant" {
		for n = len(words); n > 1; n-- {
			var a Asked
			q := parser{now: p.now, asked: &a}
			if q.take(name, strings.Join(words[:n], " ")); len(q.notes) == 0 {
				break
			}
		}
	}
	p.rest = p.rest[ends[n-1]:]
	return strings.Join(words[:n], " ")
}

// take sets a filter. The last of a name counts.
func (p *parser) take(name, value string) {
	value = strings.TrimSpace(value)
	if value == "" {
		p.note("Il manque une valeur après « %s: » ; ce filtre n'a pas été appliqué.", name)
		return
	}
	switch name {
	case "type":
		if t, ok := named(typeNames, value); ok {
			p.asked.Type = t
			return
		}
		p.note("Le type « %s » n'est pas connu ; ce filtre n'a pas été appliqué.", value)
	case "etat":
		if s, ok := named(stateNames, value); ok {
			p.asked.State = s
			return
		}
		p.note("L'état « %s » n'est pas connu ; ce filtre n'a pas été appliqué.", value)
	case "dossier":
		p.asked.Dossier = strings.ReplaceAll(value, `"`, "")
	case "agence":
		p.asked.Branch = strings.ReplaceAll(value, `"`, "")
	case "date":
		from, to, ok := daysOf(value, p.now)
		if !ok {
			p.note("« %s » n'est pas une date (essayez 18/11/2026 ou 01/11/2026..18/11/2026) ; ce filtre n'a pas été appliqué.", value)
			return
		}
		p.asked.From, p.asked.To = from, to
	case "montant":
		from, to, ok := amountsOf(value)
		if !ok {
			p.note("« %s » n'est pas un montant (essayez 1237,56 ou 1000..1300) ; ce filtre n'a pas été appliqué.", value)
			return
		}
		p.asked.AmountMin, p.asked.AmountMax = from, to
	}
}

// terms takes free words: amounts, days and IBANs in any spelling, then the words.
func (p *parser) terms(text string) {
	at := 0
	for _, m := range marksIn(text, p.now) {
		if m.kind == markAmount && !strings.ContainsFunc(text[m.from:m.to], saysMoney) {
			continue // 552 100 554 may be anything: words look for it as an amount too
		}
		p.words(text[at:m.from])
		at = m.to
		p.add(Term{Kind: map[byte]TermKind{markAmount: TermAmount, markDay: TermDay, markIBAN: TermIBAN}[m.kind], Key: m.key})
	}
	p.words(text[at:])
}

// saysMoney is of what a number alone does not have: decimals, a currency.
func saysMoney(r rune) bool { return r == ',' || r == '.' || r == '€' || unicode.IsLetter(r) }

// words takes what is neither: single words, and runs of words with digits as one
// reference that was typed in groups.
func (p *parser) words(text string) {
	var group []string
	flush := func() {
		if len(group) > 1 && len(strings.Join(group, "")) >= 6 {
			p.add(Term{Kind: TermGroups, Words: group})
		} else {
			for _, w := range group {
				p.add(Term{Kind: TermWord, Words: []string{w}})
			}
		}
		group = nil
	}
	for _, w := range strings.Fields(fold(text)) {
		if strings.ContainsAny(w, "0123456789") {
			group = append(group, w)
			continue
		}
		flush()
		p.add(Term{Kind: TermWord, Words: []string{w}})
	}
	flush()
}

func (p *parser) add(t Term) {
	if slices.ContainsFunc(p.asked.Terms, func(o Term) bool { return sameTerm(o, t) }) {
		return
	}
	if len(p.asked.Terms) == maxTerms {
		p.note("Seuls les %d premiers mots ont été cherchés.", maxTerms)
		return
	}
	p.asked.Terms = append(p.asked.Terms, t)
}

// settle leaves single letters out, which stand nearly everywhere, unless there is
// nothing else.
func (p *parser) settle() {
	single := func(t Term) bool { return t.Kind == TermWord && len(t.Words[0]) == 1 && letters(t.Words[0]) }
	if slices.ContainsFunc(p.asked.Terms, func(t Term) bool { return !single(t) }) {
		p.asked.Terms = slices.DeleteFunc(p.asked.Terms, single)
	}
}

// daysOf reads a day, a month, a year, or two of them with ".." between.
func daysOf(value string, now time.Time) (from, to string, ok bool) {
	first, last, isRange := strings.Cut(value, "..")
	if !isRange {
		return period(value, now)
	}
	first, last = strings.TrimSpace(first), strings.TrimSpace(last)
	if first == "" && last == "" {
		return "", "", false
	}
	if first != "" {
		if from, _, ok = period(first, now); !ok {
			return "", "", false
		}
	}
	if last != "" {
		if _, to, ok = period(last, now); !ok {
			return "", "", false
		}
	}
	if from != "" && to != "" && from > to {
		return "", "", false
	}
	return from, to, true
}

// period reads a day, a month (11/2026, novembre 2026) or a year as its first and last day.
func period(value string, now time.Time) (from, to string, ok bool) {
	if day, err := check.ParseDate(value, now); err == nil {
		return day, day, true
	}
	month := value
	if y, m, found := strings.Cut(value, "-"); found && len(y) == 4 { // 2026-11
		month = m + "/" + y
	}
	for _, first := range []string{"1/" + month, "1 " + month} {
		if day, err := check.ParseDate(first, now); err == nil && len(strings.FieldsFunc(month, notAlnum)) == 2 {
			t, err := time.Parse(time.DateOnly, day)
			return day, t.AddDate(0, 1, -1).Format(time.DateOnly), err == nil
		}
	}
	if len(value) == 4 && figures(value) && value >= "1900" && value <= "2199" {
		return value + "-01-01", value + "-12-31", true
	}
	return "", "", false
}

func notAlnum(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// amountsOf reads an amount, or two with ".." between, in minor units of two decimals.
func amountsOf(value string) (from, to *int64, ok bool) {
	first, last, isRange := strings.Cut(value, "..")
	if !isRange {
		m, err := check.ParseAmount(value, "EUR")
		return &m.Minor, &m.Minor, err == nil && m.Currency == "EUR"
	}
	for _, end := range []struct {
		text string
		into **int64
	}{{first, &from}, {last, &to}} {
		if strings.TrimSpace(end.text) == "" {
			continue
		}
		m, err := check.ParseAmount(end.text, "EUR")
		if err != nil || m.Currency != "EUR" {
			return nil, nil, false
		}
		*end.into = &m.Minor
	}
	if from == nil && to == nil || from != nil && to != nil && *from > *to {
		return nil, nil, false
	}
	return from, to, true
}
