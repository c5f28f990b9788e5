package bordereau

// Type is the kind of a document.
type Type string

const (
	Cheque                Type = "cheque"
	RemittanceSlip        Type = "remittance_slip"
	IdentityCard          Type = "identity_card"
	Passport              Type = "passport"
	ResidencePermit       Type = "residence_permit"
	ProofOfAddress        Type = "proof_of_address"
	TaxNotice             Type = "tax_notice"
	Payslip               Type = "payslip"
	BankDetails           Type = "bank_details"
	CompanyExtract        Type = "company_extract"
	DeathCertificate      Type = "death_certificate"
	HeirsCertificate      Type = "heirs_certificate"
	FamilyRecordBook      Type = "family_record_book"
	SepaMandate           Type = "sepa_mandate"
	TransferOrder         Type = "transfer_order"
	SepaTIP               Type = "sepa_tip"
	LoanOffer             Type = "loan_offer"
	AmortisationTable     Type = "amortisation_table"
	SecuritiesOrder       Type = "securities_order"
	TradeConfirmation     Type = "trade_confirmation"
	CorporateActionNotice Type = "corporate_action_notice"
	FormalNotice          Type = "formal_notice"
	EnforcementOrder      Type = "enforcement_order"
	Complaint             Type = "complaint"
	Invoice               Type = "invoice"
	AccountStatement      Type = "account_statement"
	Letter                Type = "letter"
	Separator             Type = "separator"
	Blank                 Type = "blank"
	Unknown               Type = "unknown"
	BirthCertificate      Type = "birth_certificate"
	MarriageCertificate   Type = "marriage_certificate"
	SaleAgreement         Type = "sale_agreement"
	ArticlesOfAssociation Type = "articles_of_association"
	EmploymentContract    Type = "employment_contract"
	OtherPiece            Type = "other_piece"
)

// Types lists every type in the order of the contract.
var Types = []Type{
	Cheque, RemittanceSlip, IdentityCard, Passport, ResidencePermit, ProofOfAddress, TaxNotice, Payslip,
	BankDetails, CompanyExtract, DeathCertificate, HeirsCertificate, FamilyRecordBook, SepaMandate,
	TransferOrder, SepaTIP, LoanOffer, AmortisationTable, SecuritiesOrder, TradeConfirmation,
	CorporateActionNotice, FormalNotice, EnforcementOrder, Complaint, Invoice, AccountStatement, Letter,
	Separator, Blank, Unknown, BirthCertificate, MarriageCertificate, SaleAgreement, ArticlesOfAssociation,
	EmploymentContract, OtherPiece,
}

// Known says whether t is a type of the contract.
func (t Type) Known() bool {
	for _, k := range Types {
		if k == t {
			return true
		}
	}
	return false
}
