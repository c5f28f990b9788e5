package classify

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/check"
)

func sheetOf(dossier string) []bordereau.Symbol {
	return []bordereau.Symbol{{Kind: bordereau.SymbolQR, Text: check.SeparatorText(dossier)}}
}

func TestBatchesBySeparators(t *testing.T) {
	cl, err := New(Config{Families: Families(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	// Pages: - is a letter, T a patch sheet, t a letter that bears a patch code, anything
	// else a separator sheet of that dossier, with a bar code where it ends in "|".
	for _, c := range []struct {
		pages []string
		want  string
	}{
		{[]string{"A-1", "-", "-", "B-2", "-"}, "[{A-1 [2 3]} {B-2 [5]}] apart [1 4]"},
		{[]string{"-", "A-1", "-"}, "[{ [1]} {A-1 [3]}] apart [2]"},
		{[]string{"A-1", "-"}, "[{A-1 [2]}] apart [1]"},
		{[]string{"-", "-"}, "[] apart []"},
		{[]string{"A-1", "B-2"}, "[] apart []"},
		{[]string{"A-1", "-", "B-2"}, "[{A-1 [2]}] apart [1 3]"},
		{[]string{"A-1|", "-", "B-2|", "-"}, "[{A-1 [2]} {B-2 [4]}] apart [1 3]"},
		{[]string{"-", "T", "-", "-"}, "[{ [1]} { [3 4]}] apart [2]"},
		{[]string{"A-1", "-", "T", "-", "B-2", "-"}, "[{A-1 [2]} {A-1 [4]} {B-2 [6]}] apart [1 3 5]"},
		{[]string{"-", "t", "-"}, "[] apart []"},
	} {
		r := bordereau.Reading{}
		for i, p := range c.pages {
			page := bankDetails("Mme Lise VAUBERT", "FR7030002005500000157845Z02").Pages[0]
			page.Number = i + 1
			switch patch := []bordereau.Symbol{{Kind: bordereau.SymbolPatch, Text: "T"}}; p {
			case "-":
			case "T":
				page.Symbols, page.Words = patch, page.Words[:3]
			case "t":
				page.Symbols, page.Words = patch, slices.Repeat(page.Words, 10)
			default:
				page.Symbols, page.Words = sheetOf(strings.TrimSuffix(p, "|")), nil
				if strings.HasSuffix(p, "|") {
					page.Symbols[0].Kind = bordereau.SymbolCode128
				}
			}
			r.Pages = append(r.Pages, page)
		}
		d, err := cl.Divide(t.Context(), r, nil)
		if err != nil {
			t.Fatal(err)
		}
		type one struct {
			dossier string
			pages   []int
		}
		got := []one{}
		for _, p := range d.Parts {
			got = append(got, one{p.Dossier, p.Numbers()})
		}
		if s := fmt.Sprint(got, " apart ", d.Apart); s != c.want {
			t.Errorf("%v: %s, not %s", c.pages, s, c.want)
		}
	}
	alone := bordereau.Reading{Pages: []bordereau.Page{{Number: 1, Symbols: sheetOf("A-1")}}}
	if u, err := cl.Understand(t.Context(), alone, nil); err != nil || u.Type != bordereau.Separator || !u.TypeProved {
		t.Errorf("%v %+v", err, u)
	}
	alone.Pages[0].Symbols = []bordereau.Symbol{{Kind: bordereau.SymbolPatch, Text: "T"}}
	if u, err := cl.Understand(t.Context(), alone, nil); err != nil || u.Type != bordereau.Separator {
		t.Errorf("a patch sheet: %v %+v", err, u)
	}
	alone.Pages[0].Symbols = sheetOf("A-1")
	for _, text := range []string{"", "A-1", "BORDEREAU/SEPARATEUR/1/", "BORDEREAU/SEPARATEUR/1/(x)", "BORDEREAU/SEPARATEUR/2/A-1"} {
		alone.Pages[0].Symbols[0].Text = text
		if u, err := cl.Understand(t.Context(), alone, nil); err != nil || u.Type == bordereau.Separator {
			t.Errorf("%q is a separator", text)
		}
	}
}
