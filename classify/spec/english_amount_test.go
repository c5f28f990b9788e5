package spec_test

import (
	"testing"
	"time"

	"bordereau/classify/internal/typeset"
	"bordereau/classify/spec"
)

// An amount as English papers write it is read whole: its part before the point is another
// amount.
func TestEnglishAmounts(t *testing.T) {
	for text, want := range map[string]string{"EUR 1,382.48": "1382.48", "1,382.48": "1382.48", "12,345,678.90 €": "12345678.90", "EUR 276.55": "276.55", "1 382,48 €": "1382.48",
		"1.382,48": "1382.48", "EUR 1,382": "1382.00", "EUR 1,382.4": "", "1,38,248.90": ""} {
		s := spec.NewSheet(typeset.Reading(text), time.Now())
		v, _ := spec.Amount(s, s.RowSpan(0))
		if v.Text != want {
			t.Errorf("%q is %q, not %q", text, v.Text, want)
		}
	}
}
