package check

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// corpus gives the rows of a table of the test corpus, none where there is no corpus
// (BORDEREAU_CORPUS, or ../shared/data beside the repository).
func corpus(t *testing.T, name string) [][]string {
	t.Helper()
	root := os.Getenv("BORDEREAU_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(root, "documents", name))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestVectors(t *testing.T) {
	parse := map[string]func(string) error{
		"iban":    func(s string) error { _, err := ParseIBAN(s); return err },
		"rib":     func(s string) error { _, err := ParseRIB(s); return err },
		"bic":     func(s string) error { _, err := ParseBIC(s); return err },
		"siren":   func(s string) error { _, err := ParseSIREN(s); return err },
		"siret":   func(s string) error { _, err := ParseSIRET(s); return err },
		"tva":     func(s string) error { _, err := ParseVATFR(s); return err },
		"ics":     func(s string) error { _, err := ParseCreditorID(s); return err },
		"rf":      func(s string) error { _, err := ParseRF(s); return err },
		"isin":    func(s string) error { _, err := ParseISIN(s); return err },
		"lei":     func(s string) error { _, err := ParseLEI(s); return err },
		"nir":     func(s string) error { _, err := ParseNIR(s); return err },
		"nif_spi": func(s string) error { _, err := ParseSPI(s); return err },
	}
	rows := [][]string{
		{"iban", "FR14 2004 1010 0505 0001 3M02 606", "1"}, {"iban", "GB82 WEST 1234 5698 7654 32", "1"}, {"iban", "DE89370400440532013000", "1"},
		{"iban", "MC5811222000010123456789030", "1"}, {"iban", "BE68539007547034", "1"}, {"iban", "NO9386011117947", "1"}, {"iban", "MT84MALT011000012345MTLCAST001S", "1"},
		{"iban", "BR1800360305000010009795493C1", "1"}, {"iban", "TN5910006035183598478831", "1"}, {"iban", "CH9300762011623852957", "1"}, {"iban", "SA0380000000608010167519", "1"},
		{"iban", "LC55HEMM000100010012001200023015", "1"}, {"iban", "UA213223130000026007233566001", "1"}, {"iban", "EG380019000500000000263180002", "1"},
		{"iban", "FR7630001000644919009562089", "0"}, {"iban", "GB82WEST12345698765432X", "0"}, {"iban", "ZZ82WEST12345698765432", "0"}, {"iban", "", "0"},
		{"rib", "20041 01005 0500013M026 06", "1"}, {"rib", "20041 01005 0500013M026 07", "0"}, {"rib", "20041 01005", "0"},
		{"bic", "BNPAFRPPXXX", "1"}, {"bic", "BNPAXXPP", "0"}, {"bic", "BNP1FRPP", "0"},
		{"siren", "732 829 320", "1"}, {"siren", "123456789", "0"}, {"siret", "35600000049837", "1"}, {"siret", "35600000049838", "0"},
		{"tva", "FR 44 732829320", "1"}, {"tva", "FRIO334175221", "0"}, {"tva", "FR45732829320", "0"},
		{"rf", "RF18 5390 0754 7034", "1"}, {"rf", "RF19539007547034", "0"},
		{"isin", "FR0000131104", "1"}, {"isin", "FR0000131105", "0"}, {"lei", "969500TJ5KRTCJQWXH05", "1"}, {"lei", "969500TJ5KRTCJQWXH06", "0"},
		{"nir", "253072A07300443", "1"}, {"nir", "253072C07300443", "0"}, {"nif_spi", "3023217600053", "1"}, {"nif_spi", "3001123456789", "0"},
		{"ics", "FR72ZZZ123456", "1"}, {"ics", "FR73ZZZ123456", "0"},
	}
	for i, r := range corpus(t, "id_numbers/vectors.tsv") {
		if i > 0 {
			rows = append(rows, r)
		}
	}
	for _, r := range rows {
		kind, _, _ := strings.Cut(r[0], "_lap")
		err := parse[kind](r[1])
		if (err == nil) != (r[2] == "1") {
			t.Errorf("%s %q: %v, want valid=%s", r[0], r[1], err, r[2])
		}
	}
}

func TestCorpusMRZ(t *testing.T) {
	for _, r := range corpus(t, "manifest.tsv") {
		zone, checks, found := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(r[4], "MRZ (as printed) "), "MRZ="), " ;")
		if r[3] != "id_mrz" || !strings.Contains(zone, "|") {
			continue
		}
		m, err := ParseMRZ(strings.Split(zone, "|"), today)
		if !found { // printed with an Ñ: no zone at all by the norm
			if err == nil {
				t.Errorf("%s: a zone with Ñ was accepted", r[0])
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", r[0], err)
			continue
		}
		wrong := strings.Contains(checks, "INVALID")
		if m.Valid() == wrong || wrong && m.Digit("composite").OK {
			t.Errorf("%s: %+v, want %s", r[0], m.Digits, checks)
		}
		if m.Surname == "" || m.BirthDate == "" || m.Number == "" {
			t.Errorf("%s: %+v", r[0], m)
		}
		if same, err := RepairMRZ(strings.Split(zone, "|"), today); err != nil || len(same.Repairs) != 0 && !wrong {
			t.Errorf("%s: a right zone was repaired: %v %v", r[0], same.Repairs, err)
		}
	}
}
