package spec

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/check"
)

// Account is an account number that was found on the sheet.
type Account struct {
	Value    string
	Words    Span
	Repaired bool // the key chose a character and proves nothing any more
	Fits     bool // the key fits
}

// glued is a row's letters and digits without blanks, with the word each came from.
type glued struct {
	text   string
	words  []int // index in the row for every byte
	starts []int // where tokens start
}

func (s Span) glue() glued {
	var g glued
	var b strings.Builder
	for i, w := range s {
		for _, t := range fold(w.Text) {
			g.starts = append(g.starts, b.Len())
			b.WriteString(t)
			for range len(t) {
				g.words = append(g.words, i)
			}
		}
	}
	g.text = b.String()
	return g
}

func (g glued) cut(s Span, lo, hi int) Span { return s[g.words[lo] : g.words[hi-1]+1] }

const looksLikeDigit = "0123456789OQDILSBZG"

// How long an IBAN can be (ISO 13616), how long a French one is, and how many places
// of one row are tried.
const (
	shortest, longest, french = 15, 34, 27
	maxTries                  = 30
)

// IBANs finds every account number on the sheet, whatever stands around it, from
// top to bottom. Those whose key fits come first.
func IBANs(s *Sheet) []Account {
	return Once(s, "ibans", func() []Account {
		var fit, broken []Account
		for i := range s.Rows {
			if s.Rows[i].Digits < 10 {
				continue
			}
			if len(fit)+len(broken) >= maxTries {
				break
			}
			row := s.RowSpan(i)
			for _, a := range ibansIn(row) {
				if a.Fits {
					fit = append(fit, a)
				} else {
					broken = append(broken, a)
				}
			}
		}
		return append(fit, broken...)
	})
}

func ibansIn(row Span) []Account {
	g := row.glue()
	var out []Account
	past, tries := 0, 0
	for _, at := range g.starts {
		if at < past {
			continue
		}
		if strings.HasPrefix(g.text[at:], "IBAN") {
			at += 4
		}
		t := g.text[at:]
		if tries == maxTries {
			break
		}
		if len(t) < shortest || !check.Country(t[:2]) || !strings.Contains(looksLikeDigit, t[2:3]) || !strings.Contains(looksLikeDigit, t[3:4]) {
			continue
		}
		tries++
		if a, n, ok := ibanAt(row, g, at); ok {
			out, past = append(out, a), at+n
		}
	}
	return out
}

// ibanAt reads an account number that begins at a byte: as long as a French one,
// else up to each place where a word ends.
func ibanAt(row Span, g glued, at int) (Account, int, bool) {
	t := g.text[at:]
	lengths := []int{}
	if len(t) >= french && (t[:2] == "FR" || t[:2] == "MC") {
		lengths = append(lengths, french)
	} else {
		for _, start := range append(g.starts, len(g.text)) {
			if n := start - at; n >= shortest && n <= longest {
				lengths = append(lengths, n)
			}
		}
	}
	var repaired *Account
	for _, n := range lengths {
		v, fixed, ok := check.ReadIBAN(t[:n])
		if !ok {
			continue
		}
		a := Account{Value: v, Words: g.cut(row, at, at+n), Repaired: fixed, Fits: true}
		if !fixed {
			return a, n, true
		}
		if repaired == nil {
			repaired = &a
		}
	}
	if repaired != nil {
		return *repaired, len(repaired.Value), true
	}
	if len(t) >= french && t[:2] == "FR" && count(t[4:french], looksLikeDigit) >= 18 {
		return Account{Value: t[:french], Words: g.cut(row, at, at+french)}, french, true
	}
	return Account{}, 0, false
}

func count(s, set string) (n int) {
	for i := range len(s) {
		if strings.IndexByte(set, s[i]) >= 0 {
			n++
		}
	}
	return n
}

// IBAN reads an account number. Its proof is its key, unless the key chose a character.
func IBAN(_ *Sheet, s Span) (Value, bool) {
	for _, a := range ibansIn(s) {
		return a.value(), true
	}
	return Value{}, false
}

func (a Account) value() Value {
	v := Value{Text: a.Value, Words: a.Words, Repaired: a.Repaired}
	if a.Fits && !a.Repaired {
		v.Proofs = []bordereau.Proof{{Kind: bordereau.ProofCheckDigit, Detail: "la clé de l'IBAN convient (ISO 7064, mod 97)"}}
	}
	return v
}

