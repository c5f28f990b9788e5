package check

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var today = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestIBANParts(t *testing.T) {
	i, err := ParseIBAN("fr14 2004 1010 0505 0001 3M02 606")
	if err != nil {
		t.Fatal(err)
	}
	if i.Country != "FR" || i.BBAN != "20041010050500013M02606" || *i.RIB != (RIB{"20041", "01005", "0500013M026", "06"}) {
		t.Fatalf("%+v %+v", i, i.RIB)
	}
	if i.Printed() != "FR14 2004 1010 0505 0001 3M02 606" || i.Masked() != "FR14*******************2606" {
		t.Fatal(i.Printed(), i.Masked())
	}
	r, err := ParseRIB("20041 01005 0500013M026 06")
	if err != nil || !IBANAgreesWithRIB(i, r) || r.Numeric() {
		t.Fatal(r, err)
	}
}

func TestNumericFrenchAccountGivesFR76(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := RIB{Bank: rapid.StringMatching(`\d{5}`).Draw(t, "bank"), Branch: rapid.StringMatching(`\d{5}`).Draw(t, "branch"), Account: rapid.StringMatching(`\d{11}`).Draw(t, "account")}
		r.Key, _ = RIBKey(r.Bank, r.Branch, r.Account)
		i, err := r.IBAN("FR")
		if err != nil || i.Value[:4] != "FR76" || *i.RIB != r {
			t.Fatal(i, err)
		}
	})
}

func TestIBANKeyFindsEveryWrongCharacter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := []byte(drawIBAN(t))
		i := rapid.IntRange(2, len(v)-1).Draw(t, "at")
		d := byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		if !isDigit(v[i]) || v[i] == d {
			return
		}
		v[i] = d
		if _, err := ParseIBAN(string(v)); err == nil {
			t.Fatal("accepted", string(v))
		}
	})
}

func drawIBAN(t *rapid.T) string {
	country := rapid.SampledFrom([]string{"DE", "BE", "ES", "IT", "GB", "NL", "CH", "LU"}).Draw(t, "country")
	shape := ibanShape(country)[4:]
	bban := make([]byte, len(shape))
	for i := range bban {
		switch shape[i] {
		case 'a':
			bban[i] = byte('A' + rapid.IntRange(0, 25).Draw(t, "l"))
		default:
			bban[i] = byte('0' + rapid.IntRange(0, 9).Draw(t, "n"))
		}
	}
	key, _ := IBANKey(country, string(bban))
	return country + key + string(bban)
}

func TestReadIBAN(t *testing.T) {
	for _, c := range []struct {
		raw, value   string
		repaired, ok bool
	}{
		{"IBAN : FR76 3000 1000 6449 1900 9562 088", "FR7630001000644919009562088", false, true},
		{"FR76 3OOO 1OOO 6449 1900 9562 088", "FR7630001000644919009562088", false, true}, // letters where digits must stand
		{"FR76 3OOO 1OOO 6449 l9OO 9562 O88", "FR7630001000644919009562088", true, true},  // and where both can: the key chose
		{"FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606", false, true},
		{"G882 WE5T 1234 5698 7654 32", "GB82WEST12345698765432", false, true},
		{"IT11A95100931126L0000000000", "", false, false}, // the key fits with 1 as well as with L
		{"FR76 3000 1000 6449 1900 9562 089", "", false, false},
		{"FR76", "", false, false}, {"", "", false, false}, {"n'importe quoi", "", false, false},
	} {
		value, repaired, ok := ReadIBAN(c.raw)
		if c.value == "" && ok && !repaired {
			t.Errorf("%q passed by its own key: %s", c.raw, value)
		}
		if c.value != "" && (value != c.value || repaired != c.repaired || ok != c.ok) {
			t.Errorf("%q: %q %v %v", c.raw, value, repaired, ok)
		}
	}
}

func TestReadIBANSaysWhenTheKeyChose(t *testing.T) {
	repairs := 0
	rapid.Check(t, func(t *rapid.T) {
		right := drawIBAN(t)
		v := []byte(right)
		i := rapid.IntRange(4, len(v)-1).Draw(t, "at")
		alike := lookalikes[v[i]]
		if alike == "" {
			return
		}
		v[i] = alike[rapid.IntRange(0, len(alike)-1).Draw(t, "as")]
		got, repaired, ok := ReadIBAN(string(v))
		if ok && !repaired && got != right {
			t.Fatalf("%s read as %s without saying so", v, got)
		}
		if ok && repaired {
			repairs++
		}
	})
	if repairs == 0 {
		t.Error("nothing was ever repaired")
	}
}

