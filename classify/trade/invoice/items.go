package invoice

import (
	"context"
	"fmt"
	"math/big"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

var columns = []spec.Column{
	{Name: "description", Headings: []string{"désignation", "description", "libellé", "prestation", "article"}},
	{Name: "quantity", Headings: []string{"quantité", "qté", "quantity", "qty"}},
	{Name: "price", Headings: []string{"prix unitaire HT", "prix unitaire", "PU HT", "unit price"}},
	{Name: "vat_rate", Headings: []string{"taux de TVA", "taux TVA", "TVA"}},
	{Name: "amount", Headings: []string{"montant HT", "total HT", "montant", "line total", "amount"}},
}

// items takes the rows of an invoice, lines[0] the first: what was sold, how many, and for
// how much. All amounts that make the total without tax prove it and each other, and then
// quantity and price that make the amount of their row prove each other.
func items(ctx context.Context, d *spec.Draft) error {
	named := func(s *spec.Sheet, row spec.TableRow) bool {
		_, text := spec.Text(s, row["description"])
		_, sum := spec.Amount(s, row["amount"])
		return text && sum
	}
	list := d.Listing(columns, 3, named, "total HT", "total hors taxes", "montant hors taxes", "sous-total", "net à payer", "subtotal")
	if err := d.Refill(ctx, list, spec.Count, "quantity"); err != nil {
		return err
	}
	for i, row := range list {
		item(d, fmt.Sprintf("lines[%d].", i), row)
	}
	whole := itemSum(d, len(list))
	for i := range list {
		product(d, fmt.Sprintf("lines[%d].", i), whole)
	}
	return nil
}

func item(d *spec.Draft, at string, row spec.TableRow) {
	for name, read := range map[string]spec.Reader{"description": spec.Text, "quantity": spec.Decimal, "price": spec.Decimal, "vat_rate": spec.Rate, "amount": spec.Amount} {
		if v, ok := read(d.Sheet, row[name]); ok {
			d.PutValue(at+name, v)
		}
	}
}

// product holds quantity and price of a row against its amount. Which row it is nobody
// knows but where all of them make the total: had one been passed over, those below it
// would stand under each other's number.
func product(d *spec.Draft, at string, whole bool) {
	n, price := d.Rat(at+"quantity"), d.Rat(at+"price")
	amount, ok := d.Minor(at + "amount")
	if n == nil || price == nil || !ok || amount == 0 {
		return
	}
	made := new(big.Rat).Mul(n, price)
	if cents, fits := check.Cents(made); !fits || cents != amount {
		return
	}
	kind := bordereau.ProofCorroboration
	if whole {
		kind = bordereau.ProofBalance
	}
	for _, name := range []string{"quantity", "price", "amount"} {
		d.Prove(at+name, kind, "la quantité et le prix unitaire font le montant de la ligne")
	}
}

// itemSum does the sum of the rows again, and says whether they make the total. Discounts and carriage stand outside of them, so
// that what differs is no error.
func itemSum(d *spec.Draft, n int) (whole bool) {
	const rule = "items_sum"
	net, ok := d.Minor("net_amount")
	if n == 0 || !ok {
		return false
	}
	var sum int64
	fields := []string{"net_amount"}
	for i := range n {
		name := fmt.Sprintf("lines[%d].amount", i)
		m, ok := d.Minor(name)
		if !ok || d.Field(name).Page == d.Field("net_amount").Page && d.Field(name).Box == d.Field("net_amount").Box {
			return false // not read, or the total was read in a row: it agrees with itself
		}
		sum, fields = sum+m, append(fields, name)
	}
	said := "les " + spec.SayCount(n, "ligne") + " font " + spec.SayAmount(bordereau.Money{Minor: sum, Currency: "EUR"}.Decimal(), "EUR")
	if sum != net {
		d.Check(rule, bordereau.Inconclusive, said+", le total hors taxe est "+spec.SayAmount(d.Understanding.Value("net_amount"), "EUR"))
		return false
	}
	for _, f := range fields {
		d.Prove(f, bordereau.ProofBalance, "les lignes font le total hors taxe")
	}
	d.Check(rule, bordereau.Passed, said+", comme le total hors taxe", fields...)
	return true
}
