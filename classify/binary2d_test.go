package classify

import (
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/check/twoddoc"
)

// The fields of a binary code are shown under their byte and held against nothing: 0x31
// is not the IBAN that 31 is in a code of text, and a binary type 03 is no RIB.
func TestBinaryCodes(t *testing.T) {
	const iban = "FR7030002005500000157845Z02"
	code, err := twoddoc.SpecimenBinary(0x03, codeDay, []twoddoc.BinaryField{{ID: 0x30, Text: "GRANDIN PAUL"}, {ID: 0x31, Text: "FR1420041010050500013M02606"}})
	if err != nil {
		t.Fatal(err)
	}
	text := func(b []byte) string {
		var s strings.Builder
		for _, c := range b {
			s.WriteRune(rune(c))
		}
		return s.String()
	}
	for name, c := range map[string]struct {
		code  []byte
		allow bool
		want  string // of the signature
		value string // of the field 0x31
	}{
		"of specimens":  {code, true, "test", "FR1420041010050500013M02606"},
		"in production": {code, false, "invalid", "FR1420041010050500013M02606"},
		"cut":           {code[:60], true, "", ""},
	} {
		cl, err := New(Config{Families: Families(), Now: func() time.Time { return codeDay }, Trust: func() *twoddoc.Trust { return &twoddoc.Trust{AllowTest: c.allow} }})
		if err != nil {
			t.Fatal(err)
		}
		r := bankDetails("Mme Lise VAUBERT", iban)
		r.Pages[0].Symbols = []bordereau.Symbol{{Kind: bordereau.SymbolDataMatrix, Text: text(c.code)}}
		u, err := cl.Understand(t.Context(), r, nil)
		if err != nil {
			t.Fatal(err)
		}
		if u.Value("code2d_signature") != c.want || u.Value("code2d_0x31") != c.value || u.Value("code2d_31") != "" || u.TypeProved {
			t.Errorf("%s: %q, %q, %v", name, u.Value("code2d_signature"), u.Value("code2d_0x31"), u.TypeProved)
		}
		rules := map[string]bool{}
		for _, k := range u.Checks {
			rules[k.Rule] = true
		}
		if !rules[ruleCodeSignature] || rules[ruleCodeDiffers] {
			t.Errorf("%s: %v", name, rules)
		}
	}
}
