package classify_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/internal/typeset"

	"pgregory.net/rapid"
)

// foreignCheque says no currency, but that of its line.
const foreignCheque = `
BANK OF SOMEWHERE

Payez contre ce chèque                                    1 237,56
mille deux cent trente-sept et cinquante-six centimes
à l'ordre de : Arturo Belmain

Payable à l'agence
`

func TestForeignLinesAndTheirKeys(t *testing.T) {
	key, _ := check.TunisianKey("08", "006", "0123456789012")
	for _, c := range []struct {
		line                   printedLine
		number, currency, font string
		rule                   string
		verdict                bordereau.Verdict
		says                   string
		proved                 bool
	}{
		{"A122000661A 1234567890C 0101", "", "USD", "e13b", "routing_number", bordereau.Passed, "122000661 convient", false},
		{"C005073C A011000015A 987654C", "005073", "USD", "e13b", "routing_number", bordereau.Passed, "", false},
		{"A011234567A 001234567C 243", "", "USD", "e13b", "routing_number", bordereau.Failed, "011234567 ne convient pas", false},
		{"C243C A00005D123A 123D456D7C", "243", "CAD", "e13b", "code_line_key", bordereau.Inconclusive, "canadien", false},
		{"C001234C 20D1234A 12345678C", "001234", "GBP", "e13b", "code_line_key", bordereau.Inconclusive, "britannique", false},
		{"C000123C 400002006A 001234C 29", "000123", "INR", "e13b", "code_line_key", bordereau.Inconclusive, "indien", false},
		{printedLine("C0001234 C08006D 0123456789012" + key + "A"), "0001234", "TND", "cmc7", "code_line_key", bordereau.Passed, "ne couvre pas le numéro", false},
		{printedLine("C0001234 C08006D 0123456789013" + key + "A"), "0001234", "TND", "cmc7", "code_line_key", bordereau.Failed, "compte tunisien", false},
		{printedLine(brazilianLine("0011234", "0180123455", "1234567890")), "012345", "BRL", "cmc7", "code_line_key", bordereau.Passed, "trois clés", true},
		{printedLine(strings.Replace(brazilianLine("0011234", "0180123455", "1234567890"), "C0", "C1", 1)), "012345", "BRL", "cmc7", "code_line_key", bordereau.Failed, "de la banque et de l'agence ;", false},
	} {
		text := foreignCheque
		if c.currency == "TND" {
			text = strings.NewReplacer("237,56", "237,560", "cinquante-six centimes", "cinq cent soixante millimes").Replace(text)
		}
		u := understandReading(t, typeset.Reading(text), c.line)
		if u.Value("code_line_font") != c.font || u.Value("cheque_number") != c.number || u.Value("interbank_zone")+u.Value("internal_zone") != "" {
			t.Errorf("%s: %+v", c.line, u.Fields)
		}
		want := "1237.56"
		if c.currency == "TND" {
			want = "1237.560"
		}
		if u.Value("currency") != c.currency || u.Value("amount") != want || !proves(u, "amount", bordereau.ProofAgreement) {
			t.Errorf("%s: %q %q, %+v", c.line, u.Value("amount"), u.Value("currency"), u.Checks)
		}
		if verdict(u, c.rule) != c.verdict || verdict(u, "rlmc_key") != "" || proves(u, "code_line", bordereau.ProofCheckDigit) != c.proved {
			t.Errorf("%s: %+v", c.line, u.Checks)
		}
		for _, k := range u.Checks {
			if k.Rule == c.rule && !strings.Contains(k.Detail, c.says) {
				t.Errorf("%s: %q does not say %q", c.line, k.Detail, c.says)
			}
		}
	}
}

func brazilianLine(bank, number, account string) string {
	v1, _ := check.LuhnDigit(bank)
	v2, _ := check.LuhnDigit(number)
	v3, _ := check.LuhnDigit(account)
	return "C" + bank + string(v2) + " C" + number + "D " + string(v1) + account + string(v3) + "A"
}

// A currency that is printed stands against that of the line.
func TestAPrintedCurrencyStands(t *testing.T) {
	text := strings.Replace(foreignCheque, "1 237,56", "1 237,56 €", 1)
	if u := understandReading(t, typeset.Reading(text), printedLine("A122000661A 1234567890C 0101")); u.Value("currency") != "EUR" {
		t.Errorf("%+v", u.Fields)
	}
	// Dollars in words and euros in figures are not the same amount.
	text = strings.Replace(text, "trente-sept et", "trente-sept dollars et", 1)
	u := understandReading(t, typeset.Reading(text), printedLine("A122000661A 1234567890C 0101"))
	if verdict(u, "words_against_figures") != bordereau.Failed || proves(u, "amount", bordereau.ProofAgreement) {
		t.Errorf("%+v", u.Checks)
	}
}

// The key puts right every digit whose place is known to be doubtful, and proves nothing
// any more: the line is neither proved nor corroborated by it.
func TestTheKeyRepairsEveryDigitAndProvesNone(t *testing.T) {
	c := house(t)
	rapid.Check(t, func(t *rapid.T) {
		digits := func(n int) string { return rapid.StringMatching(fmt.Sprintf(`\d{%d}`, n)).Draw(t, "digits") }
		line := check.CodeLine{Number: digits(7), Zone: digits(12), Internal: digits(12)}
		key, _ := line.RLMCKey()
		right := line.String()
		at := rapid.IntRange(0, len(right)-1).Filter(func(i int) bool { return right[i] >= '0' && right[i] <= '9' }).Draw(t, "place")
		wrong := byte('0') + (right[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		read := right[:at] + string(wrong) + "?" + right[at+1:]
		text := strings.NewReplacer("(75)", "("+key+")", "n° 8471325", "").Replace(chequeText)
		u, err := c.Understand(context.Background(), typeset.Reading(text), printedLine(read))
		if err != nil {
			t.Fatal(err)
		}
		if f := u.Field("code_line"); f == nil || f.Value != right || !f.Repaired {
			t.Fatalf("%s with key %s: %+v", read, key, f)
		}
		repaired := 0
		for _, name := range []string{"cheque_number", "interbank_zone", "internal_zone"} {
			if u.Field(name).Repaired {
				repaired++
			}
		}
		for _, f := range u.Fields {
			for _, p := range f.Proofs {
				if p.Kind == bordereau.ProofCheckDigit && (f.Name == "rlmc_key" || strings.HasPrefix(f.Name, "c") || strings.HasPrefix(f.Name, "i")) {
					t.Fatalf("%s is proved by the key that repaired: %+v", f.Name, f)
				}
			}
		}
		if repaired != 1 || verdict(u, "rlmc_key") != bordereau.Inconclusive {
			t.Fatalf("%d zones, %+v", repaired, u.Checks)
		}
	})
}
