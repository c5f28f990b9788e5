// Package cheque specifies the French cheque as far as it is printed by machine:
// a lettre-chèque has payee, amounts, date and place in type, and every cheque its
// code line, which is read from its bars and held against its printed key.
package cheque

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.Cheque, Name: "cheque", Label: "chèque", Version: 3, Floor: 7, Look: magneticCue,
	Cues: []spec.Cue{
		{Phrase: "payez contre ce chèque", Weight: 6},
		{Phrase: "non endossable sauf au profit", Weight: 3},
		{Phrase: "établissement bancaire ou assimilé", Weight: 2},
		{Phrase: "payable en France", Weight: 2.5},
		{Phrase: "à rédiger exclusivement en euros", Weight: 2},
		{Phrase: "somme en toutes lettres", Weight: 1},
		{Phrase: "pay against this cheque", Weight: 6},
		{Phrase: "pay to the order of", Weight: 4},
		{Phrase: "chèque", Weight: 0.5},
		{Phrase: "bordereau de remise", Weight: -6, Title: true},
		{Phrase: "remise de chèques", Weight: -6},
		{Phrase: "nombre de chèques", Weight: -5},
		{Phrase: "total de la remise", Weight: -3},
		{Phrase: "ordre de virement", Weight: -6, Title: true},
		{Phrase: "relevé d'identité bancaire", Weight: -4, Title: true},
		{Phrase: "relevé de compte", Weight: -4, Title: true},
		{Phrase: "conditions générales", Weight: -3},
		{Phrase: "salutations distinguées", Weight: -2.5},
		{Phrase: "réclamation", Weight: -3},
		{Phrase: "je conteste", Weight: -3},
	},
	Steps: []spec.Step{
		ownCurrency,
		figures,
		inWords,
		spec.WordsAgainstFigures("les lettres l'emportent (CMF L131-10)"),
		spec.Issue,
		spec.Take("date", spec.Date, spec.Right("fait à", "le", "date"), spec.Everywhere),
		spec.Take("payee", payeeName, spec.Right("à l'ordre de", "bénéficiaire"), order),
		spec.Take("cheque_number", spec.Match(`CHEQUE +(?:N|NO|NUMERO|N0)? *(\d{7})\b`), spec.Everywhere),
		spec.Take("rlmc_key", key, spec.Right("clé RLMC", "RLMC"), spec.Everywhere),
		codeLine,
		validity,
		spec.Take("bank", spec.BankName, spec.Bank),
		drawer,
		mentions,
	},
}

var payeeName = spec.Except(spec.Name, "le", "payez", "rédiger", "payable", "fait")

// order offers the line that begins with "à", where a cheque names the payee.
func order(s *spec.Sheet) []spec.Span {
	var out []spec.Span
	first := 0
	if p := s.Find("payez contre ce chèque"); len(p) > 0 {
		first = s.RowOf(p[0]) + 1
	}
	for i := first; i < len(s.Rows); i++ {
		cells := s.Cells(s.RowSpan(i))
		for _, c := range cells {
			if first := strings.Trim(spec.Fold(c[0].Text), " "); first != "A" {
				continue
			}
			if len(c) > 1 {
				out = append(out, c[1:])
			} else if len(cells) > 1 {
				out = append(out, cells[1])
			}
		}
	}
	return out
}

// figures takes the amount from the box at the right: the last one of the first row
// that holds one in the right half, else the first of the sheet.
func figures(_ context.Context, d *spec.Draft) error {
	var first *spec.Value
	for i := range d.Rows {
		page := d.Page(d.Rows[i].Page)
		for _, v := range spec.Amounts(d.Sheet, d.RowSpan(i)) {
			if b := v.Words.Box(); page != nil && 2*b.X+b.W > page.Width {
				return putAmount(d, v)
			}
			if first == nil {
				first = &v
			}
		}
	}
	if first != nil {
		return putAmount(d, *first)
	}
	return nil
}

