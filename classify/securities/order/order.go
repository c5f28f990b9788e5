// Package order specifies a customer's order on securities.
package order

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.SecuritiesOrder, Name: "securities_order", Label: "ordre de bourse", Version: 2, Floor: 6,
	Cues: []spec.Cue{
		{Phrase: "ordre de bourse", Weight: 6, Title: true},
		{Phrase: "ordre sur titres", Weight: 6, Title: true},
		{Phrase: "ordre d'achat", Weight: 3, Title: true},
		{Phrase: "ordre de vente", Weight: 3, Title: true},
		{Phrase: "cours limite", Weight: 2},
		{Phrase: "type d'ordre", Weight: 1},
		{Phrase: "validité", Weight: 1},
		{Phrase: "ISIN", Weight: 1.5},
		{Phrase: "quantité", Weight: 0.5},
		{Phrase: "compte-titres", Weight: 1.5},
		{Phrase: "avis d'opéré", Weight: -6, Title: true},
		{Phrase: "courtage", Weight: -3},
		{Phrase: "ordre de virement", Weight: -6, Title: true},
		{Phrase: "opération sur titres", Weight: -5, Title: true},
		{Phrase: "dividende", Weight: -4},
		{Phrase: "facture", Weight: -5, Title: true},
		{Phrase: "madame, monsieur", Weight: -4},
		{Phrase: "salutations distinguées", Weight: -4},
	},
	Steps: []spec.Step{
		spec.Take("isin", spec.ISIN, spec.Beside("code ISIN", "ISIN"), spec.Everywhere),
		spec.Take("side", sense, spec.Beside("sens", "sens de l'ordre")),
		spec.Take("quantity", spec.Decimal, spec.Beside("quantité", "nombre de titres")),
		spec.Take("limit_price", spec.Decimal, spec.Beside("cours limite", "limite")),
		kind,
		spec.Take("validity_date", spec.Date, spec.Beside("validité", "valable jusqu'au")),
		spec.Take("securities_account", spec.Reference, spec.Right("compte-titres n°", "compte-titres"), spec.Below("compte-titres n°", "compte-titres")),
		spec.Take("account_holder", spec.Except(spec.Holder, "compte", "titulaire", "ISIN", "sens"), spec.Beside("titulaire du compte", "titulaire", "donneur d'ordre")),
		spec.Issue,
		spec.Take("date", spec.Date, spec.Dated),
		spec.Signed("signature du titulaire", "signature"),
		hold,
	},
}

// sense reads which way an order goes.
func sense(_ *spec.Sheet, s spec.Span) (spec.Value, bool) {
	for i, w := range s {
		if v, ok := map[string]string{"ACHAT": "buy", "ACHETER": "buy", "VENTE": "sell", "VENDRE": "sell"}[oneWord(w)]; ok {
			return spec.Value{Text: v, Words: s[i : i+1]}, true
		}
	}
	return spec.Value{}, false
}

func oneWord(w spec.Word) string { return strings.TrimSpace(spec.Fold(w.Text)) }

// kind says how the order is to be executed: a limit makes it a limit order.
func kind(ctx context.Context, d *spec.Draft) error {
	if f := d.Field("limit_price"); f != nil {
		g := *f
		g.Name, g.Value, g.Proofs = "order_type", "limit", nil
		d.Put(g)
		return nil
	}
	return spec.Take("order_type", execution, spec.Beside("type d'ordre", "type de l'ordre", "nature de l'ordre"))(ctx, d)
}

// execution reads how an order without a limit is to be executed.
func execution(_ *spec.Sheet, s spec.Span) (spec.Value, bool) {
	for i, w := range s {
		if v, ok := map[string]string{"MARCHE": "market", "MEILLEURE": "best", "DECLENCHEMENT": "stop"}[oneWord(w)]; ok {
			return spec.Value{Text: v, Words: s[i : i+1]}, true
		}
	}
	return spec.Value{}, false
}

// hold says what an order lacks to be executed, and holds the key of its security.
func hold(_ context.Context, d *spec.Draft) error {
	d.KeyOf("isin", "l'ISIN")
	missing := ""
	for _, f := range [][2]string{{"side", "le sens"}, {"quantity", "la quantité"}, {"order_type", "le type d'ordre"}, {"securities_account", "le compte-titres"}, {"date", "la date"}} {
		if d.Field(f[0]) == nil {
			if missing != "" {
				missing += ", "
			}
			missing += f[1]
		}
	}
	if missing != "" {
		d.Check("order_complete", bordereau.Inconclusive, "n'a pas été lu sur l'ordre : "+missing)
		return nil
	}
	d.Check("order_complete", bordereau.Passed, "l'ordre dit le titre, le sens, la quantité, son type, le compte et la date")
	if d.Proves("isin", bordereau.ProofCheckDigit) {
		d.Proved = "ordre complet sur un titre dont la clé de l'ISIN convient"
	}
	return nil
}
