package ocr

// Alphabet says what a zone can hold. It narrows what is read there, and how:
// a zone of digits never yields a letter.
type Alphabet string

// The alphabets of zones.
const (
	Free   Alphabet = ""       // any text, lines and blocks
	Line   Alphabet = "line"   // any text, one line of it
	Digits Alphabet = "digits" // 0-9
	Amount Alphabet = "amount" // digits, separators, sign and currency
	Date   Alphabet = "date"   // digits and the separators of dates
	Code   Alphabet = "code"   // A-Z and 0-9: IBAN, references
	// MRZ is the machine readable zone of ICAO 9303: A-Z, 0-9 and <. With an empty
	// box the zone is looked for on the page; each line of it is one word.
	MRZ Alphabet = "mrz"
)

// Known says whether a is one of the alphabets.
func (a Alphabet) Known() bool {
	switch a {
	case Free, Line, Digits, Amount, Date, Code, MRZ:
		return true
	}
	return false
}
