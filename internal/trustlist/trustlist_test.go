package trustlist

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"

	"bordereau/check/twoddoc"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

type holder struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func issue(t *testing.T, name string, serial int64, by *holder) holder {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name}, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0), IsCA: by == nil, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCRLSign | x509.KeyUsageCertSign, SubjectKeyId: []byte(name)}
	parent, signer := c, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return holder{cert, key}
}

// listOf is a list as the State publishes it, signed.
func listOf(t *testing.T, by holder, sequence int, issued time.Time, status string, authorities ...holder) []byte {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, `<tsl:TrustServiceStatusList xmlns:ds=%q xmlns:tsl="http://uri.etsi.org/02231/v2#"><tsl:SchemeInformation><tsl:TSLSequenceNumber>%d</tsl:TSLSequenceNumber><tsl:ListIssueDateTime>%s</tsl:ListIssueDateTime><tsl:NextUpdate><tsl:dateTime>%s</tsl:dateTime></tsl:NextUpdate></tsl:SchemeInformation><tsl:TrustServiceProviderList>`,
		dsigSpace, sequence, issued.Format(time.RFC3339), issued.AddDate(0, 0, 30).Format(time.RFC3339))
	for _, a := range authorities {
		fmt.Fprintf(&b, `<tsl:TrustServiceProvider><tsl:TSPInformation><tsl:TSPName><tsl:Name xml:lang="fr">Autorité &amp; Cie</tsl:Name></tsl:TSPName></tsl:TSPInformation><tsl:TSPServices><tsl:TSPService><tsl:ServiceInformation><tsl:ServiceDigitalIdentity><tsl:DigitalId><tsl:X509Certificate>
%s
</tsl:X509Certificate></tsl:DigitalId></tsl:ServiceDigitalIdentity><tsl:ServiceStatus>http://uri.etsi.org/TrstSvc/Svcstatus/%s</tsl:ServiceStatus><tsl:StatusStartingTime>2020-01-01T00:00:00Z</tsl:StatusStartingTime></tsl:ServiceInformation></tsl:TSPService></tsl:TSPServices></tsl:TrustServiceProvider>`, base64.StdEncoding.EncodeToString(a.cert.Raw), status)
	}
	b.WriteString(`</tsl:TrustServiceProviderList></tsl:TrustServiceStatusList>`)
	parse := func(s string) *etree.Document {
		doc := etree.NewDocument()
		if err := doc.ReadFromString(s); err != nil {
			t.Fatal(err)
		}
		return doc
	}
	canonical, err := canonicalOf(parse(b.String()).Root())
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(canonical)
	info := fmt.Sprintf(`<ds:SignedInfo xmlns:ds=%q><ds:CanonicalizationMethod Algorithm=%q/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/><ds:Reference URI=""><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>%s</ds:DigestValue></ds:Reference></ds:SignedInfo>`, dsigSpace, exclusive, base64.StdEncoding.EncodeToString(sum[:]))
	canonical, err = canonicalOf(parse(info).Root())
	if err != nil {
		t.Fatal(err)
	}
	sum = sha256.Sum256(canonical)
	raw, err := ecdsa.SignASN1(rand.Reader, by.key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	signature := fmt.Sprintf(`<ds:Signature>%s<ds:SignatureValue>%s</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>%s</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature></tsl:TrustServiceStatusList>`, info, base64.StdEncoding.EncodeToString(raw), base64.StdEncoding.EncodeToString(by.cert.Raw))
	return []byte(strings.Replace(b.String(), "</tsl:TrustServiceStatusList>", signature, 1))
}

