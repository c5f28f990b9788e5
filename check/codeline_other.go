package check

import (
	"fmt"
	"regexp"

	"bordereau"
)

// USLine is the E-13B line of a cheque drawn on a bank of the United States (ANSI
// X9.100-160), in digits and the letters A to D for transit, amount, on-us and dash.
type USLine struct {
	Auxiliary string // on-us before the routing number: the serial number of a business cheque
	Routing   string // 9 digits, the last one their key
	OnUs      string // account and serial number, laid out as the bank likes: never an account
	Amount    string // in cents, printed later by a bank; usually empty
}

var usForm = regexp.MustCompile(`^(?:C([0-9D]+)C)?A(\d{9})A([0-9DC]+)(?:B(\d{10})B)?$`)

// ParseUSLine holds the grammar of the line, blanks aside; its key is held by RoutingFits.
func ParseUSLine(s string) (USLine, error) {
	m := usForm.FindStringSubmatch(Compact(s))
	if m == nil {
		return USLine{}, bordereau.Errorf(bordereau.Invalid, "La ligne E-13B n'a pas la forme d'une ligne de chèque américain")
	}
	return USLine{Auxiliary: m[1], Routing: m[2], OnUs: m[3], Amount: m[4]}, nil
}

// RoutingFits says whether a routing number fits its key: weights 3, 7, 1 in turn, the
// sum a multiple of 10.
func RoutingFits(number string) bool {
	if len(number) != 9 || !allDigits(number) {
		return false
	}
	sum := 0
	for i, weight := range []int{3, 7, 1, 3, 7, 1, 3, 7, 1} {
		sum += weight * int(number[i]-'0')
	}
	return sum%10 == 0
}

// CanadianLine is the E-13B line of a Canadian cheque (Payments Canada, standard 006).
// It has no key.
type CanadianLine struct {
	Number      string
	Transit     string // of the branch, 5 digits
	Institution string // 3 digits
	Account     string // with its dashes
}

var canadianForm = regexp.MustCompile(`^C(\d+)CA(\d{5})D(\d{3})A([0-9D]+)C`)

// ParseCanadianLine holds the grammar of the line, blanks aside.
func ParseCanadianLine(s string) (CanadianLine, error) {
	m := canadianForm.FindStringSubmatch(Compact(s))
	if m == nil {
		return CanadianLine{}, bordereau.Errorf(bordereau.Invalid, "La ligne E-13B n'a pas la forme d'une ligne de chèque canadien")
	}
	return CanadianLine{Number: m[1], Transit: m[2], Institution: m[3], Account: m[4]}, nil
}

// TunisianKey is the key of a Tunisian account as CMC-7 lines print it: with N the
// bank (2 digits), the branch (3) and the account (13), 97 - (N·100 mod 97).
func TunisianKey(bank, branch, account string) (string, bool) {
	n := bank + branch + account
	if len(bank) != 2 || len(branch) != 3 || len(account) != 13 || !allDigits(n) {
		return "", false
	}
	r, _ := Mod97(n + "00")
	return fmt.Sprintf("%02d", 97-r), true
}

// TunisianLine is the CMC-7 line of a Tunisian cheque. Its digits are 27, a French
// line has 31 and a Brazilian one 30: none is taken for another.
type TunisianLine struct {
	Number       string // of the cheque, 7 digits: under no key
	Bank, Branch string // 2 and 3 digits
	Account, Key string // 13 and 2 digits
}

// Which symbols part the blocks is not published: any may, at the borders of blocks.
var tunisianForm = regexp.MustCompile(`^[A-E](\d{7})[A-E](\d{2})[A-E]?(\d{3})[A-E]?(\d{13})[A-E]?(\d{2})[A-E]$`)

