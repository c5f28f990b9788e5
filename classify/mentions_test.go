package classify_test

import (
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
	"bordereau/internal/specimen"
)

// A mention is missing where its place was seen to be bare, and only there (CMF L131-2).
func TestMandatoryMentions(t *testing.T) {
	signed := []bordereau.Word{drawn("stroke", 0.9, 1250, 700, 300, 100)}
	mark := func(x, y, w, h int) []bordereau.Word { return []bordereau.Word{drawn("mark", 1, x, y, w, h)} }
	undated := strings.Replace(chequeText, "Fait à Valmorte le 20/11/2026", "Fait à Valmorte le", 1)
	nowhere := strings.Replace(undated, "Valmorte le", "         le", 1)
	unplaced := strings.NewReplacer("Fait à Valmorte le 20/11/2026", "", "MME ODETTE BRISSAC", "MME ODETTE BRISSAC               le 20/11/2026").Replace(chequeText)
	unsummed := strings.NewReplacer("mille deux cent trente-sept", "", "euros et cinquante-six centimes                                          € 1 237,56",
		"                                                                         €").Replace(chequeText)
	for _, c := range []struct {
		name, text string
		line       printedLine
		ink        []bordereau.Word
		looked     bool
		marks      []bordereau.Word
		want       bordereau.Verdict
		says       string
	}{
		{"no signature", chequeText, rightLine, nil, true, nil, bordereau.Failed, "la signature du tireur : "},
		{"a signature", chequeText, rightLine, signed, true, nil, bordereau.Passed, ""},
		{"what cannot be told", chequeText, rightLine, nil, false, nil, bordereau.Inconclusive, "la signature"},
		{"a mark that is no stroke", chequeText, rightLine, nil, true, mark(1250, 700, 30, 20), bordereau.Inconclusive, "la signature"},
		{"a figure of small print", strings.Replace(chequeText, "(75)", "(75)                                       Compte 123456", 1), rightLine, nil, true, nil, bordereau.Failed, "la signature du tireur"},
		{"no code line", chequeText, "", nil, true, nil, bordereau.Inconclusive, "la signature"},
		{"no date", undated, rightLine, signed, true, nil, bordereau.Failed, "la date : "},
		{"a mark behind the label of the date", undated, rightLine, signed, true, mark(1330, 360, 60, 30), bordereau.Inconclusive, "la date"},
		{"no date and no place", nowhere, rightLine, signed, true, nil, bordereau.Failed, "la date : "},
		{"a mark under the label of the date", nowhere, rightLine, signed, true, mark(1300, 420, 60, 30), bordereau.Inconclusive, "la date"},
		{"no date that can be told", undated, rightLine, signed, false, nil, bordereau.Inconclusive, "la date"},
		{"no amount", unsummed, rightLine, signed, true, nil, bordereau.Failed, "la somme : "},
		{"a mark on the lines of the words", unsummed, rightLine, signed, true, mark(700, 205, 60, 30), bordereau.Inconclusive, "la somme"},
		{"a mark beside the euro", unsummed, rightLine, signed, true, mark(1330, 260, 60, 30), bordereau.Inconclusive, "la somme"},
		{"no place of issue", unplaced, rightLine, signed, true, nil, bordereau.Passed, "l'adresse du tireur en tient lieu"},
		{"no place at all", strings.NewReplacer("Fait à Valmorte le 20/11/2026", "", "MME ODETTE BRISSAC", "", "12 rue Basse", "", "99100 Valmorte", "", "Chèque n°", "                                                          le 20/11/2026\nChèque n°").Replace(chequeText), rightLine, signed, true, nil, bordereau.Inconclusive, "le lieu de création"},
	} {
		u := understandReading(t, typeset.Reading(c.text), seenInk{c.line, map[int][]bordereau.Word{1: c.ink}, c.looked, c.marks})
		for _, k := range u.Checks {
			if k.Rule != "mandatory_mentions" {
				continue
			}
			if k.Verdict != c.want || !strings.Contains(k.Detail, c.says) || !strings.Contains(k.Detail, "L131-2") {
				t.Errorf("%s: %s: %s", c.name, k.Verdict, k.Detail)
			}
			reason := map[bool]string{true: "« Signature manquante »", false: "« Document irrégulier »"}[strings.Contains(c.says, "signature")]
			if c.want == bordereau.Failed && (!strings.Contains(k.Detail, "L131-3") || !strings.Contains(k.Detail, reason)) {
				t.Errorf("%s: the check names no law or no reason: %s", c.name, k.Detail)
			}
		}
		if got := verdict(u, "mandatory_mentions"); got != c.want {
			t.Errorf("%s: the mentions are %s", c.name, got)
		}
		if f := u.Field("amount"); strings.Contains(c.says, "somme :") && f != nil {
			t.Errorf("%s: %s was read", c.name, f.Value)
		}
	}
}

// What is left out of a drawn cheque is missed, and nothing else: not in black and white,
// where a pale pen leaves nothing.
func TestMentionsOfDrawnCheques(t *testing.T) {
	r := childReader(t)
	for _, c := range []struct {
		name    string
		layout  string
		defects specimen.Defects
		want    bordereau.Verdict
		says    string
	}{
		{"whole", "top-box", specimen.Defects{}, bordereau.Passed, ""},
		{"without its place", "top-box", specimen.Defects{Unplaced: true}, bordereau.Passed, "l'adresse du tireur en tient lieu"},
		{"without its date", "personal", specimen.Defects{Undated: true}, bordereau.Failed, "la date : "},
		{"without signature and date", "personal", specimen.Defects{Unsigned: true, Undated: true}, bordereau.Failed, "la signature du tireur et la date : "},
		{"without its amount", "top-box", specimen.Defects{Unsummed: true}, bordereau.Failed, "la somme : "},
		{"without signature, in black and white", "personal", specimen.Defects{Unsigned: true, Bitonal: true}, bordereau.Inconclusive, "la signature"},
	} {
		c.defects.Noise = 3
		d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: 520_001, Layout: c.layout, DPI: 200, Defects: c.defects})
		if err != nil {
			t.Fatal(err)
		}
		data, err := specimen.Encode(d, "png")
		if err != nil {
			t.Fatal(err)
		}
		detail := ""
		u := throughChild(t, r, data)
		for _, k := range u.Checks {
			if k.Rule == "mandatory_mentions" {
				detail = k.Detail
			}
		}
		if got := verdict(u, "mandatory_mentions"); got != c.want || !strings.Contains(detail, c.says) {
			t.Errorf("%s: %s: %s", c.name, got, detail)
		}
	}
}