// AnyIBAN puts the first account number of the sheet, by its key, wherever it stands.
func AnyIBAN(name string) Step {
	return func(_ context.Context, d *Draft) error {
		for _, a := range IBANs(d.Sheet) {
			d.PutIBAN(name, a)
			break
		}
		return nil
	}
}

// PutIBAN puts an account number and holds its key against it.
func (d *Draft) PutIBAN(name string, a Account) {
	if d.PutValue(name, a.value()) == nil {
		return
	}
	switch {
	case !a.Fits:
		d.Check("iban_key", bordereau.Failed, "la clé de l'IBAN "+a.Value+" ne convient pas", name)
	case a.Repaired:
		d.Check("iban_key", bordereau.Inconclusive, "un caractère de l'IBAN a été choisi pour que sa clé convienne", name)
	default:
		d.Check("iban_key", bordereau.Passed, "la clé de l'IBAN convient", name)
	}
}

// BIC reads a bank identifier that is printed in capitals. It has no key.
func BIC(_ *Sheet, s Span) (Value, bool) {
	for i, w := range s {
		if w.Text != strings.ToUpper(w.Text) {
			continue
		}
		for n := 1; n <= 4 && i+n <= len(s); n++ {
			joined := strings.Join(fold(s[i:i+n].Text()), "")
			if len(joined) > 11 {
				break
			}
			if len(joined) != 8 && len(joined) != 11 || n < 4 && len(joined) == 8 && i+n < len(s) && len(fold(s[i+n].Text)) == 1 && len(fold(s[i+n].Text)[0]) == 3 && s[i+n].Text == strings.ToUpper(s[i+n].Text) {
				continue
			}
			b, err := check.ParseBIC(joined)
			if err != nil {
				continue
			}
			return Value{Text: b.Value, Words: s[i : i+n],
				Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "a la forme d'un BIC (ISO 9362)"}}}, true
		}
	}
	return Value{}, false
}

// Number reads so many digits in a row, blanks between them allowed, which a key then
// proves; kind is that of check.ReadReference, proof says in French that the key fits.
// Letters among them that can only be digits are read as those. Digits whose key does not
// fit are taken without proof.
func Number(kind string, digits int, parse func(string) (string, error), proof string) Reader {
	return func(_ *Sheet, s Span) (Value, bool) {
		g := s.glue()
		var plain, like Value
		for _, at := range g.starts {
			if at+digits > len(g.text) || !boundary(g, at+digits) {
				continue
			}
			t := g.text[at : at+digits]
			v := Value{Text: t, Words: g.cut(s, at, at+digits)}
			switch n := count(t, "0123456789"); {
			case n == digits:
				if _, err := parse(t); err == nil {
					v.Proofs = []bordereau.Proof{{Kind: bordereau.ProofCheckDigit, Detail: proof}}
					return v, true
				}
				if plain.Text == "" {
					plain = v
				}
			case 4*n >= 3*digits && like.Text == "":
				like, _ = misread(kind, t, proof)
				like.Words = v.Words
			}
		}
		if like.Text != "" {
			return like, true
		}
		return plain, plain.Text != ""
	}
}

func boundary(g glued, at int) bool {
	if at == len(g.text) {
		return true
	}
	for _, s := range g.starts {
		if s == at {
			return true
		}
	}
	return false
}

// SIRET and SIREN are the numbers of establishments and companies.
var (
	SIRET = Number("siret", 14, check.ParseSIRET, "la clé du SIRET convient (Luhn)")
	SIREN = Number("siren", 9, check.ParseSIREN, "la clé du SIREN convient (Luhn)")
)

// Group is a run of letters and digits as printed, and the word it stands in.
type Group struct {
	Text string
	Word Word
}

// Digits counts the digits of a group.
func (g Group) Digits() int { return count(g.Text, "0123456789") }

// Groups gives a span's runs of letters and digits, with letters that stand for
// digits put right where a group is mostly digits. Words of an account number that
// is an IBAN are left out: what they say is said already.
func (s Span) Groups() []Group {
	var taken map[Word]bool
	for _, a := range ibansIn(s) {
		if taken == nil {
			taken = map[Word]bool{}
		}
		for _, w := range a.Words {
			taken[w] = true
		}
	}
	var out []Group
	for _, w := range s {
		if taken[w] {
			continue
		}
		for _, t := range fold(numeric(w.Text)) {
			out = append(out, Group{t, w})
		}
	}
	return out
}
