package entry

// How often faults happen, and how much more or less likely they are for what is
// seen. Only the proportions matter, and only for the order: orders of magnitude
// from the trade, not fitted to anything.
const (
	// A cheque's amount is wrong: with words and figures in agreement hardly ever,
	// else the less sure the reading, the more often.
	oddsProved = 0.0005
	oddsSure   = 0.02
	oddsUnsure = 0.5 // added for a reading of no confidence at all

	// One amount is taken for another.
	oddsConfused = 0.1    // a digit for one that looks like it
	oddsDigit    = 0.01   // a digit for any other
	oddsLost     = 0.01   // a digit lost or added
	oddsComma    = 0.01   // the decimal comma lost or moved
	oddsSwapped  = 0.003  // two neighbouring digits exchanged
	oddsAnything = 0.0001 // in any other way

	// What other places say, beside how often they would say it by chance.
	oddsOtherReading = 25.0  // the first other reading is the amount that is wanting; the next half as much
	oddsNoReading    = 0.5   // there are other readings, and none is
	oddsInWords      = 40.0  // the words say the amount that is wanting
	oddsLineSays     = 1000  // the slip's line does
	oddsLineDenies   = 0.002 // the slip's line says what was read
	oddsLineElse     = 0.5   // it says a third amount

	// The declared total is wrong.
	oddsTotal         = 0.02
	oddsMisadded      = 0.0005 // the depositor added wrong in no way that can be told
	oddsTotalTwice    = 0.05   // beside that, where slip and branch say the same total
	oddsListSaysFound = 300    // the whole listing sums to what the cheques make
	oddsListSaysTotal = 0.003  // the whole listing sums to the total
	oddsLeftOut       = 0.02   // the depositor left a cheque out of the addition
	oddsTwice         = 0.01   // counted one twice
	oddsSubtracted    = 0.005  // subtracted one
	oddsListedWrong   = 0.001  // listed one with another amount than it has
	oddsHumanSlip     = 0.1    // by exchanging digits or writing another

	// A cheque too many.
	oddsSameInstrument = 1000.0 // another cheque has the same number
	oddsNotListed      = 50.0   // no line of the listing speaks of it
	oddsIsListed       = 0.02
	oddsSameAmount     = 3.0
)
