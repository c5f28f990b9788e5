package check

import (
	"strings"
	"testing"
)

func TestReadReference(t *testing.T) {
	for _, c := range []struct {
		kind, raw, want string
		repaired, ok    bool
	}{
		{"siren", "732 829 320", "732829320", false, true},
		{"siren", "732 82g 320", "", false, false},       // no digit looks like it
		{"siren", "7328Z9320", "732829320", false, true}, // only a digit can stand there
		{"siret", "732 829 320 0OO74", "73282932000074", false, true},
		{"siret", "35600000049837", "35600000049837", false, true}, // La Poste: a sum of five
		{"vat_fr", "FR 44 7328293Z0", "FR44732829320", false, true},
		{"creditor_id", "FR72 ZZZ 123456", "FR72ZZZ123456", false, true},
		{"creditor_id", "FR7Z ZZZ I23456", "FR72ZZZ123456", true, true},
		{"rf", "RF18 5390 0754 7034", "RF18539007547034", false, true},
		{"isin", "FR0000131104", "FR0000131104", false, true},
		{"isin", "FROOOO131105", "", false, false},
		{"lei", "969500TJ5KRTCJQWXH05", "969500TJ5KRTCJQWXH05", false, true},
		{"tax_number", "30 23 217 600 O53", "3023217600053", false, true},
		{"tax_number", "3001123456789", "", false, false},
		{"nir", "2 53 07 2A 073 004 43", "253072A07300443", false, true},
		{"siren", "73282932", "", false, false}, {"other", "732829320", "", false, false}, {"isin", strings.Repeat("A", 50), "", false, false},
	} {
		got, repaired, ok := ReadReference(c.kind, c.raw)
		if ok != c.ok || ok && (got != c.want || repaired != c.repaired) {
			t.Errorf("%s %q: %q repaired %v ok %v, want %q %v %v", c.kind, c.raw, got, repaired, ok, c.want, c.repaired, c.ok)
		}
	}
}

// Every vector that is right is read as it is, with the key still to prove it or not at
// all; one that is wrong is never read as right.
func TestVectorsAreReadAsTheyAre(t *testing.T) {
	kinds := map[string]string{"siren": "siren", "siret": "siret", "siret_laposte": "siret", "siret_laposte_siege": "siret", "tva": "vat_fr", "ics": "creditor_id", "isin": "isin", "lei": "lei", "nif_spi": "tax_number", "nir": "nir"}
	for i, r := range corpus(t, "id_numbers/vectors.tsv") {
		kind, known := kinds[r[0]]
		if i == 0 || !known {
			continue
		}
		got, repaired, ok := ReadReference(kind, r[1])
		if r[2] == "1" && ok && (got != r[1] || repaired) || r[2] == "0" && ok && !repaired {
			t.Errorf("%s %s: %q repaired %v", r[0], r[1], got, repaired)
		}
	}
}

func TestMandateReference(t *testing.T) {
	for s, want := range map[string]bool{"++VOLT-2026/004471": true, "A": true, strings.Repeat("9", 35): true, strings.Repeat("9", 36): false, "": false,
		"/A": false, "A/": false, "A//B": false, "É1": false, "A_B": false, "RUM 2026 (1), c'est": true} {
		if _, err := ParseMandateReference(s); (err == nil) != want {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func FuzzReadReference(f *testing.F) {
	for kind := range references {
		f.Add(kind, "FR72ZZZ123456")
		f.Add(kind, "7328Z93200OO74")
	}
	f.Fuzz(func(t *testing.T, kind, raw string) {
		v, _, ok := ReadReference(kind, raw)
		if !ok {
			return
		}
		if again, err := references[kind].parse(v); err != nil || again != v {
			t.Fatal(kind, raw, v, err)
		}
	})
}

// FuzzReadIBAN: what is read of an IBAN is one, and an IBAN as printed is read as itself.
func FuzzReadIBAN(f *testing.F) {
	f.Add("FR14 2004 1010 0505 0001 3M02 606")
	f.Add("IBAN : FR76 3O00 1000 6449 1900 9562 088")
	f.Add("MT84MALT011000012345MTLCAST001S")
	f.Fuzz(func(t *testing.T, s string) {
		v, repaired, ok := ReadIBAN(s)
		if !ok {
			return
		}
		i, err := ParseIBAN(v)
		if err != nil {
			t.Fatal(s, v, err)
		}
		if again, changed, ok := ReadIBAN(i.Printed()); ok && !repaired && (again != v || changed) {
			t.Fatal(s, v, again)
		}
	})
}