func TestImport(t *testing.T) {
	state, other := issue(t, "CACHET", 1, nil), issue(t, "CACHET", 2, nil)
	ca, strange := issue(t, "FR09", 3, nil), issue(t, "FR09", 4, nil)
	fr00 := issue(t, "FR00", 8, nil)
	who, forged, test := issue(t, "0042", 5, &ca), issue(t, "0042", 6, &strange), issue(t, "0001", 7, &fr00)
	trust := &twoddoc.Trust{}
	in := func(data []byte, o Options) error {
		o.Now = now
		before, err := trust.Encode()
		if err != nil {
			t.Fatal(err)
		}
		_, importErr := Import(trust, data, o)
		if after, err := trust.Encode(); err != nil || importErr != nil && string(after) != string(before) {
			t.Errorf("what was refused changed the list: %v", err)
		}
		return importErr
	}
	must := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused := func(what string, err error, says string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("a certificate before the list", in(who.cert.Raw, Options{}), "import the State's list first")
	good := listOf(t, state, 22, now.AddDate(0, -1, 0), "inaccord", ca)
	refused("a changed list", in([]byte(strings.Replace(string(good), "inaccord", "withdrawn", 1)), Options{}), "changed after it was signed")
	refused("a list with an authority put in", in([]byte(strings.Replace(string(good), "<ds:Signature>", "<tsl:TrustServiceProviderList/><ds:Signature>", 1)), Options{}), "changed after it was signed")
	refused("a list without signature", in([]byte(strings.Split(string(good), "<ds:Signature>")[0]+"</tsl:TrustServiceStatusList>"), Options{}), "none")
	refused("two signatures", in([]byte(strings.Replace(string(good), "</tsl:TrustServiceStatusList>", "<ds:Signature/></tsl:TrustServiceStatusList>", 1)), Options{}), "more than one")
	refused("a document type", in(append([]byte("<!DOCTYPE a [<!ENTITY b 'c'>]>"), good...), Options{}), "document type")
	refused("another signer than named", in(good, Options{Signer: strings.Repeat("ab", 32)}), "not by the certificate")
	refused("a list of the future", in(listOf(t, state, 23, now.AddDate(0, 0, 3), "inaccord", ca), Options{}), "future")
	must("the list", in(good, Options{}))
	if trust.Sequence != 22 || len(trust.Authorities) != 1 || trust.Authorities[0].ID != "FR09" || trust.Authorities[0].Status != "inaccord" || trust.Authorities[0].Name != "Autorité & Cie" {
		t.Errorf("%+v", trust)
	}
	refused("an older list", in(listOf(t, state, 21, now.AddDate(0, -2, 0), "inaccord", ca), Options{}), "older")
	stranger := listOf(t, other, 23, now, "inaccord", strange)
	refused("a list of another signer", in(stranger, Options{}), "another certificate than before")
	refused("a certificate of another", in(forged.cert.Raw, Options{}), "did not sign it")
	refused("a certificate of test", in(test.cert.Raw, Options{}), "of test")
	refused("rubbish", in([]byte("rubbish"), Options{}), "neither")
	must("a certificate, PEM", in(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: who.cert.Raw}), Options{}))
	must("the same again", in(who.cert.Raw, Options{}))
	must("a certificate of test where they are allowed", in(test.cert.Raw, Options{Test: true}))
	if len(trust.Certificates) != 2 {
		t.Errorf("%d certificates", len(trust.Certificates))
	}
	revoke := func(by holder) []byte {
		der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: now, NextUpdate: now.AddDate(0, 0, 7), RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: who.cert.SerialNumber, RevocationTime: now}}}, by.cert, by.key)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	refused("revocations of another", in(revoke(strange), Options{}), "did not sign it")
	must("revocations", in(revoke(ca), Options{}))
	if len(trust.Revoked) != 1 || trust.Revoked[0].Serial != "5" {
		t.Errorf("%+v", trust.Revoked)
	}
	must("a list of another signer who is named", in(stranger, Options{Signer: fmt.Sprintf("%x", sha256.Sum256(other.cert.Raw))}))
}

// The State's list of the corpus: its signature fits, its authorities are those of its
// truth, and one letter changed is found out.
func TestStatesList(t *testing.T) {
	root := os.Getenv("BORDEREAU_CORPUS")
	if root == "" {
		t.Log("BORDEREAU_CORPUS is not set: no real list")
		return
	}
	data, err := os.ReadFile(filepath.Join(root, "documents/spec/2ddoc_tsl_signed_2025-08-25.xml"))
	if err != nil {
		t.Fatal(err)
	}
	trust := &twoddoc.Trust{}
	said, err := Import(trust, data, Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	ids := ""
	for _, a := range trust.Authorities {
		ids += a.ID + " "
		if a.Status != "inaccord" {
			t.Errorf("%s is %s", a.ID, a.Status)
		}
	}
	if ids != "FR01 FR03 FR04 FR05 FR06 FR07 " || trust.Sequence != 22 || len(said) != 3 {
		t.Errorf("%s, number %d: %q", ids, trust.Sequence, said)
	}
	for _, change := range [][2]string{{"FR07", "FR08"}, {"2015-07-16", "2015-07-17"}, {"IDnow SAS", "IDnow SA"}} {
		if _, err := Import(&twoddoc.Trust{}, []byte(strings.Replace(string(data), change[0], change[1], 1)), Options{Now: now}); err == nil {
			t.Errorf("%s instead of %s passed", change[1], change[0])
		}
	}
}
