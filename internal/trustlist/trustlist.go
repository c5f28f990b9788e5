// Package trustlist imports what 2D-Doc signatures are held against: the list of
// authorities that the State publishes (ETSI TS 119 612, signed by XAdES), certificates of
// those who sign papers, and lists of revoked certificates (RFC 5280).
package trustlist

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"encoding/xml"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"bordereau/check/twoddoc"
)

// Options say how an import is judged.
type Options struct {
	Signer string // SHA-256 of the certificate that may sign the list; empty: the one of before
	Test   bool   // certificates of test may be kept
	Now    time.Time
}

const maxFile = 8 << 20

// Import adds a file to what is known, by what it holds, and says what it did (for the
// operator). What cannot be verified is refused and changes nothing.
func Import(t *twoddoc.Trust, data []byte, o Options) ([]string, error) {
	if len(data) > maxFile {
		return nil, errors.New("the file is too large for a trust list")
	}
	if bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))), []byte("<")) {
		return importList(t, data, o)
	}
	blocks := unwrap(data)
	var said []string
	for _, der := range blocks {
		if crl, err := x509.ParseRevocationList(der); err == nil {
			line, err := importRevoked(t, crl)
			if err != nil {
				return nil, err
			}
			said = append(said, line)
			continue
		}
		certs, err := x509.ParseCertificates(der) // several may follow each other
		if err != nil || len(certs) == 0 {
			return nil, errors.New("this is neither a list in XML, nor certificates, nor a list of revoked ones")
		}
		for _, c := range certs {
			line, err := importCertificate(t, c, o)
			if err != nil {
				return nil, err
			}
			said = append(said, line)
		}
	}
	return said, nil
}

// unwrap takes the blocks out of PEM; DER is one block.
func unwrap(data []byte) (out [][]byte) {
	for rest := data; ; {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			break
		}
		out = append(out, b.Bytes)
	}
	if out == nil {
		out = [][]byte{data}
	}
	return out
}

type list struct {
	Scheme struct {
		Sequence int       `xml:"TSLSequenceNumber"`
		Issued   time.Time `xml:"ListIssueDateTime"`
		Next     time.Time `xml:"NextUpdate>dateTime"`
	} `xml:"SchemeInformation"`
	Providers []struct {
		Name  []string `xml:"TSPInformation>TSPName>Name"`
		Trade []string `xml:"TSPInformation>TSPTradeName>Name"`
		Of    []struct {
			Certificates []string  `xml:"ServiceDigitalIdentity>DigitalId>X509Certificate"`
			Status       string    `xml:"ServiceStatus"`
			Since        time.Time `xml:"StatusStartingTime"`
		} `xml:"TSPServices>TSPService>ServiceInformation"`
	} `xml:"TrustServiceProviderList>TrustServiceProvider"`
}

