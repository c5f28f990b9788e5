package specimen

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// bearer is whom an identity paper names.
type bearer struct {
	*Customer
	number          string
	state           string // issuing state, FRA unless said
	nationality     string // the state's unless said
	issued, expires time.Time
	mrz             []string
}

// papers leaves out what is easily taken for something else, as numbers on
// identity papers do.
const papers = "23456789ACDEFGHJKLMNPRTVWXY"

func code(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = papers[r.IntN(len(papers))]
	}
	return string(b)
}

func (b *bearer) surname() string { return strings.ToUpper(plain(b.Surname)) }

// sealed records the fields, after the MRZ was made wrong if the Spec wants it.
func (w *work) sealed(b *bearer) *bearer {
	if b.state == "" {
		b.state = "FRA"
	}
	if w.spec.Defects.WrongKey {
		last := len(b.mrz) - 1
		if last == 2 {
			last = 1
		}
		// Any digit of the birth date, which its own and the composite digit cover.
		at := map[int]int{30: 2, 36: 15, 44: 15}[len(b.mrz[0])] + w.r.IntN(2)
		if len(b.number) == 12 && len(b.mrz[0]) == 36 {
			at += 14 // the card of 1995 has it elsewhere
		}
		b.mrz[last] = spoil(b.mrz[last], at)
		w.wrong("mrz")
	}
	for k, v := range map[string]string{
		"mrz": strings.Join(b.mrz, "\n"), "document_number": b.number, "surname": b.surname(), "given_names": b.GivenNames,
		"birth_date": b.BirthDate.Format(time.DateOnly), "birth_place": b.BirthPlace, "sex": b.Sex, "nationality": b.citizenship(),
		"issuing_state": b.state, "issue_date": b.issued.Format(time.DateOnly),
	} {
		w.field(k, v)
	}
	if !b.expires.IsZero() {
		w.field("expiry_date", b.expires.Format(time.DateOnly))
	}
	return b
}

func yymmdd(t time.Time) string { return t.Format("060102") }

// old is the bearer of a card of the 1995 kind: two lines of 36, the whole
// covered by one final digit.
func (w *work) old() *bearer {
	b := &bearer{Customer: w.person(), issued: w.daysAgo(5*365+300, 11*365)}
	b.expires = b.issued.AddDate(15, 0, -1)
	b.number = b.issued.Format("0601") + fmt.Sprintf("99%d%05d", w.r.IntN(10), b.serial)
	first := fit("IDFRA"+mrzText(b.Surname), 30) + fmt.Sprintf("99C%d%02d", w.r.IntN(10), w.r.IntN(100))
	born := yymmdd(b.BirthDate)
	second := b.number + mrzDigit(b.number) + fit(strings.ReplaceAll(mrzText(b.GivenNames), "<", "<<"), 14) + born + mrzDigit(born) + b.Sex
	b.mrz = []string{first, second + mrzDigit(first+second)}
	return w.sealed(b)
}

// cnie is the bearer of a card of 2021: TD1 (ICAO 9303-5).
func (w *work) cnie() *bearer {
	b := &bearer{Customer: w.person(), issued: w.daysAgo(30, 5*365)}
	b.expires = b.issued.AddDate(10, 0, -1)
	b.number = "XX" + code(w.r, 7)
	first := fit("IDFRA"+b.number+mrzDigit(b.number), 30)
	born, until := yymmdd(b.BirthDate), yymmdd(b.expires)
	second := fit(born+mrzDigit(born)+b.Sex+until+mrzDigit(until)+"FRA", 29)
	second += mrzDigit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
	b.mrz = []string{first, second, fit(mrzText(b.Surname)+"<<"+mrzText(b.GivenNames), 30)}
	return w.sealed(b)
}

// traveller is the bearer of a passport: TD3 (ICAO 9303-4).
func (w *work) traveller() *bearer {
	b := &bearer{Customer: w.person(), issued: w.daysAgo(30, 9*365)}
	b.expires = b.issued.AddDate(10, 0, -1)
	b.number = fmt.Sprintf("%sXX%05d", b.issued.Format("06"), b.serial)
	born, until := yymmdd(b.BirthDate), yymmdd(b.expires)
	second := b.number + mrzDigit(b.number) + "FRA" + born + mrzDigit(born) + b.Sex + until + mrzDigit(until) + fit("", 14) + "<"
	second += mrzDigit(second[0:10] + second[13:20] + second[21:43])
	b.mrz = []string{fit("P<FRA"+mrzText(b.Surname)+"<<"+mrzText(b.GivenNames), 44), second}
	return w.sealed(b)
}

