package classify

import (
	"fmt"
	"slices"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/check/twoddoc"
	"bordereau/classify/spec"

	"golang.org/x/text/language"
)

// The rules that a 2D-Doc is held against.
const (
	ruleCodeSignature = "code2d_signature" // is its signature worth something
	ruleCodeDiffers   = "code2d_differs"   // does the paper print what it signs
)

// printed says which fields of the paper a signed field is printed as.
var printed = map[string][]string{
	"10": {"account_holder", "employee"}, "13": {"surname"}, "18": {"invoice_number"}, "1D": {"gross_amount"},
	"30": {"account_holder"}, "31": {"iban"}, "32": {"bic"}, "33": {"iban"}, "37": {"statement_date"}, "38": {"opening_balance"}, "39": {"closing_balance"},
	"41": {"reference_income"}, "43": {"tax_shares"}, "44": {"tax_notice_reference"}, "45": {"tax_year"}, "46": {"surname", "account_holder"}, "47": {"tax_number"},
	"50": {"siret"}, "5A": {"gross_pay"}, "5C": {"net_pay"}, "60": {"given_names"}, "61": {"given_names"}, "62": {"surname"}, "66": {"document_number"}, "67": {"nationality"}, "68": {"sex"},
	"69": {"birth_date"}, "6A": {"birth_place"}, "6F": {"mrz"}, "72": {"deceased"},
}

// ofType says which papers a type of code is put on (2D-Doc specification 3.3.0). Those of
// binary codes are other types.
var ofType = map[string][]bordereau.Type{
	"00": {bordereau.ProofOfAddress}, "01": {bordereau.ProofOfAddress, bordereau.Invoice}, "02": {bordereau.ProofOfAddress}, "03": {bordereau.BankDetails},
	"04": {bordereau.TaxNotice}, "06": {bordereau.Payslip}, "09": {bordereau.Invoice}, "11": {bordereau.AccountStatement}, "18": {bordereau.TaxNotice}, "28": {bordereau.TaxNotice},
}

// code2d decodes the 2D-Doc codes of the pages: their fields, what their signature is
// worth, and whether the paper prints what they sign. The fields of the first code of a
// name are kept; every code is held against the paper.
func (c *Classifier) code2d(d *spec.Draft) {
	for i := range d.Reading.Pages {
		p := &d.Reading.Pages[i]
		for _, s := range p.Symbols {
			if s.Kind != bordereau.SymbolDataMatrix {
				continue
			}
			if code, err := twoddoc.Parse(s.Bytes()); err == nil {
				c.signed(d, p.Number, s, code)
			} else if strings.HasPrefix(s.Text, "DC0") || strings.HasPrefix(s.Text, "\u00dc\x04") {
				d.Check(ruleCodeSignature, bordereau.Inconclusive, fmt.Sprintf("le code 2D-Doc de la page %d est abîmé et ne se décode pas", p.Number))
			}
		}
	}
}

func (c *Classifier) signed(d *spec.Draft, page int, s bordereau.Symbol, code *twoddoc.Code) {
	trust := &twoddoc.Trust{}
	if c.trust != nil {
		trust = c.trust()
	}
	answer, why := trust.Verify(code, c.now())
	put := func(name, value, raw string) {
		f := d.Put(bordereau.Field{Name: name, Value: value, Raw: raw, Page: page, Box: s.Box, Confidence: 1})
		if f != nil && answer == twoddoc.Valid {
			f.Prove(bordereau.ProofSignature, why)
		}
	}
	put("code2d_type", code.Type, code.Type)
	put("code2d_signature", string(answer), code.Authority+" "+code.Certificate)
	for _, f := range code.Fields {
		put("code2d_"+f.ID, f.Value, f.Raw)
	}
	if proves := !code.Binary && slices.Contains(ofType[code.Type], d.Understanding.Type); answer == twoddoc.Valid && proves && d.Proved == "" {
		d.Proved = "code 2D-Doc signé, de type " + code.Type
	}
	verdict := map[twoddoc.Answer]bordereau.Verdict{twoddoc.Valid: bordereau.Passed, twoddoc.Invalid: bordereau.Failed}[answer]
	if verdict == "" {
		verdict = bordereau.Inconclusive
	}
	d.Check(ruleCodeSignature, verdict, "2D-Doc de type "+code.Type+" : "+why, "code2d_signature")
	c.compare(d, code, answer)
}

