package bordereau

// EInvoice is what the XML that an invoice carries in its file says (Factur-X, UN/CEFACT
// CII): amounts and dates canonical, references without blanks; empty where it says
// nothing. Nothing in it is proved: it is held against the page.
type EInvoice struct {
	Profile   string         `json:"profile"` // minimum, basicwl, basic, en16931, extended, or the identifier itself
	Kind      string         `json:"kind"`    // UNTDID 1001: 380 invoice, 381 credit note
	Number    string         `json:"number"`
	Date      string         `json:"date"`
	DueDate   string         `json:"due_date,omitempty"`
	Currency  string         `json:"currency"`
	Net       string         `json:"net"`
	VAT       string         `json:"vat"`
	Gross     string         `json:"gross"`
	Payable   string         `json:"payable,omitempty"`
	Seller    string         `json:"seller,omitempty"`
	SellerID  string         `json:"seller_id,omitempty"` // of the legal register: SIREN or SIRET
	SellerVAT string         `json:"seller_vat,omitempty"`
	Buyer     string         `json:"buyer,omitempty"`
	IBAN      string         `json:"iban,omitempty"`
	Rates     []EInvoiceRate `json:"rates,omitempty"`
}

// EInvoiceRate is the tax at one rate in percent.
type EInvoiceRate struct {
	Rate string `json:"rate"`
	Base string `json:"base"`
	VAT  string `json:"vat"`
}
