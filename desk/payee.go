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
	return d.remittances(ctx, tx, depositID, func(_ Unit, p unitParts) error {
		if p.slip.doc.Dossier == "" {
			return nil
		}
		holders, err := d.depositor(ctx, tx, p.slip)
		if err != nil {
			return err
		}
		for i := range p.cheques {
			c := &p.cheques[i]
			if c.doc.State != bordereau.Classified {
				continue // somebody decided on it
			}
			if err := d.withSlip(ctx, tx, &c.doc, p.slip.doc.Dossier); err != nil {
				return err
			}
			holders.verify(c.u)
			if err := d.keep(ctx, tx, c.doc, c.u); err != nil {
				return err
			}
		}
		return nil
	})
}

// remittances gives the open slips of a deposit, each with its papers.
func (d *Desk) remittances(ctx context.Context, tx Tx, depositID string, use func(Unit, unitParts) error) error {
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
		if p.slip == nil {
			continue
		}
		if err := use(u, p); err != nil {
			return err
		}
	}
	return nil
}

// withSlip puts a cheque that names no dossier itself into that of its slip.
func (d *Desk) withSlip(ctx context.Context, tx Tx, doc *bordereau.Document, ref string) error {
	if doc.Dossier != "" {
		return nil
	}
	why := []string{withSlip}
	if err := tx.SetDossierWhy(ctx, doc.ID, why); err != nil {
		return err
	}
	return tx.ChangeDocument(ctx, doc, "filed", bordereau.System, map[string]any{"dossier": ref, "why": why},
		func(c *bordereau.Document) { c.Dossier = ref })
}

// depositor are those whose account a slip credits.
type depositor struct {
	kind     string // of the dossier
	holders  []dossier.Customer
	accounts []dossier.Account
}

func (d *Desk) depositor(ctx context.Context, tx Tx, slip *piece) (who depositor, err error) {
	x, err := tx.DossierByRef(ctx, bordereau.System, slip.doc.Dossier)
	if err != nil {
		return who, err
	}
	who.kind = x.Kind
	who.holders, who.accounts, err = credited(ctx, tx, x, slip.u.Value("iban"))
	return who, err
}

// verify holds the payee of a cheque against the depositor, also one whose handwriting
// was misread.
func (who depositor) verify(u *bordereau.Understanding) {
	withdraw(u)
	checked, checks := dossier.Verify(*u, who.holders, who.accounts, who.kind)
	checked.Checks = append(slices.Clone(checked.Checks), checks...)
	dossier.Depositor(&checked, who.holders)
	*u = checked
}

// verifyPayee does so for one cheque on which a person decides, where it lies with its slip.
func (d *Desk) verifyPayee(ctx context.Context, tx Tx, doc bordereau.Document, u *bordereau.Understanding) error {
	if doc.Type != bordereau.Cheque || doc.UnitID == "" {
		return nil
	}
	return d.remittances(ctx, tx, doc.DepositID, func(unit Unit, p unitParts) error {
		if unit.ID != doc.UnitID || p.slip.doc.Dossier == "" || p.slip.doc.Dossier != doc.Dossier {
			return nil
		}
		who, err := d.depositor(ctx, tx, p.slip)
		if err == nil {
			who.verify(u)
		}
		return err
	})
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