// importList takes the State's list over, whole, in place of the one before.
func importList(t *twoddoc.Trust, data []byte, o Options) ([]string, error) {
	covered, signer, err := verify(data)
	if err != nil {
		return nil, fmt.Errorf("the signature of the list: %w", err)
	}
	print := hex.EncodeToString(digest(signer.Raw))
	switch {
	case o.Signer != "" && !strings.EqualFold(o.Signer, print):
		return nil, fmt.Errorf("the list is signed by %s (%s), not by the certificate that was named", signer.Subject, print)
	case o.Signer == "" && t.Signer != "" && t.Signer != print:
		return nil, fmt.Errorf("the list is signed by another certificate than before: %s (%s); name it with --signer if that is right", signer.Subject, print)
	case o.Now.Before(signer.NotBefore):
		return nil, errors.New("the certificate that signed the list is not valid yet")
	}
	var l list
	if err := xml.Unmarshal(covered, &l); err != nil { // what was signed and nothing else
		return nil, fmt.Errorf("the list: %w", err)
	}
	switch {
	case l.Scheme.Sequence < t.Sequence:
		return nil, fmt.Errorf("the list has the number %d, the one that is known %d: it is older", l.Scheme.Sequence, t.Sequence)
	case l.Scheme.Issued.After(o.Now.AddDate(0, 0, 1)):
		return nil, errors.New("the list says to be issued in the future")
	case l.Scheme.Issued.After(signer.NotAfter) || l.Scheme.Issued.Before(signer.NotBefore):
		return nil, errors.New("the list was issued when the certificate that signed it was not valid")
	}
	var all []twoddoc.Authority
	for _, p := range l.Providers {
		for _, s := range p.Of {
			for _, text := range s.Certificates {
				der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
				if err != nil {
					return nil, fmt.Errorf("a certificate of the list: %w", err)
				}
				c, err := x509.ParseCertificate(der)
				if err != nil {
					return nil, fmt.Errorf("a certificate of the list: %w", err)
				}
				name := c.Subject.CommonName
				if len(p.Name) > 0 {
					name = p.Name[0]
				}
				all = append(all, twoddoc.Authority{ID: c.Subject.CommonName, Name: name, DER: der, Status: path.Base(strings.TrimSpace(s.Status)), Since: s.Since})
			}
		}
	}
	if len(all) == 0 {
		return nil, errors.New("the list names no authority")
	}
	t.Sequence, t.Issued, t.NextUpdate, t.SHA256, t.Signer, t.Authorities = l.Scheme.Sequence, l.Scheme.Issued, l.Scheme.Next, hex.EncodeToString(digest(data)), print, all
	said := []string{fmt.Sprintf("list %d of %s, signed by %s (SHA-256 %s): %d authorities", t.Sequence, t.Issued.Format(time.DateOnly), signer.Subject.CommonName, print, len(all)),
		"its signature fits that certificate; whose it is, compare the digest with what the State publishes"}
	if !l.Scheme.Next.IsZero() && o.Now.After(l.Scheme.Next) {
		said = append(said, "a newer list was due on "+l.Scheme.Next.Format(time.DateOnly)+": fetch it")
	}
	return said, nil
}

// importCertificate keeps the certificate of one who signs, if an authority of the list
// signed it.
func importCertificate(t *twoddoc.Trust, c *x509.Certificate, o Options) (string, error) {
	id, from := c.Subject.CommonName, c.Issuer.CommonName
	if strings.HasSuffix(from, "00") || id == "0000" {
		if !o.Test {
			return "", fmt.Errorf("the certificate %s of %s is of test: it is refused without --test-certificates", id, from)
		}
	} else if err := signedByAuthority(t, from, func(a *x509.Certificate) error {
		return a.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature)
	}); err != nil {
		return "", fmt.Errorf("the certificate %s: %w", id, err)
	}
	if !slices.ContainsFunc(t.Certificates, func(der []byte) bool { return bytes.Equal(der, c.Raw) }) {
		t.Certificates = append(t.Certificates, c.Raw)
	}
	return fmt.Sprintf("certificate %s of %s, valid from %s until %s", id, from, c.NotBefore.Format(time.DateOnly), c.NotAfter.Format(time.DateOnly)), nil
}

func importRevoked(t *twoddoc.Trust, crl *x509.RevocationList) (string, error) {
	from := crl.Issuer.CommonName
	if err := signedByAuthority(t, from, crl.CheckSignatureFrom); err != nil {
		return "", fmt.Errorf("the list of revoked certificates: %w", err)
	}
	for _, e := range crl.RevokedCertificateEntries {
		if r := (twoddoc.Revoked{Authority: from, Serial: e.SerialNumber.String()}); !slices.Contains(t.Revoked, r) {
			t.Revoked = append(t.Revoked, r)
		}
	}
	return fmt.Sprintf("%d revoked certificates of %s, as of %s", len(crl.RevokedCertificateEntries), from, crl.ThisUpdate.Format(time.DateOnly)), nil
}

func signedByAuthority(t *twoddoc.Trust, id string, fits func(*x509.Certificate) error) error {
	for _, a := range t.Authorities {
		if a.ID != id {
			continue
		}
		c, err := x509.ParseCertificate(a.DER)
		if err != nil {
			return fmt.Errorf("the authority %s: %w", id, err)
		}
		if err := fits(c); err != nil {
			return fmt.Errorf("the authority %s did not sign it: %w", id, err)
		}
		return nil
	}
	return fmt.Errorf("its authority %s is not in the list; import the State's list first", id)
}

func digest(b []byte) []byte {
	d := sha256.Sum256(b)
	return d[:]
}