// zone prints an MRZ at ten characters an inch, lines a sixth of an inch apart.
func (s *sheet) zone(x, y float64, lines []string) {
	for i, l := range lines {
		s.pitched(x, y+float64(i)*25.4/6, machine, 12, 2.54, l)
	}
}

func (s *sheet) specimenMark(x, y, size float64) {
	s.grey(x, y, sansBold, size, 190, "SPECIMEN")
}

// front1995 is the face of the card of 1995, 105 by 74 mm, MRZ at its foot.
func (b *bearer) front1995(w *work) *sheet {
	s := newSheet(105, 74)
	s.frame(0, 0, 105, 74, 0.25, 120)
	s.waves(1, 1, 103, 54, 2.6, 228)
	s.put(33, 7, sansBold, 9, "RÉPUBLIQUE FRANÇAISE")
	s.put(5, 13, sansBold, 7.5, "CARTE NATIONALE D'IDENTITÉ N° : "+b.number)
	s.put(72, 17.5, sans, 7, "Nationalité Française")
	s.portrait(w.r, 5, 17, 27, 35)
	rows := [][2]string{{"Nom :", b.surname()}, {"Prénom(s) :", strings.ReplaceAll(strings.ToUpper(plain(b.GivenNames)), " ", ", ")},
		{"Sexe :", b.Sex}, {"Né(e) le :", b.BirthDate.Format("02.01.2006")}, {"à :", strings.ToUpper(plain(b.BirthPlace))}, {"Taille :", fmt.Sprintf("1,%02dm", 55+w.r.IntN(38))}}
	for i, kv := range rows {
		y := 22.5 + 5.4*float64(i)
		s.put(36, y, sans, 7, kv[0])
		s.put(54, y, monoBold, 8.5, kv[1])
	}
	s.put(72, 49.5, sans, 6, "Signature du titulaire :")
	s.signature(w.r, 73, 50, 26, 7)
	s.specimenMark(70, 34, 11)
	s.zone(6.5, 62, b.mrz)
	return s
}

func (b *bearer) back1995() *sheet {
	s := newSheet(105, 74)
	s.frame(0, 0, 105, 74, 0.25, 120)
	s.waves(1, 1, 103, 72, 2.6, 228)
	s.lines(8, 14, sans, 7.5, 6, "Adresse : "+b.Street, b.Town(), "", "Carte valable jusqu'au : "+b.expires.Format("02.01.2006"),
		"délivrée le : "+b.issued.Format("02.01.2006"), "par : PRÉFECTURE DE "+strings.ToUpper(b.City))
	s.specimenMark(64, 66, 11)
	return s
}

func card1995(w *work) {
	b := w.old()
	s := a4()
	x := 20 + 60*w.r.Float64()
	s.insert(b.front1995(w), x, 30)
	s.insert(b.back1995(), x, 122)
	w.page(s)
}

// frontCNIe is the face of the card of 2021, 85.6 by 54 mm.
func (b *bearer) frontCNIe(w *work) *sheet {
	s := newSheet(85.6, 54)
	s.frame(0, 0, 85.6, 54, 0.25, 120)
	s.waves(1, 1, 83.6, 52, 2.4, 230)
	s.put(14, 5.5, sansBold, 7.5, "RÉPUBLIQUE FRANÇAISE")
	s.put(57, 5.5, sansBold, 7.5, "FR")
	s.put(14, 9, sansBold, 6.5, "CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD")
	s.portrait(w.r, 4, 13, 25, 33)
	cells := []struct {
		x, y        float64
		label, text string
	}{
		{32, 14, "NOM / Surname", b.surname()}, {32, 21, "Prénoms / Given names", strings.ReplaceAll(b.GivenNames, " ", ", ")},
		{32, 28, "SEXE / Sex", b.Sex}, {46, 28, "NATIONALITÉ / Nationality", "FRA"}, {32, 35, "DATE DE NAISS. / Date of birth", spaced(b.BirthDate)},
		{32, 42, "LIEU DE NAISSANCE / Place of birth", strings.ToUpper(b.BirthPlace)},
		{32, 49, "N° DU DOCUMENT / Document No", b.number}, {60, 35, "DATE D'EXPIR. / Expiry date", spaced(b.expires)},
	}
	for _, c := range cells {
		s.put(c.x, c.y-0.6, sans, 4.5, c.label)
		s.put(c.x, c.y+2.9, sansBold, 8, c.text)
	}
	s.specimenMark(60, 24, 9)
	return s
}

