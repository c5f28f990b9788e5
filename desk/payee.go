package desk

import (
	"context"
	"slices"

	"bordereau"
	"bordereau/dossier"
)

// withSlip says why a cheque lies in a dossier that it does not name itself.
const withSlip = "Avec son bordereau de remise."

// payees holds the payee of each cheque of a slip against those whose account the slip
// credits: a cheque is credited to its payee (CMF L131-44 leaves no other way to cash
// a crossed one). What another dossier had proved of the payee is taken back, since a
// customer of the bank who is not the depositor is not the one who is paid.
//
// Whether that proof is needed is for the policy to say: a bank that credits cheques
// which are endorsed to the depositor takes "by": ["dossier"] off the payee's rule. A
// slip whose dossier is not known proves nothing of its cheques.
func (d *Desk) payees(ctx context.Context, tx Tx, depositID string) error {
	units, err := tx.UnitsOf(ctx, depositID)
	if err != nil {
		return err
	}
	for _, u := range units {
		if u.Kind != unitRemittance || u.State != unitOpen && u.State != unitHeld {
			continue
		}
		p, err := d.unitParts(ctx, tx, u)
		if err != nil {
			return err
		}
		if p.slip == nil || p.slip.doc.Dossier == "" {
			continue
		}
		if err := d.depositor(ctx, tx, p); err != nil {
			return err
		}
	}
	return nil
}

// depositor compares the cheques of one slip that nobody has decided on yet.
func (d *Desk) depositor(ctx context.Context, tx Tx, p unitParts) error {
	x, err := tx.DossierByRef(ctx, bordereau.System, p.slip.doc.Dossier)
	if err != nil {
		return err
	}
	holders, accounts, err := credited(ctx, tx, x, p.slip.u.Value("iban"))
	if err != nil {
		return err
	}
	for i := range p.cheques {
		c := &p.cheques[i]
		if c.doc.State != bordereau.Classified {
			continue
		}
		if c.doc.Dossier == "" {
			if err := tx.SetDossierWhy(ctx, c.doc.ID, []string{withSlip}); err != nil {
				return err
			}
			if err := tx.ChangeDocument(ctx, &c.doc, "filed", bordereau.System, map[string]any{"dossier": x.Ref, "why": []string{withSlip}},
				func(doc *bordereau.Document) { doc.Dossier = x.Ref }); err != nil {
				return err
			}
		}
		withdraw(c.u)
		checked, checks := dossier.Verify(*c.u, holders, accounts, x.Kind)
		checked.Checks = append(slices.Clone(checked.Checks), checks...)
		if err := d.keep(ctx, tx, c.doc, &checked); err != nil {
			return err
		}
	}
	return nil
}

// credited are the customers of a dossier who hold an account, and their accounts; all
// of its customers where the account is none of theirs.
func credited(ctx context.Context, tx Tx, x dossier.Dossier, iban string) ([]dossier.Customer, []dossier.Account, error) {
	customers, err := tx.CustomersOf(ctx, x.ID)
	if err != nil {
		return nil, nil, err
	}
	accounts, err := tx.AccountsOf(ctx, x.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range accounts {
		if a.IBAN != iban {
			continue
		}
		holders := slices.DeleteFunc(slices.Clone(customers), func(c dossier.Customer) bool { return !slices.Contains(a.Holders, c.Ref) })
		if len(holders) > 0 {
			return holders, []dossier.Account{a}, nil
		}
	}
	return customers, accounts, nil
}
