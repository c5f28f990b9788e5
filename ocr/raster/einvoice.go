package raster

import (
	"bordereau"
	"bordereau/check/facturx"
)

// FlagEInvoice says that the XML of an invoice within the file could not be read.
const FlagEInvoice = "einvoice_unreadable"

// The names under which the XML of an invoice lies in a PDF (Factur-X 1.0, ZUGFeRD 2).
var einvoiceNames = []string{"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"}

// EInvoice is what the XML of an invoice within the file says; nil where there is none,
// and where it cannot be read, which is flagged.
func (f *File) EInvoice() *bordereau.EInvoice {
	if f.pdf == nil {
		return nil
	}
	data, ok := f.pdf.Attachment(facturx.MaxBytes, einvoiceNames...)
	if !ok {
		return nil
	}
	e, err := facturx.Parse(data)
	if err != nil {
		f.flag(FlagEInvoice)
		return nil
	}
	return &e
}