func (b *bearer) backCNIe(w *work) *sheet {
	s := newSheet(85.6, 54)
	s.frame(0, 0, 85.6, 54, 0.25, 120)
	s.put(5, 6, sans, 4.5, "TAILLE / Height")
	s.put(5, 9.4, sansBold, 7, fmt.Sprintf("1,%02d m", 55+w.r.IntN(38)))
	s.put(5, 14, sans, 4.5, "DATE DE DÉLIVRANCE / Date of issue")
	s.put(5, 17.4, sansBold, 7, spaced(b.issued))
	s.put(40, 6, sans, 4.5, "ADRESSE / Address")
	s.lines(40, 9.4, sansBold, 6.5, 3.2, strings.ToUpper(b.Street), strings.ToUpper(b.Town()), "FRANCE")
	s.block(5, 21, 14, 11, 205)
	s.frame(5, 21, 14, 11, 0.2, 120)
	s.specimenMark(45, 30, 10)
	s.zone(4.7, 41, b.mrz)
	return s
}

func spaced(t time.Time) string { return t.Format("02 01 2006") }

func cardCNIe(w *work) {
	b := w.cnie()
	s := a4()
	y := 30 + 40*w.r.Float64()
	s.insert(b.frontCNIe(w), 14, y)
	s.insert(b.backCNIe(w), 109, y)
	w.page(s)
}

func cardCNIeStacked(w *work) {
	b := w.cnie()
	s := a4()
	x := 25 + 70*w.r.Float64()
	s.insert(b.frontCNIe(w), x, 60)
	s.insert(b.backCNIe(w), x, 130)
	s.put(20, 215, sans, 11, "Copie certifiée conforme à l'original")
	s.signature(w.r, 30, 220, 45, 15)
	w.page(s)
}

// dataPage is that of a passport, 125 by 88 mm.
func (b *bearer) dataPage(w *work) *sheet {
	s := newSheet(125, 88)
	s.frame(0, 0, 125, 88, 0.25, 120)
	s.waves(1, 1, 123, 66, 2.6, 230)
	s.put(5, 7, sansBold, 9, "PASSEPORT")
	s.put(5, 10.5, sans, 6, "PASSPORT")
	s.put(38, 7, sansBold, 9, "RÉPUBLIQUE FRANÇAISE")
	s.portrait(w.r, 5, 14, 33, 42)
	cells := []struct {
		x, y        float64
		label, text string
	}{
		{42, 13, "Type", "P"}, {54, 13, "Code du pays / Country code", "FRA"}, {92, 13, "Passeport n° / Passport No", b.number},
		{42, 21, "Nom / Surname (1)", b.surname()}, {42, 29, "Prénoms / Given names (2)", strings.ReplaceAll(b.GivenNames, " ", ", ")},
		{42, 37, "Nationalité / Nationality (3)", "Française"}, {90, 37, "Taille / Height", fmt.Sprintf("1,%02d m", 55+w.r.IntN(38))},
		{42, 45, "Date de naissance / Date of birth (4)", spaced(b.BirthDate)}, {90, 45, "Sexe / Sex (5)", b.Sex},
		{42, 53, "Lieu de naissance / Place of birth (6)", strings.ToUpper(b.BirthPlace)},
		{42, 61, "Date de délivrance / Date of issue (7)", spaced(b.issued)}, {82, 61, "Autorité / Authority (9)", "PRÉFECTURE"},
		{5, 61, "Date d'expiration / Expiry (8)", spaced(b.expires)},
	}
	for _, c := range cells {
		s.put(c.x, c.y-0.4, sans, 5, c.label)
		s.put(c.x, c.y+3.4, sansBold, 8.5, c.text)
	}
	s.specimenMark(80, 28, 13)
	s.zone(6.6, 77, b.mrz)
	return s
}

func passportCopy(w *work) {
	b := w.traveller()
	s := a4()
	s.insert(b.dataPage(w), 20+40*w.r.Float64(), 60+60*w.r.Float64())
	w.page(s)
}

func passportPage(w *work) { w.page(w.traveller().dataPage(w)) }

func passportTop(w *work) {
	b := w.traveller()
	s := a4()
	s.insert(b.dataPage(w), 42, 12)
	s.put(30, 125, serif, 12, "Copie du passeport de "+b.Title())
	s.put(30, 132, serif, 12, "Vu au guichet le "+longDate(w.spec.Day))
	w.page(s)
}
