package dossier

import (
	"fmt"
	"strings"
	"time"

	"bordereau"
)

// Letter is a letter that asks for what a dossier lacks, in its parts.
type Letter struct {
	Lang    string   `json:"lang"` // fr, en
	Ref     string   `json:"ref"`
	Sender  string   `json:"sender"`
	To      []string `json:"to"` // name and address, a line each
	Date    string   `json:"date"`
	Subject string   `json:"subject"`
	Body    []string `json:"body"` // paragraphs
	Items   []string `json:"items"`
	Closing []string `json:"closing"`
	Pieces  []string `json:"pieces"` // what it asks for, by name
}

// LetterFor writes the letter for what is missing or run out; false when nothing is
// to be asked of anybody. What the bank itself makes or still looks at is not asked for.
// day is the day that it bears.
func LetterFor(k Kind, d Dossier, to Recipient, lines []Line, lang string, day time.Time) (Letter, bool) {
	l := Letter{Lang: lang, Ref: d.Ref, To: to.lines(lang)}
	for _, line := range lines {
		r, ok := k.piece(line.Piece)
		if !ok || r.ByBank || line.State != Missing && line.State != Expired || line.Need == "optional" {
			continue
		}
		l.Pieces = append(l.Pieces, line.Piece)
		if lang == "en" {
			l.Items = append(l.Items, english(r, line.State))
		} else {
			l.Items = append(l.Items, french(line))
		}
	}
	if lang == "en" {
		l.Sender, l.Date = "Your branch "+d.Branch, day.Format("2 January 2006")
		l.Subject = "Documents needed for your file " + d.Ref
		l.Body = []string{to.greeting(lang) + ",", "We are handling the file named above. To go on with it we need the following documents:"}
		l.Closing = []string{"Please bring them to your branch or send us a copy, with the reference of your file.", "Yours faithfully,", "Your branch"}
	} else {
		l.Sender, l.Date = "Votre agence "+d.Branch, frenchDay(day)
		l.Subject = "Pièces à fournir pour votre dossier " + d.Ref
		l.Body = []string{to.greeting(lang) + ",", "Nous traitons le dossier cité en objet (" + lowerFirst(d.Title) + "). Pour le poursuivre, il nous faut les pièces suivantes :"}
		l.Closing = []string{"Nous vous remercions de les remettre à votre agence ou de nous en adresser une copie, en rappelant la référence de votre dossier.",
			"Nous vous prions d'agréer, " + to.greeting(lang) + ", nos salutations distinguées.", "Votre agence"}
	}
	return l, len(l.Items) > 0
}

func addressLines(s string) (out []string) {
	for _, line := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == ',' }) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

var months = [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

func frenchDay(t time.Time) string {
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return fmt.Sprintf("le %s %s %d", day, months[t.Month()-1], t.Year())
}

func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) > 1 && r[1] >= 'a' {
		r[0] = []rune(strings.ToLower(string(r[0])))[0]
	}
	return string(r)
}

func french(l Line) string {
	if l.State == Expired || strings.HasPrefix(l.Why, "Il manque") {
		return l.Title + " (" + lowerFirst(l.Why) + ")"
	}
	return l.Title
}

func english(r PieceRule, state LineState) string {
	s := r.TitleEn
	if s == "" {
		s = byTypes(r)
	}
	if state == Expired {
		s += ": the one we hold has expired or is too old"
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// byTypes calls a piece by the types of documents that it takes.
func byTypes(r PieceRule) string {
	names := make([]string, 0, len(r.Types))
	for _, t := range r.Types {
		if t != bordereau.Unknown && (t != bordereau.OtherPiece || len(r.Types) == 1) {
			names = append(names, englishNames[t])
		}
	}
	s := strings.Join(names, ", or ")
	if s == "" {
		s = englishNames[bordereau.OtherPiece]
	}
	if n := r.Count; n > 1 {
		s = fmt.Sprintf("%s (%d documents)", s, n)
	}
	return s
}

// englishNames call the types of documents that a customer may be asked for.
var englishNames = map[bordereau.Type]string{
	bordereau.Cheque: "cheque", bordereau.RemittanceSlip: "remittance slip", bordereau.IdentityCard: "identity card", bordereau.Passport: "passport",
	bordereau.ResidencePermit: "residence permit", bordereau.ProofOfAddress: "proof of address", bordereau.TaxNotice: "income tax notice", bordereau.Payslip: "payslip",
	bordereau.BankDetails: "bank details (RIB)", bordereau.CompanyExtract: "extract from the companies register (Kbis)", bordereau.DeathCertificate: "death certificate, full copy",
	bordereau.HeirsCertificate: "certificate of heirship", bordereau.FamilyRecordBook: "family record book", bordereau.SepaMandate: "signed direct debit mandate",
	bordereau.TransferOrder: "signed transfer order", bordereau.SepaTIP: "TIP SEPA", bordereau.LoanOffer: "loan offer", bordereau.AmortisationTable: "amortisation table",
	bordereau.SecuritiesOrder: "signed securities order", bordereau.TradeConfirmation: "trade confirmation", bordereau.CorporateActionNotice: "notice of a corporate action",
	bordereau.FormalNotice: "formal notice", bordereau.EnforcementOrder: "enforcement order", bordereau.Complaint: "complaint", bordereau.Invoice: "invoice",
	bordereau.AccountStatement: "account statement", bordereau.Letter: "signed letter", bordereau.BirthCertificate: "birth certificate", bordereau.MarriageCertificate: "marriage certificate",
	bordereau.SaleAgreement: "sale agreement", bordereau.ArticlesOfAssociation: "articles of association", bordereau.EmploymentContract: "employment contract", bordereau.OtherPiece: "supporting document",
}
