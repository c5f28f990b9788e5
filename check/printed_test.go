package check

import (
	"strings"
	"testing"

	"bordereau"
	"pgregory.net/rapid"
)

func TestParseAmount(t *testing.T) {
	for _, c := range []struct{ raw, currency, want string }{
		{"1 237,56 €", "EUR", "1237.56 EUR"}, {"1.237,56", "EUR", "1237.56 EUR"}, {"1,237.56", "EUR", "1237.56 EUR"}, {"1\u00a0237,56", "EUR", "1237.56 EUR"},
		{"1\u202f237,56\u00a0€", "EUR", "1237.56 EUR"}, {"EUR 1237,56", "", "1237.56 EUR"}, {"1237.5", "EUR", "1237.50 EUR"}, {"1237", "EUR", "1237.00 EUR"},
		{"1.237", "EUR", "1237.00 EUR"}, {"1,237", "EUR", "1237.00 EUR"}, {"1.234.567,8", "EUR", "1234567.80 EUR"}, {"1,234,567", "EUR", "1234567.00 EUR"}, {"12€50", "", "12.50 EUR"}, {"12 € 50", "", "12.50 EUR"},
		{"***1 237,56***", "EUR", "1237.56 EUR"}, {"#99,00#", "EUR", "99.00 EUR"}, {"- 12,00 €", "EUR", "-12.00 EUR"}, {"1'237.56 CHF", "", "1237.56 CHF"},
		{"3 435,880", "TND", "3435.880 TND"}, {"8691.200 TND", "", "8691.200 TND"}, {"0,00", "EUR", "0.00 EUR"}, {"$1,000.00", "", "1000.00 USD"}, {"1 237, 56", "EUR", "1237.56 EUR"}, {"007,10", "EUR", "7.10 EUR"},
		{"1.234,567", "EUR", ""}, {"12 37,56", "EUR", ""}, {"1,23,45", "EUR", ""}, {"", "EUR", ""}, {"€", "EUR", ""}, {"abc", "EUR", ""}, {"1 237,56", "ZZZ", ""}, {"1 237.456,78", "EUR", ""}, {"1,", "EUR", ""},
		{"99999999999999999999", "EUR", ""}, {"1-2", "EUR", ""}, {"1237,56 12", "EUR", ""},
	} {
		m, err := ParseAmount(c.raw, c.currency)
		got := ""
		if err == nil {
			got = m.String()
		}
		if got != c.want {
			t.Errorf("%q: %q (%v), want %q", c.raw, got, err, c.want)
		}
	}
}

func TestParseDate(t *testing.T) {
	for raw, want := range map[string]string{
		"31/12/2026": "2026-12-31", "31.12.26": "2026-12-31", "3 mars 2026": "2026-03-03", "1er janvier 2026": "2026-01-01", "2026-03-31": "2026-03-31", "March 3, 2026": "2026-03-03",
		"le 14 Août 2025": "2025-08-14", "lundi 23 novembre 2026": "2026-11-23", "Le mardi, 3 févr. 2026": "2026-02-03", "3rd March 2026": "2026-03-03", "31-Dec-2026": "2026-12-31", "01 / 02 / 1965": "1965-02-01",
		"29/02/2024": "2024-02-29", "29/02/2023": "", "31/04/2026": "", "12/31/2026": "", "0/1/2026": "", "31/12/45": "2045-12-31", "31/12/46": "1946-12-31", "": "", "demain": "", "3 brumaire 2026": "", "1 2 26": "2026-02-01",
	} {
		got, err := ParseDate(raw, today)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q %v, want %q", raw, got, err, want)
		}
	}
}

