package desk

import (
	"slices"

	"bordereau"
	"bordereau/dossier"
)

// LegalDeclaration is what has to be told to an office by an obligation: of an account and
// who holds it (CGI ann. IV art. 164 FD), or of all that is held for somebody who died
// (CGI art. 806).
type LegalDeclaration struct {
	Obligation string             `json:"obligation"` // id
	Title      string             `json:"title"`
	Of         string             `json:"of"`     // account, estate
	Event      string             `json:"event"`  // of the dossier's kind
	Day        string             `json:"day"`    // on which it happened, YYYY-MM-DD
	Branch     string             `json:"branch"` // that keeps it
	Due        string             `json:"due,omitempty"`
	DoneOn     string             `json:"done_on,omitempty"`
	Proof      string             `json:"proof,omitempty"`
	Deceased   string             `json:"deceased,omitempty"`
	DiedOn     string             `json:"died_on,omitempty"`
	Accounts   []DeclaredAccount  `json:"accounts"`
	Holders    []dossier.Customer `json:"holders"` // of the accounts
}

// DeclaredAccount is an account of a declaration. Its balance is that of the statement
// of the dossier that was read.
type DeclaredAccount struct {
	IBAN      string   `json:"iban"`
	Currency  string   `json:"currency,omitempty"`
	Label     string   `json:"label,omitempty"`
	Holders   []string `json:"holders"` // references of customers; none where the account is not in the bank's list
	Balance   string   `json:"balance,omitempty"`
	BalanceOn string   `json:"balance_on,omitempty"`
}

// filedDossier is a dossier with all that its declarations are made of.
type filedDossier struct {
	dossier.Dossier
	kind      dossier.Kind
	customers []dossier.Customer
	accounts  []dossier.Account
	pieces    []dossier.Piece
}

// declarations gives what the obligations of a dossier have to tell.
func (x filedDossier) declarations(list []Obligation) []LegalDeclaration {
	out := []LegalDeclaration{}
	for _, o := range list {
		t := LegalDeclaration{Obligation: o.ID, Title: o.Title, Of: x.kind.Declares(o.Name), Event: o.Event, Day: o.Happened, Branch: x.Branch, Due: o.Due, DoneOn: o.DoneOn, Proof: o.Proof,
			Accounts: []DeclaredAccount{}, Holders: []dossier.Customer{}}
		switch {
		case t.Of == dossier.DeclaresAccount && o.Account != "":
			t.Accounts = append(t.Accounts, x.account(o.Account))
		case t.Of == dossier.DeclaresEstate:
			dead, diedOn, known := x.kind.Dead(x.Dossier, x.customers, x.pieces)
			if t.Deceased, t.DiedOn = dead.Name(), diedOn; known {
				for _, a := range x.accounts {
					if slices.Contains(a.Holders, dead.Ref) {
						t.Accounts = append(t.Accounts, x.account(a.IBAN))
					}
				}
			}
		default:
			continue
		}
		for _, c := range x.customers {
			if slices.ContainsFunc(t.Accounts, func(a DeclaredAccount) bool { return slices.Contains(a.Holders, c.Ref) }) {
				t.Holders = append(t.Holders, c)
			}
		}
		out = append(out, t)
	}
	return out
}

// account is what the record knows of an account. One that it does not know yet is taken
// to be held by the customers of the dossier.
func (x filedDossier) account(iban string) DeclaredAccount {
	out := DeclaredAccount{IBAN: iban}
	i := slices.IndexFunc(x.accounts, func(a dossier.Account) bool { return a.IBAN == iban })
	if i >= 0 {
		out.Currency, out.Label, out.Holders = x.accounts[i].Currency, x.accounts[i].Label, x.accounts[i].Holders
	} else {
		out.Holders = slices.Clone(x.Customers)
	}
	for _, p := range x.pieces {
		u, settled := &p.Understanding, []bordereau.State{bordereau.Decided, bordereau.Booked, bordereau.Archived}
		if on := u.Value("statement_date"); p.Type == bordereau.AccountStatement && slices.Contains(settled, p.State) && u.Value("iban") == iban && on > out.BalanceOn {
			out.Balance, out.BalanceOn = u.Value("closing_balance"), on
		}
	}
	return out
}
