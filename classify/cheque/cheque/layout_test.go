package cheque

import (
	"context"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/classify/spec"
)

// A cheque of 175 by 80 mm at ten pixels a millimetre, without a code line: where its
// paper lies is told by its shape.
const testMM = 10

// typedCheque lays lines out as a recogniser gives them: "x y text", in millimetres, a word
// every blank, letters 2 mm high and wide.
func typedCheque(lines ...string) *spec.Sheet {
	page := bordereau.Page{Number: 1, Width: 175 * testMM, Height: 80 * testMM}
	for n, line := range lines {
		at, text, _ := strings.Cut(line, "|")
		var x, y int
		for i, part := range strings.Fields(at) {
			v := 0
			for _, c := range part {
				v = 10*v + int(c-'0')
			}
			if i == 0 {
				x = v * testMM
			} else {
				y = v * testMM
			}
		}
		for _, word := range strings.Fields(text) {
			w := 15 * len([]rune(word))
			page.Words = append(page.Words, bordereau.Word{Text: word, Confidence: 0.95, Block: n + 1, Line: n + 1, Box: bordereau.Box{X: x, Y: y, W: w, H: 20}})
			x += w + 12
		}
	}
	return spec.NewSheet(bordereau.Reading{Pages: []bordereau.Page{page}}, time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC))
}

// understood runs the steps of the type that need no zones.
func understood(t *testing.T, s *spec.Sheet) *bordereau.Understanding {
	t.Helper()
	d := &spec.Draft{Sheet: s}
	for _, step := range []spec.Step{figures, inWords, in(atRight, placeBefore), in(onBody, placeBefore), in(onBody, issued), placeByDate, payeeInType} {
		if err := step(context.Background(), d); err != nil {
			t.Fatal(err)
		}
	}
	return &d.Understanding
}

