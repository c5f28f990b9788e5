package desk

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"bordereau"

	"pgregory.net/rapid"
)

var searchDay = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func cents(n int64) *int64 { return &n }

func word(w string) Term { return Term{Kind: TermWord, Words: []string{w}} }

func TestASearchBoxIsUnderstood(t *testing.T) {
	day := func(d string) Term { return Term{Kind: TermDay, Key: "@" + d} }
	amount := func(a string) Term { return Term{Kind: TermAmount, Key: "=" + a} }
	for text, want := range map[string]Asked{
		"Dupont 1237,56 Lyon type:cheque date:18/11/2026 dossier:2026-004512 montant:1000..1300": {Type: bordereau.Cheque, Dossier: "2026-004512",
			From: "2026-11-18", To: "2026-11-18", AmountMin: cents(100000), AmountMax: cents(130000), Terms: []Term{word("dupont"), amount("1237.56"), word("lyon")}},
		"1 237,56 €":                           {Terms: []Term{amount("1237.56")}},
		"1\u00a0237,56\u202f€":                 {Terms: []Term{amount("1237.56")}},
		"1.237,56":                             {Terms: []Term{amount("1237.56")}},
		"1237.56":                              {Terms: []Term{amount("1237.56")}},
		"12€50":                                {Terms: []Term{amount("12.50")}},
		"500 euros":                            {Terms: []Term{amount("500.00")}},
		"18 novembre 2026":                     {Terms: []Term{day("2026-11-18")}},
		"le 1er août 2026":                     {Terms: []Term{word("le"), day("2026-08-01")}},
		"2026-11-18":                           {Terms: []Term{day("2026-11-18")}},
		"18/11/26":                             {Terms: []Term{day("2026-11-18")}},
		"31/02/2026":                           {Terms: []Term{{Kind: TermGroups, Words: []string{"31", "02", "2026"}}}},
		"FR76 1999 1000 0100 0000 0000 174":    {Terms: []Term{{Kind: TermGroups, Words: []string{"fr76", "1999", "1000", "0100", "0000", "0000", "174"}}}},
		"FR76 3000 6000 0112 3456 7890 189":    {Terms: []Term{{Kind: TermIBAN, Key: "fr7630006000011234567890189"}}},
		"0048 541":                             {Terms: []Term{{Kind: TermGroups, Words: []string{"0048", "541"}}}},
		"552 100 554":                          {Terms: []Term{{Kind: TermGroups, Words: []string{"552", "100", "554"}}}},
		`"société générale" paie`:              {Terms: []Term{{Kind: TermPhrase, Words: []string{"societe", "generale"}}, word("paie")}},
		"« bulletin de paie »":                 {Terms: []Term{{Kind: TermPhrase, Words: []string{"bulletin", "de", "paie"}}}},
		`"jamais fermé`:                        {Terms: []Term{{Kind: TermPhrase, Words: []string{"jamais", "ferme"}}}},
		"l'Œuvre d'Éric":                       {Terms: []Term{word("oeuvre"), word("eric")}},
		"a":                                    {Terms: []Term{word("a")}},
		"type:pass":                            {Type: bordereau.Passport},
		"Type : chèque":                        {Type: bordereau.Cheque},
		`nature:"bulletin de paie"`:            {Type: bordereau.Payslip},
		"kind:remittance_slip state:to_review": {Type: bordereau.RemittanceSlip, State: bordereau.ToReview},
		"état:comptabilisé agence:00742":       {State: bordereau.Booked, Branch: "00742"},
		"branch:00742 amount:50":               {Branch: "00742", AmountMin: cents(5000), AmountMax: cents(5000)},
		"montant:1 237,56 € martin":            {AmountMin: cents(123756), AmountMax: cents(123756), Terms: []Term{word("martin")}},
		"montant:1000..":                       {AmountMin: cents(100000)},
		"montant:..99,99":                      {AmountMax: cents(9999)},
		"date:18 novembre 2026 lyon":           {From: "2026-11-18", To: "2026-11-18", Terms: []Term{word("lyon")}},
		"date:11/2026":                         {From: "2026-11-01", To: "2026-11-30"},
		"date:2026-02":                         {From: "2026-02-01", To: "2026-02-28"},
		"date:février 2024":                    {From: "2024-02-01", To: "2024-02-29"},
		"date:2026":                            {From: "2026-01-01", To: "2026-12-31"},
		"date:01/11/2026..18/11/2026":          {From: "2026-11-01", To: "2026-11-18"},
		"date:..11/2026":                       {To: "2026-11-30"},
		"http://exemple":                       {Terms: []Term{word("http"), word("exemple")}},
		"dupont dupont DUPONT":                 {Terms: []Term{word("dupont")}},
		"type:cheque type:facture":             {Type: bordereau.Invoice},
		"3435,880":                             {Terms: []Term{amount("3435.880")}},
	} {
		got, notes := ParseSearch(text, searchDay)
		if !reflect.DeepEqual(got, want) || len(notes) > 0 {
			t.Errorf("%q is %+v %q,\nnot %+v", text, got, notes, want)
		}
	}
}