// inWords takes the amount from between the printed order to pay and the payee:
// everything that is written there (two lines, and rows of specks), or nothing. Half
// an amount is another amount.
func inWords(ctx context.Context, d *spec.Draft) error {
	var from spec.Phrase
	for _, phrase := range []string{"établissement bancaire ou assimilé", "payez contre ce chèque", "somme en toutes lettres"} {
		if found := d.Find(phrase); len(found) > 0 {
			from = found[0]
			break
		}
	}
	if from.Words == nil {
		return spec.Take("amount_words", spec.InWords, spec.Written)(ctx, d)
	}
	row := d.RowOf(from)
	var words spec.Span
	for k := max(0, row-1); k < len(d.Rows) && k < row+8; k++ {
		if d.Rows[k].Page != from.Page {
			continue
		}
		span := d.RowSpan(k)
		if k > row && toPayee(span) {
			break
		}
		for _, c := range d.Cells(span) {
			if k <= row { // beside the print, in letters that may stand higher
				c = after(c, from.Box)
			}
			words = append(words, withoutFigures(d.Sheet, c)...)
		}
	}
	v, ok := spec.InWords(d.Sheet, words)
	if f := d.Field("amount_figures"); !ok && f != nil {
		if m, err := bordereau.ParseMoney(f.Value, d.Understanding.Value("currency")); err == nil {
			v, ok = spec.Verify(words, m)
		}
	}
	if ok {
		d.PutValue("amount_words", v)
	}
	return nil
}

// withoutFigures leaves out the amounts in figures, and what holds no letter.
func withoutFigures(s *spec.Sheet, c spec.Span) spec.Span {
	figures := map[spec.Word]bool{}
	for _, v := range spec.Amounts(s, c) {
		for _, w := range v.Words {
			figures[w] = true
		}
	}
	var out spec.Span
	for _, w := range c {
		if !figures[w] && strings.TrimSpace(spec.Fold(w.Text)) != "" {
			out = append(out, w)
		}
	}
	return out
}

// toPayee says whether a row is "à" with a name behind it, and not a speck that was
// taken for a letter.
func toPayee(row spec.Span) bool {
	if strings.TrimSpace(spec.Fold(row[0].Text)) != "A" {
		return false
	}
	for _, w := range row[1:] {
		if len(strings.TrimSpace(spec.Fold(w.Text))) >= 3 {
			return true
		}
	}
	return false
}

// after is what of a cell stands right of a box, at its height.
func after(c spec.Span, b bordereau.Box) spec.Span {
	for i, w := range c {
		if w.Box.X >= b.X+b.W && w.Box.Y+w.Box.H > b.Y && w.Box.Y < b.Y+b.H {
			return c[i:]
		}
	}
	return nil
}

func putAmount(d *spec.Draft, v spec.Value) error {
	d.PutValue("amount_figures", v)
	d.PutValue("currency", spec.Value{Text: v.Currency, Words: v.Words})
	return nil
}

// key reads the two digits in parentheses beside the code line (clé RLMC).
func key(_ *spec.Sheet, s spec.Span) (spec.Value, bool) {
	for i, w := range s {
		t := w.Text
		if len(t) == 4 && t[0] == '(' && t[3] == ')' && strings.Trim(t[1:3], "0123456789") == "" {
			return spec.Value{Text: t[1:3], Words: s[i : i+1]}, true
		}
	}
	return spec.Value{}, false
}

// drawer takes the holder of the account: the name over the address that is not
// the branch's, which stands under "Payable".
func drawer(ctx context.Context, d *spec.Draft) error {
	if err := spec.Take("drawer", spec.Holder, spec.Right("tireur", "titulaire du compte"), spec.Below("tireur", "titulaire du compte"))(ctx, d); err != nil {
		return err
	}
	payee := strings.Fields(spec.Fold(d.Understanding.Value("payee")))
	for _, a := range spec.Addresses(d.Sheet) {
		v, ok := spec.Except(spec.Holder, "payable", "tél", "agence", "siège")(d.Sheet, a.Name())
		if !ok || strings.Join(strings.Fields(spec.Fold(v.Text)), " ") == strings.Join(payee, " ") {
			continue
		}
		if d.Near(a.Page, a.Box, 8, "payable", "payable en France", "agence", "domiciliation") {
			continue
		}
		d.PutValue("drawer", v)
		return nil
	}
	return nil
}

// mentions holds what makes a paper a cheque (CMF L131-2) against what was read.
// The signature is not read here.
func mentions(_ context.Context, d *spec.Draft) error {
	var missing []string
	if len(d.Find("payez contre ce chèque")) == 0 && len(d.Find("chèque")) == 0 {
		missing = append(missing, "le mot chèque")
	}
	if d.Field("amount") == nil {
		missing = append(missing, "la somme")
	}
	if d.Field("bank") == nil {
		missing = append(missing, "la banque")
	}
	if d.Field("date") == nil {
		missing = append(missing, "la date")
	}
	detail := "mentions du chèque lues, sauf la signature, à voir par une personne (CMF L131-2)"
	if len(missing) > 0 {
		detail = "mention du chèque non lue : " + strings.Join(missing, ", ") + " (CMF L131-2)"
	}
	d.Check("mandatory_mentions", bordereau.Inconclusive, detail)
	return nil
}