// ParseTunisianLine holds the grammar of the line, blanks aside; see KeyFits.
func ParseTunisianLine(s string) (TunisianLine, error) {
	m := tunisianForm.FindStringSubmatch(Compact(s))
	if m == nil {
		return TunisianLine{}, bordereau.Errorf(bordereau.Invalid, "La ligne CMC-7 n'a pas la forme d'une ligne de chèque tunisien")
	}
	return TunisianLine{m[1], m[2], m[3], m[4], m[5]}, nil
}

// KeyFits says whether the key is that of bank, branch and account.
func (l TunisianLine) KeyFits() bool {
	key, ok := TunisianKey(l.Bank, l.Branch, l.Account)
	return ok && key == l.Key
}

// BritishLine is the E-13B line of a British cheque (Cheque and Credit Clearing
// Company, standard 3): number, sort code and account. It has no key; those of
// the accounts need the banks' tables.
type BritishLine struct {
	Number, SortCode, Account string // 6, 6 and 8 digits
}

var britishForm = regexp.MustCompile(`^C(\d{6})C(\d{2})D(\d{4})A(\d{8})C(?:\d{2})?(?:B\d+B?)?$`)

// ParseBritishLine holds the grammar of the line, blanks aside.
func ParseBritishLine(s string) (BritishLine, error) {
	m := britishForm.FindStringSubmatch(Compact(s))
	if m == nil {
		return BritishLine{}, bordereau.Errorf(bordereau.Invalid, "La ligne E-13B n'a pas la forme d'une ligne de chèque britannique")
	}
	return BritishLine{m[1], m[2] + m[3], m[4]}, nil
}

// IndianLine is the E-13B line of an Indian cheque (CTS-2010). It has no key.
type IndianLine struct {
	Number   string // 6 digits
	SortCode string // city, bank and branch, 3 digits each
	Account  string // 6 digits, as the bank likes: never the account
	Kind     string // transaction code, 2 digits
}

var indianForm = regexp.MustCompile(`^C(\d{6})C(\d{9})A(\d{6})C(\d{2})$`)

// ParseIndianLine holds the grammar of the line, blanks aside.
func ParseIndianLine(s string) (IndianLine, error) {
	m := indianForm.FindStringSubmatch(Compact(s))
	if m == nil {
		return IndianLine{}, bordereau.Errorf(bordereau.Invalid, "La ligne E-13B n'a pas la forme d'une ligne de chèque indien")
	}
	return IndianLine{m[1], m[2], m[3], m[4]}, nil
}

// BrazilianLine is the CMC-7 line of a Brazilian cheque. The keys of the first two
// blocks each stand in the other one's.
type BrazilianLine struct {
	Bank, Branch           string // 3 and 4 digits
	Clearing, Number, Kind string // 3, 6 and 1 digits
	Account                string // 10 digits

	keys [3]byte
}

var brazilianForm = regexp.MustCompile(`^C(\d{3})(\d{4})(\d)C(\d{3})(\d{6})(\d)D(\d)(\d{10})(\d)A$`)

// ParseBrazilianLine holds the grammar of the line, blanks aside; see KeysFit.
func ParseBrazilianLine(s string) (BrazilianLine, error) {
	m := brazilianForm.FindStringSubmatch(Compact(s))
	if m == nil {
		return BrazilianLine{}, bordereau.Errorf(bordereau.Invalid, "La ligne CMC-7 n'a pas la forme d'une ligne de chèque brésilien")
	}
	return BrazilianLine{
		Bank: m[1], Branch: m[2], Clearing: m[4], Number: m[5], Kind: m[6], Account: m[8],
		keys: [3]byte{m[7][0], m[3][0], m[9][0]},
	}, nil
}

// KeysFit says which of the line's three Luhn digits fit: that of bank and branch, of
// clearing zone, number and kind, and of the account.
func (l BrazilianLine) KeysFit() (bank, number, account bool) {
	fits := func(digits string, key byte) bool {
		want, ok := LuhnDigit(digits)
		return ok && want == key
	}
	return fits(l.Bank+l.Branch, l.keys[0]), fits(l.Clearing+l.Number+l.Kind, l.keys[1]), fits(l.Account, l.keys[2])
}
