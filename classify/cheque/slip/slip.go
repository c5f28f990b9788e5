// Package slip specifies the remittance slip: the listing of the cheques that a
// customer deposits, with their count and total.
package slip

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.RemittanceSlip, Name: "slip", Label: "bordereau de remise", Version: 2, Floor: 5,
	Cues: []spec.Cue{
		{Phrase: "bordereau de remise", Weight: 6, Title: true},
		{Phrase: "remise de chèques", Weight: 5, Title: true},
		{Phrase: "remise de chèques à l'encaissement", Weight: 2},
		{Phrase: "cheque deposit slip", Weight: 6, Title: true},
		{Phrase: "nombre de chèques", Weight: 3},
		{Phrase: "number of cheques", Weight: 3},
		{Phrase: "montant total", Weight: 1},
		{Phrase: "total de la remise", Weight: 2.5},
		{Phrase: "montant de la remise", Weight: 2.5},
		{Phrase: "compte à créditer", Weight: 1.5},
		{Phrase: "tireur", Weight: 1.5},
		{Phrase: "remettant", Weight: 2},
		{Phrase: "payez contre ce chèque", Weight: -6},
		{Phrase: "facture", Weight: -4, Title: true},
		{Phrase: "total TTC", Weight: -4},
		{Phrase: "TVA", Weight: -2},
		{Phrase: "ordre de virement", Weight: -5, Title: true},
		{Phrase: "relevé de compte", Weight: -4, Title: true},
		{Phrase: "nouveau solde", Weight: -3},
		{Phrase: "relevé d'identité bancaire", Weight: -4, Title: true},
		{Phrase: "tableau d'amortissement", Weight: -6},
		{Phrase: "salutations distinguées", Weight: -3},
		{Phrase: "madame, monsieur", Weight: -2},
	},
	Steps: []spec.Step{
		spec.AnyIBAN("iban"),
		spec.Take("account_holder", spec.Except(spec.Holder, "IBAN", "compte", "date", "nombre", "montant", "tireur", "banque", "chèque"),
			spec.Beside("titulaire du compte", "remettant", "nom du client", "account holder", "titulaire", "client")),
		spec.Take("date", spec.Date, spec.Right("date de remise", "date de la remise", "remis le", "date", "le"), spec.Below("date de remise", "date"), spec.Everywhere),
		spec.Take("slip_count", spec.Count, spec.Right("nombre de chèques", "nombre de chèque", "nb de chèques", "number of cheques", "nombre"),
			spec.Below("nombre de chèques", "nombre")),
		spec.Take("slip_total", spec.LastAmount,
			spec.Right("total de la remise", "montant total de la remise", "montant de la remise", "montant total", "total général", "total amount", "total"),
			spec.Below("total de la remise", "montant total", "montant de la remise", "total")),
		currency,
		lines,
		balance,
	},
}

var columns = []spec.Column{
	{Name: "number", Headings: []string{"n° du chèque", "numéro du chèque", "n° chèque", "n° de chèque", "numéro de chèque", "cheque number", "chèque n°"}},
	{Name: "drawer", Headings: []string{"tireur", "nom du tireur", "émetteur", "drawer"}},
	{Name: "bank", Headings: []string{"banque tirée", "banque", "établissement", "bank"}},
	{Name: "amount", Headings: []string{"montant", "montants", "amount"}},
	{Name: "rank", Headings: []string{"rang", "ligne"}},
}

func stops() []string {
	return []string{"total de la remise", "montant total", "total", "nombre de chèques", "signature", "total général", "à reporter"}
}

// currency is what stands beside the total.
func currency(_ context.Context, d *spec.Draft) error {
	if f := d.Field("slip_total"); f != nil {
		g := *f
		g.Name, g.Value, g.Proofs = "currency", "EUR", nil
		d.Put(g)
	}
	return nil
}

// lines takes the listing, lines[0] the first cheque. It may go on over several
// pages, each carrying its sub-total over to the next.
func lines(_ context.Context, d *spec.Draft) error {
	for i, row := range withoutCarried(d.Sheet, d.Pages(columns, 2, "amount", spec.LastAmount, stops()...)) {
		at := func(name string) string { return fmt.Sprintf("lines[%d].%s", i, name) }
		if v, ok := spec.LastAmount(d.Sheet, row["amount"]); ok {
			d.PutValue(at("amount"), v)
		}
		if v, ok := chequeNumber(d.Sheet, row["number"]); ok {
			d.PutValue(at("cheque_number"), v)
		}
		if v, ok := spec.Name(d.Sheet, row["drawer"]); ok {
			d.PutValue(at("drawer"), v)
		}
		if v, ok := spec.Name(d.Sheet, row["bank"]); ok {
			d.PutValue(at("bank"), v)
		}
	}
	return nil
}

