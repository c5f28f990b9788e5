package check

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseMRZ(t *testing.T) {
	for _, c := range []struct {
		zone                                                     string
		format                                                   MRZFormat
		number, surname, given, nationality, birth, sex, expires string
	}{
		{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F1204159ZE184226B<<<<<10", TD3, "L898902C3", "ERIKSSON", "ANNA MARIA", "UTO", "1974-08-12", "F", "2012-04-15"},
		{"I<UTOD231458907<<<<<<<<<<<<<<<|7408122F1204159UTO<<<<<<<<<<<6|ERIKSSON<<ANNA<MARIA<<<<<<<<<<", TD1, "D23145890", "ERIKSSON", "ANNA MARIA", "UTO", "1974-08-12", "F", "2012-04-15"},
		{"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<|D231458907UTO7408122F1204159<<<<<<<6", TD2, "D23145890", "ERIKSSON", "ANNA MARIA", "UTO", "1974-08-12", "F", "2012-04-15"},
		{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L8988901C4XXX4009078F96121096ZE184226B<<<<<<", MRVA, "L8988901C", "ERIKSSON", "ANNA MARIA", "XXX", "1940-09-07", "F", "1996-12-10"},
		{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<|L8988901C4XXX4009078F9612109<<<<<<<<", MRVB, "L8988901C", "ERIKSSON", "ANNA MARIA", "XXX", "1940-09-07", "F", "1996-12-10"},
		{"IDFRABERTHIER<<<<<<<<<<<<<<<<<92C001|8806923102858CORINNE<<<<<<<6512068F8", CNI1995, "880692310285", "BERTHIER", "CORINNE", "FRA", "1965-12-06", "F", ""},
		{"IDFRAX4RTBPFW46<<<<<<<<<<<<<<<|9007138F3002119FRA<<<<<<<<<<<6|MARTIN<<MAELYS<GAELLE<MARIE<<<", TD1, "X4RTBPFW4", "MARTIN", "MAELYS GAELLE MARIE", "FRA", "1990-07-13", "F", "2030-02-11"},
	} {
		m, err := ParseMRZ(strings.Split(c.zone, "|"), today)
		if err != nil {
			t.Errorf("%s: %v", c.zone, err)
			continue
		}
		if m.Format != c.format || m.Number != c.number || m.Surname != c.surname || m.GivenNames != c.given || m.Nationality != c.nationality ||
			m.BirthDate != c.birth || m.Sex != c.sex || m.ExpiryDate != c.expires {
			t.Errorf("%+v", m)
		}
		if !m.Valid() || !m.Proved() {
			t.Errorf("%s: %+v", c.zone, m.Digits)
		}
		if strings.ReplaceAll(m.Text(), "\n", "|") != c.zone {
			t.Error(m.Text())
		}
	}
}

func TestMRZDigitOfTheNorm(t *testing.T) {
	for s, want := range map[string]byte{"520727": '3', "AB2134<<<": '5', "L898902C3": '6'} {
		if got := MRZDigitOf(s); got != want {
			t.Errorf("%s: %c", s, got)
		}
	}
}

// ICAO 9303-5: a number of more than nine characters runs on into the optional field.
func TestLongDocumentNumber(t *testing.T) {
	number := "D23145890734"
	head := "I<UTO" + number[:9] + "<" + number[9:] + string(MRZDigitOf(number))
	head += strings.Repeat("<", 30-len(head))
	second := "7408122F1204159UTO<<<<<<<<<<<"
	composite := MRZDigitOf(head[5:30] + second[0:7] + second[8:15] + second[18:29])
	m, err := ParseMRZ([]string{head, second + string(composite), "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"}, today)
	if err != nil || !m.Valid() || m.Number != number || len(m.Digits) != 4 || m.Optional != "" {
		t.Fatalf("%+v %v", m, err)
	}
}

func TestCenturies(t *testing.T) {
	line := func(birth, expiry string) []string {
		return []string{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO" + birth + string(MRZDigitOf(birth)) + "F" + expiry + string(MRZDigitOf(expiry)) + "ZE184226B<<<<<10"}
	}
	for _, c := range []struct{ birth, expiry, wantBirth, wantExpiry string }{
		{"261123", "360101", "2026-11-23", "2036-01-01"},
		{"261124", "760101", "1926-11-24", "2076-01-01"},
		{"000229", "770101", "2000-02-29", "1977-01-01"},
		{"<<<<<<", "991301", "", ""},
	} {
		m, err := ParseMRZ(line(c.birth, c.expiry), today)
		if err != nil || m.BirthDate != c.wantBirth || m.ExpiryDate != c.wantExpiry || m.ImpossibleDate != (c.expiry == "991301") {
			t.Errorf("%s %s: %q %q %v", c.birth, c.expiry, m.BirthDate, m.ExpiryDate, err)
		}
	}
	if m, _ := ParseMRZ(line("261124", "360101"), today.Add(24*time.Hour)); m.BirthDate != "2026-11-24" {
		t.Error("the clock was not the one given:", m.BirthDate)
	}
}

func TestRepairMRZ(t *testing.T) {
	for _, c := range []struct {
		name, zone, number, surname, state string
		keyUsed                            bool
	}{
		{"zero for O in the state, letters for digits in the dates",
			"P<UT0ERIK5SON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L898902C36UTO74O8I22F12O4159ZE184226B<<<<<1O", "L898902C3", "ERIKSSON", "UTO", false},
		{"fillers read as K at the end of the names",
			"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<KKK<<C<<<EK|L898902C36UTO7408122F1204159ZE184226B<<<<<10", "L898902C3", "ERIKSSON", "UTO", false},
		{"two fillers lost, three too many",
			"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F1204159ZE184226B<<<<<<<<10", "L898902C3", "ERIKSSON", "UTO", false},
		{"guillemets for fillers",
			"P<UTOERIKSSON«ANNA<MARIA«««««««««<|L898902C36UTO7408122F1204159ZE184226B<<<<<10", "L898902C3", "ERIKSSON", "UTO", false},
		{"an O in the number: only its digit can tell",
			"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L8989O2C36UTO7408122F1204159ZE184226B<<<<<10", "L898902C3", "ERIKSSON", "UTO", true},
		{"the French card",
			"1DFRABERTHIER<<<<<<<<<<<<<<<<<92C001|88O6923102858C0RINNE<<<<<<<6512068F8", "880692310285", "BERTHIER", "FRA", true},
	} {
		m, err := RepairMRZ(strings.Split(c.zone, "|"), today)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if !m.Valid() || m.Number != c.number || m.Surname != c.surname || m.State != c.state || len(m.Repairs) == 0 || m.KeyUsed() != c.keyUsed || m.Proved() == c.keyUsed {
			t.Errorf("%s: %+v", c.name, m)
		}
	}
	for _, bad := range [][]string{nil, {"P<UTO"}, {"bonjour", "monsieur"}, {"A", "B", "C", "D"}} {
		if _, err := RepairMRZ(bad, today); err == nil {
			t.Errorf("%q accepted", bad)
		}
	}
}

// A repair never makes a zone proved by the digit that it used.
func TestRepairNeverProvesItself(t *testing.T) {
	zone := []string{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"}
	alphabet := []byte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<")
	rapid.Check(t, func(t *rapid.T) {
		l := []byte(zone[1])
		for range rapid.IntRange(1, 3).Draw(t, "errors") {
			l[rapid.IntRange(0, 43).Draw(t, "at")] = rapid.SampledFrom(alphabet).Draw(t, "as")
		}
		m, err := RepairMRZ([]string{zone[0], string(l)}, today)
		if err != nil {
			return
		}
		for _, r := range m.Repairs {
			if r.Digit != "" && (m.Proved() || !m.Digit(r.Digit).UsedUp) {
				t.Fatalf("%+v", m)
			}
		}
		if string(l) != m.Lines[1] && len(m.Repairs) == 0 {
			t.Fatal("changed without a word")
		}
	})
}

func FuzzMRZ(f *testing.F) {
	f.Add("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10")
	f.Add("IDFRABERTHIER<<<<<<<<<<<<<<<<<92C001\n8806923102858CORINNE<<<<<<<6512068F8")
	f.Add("I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<")
	f.Fuzz(func(t *testing.T, s string) {
		lines := strings.Split(s, "\n")
		if m, err := ParseMRZ(lines, today); err == nil {
			if _, err := ParseMRZ(m.Lines, today); err != nil {
				t.Fatal(err)
			}
		}
		if m, err := RepairMRZ(lines, today); err == nil {
			if again, err := ParseMRZ(m.Lines, today); err != nil || again.Number != m.Number {
				t.Fatal(err)
			}
		}
	})
}
