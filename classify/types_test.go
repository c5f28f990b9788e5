package classify_test

import (
	"strings"
	"testing"

	"bordereau"
)

func TestTypes(t *testing.T) {
	for want, text := range positives {
		u := understand(t, text)
		if u.Type != want {
			t.Errorf("%s was taken for %s: %v", want, u.Type, u.Checks)
			continue
		}
		if u.TypeConfidence <= 0 || u.TypeConfidence > 1 || u.Spec == "" || len(u.Cues) == 0 {
			t.Errorf("%s: confidence %v, specification %q, %d cues", want, u.TypeConfidence, u.Spec, len(u.Cues))
		}
		for _, f := range u.Fields {
			if f.Value == "" || f.Page != 1 || f.Box.Empty() || f.Confidence <= 0 || f.Raw == "" {
				t.Errorf("%s: the field %s says too little of itself: %+v", want, f.Name, f)
			}
		}
	}
}

func TestFields(t *testing.T) {
	for _, c := range []struct {
		text string
		want map[string]string
	}{
		{ribText, map[string]string{"iban": "FR7630001000644919009562088", "rib_key": "88", "bic": "ZZTIFR2T", "account_holder": "ODETTE BRISSAC", "bank": "BANQUE DES TILLEULS"}},
		{transferText, map[string]string{"debtor": "Odette Brissac", "debtor_iban": "FR7630001000644919009562088", "creditor": "Garage des Moulins EURL",
			"creditor_iban": "FR1420041010050500013M02606", "bic": "ZZTIFR2T", "amount": "1237.56", "amount_figures": "1237.56", "amount_words": "1237.56",
			"currency": "EUR", "execution_date": "2026-11-25", "remittance_information": "Facture 4471", "date": "2026-11-20", "place": "Valmorte"}},
		{chequeText, map[string]string{"amount": "1237.56", "amount_figures": "1237.56", "amount_words": "1237.56", "currency": "EUR", "date": "2026-11-20",
			"place": "Valmorte", "payee": "Garage des Moulins EURL", "cheque_number": "8471325", "rlmc_key": "75", "bank": "BANQUE DES TILLEULS", "drawer": "ODETTE BRISSAC"}},
		{slipText, map[string]string{"account_holder": "Garage des Moulins EURL", "iban": "FR1420041010050500013M02606", "slip_count": "2", "slip_total": "1284.00",
			"date": "2026-11-20", "currency": "EUR", "lines[0].amount": "1237.56", "lines[0].cheque_number": "8471325", "lines[0].drawer": "Odette Brissac",
			"lines[0].bank": "Tilleuls", "lines[1].amount": "46.44", "lines[1].drawer": "Karim Pertavelle", "lines[2].amount": ""}},
		{cardText, map[string]string{"mrz": "IDFRABERTHIER<<<<<<<<<<<<<<<<<92C001\n8806923102858CORINNE<<<<<<<6512068F8", "document_number": "880692310285",
			"surname": "BERTHIER", "given_names": "CORINNE", "birth_date": "1965-12-06", "sex": "F", "nationality": "FRA", "issuing_state": "FRA"}},
		{passportText, map[string]string{"document_number": "L898902C3", "surname": "ERIKSSON", "given_names": "ANNA MARIA", "birth_date": "1974-08-12",
			"expiry_date": "2012-04-15", "sex": "F", "nationality": "UTO", "issuing_state": "UTO"}},
		{permitText, map[string]string{"document_number": "XYP4R2K7N", "surname": "BELLANCOURT", "given_names": "NADIA IRIS", "birth_date": "1988-03-14",
			"expiry_date": "2031-06-29", "sex": "F", "nationality": "UTO", "issuing_state": "FRA"}},
		{visaText, map[string]string{"document_number": "L8988901C", "surname": "ERIKSSON", "given_names": "ANNA MARIA", "birth_date": "1940-09-07", "nationality": "XXX"}},
		{proofText, map[string]string{"account_holder": "Odette Brissac", "address": "12 rue Basse, 99100 Valmorte", "date": "2026-09-19", "issue_date": "2026-09-19", "creditor": "VOLTANE ENERGIE"}},
		{invoiceText, map[string]string{"invoice_number": "FA-2026-0471", "date": "2026-11-03", "net_amount": "250.00", "vat_amount": "50.00", "gross_amount": "300.00",
			"currency": "EUR", "siret": "73282932000074", "siren": "732829320", "iban": "FR7630001000644919009562088", "creditor": "Garage des Moulins EURL"}},
		{letterText, map[string]string{"subject": "changement d'adresse", "date": "2026-11-05"}},
		{complaintText, map[string]string{"subject": "réclamation relative à un prélèvement non autorisé", "date": "2026-11-05", "received_date": "2026-11-09",
			"account_holder": "Odette Brissac", "iban": "FR7630001000644919009562088", "amount": "31.33", "currency": "EUR"}},
		{deathText, map[string]string{"deceased": "Solène Marie VALDORE", "death_date": "2026-03-12", "birth_date": "1944-04-03", "birth_place": "Brissonville",
			"place": "Valmorte", "document_number": "123", "issue_date": "2026-03-20"}},
		{heirsText, map[string]string{"deceased": "Solène Marie VALDORE", "death_date": "2026-03-12", "date": "2026-10-08", "notary": "Octave BELGRIS", "place": "Corbonne",
			"heirs": "Gaston DUROC ; Hugo VALDORE ; Lucile VALDORE", "lines[0].share": "1/4", "lines[1].name": "Hugo VALDORE", "lines[2].share": "3/8",
			"lines[2].birth_date": "1973-08-01", "lines[2].right": "pleine propriété", "lines[3].name": ""}},
		{attestedText, map[string]string{"deceased": "Solène VALDORE", "death_date": "2026-03-12", "date": "2026-10-08", "lines[0].name": "Hugo VALDORE",
			"lines[1].share": "1/2", "lines[1].birth_date": "1973-08-01", "notary": "", "lines[2].name": ""}},
		{recordBookText, map[string]string{"marriage_date": "1993-06-05", "place": "Corbonne", "lines[0].surname": "DUROC", "lines[0].given_names": "Gaston",
			"lines[1].birth_date": "1968-04-03", "lines[2].given_names": "Hugo", "lines[2].birth_date": "1995-06-09", "lines[3].surname": ""}},
		{extractText, map[string]string{"siren": "732829320", "company": "Garage des Moulins EURL", "capital": "8000.00", "currency": "EUR",
			"address": "4 quai des Brumes, 99710 Rochebrune", "date": "2026-11-05", "place": "Corbonne"}},
		{noticeText, map[string]string{"creditor": "Moulins Crédit SAS", "debtor": "Odette Brissac", "date": "2026-11-06", "amount": "1237.56", "currency": "EUR"}},
		{orderText, map[string]string{"document_number": "26/01234", "creditor": "Moulins Crédit SAS", "debtor": "Odette Brissac", "date": "2026-11-06", "place": "CORBONNE",
			"amount": "1237.56", "currency": "EUR"}},
	} {
		u := understand(t, c.text)
		for name, want := range c.want {
			if got := u.Value(name); got != want {
				t.Errorf("%s: %s is %q, want %q", u.Type, name, got, want)
			}
		}
	}
}

