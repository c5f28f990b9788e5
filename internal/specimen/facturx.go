package specimen

import (
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"fmt"
	"strings"
)

// FacturX writes a drawn invoice as a PDF of real text with an XML in it, as Factur-X
// does: as an associated file by the name factur-x.xml.
func FacturX(d Drawing, data []byte) ([]byte, error) {
	p, err := digital(d)
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write(data); err != nil {
		return nil, fmt.Errorf("pack the invoice: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack the invoice: %w", err)
	}
	file := p.stream("/Type /EmbeddedFile /Subtype /text#2Fxml /Filter /FlateDecode ", packed.Bytes())
	spec := p.add("<< /Type /Filespec /F (factur-x.xml) /UF (factur-x.xml) /AFRelationship /Data /EF << /F %d 0 R /UF %d 0 R >> >>", file, file)
	p.catalog = fmt.Sprintf(" /Names << /EmbeddedFiles << /Names [(factur-x.xml) %d 0 R] >> >> /AF [%d 0 R]", spec, spec)
	return p.bytes(), nil
}

// CII is the XML of an invoice with these fields, of the profile EN 16931 as far as they
// go (UN/CEFACT CII D16B).
func CII(fields map[string]string) []byte {
	text := func(s string) string {
		var b bytes.Buffer
		if err := xml.EscapeText(&b, []byte(s)); err != nil {
			panic(err) // a buffer takes everything
		}
		return b.String()
	}
	var taxes strings.Builder
	for i := range 8 {
		at := fmt.Sprintf("vat[%d].", i)
		if rate := fields[at+"vat_rate"]; rate != "" {
			fmt.Fprintf(&taxes, "<ram:ApplicableTradeTax><ram:CalculatedAmount>%s</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>%s</ram:BasisAmount>"+
				"<ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>%s</ram:RateApplicablePercent></ram:ApplicableTradeTax>", text(fields[at+"vat_amount"]), text(fields[at+"net_amount"]), text(rate))
		}
	}
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>%s</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="102">%s</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>%s</ram:Name><ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">%s</ram:ID></ram:SpecifiedLegalOrganization></ram:SellerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:PayeePartyCreditorFinancialAccount><ram:IBANID>%s</ram:IBANID></ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>%s
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:TaxBasisTotalAmount>%s</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">%s</ram:TaxTotalAmount><ram:GrandTotalAmount>%s</ram:GrandTotalAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>
`, text(fields["invoice_number"]), text(strings.ReplaceAll(fields["date"], "-", "")), text(fields["company"]), text(fields["siren"]), text(fields["iban"]), taxes.String(),
		text(fields["net_amount"]), text(fields["vat_amount"]), text(fields["gross_amount"]))
}
