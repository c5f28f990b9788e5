package desk

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bordereau/check"
)

// mark is what a text says in a form that has many spellings: an amount, a day, an IBAN.
// Its key is what all spellings have in common: "=1237.56", "@2026-11-18", "fr7630001...".
type mark struct {
	span
	kind byte // one of the kinds below
	key  string
}

const (
	markAmount = '='
	markDay    = '@'
	markIBAN   = '#'
)

const blank = `[ \t\x{a0}\x{202f}\x{2009}]`

var (
	amountShape = regexp.MustCompile(`(?i)\d{1,3}(?:(?:` + blank + `\d{3})+|(?:\.\d{3})+|(?:'\d{3})+|(?:,\d{3})+)(?:[.,]\d{2,3})?(?:` + blank + `?(?:€|eur\b|euros?\b))?` +
		`|\d+[.,]\d{2,3}(?:` + blank + `?(?:€|eur\b|euros?\b))?|\d+` + blank + `?(?:€\d{0,2}|eur\b|euros?\b)`)
	dayShape = regexp.MustCompile(`(?i)\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2}` +
		`|\d{1,2}(?:er)?` + blank + `+(?:janv(?:ier|\.)?|f[ée]v(?:rier|r\.?|\.)?|mars|avr(?:il|\.)?|mai|juin|juil(?:let|\.)?|ao[uû]t|sept(?:embre|\.)?|oct(?:obre|\.)?|nov(?:embre|\.)?|d[ée]c(?:embre|\.)?` +
		`|january|february|march|april|may|june|july|august|september|october|november|december)` + blank + `+\d{4}`)
	ibanShape = regexp.MustCompile(`(?i)[a-z]{2}\d{2}(?:` + blank + `?[a-z0-9]{1,4}){3,9}`)
)

// marksIn finds the marks of a text, in its order; none lies in another. An integer is an
// amount only where a currency stands beside it, or its thousands apart.
func marksIn(text string, now time.Time) []mark {
	var found []mark
	at := 0
	for line := range strings.SplitSeq(text, "\n") { // no mark goes over its end
		if strings.ContainsAny(line, "0123456789") {
			for _, m := range marksOf(line, now) {
				m.from, m.to = m.from+at, m.to+at
				found = append(found, m)
			}
		}
		at += len(line) + 1
	}
	return found
}

func marksOf(line string, now time.Time) []mark {
	var found []mark
	each := func(shape *regexp.Regexp, kind byte, read func(printed string) (to int, key string)) {
		for at := 0; at < len(line); {
			m := shape.FindStringIndex(line[at:])
			if m == nil {
				return
			}
			from, end := at+m[0], at+m[1]
			if to, key := read(line[from:end]); key != "" && standsAlone(line, from, from+to) {
				found = append(found, mark{span{from, from + to}, kind, key})
				at = from + to
				continue
			}
			for at = from + 1; at < end && alnum(line[at]); { // not from within this word
				at++
			}
		}
	}
	each(ibanShape, markIBAN, ibanIn)
	each(dayShape, markDay, func(printed string) (int, string) {
		day, err := check.ParseDate(printed, now)
		if err != nil {
			return 0, ""
		}
		return len(printed), "@" + day
	})
	each(amountShape, markAmount, func(printed string) (int, string) { return len(printed), amountKey(printed) })
	slices.SortStableFunc(found, func(a, b mark) int { return cmp.Compare(a.from, b.from) })
	out := found[:0]
	for _, m := range found {
		if len(out) == 0 || m.from >= out[len(out)-1].to {
			out = append(out, m)
		}
	}
	return out
}

func alnum(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' }

// amountKey is the key of a printed amount: its decimals as they are, two where none are
// printed. It is empty for what is no amount.
func amountKey(printed string) string {
	for _, currency := range []string{"EUR", "TND"} { // of two decimals, of three
		if m, err := check.ParseAmount(printed, currency); err == nil {
			return "=" + m.Decimal()
		}
	}
	return ""
}

// ibanIn finds the IBAN that a text begins with, and where it ends.
func ibanIn(text string) (to int, key string) {
	for to = len(text); to >= 15; to-- {
		if !alnum(text[to-1]) || to < len(text) && alnum(text[to]) {
			continue // within a group, or behind the blank after it
		}
		if iban, err := check.ParseIBAN(text[:to]); err == nil {
			return to, strings.ToLower(iban.Value)
		}
	}
	return 0, ""
}

// standsAlone says whether a stretch of a text is not part of a longer number or word.
func standsAlone(text string, from, to int) bool {
	in := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	before, size := utf8.DecodeLastRuneInString(text[:from])
	if in(before) {
		return false
	}
	if strings.ContainsRune(".,/-'", before) {
		if r, _ := utf8.DecodeLastRuneInString(text[:from-size]); unicode.IsDigit(r) {
			return false
		}
	}
	after, size := utf8.DecodeRuneInString(text[to:])
	if in(after) {
		return false
	}
	if strings.ContainsRune(".,/-'", after) {
		if r, _ := utf8.DecodeRuneInString(text[to+size:]); unicode.IsDigit(r) {
			return false
		}
	}
	return true
}
