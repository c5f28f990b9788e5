package cheque

import (
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/classify/spec"
)

func TestValidity(t *testing.T) {
	at := func(day string) time.Time {
		d, err := time.Parse(time.DateTime, day+" 23:30:00")
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		written, today string
		place          string
		want           bordereau.Verdict
		says           string
	}{
		{"2025-11-15", "2026-11-23", "", bordereau.Passed, "jusqu'au 23/11/2026"},
		{"2025-11-15", "2026-11-24", "", bordereau.Failed, "jusqu'au 23/11/2026"},
		{"2026-11-23", "2026-11-23", "", bordereau.Passed, "jusqu'au 01/12/2027"},
		{"2026-11-24", "2026-11-23", "", bordereau.Inconclusive, "L131-31"},
		{"2023-02-21", "2024-03-01", "", bordereau.Passed, "jusqu'au 01/03/2024"}, // the days first, then the year
		{"2024-02-21", "2025-02-28", "", bordereau.Passed, "jusqu'au 28/02/2025"},
		{"2024-02-21", "2025-03-01", "", bordereau.Failed, "jusqu'au 28/02/2025"},
		{"2025-11-15", "2026-11-24", "Valmorte", bordereau.Failed, "jusqu'au 23/11/2026"},
		{"2025-11-15", "2026-12-05", "BRUXELLES", bordereau.Passed, "jusqu'au 05/12/2026 (émis à BRUXELLES : présenté en 20 jours)"},
		{"2025-11-15", "2026-12-06", "Bruxelles", bordereau.Failed, "20 jours et un an après"},
		{"2025-11-15", "2027-01-24", "Fort de France", bordereau.Passed, "jusqu'au 24/01/2027"},
		{"2025-11-15", "2027-01-25", "FORT-DE-FRANCE", bordereau.Failed, "jusqu'au 24/01/2027"},
		{"", "2026-11-23", "", bordereau.Inconclusive, "pas été lue"},
	} {
		d := &spec.Draft{Sheet: spec.NewSheet(bordereau.Reading{}, at(c.today))}
		if c.written != "" {
			d.Put(bordereau.Field{Name: "date", Value: c.written})
		}
		if c.place != "" {
			d.Put(bordereau.Field{Name: "place", Value: c.place})
		}
		if err := validity(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if got := d.Understanding.Checks[0]; got.Rule != "cheque_validity" || got.Verdict != c.want || !strings.Contains(got.Detail, c.says) {
			t.Errorf("%s on %s: %+v", c.written, c.today, got)
		}
	}
}