func TestWhatIsNotUnderstoodIsSaidAndTheRestSearched(t *testing.T) {
	for text, says := range map[string]string{
		"lyon type:licorne":       "Le type « licorne » n'est pas connu",
		"lyon type:":              "Il manque une valeur",
		"etat:bizarre lyon":       "L'état « bizarre » n'est pas connu",
		"date:31/02/2026 lyon":    "« 31/02/2026 » n'est pas une date",
		"date:18/11..01/11 lyon":  "n'est pas une date",
		"montant:beaucoup lyon":   "« beaucoup » n'est pas un montant",
		"montant:1300..1000 lyon": "n'est pas un montant",
		"type:c lyon":             "Le type « c » n'est pas connu",
	} {
		got, notes := ParseSearch(text, searchDay)
		if len(notes) != 1 || !strings.Contains(notes[0], says) || !reflect.DeepEqual(got, Asked{Terms: []Term{word("lyon")}}) {
			t.Errorf("%q: %+v %q", text, got, notes)
		}
	}
	if a, notes := ParseSearch(strings.Repeat("mot ", 5)+"a b c d e f g h i j k l m n o p ab ac ad ae af ag ah ai aj ak al am an", searchDay); len(a.Terms) > maxTerms || len(notes) != 1 {
		t.Errorf("%d terms %q", len(a.Terms), notes)
	}
	if _, notes := ParseSearch(strings.Repeat("é", 400), searchDay); len(notes) != 1 {
		t.Errorf("%q", notes)
	}
}

// drawn is a search box as people fill it.
func drawnQuery(t *rapid.T) string {
	part := rapid.OneOf(
		rapid.StringMatching(`[a-zA-Zéèçœ']{1,9}`), rapid.StringMatching(`[0-9]{1,8}`), rapid.StringMatching(`[A-Z]{2}[0-9]{2,6}`),
		rapid.StringMatching(`[0-9]{1,3}( [0-9]{3}){0,2}[,.][0-9]{2}( ?€)?`), rapid.StringMatching(`[0-3]?[0-9]/[01]?[0-9]/20[0-9]{2}`),
		rapid.StringMatching(`"[a-z0-9]{1,5}( [a-z0-9]{1,5}){0,2}"`), rapid.SampledFrom([]string{"FR76 3000 6000 0112 3456 7890 189", "3 mars 2026", "«", `"`, ":", "..", "-", "1", "mai", "2026"}),
		rapid.StringMatching(`(type|etat|agence|date|montant|dossier|amount):[a-z0-9/.]{0,8}`),
		rapid.SampledFrom([]string{"type:cheque", "etat:archived", "agence:\"a b\"", "date:11/2026", "montant:1 000..2 000,50", "dossier:2026-004512"}))
	return strings.Join(rapid.SliceOfN(part, 0, 7).Draw(t, "parts"), " ")
}

// What was understood can be written down, and is understood the same again: links of
// facets and Back depend on it.
func TestASearchIsWrittenAsItIsUnderstood(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawnQuery(t)
		a, _ := ParseSearch(text, searchDay)
		again, notes := ParseSearch(a.String(), searchDay)
		if len(notes) > 0 || again.String() != a.String() || !reflect.DeepEqual(again.Filters(), a.Filters()) {
			t.Fatalf("%q\nis      %q %+v\nand then %q %+v %q", text, a.String(), a, again.String(), again, notes)
		}
		for _, f := range a.Filters() {
			if without := a.With(f.Name, ""); len(without.Filters()) != len(a.Filters())-1 || len(without.Terms) != len(a.Terms) {
				t.Fatalf("%q without %s is %q", a, f.Name, without)
			}
			if same := a.With(f.Name, f.Value); !reflect.DeepEqual(same.Filters(), a.Filters()) {
				t.Fatalf("%q with %s:%s is %q", a, f.Name, f.Value, same)
			}
		}
	})
}

