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

func TestTunisianLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := TunisianLine{Number: rapid.StringMatching(`\d{7}`).Draw(t, "number"), Bank: rapid.StringMatching(`\d{2}`).Draw(t, "bank"),
			Branch: rapid.StringMatching(`\d{3}`).Draw(t, "branch"), Account: rapid.StringMatching(`\d{13}`).Draw(t, "account")}
		want.Key, _ = TunisianKey(want.Bank, want.Branch, want.Account)
		symbol := func() string { return rapid.StringMatching(`[A-E] ?`).Draw(t, "symbol") }
		maybe := func() string { return rapid.StringMatching(`[A-E]? ?`).Draw(t, "symbol or none") }
		line := symbol() + want.Number + symbol() + want.Bank + maybe() + want.Branch + maybe() + want.Account + maybe() + want.Key + symbol()
		got, err := ParseTunisianLine(line)
		if err != nil || got != want || !got.KeyFits() {
			t.Fatalf("%s: %+v, %v", line, got, err)
		}
		digits := []byte(got.Account)
		i := rapid.IntRange(0, 12).Draw(t, "at")
		digits[i] = '0' + (digits[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if got.Account = string(digits); got.KeyFits() {
			t.Fatalf("%+v fits", got)
		}
	})
}

func TestBritishAndIndianLines(t *testing.T) {
	for _, line := range []string{"C001234C 20D1234A 12345678C", "C001234C20D1234A12345678C 31 B0000012345B"} {
		if got, err := ParseBritishLine(line); err != nil || got != (BritishLine{"001234", "201234", "12345678"}) {
			t.Errorf("%s: %+v, %v", line, got, err)
		}
	}
	got, err := ParseIndianLine("C000123C 400002006A 001234C 29")
	if err != nil || got != (IndianLine{"000123", "400002006", "001234", "29"}) {
		t.Errorf("%+v, %v", got, err)
	}
}

// lineForms are the grammars of code lines, by country.
var lineForms = map[string]struct {
	line  string // an expression of its lines
	parse func(string) error
}{
	"FR": {`C\d{7} C\d{12}D \d{12}A( \d{10,12}B?)?`, func(s string) error { _, err := ParseCodeLine(s); return err }},
	"TN": {`[A-E]\d{7}[A-E]\d{2}[A-E]?\d{3}[A-E]?\d{13}[A-E]?\d{2}[A-E]`, func(s string) error { _, err := ParseTunisianLine(s); return err }},
	"BR": {`C\d{8} C\d{10}D \d{12}A`, func(s string) error { _, err := ParseBrazilianLine(s); return err }},
	"US": {`(C[0-9D]+C )?A\d{9}A [0-9DC]+( B\d{10}B)?`, func(s string) error { _, err := ParseUSLine(s); return err }},
	"CA": {`C\d{1,8}C A\d{5}D\d{3}A [0-9D]{1,15}C`, func(s string) error { _, err := ParseCanadianLine(s); return err }},
	"GB": {`C\d{6}C \d{2}D\d{4}A \d{8}C( \d{2})?`, func(s string) error { _, err := ParseBritishLine(s); return err }},
	"IN": {`C\d{6}C \d{9}A \d{6}C \d{2}`, func(s string) error { _, err := ParseIndianLine(s); return err }},
}

// No line of one country is taken for one of another.
func TestALineIsOfOneCountry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.SampledFrom([]string{"FR", "TN", "BR", "US", "CA", "GB", "IN"}).Draw(t, "country")
		line := rapid.StringMatching(lineForms[of].line).Draw(t, "line")
		for country, f := range lineForms {
			if err := f.parse(line); (err == nil) != (country == of) {
				t.Fatalf("%s, of %s, as of %s: %v", line, of, country, err)
			}
		}
	})
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
