package classify

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base32"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/check/twoddoc"
)

var codeDay = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

// authority is a trust list with one who signs, and his pen.
func authority(t *testing.T) (*twoddoc.Trust, func(message string) string) {
	t.Helper()
	ca, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "FR09"}, NotBefore: codeDay.AddDate(-1, 0, 0), NotAfter: codeDay.AddDate(1, 0, 0), IsCA: true, BasicConstraintsValid: true}
	rootDER, err := x509.CreateCertificate(rand.Reader, root, root, &ca.PublicKey, ca)
	if err != nil {
		t.Fatal(err)
	}
	leaf := *root
	leaf.SerialNumber, leaf.Subject, leaf.IsCA = big.NewInt(2), pkix.Name{CommonName: "0042"}, false
	leafDER, err := x509.CreateCertificate(rand.Reader, &leaf, root, &ca.PublicKey, ca)
	if err != nil {
		t.Fatal(err)
	}
	trust := &twoddoc.Trust{Authorities: []twoddoc.Authority{{ID: "FR09", Name: "Autorité d'essai", DER: rootDER, Status: "inaccord"}}, Certificates: [][]byte{leafDER}}
	return trust, func(message string) string {
		d := sha256.Sum256([]byte(message))
		r, s, err := ecdsa.Sign(rand.Reader, ca, d[:])
		if err != nil {
			t.Fatal(err)
		}
		raw := append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
		return message + "\x1f" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
	}
}

// bankDetails is a RIB whose paper prints a holder and an IBAN.
func bankDetails(holder, iban string) bordereau.Reading {
	return printedOn("RELEVÉ D'IDENTITÉ BANCAIRE", "Titulaire du compte : "+holder, "IBAN "+iban, "BIC AGRIFRPP")
}

// printedOn is a page of lines.
func printedOn(lines ...string) bordereau.Reading {
	var words []bordereau.Word
	for y, line := range lines {
		x := 100
		for _, w := range strings.Fields(line) {
			words = append(words, bordereau.Word{Text: w, Confidence: 0.95, Box: bordereau.Box{X: x, Y: 100 + 80*y, W: 20 * len(w), H: 32}, Block: 1, Line: y + 1})
			x += 20*len(w) + 20
		}
	}
	return bordereau.Reading{Format: "png", Pages: []bordereau.Page{{Number: 1, Width: 2480, Height: 3508, DPI: 300, Words: words}}}
}