// Whatever spelling an amount has, one key is found for it.
func TestEverySpellingOfAnAmountIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minor := rapid.Int64Range(0, 99_999_999_99).Draw(t, "cents")
		whole, cents := fmt.Sprint(minor/100), fmt.Sprintf("%02d", minor%100)
		thousands := rapid.SampledFrom([]string{"", " ", "\u00a0", "\u202f", "."}).Draw(t, "thousands")
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + thousands + whole[i:]
		}
		text := whole + "," + cents + rapid.SampledFrom([]string{"", " €", "€", "\u00a0€", " EUR", " euros"}).Draw(t, "currency")
		want := "=" + bordereau.Money{Minor: minor, Currency: "EUR"}.Decimal()
		a, _ := ParseSearch("chez "+text+" ok", searchDay)
		if len(a.Terms) != 3 || a.Terms[1].Key != want {
			t.Fatalf("%q is %+v, not %s", text, a.Terms, want)
		}
		if got := marksIn("Total : "+text+".", searchDay); len(got) != 1 || got[0].key != want {
			t.Fatalf("%q on paper is %+v", text, got)
		}
	})
}

// What the index holds of a text is what the matcher shows in it.
func TestWhatIsFoundIsShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-zé]{1,8}|[0-9]{1,7}|[0-9]{1,3} [0-9]{3},[0-9]{2}|0[1-9]/1[0-2]/2026)( ([a-zé]{1,8}|[0-9]{1,7})){0,8}`).Draw(t, "text")
		spans := wordsIn(text)
		s := rapid.SampledFrom(spans).Draw(t, "word")
		a, _ := ParseSearch(text[s.from:s.to], searchDay)
		if len(a.Terms) != 1 {
			t.Fatalf("%q is %+v", text[s.from:s.to], a)
		}
		if hits := newMatcher(a, false, searchDay).in(text); len(hits) == 0 {
			t.Fatalf("%q is not shown in %q", a, text)
		}
		vector := Searchable(bordereau.Document{}, text, &bordereau.Understanding{})
		if !strings.Contains(" "+vector, " "+quoted(fold(text[s.from:s.to]))) {
			t.Fatalf("%q is not in %s", a, vector)
		}
	})
}

func FuzzParseSearch(f *testing.F) {
	for _, s := range []string{"dupont 1237,56 type:cheque", `"a b" date:..2026`, "montant:1 000..", "«", ":", "type:\"", "\xff:\"", "FR76 3000 6000 0112 3456 7890 189"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, _ := ParseSearch(text, searchDay)
		if len(a.Terms) > maxTerms {
			t.Errorf("%d terms", len(a.Terms))
		}
		for _, forgive := range []bool{false, true} {
			q := a.tsquery(forgive)
			if strings.ContainsAny(q, "\\\x00") || strings.Count(q, "'")%2 != 0 {
				t.Errorf("%q asks %s", text, q)
			}
		}
		again, _ := ParseSearch(a.String(), searchDay)
		if len(again.Filters()) != len(a.Filters()) {
			t.Errorf("%q is %q and then %q", text, a, again)
		}
		newMatcher(a, true, searchDay).in(text)
	})
}

func TestMisreadingsAreForgiven(t *testing.T) {
	for meant, read := range map[string]string{
		"bernard": "bemard", "lille": "lihe", "martin": "martm", "solution": "soluuon", "dupont": "dup0nt", "durand": "duiand", "moreau": "morcau", "girard": "giard", "garnier": "gamier",
		"leroux": "xleroux", "roux": "r0ux", "0048541": "OO4854l",
	} {
		a, _ := ParseSearch(meant, searchDay)
		if hits := newMatcher(a, true, searchDay).in("chez " + read + " hier"); len(hits) != 1 || !hits[0].near {
			t.Errorf("%s is not seen in %s: %v", meant, read, hits)
		}
		if hits := newMatcher(a, false, searchDay).in("chez " + read + " hier"); len(hits) != 0 {
			t.Errorf("%s is exactly %s", meant, read)
		}
	}
	for meant, other := range map[string]string{"1237": "1238", "0048541": "0048542", "paul": "jean", "roux": "doux", "bernard": "gerard"} {
		a, _ := ParseSearch(meant, searchDay)
		if hits := newMatcher(a, true, searchDay).in(other); len(hits) != 0 {
			t.Errorf("%s is taken for %s", other, meant)
		}
	}
}
