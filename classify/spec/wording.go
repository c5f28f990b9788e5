package spec

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"bordereau"
	"bordereau/check"
)

// wording is how the amounts of one currency are spelt in one language, in capitals
// without blanks: each value with the ways in which it is written.
type wording struct {
	below100          [][]string // 0 to 99, 0 being nothing
	loneThousand      bool       // "mille" and not "un mille"
	hundreds          [][]string // 0 to 9
	thousand, million []string
	zero              []string
	unit, and, sub    []string
	scale             int
	figures           [][]string // of the fraction
	behindFigures     []string
	trigrams          map[string]bool
}

// wordingsOf are the wordings of a currency; none where its names are not known.
func wordingsOf(currency string) []wording {
	memo.Lock()
	defer memo.Unlock()
	if w, met := memo.of[currency]; met {
		return w
	}
	exp, ok := bordereau.Exponent(currency)
	if !ok {
		return nil
	}
	scale := 1
	for range exp {
		scale *= 10
	}
	var out []wording
	for _, language := range []string{"fr", "en"} {
		w, ok := wordingOf(language, currency, scale)
		if !ok {
			return nil
		}
		out = append(out, w)
	}
	memo.of[currency] = out
	return out
}

// memo keeps the wordings; the currencies that have an exponent are few.
var memo = struct {
	sync.Mutex
	of map[string][]wording
}{of: map[string][]wording{}}

func wordingOf(language, currency string, scale int) (wording, bool) {
	name := func(minor int) string {
		s, err := check.WriteWords(bordereau.Money{Minor: int64(minor), Currency: currency}, check.Spelling{Language: language, Cents: "words"})
		if err != nil {
			return ""
		}
		return s
	}
	if name(scale) == "" {
		return wording{}, false
	}
	last := func(s string) string { f := fold(s); return f[len(f)-1] }
	w := wording{scale: scale, unit: []string{last(name(scale)), last(name(2 * scale))}, and: []string{"", "ET"},
		thousand: []string{"MILLE"}, million: []string{"MILLION", "MILLIONS"}, zero: []string{"ZERO"}, loneThousand: language == "fr"}
	if scale > 1 {
		w.sub = []string{"", "CT", "CTS", last(name(1)), last(name(2))}
	}
	hundred := []string{"CENT", "CENTS"}
	if language == "en" {
		w.and, w.thousand, w.million = []string{"", "AND"}, []string{"THOUSAND", "THOUSANDAND"}, []string{"MILLION"}
		hundred = []string{"HUNDRED", "HUNDREDAND"}
	} else if vowel := name(scale)[len("un ")] == 'e'; vowel {
		w.million = append(w.million, "MILLIOND", "MILLIONSD")
	} else {
		w.million = append(w.million, "MILLIONDE", "MILLIONSDE")
	}
	w.below100 = spellings(language)
	w.hundreds = make([][]string, 10)
	for h := 1; h < 10; h++ {
		for _, before := range w.below100[h] {
			for _, c := range hundred {
				w.hundreds[h] = append(w.hundreds[h], before+c)
			}
		}
		if h == 1 && language == "fr" {
			w.hundreds[1] = append(w.hundreds[1], hundred[0])
		}
	}
	for n := range scale {
		if digits := len(fmt.Sprint(scale)) - 1; n == 0 {
			w.figures = append(w.figures, nil)
		} else {
			w.figures = append(w.figures, []string{fmt.Sprintf("%0*d", digits, n)})
		}
	}
	w.behindFigures = append([]string{fmt.Sprint(scale)}, w.sub...)
	w.trigrams = map[string]bool{}
	for _, list := range slices.Concat(w.below100, w.hundreds, [][]string{w.thousand, w.million, w.zero, w.unit, w.sub}) {
		for _, word := range list {
			for i := range max(0, len(word)-2) {
				w.trigrams[word[i:i+3]] = true
			}
		}
	}
	return w, true
}

// resembles says whether letters may be an amount at all: a third of their groups of
// three stand in its words. It saves looking nearer.
func (w wording) resembles(read string) bool {
	n := 0
	for i := range len(read) - 2 {
		if w.trigrams[read[i:i+3]] {
			n++
		}
	}
	return 3*n >= len(read)
}

// spellings are the ways in which 1 to 99 are written, "et" before eleven and ones or not.
func spellings(language string) [][]string {
	out := make([][]string, 100)
	out[0] = []string{""}
	for n := 1; n < 100; n++ {
		known := map[string]bool{}
		for _, tens := range []string{"france", "belgium", "swiss"} {
			s, err := check.WriteWords(bordereau.Money{Minor: int64(100 * n), Currency: "EUR"}, check.Spelling{Language: language, Tens: tens})
			if err != nil {
				continue
			}
			words := fold(s)
			words = words[:len(words)-1]
			for _, joint := range []string{"", "ET"} {
				var with []string
				for _, w := range words {
					if w != "ET" {
						with = append(with, w)
					}
				}
				if joint != "" && n > 20 && language == "fr" && (n%10 == 1) {
					with = append(with[:len(with)-1:len(with)-1], joint, with[len(with)-1])
				}
				if w := strings.Join(with, ""); !known[w] {
					known[w] = true
					out[n] = append(out[n], w)
				}
			}
		}
		if n == 80 && language == "fr" { // before "mille"
			out[n] = append(out[n], "QUATREVINGT")
		}
	}
	return out
}

// BeforeComma reads what stands before the first comma: a name with its town behind it.
func BeforeComma(read Reader) Reader {
	return func(in *Sheet, s Span) (Value, bool) {
		s = s[:s.toStreet()]
		for i, w := range s {
			if head, _, found := strings.Cut(w.Text, ","); found && head != "" {
				cut := append(Span{}, s[:i+1]...)
				cut[i].Text = head
				return read(in, cut)
			}
		}
		return read(in, s)
	}
}

// toStreet counts the words before the number of a street, which stands behind a comma
// that was lost; all of them where a number begins the span or there is none.
func (s Span) toStreet() int {
	for i, w := range s {
		if i > 1 && w.Text[0] >= '0' && w.Text[0] <= '9' {
			return i
		}
	}
	return len(s)
}
