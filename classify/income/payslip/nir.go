package payslip

import (
	"context"
	"regexp"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// nirLike is a social security number as it may be read: letters stand for the digits that
// they look like. nirFew is how many of its fifteen characters are digits all the same.
const (
	nirLike = `\b([1-478ILBAT] ?#{2} ?#{2} ?(?:#{2}|2[AB]) ?#{3} ?#{3} ?#{2})\b`
	nirFew  = 9
)

var (
	nirShape = regexp.MustCompile(strings.ReplaceAll(nirLike, "#", `[0-9OQDILZASGTB]`))
	nirRow   = spec.Match(nirShape.String())
	nirLabel = regexp.MustCompile(`\bSECU|\bNIR\b|\bN ?SS\b|\bINSEE\b`)
)

// socialSecurity takes the employee's number masked: it is never kept in clear
// (Code de la sécurité sociale, article R115-1). Its key tells what letters among the
// digits stand for; where the number is announced as one, it may choose a character.
func socialSecurity(_ context.Context, d *spec.Draft) error {
	for _, span := range spec.Everywhere(d.Sheet) {
		v, ok := nirRow(d.Sheet, span)
		if !ok {
			continue
		}
		read := strings.ReplaceAll(nirShape.FindString(spec.Fold(v.Text)), " ", "")
		value, repaired, fits := check.ReadReference("nir", read)
		if repaired && !nirLabel.MatchString(spec.Fold(span.Text())) {
			fits = false // a key that may choose makes a number of almost anything
		}
		digits := strings.Count(strings.Map(digitsAlike, read), "0")
		if digits < nirFew || !fits && digits < len(read)-1 {
			continue
		}
		if !fits {
			value, repaired = read, false
		}
		f := d.PutValue("social_security_number", spec.Value{Text: check.MaskNIR(value), Words: v.Words, Repaired: repaired})
		if f == nil {
			return nil
		}
		f.Raw = check.MaskNIR(read)
		const rule, name = "social_security_key", "social_security_number"
		switch {
		case repaired:
			d.Check(rule, bordereau.Inconclusive, "un caractère du numéro de sécurité sociale a été choisi pour que sa clé convienne", name)
		case fits:
			f.Prove(bordereau.ProofCheckDigit, "la clé du numéro de sécurité sociale convient")
			d.Check(rule, bordereau.Passed, "la clé du numéro de sécurité sociale convient", name)
		default:
			d.Check(rule, bordereau.Inconclusive, "la clé du numéro de sécurité sociale, tel qu'il a été lu, ne convient pas")
		}
		return nil
	}
	return nil
}

func digitsAlike(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0'
	}
	return r
}
