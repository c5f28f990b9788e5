package entry

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"slices"

	"gopkg.in/yaml.v3"

	"bordereau"
)

//go:embed accounts.yaml
var defaultAccounts []byte

// Accounts says which accounts each kind of entry debits and credits.
type Accounts struct {
	Schema   int                `yaml:"schema"`
	Accounts map[string]Account `yaml:"accounts"`
	Entries  map[Kind]Sides     `yaml:"entries"`
}

// Account is one account of the chart. Auxiliary "iban" makes it one account a
// customer.
type Account struct {
	Number    string `yaml:"number"`
	Label     string `yaml:"label"`
	Auxiliary string `yaml:"auxiliary"`
}

// Sides names the two accounts of a kind of entry.
type Sides struct {
	Debit  string `yaml:"debit"`
	Credit string `yaml:"credit"`
}

// DefaultAccounts is the mapping that comes with the program.
func DefaultAccounts() (*Accounts, error) { return ParseAccounts(bytes.NewReader(defaultAccounts)) }

// ParseAccounts reads a mapping file. Unknown keys, a missing kind and a kind
// whose accounts are not declared are errors.
func ParseAccounts(r io.Reader) (*Accounts, error) {
	dec := yaml.NewDecoder(r)
	dec.KnownFields(true)
	var a Accounts
	if err := dec.Decode(&a); err != nil {
		return nil, fmt.Errorf("read the mapping of accounts: %w", err)
	}
	if a.Schema != 1 {
		return nil, fmt.Errorf("the mapping of accounts has schema %d, 1 is known", a.Schema)
	}
	for name, acc := range a.Accounts {
		if acc.Number == "" || acc.Label == "" {
			return nil, fmt.Errorf("account %s lacks its number or its label", name)
		}
		if acc.Auxiliary != "" && acc.Auxiliary != "iban" {
			return nil, fmt.Errorf("account %s has the unknown auxiliary %q", name, acc.Auxiliary)
		}
	}
	known := []Kind{ChequeRemittance, Transfer}
	for kind, sides := range a.Entries {
		if !slices.Contains(known, kind) {
			return nil, fmt.Errorf("entries of kind %q are not known", kind)
		}
		for _, name := range []string{sides.Debit, sides.Credit} {
			if _, ok := a.Accounts[name]; !ok {
				return nil, fmt.Errorf("entries of kind %s use the account %q, which is not declared", kind, name)
			}
		}
	}
	for _, kind := range known {
		if _, ok := a.Entries[kind]; !ok {
			return nil, fmt.Errorf("the mapping of accounts says nothing of %s", kind)
		}
	}
	return &a, nil
}

// Amount is what one document brings into an entry.
type Amount struct {
	DocumentID string
	Minor      int64
}

// Remittance writes the lines of a slip: cheques to be collected debited, one
// line a cheque, and the depositor's account credited with their sum.
func (a *Accounts) Remittance(depositorIBAN, slipID string, cheques []Amount) ([]Line, int64, error) {
	return a.lines(ChequeRemittance, depositorIBAN, slipID, cheques)
}

// TransferOrder writes the lines of a transfer: the debtor's account debited,
// transfers to be executed credited.
func (a *Accounts) TransferOrder(debtorIBAN string, order Amount) ([]Line, int64, error) {
	return a.lines(Transfer, debtorIBAN, order.DocumentID, []Amount{order})
}

func (a *Accounts) lines(kind Kind, iban, whole string, parts []Amount) ([]Line, int64, error) {
	sides := a.Entries[kind]
	var sum int64
	for _, p := range parts {
		if p.Minor <= 0 || p.Minor > MaxMinor-sum {
			return nil, 0, bordereau.Errorf(bordereau.Invalid, "Le montant d'une pièce ne peut pas être comptabilisé.")
		}
		sum += p.Minor
	}
	if sum == 0 {
		return nil, 0, bordereau.Errorf(bordereau.Invalid, "Il n'y a rien à comptabiliser.")
	}
	var out []Line
	put := func(name string, parts []Amount, debit bool) {
		acc := a.Accounts[name]
		number := acc.Number
		if acc.Auxiliary == "iban" && iban != "" {
			number += "/" + iban
		}
		for _, p := range parts {
			l := Line{Account: number, Label: acc.Label, DocumentID: p.DocumentID, Credit: p.Minor}
			if debit {
				l.Debit, l.Credit = p.Minor, 0
			}
			out = append(out, l)
		}
	}
	total := []Amount{{whole, sum}}
	if kind == ChequeRemittance {
		put(sides.Debit, parts, true)
		put(sides.Credit, total, false)
	} else {
		put(sides.Debit, total, true)
		put(sides.Credit, parts, false)
	}
	return out, sum, nil
}
