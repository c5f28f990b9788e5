package web

import (
	"testing"
	"time"

	"bordereau/desk"
)

// A deadline is written with its hour today and its day otherwise; its chip is green while
// more than half of the time is left, amber for the last quarter, red once it is late.
func TestDueChips(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 27, 14, 0, 0, 0, paris)
	s := &Server{paris: paris, deps: Deps{Now: func() time.Time { return now }}}
	for name, c := range map[string]struct {
		in   time.Duration
		left float64
		late bool
		want due
	}{
		"much is left":       {3*time.Hour + 30*time.Minute, 0.51, false, due{At: "17:30", Span: "3\u00a0h\u00a030", Class: "ok"}},
		"half is left":       {2 * time.Hour, 0.5, false, due{At: "16:00", Span: "2\u00a0h\u00a000"}},
		"a quarter is left":  {45 * time.Minute, 0.25, false, due{At: "14:45", Span: "45\u00a0min"}},
		"less than that":     {44 * time.Minute, 0.249, false, due{At: "14:44", Span: "44\u00a0min", Class: "warn"}},
		"late":               {-12 * time.Minute, -0.1, true, due{At: "13:48", Span: "12\u00a0min", Class: "bad", Late: true}},
		"another day":        {20 * time.Hour, 0.9, false, due{At: "28/11 10:00", Span: "20\u00a0h\u00a000", Class: "ok"}},
		"late since Tuesday": {-3 * 24 * time.Hour, -2, true, due{At: "24/11 14:00", Span: "3\u00a0j", Class: "bad", Late: true}},
	} {
		if got := s.due(french, desk.Task{DueAt: now.Add(c.in), Left: c.left, Late: c.late}); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	if got := s.due(french, desk.Task{}); got != (due{}) {
		t.Errorf("without a deadline: %+v", got)
	}
	if got := s.due(english, desk.Task{DueAt: now.Add(49 * time.Hour), Left: 1}); got.Span != "2\u00a0d" {
		t.Errorf("in English: %+v", got)
	}
}
