package spec_test

import (
	"testing"

	"bordereau"
	"bordereau/classify/spec"
)

// What a reader took for a letter where only a digit can stand is a digit, which the key
// still proves; where the key had to choose nothing is proved; and a digit is never
// exchanged for another.
func TestMisreadReferences(t *testing.T) {
	for _, c := range []struct {
		read             spec.Reader
		text, want       string
		repaired, proved bool
	}{
		{spec.SIRET, "732 829 320 00074", "73282932000074", false, true},
		{spec.SIRET, "732 829 320 0OO74", "73282932000074", false, true},
		{spec.SIREN, "7328Z9320", "732829320", false, true},
		{spec.SIREN, "732829321", "732829321", false, false},
		{spec.SIREN, "OLIDSBZGO", "", false, false}, // a word, no number
		{spec.SIREN, "7328Z9321 732829320", "732829320", false, true},
		{spec.CreditorID, "FR72 ZZZ 123456", "FR72ZZZ123456", false, true},
		{spec.CreditorID, "FR7Z ZZZ 123456", "FR72ZZZ123456", false, true},
		{spec.CreditorID, "FR72 ZZZ I23456", "FR72ZZZ123456", true, false},
		{spec.CreditorID, "FR73 ZZZ 123456", "FR73ZZZ123456", false, false},
		{spec.ISIN, "FR0000131104", "FR0000131104", false, true},
		{spec.ISIN, "FRO000131104", "FRO000131104", false, false}, // several others fit as well
		{spec.ISIN, "FR 0000 131104", "FR0000131104", false, true},
		{spec.ISIN, "Limite 3 988,00", "", false, false}, // LIMITE398800 would have a right key
		{spec.ISIN, "FR0000131105", "FR0000131105", false, false},
	} {
		s := sheet(c.text)
		v, ok := c.read(s, s.RowSpan(0))
		proved := len(v.Proofs) == 1 && v.Proofs[0].Kind == bordereau.ProofCheckDigit
		if ok != (c.want != "") || v.Text != c.want || v.Repaired != c.repaired || proved != c.proved || ok && len(v.Words) == 0 {
			t.Errorf("%q: %q, repaired %v, proved %v", c.text, v.Text, v.Repaired, proved)
		}
	}
}
