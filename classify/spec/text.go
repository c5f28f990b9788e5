package spec

import (
	"strings"
	"unicode"
)

// trim drops what a recogniser leaves around a value.
func trim(s Span) Span {
	for len(s) > 0 && lead(s[0].Text) {
		s = s[1:]
	}
	for len(s) > 0 && lead(s[len(s)-1].Text) {
		s = s[:len(s)-1]
	}
	// A logo is read as a letter or two, much taller than the name behind it.
	for len(s) > 1 && len(s[0].Text) <= 2 && 2*s[0].Box.H > 3*s[1].Box.H {
		s = s[1:]
	}
	return s
}

var civility = map[string]bool{"M": true, "MM": true, "MME": true, "MLLE": true, "MR": true, "MRS": true, "MS": true, "MONSIEUR": true, "MADAME": true, "MADEMOISELLE": true}

// Holder is Name without the civility before it: "Mme Nadia Pertavelle". A civility
// alone is not one, nor are words of a letter or two without one: specks read so.
func Holder(in *Sheet, s Span) (Value, bool) {
	v, ok := Name(in, s)
	if !ok {
		return v, false
	}
	first, rest, found := strings.Cut(v.Text, " ")
	if second, _, _ := strings.Cut(rest, " "); found && civility[strings.TrimSpace(Fold(first))] && Fold(second) != "OU" && Fold(second) != "ET" {
		v.Text = strings.TrimSpace(rest)
		return v, true
	}
	for _, w := range fold(v.Text) {
		if len(w) > 2 && !civility[w] {
			return v, true
		}
	}
	return Value{}, false
}

// Text takes the first cell of a span as it is printed, if it holds letters or digits.
func Text(_ *Sheet, s Span) (Value, bool) {
	s = trim(s)
	if len(s) == 0 || len(fold(s.Text())) == 0 {
		return Value{}, false
	}
	return Value{Text: tidy(s.Text()), Words: s}, true
}

// Name takes what can be the name of a person or a company: mostly letters, at
// least two of them, no more than ten words.
func Name(_ *Sheet, s Span) (Value, bool) {
	s = trim(s)
	// A logo or a stain may be read as strokes: "'e] CRÉDIT".
	for len(s) > 1 && len(s[0].Text) <= 4 && strings.ContainsAny(s[0].Text, "[]{}|©®") && len(strings.Join(fold(s[0].Text), "")) <= 2 {
		s = s[1:]
	}
	letters, digits := 0, 0
	for _, r := range s.Text() {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		}
	}
	bears := false
	for _, w := range fold(s.Text()) {
		bears = bears || !small[w]
	}
	if letters < 2 || digits*3 > letters || len(s) > 10 || !bears {
		return Value{}, false
	}
	return Value{Text: tidy(s.Text()), Words: s}, true
}

// Reference takes the first word that holds a digit, with capitals, digits and
// - / . only: an invoice's number.
func Reference(_ *Sheet, s Span) (Value, bool) {
	for i, w := range s {
		t := strings.ReplaceAll(strings.Trim(w.Text, ":;,.()|[]"), ":", "") // "FA:-2026-7": a speck
		if len(t) < 2 || len(t) > 40 || !strings.ContainsAny(t, "0123456789") {
			continue
		}
		ok := strings.ToUpper(t) != "1ER" && !(len(t) == 4 && (strings.HasPrefix(t, "19") || strings.HasPrefix(t, "20")))
		for _, r := range t {
			if !(unicode.IsDigit(r) || unicode.IsLetter(r) || strings.ContainsRune("-/._", r)) {
				ok = false
			}
		}
		if ok {
			return Value{Text: strings.ToUpper(t), Words: s[i : i+1]}, true
		}
	}
	return Value{}, false
}

// Except refuses values that hold one of the phrases: headings, other labels, and
// what is left of a long label that was torn.
func Except(read Reader, phrases ...string) Reader {
	return func(in *Sheet, s Span) (Value, bool) {
		v, ok := read(in, s)
		if !ok {
			return v, false
		}
		read := fold(v.Text)
		parted := " " + strings.Join(read, " ") + " "
		whole := " " + strings.Join(fold(strings.ReplaceAll(v.Text, "-", "")), " ") + " "
		for _, p := range phrases {
			label, text := fold(p), parted
			if len(label) == 1 && len(label[0]) <= 3 {
				text = whole // Rochebrune-le-Vieux holds no label
			}
			if strings.Contains(text, " "+strings.Join(label, " ")+" ") || len(label) == 1 && remnant(label[0], read) {
				return Value{}, false
			}
		}
		return v, true
	}
}

// remnant says whether all that was read is one long label, misread, torn into
// pieces or cut off: "Domiciliatlon", "Domi ciliation", "Domi". Short labels are too
// near to names (compte, Comte; bailleur, Bailleul).
func remnant(label string, read []string) bool {
	one := strings.Join(read, "")
	if len(label) < 9 || len(one) < 4 {
		return false
	}
	return strings.HasPrefix(label, one) || apart(label, one, budget(len(label))) <= budget(len(label))
}

func tidy(s string) string { return strings.Trim(strings.Join(strings.Fields(s), " "), " :;|,") }