func TestFormsOfManyShapes(t *testing.T) {
	for name, c := range map[string]struct {
		lines                      []string
		amount, payee, place, date string
	}{
		"the bank's panel at the left": {[]string{
			"3 5|BANQUE DES TILLEULS", "60 5|Payez contre ce chèque", "140 6|€ 1 295,45",
			"3 14|Payable en France", "60 14|Mille deux cent quatre-vingt-quinze euros et", "3 17|12 place de l'Horloge", "3 20|99240 Saint-Elvire", "60 21|quarante-cinq centimes",
			"3 28|MME AURORE CARPONTEL", "60 29|à Karim Delbrissac", "3 31|38 chemin des Vignes", "3 34|99240 Saint-Elvire",
			"60 37|le 03/11/2026", "110 37|à Corbonne",
		}, "1295.45", "Karim Delbrissac", "Corbonne", "2026-11-03"},
		"a panel that names a place with a numeral on the line of the words": {[]string{
			"15 5|BANQUE DU GRAND LARGE", "60 5|Payez contre ce chèque", "140 6|€ 3 774,67", "15 8|Société anonyme",
			"3 14|Payable en France", "3 17|12 place de l'Horloge", "3 20|99410 Les Quatre-Moulins", "60 20|Trois mille sept cent soixante-quatorze euros", "60 26|soixante-sept centimes",
			"3 32|MME ROSALIE VALBUSSIERE", "60 32|à Imprimerie Valmorin SAS", "3 35|6 place du Marché", "3 38|99410 Les Quatre-Moulins",
			"60 44|Le 21/09/2026", "110 44|à Corbonne",
		}, "3774.67", "Imprimerie Valmorin SAS", "Corbonne", "2026-09-21"},
		"the place under the date, the payee over it": {[]string{
			"5 13|Payez contre ce chèque", "5 20|Trois mille six cent vingt-huit euros et 36 cents", "5 28|à Transports Aigremont EURL", "130 28|€ 3 628,36",
			"100 35|Le 06/10/2026", "100 42|à Rochebrune-le-Vieux",
		}, "3628.36", "Transports Aigremont EURL", "Rochebrune-le-Vieux", "2026-10-06"},
		"captions over their values": {[]string{
			"5 5|BANQUE DU GRAND LARGE", "5 14|Payez contre ce chèque", "5 22|Neuf cent trente et un euros trente centimes", "135 22|931,30 €",
			"5 31|Bénéficiaire", "5 35|Pépinière Corvol EURL", "5 42|Date", "60 42|Lieu", "5 46|28/09/2026", "60 46|Les Tilleuls",
			"5 53|Payable en France", "5 56|12 place de l'Horloge", "5 59|99410 Les Tilleuls",
		}, "931.30", "Pépinière Corvol EURL", "Les Tilleuls", "2026-09-28"},
		"the payee over the words, his caption under him": {[]string{
			"5 5|CAISSE LANTERNE", "5 13|Veuillez payer contre ce chèque", "5 20|Mme Corinne Delzanette", "5 24|à l'ordre de", "135 20|€ 497,61",
			"5 30|Quatre cent quatre-vingt-dix-sept euros", "5 37|soixante et un centimes", "130 30|Port-Lanterne", "130 34|Fait à", "130 39|05/11/2026", "130 43|le",
			"5 48|M. YANN ROSCARNOUX", "5 51|2 rue Basse", "5 54|99500 Port-Lanterne",
		}, "497.61", "Mme Corinne Delzanette", "Port-Lanterne", "2026-11-05"},
		"a caption of the figures that says euros": {[]string{
			"5 14|Veuillez payer contre ce chèque non endossable MILLE SIX CENT SOIXANTE", "130 16|Montant en euros", "5 21|NEUF EUROS ET 96 CENTIMES", "138 21|1 669,96",
			"5 28|à l'ordre de Lucien Roszanette", "130 34|À Corbonne le 03/10/2026",
		}, "1669.96", "Lucien Roszanette", "Corbonne", "2026-10-03"},
		"print run together before the words, the payee over them": {[]string{
			"5 5|CRÉDIT DES DEUX RIVES", "5 13|PAYEZ CONTRE CE CHÈQUE", "5 18|À", "5 22|Transports Aigremont EURL", "140 22|€ 3 628,36",
			"5 30|lasomme de Trois Mille Six Cent Vingt Huit", "5 37|Euros et Trente Six Centimes", "5 46|Rochebrune-le-Vieux 06/10/2026",
		}, "3628.36", "Transports Aigremont EURL", "Rochebrune-le-Vieux", "2026-10-06"},
		"numerals in the name of the place, which stands on the line of the words": {[]string{
			"5 13|Veuillez payer contre ce chèque", "5 31|Neuf cent trente et un euros et trente ct", "135 14|931,30 €", "130 28|Lieu", "130 31|Les Quatre-Moulins", "130 36|Date", "130 39|28/09/2026",
			"5 45|à l'ordre de Pépinière Corvol EURL",
		}, "931.30", "Pépinière Corvol EURL", "Les Quatre-Moulins", "2026-09-28"},
		"print misread before words that fill their line": {[]string{
			"5 13|pavez contrre ce cuèque DEUX MILLE SEPT CENT QUATRE-VINGT-ONZE EUROS", "5 21|Mme Perrine Montpontel", "135 6|2 791,00 €", "5 35|Montfauvel 11/11/2026",
		}, "2791.00", "Mme Perrine Montpontel", "Montfauvel", "2026-11-11"},
	} {
		t.Run(name, func(t *testing.T) {
			u := understood(t, typedCheque(c.lines...))
			for field, want := range map[string]string{"amount_figures": c.amount, "amount_words": c.amount, "payee": c.payee, "place": c.place, "date": c.date} {
				if got := u.Value(field); got != want {
					t.Errorf("%s is %q, not %q", field, got, want)
				}
			}
		})
	}
}

func TestWhatIsNoPayee(t *testing.T) {
	for name, lines := range map[string][]string{
		"labels":        {"5 14|Payez contre ce chèque", "5 22|Deux cents euros", "5 30|Ordre", "5 36|Date", "5 40|28/09/2026"},
		"an address":    {"5 14|Payez contre ce chèque", "5 22|Deux cents euros", "5 29|MME ODETTE TERVAL", "5 32|41 avenue de la Gare", "5 35|99240 Corbonne"},
		"at the right":  {"5 14|Payez contre ce chèque", "5 22|Deux cents euros", "130 29|à l'ordre de", "150 29|Corbonne"},
		"over the text": {"5 10|Société fictive", "5 14|Payez contre ce chèque", "5 22|Deux cents euros"},
		"a street":      {"5 14|Payez contre ce chèque", "5 22|Deux cents euros", "5 29|Be 78 impasse des Lilas"},
		"cents":         {"5 14|Payez contre ce chèque", "5 22|Deux cents euros trente-huit", "5 29|huit ct"},
	} {
		t.Run(name, func(t *testing.T) {
			if u := understood(t, typedCheque(lines...)); u.Value("payee") != "" {
				t.Errorf("%q was taken for the payee", u.Value("payee"))
			}
		})
	}
}

