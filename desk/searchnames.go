package desk

import (
	"strings"

	"bordereau"
)

// What people write before a colon in the search box.
var filterNames = map[string]string{
	"type": "type", "nature": "type", "kind": "type", "dossier": "dossier", "file": "dossier", "casefile": "dossier",
	"agence": "agence", "branch": "agence", "etat": "etat", "state": "etat", "date": "date", "recu": "date", "received": "date",
	"montant": "montant", "somme": "montant", "amount": "montant",
}

// typeNames are the types as French people call them, folded and without separators;
// their names in the contract are understood as well.
var typeNames = map[string]bordereau.Type{
	"remise": bordereau.RemittanceSlip, "bordereau": bordereau.RemittanceSlip, "bordereauderemise": bordereau.RemittanceSlip,
	"cni": bordereau.IdentityCard, "cartedidentite": bordereau.IdentityCard, "carteidentite": bordereau.IdentityCard, "passeport": bordereau.Passport,
	"titredesejour": bordereau.ResidencePermit, "titresejour": bordereau.ResidencePermit,
	"justificatifdedomicile": bordereau.ProofOfAddress, "domicile": bordereau.ProofOfAddress,
	"avisdimposition": bordereau.TaxNotice, "avisimposition": bordereau.TaxNotice, "impot": bordereau.TaxNotice,
	"bulletindepaie": bordereau.Payslip, "bulletinpaie": bordereau.Payslip, "paie": bordereau.Payslip, "salaire": bordereau.Payslip,
	"rib": bordereau.BankDetails, "kbis": bordereau.CompanyExtract, "extraitkbis": bordereau.CompanyExtract,
	"actededeces": bordereau.DeathCertificate, "deces": bordereau.DeathCertificate, "actedenotoriete": bordereau.HeirsCertificate, "notoriete": bordereau.HeirsCertificate,
	"livretdefamille": bordereau.FamilyRecordBook, "mandat": bordereau.SepaMandate, "mandatsepa": bordereau.SepaMandate,
	"virement": bordereau.TransferOrder, "ordredevirement": bordereau.TransferOrder, "tip": bordereau.SepaTIP, "tipsepa": bordereau.SepaTIP,
	"offredepret": bordereau.LoanOffer, "pret": bordereau.LoanOffer, "tableaudamortissement": bordereau.AmortisationTable, "amortissement": bordereau.AmortisationTable,
	"ordredebourse": bordereau.SecuritiesOrder, "avisdopere": bordereau.TradeConfirmation, "operationsurtitres": bordereau.CorporateActionNotice, "ost": bordereau.CorporateActionNotice,
	"miseendemeure": bordereau.FormalNotice, "saisie": bordereau.EnforcementOrder, "reclamation": bordereau.Complaint, "facture": bordereau.Invoice,
	"releve": bordereau.AccountStatement, "relevedecompte": bordereau.AccountStatement, "courrier": bordereau.Letter, "lettre": bordereau.Letter,
	"separateur": bordereau.Separator, "vierge": bordereau.Blank, "inconnu": bordereau.Unknown, "actedenaissance": bordereau.BirthCertificate, "naissance": bordereau.BirthCertificate,
	"actedemariage": bordereau.MarriageCertificate, "mariage": bordereau.MarriageCertificate, "actedevente": bordereau.SaleAgreement, "compromis": bordereau.SaleAgreement,
	"statuts": bordereau.ArticlesOfAssociation, "contratdetravail": bordereau.EmploymentContract, "autrepiece": bordereau.OtherPiece,
}

var stateNames = map[string]bordereau.State{
	"recu": bordereau.Received, "controle": bordereau.Screened, "lu": bordereau.Read, "classe": bordereau.Classified, "avalider": bordereau.ToReview,
	"encours": bordereau.InReview, "enrevision": bordereau.InReview, "secondelecture": bordereau.SecondReview, "valide": bordereau.Decided, "decide": bordereau.Decided,
	"archive": bordereau.Archived, "comptabilise": bordereau.Booked, "rejete": bordereau.Rejected, "retourne": bordereau.Returned, "arescanner": bordereau.Returned,
	"doublon": bordereau.Duplicate, "separe": bordereau.Split, "divise": bordereau.Split, "quarantaine": bordereau.Quarantined, "detruit": bordereau.Destroyed,
}

func init() {
	for _, t := range bordereau.Types {
		typeNames[solid(string(t))] = t
	}
	for _, s := range bordereau.States {
		stateNames[solid(string(s))] = s
	}
}

// solid is a name folded, without what stands between its words.
func solid(s string) string { return strings.ReplaceAll(fold(s), " ", "") }

// named finds a name, or the one thing that all names beginning so stand for.
func named[T ~string](names map[string]T, typed string) (T, bool) {
	key := solid(typed)
	if v, ok := names[key]; ok {
		return v, true
	}
	var found T
	if len(key) < 3 {
		return found, false
	}
	for name, v := range names {
		if strings.HasPrefix(name, key) {
			if found != "" && found != v {
				return "", false
			}
			found = v
		}
	}
	return found, found != ""
}
