package twoddoc

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base32"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var today = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

func specimen(t *testing.T) []byte {
	t.Helper()
	b, err := Specimen("00", today, [][2]string{{"26", "FR"}, {"24", "57000"}, {"10", "MME/ÉLODIE"[:4] + "VAUBERT/LISE"}, {"22", "7 RUE DES LILAS"}, {"25", "AIGREMER"}, {"1D", "0042,5"}, {"1C", "03102026"}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSpecimenIsRead(t *testing.T) {
	b := specimen(t)
	c, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"26": "FR", "24": "57000", "10": "MME VAUBERT LISE", "22": "7 RUE DES LILAS", "25": "AIGREMER", "1D": "42.50", "1C": "2026-10-03"}
	for id, v := range want {
		if got := c.Field(id); got != v {
			t.Errorf("%s is %q, not %q", id, got, v)
		}
	}
	if c.Version != 4 || c.Type != "00" || c.Country != "FR" || c.Signed != "2026-11-20" || c.Rest != "" || len(c.Fields) != len(want) {
		t.Errorf("%+v", c)
	}
	again, err := Parse(specimen(t))
	if err != nil || !cmp.Equal(c, again) {
		t.Error("the same specimen is not the same twice")
	}
	for _, allow := range []bool{true, false} {
		trust := &Trust{AllowTest: allow}
		want := map[bool]Answer{true: Test, false: Invalid}[allow]
		if got, why := trust.Verify(c, today); got != want {
			t.Errorf("%s: %s", got, why)
		}
	}
	// One letter of the message changed: the signature fits no more.
	at := strings.Index(string(b), "LILAS")
	b[at] = 'N'
	if c, err = Parse(b); err != nil {
		t.Fatal(err)
	}
	if got, why := (&Trust{AllowTest: true}).Verify(c, today); got != Invalid || !strings.Contains(why, "ne correspond pas") {
		t.Errorf("%s: %s", got, why)
	}
}

func TestValues(t *testing.T) {
	for _, c := range []struct{ id, raw, want string }{
		{"36", "111E", "2011-12-31"}, {"36", "FFFF", ""}, {"75", "12071973", "1973-07-12"}, {"75", "00071973", "1973-07"}, {"75", "00001973", "1973"}, {"75", "99991973", "99991973"},
		{"58", "1319,24", "1319.24"}, {"58", "-0,5", "-0.50"}, {"58", "1.5", "1.5"}, {"43", "2,75", "2.75"}, {"70", "200420170000", "2017-04-20T00:00"}, {"07", "235960", "235960"}, {"07", "235959", "23:59:59"},
		{"41", "32100", "32100"}, {"D3", "20201204", "2020-12-04"}, {"62", "DE LA TOUR", "DE LA TOUR"}, {"60", "JEAN/MARIE ANNE", "JEAN MARIE ANNE"},
		{"6F", "P FRASPECIMEN  NATACHA                      07CD123044FRA7307122F1603062              04", "P<FRASPECIMEN<<NATACHA<<<<<<<<<<<<<<<<<<<<<<\n07CD123044FRA7307122F1603062<<<<<<<<<<<<<<04"},
	} {
		if got := table[c.id].value(c.raw); got != c.want {
			t.Errorf("%s %q is %q, not %q", c.id, c.raw, got, c.want)
		}
	}
	if len(table) != 363 {
		t.Errorf("%d fields are known", len(table))
	}
}

func TestBrokenCodes(t *testing.T) {
	good := string(specimen(t))
	for name, s := range map[string]string{
		"nothing": "", "two letters": "DC", "version 5": "DC05" + good[4:], "version of letters": "DCAB" + good[4:], "no signature": good[:80], "cut in the header": good[:24],
		"signature cut": good[:len(good)-3], "signature of 8": strings.Replace(good, "\x1f", "\x1fA8", 1), "bad day": "DC04ZZ00SPECXYZ1" + good[16:], "control in the header": good[:6] + "\x00\x01" + good[8:],
		"another code": "https://example.org/index.html?query", "too long": good + strings.Repeat("A", maxCode), "binary, short": "\xdc\x04ab", "binary, no date": "\xdc\x04" + strings.Repeat("\x59\xbf", 9), "binary, no C40": "\xdc\x04\xff\xff" + strings.Repeat("\x00", 20),
	} {
		if c, err := Parse([]byte(s)); err == nil {
			t.Errorf("%s: %+v", name, c)
		}
	}
	// An unknown field ends what is understood, and keeps the rest.
	c, err := Parse([]byte(strings.Replace(good, "22"+"7 RUE", "ZZ"+"7 RUE", 1)))
	if err != nil || !strings.HasPrefix(c.Rest, "ZZ7 RUE") || c.Field("10") == "" || c.Field("25") != "" {
		t.Errorf("%v: %+v", err, c)
	}
}

// A tax notice of the second kind has its address before the income: what stands behind a
// field that nobody knows would be lost.
func TestTaxNoticeOfTheSecondKind(t *testing.T) {
	b, err := Specimen("28", today, [][2]string{{"43", "2,75"}, {"44", "2278012345678"}, {"45", "2024"}, {"46", "VAUBERT LISE"}, {"4A", "31072025"},
		{"4Y", "45 RUE BASSE/99100/VALMORTE"}, {"41", "63198"}, {"47", "3001123456789"}, {"4V", "542"}, {"4X", "724"}, {"4Z", "-182"}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := Parse(b)
	if err != nil || c.Rest != "" {
		t.Fatalf("%v: %+v", err, c)
	}
	for id, want := range map[string]string{"4A": "2025-07-31", "4Y": "45 RUE BASSE 99100 VALMORTE", "41": "63198", "47": "3001123456789", "4V": "542.00", "4Z": "-182.00"} {
		if got := c.Field(id); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
}

// chain is an authority of a name and the certificate of one who signs, on a curve.
func chain(t *testing.T, authority string, curve elliptic.Curve, from, until time.Time) (*Trust, *ecdsa.PrivateKey) {
	t.Helper()
	return chainUntil(t, authority, curve, from, until, until)
}

// chainUntil is a chain whose authority ends on a day of its own.
func chainUntil(t *testing.T, authority string, curve elliptic.Curve, from, until, rootUntil time.Time) (*Trust, *ecdsa.PrivateKey) {
	t.Helper()
	make := func(serial int64, name, issuer string, parent *x509.Certificate, key *ecdsa.PrivateKey, by *ecdsa.PrivateKey) []byte {
		until := until
		if parent == nil {
			until = rootUntil
		}
		c := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name}, Issuer: pkix.Name{CommonName: issuer}, NotBefore: from, NotAfter: until, IsCA: parent == nil, BasicConstraintsValid: true}
		if parent == nil {
			parent = c
		}
		der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, by)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	ca, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	root := make(1, authority, authority, nil, ca, ca)
	parent, err := x509.ParseCertificate(root)
	if err != nil {
		t.Fatal(err)
	}
	return &Trust{Authorities: []Authority{{ID: authority, Name: "Autorité d'essai", DER: root, Status: "inaccord"}}, Certificates: [][]byte{make(7, "0042", authority, parent, key, ca)}}, key
}

func signed(t *testing.T, key *ecdsa.PrivateKey, message string) *Code {
	t.Helper()
	var digest []byte
	size := (key.Curve.Params().BitSize + 7) / 8
	switch size {
	case 32:
		d := sha256.Sum256([]byte(message))
		digest = d[:]
	case 48:
		d := sha512.Sum384([]byte(message))
		digest = d[:]
	default:
		d := sha512.Sum512([]byte(message))
		digest = d[:]
	}
	r, s, err := ecdsa.Sign(rand.Reader, key, digest)
	if err != nil {
		t.Fatal(err)
	}
	raw := append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...)
	c, err := Parse([]byte(message + "\x1f" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw) + "\x1dANNEXE"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTrust(t *testing.T) {
	from, until := today.AddDate(-2, 0, 0), today.AddDate(1, 0, 0)
	header := func(on time.Time) string { return "DC04FR090042" + Days(on) + Days(on) + "0601FR" }
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		trust, key := chain(t, "FR09", curve, from, until)
		good := signed(t, key, header(today)+"10M/MARTIN/LUC\x1d581500,00")
		other, _ := chain(t, "FR09", curve, from, until)
		revoked, retired, stale := *trust, *trust, *trust
		stale.NextUpdate = today.AddDate(0, 0, -1)
		ended, itsKey := chainUntil(t, "FR09", curve, from, until, today.AddDate(0, -1, 0))
		revoked.Revoked = []Revoked{{"FR09", "7"}}
		retired.Authorities = []Authority{trust.Authorities[0]}
		retired.Authorities[0].Status = "notinaccord"
		forged := *trust
		forged.Certificates = other.Certificates // the same names, of another authority
		spoiled := *good
		spoiled.Message = append([]byte{}, good.Message...)
		spoiled.Message[30] ^= 1
		for name, c := range map[string]struct {
			trust *Trust
			code  *Code
			want  Answer
			why   string
		}{
			"good":                     {trust, good, Valid, "vérifiée"},
			"changed":                  {trust, &spoiled, Invalid, "ne correspond pas"},
			"no list":                  {&Trust{}, good, Unknown, "pas connu"},
			"certificate of another":   {&forged, good, Unknown, "pas connu"},
			"revoked":                  {&revoked, good, Invalid, "révoqué"},
			"list to be renewed":       {&stale, good, Valid, "à renouveler depuis le"},
			"authority ended":          {ended, signed(t, itsKey, header(today)+"581,00"), Invalid, "hors de la validité de l'autorité"},
			"authority retired":        {&retired, good, Invalid, "agréée"},
			"signed too early":         {trust, signed(t, key, header(from.AddDate(0, 0, -30))+"581,00"), Invalid, "hors de la validité"},
			"signed after the end":     {trust, signed(t, key, header(until.AddDate(0, 0, 2))+"581,00"), Invalid, "avenir"},
			"signed on no day":         {trust, signed(t, key, "DC04FR090042FFFFFFFF0601FR581,00"), Invalid, "quand"},
			"of test":                  {trust, signed(t, key, "DC04FR00004211111111"+"0601FR581,00"), Invalid, "test"},
			"of certificate 0000":      {trust, signed(t, key, "DC04FR09000011111111"+"0601FR581,00"), Invalid, "test"},
			"of specimens, other hand": {&Trust{AllowTest: true}, signed(t, key, "DC04ZZ00SPEC11111111"+"0601FR581,00"), Invalid, "ne correspond pas"},
		} {
			got, why := c.trust.Verify(c.code, today)
			if got != c.want || !strings.Contains(why, c.why) {
				t.Errorf("%s, %s: %s: %s", curve.Params().Name, name, got, why)
			}
		}
		if string(good.Annex) != "ANNEXE" {
			t.Errorf("annex %q", good.Annex)
		}
		kept, err := trust.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseTrust(kept)
		if err != nil {
			t.Fatal(err)
		}
		if got, why := again.Verify(good, today); got != Valid {
			t.Errorf("kept and read again: %s: %s", got, why)
		}
	}
}

var payloads = regexp.MustCompile(`_v0([1-4])_`)

// All codes of the corpus: their fields end where the code does, and their signatures fit
// the certificate of test, but for version 1, whose are not verified.
func TestCorpus(t *testing.T) {
	root := os.Getenv("BORDEREAU_CORPUS")
	if root == "" {
		t.Log("BORDEREAU_CORPUS is not set: no real codes")
		return
	}
	pemBytes, err := os.ReadFile(filepath.Join(root, "documents/spec/FR00_0001_test_cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(pemBytes)
	trust := &Trust{AllowTest: true, Certificates: [][]byte{block.Bytes}}
	files, err := filepath.Glob(filepath.Join(root, "documents/2ddoc/*.txt"))
	if err != nil || len(files) < 36 {
		t.Fatalf("%d codes, %v", len(files), err)
	}
	decoded, verified, old := 0, 0, 0
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Parse(b)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(f), err)
			continue
		}
		if m := payloads.FindStringSubmatch(f); m != nil && m[1] != string(rune('0'+c.Version)) {
			t.Errorf("%s: version %d", filepath.Base(f), c.Version)
		}
		switch got, why := trust.Verify(c, today); {
		case c.Version == 1 && len(c.Fields) >= 3:
			old++
		case got == Test:
			verified++
		default:
			t.Errorf("%s: %s: %s", filepath.Base(f), got, why)
		}
		if len(c.Fields) > 0 && (c.Rest == "" || c.Version == 1) {
			decoded++
		} else {
			t.Errorf("%s: not decoded to its end: %q", filepath.Base(f), c.Rest)
		}
		if got, _ := (&Trust{Certificates: trust.Certificates}).Verify(c, today); got == Valid || got == Test {
			t.Errorf("%s: a certificate of test passed in production", filepath.Base(f))
		}
	}
	t.Logf("of %d codes: %d decoded, %d of versions 2 to 4 verified, %d of version 1", len(files), decoded, verified, old)
}

func FuzzParse(f *testing.F) {
	b, err := Specimen("06", today, [][2]string{{"10", "M/MARTIN/LUC"}, {"58", "1500,00"}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte("DC01FR000001125E125B0126FR" + strings.Repeat("\xa5", 70)))
	f.Add([]byte("\xdc\x04\x59\xbf" + strings.Repeat("\x59\xbf", 12)))
	f.Add(binarySpecimen(f))
	f.Add(append(binarySpecimen(f)[:binaryHeader], 0x62, 0xff, 0xff, 0xff, 0xff))
	trust := &Trust{AllowTest: true}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Parse(b)
		if err != nil {
			return
		}
		if len(c.Fields) > maxFields {
			t.Errorf("%d fields", len(c.Fields))
		}
		n := len(c.Rest)
		for _, f := range c.Fields {
			if n += 2 + len(f.Raw); c.Binary {
				n -= len(f.Raw) / 2
			}
		}
		if n > len(b) {
			t.Errorf("%d bytes became %d", len(b), n)
		}
		if got, _ := trust.Verify(c, today); got == Valid {
			t.Error("a signature is valid where nothing is trusted")
		}
	})
}