func TestRLMC(t *testing.T) {
	for _, c := range []struct{ line, key string }{
		{"C0048541 C075000004908D 241410518989A", "88"}, {"C6679545C042014506908D052108899000A", "90"},
	} {
		l, err := ParseCodeLine(c.line)
		if err != nil || !l.RLMCFits(c.key) || l.RLMCFits("01") {
			t.Fatal(l, err)
		}
		if back, err := ParseCodeLine(l.String()); err != nil || back != l {
			t.Fatal(back, err)
		}
	}
	l, _ := ParseCodeLine("C0048541 C075000004908D 241410518989A")
	if l.Bank() != "0004" || l.String() != "C0048541 C075000004908D 241410518989A" {
		t.Fatal(l.Bank(), l)
	}
	for _, s := range []string{"", "C0048541 C075000004908D 24141051898A", "B0048541 C075000004908D 241410518989A"} {
		if _, err := ParseCodeLine(s); err == nil {
			t.Errorf("%q accepted", s)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		l := CodeLine{Number: rapid.StringMatching(`\d{7}`).Draw(t, "n"), Zone: rapid.StringMatching(`\d{12}`).Draw(t, "z"), Internal: rapid.StringMatching(`\d{12}`).Draw(t, "i")}
		key, _ := l.RLMCKey()
		at := rapid.IntRange(0, 30).Draw(t, "at")
		n := []byte(l.Number + l.Zone + l.Internal)
		n[at] = byte('0' + rapid.IntRange(0, 9).Draw(t, "d"))
		wrong := CodeLine{Number: string(n[:7]), Zone: string(n[7:19]), Internal: string(n[19:])}
		if wrong != l && wrong.RLMCFits(key) {
			t.Fatal("a wrong digit passed")
		}
		if back, ok := wrong.RepairByRLMC(at, key); !ok || back != l {
			t.Fatal(back, l)
		}
	})
}

func TestLuhnAndVATKey(t *testing.T) {
	if !Luhn("79927398713") || Luhn("79927398710") || Luhn("") || Luhn("7a") {
		t.Fatal("Luhn")
	}
	if d, ok := LuhnDigit("7992739871"); d != '3' || !ok {
		t.Fatal(string(d))
	}
	if k, ok := VATKeyFR("732829320"); k != "44" || !ok {
		t.Fatal(k)
	}
	if MaskNIR("253072A07300443") != "253"+strings.Repeat("*", 12) {
		t.Fatal(MaskNIR("253072A07300443"))
	}
}

func TestEveryShapeOfTheRegistry(t *testing.T) {
	for country := range bbanOf {
		shape := ibanShape(country)
		if len(shape) < 15 || len(shape) > 34 || !Country(country) {
			t.Errorf("%s: %q", country, shape)
		}
	}
	for country, n := range map[string]int{"FR": 27, "DE": 22, "MT": 31, "NO": 15, "LC": 32, "RU": 33, "TR": 26, "MU": 30, "SC": 31, "AE": 23, "CR": 22, "OM": 23, "BY": 28} {
		if len(ibanShape(country)) != n {
			t.Errorf("%s: %d, want %d", country, len(ibanShape(country)), n)
		}
	}
}

func FuzzReferences(f *testing.F) {
	for _, s := range []string{"FR1420041010050500013M02606", "20041010050500013M02606", "FRK7399859412", "C0048541 C075000004908D 241410518989A", "253072A07300443", "RF18539007547034", "ÀÉ\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if i, err := ParseIBAN(s); err == nil {
			if again, err := ParseIBAN(i.Printed()); err != nil || again.Value != i.Value {
				t.Fatal(fmt.Sprint(again, err))
			}
		}
		if v, repaired, ok := ReadIBAN(s); ok {
			if _, err := ParseIBAN(v); err != nil {
				t.Fatal(v, repaired, err)
			}
		}
		for _, parse := range []func(string) (string, error){ParseSIREN, ParseSIRET, ParseVATFR, ParseCreditorID, ParseRF, ParseISIN, ParseLEI, ParseNIR, ParseSPI} {
			if v, err := parse(s); err == nil {
				if again, err := parse(v); err != nil || again != v {
					t.Fatal(v, again, err)
				}
			}
		}
		if r, err := ParseRIB(s); err == nil && !r.Valid() {
			t.Fatal(r)
		}
		if l, err := ParseCodeLine(s); err == nil {
			if back, err := ParseCodeLine(l.String()); err != nil || back != l {
				t.Fatal(back, err)
			}
		}
		_, _ = ParseBIC(s)
	})
}
