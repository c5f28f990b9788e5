package specimen

import (
	"fmt"
	"strings"
	"time"
)

// assessment is what a tax notice says. It is computed as far as a page shows it: the
// reference income is the wages less a tenth (CGI article 83, 3°).
type assessment struct {
	*Customer
	number, reference string
	year              int // of the income
	wages, income     int64
	shares            string
	issued            time.Time
}

func (w *work) assessment() assessment {
	a := assessment{Customer: w.person()}
	head := int64(w.r.IntN(4))*1_000_000_000 + w.r.Int64N(1_000_000_000)
	a.number = fmt.Sprintf("%010d%03d", head, head%511)
	a.issued = time.Date(w.spec.Day.Year(), 7, 31, 0, 0, 0, 0, time.UTC)
	a.year = a.issued.Year() - 1
	a.reference = fmt.Sprintf("%02d%02dA%08d", a.issued.Year()%100, 1+w.r.IntN(95), w.r.IntN(100_000_000))
	a.wages = 14_000 + w.r.Int64N(60_000)
	a.income = a.wages - (a.wages+5)/10
	a.shares = pick(w.r, []string{"1", "1,5", "2", "2,5", "3"})
	if w.spec.Defects.WrongKey {
		a.number = spoil(a.number, 3+w.r.IntN(6))
		w.wrong("tax_number")
	}
	w.know(map[string]string{"tax_number": a.number, "tax_notice_reference": a.reference, "reference_income": decimal(a.income * 100),
		"tax_shares": strings.Replace(a.shares, ",", ".", 1), "tax_year": fmt.Sprint(a.year), "account_holder": a.Name(), "address": a.Address(), "date": iso(a.issued), "currency": "EUR"})
	return a
}

// fiscal sets a tax number in its usual groups.
func fiscal(n string) string {
	return strings.Join([]string{n[:2], n[2:4], n[4:7], n[7:10], n[10:]}, " ")
}

func whole(euros int64) string { return strings.TrimSuffix(figures(euros*100), ",00") }

func taxNoticeBoxes(w *work) {
	a := w.assessment()
	s := a4()
	s.put(18, 20, sansBold, 10, "DIRECTION GÉNÉRALE DES FINANCES PUBLIQUES")
	s.put(18, 34, sansBold, 15, fmt.Sprintf("AVIS D'IMPÔT %d", a.issued.Year()))
	s.put(18, 41, sansBold, 11, fmt.Sprintf("Impôt sur les revenus de l'année %d", a.year))
	s.frame(18, 48, 82, 44, 0.3, 90)
	s.pairs(21, 62, 55, 7, sans, sansBold, 9, [2]string{"Numéro fiscal :", fiscal(a.number)}, [2]string{"Référence de l'avis :", a.reference},
		[2]string{"Date de mise en recouvrement :", ""}, [2]string{"", shortDate(a.issued)}, [2]string{"Revenu fiscal de référence :", whole(a.income) + " €"})
	s.lines(118, 60, sans, 11, 5.2, a.Title(), a.Street, a.Town())
	s.sums(20, 188, 112, 7, sans, 10, [2]string{"Salaires", whole(a.wages)}, [2]string{"Déduction 10 %", "- " + whole(a.wages-a.income)},
		[2]string{"Revenu brut global", whole(a.income)}, [2]string{"Revenu imposable", whole(a.income)})
	s.rule(18, 143, 192, 143, 0.3, 90)
	s.sums(20, 188, 152, 7, sans, 10, [2]string{"Nombre de parts", a.shares}, [2]string{"Revenu fiscal de référence", whole(a.income)})
	s.paragraph(18, 250, 174, sans, 8, 3.8, "Conservez cet avis : il vous sera demandé pour justifier de vos revenus auprès de tiers. Aucun paiement n'est à faire.")
	w.page(s)
}

func taxNoticeDeclared(w *work) {
	a := w.assessment()
	s := a4()
	s.put(20, 20, serifBold, 11, "Finances publiques")
	s.centre(105, 36, serifBold, 14, "AVIS DE SITUATION DÉCLARATIVE À L'IMPÔT SUR LE REVENU")
	s.centre(105, 43, serif, 11, fmt.Sprintf("établi en %d sur les revenus de l'année %d", a.issued.Year(), a.year))
	s.lines(20, 60, serif, 11, 5.4, a.Title(), a.Street, a.Town())
	y := s.pairs(20, 90, 90, 8, serif, serifBold, 11, [2]string{"Numéro fiscal", fiscal(a.number)}, [2]string{"Référence de l'avis", a.reference},
		[2]string{"Établi le", shortDate(a.issued)}, [2]string{"Nombre de parts", a.shares})
	s.rule(20, y-4, 190, y-4, 0.3, 60)
	y = s.sums(20, 180, y+4, 8, serif, 11, [2]string{"Total des salaires", whole(a.wages) + " €"}, [2]string{"Abattement de 10 %", whole(a.wages-a.income) + " €"},
		[2]string{"Revenu imposable", whole(a.income) + " €"}, [2]string{"Revenu fiscal de référence", whole(a.income) + " €"})
	s.paragraph(20, y+10, 170, serif, 10, 5, "Ce document ne vaut pas avis d'imposition. Les tiers peuvent en vérifier l'authenticité avec le numéro fiscal et la référence de l'avis.")
	w.page(s)
}

