package specimen

import (
	"fmt"
	"strings"
	"time"
)

// Papers of other states and kinds, in designs of our own: what a reader shall learn
// from them are the layouts of ICAO 9303-4 to 9303-7, and where a paper repeats its zone.

// states are issuers whose papers branches see often.
var states = []string{"BEL", "ESP", "ITA", "PRT", "LUX", "DZA", "MAR", "TUN", "GBR", "D"}

// foreigner is the bearer of a paper with a number of nine characters.
func (w *work) foreigner(state string) *bearer {
	b := &bearer{Customer: w.person(), state: state, issued: w.daysAgo(30, 4*365)}
	b.expires = b.issued.AddDate(10, 0, -1)
	b.number = code(w.r, 2) + fmt.Sprintf("%07d", w.r.IntN(10_000_000))
	return b
}

// holderZone is the second line that ICAO 9303-4, -6 and -7 share, but for the composite digit.
func (b *bearer) holderZone(optional string, width int) string {
	born, until := yymmdd(b.BirthDate), yymmdd(b.expires)
	return fit(b.number+mrzDigit(b.number)+fit(b.state, 3)+born+mrzDigit(born)+b.Sex+until+mrzDigit(until)+optional, width)
}

func (b *bearer) nameZone(code string, width int) string {
	return fit(code+fit(b.state, 3)+mrzText(b.Surname)+"<<"+mrzText(b.GivenNames), width)
}

func (w *work) foreignPassport() *bearer {
	b := w.foreigner(pick(w.r, states))
	personal := fmt.Sprintf("%08d", w.r.IntN(100_000_000))
	second := b.holderZone(personal, 42)
	second += mrzDigit(second[28:42])
	b.mrz = []string{b.nameZone("P<", 44), second + mrzDigit(second[0:10]+second[13:20]+second[21:43])}
	return w.sealed(b)
}

func (w *work) cardTD2() *bearer {
	b := w.foreigner(pick(w.r, states))
	second := b.holderZone("", 35)
	b.mrz = []string{b.nameZone("ID", 36), second + mrzDigit(second[0:10]+second[13:20]+second[21:35])}
	return w.unborn(w.sealed(b))
}

// unborn leaves the place of birth out of what is printed.
func (w *work) unborn(b *bearer) *bearer {
	delete(w.truth.Fields, "birth_place")
	return b
}

// cardTD1 is a card or permit; a long number runs on into the optional part (9303-5).
func (w *work) cardTD1(code, state, nationality string, long bool) *bearer {
	b := w.foreigner(state)
	b.nationality = nationality
	number := b.number + mrzDigit(b.number)
	if long {
		tail := fmt.Sprintf("%03d", w.r.IntN(1000))
		number = b.number + "<" + tail + mrzDigit(b.number+tail)
		b.number += tail
	}
	first := fit(code+fit(state, 3)+number, 30)
	born, until := yymmdd(b.BirthDate), yymmdd(b.expires)
	second := fit(born+mrzDigit(born)+b.Sex+until+mrzDigit(until)+fit(nationality, 3), 29)
	second += mrzDigit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
	b.mrz = []string{first, second, fit(mrzText(b.Surname)+"<<"+mrzText(b.GivenNames), 30)}
	return w.unborn(w.sealed(b))
}

func (w *work) visaHolder(width int) *bearer {
	b := w.foreigner("FRA")
	b.nationality = pick(w.r, []string{"DZA", "MAR", "TUN", "SEN"})
	b.expires = b.issued.AddDate(1, 0, -1)
	second := b.holderZone("", width)
	second = second[:10] + b.nationality + second[13:]
	b.mrz = []string{b.nameZone("V<", width), second}
	return w.unborn(w.sealed(b))
}

// caption is a label with its value below it.
type caption struct {
	x, y        float64
	label, text string
}

func (s *sheet) cells(list []caption, label, text float64) {
	for _, c := range list {
		s.put(c.x, c.y, sans, label, c.label)
		s.put(c.x, c.y+0.42*text, sansBold, text, c.text)
	}
}

func (b *bearer) citizenship() string {
	if b.nationality != "" {
		return b.nationality
	}
	return b.state
}

