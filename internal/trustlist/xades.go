package trustlist

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"
)

const (
	dsigSpace = "http://www.w3.org/2000/09/xmldsig#"
	exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
)

var methods = map[string]x509.SignatureAlgorithm{
	"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256":   x509.SHA256WithRSA,
	"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512":   x509.SHA512WithRSA,
	"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256": x509.ECDSAWithSHA256,
}

var digests = map[string]func([]byte) []byte{
	"http://www.w3.org/2001/04/xmlenc#sha256": func(b []byte) []byte { d := sha256.Sum256(b); return d[:] },
	"http://www.w3.org/2001/04/xmlenc#sha512": func(b []byte) []byte { d := sha512.Sum512(b); return d[:] },
}

// verify holds the enveloped signature of a document against the certificate that it
// carries (XMLDSig with exclusive canonicalisation) and gives what is signed: the document
// without the signature, in its canonical form. Nothing else may be believed of it.
func verify(data []byte) (covered []byte, signer *x509.Certificate, err error) {
	doc := etree.NewDocument()
	doc.ReadSettings.ValidateInput = true
	if err := doc.ReadFromBytes(data); err != nil {
		return nil, nil, err
	}
	for _, t := range doc.Child {
		if _, ok := t.(*etree.Directive); ok {
			return nil, nil, errors.New("a document type is not allowed")
		}
	}
	root := doc.Root()
	if root == nil {
		return nil, nil, errors.New("the document is empty")
	}
	var signature *etree.Element
	for _, e := range root.ChildElements() {
		if e.Tag == "Signature" && e.NamespaceURI() == dsigSpace {
			if signature != nil {
				return nil, nil, errors.New("there is more than one")
			}
			signature = e
		}
	}
	if signature == nil {
		return nil, nil, errors.New("there is none")
	}
	info, value, holder := signature.SelectElement("SignedInfo"), signature.SelectElement("SignatureValue"), signature.FindElement("KeyInfo/X509Data/X509Certificate")
	if info == nil || value == nil || holder == nil {
		return nil, nil, errors.New("a part of it is missing")
	}
	if signer, err = certificate(holder.Text()); err != nil {
		return nil, nil, err
	}
	if err := signedInfo(info, value, signer); err != nil {
		return nil, nil, err
	}
	whole := false
	for _, ref := range info.SelectElements("Reference") {
		got, all, err := referenced(root, signature, ref)
		if err != nil {
			return nil, nil, err
		}
		if all {
			covered, whole = got, true
		}
	}
	if !whole {
		return nil, nil, errors.New("it does not cover the document")
	}
	return covered, signer, nil
}

func certificate(text string) (*x509.Certificate, error) {
	der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, fmt.Errorf("its certificate: %w", err)
	}
	return x509.ParseCertificate(der)
}

// signedInfo verifies the signature over its list of digests.
func signedInfo(info, value *etree.Element, signer *x509.Certificate) error {
	if c := info.SelectElement("CanonicalizationMethod"); c == nil || c.SelectAttrValue("Algorithm", "") != exclusive {
		return errors.New("its canonical form is not known")
	}
	m := info.SelectElement("SignatureMethod")
	if m == nil || methods[m.SelectAttrValue("Algorithm", "")] == 0 {
		return errors.New("its algorithm is not known")
	}
	canonical, err := canonicalOf(info)
	if err != nil {
		return err
	}
	raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(value.Text()), ""))
	if err != nil {
		return fmt.Errorf("its value: %w", err)
	}
	if err := signer.CheckSignature(methods[m.SelectAttrValue("Algorithm", "")], canonical, raw); err != nil {
		return fmt.Errorf("it does not fit: %w", err)
	}
	return nil
}

// referenced verifies one digest: of the document without its signature (URI ""), or of a
// part of the signature by its Id.
func referenced(root, signature, ref *etree.Element) (got []byte, all bool, err error) {
	uri := ref.SelectAttrValue("URI", "?")
	switch {
	case uri == "":
		all = true
		rest := root.Copy()
		for _, e := range rest.FindElements(".//Signature") {
			if e.NamespaceURI() == dsigSpace {
				e.Parent().RemoveChild(e)
			}
		}
		got, err = canonicalOf(rest)
	case strings.HasPrefix(uri, "#"):
		var part *etree.Element
		for _, e := range signature.FindElements(".//*") {
			if e.SelectAttrValue("Id", "") == uri[1:] {
				if part != nil {
					return nil, false, errors.New("two parts have the same name")
				}
				part = e
			}
		}
		if part == nil {
			return nil, false, fmt.Errorf("it covers %s, which is not there", uri)
		}
		got, err = canonicalOf(part)
	default:
		return nil, false, fmt.Errorf("it covers %s, which is elsewhere", uri)
	}
	if err != nil {
		return nil, false, err
	}
	method, value := ref.SelectElement("DigestMethod"), ref.SelectElement("DigestValue")
	if method == nil || value == nil || digests[method.SelectAttrValue("Algorithm", "")] == nil {
		return nil, false, errors.New("a digest is not known")
	}
	want, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(value.Text()), ""))
	if err != nil {
		return nil, false, fmt.Errorf("a digest: %w", err)
	}
	if !bytes.Equal(digests[method.SelectAttrValue("Algorithm", "")](got), want) {
		return nil, false, errors.New("the document was changed after it was signed")
	}
	return got, all, nil
}

// canonicalOf is the exclusive canonical form of an element where it stands.
func canonicalOf(e *etree.Element) ([]byte, error) {
	ctx, err := etreeutils.NSBuildParentContext(e)
	if err != nil {
		return nil, err
	}
	alone, err := etreeutils.NSDetatch(ctx, e)
	if err != nil {
		return nil, err
	}
	return dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("").Canonicalize(alone)
}