// compare holds every signed field against what the paper prints of it. A difference
// under a signature that fits is the loudest alarm there is: somebody changed the paper.
func (c *Classifier) compare(d *spec.Draft, code *twoddoc.Code, answer twoddoc.Answer) {
	var same, differs, fields []string
	for _, f := range code.Fields {
		if f.Value == "" || f.Cut {
			continue
		}
		for _, name := range printed[f.ID] {
			on := d.Field(name)
			if on == nil || on.Value == "" {
				continue
			}
			switch {
			case agrees(f, on.Value):
				same = append(same, name)
				if answer == twoddoc.Valid {
					on.Prove(bordereau.ProofSignature, "le code 2D-Doc signé dit la même chose")
				}
			case written(d.Sheet, f):
				same = append(same, name) // it is printed, elsewhere than where it was looked for
			default:
				differs = append(differs, fmt.Sprintf("le code dit %q, le document %q", f.Value, on.Value))
				fields = append(fields, name, "code2d_"+f.ID)
			}
		}
	}
	if want, id := address(code); want != "" && d.Field("address") != nil {
		if on := d.Field("address"); within(want, on.Value) {
			same = append(same, "address")
			if answer == twoddoc.Valid {
				on.Prove(bordereau.ProofSignature, "le code 2D-Doc signé dit la même adresse")
			}
		} else if !within(want, d.Reading.Text()) {
			differs = append(differs, fmt.Sprintf("le code dit %q, le document %q", strings.TrimSpace(want), on.Value))
			fields = append(fields, "address", "code2d_"+id)
		}
	}
	switch {
	case len(differs) > 0 && (answer == twoddoc.Valid || answer == twoddoc.Test):
		d.Check(ruleCodeDiffers, bordereau.Failed, "Le document n'imprime pas ce que son code signé dit : "+strings.Join(differs, " ; "), fields...)
	case len(differs) > 0:
		d.Check(ruleCodeDiffers, bordereau.Inconclusive, "le document n'imprime pas ce que dit son code, dont la signature n'est pas établie : "+strings.Join(differs, " ; "))
	case len(same) > 0:
		d.Check(ruleCodeDiffers, bordereau.Passed, fmt.Sprintf("le document imprime ce que dit son code : %d valeurs comparées", len(same)), same...)
	}
}

// address is the address that a code signs: in lines, or whole on a tax notice.
func address(code *twoddoc.Code) (text, id string) {
	if street := code.Field("22"); street != "" {
		return street + " " + code.Field("24") + " " + code.Field("25"), "22"
	}
	return code.Field("4Y"), "4Y"
}

// agrees compares a signed value with a printed one, as its kind is compared.
func agrees(f twoddoc.Field, on string) bool {
	switch twoddoc.Kind(f.ID) {
	case "name":
		return check.CompareNames(f.Value, on).Same()
	case "amount", "decimal":
		return number(f.Value) == number(on)
	case "mrz":
		return bare(f.Value) == bare(on)
	}
	switch f.ID {
	case "33": // the account without the country and the key of its IBAN
		return len(on) > 4 && bare(f.Value) == bare(on[4:])
	case "41": // whole euros, which the paper prints with or without cents
		return number(f.Value) == number(on)
	case "67": // two letters of ISO 3166-1 in the code, three on the paper
		region, err := language.ParseRegion(f.Value)
		return err == nil && region.ISO3() == strings.ToUpper(on) || bare(f.Value) == bare(on)
	}
	if bare(f.Value) == bare(on) {
		return true
	}
	day, _, minute := strings.Cut(f.Value, "T")
	return minute && day == on
}

// number is a decimal without zeros that say nothing.
func number(s string) string {
	s = strings.TrimPrefix(s, "+")
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

// written says whether a signed name, number or reference stands on the paper all the
// same, letter for letter.
func written(s *spec.Sheet, f twoddoc.Field) bool {
	switch twoddoc.Kind(f.ID) {
	case "name":
		return within(f.Value, s.Reading.Text())
	case "text", "digits":
		return len(bare(f.Value)) >= 5 && strings.Contains(bare(s.Reading.Text()), bare(f.Value))
	}
	return false
}

// within says whether the words of a signed text stand in a printed one, whatever their
// order; titles and what says nothing apart.
func within(signed, on string) bool {
	words := strings.Fields(spec.Fold(on))
	for _, w := range strings.Fields(spec.Fold(signed)) {
		if slices.Contains([]string{"M", "MR", "MME", "MLLE", "MONSIEUR", "MADAME", "DE", "DES", "DU", "LA", "LE", "LES", "L", "D"}, w) {
			continue
		}
		if !slices.Contains(words, w) {
			return false
		}
	}
	return true
}

// bare is a text by its letters and digits alone.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, spec.Fold(s))
}
