package desk

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"bordereau"
	"bordereau/check"
	"bordereau/dossier"
	"bordereau/review"
)

// maxCandidates bounds how many dossiers a document is compared with.
const maxCandidates = 20

// file puts a document into its dossier, unless it lies in one, and adds to u
// what the dossier proves or contradicts. It is asked again whenever values
// change.
func (d *Desk) file(ctx context.Context, tx Tx, doc *bordereau.Document, u *bordereau.Understanding) error {
	withdraw(u)
	var x *dossier.Dossier
	if doc.Dossier != "" {
		found, err := tx.DossierByRef(ctx, bordereau.System, doc.Dossier)
		if err != nil {
			return err
		}
		x = &found
	} else {
		found, why, err := d.dossierFor(ctx, tx, *doc, *u)
		if err != nil {
			return err
		}
		if err := tx.SetDossierWhy(ctx, doc.ID, why); err != nil {
			return err
		}
		if x = found; x != nil {
			if err := tx.ChangeDocument(ctx, doc, "filed", bordereau.System, map[string]any{"dossier": x.Ref, "why": why},
				func(c *bordereau.Document) { c.Dossier = x.Ref }); err != nil {
				return err
			}
		}
	}
	if x == nil {
		u.Checks = append(u.Checks, dossier.Coded(*u, "")...)
	} else if err := d.heldAgainst(ctx, tx, bordereau.System, *x, doc, u); err != nil {
		return err
	}
	return d.keep(ctx, tx, *doc, u)
}

// heldAgainst adds to u what a dossier proves or contradicts, and brings what it owes in
// line with that.
func (d *Desk) heldAgainst(ctx context.Context, tx Tx, by bordereau.Principal, x dossier.Dossier, doc *bordereau.Document, u *bordereau.Understanding) error {
	customers, err := tx.CustomersOf(ctx, x.ID)
	if err != nil {
		return err
	}
	accounts, err := tx.AccountsOf(ctx, x.ID)
	if err != nil {
		return err
	}
	var checks []bordereau.Check
	*u, checks = dossier.Verify(*u, customers, accounts, x.Kind)
	u.Checks = slices.Concat(u.Checks, checks, dossier.Coded(*u, x.Ref))
	return d.oblige(ctx, tx, by, x, doc, u)
}

// withdraw takes back what a dossier had proved, before one speaks anew.
func withdraw(u *bordereau.Understanding) {
	dossier.Forget(u)
	withdrawChecks(u)
}

// withdrawChecks does so without touching a value. A payee that was known by the
// depositor of its slip owes that to the slip.
func withdrawChecks(u *bordereau.Understanding) {
	bySlip := slices.ContainsFunc(u.Checks, func(c bordereau.Check) bool { return c.Rule == dossier.RuleGarbled })
	for i := range u.Fields {
		if !bySlip || u.Fields[i].Name != "payee" {
			review.Withdraw(&u.Fields[i], bordereau.ProofDossier)
		}
	}
	u.Checks = slices.DeleteFunc(u.Checks, func(c bordereau.Check) bool { return slices.Contains(dossier.Rules, c.Rule) })
}

// dossierFor finds the dossier of a document: the one that was named with the
// deposit, else the one that its account or its names point to, in the branch
// where it came in. What is restricted is found by nobody who does not read it:
// it looks like a dossier that does not exist.
func (d *Desk) dossierFor(ctx context.Context, tx Tx, doc bordereau.Document, u bordereau.Understanding) (*dossier.Dossier, []string, error) {
	dep, err := tx.Deposit(ctx, bordereau.System, doc.DepositID)
	if err != nil {
		return nil, nil, err
	}
	if dep.Dossier != "" {
		x, err := tx.DossierByRef(ctx, dep.By, dep.Dossier)
		if bordereau.CodeOf(err) == bordereau.NotFound || err == nil && x.Branch != doc.Branch {
			return nil, []string{"Le dossier indiqué avec le dépôt n'est pas connu de cette agence."}, nil
		}
		if err != nil {
			return nil, nil, err
		}
		return &x, []string{"Indiqué avec le dépôt."}, nil
	}
	candidates, more, err := d.candidates(ctx, tx, doc, u)
	if err != nil {
		return nil, nil, err
	}
	r := dossier.Match(u, candidates, more)
	why := make([]string, len(r.Reasons))
	for i, s := range r.Reasons {
		why[i] = sentence(s)
	}
	if r.Best == nil {
		return nil, why, nil
	}
	return &r.Best.Dossier, why, nil
}