func TestNegatives(t *testing.T) {
	for _, c := range []struct {
		name, text string
		not, want  bordereau.Type // want is empty where any other type will do
	}{
		{"an act of death that a letter quotes", letterText + "\nVous recevrez la copie intégrale de l'acte de décès de mon père, qui est décédé en mai. La mairie, officier de l'état civil, tarde.", bordereau.DeathCertificate, bordereau.Letter},
		{"a medical certificate of death", "CERTIFICAT DE DECES\nJe soussigné docteur constate le décès.\nCause du décès : cardiaque.", bordereau.DeathCertificate, ""},
		{"a deed that cites the act of death", heirsText, bordereau.DeathCertificate, bordereau.HeirsCertificate},
		{"a letter that asks for a deed", letterText + "\nMerci de fournir un acte de notoriété ou l'attestation des héritiers (article L. 312-1-4 du code monétaire et financier).", bordereau.HeirsCertificate, bordereau.Letter},
		{"general conditions that speak of notices", "CONDITIONS GENERALES DE VENTE\nA défaut de paiement, une mise en demeure est adressée par lettre recommandée.\nLes intérêts au taux légal courent.", bordereau.FormalNotice, ""},
		{"a letter about an order", letterText + "\nVous avez obtenu une injonction de payer ; le titre exécutoire et la saisie-attribution sont contestés devant le tribunal judiciaire.", bordereau.EnforcementOrder, bordereau.Letter},
		{"a letter that asks for an extract", letterText + "\nMerci de fournir un extrait Kbis à jour, délivré par le greffe du tribunal de commerce (registre du commerce et des sociétés).", bordereau.CompanyExtract, bordereau.Letter},
		{"a legal notice in a newspaper", "ANNONCE LEGALE\nAvis de constitution d'une société au capital social de 5 000 euros.\nImmatriculation au registre du commerce et des sociétés, greffe du tribunal de commerce.", bordereau.CompanyExtract, ""},
		{"a record book holds extracts of other acts", recordBookText, bordereau.MarriageCertificate, bordereau.FamilyRecordBook},
		{"a letter that mentions a RIB", letterText + "\nVous trouverez ci-joint mon relevé d'identité bancaire. Mon code banque et ma clé RIB ont changé.", bordereau.BankDetails, bordereau.Letter},
		{"an invoice that shows an account", invoiceText, bordereau.BankDetails, bordereau.Invoice},
		{"an invoice that asks for an identity card", invoiceText + "\nSur présentation d'une carte nationale d'identité ou d'un passeport.", bordereau.IdentityCard, bordereau.Invoice},
		{"a letter that asks for papers", letterText + "\nPièces à fournir : photocopie de la carte nationale d'identité, passeport, justificatif de domicile.", bordereau.Passport, bordereau.Letter},
		{"the same for the proof of address", letterText + "\nPièces à fournir : photocopie de la carte nationale d'identité, passeport, justificatif de domicile.", bordereau.ProofOfAddress, bordereau.Letter},
		{"a table that looks like a slip", strings.ReplaceAll(strings.ReplaceAll(invoiceText, "Quantité", "Nombre"), "Total TTC", "Montant total TTC"), bordereau.RemittanceSlip, bordereau.Invoice},
		{"a letter that encloses a cheque", letterText + "\nVous trouverez mon chèque de 30,00 EUR.", bordereau.Cheque, bordereau.Letter},
		{"a slip is no cheque", slipText, bordereau.Cheque, bordereau.RemittanceSlip},
		{"a RIB whose holder wants transfers", ribText + "\nPour vos virements, le bénéficiaire est Mme Brissac.", bordereau.TransferOrder, bordereau.BankDetails},
		{"an energy bill is no trade invoice", proofText, bordereau.Invoice, bordereau.ProofOfAddress},
		{"the bank's answer is no complaint", "Objet : votre réclamation\n\nMadame, Monsieur,\n\nNous avons bien reçu votre réclamation.\n\nVeuillez agréer nos salutations distinguées.", bordereau.Complaint, bordereau.Letter},
		{"thanks are no complaint", "Objet : remerciements\n\nMadame, Monsieur,\n\nMa réclamation a été traitée, je tenais à vous remercier. Je ne conteste plus rien.\n\nJe vous prie d'agréer, Madame, Monsieur, mes salutations distinguées.", bordereau.Complaint, bordereau.Letter},
		{"a complaint is more than a letter", complaintText, bordereau.Letter, bordereau.Complaint},
		{"a form without a name of its own", "Nom :        Prénom :\nAdresse :\nLu et approuvé", bordereau.Letter, bordereau.Unknown},
		{"a recipe", "Prenez trois oeufs et deux cents grammes de farine.\nFaites cuire vingt minutes.", bordereau.Invoice, bordereau.Unknown},
		{"a residence permit is no identity card", permitText, bordereau.IdentityCard, bordereau.ResidencePermit},
		{"a permit without its zone", "REPUBLIQUE FRANCAISE\nTITRE DE SEJOUR / RESIDENCE PERMIT\nNationalité : UTO\nPrénoms : ANNA", bordereau.IdentityCard, bordereau.ResidencePermit},
		{"an appointment for a permit", "PREFECTURE DE VALMORTE\nConvocation\nVous avez un rendez-vous pour votre demande de titre de séjour.\nPièces à fournir : passeport, photographies.", bordereau.ResidencePermit, ""},
		{"a letter that speaks of a permit", letterText + "\nMa carte de séjour a été renouvelée et je vous en adresse la photocopie.", bordereau.ResidencePermit, bordereau.Letter},
		{"a visa is no residence permit", visaText, bordereau.ResidencePermit, bordereau.OtherPiece},
		{"a form for a visa", "DEMANDE DE VISA\nFormulaire\nNombre d'entrées :   Durée du séjour :\nNom :      Prénoms :", bordereau.OtherPiece, ""},
		{"a visa's zone is no passport", "VISA\nV<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<", bordereau.Passport, bordereau.OtherPiece},
	} {
		u := understand(t, c.text)
		if u.Type == c.not || c.want != "" && u.Type != c.want {
			t.Errorf("%s: taken for %s, want %s: %v", c.name, u.Type, c.want, u.Checks[0])
		}
	}
}

func TestMisreadPhrasesStillTell(t *testing.T) {
	// What a recogniser makes of the words, not of the numbers.
	dirty := strings.NewReplacer("RELEVE D'IDENTITE BANCAIRE", "RELEVÊ D'lDENTlTE BANCAlRE", "Code banque", "C0de banqne",
		"Code guichet", "Code guiehet", "Titulaire du compte", "Titu1aire du cornpte").Replace(ribText)
	if u := understand(t, dirty); u.Type != bordereau.BankDetails || !u.TypeProved {
		t.Errorf("a dirty RIB was taken for %s, proved %v", u.Type, u.TypeProved)
	}
}
