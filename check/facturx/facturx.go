// Package facturx reads the XML of an invoice (Factur-X 1.0, that is UN/CEFACT Cross
// Industry Invoice D16B) as far as its profiles MINIMUM to EN 16931 say who owes what to
// whom. What it reads is hostile: no document type, no entity, bounded in every way.
package facturx

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"

	"bordereau"
	"bordereau/check"
)

// The bounds of a file.
const (
	MaxBytes    = 2 << 20
	maxDepth    = 32
	maxElements = 100_000
	maxText     = 500 // bytes of one value
	maxRates    = 20
)

const namespace = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"

// Parse reads an invoice. Without its number, its date, its currency and its totals it is
// none; an amount that is none in its currency is an error.
func Parse(data []byte) (bordereau.EInvoice, error) {
	if len(data) > MaxBytes {
		return bordereau.EInvoice{}, fmt.Errorf("the invoice has %d bytes", len(data))
	}
	r := &reader{values: map[string]string{}}
	if err := r.walk(data); err != nil {
		return bordereau.EInvoice{}, err
	}
	return r.invoice()
}

// reader keeps the first value of every path that is asked for.
type reader struct {
	path   []string
	values map[string]string
	rates  []map[string]string
}

const (
	document   = "ExchangedDocument/"
	trade      = "SupplyChainTradeTransaction/"
	agreement  = trade + "ApplicableHeaderTradeAgreement/"
	settlement = trade + "ApplicableHeaderTradeSettlement/"
	summation  = settlement + "SpecifiedTradeSettlementHeaderMonetarySummation/"
	tax        = settlement + "ApplicableTradeTax"
)

// asked names the paths that are read, below the root.
var asked = map[string]string{
	"ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID": "profile",
	document + "ID": "number", document + "TypeCode": "kind", document + "IssueDateTime/DateTimeString": "date",
	agreement + "SellerTradeParty/Name": "seller", agreement + "SellerTradeParty/SpecifiedLegalOrganization/ID": "seller_id",
	agreement + "SellerTradeParty/SpecifiedTaxRegistration/ID": "seller_vat", agreement + "BuyerTradeParty/Name": "buyer",
	settlement + "InvoiceCurrencyCode": "currency", settlement + "SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString": "due",
	settlement + "SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID": "iban",
	summation + "TaxBasisTotalAmount": "net", summation + "TaxTotalAmount": "vat", summation + "GrandTotalAmount": "gross", summation + "DuePayableAmount": "payable",
	tax + "/CalculatedAmount": "rate.vat", tax + "/BasisAmount": "rate.base", tax + "/RateApplicablePercent": "rate.rate",
}

func (r *reader) walk(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	d.Strict = true
	var text strings.Builder
	scheme, ended := "", false
	for n := 0; ; {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			if !ended {
				return errors.New("there is no invoice in it")
			}
			return nil
		case err != nil:
			return fmt.Errorf("it is no XML: %w", err)
		}
		switch t := token.(type) {
		case xml.Directive:
			return errors.New("it declares a document type")
		case xml.StartElement:
			if n++; n > maxElements || len(r.path) >= maxDepth {
				return errors.New("it has too many elements, or too deep ones")
			}
			if len(r.path) == 0 && (ended || t.Name.Local != "CrossIndustryInvoice" || t.Name.Space != namespace) {
				return fmt.Errorf("its root is %s %s", t.Name.Space, t.Name.Local)
			}
			r.path = append(r.path, t.Name.Local)
			text.Reset()
			scheme = attribute(t, "schemeID", "format", "currencyID")
			if r.at() == tax && len(r.rates) < maxRates {
				r.rates = append(r.rates, map[string]string{})
			}
		case xml.CharData:
			if text.Len()+len(t) <= maxText {
				text.Write(t)
			}
		case xml.EndElement:
			if name := asked[r.at()]; name != "" {
				r.keep(name, strings.TrimSpace(text.String()), scheme)
			}
			r.path, ended = r.path[:len(r.path)-1], len(r.path) == 1
			text.Reset()
		}
	}
}

// at is where the walk stands, below the root.
func (r *reader) at() string { return strings.Join(r.path[min(1, len(r.path)):], "/") }