func TestSignedCodes(t *testing.T) {
	trust, sign := authority(t)
	const iban, other = "FR7030002005500000157845Z02", "FR1420041010050500013M02606"
	message := "DC04FR090042" + twoddoc.Days(codeDay) + twoddoc.Days(codeDay) + "0301FR30MME/VAUBERT/LISE\x1d31" + iban + "\x1d32AGRIFRPP"
	good := sign(message)
	spoiled := strings.Replace(good, "VAUBERT", "VAUBART", 1)
	specimen, err := twoddoc.Specimen("03", codeDay, [][2]string{{"30", "MME/VAUBERT/LISE"}, {"31", iban}})
	if err != nil {
		t.Fatal(err)
	}
	allow := &twoddoc.Trust{AllowTest: true}
	for name, c := range map[string]struct {
		trust                *twoddoc.Trust
		code, holder, iban   string
		signature            string
		verdict              bordereau.Verdict // of the signature
		differs              bordereau.Verdict // of the comparison
		signed, holderSigned bool
	}{
		"as printed":                {trust, good, "Mme Lise VAUBERT", iban, "valid", bordereau.Passed, bordereau.Passed, true, true},
		"printed with accents":      {trust, good, "Lise Vaubért", iban, "valid", bordereau.Passed, bordereau.Passed, true, true},
		"another account":           {trust, good, "Mme Lise VAUBERT", other, "valid", bordereau.Passed, bordereau.Failed, true, true},
		"another holder":            {trust, good, "M. Paul GRANDIN", iban, "valid", bordereau.Passed, bordereau.Failed, true, false},
		"code changed":              {trust, spoiled, "Mme Lise VAUBART", iban, "invalid", bordereau.Failed, bordereau.Passed, false, false},
		"certificate not known":     {&twoddoc.Trust{}, good, "M. Paul GRANDIN", iban, "unknown", bordereau.Inconclusive, bordereau.Inconclusive, false, false},
		"specimen where allowed":    {allow, string(specimen), "Mme Lise VAUBERT", iban, "test", bordereau.Inconclusive, bordereau.Passed, false, false},
		"specimen changed in print": {allow, string(specimen), "M. Paul GRANDIN", iban, "test", bordereau.Inconclusive, bordereau.Failed, false, false},
		"specimen in production":    {trust, string(specimen), "Mme Lise VAUBERT", iban, "invalid", bordereau.Failed, bordereau.Passed, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			cl, err := New(Config{Families: Families(), Now: func() time.Time { return codeDay }, Trust: func() *twoddoc.Trust { return c.trust }})
			if err != nil {
				t.Fatal(err)
			}
			r := bankDetails(c.holder, c.iban)
			r.Pages[0].Symbols = []bordereau.Symbol{{Kind: bordereau.SymbolDataMatrix, Text: c.code, Box: bordereau.Box{X: 1800, Y: 100, W: 300, H: 300}}, {Kind: bordereau.SymbolQR, Text: "DC04"}}
			u, err := cl.Understand(t.Context(), r, nil)
			if err != nil {
				t.Fatal(err)
			}
			if u.Type != bordereau.BankDetails || u.Value("code2d_type") != "03" || u.Value("code2d_signature") != c.signature || u.Value("code2d_31") != iban {
				t.Fatalf("%s: %q %q %q", u.Type, u.Value("code2d_type"), u.Value("code2d_signature"), u.Value("code2d_31"))
			}
			verdict := func(rule string) bordereau.Verdict {
				i := slices.IndexFunc(u.Checks, func(k bordereau.Check) bool { return k.Rule == rule })
				if i < 0 {
					return ""
				}
				return u.Checks[i].Verdict
			}
			if u.TypeProved != c.signed {
				t.Errorf("the type is proved: %v", u.TypeProved)
			}
			if got := verdict(ruleCodeSignature); got != c.verdict {
				t.Errorf("the signature: %s", got)
			}
			if got := verdict(ruleCodeDiffers); got != c.differs {
				t.Errorf("the comparison: %s: %+v", got, u.Checks)
			}
			proved := func(name string) bool {
				f := u.Field(name)
				return f != nil && slices.ContainsFunc(f.Proofs, func(p bordereau.Proof) bool { return p.Kind == bordereau.ProofSignature })
			}
			if proved("code2d_31") != c.signed || proved("iban") != (c.signed && c.iban == iban) || proved("account_holder") != c.holderSigned {
				t.Errorf("proofs: %v %v %v", proved("code2d_31"), proved("iban"), proved("account_holder"))
			}
		})
	}
}

// What is no 2D-Doc is nothing, and one that is damaged is said to be.
func TestCodesThatAreNone(t *testing.T) {
	cl, err := New(Config{Families: Families(), Now: func() time.Time { return codeDay }})
	if err != nil {
		t.Fatal(err)
	}
	for text, checks := range map[string]int{"https://example.org": 0, "DC04FR0000": 1, "DC04": 1, "": 0} {
		r := bankDetails("Mme Lise VAUBERT", "FR7030002005500000157845Z02")
		r.Pages[0].Symbols = []bordereau.Symbol{{Kind: bordereau.SymbolDataMatrix, Text: text}}
		u, err := cl.Understand(t.Context(), r, nil)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, k := range u.Checks {
			if strings.HasPrefix(k.Rule, "code2d") {
				n++
			}
		}
		if n != checks || u.Value("code2d_type") != "" {
			t.Errorf("%q: %d checks, %q", text, n, u.Value("code2d_type"))
		}
	}
}

