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
	// Form is what is typed into a form: every line of print in the box is found by its ink
	// and read by itself, with ruled lines and frames taken off.
	Form Alphabet = "form"
	// Missed is Form of what the reading of the page passed over.
	Missed Alphabet = "missed"
	// PrintedKey is a short line of digits and parentheses, as the printed key of a cheque is: such
	// lines are found in the box by their ink.
	PrintedKey Alphabet = "printed_key"
	// MRZ is the machine readable zone of ICAO 9303: A-Z, 0-9 and <. With an empty
	// box the zone is looked for on the page. Each line of it is one word for every way
	// in which it was read: Line counts the lines, Block the ways.
	MRZ Alphabet = "mrz"
	// CodeLine is the magnetic line of cheques (CMC-7): digits, and A to E for the
	// symbols. The whole page is looked over; each character is one word, with a blank
	// before it where one is printed. A confidence below 0.9 says that the two readers
	// of the line do not agree on the character.
	CodeLine Alphabet = "code_line"
	// Ink is what was drawn with a pen, and is no print: each word is a group of strokes
	// whose middle lies in the box (empty: the page), its text "stroke" or, for a long
	// slanted straight line, "bar". The confidence is the length of what was drawn, 1
	// from 40 mm on.
	Ink Alphabet = "ink"
	// Marks are for saying that nothing stands in a box: the first word, "paper", says that
	// the picture shows pale and thin strokes there too, each further one, "mark", is a piece
	// of whatever is darker than the paper and no ruled line, print included. No word where
	// the picture cannot tell: in black and white, or below 140 dots an inch.
	Marks Alphabet = "marks"
	// Rules are the ruled lines across that a form is filled in on: each word is one that
	// crosses the box (empty: the page) and is longer than 25 mm.
	Rules Alphabet = "rules"
	// HandAmount is an amount in figures that a hand wrote into a box, which is looked
	// for in the zone by its rules, or else by the size of the figures. The first word is
	// the amount ("1237.56"), the others are what it may be else, the likeliest first, with
	// confidences that may be low. None of them is a proof of anything.
	HandAmount Alphabet = "hand_amount"
	// HandDate is a date that a hand wrote in figures, day, month and year: "2026-10-20",
	// and what it may be else, the likeliest first. The confidences are shares of one; no
	// word where no date of the calendar can be read.
	HandDate Alphabet = "hand_date"
	// HandLine is a line of letters that a hand wrote. The text of the first word is what
	// it says if nothing is known of it, that of the second what each part of it may say
	// (check.Inked), that of the third the same where figures may stand among the letters.
	// No word where nothing is written.
	HandLine Alphabet = "hand_line"
	// Hand asks whether a hand or a printer wrote what stands in the box: the confidence
	// of the word "figures" is the share of such figures that a hand wrote, that of
	// "letters" the share of such letters. No word where too little is written to tell.
	Hand Alphabet = "hand"
)

// Known says whether a is one of the alphabets.
func (a Alphabet) Known() bool {
	switch a {
	case Free, Line, Digits, Amount, Date, Code, Form, Missed, PrintedKey, MRZ, CodeLine, Ink, Marks, Rules, HandAmount, HandDate, HandLine, Hand:
		return true
	}
	return false
}