func attribute(t xml.StartElement, names ...string) string {
	for _, a := range t.Attr {
		for _, n := range names {
			if a.Name.Local == n {
				return a.Value
			}
		}
	}
	return ""
}

func (r *reader) keep(name, value, scheme string) {
	if part, ok := strings.CutPrefix(name, "rate."); ok {
		if n := len(r.rates); n > 0 && r.rates[n-1][part] == "" {
			r.rates[n-1][part] = value
		}
		return
	}
	switch {
	case r.values[name] != "":
	case name == "seller_vat" && scheme != "VA":
	case name == "vat" && scheme != "" && r.values["currency"] != "" && scheme != r.values["currency"]: // in the currency of the books
	case (name == "date" || name == "due") && scheme != "102":
	default:
		r.values[name] = value
	}
}

// profiles are the ends of their identifiers.
var profiles = []string{"minimum", "basicwl", "basic", "extended", "en16931"}

func (r *reader) invoice() (bordereau.EInvoice, error) {
	v := r.values
	e := bordereau.EInvoice{Profile: profile(v["profile"]), Kind: v["kind"], Number: v["number"], Currency: v["currency"], Seller: v["seller"], Buyer: v["buyer"],
		SellerID: check.Compact(v["seller_id"]), SellerVAT: check.Compact(v["seller_vat"]), IBAN: check.Compact(v["iban"])}
	var err error
	amount := func(into *string, text string, needed bool) {
		if text == "" && !needed {
			return
		}
		s, wrong := decimal(text, e.Currency)
		if *into = s; err == nil {
			err = wrong
		}
	}
	day := func(into *string, text string, needed bool) {
		if text == "" && !needed {
			return
		}
		t, wrong := time.Parse("20060102", text)
		if *into = t.Format(time.DateOnly); err == nil {
			err = wrong
		}
	}
	day(&e.Date, v["date"], true)
	day(&e.DueDate, v["due"], false)
	amount(&e.Net, v["net"], true)
	amount(&e.VAT, v["vat"], v["gross"] != v["net"]) // MINIMUM may leave out a tax of nothing
	amount(&e.Gross, v["gross"], true)
	amount(&e.Payable, v["payable"], false)
	for _, x := range r.rates {
		if x["base"] == "" && x["vat"] == "" {
			continue
		}
		rate, ok := new(big.Rat).SetString(cmp.Or(x["rate"], "0"))
		if !ok || len(x["rate"]) > 12 {
			return e, fmt.Errorf("the rate %q is no number", x["rate"])
		}
		t := bordereau.EInvoiceRate{Rate: plain(rate)}
		amount(&t.Base, x["base"], true)
		amount(&t.VAT, x["vat"], true)
		e.Rates = append(e.Rates, t)
	}
	if err == nil && (e.Number == "" || e.Currency == "") {
		err = errors.New("it lacks its number or its currency")
	}
	if err != nil {
		return bordereau.EInvoice{}, err
	}
	return e, nil
}

func profile(urn string) string {
	for _, p := range profiles {
		if strings.HasSuffix(urn, ":"+p) || p == "en16931" && strings.HasPrefix(urn, "urn:cen.eu:en16931:2017") && !strings.Contains(urn, "#") {
			return p
		}
	}
	return urn
}

// decimal is an amount with the decimals of its currency; more of them must be zeros.
func decimal(text, currency string) (string, error) {
	if len(text) > 24 || strings.ContainsAny(text, "/eE") {
		return "", fmt.Errorf("%q is no amount", text)
	}
	r, ok := new(big.Rat).SetString(text)
	exp, known := bordereau.Exponent(currency)
	if !ok || !known {
		return "", fmt.Errorf("%q is no amount in %q", text, currency)
	}
	s := r.FloatString(exp)
	if back, ok := new(big.Rat).SetString(s); !ok || back.Cmp(r) != 0 {
		return "", fmt.Errorf("%q has too many decimals for %s", text, currency)
	}
	return s, nil
}

// plain writes a number without an end of zeros.
func plain(r *big.Rat) string {
	s := r.FloatString(4)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
