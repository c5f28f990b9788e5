package specimen

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"
)

// Customer is a person or a company that does not exist, with its accounts.
type Customer struct {
	Ref        string
	Surname    string // birth name; empty for a company
	GivenNames string // separated by blanks
	UsageName  string // of some married people
	Company    string // empty for a person
	Sex        string // M, F
	BirthDate  time.Time
	BirthPlace string
	SIREN      string
	Street     string
	PostCode   string
	City       string
	Phone      string
	Accounts   []Account
	serial     int // of identity papers
}

// Account is an account at one of the banks that do not exist.
type Account struct {
	IBAN, Currency, Label string
	Bank                  Bank
	Branch, Number, Key   string // of the RIB
}

// Bank is a bank that does not exist; its code begins with 1999, its BIC with ZZ.
type Bank struct {
	Name, Short, Code, BIC string
}

// Person says whether it is one; if not, a company.
func (c *Customer) Person() bool { return c.Company == "" }

// Name is how papers address the customer.
func (c *Customer) Name() string {
	if c.Company != "" {
		return c.Company
	}
	name := c.Surname
	if c.UsageName != "" {
		name = c.UsageName
	}
	return strings.Fields(c.GivenNames)[0] + " " + name
}

// Title is the name with its civility.
func (c *Customer) Title() string {
	switch {
	case c.Company != "":
		return c.Company
	case c.Sex == "F":
		return "Mme " + c.Name()
	}
	return "M. " + c.Name()
}

// Address is the address in one line.
func (c *Customer) Address() string { return c.Street + ", " + c.Town() }

// Town is post code and city.
func (c *Customer) Town() string { return c.PostCode + " " + c.City }

// SIRET is the number of the company's seat.
func (c *Customer) SIRET() string { return luhn(c.SIREN + "0001") }

// IBAN is the first account's.
func (c *Customer) IBAN() string { return c.Accounts[0].IBAN }

// People invents n customers, about one company in five; some couples hold an
// account together.
func People(seed uint64, n int) []Customer {
	r := stream(seed, "people", 0)
	list := make([]Customer, 0, n)
	for i := range n {
		var c Customer
		if n > 1 && i%5 == 4 {
			c = newCompany(r)
		} else {
			c = newPerson(r)
		}
		c.Ref = fmt.Sprintf("C%04d%04d", seed%10000, i+1)
		list = append(list, c)
		if i%7 == 1 && list[i-1].Person() && c.Person() { // a couple's joint account
			joint := newAccount(r, "Compte joint")
			joint.Bank, joint.Branch = list[i].Accounts[0].Bank, list[i].Accounts[0].Branch
			joint = joint.keyed()
			list[i-1].Accounts = append(list[i-1].Accounts, joint)
			list[i].Accounts = append(list[i].Accounts, joint)
			list[i].Street, list[i].PostCode, list[i].City = list[i-1].Street, list[i-1].PostCode, list[i-1].City
		}
	}
	return list
}

func newPerson(r *rand.Rand) Customer {
	c := Customer{Sex: "M", Surname: surname(r), serial: 10000 + r.IntN(89999)}
	names := hisNames
	if r.IntN(2) == 0 {
		c.Sex, names = "F", herNames
	}
	first := r.IntN(len(names))
	c.GivenNames = names[first]
	if r.IntN(2) == 0 {
		c.GivenNames += " " + names[(first+1+r.IntN(len(names)-1))%len(names)]
	}
	if c.Sex == "F" && r.IntN(4) == 0 {
		c.UsageName = surname(r)
	}
	c.BirthDate = time.Date(1945+r.IntN(58), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
	c.BirthPlace = pick(r, towns).name
	c.settle(r)
	c.Accounts = []Account{newAccount(r, "Compte courant")}
	if r.IntN(4) == 0 {
		a := newAccount(r, "Livret")
		a.Bank, a.Branch = c.Accounts[0].Bank, c.Accounts[0].Branch
		c.Accounts = append(c.Accounts, a.keyed())
	}
	return c
}

func newCompany(r *rand.Rand) Customer {
	c := Customer{Company: pick(r, trades) + " " + pick(r, firms) + " " + pick(r, legalForms)}
	// SIREN numbers beginning with 0 are not given out.
	c.SIREN = luhn(fmt.Sprintf("00%06d", r.IntN(1_000_000)))
	c.settle(r)
	c.Accounts = []Account{newAccount(r, "Compte professionnel")}
	return c
}

func (c *Customer) settle(r *rand.Rand) {
	t := pick(r, towns)
	c.Street = fmt.Sprintf("%d %s", 1+r.IntN(98), pick(r, streets))
	c.PostCode, c.City = t.code, t.name
	c.Phone = fmt.Sprintf("01 99 00 %02d %02d", r.IntN(100), r.IntN(100)) // numbers kept for fiction (ARCEP)
}

func surname(r *rand.Rand) string { return pick(r, nameHeads) + pick(r, nameTails) }

func newAccount(r *rand.Rand, label string) Account {
	return Account{Currency: "EUR", Label: label, Bank: pick(r, Banks),
		Branch: fmt.Sprintf("%05d", 100+r.IntN(900)), Number: fmt.Sprintf("%011d", 10_000_000+r.Int64N(9_989_999_999))}.keyed()
}

func (a Account) keyed() Account {
	a.Key = ribKey(a.Bank.Code + a.Branch + a.Number)
	a.IBAN = ibanOf("FR", a.Bank.Code+a.Branch+a.Number+a.Key)
	return a
}

// CustomersCSV writes customers as rows to import: one row for each account and
// holder.
func CustomersCSV(w io.Writer, customers []Customer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"customer_ref", "kind", "surname", "given_names", "usage_name", "company_name",
		"birth_date", "siren", "address", "iban", "currency", "account_label"}}
	for _, c := range customers {
		kind, born := "company", ""
		if c.Person() {
			kind, born = "person", c.BirthDate.Format(time.DateOnly)
		}
		for _, a := range c.Accounts {
			rows = append(rows, []string{c.Ref, kind, c.Surname, c.GivenNames, c.UsageName, c.Company,
				born, c.SIREN, c.Address(), a.IBAN, a.Currency, a.Label})
		}
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write customers: %w", err)
	}
	return nil
}