// foreignPage is the data page of a passport in English, 125 by 88 mm.
func (b *bearer) foreignPage(w *work) *sheet {
	s := newSheet(125, 88)
	s.frame(0, 0, 125, 88, 0.25, 120)
	s.waves(1, 1, 123, 66, 2.6, 230)
	s.put(8, 8, sansBold, 10, "PASSPORT")
	s.put(36, 8, sans, 6, "Type  P")
	s.cells([]caption{{55, 6, "Code / Country code", b.state}, {90, 6, "Passport No / Passeport n°", b.number},
		{44, 16, "Surname / Nom", b.surname()}, {44, 24, "Given names / Prénoms", strings.ToUpper(plain(b.GivenNames))},
		{44, 32, "Nationality / Nationalité", b.citizenship()}, {44, 40, "Date of birth / Date de naissance", spaced(b.BirthDate)}, {88, 40, "Sex / Sexe", b.Sex},
		{44, 48, "Place of birth / Lieu de naissance", strings.ToUpper(plain(b.BirthPlace))},
		{44, 56, "Date of issue / Date de délivrance", spaced(b.issued)}, {88, 56, "Date of expiry / Date d'expiration", spaced(b.expires)}}, 5, 8.5)
	s.portrait(w.r, 6, 14, 33, 42)
	s.specimenMark(86, 28, 12)
	s.zone(6.6, 77, b.mrz)
	return s
}

func passportForeign(w *work) {
	b := w.foreignPassport()
	s := a4()
	s.insert(b.foreignPage(w), 25+45*w.r.Float64(), 40+100*w.r.Float64())
	w.page(s)
}

// passportTwo shows the cover beside the page, as copies of an open booklet do.
func passportTwo(w *work) {
	b := w.foreignPassport()
	s := newSheet(130, 182)
	s.block(2, 2, 126, 86, 205)
	s.centre(65, 40, serifBold, 14, "PASSPORT")
	s.insert(b.foreignPage(w), 2.5, 92)
	w.page(s)
}

// face is the front of a card of 85.6 by 54 mm; title, its English, what more it says.
func (b *bearer) face(w *work, title, english string, more ...caption) *sheet {
	s := newSheet(85.6, 54)
	s.frame(0, 0, 85.6, 54, 0.25, 120)
	s.waves(1, 1, 83.6, 52, 2.4, 230)
	s.put(5, 6, sansBold, 8, title)
	s.put(5, 9.5, sans, 6, english)
	s.portrait(w.r, 4, 13, 24, 32)
	s.cells(append([]caption{{32, 14, "NOM / Surname", b.surname()}, {32, 21, "PRÉNOMS / Given names", strings.ToUpper(plain(b.GivenNames))},
		{32, 28, "SEXE / Sex", b.Sex}, {46, 28, "NATIONALITÉ / Nationality", b.citizenship()}, {32, 35, "DATE DE NAISS. / Date of birth", spaced(b.BirthDate)},
		{60, 35, "DATE D'EXPIR. / Expiry date", spaced(b.expires)}, {32, 49, "N° DU DOCUMENT / Document No", b.number}}, more...), 4.5, 8)
	s.specimenMark(58, 22, 9)
	return s
}

// reverse is the back of such a card, with its zone.
func (b *bearer) reverse(w *work, rows ...caption) *sheet {
	s := newSheet(85.6, 54)
	s.frame(0, 0, 85.6, 54, 0.25, 120)
	s.cells(append([]caption{{5, 6, "DATE DE DÉLIVRANCE / Date of issue", spaced(b.issued)}}, rows...), 4.5, 7)
	s.block(64, 8, 14, 11, 205)
	s.specimenMark(30, 30, 10)
	s.zone(4.7, 41, b.mrz)
	return s
}

func (w *work) permit() (front, back *sheet) {
	b := w.cardTD1("IR", "FRA", pick(w.r, []string{"DZA", "MAR", "TUN", "SEN", "BRA", "CHN"}), w.r.IntN(3) == 0)
	kind := pick(w.r, []string{"CARTE DE SÉJOUR PLURIANNUELLE", "CARTE DE RÉSIDENT", "CARTE DE SÉJOUR TEMPORAIRE"})
	return b.face(w, "TITRE DE SÉJOUR", "RÉPUBLIQUE FRANÇAISE / RESIDENCE PERMIT", caption{32, 42, "CATÉGORIE DU TITRE / Type of permit", kind}),
		b.reverse(w, caption{5, 15, "REMARQUES / Remarks", pick(w.r, []string{"VIE PRIVÉE ET FAMILIALE", "AUTORISE SON TITULAIRE À TRAVAILLER"})})
}