// candidates are the dossiers that a document speaks of: by an account, by a name, by
// their reference in its text or by a printed code. more says that there are others.
func (d *Desk) candidates(ctx context.Context, tx Tx, doc bordereau.Document, u bordereau.Understanding) (out []dossier.Candidate, more bool, err error) {
	text, err := tx.Text(ctx, doc.ID)
	if err != nil {
		return nil, false, err
	}
	s := soughtBy(u)
	coded := u.Value(dossier.FieldReference)
	if s.Refs = references(text); coded != "" {
		s.Refs = append(s.Refs, coded)
	}
	found, err := tx.Candidates(ctx, doc.Branch, s, maxCandidates+1)
	if err != nil {
		return nil, false, err
	}
	if more = len(found) > maxCandidates; more {
		found = found[:maxCandidates]
	}
	out = make([]dossier.Candidate, len(found))
	for i, x := range found {
		out[i] = dossier.Candidate{Dossier: x.Dossier, Keyed: x.Keyed, Named: slices.Contains(s.Refs, x.Dossier.Ref), Coded: coded != "" && x.Dossier.Ref == coded}
		if out[i].Customers, err = tx.CustomersOf(ctx, x.Dossier.ID); err != nil {
			return nil, false, err
		}
		if out[i].Accounts, err = tx.AccountsOf(ctx, x.Dossier.ID); err != nil {
			return nil, false, err
		}
	}
	return out, more, nil
}

// soughtBy is what the values of a document give to find its dossier by.
func soughtBy(u bordereau.Understanding) Sought {
	s := Sought{BirthDates: []string{}, Sirens: []string{}}
	for _, f := range u.Fields {
		_, notDay := time.Parse(time.DateOnly, f.Value)
		switch {
		case review.IsIBAN(f.Name) && f.Value != "":
			s.Accounts = append(s.Accounts, f.Value)
		case slices.Contains(nameFields, f.Name):
			s.Words = append(s.Words, words(check.Fold(f.Value))...)
		case f.Name == "birth_date" && notDay == nil:
			s.BirthDates = append(s.BirthDates, f.Value)
		case f.Name == "siren":
			s.Sirens = append(s.Sirens, f.Value)
		}
	}
	return s
}

const maxReferences = 200

// references are the words of a text that may be a dossier's: of at least four
// letters, one of them a digit.
func references(text string) []string {
	out := []string{}
	for word := range strings.FieldsSeq(text) {
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if len(word) >= 4 && strings.ContainsAny(word, "0123456789") && dossierRef.MatchString(word) && !slices.Contains(out, word) {
			if out = append(out, word); len(out) == maxReferences {
				break
			}
		}
	}
	return out
}

// ProposeDossiers weighs the dossiers that a document may belong to, for the person
// who chooses where the proofs do not suffice.
func (d *Desk) ProposeDossiers(ctx context.Context, by bordereau.Principal, id string) (list []dossier.Proposal, err error) {
	if err := allowReviewer(by); err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if err := mustSee(ctx, tx, by, id); err != nil {
			return err
		}
		doc, err := tx.Document(ctx, id)
		if err != nil {
			return err
		}
		u, err := tx.Understanding(ctx, id)
		if err != nil {
			return err
		}
		if u == nil {
			u = &bordereau.Understanding{}
		}
		candidates, _, err := d.candidates(ctx, tx, doc, *u)
		if err != nil {
			return err
		}
		list = dossier.Propose(*u, candidates)
		for i := range list {
			for j, s := range list[i].Reasons {
				list[i].Reasons[j] = sentence(s)
			}
		}
		return nil
	})
	return list, err
}

// nameFields are the fields that may name a customer.
var nameFields = []string{"account_holder", "payee", "drawer", "surname", "given_names", "debtor", "creditor", "company", "deceased"}

// words are what of a printed name may find a customer.
func words(name string) []string {
	var out []string
	for _, w := range strings.Fields(name) {
		if len(w) > 2 && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
