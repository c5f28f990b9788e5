package archive

import (
	"time"

	"bordereau"
)

// Start is what a retention counts from.
type Start string

const (
	FromYearEnd  Start = "year_end"     // the end of the calendar year of the archiving
	FromRelation Start = "relation_end" // the end of the customer relation, or the closing of the account
	FromContract Start = "contract_end" // the end of the contract
	FromClosing  Start = "case_closed"  // the closing of the case
)

// Rule is how long a class of papers is retained. The longest that applies wins;
// a legal hold suspends destruction whatever the rule.
type Rule struct {
	Class string
	Types []bordereau.Type
	Years int
	From  Start
	Since string // the rule's text as of this day
	Norm  string
}

// Rules is the table of retention, dated: a rule that changes gets a new row, so
// that what was sealed under the old one can be explained.
var Rules = []Rule{
	{"accounting_voucher", []bordereau.Type{bordereau.Cheque, bordereau.RemittanceSlip, bordereau.TransferOrder, bordereau.SepaTIP,
		bordereau.SecuritiesOrder, bordereau.TradeConfirmation, bordereau.CorporateActionNotice, bordereau.AccountStatement},
		10, FromYearEnd, "2026-01-01", "C. com. L123-22"},
	{"invoice", []bordereau.Type{bordereau.Invoice}, 10, FromYearEnd, "2026-01-01", "C. com. L123-22; LPF L102 B (6 years)"},
	{"know_your_customer", []bordereau.Type{bordereau.IdentityCard, bordereau.Passport, bordereau.ResidencePermit, bordereau.ProofOfAddress,
		bordereau.TaxNotice, bordereau.Payslip, bordereau.BankDetails, bordereau.CompanyExtract, bordereau.FamilyRecordBook,
		bordereau.BirthCertificate, bordereau.MarriageCertificate, bordereau.ArticlesOfAssociation, bordereau.EmploymentContract},
		5, FromRelation, "2026-01-01", "CMF L561-12"},
	{"mandate", []bordereau.Type{bordereau.SepaMandate}, 5, FromContract, "2026-01-01", "C. civ. 2224"},
	{"loan", []bordereau.Type{bordereau.LoanOffer, bordereau.AmortisationTable, bordereau.SaleAgreement}, 5, FromContract, "2026-01-01", "C. civ. 2224; C. cons. L312-17"},
	{"estate", []bordereau.Type{bordereau.DeathCertificate, bordereau.HeirsCertificate}, 10, FromClosing, "2026-01-01", "C. civ. 780"},
	{"claim", []bordereau.Type{bordereau.Complaint, bordereau.FormalNotice, bordereau.EnforcementOrder, bordereau.Letter}, 5, FromClosing, "2026-01-01", "C. civ. 2224"},
}

// leastRetention holds while the event that starts a retention has not happened:
// a job lengthens the lock as such events happen.
const leastRetention = 1 // year

// RuleOf is the rule of a type; what no rule names is kept as what may concern
// the relation.
func RuleOf(t bordereau.Type) Rule {
	for _, r := range Rules {
		for _, of := range r.Types {
			if of == t {
				return r
			}
		}
	}
	return Rule{Class: "other", Years: 5, From: FromRelation, Since: "2026-01-01", Norm: "CMF L561-12"}
}

// RetainUntil is the day until which a paper archived at the given time is locked
// for now: the known end of its retention, and never less than a year from now.
func RetainUntil(t bordereau.Type, at time.Time) time.Time {
	at = at.UTC().Truncate(time.Second)
	least := at.AddDate(leastRetention, 0, 0)
	r := RuleOf(t)
	if r.From != FromYearEnd {
		return least
	}
	end := time.Date(at.Year()+1+r.Years, 1, 1, 0, 0, 0, 0, time.UTC)
	if end.Before(least) {
		return least
	}
	return end
}