// besides lays two sides of a card on a leaf side by side, stacked above each other.
func besides(w *work, front, back *sheet) {
	s := a4()
	y := 25 + 60*w.r.Float64()
	s.insert(front, 14, y)
	s.insert(back, 109, y)
	w.page(s)
}

func stacked(w *work, front, back *sheet, note string) {
	s := a4()
	x := 20 + 80*w.r.Float64()
	s.put(20, 25, serif, 12, note)
	s.insert(front, x, 45)
	s.insert(back, x, 110)
	w.page(s)
}

func permitBesides(w *work) { f, b := w.permit(); besides(w, f, b) }

func permitStacked(w *work) { f, b := w.permit(); stacked(w, f, b, "Copie du titre de séjour") }

// permitBack is the back alone, as it is often sent: nothing but the zone names the bearer.
func permitBack(w *work) { _, b := w.permit(); w.page(b) }

func cardForeign(w *work) {
	state := pick(w.r, states)
	b := w.cardTD1("ID", state, state, w.r.IntN(2) == 0)
	besides(w, b.face(w, "IDENTITY CARD", "CARTE NATIONALE D'IDENTITÉ"), b.reverse(w))
}

func cardTD2Copy(w *work) {
	b := w.cardTD2()
	s := newSheet(105, 74)
	s.frame(0, 0, 105, 74, 0.25, 120)
	s.put(6, 8, sansBold, 9, "CARTE D'IDENTITÉ / IDENTITY CARD")
	s.portrait(w.r, 5, 13, 26, 36)
	s.cells([]caption{{36, 16, "Nom / Surname", b.surname()}, {36, 24, "Prénoms / Given names", strings.ToUpper(plain(b.GivenNames))}, {36, 32, "Date de naissance / Date of birth", spaced(b.BirthDate)},
		{76, 32, "Sexe / Sex", b.Sex}, {36, 40, "N° du document / Document No", b.number}, {36, 48, "Date d'expiration / Expiry date", spaced(b.expires)}, {76, 48, "Nationalité", b.state}}, 5, 8)
	s.specimenMark(72, 20, 10)
	s.zone(6.5, 62, b.mrz)
	leaf := a4()
	leaf.insert(s, 30+50*w.r.Float64(), 40+120*w.r.Float64())
	w.page(leaf)
}

// sticker is a visa: format A of 120 by 80 mm, format B of 105 by 74 mm (ICAO 9303-7).
func (w *work) sticker(width int) *sheet {
	b := w.visaHolder(width)
	s := newSheet(map[int]float64{44: 120, 36: 105}[width], 76)
	s.frame(0, 0, s.w, 76, 0.25, 120)
	s.waves(1, 1, s.w-2, 55, 2.6, 230)
	s.put(8, 9, serifBold, 15, "VISA")
	s.portrait(w.r, 5, 14, 24, 32)
	s.cells([]caption{{36, 14, "VALABLE POUR / Valid for", "ÉTATS SCHENGEN"}, {36, 22, "DU / From", spaced(b.issued)}, {66, 22, "AU / Until", spaced(b.expires)},
		{36, 30, "NOMBRE D'ENTRÉES / Number of entries", "MULT"}, {72, 30, "DURÉE DU SÉJOUR / Duration of stay", "90"},
		{36, 38, "NOM, PRÉNOM / Surname, name", b.surname() + " " + strings.ToUpper(plain(b.GivenNames))}}, 5, 8)
	s.specimenMark(70, 52, 10)
	s.zone(4.5, 64, b.mrz)
	return s
}

func visaA(w *work) { s := a4(); s.insert(w.sticker(44), 30, 50+80*w.r.Float64()); w.page(s) }

func visaB(w *work) { w.page(w.sticker(36)) }

func visaTop(w *work) {
	s := a4()
	s.insert(w.sticker(44), 60, 14)
	s.put(25, 120, serif, 12, "Visa présenté au guichet le "+w.spec.Day.Format(time.DateOnly))
	w.page(s)
}
