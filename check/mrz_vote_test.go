package check

import (
	"strings"
	"testing"
)

// What several looks at one line of print give, as measured: doubled and lost
// characters, zeros taken for O, Q and D, fillers for K and S.
func TestReadMRZ(t *testing.T) {
	for _, c := range []struct {
		name     string
		readings [][]string
		want     string
		format   MRZFormat
		keyUsed  bool
	}{
		{"zeros of every kind, and doubled", [][]string{
			{"P<POLKOWALSKA<KWIATKOWSKA<<JOANNA<<<<<<<<<<<", "P<POLKOWALSKA<KWLATKOWSKA<<JOANNA<<<<<K<<<<<", "P<POLKOWALSKA<KWLIATKOWSKA<<JOANNA<<<<<<<<<<<"},
			{"AAQOOOOOOOPOL6002084F1412314<<<<<<<<<<<<<<<4", "AAQDOOOOOOCOPOL6002084F1412314<<<<<<<<<<<<<<<4", "AAQOOOOOOOPOL6002084F1412314<<<<<<<<K<<<<<<"}},
			"P<POLKOWALSKA<KWIATKOWSKA<<JOANNA<<<<<<<<<<<|AA00000000POL6002084F1412314<<<<<<<<<<<<<<<4", TD3, false},
		{"a three read twice, an O for a zero in the nationality", [][]string{
			{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "P<UTOERIKSSON<<ANNA<XMARIA<<<<<<<<<<<<<<<<<<<", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"},
			{"L898902C356UT07408122F1204159ZE184226B<<<<<10", "L898902CS6UTO7408122F1204159ZE184226B<<<<<10", "L898902C36UT07408122F1204159ZE184226B<<<<<10"}},
			"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F1204159ZE184226B<<<<<10", TD3, false},
		{"a visa with letters in its optional part", [][]string{
			{"VIUSATRAVELER<<HAPPYPERSON<<<<<<<<<<<<<<<<<<", "VIUSATRAVELER<<HAPPYPERSON<<<<<<<<<<<<<<<<<<"},
			{"555123ABC6GBR6502056F0412236I1FLNDOOAMS803085", "555123ABC6GBR6502056F04122361FLNDOOAMS803085", "5551235ABC6GBR6502056F0412236IFLNDOOAMS803085"}},
			"VIUSATRAVELER<<HAPPYPERSON<<<<<<<<<<<<<<<<<<|555123ABC6GBR6502056F0412236IFLND00AMS803085", MRVA, false},
		{"a card of three lines that lost its fillers", [][]string{
			{"IDCHESOOO2068<8<<<<<<<<<<<<<<<", "ECHESOOO2068<8<<<<<<<<<<<<<<<", "IDCHESOOO2068<8<<<<<<<<"},
			{"B102287F1301014CHE<<<<<<<<<<<4", "BIO2287FIS01014CHE<<<<<<<<<<<4", "8102287F1301014CHE<<<<<<<"},
			{"VADIS<<QUO0<<<<<<<<<<<<<<<<<<<<", "VADIS<<QU0<<<<<<<<<<<<<<<<<<<<", "VADIS<<QUO<<<<<KKKKKKKKKKKKKS"}},
			"IDCHES0002068<8<<<<<<<<<<<<<<<|8102287F1301014CHE<<<<<<<<<<<4|VADIS<<QUO<<<<<<<<<<<<<<<<<<<<", TD1, false},
		{"a number that its digit chooses", [][]string{
			{"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"},
			{"D231458967UTO7408122F1204159<<<<<<<6", "D231458967UTO7408122F1204159<<<<<<<6", "D231458907UTO7408122F1204159<<<<<<<6"}},
			"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<|D231458907UTO7408122F1204159<<<<<<<6", TD2, true},
		{"the French card, its office taken in part for letters", [][]string{
			{"IDFRABERTHIER<<<<<<<<<<<<<<<<<92C001", "IDFRABERTHIER<<<<<<<<<<<<<<<<92C0O1", "IDFRABERTHIER<<<<<<<<<<<<<<<<<92C001"},
			{"B806923102858CORINNE<<<<<<<6512068F8", "88O06923102858CORINNE<<<<<<<6512068F8", "8806923102858CORINNE<<<<<<<6512068F8"}},
			"IDFRABERTHIER<<<<<<<<<<<<<<<<<92C001|8806923102858CORINNE<<<<<<<6512068F8", CNI1995, false},
	} {
		m, err := ReadMRZ(c.readings, today)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := strings.Join(m.Lines, "|"); got != c.want || m.Format != c.format || !m.Valid() || m.KeyUsed() != c.keyUsed || m.Proved() == c.keyUsed {
			t.Errorf("%s: %s\n%s\nwant\n%s\n%+v", c.name, m.Format, got, c.want, m.Digits)
		}
	}
}

// A digit that is printed wrong is told, whatever the readings: nothing is chosen
// that no reading gave.
func TestReadMRZTellsWrongDigits(t *testing.T) {
	first, second, third := "IDAUT10000999<6<<<<<<<<<<<<<<<", "7109094F1112315AUT<<<<<<<<<<<6", "MUSTERFRAU<<ISOLDE<<<<<<<<<<<<"
	m, err := ReadMRZ([][]string{{first, first, "IDAUT1Q0000999<6<<<<<<<<<<<<<<<"}, {second, second, "7109094F11123515AUT<<<<<<<<<<<6"}, {third, third, third}}, today)
	if err != nil || m.Valid() || m.Digit("composite").OK || m.Digit("composite").Right != '4' || m.KeyUsed() {
		t.Errorf("%+v %v", m, err)
	}
	for _, bad := range [][][]string{nil, {{"P<UTO"}}, {{"x"}, {"y"}}, {{first}}, {{first}, {second}, {third}, {third}}} {
		if _, err := ReadMRZ(bad, today); err == nil {
			t.Errorf("%q was decoded", bad)
		}
	}
}

// FuzzReadMRZ: what is elected is a zone, however its lines were read, and no digit that
// chose a character proves it.
func FuzzReadMRZ(f *testing.F) {
	f.Add("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "P<UT0ERIKSSON<<ANNA<XMARIA<<<<<<<<<<<<<<<<<<", "L898902C356UT07408122F1204159ZE184226B<<<<<10", "L898902CS6UTO7408122F1204159ZE184226B<<<<<10")
	f.Add("IDFRABERTHIER<<<<<<<<<<<<<<<<<92C001", "IDFRABERTHIER<<<<<<<<<<<<<<<92C0O1", "B806923102858CORINNE<<<<<<<6512068F8", "88O06923102858CORINNE<<<<<<<6512068F8")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		for _, lines := range [][][]string{{{a, b}, {c, d}}, {{a}, {b, a}, {c, d}}} {
			m, err := ReadMRZ(lines, today)
			if err != nil {
				continue
			}
			if again, err := ParseMRZ(m.Lines, today); err != nil || again.Format != m.Format || again.Number != m.Number {
				t.Fatal(m, err)
			}
			for _, r := range m.Repairs {
				if r.Digit != "" && (m.Proved() || !m.Digit(r.Digit).UsedUp) {
					t.Fatalf("%+v", m)
				}
			}
		}
	})
}

func BenchmarkReadMRZ(b *testing.B) {
	first := []string{"P<POLKOWALSKA<KWIATKOWSKA<<JOANNA<<<<<<<<<<<", "P<POLKOWALSKA<KWLATKOWSKA<<JOANNA<<<<<K<<<<<", "P<POLKOWALSKA<KWLIATKOWSKA<<JOANNA<<<<<<<<<<<"}
	second := []string{"AAQOOOOOOOPOL6002084F1412314<<<<<<<<<<<<<<<4", "7AQDQ5O8OOCOPOL60O2O84F141Z314<<<<<<<<<<<<<<<9", "B4QOOSOOOOPQL60D2084F1412B14<<<<<<<<K<<<<<<8"}
	for b.Loop() {
		if _, err := ReadMRZ([][]string{first, second}, today); err != nil {
			b.Fatal(err)
		}
	}
}
