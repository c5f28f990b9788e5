package law

import (
	"strings"
	"testing"
	"time"

	"bordereau"
)

func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCalendars(t *testing.T) {
	for _, c := range []struct {
		calendar Calendar
		from     string
		days     int
		want     string
	}{
		{CalendarDays, "2026-11-23", 7, "2026-11-30"},
		{Ouvrables, "2026-11-21", 1, "2026-11-23"}, // Saturday, then Monday
		{Ouvres, "2026-11-20", 1, "2026-11-23"},
		{Ouvres, "2026-05-13", 1, "2026-05-15"}, // Ascension
		{Ouvres, "2026-04-03", 1, "2026-04-07"}, // over Easter Monday
		{Target, "2026-04-02", 1, "2026-04-07"}, // over Good Friday and Easter Monday
		{Target, "2026-07-13", 1, "2026-07-14"}, // TARGET knows no 14 July
		{Ouvres, "2026-07-13", 1, "2026-07-15"},
		{Ouvrables, "2026-12-24", 2, "2026-12-28"},
	} {
		if got := c.calendar.Add(day(t, c.from), c.days).Format(time.DateOnly); got != c.want {
			t.Errorf("%s %s + %d: %s, want %s", c.calendar, c.from, c.days, got, c.want)
		}
	}
}

func TestTheTableOfValues(t *testing.T) {
	for _, c := range []struct{ name, from, want string }{
		{"address_age", "2026-11-30", "2027-02-28"}, {"estate_return", "2026-08-31", "2027-02-28"}, {"ficoba", "2026-11-23", "2026-11-30"},
		{"complaint_answer", "2026-11-02", "2026-11-20"}, {"card_extension", "2012-02-29", "2017-02-28"},
		{"cheque_presentation_europe", "2026-11-02", "2026-11-22"}, {"cheque_presentation_abroad", "2026-11-02", "2027-01-11"}, {"cheque_payment", "2028-02-29", "2029-02-28"},
		{"settlement_cycle", "2027-10-08", "2027-10-12"}, {"settlement_cycle", "2027-10-11", "2027-10-12"},
	} {
		v, ok := ValueOn(c.name, day(t, c.from))
		if got := v.After(day(t, c.from)).Format(time.DateOnly); !ok || got != c.want {
			t.Errorf("%s from %s: %s, want %s", c.name, c.from, got, c.want)
		}
	}
	if _, ok := ValueOn("card_extension", day(t, "2014-01-01")); ok {
		t.Error("a value after its time")
	}
	good := "- {name: a, value: \"7\", unit: days, calendar: ouvres, valid_from: \"2020-01-01\", source: s}\n"
	if _, err := parseValues([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{good + good, strings.Replace(good, "ouvres", "lunar", 1), strings.Replace(good, "days", "weeks", 1), strings.Replace(good, `"7"`, `"1e9"`, 1),
		strings.Replace(good, ", source: s", "", 1), strings.Replace(good, "days, calendar: ouvres", "months, calendar: ouvres", 1), strings.Replace(good, "source: s", "source: s, colour: red", 1),
		strings.Replace(good, "source: s", "source: s, valid_to: \"2019-01-01\"", 1)} {
		if _, err := parseValues([]byte(bad)); bordereau.CodeOf(err) != bordereau.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
