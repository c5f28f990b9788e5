package facturx

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bordereau"
	"github.com/google/go-cmp/cmp"
)

// invoiceOf is an invoice of the profile EN 16931 with its parts in place.
func invoiceOf(profile, settlement string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="` + namespace + `" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>` + profile + `</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>FA-2026-0471</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="102">20261103</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:RateApplicablePercent>10</ram:RateApplicablePercent></ram:ApplicableTradeTax></ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Garage des Moulins</ram:Name><ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">732 829 320</ram:ID></ram:SpecifiedLegalOrganization>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">12</ram:ID></ram:SpecifiedTaxRegistration><ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">FR44732829320</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>Odette Brissac</ram:Name></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeSettlement>` + settlement + `</ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>`
}

const (
	euros  = `<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>`
	totals = `<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:TaxBasisTotalAmount>250.00</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="USD">54.00</ram:TaxTotalAmount>` +
		`<ram:TaxTotalAmount currencyID="EUR">50.0000</ram:TaxTotalAmount><ram:GrandTotalAmount>300</ram:GrandTotalAmount><ram:DuePayableAmount>300.00</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>`
	rates = `<ram:ApplicableTradeTax><ram:CalculatedAmount>50.00</ram:CalculatedAmount><ram:BasisAmount>250.00</ram:BasisAmount><ram:RateApplicablePercent>20.00</ram:RateApplicablePercent></ram:ApplicableTradeTax>`
	means = `<ram:SpecifiedTradeSettlementPaymentMeans><ram:PayeePartyCreditorFinancialAccount><ram:IBANID>FR76 3000 1000 6449 1900 9562 088</ram:IBANID></ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>`
)

func TestParse(t *testing.T) {
	want := bordereau.EInvoice{Profile: "en16931", Kind: "380", Number: "FA-2026-0471", Date: "2026-11-03", Currency: "EUR", Net: "250.00", VAT: "50.00", Gross: "300.00", Payable: "300.00",
		Seller: "Garage des Moulins", SellerID: "732829320", SellerVAT: "FR44732829320", Buyer: "Odette Brissac", IBAN: "FR7630001000644919009562088",
		Rates: []bordereau.EInvoiceRate{{Rate: "20", Base: "250.00", VAT: "50.00"}}}
	got, err := Parse([]byte("\ufeff" + invoiceOf("urn:cen.eu:en16931:2017", euros+means+rates+totals)))
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(err, d)
	}
	want.Profile, want.Rates, want.IBAN = "minimum", nil, ""
	got, err = Parse([]byte(invoiceOf("urn:factur-x.eu:1p0:minimum", euros+totals)))
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(err, d)
	}
	for urn, name := range map[string]string{"urn:factur-x.eu:1p0:basicwl": "basicwl", "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic": "basic",
		"urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended": "extended", "urn:other": "urn:other"} {
		if profile(urn) != name {
			t.Errorf("%s is %s", urn, profile(urn))
		}
	}
}

func TestHostileInvoices(t *testing.T) {
	good := invoiceOf("urn:cen.eu:en16931:2017", euros+totals)
	for name, bad := range map[string]string{
		"nothing":            "",
		"no XML":             "hello",
		"another root":       strings.ReplaceAll(good, "CrossIndustryInvoice", "CrossIndustryDocument"),
		"another namespace":  strings.ReplaceAll(good, namespace, "urn:x"),
		"a document type":    strings.Replace(good, "<rsm:Cross", "<!DOCTYPE x [<!ENTITY a \"aaaa\">]>\n<rsm:Cross", 1),
		"an entity":          strings.Replace(good, "FA-2026-0471", "&a;", 1),
		"an outer entity":    strings.Replace(good, "<rsm:Cross", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">\n<rsm:Cross", 1),
		"another encoding":   strings.Replace(good, "UTF-8", "UTF-16", 1),
		"cut":                good[:len(good)/2],
		"two roots":          good + good[strings.Index(good, "<rsm:Cross"):],
		"too deep":           strings.Replace(good, "<ram:TypeCode>380", strings.Repeat("<x>", 40)+strings.Repeat("</x>", 40)+"<ram:TypeCode>380", 1),
		"endless":            strings.Replace(good, "<ram:TypeCode>380", strings.Repeat("<x/>", maxElements)+"<ram:TypeCode>380", 1),
		"large":              good + strings.Repeat(" ", MaxBytes),
		"no number":          strings.Replace(good, "FA-2026-0471", "", 1),
		"no currency":        strings.Replace(good, "EUR</ram:Inv", "</ram:Inv", 1),
		"unknown currency":   strings.Replace(good, "EUR</ram:Inv", "ZZZ</ram:Inv", 1),
		"no date":            strings.Replace(good, "20261103", "", 1),
		"an impossible date": strings.Replace(good, "20261103", "20261303", 1),
		"thousandths":        strings.Replace(good, "250.00", "250.001", 1),
		"a fraction":         strings.Replace(good, "250.00", "500/2", 1),
		"an exponent":        strings.Replace(good, "250.00", "1e9", 1),
		"words":              strings.Replace(good, "250.00", "beaucoup", 1),
		"a rate of words":    invoiceOf("", euros+strings.Replace(rates, "20.00", "vingt", 1)+totals),
	} {
		if e, err := Parse([]byte(bad)); err == nil {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(invoiceOf("urn:cen.eu:en16931:2017", euros+means+rates+totals)))
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := Parse(data)
		if err == nil && (e.Number == "" || e.Gross == "" || len(e.Rates) > maxRates) {
			t.Fatal(fmt.Sprint(e))
		}
	})
}

// TestRealInvoices reads published samples, where there are any.
func TestRealInvoices(t *testing.T) {
	dir := os.Getenv("BORDEREAU_CORPUS")
	if dir == "" {
		return
	}
	for name, want := range map[string][4]string{"Facture_F20180027.pdf": {"F20180027", "100.00", "10.00", "110.00"}, "EN16931_Einfach.pdf": {"471102", "473.00", "56.87", "529.87"}} {
		out := filepath.Join(t.TempDir(), "x.xml")
		if msg, err := exec.Command("pdfdetach", "-save", "1", "-o", out, filepath.Join(dir, "documents", "facture_facturx", name)).CombinedOutput(); err != nil {
			t.Fatal(err, string(msg))
		}
		data, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		e, err := Parse(data)
		if got := [4]string{e.Number, e.Net, e.VAT, e.Gross}; err != nil || got != want || e.Profile != "en16931" {
			t.Errorf("%s: %v %+v", name, err, e)
		}
	}
}
