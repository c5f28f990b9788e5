package classify_test

import (
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
)

func TestE13BLineAndItsKey(t *testing.T) {
	for _, c := range []struct {
		line          printedLine
		value         string
		routing, read bordereau.Verdict
	}{
		{"A122000661A 1234567890C 0101", "A122000661A 1234567890C 0101", bordereau.Passed, bordereau.Passed},
		{"A122000661A 12345678?90C 0101", "A122000661A 1234567890C 0101", bordereau.Passed, bordereau.Inconclusive},
		{"A011234567A 001234567C 243", "A011234567A 001234567C 243", bordereau.Failed, bordereau.Passed},
		{"C243C A00005D123A 123D456D7C", "C243C A00005D123A 123D456D7C", "", bordereau.Passed}, // Canada: no key
	} {
		u := understandReading(t, typeset.Reading(chequeText), c.line)
		if u.Value("code_line") != c.value || u.Value("code_line_font") != "e13b" || u.Value("interbank_zone") != "" {
			t.Errorf("%s: %q in %q", c.line, u.Value("code_line"), u.Value("code_line_font"))
		}
		if verdict(u, "routing_number") != c.routing || verdict(u, "code_line") != c.read {
			t.Errorf("%s: %+v", c.line, u.Checks)
		}
		if proves(u, "code_line", bordereau.ProofCorroboration) != (c.read == bordereau.Passed) || proves(u, "code_line", bordereau.ProofCheckDigit) {
			t.Errorf("%s: %+v", c.line, u.Field("code_line").Proofs)
		}
	}
}
