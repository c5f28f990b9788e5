package specimen

import "strings"

// details are those of an account as its bank hands them out.
type details struct {
	holder *Customer
	Account
}

func (w *work) details() details {
	d := details{holder: w.customer()}
	d.Account = d.holder.Accounts[0]
	if w.spec.Defects.WrongKey {
		if w.r.IntN(2) == 0 {
			d.Account.IBAN = spoil(d.Account.IBAN, 14+w.r.IntN(10))
			w.wrong("iban")
		} else {
			d.Key = spoil(d.Key, 1)
			w.wrong("rib_key")
		}
	}
	w.field("account_holder", d.holder.Name())
	w.field("iban", d.Account.IBAN)
	w.field("rib_key", d.Key)
	w.field("bic", d.Bank.BIC)
	w.field("bank", d.Bank.Name)
	return d
}

func ribBoxes(w *work) {
	d := w.details()
	s := a4()
	s.logo(w.r, 18, 14, 12)
	s.put(34, 23, sansBold, 14, d.Bank.Name)
	s.centre(105, 42, sansBold, 16, "RELEVÉ D'IDENTITÉ BANCAIRE")
	s.paragraph(18, 52, 174, sans, 9.5, 4.4, "Ce relevé est destiné à être remis, sur leur demande, à vos créanciers ou débiteurs appelés à faire inscrire des opérations à votre compte (virements, paiements de quittances, etc.).")
	s.put(18, 70, sansBold, 10, "Titulaire du compte")
	s.lines(18, 76, mono, 11, 5.2, strings.ToUpper(d.holder.Title()), d.holder.Street, d.holder.Town())
	s.put(120, 70, sansBold, 10, "Domiciliation")
	s.lines(120, 76, mono, 11, 5.2, strings.ToUpper(d.Bank.Short), "Agence de "+d.holder.City)
	cols := []float64{18, 58, 98, 158, 192}
	for i, t := range []string{"Code banque", "Code guichet", "N° du compte", "Clé RIB"} {
		s.frame(cols[i], 98, cols[i+1]-cols[i], 18, 0.25, 80)
		s.put(cols[i]+3, 104, sans, 8.5, t)
		s.put(cols[i]+3, 112, monoBold, 12, []string{d.Bank.Code, d.Branch, d.Number, d.Key}[i])
	}
	s.frame(18, 122, 174, 16, 0.25, 80)
	s.put(21, 128, sans, 8.5, "IBAN (International Bank Account Number)")
	s.put(21, 135, monoBold, 12, groups(d.Account.IBAN, 4))
	s.frame(18, 142, 174, 16, 0.25, 80)
	s.put(21, 148, sans, 8.5, "BIC (Bank Identifier Code)")
	s.put(21, 155, monoBold, 12, d.Bank.BIC)
	w.page(s)
}

func ribLines(w *work) {
	d := w.details()
	s := a4()
	f := pick(w.r, []face{serif, gopher})
	s.right(190, 22, serifBold, 13, d.Bank.Name)
	s.put(20, 40, serifBold, 17, "Relevé d'identité bancaire (RIB)")
	s.rule(20, 44, 190, 44, 0.5, 40)
	rows := [][2]string{{"Titulaire du compte / Account holder", d.holder.Title()}, {"Adresse", d.holder.Address()},
		{"Code banque", d.Bank.Code}, {"Code guichet", d.Branch}, {"Numéro de compte", d.Number}, {"Clé RIB", d.Key},
		{"Domiciliation / Paying bank", strings.ToUpper(d.Bank.Short + " " + d.holder.City)}, {"IBAN", groups(d.Account.IBAN, 4)}, {"Code BIC", d.Bank.BIC}}
	for i, kv := range rows {
		y := 58 + 10*float64(i)
		s.put(20, y, f, 10.5, kv[0]+" :")
		s.put(95, y, sansBold, 11, kv[1])
	}
	s.paragraph(20, 160, 170, f, 9.5, 4.5, "Utilisez ce relevé pour faire connaître vos coordonnées bancaires et éviter ainsi des erreurs ou des retards d'exécution de vos opérations.")
	w.page(s)
}

// ribStrips is a sheet of three strips to cut out.
func ribStrips(w *work) {
	d := w.details()
	s := a4()
	for i := range 3 {
		y := 12 + 95*float64(i)
		s.frame(10, y, 190, 85, 0.2, 100)
		s.put(15, y+10, sansBold, 12, "RELEVÉ D'IDENTITÉ BANCAIRE")
		s.right(195, y+10, sansBold, 10, d.Bank.Name)
		s.put(15, y+20, sans, 8, "Banque      Guichet      N° compte                 Clé RIB")
		s.put(15, y+26, mono, 11, d.Bank.Code+"  "+d.Branch+"  "+d.Number+"  "+d.Key)
		s.put(15, y+36, sans, 8, "IBAN")
		s.put(15, y+42, mono, 11, groups(d.Account.IBAN, 4))
		s.put(15, y+52, sans, 8, "BIC")
		s.put(15, y+58, mono, 11, d.Bank.BIC)
		s.put(115, y+50, sans, 8, "Titulaire du compte")
		s.lines(115, y+56, mono, 10, 4.8, d.holder.Title(), d.holder.Street, d.holder.Town())
		s.put(15, y+76, sans, 8, "Domiciliation : "+d.Bank.Short+" "+d.holder.City)
	}
	w.page(s)
}