// What stands close behind a name, whatever the recogniser made of it, has the line read
// once more: a crease parts words.
func TestTornNames(t *testing.T) {
	for line, torn := range map[string]bool{"43 29|ronceau": true, "60 29|Compte": false, "43 34|ronceau": false} {
		s := typedCheque("5 14|Payez contre ce chèque", "5 22|Deux cents euros", "13 29|Hélène Montre", line)
		d := &spec.Draft{Sheet: s}
		q := searchPayee(t.Context(), d)
		name := bordereau.Box{X: 130, Y: 290, W: 292, H: 20}
		if got := q.torn(s, name); got != torn {
			t.Errorf("%s: %v", line, got)
		}
	}
}

// What a hand wrote close behind a label is what the label asks for; a letter alone may be
// read into the signature itself.
func TestWhatALabelAsksFor(t *testing.T) {
	for word, asked := range map[string]bool{"le": true, "à": true, "L": false, "e": false, "Signature": false} {
		s := typedCheque("5 14|Payez contre ce chèque", "120 55|"+word)
		end := s.Words[len(s.Words)-1].Box
		stroke := bordereau.Box{X: end.X + end.W + 20, Y: 520, W: 300, H: 80}
		if got := filledIn(&spec.Draft{Sheet: s}, paperOf(t.Context(), s), stroke); got != asked {
			t.Errorf("%s: %v", word, got)
		}
	}
}

func TestOrderIsNoPanel(t *testing.T) {
	s := typedCheque("5 14|Contre ce chèque non endossable payez la somme de Neuf cent euros", "5 27|Clémence Trévernoy",
		"5 40|PAYABLE EN FRANCE", "5 43|12 place de l'Horloge", "5 46|99240 Saint-Elvire")
	c := columnsOf(context.Background(), s)
	if c.from != 0 {
		t.Errorf("a panel up to %d", c.from)
	}
	if got := understood(t, s).Value("payee"); got != "Clémence Trévernoy" {
		t.Errorf("the payee is %q", got)
	}
}

// What stands behind the cents belongs to another field; what is counted does not.
func TestWhereAnAmountEnds(t *testing.T) {
	for text, want := range map[string]string{
		"Cent un euros et trente centimes Les Quatre-Moulins": "101.30",
		"Cent un euros et trente":                             "101.30",
	} {
		s := typedCheque("5 22|" + text)
		v, ok := written(&spec.Draft{Sheet: s}, s, s.RowSpan(0))
		if !ok || v.Text != want {
			t.Errorf("%q says %q", text, v.Text)
		}
	}
	for _, text := range []string{"Cent un euros et trente mots", "Cent un euros vingt mots", "Cent un euros Corbonne"} {
		s := typedCheque("5 22|" + text)
		if v, ok := written(&spec.Draft{Sheet: s}, s, s.RowSpan(0)); ok {
			t.Errorf("%q says %q", text, v.Text)
		}
	}
}

// Of two sums in figures the least is meant (CMF L131-10): a person sees both. The same sum
// twice, as on a counterfoil, is one.
func TestSeveralAmountsInFigures(t *testing.T) {
	for second, want := range map[string]bool{"931,03 €": true, "931,30 €": false, "93": false} {
		s := typedCheque("5 14|Payez contre ce chèque", "5 22|Neuf cent trente et un euros trente centimes", "135 14|931,30 €", "60 45|"+second)
		d := &spec.Draft{Sheet: s}
		for _, step := range []spec.Step{figures, inWords, severalAmounts} {
			if err := step(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		if got := told(d, ruleSeveralAmounts); got != want {
			t.Errorf("%s: %+v", second, d.Understanding.Checks)
		}
	}
}
