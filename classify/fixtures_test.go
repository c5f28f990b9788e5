package classify_test

import (
	"context"
	"testing"
	"time"

	"bordereau"
	"bordereau/classify"
	"bordereau/classify/internal/typeset"
	"bordereau/policy"
)

// The layouts below are written by hand; nobody in them exists.

const ribText = `
BANQUE DES TILLEULS

              RELEVE D'IDENTITE BANCAIRE

Titulaire du compte                      Domiciliation
MME ODETTE BRISSAC                       TILLEULS VALMORTE
12 rue Basse
99100 Valmorte

Code banque    Code guichet    N° du compte      Clé RIB
30001          00064           49190095620       88

IBAN (International Bank Account Number)
FR76 3000 1000 6449 1900 9562 088
BIC (Bank Identifier Code)
ZZTIFR2T
`

const transferText = `
                ORDRE DE VIREMENT

DONNEUR D'ORDRE
Nom :               Mme Odette Brissac
IBAN :              FR76 3000 1000 6449 1900 9562 088

BENEFICIAIRE
Nom :               Garage des Moulins EURL
IBAN :              FR14 2004 1010 0505 0001 3M02 606
BIC :               ZZTIFR2T

Montant en chiffres :     1 237,56 EUR
Montant en lettres :      mille deux cent trente-sept euros et
                          cinquante-six centimes
Motif :                   Facture 4471
Date d'exécution :        25/11/2026

Fait à Valmorte, le 20/11/2026            Signature
`

const chequeText = `
BANQUE DES TILLEULS

Payez contre ce chèque non endossable
sauf au profit d'un établissement bancaire ou assimilé    mille deux cent trente-sept
euros et cinquante-six centimes                                          € 1 237,56

à Garage des Moulins EURL                                  Fait à Valmorte le 20/11/2026

Payable en France                       MME ODETTE BRISSAC
Agence de Valmorte                      12 rue Basse
1 place du Marché                       99100 Valmorte
99100 Valmorte
Chèque n° 8471325   (75)
`

const slipText = `
BANQUE DES TILLEULS
          REMISE DE CHEQUES A L'ENCAISSEMENT

Remettant :                 Garage des Moulins EURL
Compte à créditer :         FR14 2004 1010 0505 0001 3M02 606
Remis le :                  20/11/2026

N°     N° du chèque     Banque            Tireur                 Montant (EUR)
1      8471325          Tilleuls          Odette Brissac              1 237,56
2      3112184          Deux Rives        Karim Pertavelle               46,44

Nombre de chèques :    2         Montant total de la remise :    1 284,00 EUR
`

const cardText = `
REPUBLIQUE FRANCAISE
CARTE NATIONALE D'IDENTITE N° : 880692310285     Nationalité Française
Nom : BERTHIER
Prénom(s) : CORINNE
Sexe : F     Né(e) le : 06.12.1965
Signature du titulaire

IDFRABERTHIER<<<<<<<<<<<<<<<<<92C001
8806923102858CORINNE<<<<<<<6512068F8
`

const passportText = `
PASSEPORT / PASSPORT          UTOPIA
Nom / Surname
ERIKSSON
Prénoms / Given names
ANNA MARIA
Date de naissance / Date of birth
12 08 1974
Date d'expiration / Date of expiry
15 04 2012

P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10
`

const permitText = `
REPUBLIQUE FRANCAISE
TITRE DE SEJOUR / RESIDENCE PERMIT
Nom / Surname
BELLANCOURT
Prénoms / Given names
NADIA IRIS
Nationalité / Nationality : UTO     Date de naissance / Date of birth : 14 03 1988
Date d'expiration / Expiry date : 29 06 2031
N° du document / Document number : XYP4R2K7N
Remarques / Remarks : VIE PRIVEE ET FAMILIALE

IRFRAXYP4R2K7N3<<<<<<<<<<<<<<<
8803148F3106291UTO<<<<<<<<<<<6
BELLANCOURT<<NADIA<IRIS<<<<<<<
`

const visaText = `
VISA
Nombre d'entrées : MULT     Durée du séjour : 90
Nom, prénom / Surname, name : ERIKSSON ANNA MARIA

V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L8988901C4XXX4009078F96121096ZE184226B<<<<<<
`