// withoutCarried leaves out the rows that are no cheque but the sub-total of the
// page before, or of this one: they say so, or stand where a page begins or ends
// and have no number where most have one.
func withoutCarried(s *spec.Sheet, rows []spec.TableRow) []spec.TableRow {
	numbered := func(row spec.TableRow) bool { _, ok := chequeNumber(s, row["number"]); return ok }
	n := 0
	for _, row := range rows {
		if numbered(row) {
			n++
		}
	}
	var out []spec.TableRow
	for i, row := range rows {
		begins := i > 0 && rows[i-1]["amount"][0].Page != row["amount"][0].Page
		ends := i+1 < len(rows) && rows[i+1]["amount"][0].Page != row["amount"][0].Page
		if saysCarried(row) || (begins || ends) && 2*n >= len(rows) && !numbered(row) {
			continue
		}
		out = append(out, row)
	}
	return out
}

func saysCarried(row spec.TableRow) bool {
	for _, cell := range row {
		for _, w := range cell {
			if strings.TrimSpace(spec.Fold(w.Text)) == "REPORT" {
				return true
			}
		}
	}
	return false
}

// chequeNumber reads the seven digits of a French cheque's number.
func chequeNumber(_ *spec.Sheet, s spec.Span) (spec.Value, bool) {
	for _, g := range s.Groups() {
		if len(g.Text) == 7 && g.Digits() == 7 {
			return spec.Value{Text: g.Text, Words: spec.Span{g.Word},
				Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "a la forme d'un numéro de chèque"}}}, true
		}
	}
	return spec.Value{}, false
}

// balance holds the listing against what is declared. Listing and total are two
// places of one paper: where they agree they prove each other. Whether the cheques
// themselves agree is for the slip's balancing to say.
func balance(_ context.Context, d *spec.Draft) error {
	total, count := d.Field("slip_total"), d.Field("slip_count")
	var sum int64
	n, names := 0, []string{"slip_total"}
	for ; ; n++ {
		f := d.Field(fmt.Sprintf("lines[%d].amount", n))
		if f == nil {
			break
		}
		m, err := bordereau.ParseMoney(f.Value, "EUR")
		if err != nil {
			d.Check("slip_listing_total", bordereau.Inconclusive, "une ligne de la liste n'est pas en euros", f.Name)
			return nil
		}
		sum += m.Minor
		if total != nil && f.Page == total.Page && f.Box == total.Box {
			d.Check("slip_listing_total", bordereau.Inconclusive, "le total a été lu comme une ligne de la liste", f.Name)
			return nil
		}
	}
	say := func(v string) string { return spec.SayAmount(v, "EUR") }
	listed := bordereau.Money{Minor: sum, Currency: "EUR"}.Decimal()
	switch {
	case n == 0 || total == nil:
		d.Check("slip_listing_total", bordereau.Inconclusive, "la liste des chèques ou son total n'a pas été lu")
	case listed == total.Value && count != nil && count.Value != strconv.Itoa(n):
		// A sum that is right over a wrong number of lines is chance, or a line
		// that stands for several.
		d.Check("slip_listing_total", bordereau.Inconclusive, fmt.Sprintf("%s font %s, mais le bordereau annonce %s chèques", spec.SayCount(n, "ligne"), say(listed), count.Value), names...)
	case listed == total.Value:
		total.Prove(bordereau.ProofAgreement, fmt.Sprintf("est la somme de la liste (%s)", spec.SayCount(n, "chèque")))
		for i := range n {
			d.Prove(fmt.Sprintf("lines[%d].amount", i), bordereau.ProofBalance, "la liste fait le total déclaré")
		}
		d.Check("slip_listing_total", bordereau.Passed, fmt.Sprintf("la liste (%s) fait le total déclaré, %s", spec.SayCount(n, "ligne"), say(listed)), names...)
	default:
		d.Check("slip_listing_total", bordereau.Failed, fmt.Sprintf("la liste (%s) fait %s, le bordereau annonce %s", spec.SayCount(n, "ligne"), say(listed), say(total.Value)), names...)
	}
	switch {
	case n == 0 || count == nil:
		d.Check("slip_listing_count", bordereau.Inconclusive, "la liste des chèques ou leur nombre n'a pas été lu")
	case count.Value == strconv.Itoa(n):
		kind := bordereau.ProofCorroboration // a line may be wanting here and there
		if total != nil && total.Value == listed {
			kind = bordereau.ProofAgreement
		}
		count.Prove(kind, "est le nombre de lignes de la liste")
		d.Check("slip_listing_count", bordereau.Passed, fmt.Sprintf("la liste a %s, comme annoncé", spec.SayCount(n, "ligne")), "slip_count")
		if total != nil && total.Value == listed {
			d.Proved = "liste de chèques dont le nombre et le total conviennent"
		}
	default:
		d.Check("slip_listing_count", bordereau.Failed, fmt.Sprintf("la liste a %s, le bordereau annonce %s chèques", spec.SayCount(n, "ligne"), count.Value), "slip_count")
	}
	return nil
}