func taxNoticeColumns(w *work) {
	a := w.assessment()
	s := a4()
	s.right(192, 20, gopherBold, 13, fmt.Sprintf("AVIS D'IMPÔT %d", a.issued.Year()))
	s.right(192, 27, gopher, 10, fmt.Sprintf("sur les revenus de l'année %d", a.year))
	s.lines(18, 30, gopher, 10.5, 5, a.Title(), a.Street, a.Town())
	s.grid(62, 6.5, gopher, gopherBold, 9.5, []column{{"Numéro fiscal", 18, false}, {"Référence de l'avis", 72, false}, {"Nombre de parts", 130, false}, {"Établi le", 168, false}},
		[][]string{{fiscal(a.number), a.reference, a.shares, shortDate(a.issued)}})
	s.block(18, 82, 174, 9, 228)
	s.put(20, 88, gopherBold, 11, "Revenu fiscal de référence")
	s.right(190, 88, gopherBold, 11, whole(a.income)+" €")
	s.sums(20, 190, 102, 7, gopher, 10, [2]string{"Salaires", whole(a.wages)}, [2]string{"Déduction de 10 %", "- " + whole(a.wages-a.income)}, [2]string{"Revenu imposable", whole(a.income)})
	w.page(s)
}

// wage is a payslip whose arithmetic is right.
type wage struct {
	*Customer
	employer         Customer
	nir              string
	month            time.Time // its first day
	base, bonus      int64
	health, old, csg int64 // contributions of the employee
	tax              int64 // withheld at the source
	slip             int64 // by how much the printed total of contributions is wrong
	sumGross, sumNet int64 // since January
	rate             string
}

func (g wage) gross() int64         { return g.base + g.bonus }
func (g wage) contributions() int64 { return g.health + g.old + g.csg }
func (g wage) before() int64        { return g.gross() - g.contributions() }
func (g wage) net() int64           { return g.before() - g.tax }

func (w *work) wage() wage {
	g := wage{Customer: w.person(), employer: newCompany(w.r)}
	g.month = time.Date(w.spec.Day.Year(), w.spec.Day.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, -1-w.r.IntN(6), 0)
	g.base, g.bonus = 180_000+w.r.Int64N(250_000), w.r.Int64N(30_000)
	g.health, g.old, g.csg = g.gross()*7/1000+1, g.gross()*113/1000, g.gross()*96/1000
	rate := 10 + w.r.Int64N(140)
	g.rate = fmt.Sprintf("%d,%d0 %%", rate/10, rate%10)
	g.tax = (g.before()*rate + 500) / 1000
	months := int64(g.month.Month())
	g.sumGross, g.sumNet = g.gross()+(months-1)*g.base, g.before()+(months-1)*(g.base*784/1000)
	sex := map[string]int{"M": 1, "F": 2}[g.Sex]
	body := fmt.Sprintf("%d%02d%02d99%03d%03d", sex, g.BirthDate.Year()%100, int(g.BirthDate.Month()), 1+w.r.IntN(900), 1+w.r.IntN(900))
	g.nir = fmt.Sprintf("%s%02d", body, 97-mod97(body))
	siret, net := g.employer.SIRET(), g.net()
	if w.spec.Defects.WrongKey {
		siret = spoil(siret, 5)
		g.employer.SIREN = siret[:9]
		w.wrong("siret")
	}
	if w.spec.Defects.WrongTotal {
		g.slip = 1_000
		w.wrong("contributions")
	}
	w.know(map[string]string{"employer": g.employer.Company, "siret": siret, "period": g.month.Format("2006-01"), "gross_pay": decimal(g.gross()),
		"net_before_tax": decimal(g.before()), "net_pay": decimal(net), "cumulative_gross": decimal(g.sumGross), "account_holder": g.Name(), "currency": "EUR"})
	return g
}

func (g wage) rows() [][]string {
	return [][]string{
		{"Salaire de base", "151,67", "", figures(g.base)}, {"Prime", "", "", figures(g.bonus)}, {"SALAIRE BRUT", "", "", figures(g.gross())},
		{"Santé - complémentaire", figures(g.gross()), "0,70 %", figures(g.health)}, {"Retraite", figures(g.gross()), "11,30 %", figures(g.old)},
		{"CSG et CRDS", figures(g.gross()), "9,60 %", figures(g.csg)}, {"Total des cotisations salariales", "", "", figures(g.contributions() + g.slip)},
	}
}

func nirGroups(n string) string {
	return strings.Join([]string{n[:1], n[1:3], n[3:5], n[5:7], n[7:10], n[10:13], n[13:]}, " ")
}