const proofText = `
VOLTANE ENERGIE
Service clients

VOTRE CONTRAT                                       Mme Odette Brissac
Référence client : 0926152461                       12 rue Basse
POINT DE LIVRAISON                                  99100 Valmorte
N° PDL : 99411045707027
Adresse de consommation : 12 rue Basse, 99100 Valmorte

FACTURE du 19 septembre 2026
Abonnement                              18,10 €
Consommation (relevé) 81 kWh            12,11 €
Montant total TTC à payer               30,21 €
`

const invoiceText = `
Garage des Moulins EURL                             FACTURE
4 quai des Brumes
99710 Rochebrune
SIRET : 732 829 320 00074

Facture n° FA-2026-0471
Date : 03/11/2026

Désignation                    Quantité    Prix unitaire      Montant HT
Révision annuelle              2           100,00             200,00
Filtre à huile                 1            50,00              50,00

                                           Total HT           250,00 €
                                           TVA 20 %            50,00 €
                                           Total TTC          300,00 €
IBAN : FR76 3000 1000 6449 1900 9562 088
Indemnité forfaitaire pour frais de recouvrement : 40 euros
`

const letterText = `
M. Norbert Haurin
9 boulevard des Remparts
99630 Montfauvel

                              Montfauvel, le 5 novembre 2026

Objet : changement d'adresse

Madame, Monsieur,

Je vous informe que j'ai changé d'adresse. Vous trouverez ci-joint
une copie de mon bail.

Je vous prie d'agréer, Madame, Monsieur, mes salutations distinguées.
`

const complaintText = `
Mme Odette Brissac
12 rue Basse
99100 Valmorte

                              Valmorte, le 5 novembre 2026

Courrier reçu le 09/11/2026

Objet : réclamation relative à un prélèvement non autorisé

Madame, Monsieur,

Compte concerné : FR76 3000 1000 6449 1900 9562 088
Je conteste le prélèvement de 31,33 EUR et vous demande de me rembourser.

Je vous prie d'agréer, Madame, Monsieur, mes salutations distinguées.
`

const attestationText = `
CAISSE DES METIERS
ATTESTATION DE VIGILANCE

La caisse certifie que l'entreprise désignée ci-dessous
est à jour de ses cotisations et contributions sociales.
`

// positives are one of each type, by its name.
var positives = map[bordereau.Type]string{
	bordereau.BankDetails: ribText, bordereau.TransferOrder: transferText, bordereau.Cheque: chequeText,
	bordereau.RemittanceSlip: slipText, bordereau.IdentityCard: cardText, bordereau.Passport: passportText, bordereau.ResidencePermit: permitText,
	bordereau.ProofOfAddress: proofText, bordereau.Invoice: invoiceText, bordereau.Letter: letterText,
	bordereau.Complaint: complaintText, bordereau.OtherPiece: attestationText,
	bordereau.DeathCertificate: deathText, bordereau.HeirsCertificate: heirsText, bordereau.FamilyRecordBook: recordBookText,
	bordereau.CompanyExtract: extractText, bordereau.FormalNotice: noticeText, bordereau.EnforcementOrder: orderText,
	bordereau.BirthCertificate: birthText, bordereau.MarriageCertificate: marriageText, bordereau.SaleAgreement: saleText,
	bordereau.ArticlesOfAssociation: articlesText, bordereau.EmploymentContract: employmentText,
}

func day() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }

func house(t testing.TB) *classify.Classifier {
	t.Helper()
	c, err := classify.New(classify.Config{Families: classify.Families(), Now: day})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func understand(t testing.TB, pages ...string) bordereau.Understanding {
	t.Helper()
	return understandReading(t, typeset.Reading(pages...), nil)
}

func understandReading(t testing.TB, r bordereau.Reading, z classify.Zones) bordereau.Understanding {
	t.Helper()
	u, err := house(t).Understand(context.Background(), r, z)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range u.Fields {
		if !policy.Labelled(f.Name) {
			t.Errorf("%s: clerks have no name for the field %s", u.Type, f.Name)
		}
	}
	return u
}

// verdict is the outcome of a rule, empty if it was not held.
func verdict(u bordereau.Understanding, rule string) bordereau.Verdict {
	for _, c := range u.Checks {
		if c.Rule == rule {
			return c.Verdict
		}
	}
	return ""
}

// proves says whether a field has a proof of a kind.
func proves(u bordereau.Understanding, name string, kind bordereau.ProofKind) bool {
	f := u.Field(name)
	if f == nil {
		return false
	}
	for _, p := range f.Proofs {
		if p.Kind == kind {
			return true
		}
	}
	return false
}
