package classify

import (
	"bordereau/classify/banking"
	"bordereau/classify/cheque"
	"bordereau/classify/civil"
	"bordereau/classify/company"
	"bordereau/classify/contract"
	"bordereau/classify/credit"
	"bordereau/classify/estate"
	"bordereau/classify/housing"
	"bordereau/classify/identity"
	"bordereau/classify/income"
	"bordereau/classify/mail"
	"bordereau/classify/piece"
	"bordereau/classify/recovery"
	"bordereau/classify/securities"
	"bordereau/classify/spec"
	"bordereau/classify/trade"
)

// Families lists the families that this house knows. A new family is one line
// here, a new type one line in its family's list.
func Families() []spec.Family {
	return []spec.Family{
		cheque.Family(),
		identity.Family(),
		banking.Family(),
		housing.Family(),
		income.Family(),
		credit.Family(),
		securities.Family(),
		trade.Family(),
		civil.Family(),
		estate.Family(),
		company.Family(),
		recovery.Family(),
		contract.Family(),
		mail.Family(),
		piece.Family(),
	}
}