func payslipTable(w *work) {
	g := w.wage()
	s := a4()
	s.put(18, 20, sansBold, 12, g.employer.Company)
	s.lines(18, 26, sans, 9, 4.4, g.employer.Street, g.employer.Town(), "SIRET : "+w.truth.Fields["siret"], "Code APE : 4332A")
	s.right(192, 20, sansBold, 14, "BULLETIN DE PAIE")
	s.right(192, 27, sans, 10, "Période : du "+shortDate(g.month)+" au "+shortDate(g.month.AddDate(0, 1, -1)))
	s.lines(118, 52, sans, 10.5, 5, g.Title(), g.Street, g.Town())
	s.put(18, 54, sans, 9.5, "N° de sécurité sociale : "+nirGroups(g.nir))
	s.put(18, 60, sans, 9.5, "Convention collective : bâtiment")
	y := s.grid(80, 6.6, sans, sansBold, 9.5, []column{{"Rubrique", 20, false}, {"Base", 110, true}, {"Taux", 140, true}, {"Montant salarié", 188, true}}, g.rows())
	s.rule(18, y-3, 192, y-3, 0.3, 70)
	y = s.sums(20, 188, y+4, 7, sansBold, 10, [2]string{"Net à payer avant impôt sur le revenu", figures(g.before())},
		[2]string{"Impôt sur le revenu prélevé à la source (" + g.rate + ")", figures(g.tax)}, [2]string{"Net à payer au salarié", figures(g.net()) + " €"})
	s.grid(y+8, 6.5, sans, sansBold, 9, []column{{"Cumuls depuis janvier", 20, false}, {"Cumul brut", 110, true}, {"Cumul net", 160, true}}, [][]string{{"", figures(g.sumGross), figures(g.sumNet)}})
	s.paragraph(18, 275, 174, sans, 7.5, 3.5, "Dans votre intérêt, et pour vous aider à faire valoir vos droits, conservez ce bulletin de paie sans limitation de durée.")
	w.page(s)
}

func payslipLines(w *work) {
	g := w.wage()
	s := a4()
	s.centre(105, 22, serifBold, 15, "BULLETIN DE SALAIRE")
	s.centre(105, 29, serif, 11, "Mois de "+months[int(g.month.Month())-1]+" "+fmt.Sprint(g.month.Year()))
	s.put(20, 44, serif, 10.5, "Employeur : "+g.employer.Company)
	s.put(20, 50, serif, 10.5, "SIRET : "+groups(w.truth.Fields["siret"][:9], 3)+" "+w.truth.Fields["siret"][9:])
	s.put(20, 60, serif, 10.5, "Salarié : "+g.Title())
	s.put(20, 66, serif, 10.5, "Numéro de sécurité sociale : "+nirGroups(g.nir))
	s.put(20, 72, serif, 10.5, "URSSAF de la Tavelle")
	y := 88.0
	for _, r := range g.rows() {
		s.put(22, y, serif, 10.5, r[0])
		s.right(185, y, serif, 10.5, r[3])
		y += 7
	}
	y = s.sums(22, 185, y+6, 8, serifBold, 11, [2]string{"NET À PAYER AVANT IMPÔT SUR LE REVENU", figures(g.before()) + " €"},
		[2]string{"Prélèvement à la source", figures(g.tax) + " €"}, [2]string{"NET PAYÉ", figures(g.net()) + " €"})
	s.put(22, y+8, serif, 10, "Cumul brut : "+figures(g.sumGross)+" €")
	w.page(s)
}

func payslipBand(w *work) {
	g := w.wage()
	s := a4()
	s.block(14, 12, 182, 14, 225)
	s.put(18, 21, gopherBold, 13, "Bulletin de paie")
	s.right(190, 21, gopherBold, 11, months[int(g.month.Month())-1]+" "+fmt.Sprint(g.month.Year()))
	s.lines(18, 36, gopher, 9.5, 4.8, "Employeur : "+g.employer.Company, g.employer.Address(), "N° SIRET : "+w.truth.Fields["siret"])
	s.lines(115, 36, gopher, 10, 4.8, g.Title(), g.Street, g.Town(), "N° Sécu : "+nirGroups(g.nir))
	y := s.grid(70, 6.4, gopher, gopherBold, 9, []column{{"Libellé", 18, false}, {"Assiette", 105, true}, {"Taux", 135, true}, {"Part salarié", 190, true}}, g.rows())
	s.rule(14, y-2, 196, y-2, 0.4, 60)
	y = s.sums(18, 190, y+6, 7.5, gopherBold, 10, [2]string{"Net à payer avant impôt sur le revenu", figures(g.before())},
		[2]string{"Impôt sur le revenu prélevé à la source", figures(g.tax)}, [2]string{"Net payé", figures(g.net())})
	s.put(18, y+6, gopher, 9.5, "Cumul brut annuel : "+figures(g.sumGross)+"     Cumul net : "+figures(g.sumNet))
	w.page(s)
}