// A statement's code signs the balance that it begins with (38) and the one it ends with
// (39): each is held against its own.
func TestBalancesAreHeldAgainstTheirCode(t *testing.T) {
	trust, sign := authority(t)
	cl, err := New(Config{Families: Families(), Now: func() time.Time { return codeDay }, Trust: func() *twoddoc.Trust { return trust }})
	if err != nil {
		t.Fatal(err)
	}
	for balances, want := range map[string]bordereau.Verdict{"38-234,78\x1d391065,22": bordereau.Passed, "381065,22\x1d39-234,78": bordereau.Failed, "38-234,78\x1d391065,23": bordereau.Failed} {
		r := printedOn("RELEVÉ DE COMPTE", "Titulaire du compte : Mme Lise VAUBERT", "IBAN FR7030002005500000157845Z02", "Ancien solde débiteur 234,78 EUR", "Nouveau solde 1 065,22 EUR")
		code := sign("DC04FR090042" + twoddoc.Days(codeDay) + twoddoc.Days(codeDay) + "1101FR30MME/VAUBERT/LISE\x1d31FR7030002005500000157845Z02\x1d" + balances + "\x1d")
		r.Pages[0].Symbols = []bordereau.Symbol{{Kind: bordereau.SymbolDataMatrix, Text: code, Box: bordereau.Box{X: 1800, Y: 100, W: 300, H: 300}}}
		u, err := cl.Understand(t.Context(), r, nil)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(u.Checks, func(k bordereau.Check) bool { return k.Rule == ruleCodeDiffers })
		if u.Type != bordereau.AccountStatement || i < 0 || u.Checks[i].Verdict != want {
			t.Errorf("%q: %s, %q, %q: %+v", balances, u.Type, u.Value("opening_balance"), u.Value("closing_balance"), u.Checks)
		}
	}
}

// Values that the code and the paper write each in their own way agree, and no others.
func TestSignedValuesAreComparedAsTheyAreWritten(t *testing.T) {
	for _, c := range []struct {
		id, signed, printed string
		want                bool
	}{
		{"41", "9500", "9500.00", true}, {"41", "34210", "34210.00", true}, {"41", "100", "1.00", false}, {"41", "9500", "950.00", false},
		{"1D", "100.00", "100", true}, {"1D", "100.00", "1", false}, {"43", "2.5", "2.50", true},
		{"67", "FR", "FRA", true}, {"67", "DE", "DEU", true}, {"67", "FR", "DEU", false}, {"67", "??", "FRA", false},
		{"33", "30002005500000157845Z02", "FR7030002005500000157845Z02", true}, {"33", "30002005500000157846Z02", "FR7030002005500000157845Z02", false}, {"33", "", "FR", false},
		{"66", "880692310285", "880692310285", true}, {"66", "880692310285", "880692310286", false},
	} {
		if got := agrees(twoddoc.Field{ID: c.id, Value: c.signed}, c.printed); got != c.want {
			t.Errorf("%s: %q and %q agree: %v", c.id, c.signed, c.printed, got)
		}
	}
}

// A tax notice that signs its income in whole euros prints it with cents: nothing is wrong.
func TestASignedIncomeAgreesWithItsNotice(t *testing.T) {
	trust, sign := authority(t)
	cl, err := New(Config{Families: Families(), Now: func() time.Time { return codeDay }, Trust: func() *twoddoc.Trust { return trust }})
	if err != nil {
		t.Fatal(err)
	}
	for income, want := range map[string]bordereau.Verdict{"9500": bordereau.Passed, "34210": bordereau.Failed} {
		r := printedOn("AVIS D'IMPÔT 2026 SUR LES REVENUS DE L'ANNÉE 2025", "Direction générale des finances publiques", "Numéro fiscal : 12 34 567 890 123", "Référence de l'avis : 26 12 3456789 01", "Revenu fiscal de référence : 9 500 EUR", "Nombre de parts : 1")
		code := sign("DC04FR090042" + twoddoc.Days(codeDay) + twoddoc.Days(codeDay) + "0401FR41" + income + "\x1d")
		r.Pages[0].Symbols = []bordereau.Symbol{{Kind: bordereau.SymbolDataMatrix, Text: code, Box: bordereau.Box{X: 1800, Y: 100, W: 300, H: 300}}}
		u, err := cl.Understand(t.Context(), r, nil)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(u.Checks, func(k bordereau.Check) bool { return k.Rule == ruleCodeDiffers })
		if u.Value("reference_income") != "9500.00" || i < 0 || u.Checks[i].Verdict != want {
			t.Errorf("%s: %s %q: %+v", income, u.Type, u.Value("reference_income"), u.Checks)
		}
	}
}