func TestParseWords(t *testing.T) {
	for _, c := range []struct{ raw, currency, want string }{
		{"Un Million neuf Cent quatre vingt et onze Mille trois cent vingt sept dinars 287 millimes", "TND", "1991327.287 TND"},
		{"Huit mille six cent quatre vingt et onze dinars et 200 millimes", "TND", "8691.200 TND"},
		{"Trois mille quatre cent trente cinq dinars et huit cent quatre vingts millimes", "TND", "3435.880 TND"},
		{"mille deux cent trente-sept euros et cinquante-six centimes", "EUR", "1237.56 EUR"},
		{"MILLE-DEUX-CENT-TRENTE-SEPT EUROS CINQUANTE SIX CTS -------", "EUR", "1237.56 EUR"},
		{"Mille deux cent\ntrente sept euros 56 cts ////", "EUR", "1237.56 EUR"},
		{"mille deux cent trente sept et cinquante-six centimes", "EUR", "1237.56 EUR"}, {"deux et trois euros", "EUR", ""},
		{"la somme de : cent euros", "EUR", "100.00 EUR"}, {"Euros : quatre-vingts", "EUR", "80.00 EUR"}, {"quatre-vingt-dix-neuf euros", "EUR", "99.00 EUR"},
		{"soixante et onze euros", "EUR", "71.00 EUR"}, {"soixante-dix-sept euros et un centime", "EUR", "77.01 EUR"}, {"septante-sept francs suisses nonante", "CHF", "77.90 CHF"},
		{"huitante et un francs", "CHF", "81.00 CHF"}, {"octante deux euros", "EUR", "82.00 EUR"}, {"quinze cents euros", "EUR", "1500.00 EUR"}, {"deux mille cents euros", "EUR", "2100.00 EUR"},
		{"cinquante centimes", "EUR", "0.50 EUR"}, {"zéro euro et cinquante centimes", "EUR", "0.50 EUR"}, {"un million d'euros", "EUR", "1000000.00 EUR"}, {"deux millions cinq cent mille euros", "EUR", "2500000.00 EUR"},
		{"un milliard trois", "EUR", "1000000003.00 EUR"}, {"millecent euros", "EUR", "1100.00 EUR"}, {"vingtetun euros", "EUR", "21.00 EUR"}, {"douze euros cinquante", "EUR", "12.50 EUR"}, {"deux euros cinquante cents", "EUR", "2.50 EUR"},
		{"cent euros et 56/100", "EUR", "100.56 EUR"}, {"trois cents", "EUR", "300.00 EUR"}, {"mille francs CFA", "EUR", "1000 XOF"}, {"vingt et un mille euros", "EUR", "21000.00 EUR"},
		{"one thousand two hundred thirty-seven euros and 56/100", "EUR", "1237.56 EUR"}, {"One hundred and five dollars and fifty cents", "USD", "105.50 USD"}, {"two million and five thousand dollars", "USD", "2005000.00 USD"},
		{"1237 euros", "EUR", ""}, {"", "EUR", ""}, {"bonjour", "EUR", ""}, {"cent euros bonjour", "EUR", ""}, {"deux trois euros", "EUR", ""}, {"cent euros et cent vingt centimes", "EUR", ""},
		{"Quatre vingt et onze euros et un centime", "EUR", "91.01 EUR"}, {"DEUX CENTS QUATRE VINGTS DEUX EUROS", "EUR", "282.00 EUR"}, {"quatre-vingts-dix euros", "EUR", "90.00 EUR"},
		{"Quatres milles trentes euros", "EUR", "4030.00 EUR"}, {"un mille deux cents euros", "EUR", "1200.00 EUR"}, {"mille et un euros", "EUR", "1001.00 EUR"}, {"un mil cinq cens", "EUR", ""},
		{"nonante-neuf francs suisses et cinq ct", "CHF", "99.05 CHF"}, {"cent septante et un euros septante cts", "EUR", "171.70 EUR"}, {"douze dinars tunisiens et cinq cents millimes", "EUR", "12.500 TND"},
		{"dix dinars sept cents", "TND", "10.700 TND"}, {"dix dinars cinquante", "TND", ""}, {"mille dinars algériens", "EUR", "1000.00 DZD"}, {"cinq cents euros pile", "EUR", ""},
		{"EUROS MILLE CINQUANTE ET 20 CTS", "EUR", "1050.20 EUR"}, {"euros cent vingt", "EUR", "120.00 EUR"}, {"la somme de deux mille euros et zéro centime seulement", "EUR", "2000.00 EUR"},
		{"cent\neuros\net\ncin\nquante", "EUR", ""}, {"mille deux cents euros ~~~~ /// ------ ****", "EUR", "1200.00 EUR"}, {"quatre-\nvingt-\ndix euros", "EUR", "90.00 EUR"}, {"cent euros 05", "EUR", "100.05 EUR"},
		{"douze virgule cinquante euros", "EUR", "12.50 EUR"}, {"douze virgule zéro cinq euros", "EUR", "12.05 EUR"}, {"douze virgule cinq euros", "EUR", ""}, {"douze euros cinq", "EUR", ""}, {"douze euros 5", "EUR", ""}, {"douze euros 5 cts", "EUR", "12.05 EUR"},
		{"vingt et un centimes", "EUR", ""}, {"vingt et un euros", "EUR", "21.00 EUR"}, {"vingt et un euros et vingt et un centimes", "EUR", "21.21 EUR"}, {"cent euros et", "EUR", ""}, {"cent euros dix dollars", "EUR", ""}, {"mille mille euros", "EUR", ""},
		{"deux mille quinze cents euros", "EUR", ""}, {"vingt cents euros", "EUR", ""}, {"dix cents euros", "EUR", ""}, {"quarante dix euros", "EUR", ""}, {"vingt quinze euros", "EUR", ""}, {"cent zéro euros", "EUR", ""}, {"zéro mille euros", "EUR", ""},
		{"six cent soixante-dix-sept mille euros", "EUR", "677000.00 EUR"}, {"cinquante centimes d'euro", "EUR", "0.50 EUR"}, {"deux cent cinquante mille cinquante euros", "EUR", "250050.00 EUR"},
		{"ce nonante-quatre euros", "EUR", ""}, {"de cent euros", "EUR", ""}, {"la somme de cent euros", "EUR", "100.00 EUR"}, {"contre ce chèque cent euros", "EUR", "100.00 EUR"}, {"cent euros et vingt de", "EUR", ""},
		{"deuxmillescentsoixantedeux euros", "EUR", ""}, {"mille et cent euros", "EUR", ""}, {"mille et vingt euros", "EUR", "1020.00 EUR"}, {"un million d'", "EUR", ""},
		{"One hundred and 00/100 dollars", "USD", "100.00 USD"}, {"Two hundred five and no/100 dollars", "USD", "205.00 USD"}, {"one hundred and fifty cents", "USD", "100.50 USD"}, {"fifty cents", "USD", "0.50 USD"}, {"thirty-five rupees and twenty paise", "INR", "35.20 INR"},
		{"cent euros et 56/1000", "EUR", ""}, {"cent dinars et 056/1000", "TND", "100.056 TND"}, {"deux livres sterling et dix pence", "EUR", "2.10 GBP"}, {"cent francs et dix centimes", "XOF", ""},
	} {
		m, err := ParseWords(c.raw, c.currency)
		got := ""
		if err == nil {
			got = m.String()
		}
		if got != c.want {
			t.Errorf("%q: %q (%v), want %q", c.raw, got, err, c.want)
		}
	}
}

