package twoddoc

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

// Answer is what a signature is worth.
type Answer string

// The answers.
const (
	Valid   Answer = "valid"
	Invalid Answer = "invalid" // it does not fit, or may not be believed
	Unknown Answer = "unknown" // the certificate is not known here: nothing is said
	Test    Answer = "test"    // it fits a certificate of test, which proves nothing
)

// Authority is one that may give certificates, by the State's list.
type Authority struct {
	ID     string    `json:"id"` // FR05
	Name   string    `json:"name"`
	DER    []byte    `json:"certificate"`
	Status string    `json:"status"` // last part of the list's URI: inaccord
	Since  time.Time `json:"since"`
}

// Revoked is a certificate that its authority withdrew.
type Revoked struct {
	Authority string `json:"authority"`
	Serial    string `json:"serial"` // decimal
}

// Trust is what signatures are held against: what was imported. The zero value knows
// nothing.
type Trust struct {
	Sequence     int         `json:"sequence"` // of the State's list
	Issued       time.Time   `json:"issued"`
	NextUpdate   time.Time   `json:"next_update"`
	SHA256       string      `json:"sha256"` // of the list as published
	Signer       string      `json:"signer"` // SHA-256 of the certificate that signed it
	Authorities  []Authority `json:"authorities"`
	Certificates [][]byte    `json:"certificates"` // of those who sign papers, DER
	Revoked      []Revoked   `json:"revoked"`
	// AllowTest has certificates of test answered `test`; else they are refused.
	AllowTest bool `json:"-"`
}

// ParseTrust reads what Encode wrote.
func ParseTrust(data []byte) (*Trust, error) {
	t := &Trust{}
	if err := json.Unmarshal(data, t); err != nil {
		return nil, fmt.Errorf("the trust list: %w", err)
	}
	return t, nil
}

// Encode is the form in which a trust list is kept.
func (t *Trust) Encode() ([]byte, error) { return json.MarshalIndent(t, "", "  ") }

// testAuthority says whether certificates of this authority are of test (specification
// 3.3.0: authority FR00, certificate 0000), or of this project's own specimens.
func testAuthority(c *Code) bool {
	return strings.HasSuffix(c.Authority, "00") || c.Certificate == "0000"
}

// Verify says what the signature of a code is worth on a day, and why, in French.
func (t *Trust) Verify(c *Code, now time.Time) (Answer, string) {
	if c.Version == 1 {
		return Unknown, "la signature de cette forme de code n'est pas vérifiée"
	}
	test := testAuthority(c)
	if test && !t.AllowTest {
		return Invalid, "le code est signé par un certificat de test (" + c.Authority + " " + c.Certificate + "), sans valeur"
	}
	if test && c.Authority == SpecimenAuthority && c.Certificate == SpecimenCertificate {
		if !fits(&SpecimenKey().PublicKey, c) {
			return Invalid, "la signature ne correspond pas au contenu du code"
		}
		return Test, "le code est signé par l'autorité de démonstration"
	}
	cert, authority := t.certificate(c)
	if cert == nil {
		return Unknown, "le certificat " + c.Certificate + " de l'autorité " + c.Authority + " n'est pas connu ici"
	}
	key, ok := cert.PublicKey.(*ecdsa.PublicKey)
	if !ok || !fits(key, c) {
		return Invalid, "la signature ne correspond pas au contenu du code"
	}
	if test {
		return Test, "le code est signé par un certificat de test"
	}
	if why := t.refuse(c, cert, authority, now); why != "" {
		return Invalid, why
	}
	why := "signature du " + c.Signed + " vérifiée : certificat " + c.Certificate + " de " + authority.Name
	if !t.NextUpdate.IsZero() && now.After(t.NextUpdate) {
		why += " (liste de confiance à renouveler depuis le " + t.NextUpdate.Format(time.DateOnly) + ")"
	}
	return Valid, why
}

// certificate finds who signed: by his own name and that of his authority, whose
// signature his certificate must bear unless it is of test.
func (t *Trust) certificate(c *Code) (*x509.Certificate, *Authority) {
	var authority *Authority
	var parent *x509.Certificate
	for i := range t.Authorities {
		if t.Authorities[i].ID == c.Authority {
			if cert, err := x509.ParseCertificate(t.Authorities[i].DER); err == nil {
				authority, parent = &t.Authorities[i], cert
			}
		}
	}
	for _, der := range t.Certificates {
		cert, err := x509.ParseCertificate(der)
		if err != nil || cert.Subject.CommonName != c.Certificate || cert.Issuer.CommonName != c.Authority {
			continue
		}
		if testAuthority(c) {
			return cert, &Authority{ID: c.Authority}
		}
		if parent != nil && parent.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature) == nil {
			return cert, authority
		}
	}
	return nil, nil
}

// refuse says why a signature that fits may not be believed all the same: a revoked
// certificate whatever the day, a day outside of its validity, or an authority that the
// State does not say to be in accordance.
func (t *Trust) refuse(c *Code, cert *x509.Certificate, a *Authority, now time.Time) string {
	for _, r := range t.Revoked {
		if r.Authority == a.ID && r.Serial == cert.SerialNumber.String() {
			return "le certificat " + c.Certificate + " a été révoqué"
		}
	}
	signed, err := time.Parse(time.DateOnly, c.Signed)
	root, bad := x509.ParseCertificate(a.DER)
	switch {
	case bad != nil:
		return "le certificat de l'autorité " + a.ID + " ne se lit pas"
	case err != nil:
		return "le code ne dit pas quand il a été signé"
	case signed.After(now.AddDate(0, 0, 1)):
		return "le code dit avoir été signé le " + c.Signed + ", dans l'avenir"
	case signed.AddDate(0, 0, 1).Before(cert.NotBefore) || signed.After(cert.NotAfter):
		return "le code a été signé le " + c.Signed + ", hors de la validité du certificat"
	case signed.AddDate(0, 0, 1).Before(root.NotBefore) || signed.After(root.NotAfter):
		return "le code a été signé le " + c.Signed + ", hors de la validité de l'autorité " + a.ID
	case a.Status != "inaccord":
		return "l'autorité " + a.ID + " n'est plus agréée par l'État"
	}
	return ""
}

// fits verifies r and s over the message. Whether the mark that ends a binary message is
// signed with it no published code tells: either will do, for it is always the same.
func fits(key *ecdsa.PublicKey, c *Code) bool {
	if !c.Binary {
		return signs(key, c.Message, c.Signature)
	}
	size := 2 * width(key)
	if len(c.Signature) < size {
		return false
	}
	return signs(key, c.Message, c.Signature[:size]) || signs(key, append(slices.Clip(c.Message), binarySign), c.Signature[:size])
}

// width is the length of r, and of s, in bytes.
func width(key *ecdsa.PublicKey) int { return (key.Curve.Params().BitSize + 7) / 8 }

// signs verifies r and s: SHA-256 for P-256, 384 and 512 for the others.
func signs(key *ecdsa.PublicKey, message, signature []byte) bool {
	var digest []byte
	size := width(key)
	if len(signature) != 2*size {
		return false
	}
	switch size {
	case 32:
		d := sha256.Sum256(message)
		digest = d[:]
	case 48:
		d := sha512.Sum384(message)
		digest = d[:]
	case 66:
		d := sha512.Sum512(message)
		digest = d[:]
	default:
		return false
	}
	return ecdsa.Verify(key, digest, new(big.Int).SetBytes(signature[:size]), new(big.Int).SetBytes(signature[size:]))
}
