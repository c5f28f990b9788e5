package policy

import (
	"strings"
	"testing"
	"time"

	"bordereau"
)

func TestWhenAPaperIsDue(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	working := func(day string) bool {
		d, err := time.Parse(time.DateOnly, day)
		return err == nil && d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && day != "2026-12-25"
	}
	for _, c := range []struct {
		kind           bordereau.Type
		received, want string
	}{
		{bordereau.Cheque, "2026-11-23 11:00", "2026-11-23 17:30"},
		{bordereau.Cheque, "2026-11-23 15:00", "2026-11-23 17:30"},
		{bordereau.Cheque, "2026-11-23 15:01", "2026-11-24 17:30"},
		{bordereau.Cheque, "2026-11-27 15:01", "2026-11-30 17:30"}, // a Friday
		{bordereau.Cheque, "2026-11-28 09:00", "2026-11-30 17:30"},
		{bordereau.TransferOrder, "2026-12-24 14:30", "2026-12-28 16:30"},
		{bordereau.Payslip, "2026-11-23 11:00", "2026-11-25 18:00"},
		{bordereau.Cheque, "2025-11-24 11:00", "2025-11-25 18:00"}, // before the first table
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", c.received, paris)
		if err != nil {
			t.Fatal(err)
		}
		if got := Default().Due(c.kind, at, working).Format("2006-01-02 15:04"); got != c.want {
			t.Errorf("%s of %s is due %s, not %s", c.kind, c.received, got, c.want)
		}
	}
	// A bank that never works has a deadline all the same.
	if Default().Due(bordereau.Cheque, time.Now(), func(string) bool { return false }).IsZero() {
		t.Error("no deadline")
	}
}

func TestTheTableOfServiceLevelsIsHeld(t *testing.T) {
	good := `{"version":"1","types":{},"service_levels":[{"from":"2026-01-01","others":{"until":"16:00","days":1,"by":"18:00"},"types":{"cheque":{"until":"15:00","days":0,"by":"17:00"}}}]}`
	if _, err := Parse([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"a day":          strings.Replace(good, "2026-01-01", "januar", 1),
		"a clock":        strings.Replace(good, "16:00", "26:00", 1),
		"a type":         strings.Replace(good, `"cheque"`, `"check"`, 1),
		"due before":     strings.Replace(good, "17:00", "14:00", 1),
		"days":           strings.Replace(good, `"days":1`, `"days":31`, 1),
		"in no order":    strings.Replace(good, `"service_levels":[`, `"service_levels":[{"from":"2026-01-01","others":{"until":"16:00","days":1,"by":"18:00"}},`, 1),
		"an unknown key": strings.Replace(good, `"days":1`, `"day":1`, 1),
	} {
		if _, err := Parse([]byte(bad)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestALoneAmountWantsASecondPerson(t *testing.T) {
	u := perfect(bordereau.Cheque)
	u.Field("amount").Value = "10.00"
	u.Field("amount").Proofs = field("", "", person).Proofs
	c := calm
	c.Persons, c.Alone = []string{"anne"}, []string{"amount"}
	if d := Default().Decide(u, c); d.Outstanding != 1 || d.Reasons[0].Rule != "second_reader" {
		t.Errorf("%+v", d)
	}
	c.Persons = []string{"anne", "bela"}
	if d := Default().Decide(u, c); !d.Passes() {
		t.Errorf("%+v", d)
	}
	// A slip that balances with it is another reading.
	c.Persons = []string{"anne"}
	u.Field("amount").Prove(balance, "")
	if d := Default().Decide(u, c); !d.Passes() {
		t.Errorf("%+v", d)
	}
}