func TestWriteWords(t *testing.T) {
	for minor, want := range map[int64]string{
		8000: "quatre-vingts euros", 8000000: "quatre-vingt mille euros", 20000: "deux cents euros", 20000000: "deux cent mille euros", 20100: "deux cent un euros", 7100: "soixante et onze euros", 9100: "quatre-vingt-onze euros",
		100: "un euro", 1: "zéro euro et un centime", 100000000: "un million d'euros", 123756: "mille deux cent trente-sept euros et cinquante-six centimes", 8000000000: "quatre-vingts millions d'euros",
	} {
		if got, err := WriteWords(bordereau.Money{Minor: minor, Currency: "EUR"}, Spellings[0]); got != want || err != nil {
			t.Errorf("%d: %q %v, want %q", minor, got, err, want)
		}
	}
	for _, m := range []bordereau.Money{{Minor: -1, Currency: "EUR"}, {Minor: 1, Currency: "ZZZ"}, {Minor: 1e15, Currency: "EUR"}} {
		if _, err := WriteWords(m, Spellings[0]); err == nil {
			t.Error(m)
		}
	}
}

func TestWrittenWordsAreReadBack(t *testing.T) {
	tongues := []Spelling{}
	for _, h := range []string{"some", "all", "none"} {
		for _, tens := range []string{"france", "belgium", "swiss"} {
			for _, c := range []string{"words", "figures"} {
				tongues = append(tongues, Spelling{"fr", h, tens, c})
			}
		}
	}
	tongues = append(tongues, Spelling{Language: "en", Cents: "words"}, Spelling{Language: "en", Cents: "figures"})
	rapid.Check(t, func(t *rapid.T) {
		top := rapid.SampledFrom([]int64{200, 20_000, 2_000_000, 300_000_000, 1e13}).Draw(t, "top")
		m := bordereau.Money{Minor: rapid.Int64Range(0, top).Draw(t, "minor"), Currency: rapid.SampledFrom([]string{"EUR", "TND", "CHF"}).Draw(t, "currency")}
		s := rapid.SampledFrom(tongues).Draw(t, "spelling")
		w, err := WriteWords(m, s)
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "capitals") {
			w = strings.ToUpper(w)
		}
		if rapid.Bool().Draw(t, "broken") {
			w = "-- " + strings.ReplaceAll(w, " ", "\n") + " -----"
		}
		if got, err := ParseWords(w, m.Currency); err != nil || got != m {
			t.Fatalf("%q: %v %v, want %v", w, got, err, m)
		}
	})
}

func FuzzPrinted(f *testing.F) {
	f.Add("1 237,56 €", "EUR")
	f.Add("le 1er janvier 2026", "TND")
	f.Add("one hundred and 56/100 dollars", "USD")
	f.Add("mille et cinquante centimes euros", "")
	f.Add("un million deux cent quatre-vingt-onze mille euros et 5 cts", "EUR")
	f.Fuzz(func(t *testing.T, s, currency string) {
		if m, err := ParseAmount(s, currency); err == nil {
			if again, err := ParseAmount(m.Decimal(), m.Currency); err != nil || again != m {
				t.Fatal(m, again, err)
			}
		}
		if d, err := ParseDate(s, today); err == nil {
			if again, err := ParseDate(d, today); err != nil || again != d {
				t.Fatal(d, again, err)
			}
		}
		if m, err := ParseWords(s, currency); err == nil {
			for _, sp := range Spellings {
				w, err := WriteWords(m, sp)
				if _, named := unitNames[m.Currency]; !named || m.Minor >= 1e14 {
					continue
				}
				if again, bad := ParseWords(w, m.Currency); err != nil || bad != nil || again != m {
					t.Fatalf("%q is %v, written %q (%v), and %v again (%v)", s, m, w, err, again, bad)
				}
			}
		}
	})
}
