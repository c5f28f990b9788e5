package check

import (
	"testing"

	"pgregory.net/rapid"
)

func TestRoutingNumber(t *testing.T) {
	for number, want := range map[string]bool{
		"122000661": true, "011000015": true, "021000021": true, // banks' own, published
		"011234567": false, "12200066": false, "1220006610": false, "12200066A": false,
	} {
		if RoutingFits(number) != want {
			t.Errorf("%s: %v", number, !want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := []byte("122000661")
		i := rapid.IntRange(0, 8).Draw(t, "at")
		d := byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		if wrong := d != n[i]; wrong {
			n[i] = d
			if RoutingFits(string(n)) {
				t.Fatalf("%s fits", n)
			}
		}
	})
}

func TestUSLine(t *testing.T) {
	for line, want := range map[string]USLine{
		"A122000661A1211D1234D56789C":                {"", "122000661", "1211D1234D56789C", ""},
		"A011234567A 001234567C 243":                 {"", "011234567", "001234567C243", ""},
		"C005073C A011000015A 98D7654C B0000123456B": {"005073", "011000015", "98D7654C", "0000123456"},
	} {
		got, err := ParseUSLine(line)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v", line, got, err)
		}
	}
	for _, line := range []string{"", "A12200066A 1234C", "A122000661A", "C243C A00005D123A 1234C", "A122000661B1234C"} {
		if got, err := ParseUSLine(line); err == nil {
			t.Errorf("%s is no US line: %+v", line, got)
		}
	}
}

func TestCanadianLine(t *testing.T) {
	got, err := ParseCanadianLine("C243C A00005D123A 123D456D7C")
	if err != nil || got != (CanadianLine{"243", "00005", "123", "123D456D7"}) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, line := range []string{"C243C A122000661A 1234C", "C243C A0005D123A 1234C", "A00005D123A 1234C"} {
		if got, err := ParseCanadianLine(line); err == nil {
			t.Errorf("%s is no Canadian line: %+v", line, got)
		}
	}
}

// The whole number, with its key, is a multiple of 97: how the key is held elsewhere.
func TestTunisianKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.StringMatching(`\d{18}`).Draw(t, "number")
		key, ok := TunisianKey(n[:2], n[2:5], n[5:])
		if r, _ := Mod97(n + key); !ok || len(key) != 2 || key == "00" || r != 0 {
			t.Fatal(n, key)
		}
	})
	if _, ok := TunisianKey("8", "006", "0000000000000"); ok {
		t.Error("a bank of one digit has a key")
	}
}

func TestBrazilianLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bank := rapid.StringMatching(`\d{7}`).Draw(t, "bank and branch")
		number := rapid.StringMatching(`\d{10}`).Draw(t, "clearing, number, kind")
		account := rapid.StringMatching(`\d{10}`).Draw(t, "account")
		v1, _ := LuhnDigit(bank)
		v2, _ := LuhnDigit(number)
		v3, _ := LuhnDigit(account)
		line := []byte("C" + bank + string(v2) + " C" + number + "D " + string(v1) + account + string(v3) + "A")
		l, err := ParseBrazilianLine(string(line))
		a, b, c := l.KeysFit()
		if err != nil || !a || !b || !c || l.Bank+l.Branch != bank || l.Clearing+l.Number+l.Kind != number || l.Account != account {
			t.Fatalf("%s: %+v, %v", line, l, err)
		}
		line[3] = '0' + (line[3]-'0'+1)%10 // of the bank: only its own key can tell
		l, _ = ParseBrazilianLine(string(line))
		if a, b, c := l.KeysFit(); a || !b || !c {
			t.Fatalf("%s: %v %v %v", line, a, b, c)
		}
	})
	if l, err := ParseBrazilianLine("C0048541 C075000004908D 241410518989A"); err == nil {
		t.Errorf("a French line is Brazilian: %+v", l)
	}
}
