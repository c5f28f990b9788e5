package check

import (
	"testing"

	"bordereau"
)

// What parses writes back the same, the blanks aside; a line is of one form; and the key
// repairs every digit whose place is known.
func FuzzCodeLine(f *testing.F) {
	for _, line := range []string{"C0048541 C075000004908D 241410518989A", "C0048541C075000004908D241410518989A 0000012345B", "A122000661A 1211D1234D56789C",
		"C005073C A011000015A 98D7654C B0000123456B", "C243C A00005D123A 123D456D7C", "C001234C 20D1234A 12345678C", "C000123C 400002006A 001234C 29",
		"C0001234 C08006D 012345678901231A", "C00112340 C0180123455D 812345678903A"} {
		f.Add(line, uint8(3), uint8(5))
	}
	f.Fuzz(func(t *testing.T, s string, at, digit uint8) {
		foreign, known := ParseForeignLine(s)
		if known && (foreign.Currency == "" || foreign.Keys.Detail == "" || foreign.Proved && foreign.Keys.Verdict != bordereau.Passed) {
			t.Fatalf("%q: %+v", s, foreign)
		}
		l, err := ParseCodeLine(s)
		if err != nil {
			return
		}
		if known {
			t.Fatalf("%q is French and foreign", s)
		}
		again, err := ParseCodeLine(l.String())
		if err != nil || again != l {
			t.Fatalf("%q is %+v, written %q, and %+v again (%v)", s, l, l.String(), again, err)
		}
		key, ok := l.RLMCKey()
		if !ok || !l.RLMCFits(key) {
			t.Fatalf("%+v has no key", l)
		}
		misread := []byte(l.Number + l.Zone + l.Internal)
		i := int(at) % len(misread)
		misread[i] = '0' + digit%10
		wrong := CodeLine{string(misread[:7]), string(misread[7:19]), string(misread[19:]), l.Amount}
		if wrong != l && wrong.RLMCFits(key) {
			t.Fatalf("%+v fits the key of %+v", wrong, l)
		}
		if repaired, ok := wrong.RepairByRLMC(i, key); !ok || repaired != l {
			t.Fatalf("%+v is repaired to %+v", wrong, repaired)
		}
	})
}

// Every substitution at a known place of some lines, all of them.
func TestTheKeyRepairsEverySubstitution(t *testing.T) {
	for _, line := range []string{"C0048541C075000004908D241410518989A", "C6679545C042014506908D052108899000A"} {
		l, err := ParseCodeLine(line)
		if err != nil {
			t.Fatal(err)
		}
		key, _ := l.RLMCKey()
		for i := range 31 {
			for d := byte('0'); d <= '9'; d++ {
				misread := []byte(l.Number + l.Zone + l.Internal)
				misread[i] = d
				wrong := CodeLine{string(misread[:7]), string(misread[7:19]), string(misread[19:]), ""}
				if repaired, ok := wrong.RepairByRLMC(i, key); !ok || repaired != l || wrong != l && wrong.RLMCFits(key) {
					t.Fatalf("%d %c: %+v", i, d, repaired)
				}
			}
		}
		for _, i := range []int{-1, 31} {
			if _, ok := l.RepairByRLMC(i, key); ok {
				t.Errorf("place %d is repaired", i)
			}
		}
		if _, ok := l.RepairByRLMC(0, "00"); ok {
			t.Error("00 is a key")
		}
	}
}
