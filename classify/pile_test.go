package classify_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
)

// pileOf is a slip, two cheques with a number and payee each, and their backs in the order
// given: what stands on each.
func pileOf(payees [2]string, backs ...string) bordereau.Reading {
	r := bordereau.Reading{Format: "tiff", Pages: []bordereau.Page{typeset.Page(1, slipText)}}
	for i, payee := range payees {
		text := strings.ReplaceAll(chequeText, "8471325", fmt.Sprintf("847132%d", i+1))
		r.Pages = append(r.Pages, typeset.Page(i+2, strings.ReplaceAll(text, "Garage des Moulins EURL", payee)))
	}
	for i, text := range backs {
		r.Pages = append(r.Pages, typeset.Page(i+4, "Endossement\n\n"+text))
	}
	return r
}

// Which back is whose is told by what stands on it: the number or the payee of its cheque.
func TestTheOrderOfAPileOfBacks(t *testing.T) {
	const moulins, couture, account = "Garage des Moulins", "Atelier de Couture", "compte 49190095620"
	one, two := [2]string{moulins, moulins}, [2]string{moulins, couture}
	for name, c := range map[string]struct {
		r          bordereau.Reading
		want, said string
	}{
		"numbers in order":        {pileOf(one, "8471321", "8471322"), "1 | 2 4v | 3 5v", "dans le même ordre : la page 5 porte le numéro d'un autre chèque que celui de la page 2"},
		"numbers turned":          {pileOf(one, "8471322", "8471321"), "1 | 2 5v | 3 4v", "dans l'ordre inverse : la page 4 porte le numéro d'un autre chèque que celui de la page 2"},
		"one number":              {pileOf(one, "", "8471321"), "1 | 2 5v | 3 4v", ""},
		"numbers that are apart":  {pileOf(one, "8471321", "8471321"), "failed", "ni dans le même ordre ni dans l'ordre inverse"},
		"a number of no cheque":   {pileOf(one, "8471329", "8471328"), "failed", "1 ; 2,4 ; 3,5, ou bien ainsi : 1 ; 2,5 ; 3,4"},
		"payees in order":         {pileOf(two, moulins, couture), "1 | 2 4v | 3 5v", "porte le nom d'un autre bénéficiaire"},
		"payees turned":           {pileOf(two, couture, moulins), "1 | 2 5v | 3 4v", ""},
		"one payee named":         {pileOf(two, couture, ""), "failed", ""}, // the other may be one that was misread
		"half a payee":            {pileOf(two, "Couture", moulins), "failed", ""},
		"payees against numbers":  {pileOf(two, couture+"\n8471321", moulins), "failed", "ni dans"},
		"one account":             {pileOf(one, account, account), "1 | 2 4v | 3 5v", "rien ne prouve leur ordre"},
		"two accounts":            {pileOf(one, account, "compte 49190095621"), "failed", ""},
		"one account and nothing": {pileOf(one, account, ""), "failed", ""},
		"two accounts and payees": {pileOf(two, couture+"\n"+account, moulins+"\ncompte 49190095621"), "1 | 2 5v | 3 4v", ""},
	} {
		d, err := house(t).Divide(t.Context(), c.r, nil)
		if err != nil || shown(d) != c.want || !strings.Contains(d.Check.Detail, c.said) {
			t.Errorf("%s: %q, not %q: %+v %v", name, shown(d), c.want, d.Check, err)
		}
		for i, p := range d.Parts {
			if doubt := p.Check != nil && p.Check.Verdict == bordereau.Inconclusive; doubt != (name == "one account" && i > 0) {
				t.Errorf("%s: part %d: %+v", name, i, p.Check)
			}
		}
	}
}

// seenThrough are the code lines of pages, those of backs as they shine through the paper.
type seenThrough lines

func (l seenThrough) Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	words, err := l[page].Read(ctx, page, box, alphabet)
	for i := range words {
		if words[i].Box.Y = 560; page > 3 {
			words[i].Box.X = 1300 - words[i].Box.X
		}
	}
	return words, err
}

// A code line that shines through a back is no front, and tells whose back it is.
func TestACodeLineSeenThroughTheBack(t *testing.T) {
	const one, two = "C8471321 C075000004908D 241410511021A", "C8471322 C075000004908D 241410511021A"
	for _, c := range []struct {
		z    seenThrough
		want string
	}{
		{seenThrough{2: one, 3: two, 4: one, 5: two}, "1 | 2 4v | 3 5v"},
		{seenThrough{2: one, 3: two, 4: two, 5: one}, "1 | 2 5v | 3 4v"},
		{seenThrough{2: one, 3: two, 5: one}, "1 | 2 5v | 3 4v"},
		{seenThrough{2: one, 3: two, 4: one, 5: one}, "failed"},
		{seenThrough{2: one, 3: two}, "failed"},
	} {
		r := pileOf([2]string{"Garage des Moulins", "Garage des Moulins"}, "", "")
		for i := 1; i < 5; i++ {
			r.Pages[i].Width, r.Pages[i].Height = 1378, 630
		}
		d, err := house(t).Divide(t.Context(), r, c.z)
		if err != nil || shown(d) != c.want {
			t.Errorf("%v: %q, not %q: %+v %v", c.z, shown(d), c.want, d.Check, err)
		}
		for i := range r.Pages[3:] { // on its own side a line makes a cheque of what nothing else explains
			r.Pages[3+i].Width, r.Pages[3+i].Height = 1654, 2339
		}
		if d, err := house(t).Divide(t.Context(), r, seenThrough{4: one, 5: two}); err != nil || shown(d) != "1 | 2 | 3 | 4 | 5" {
			t.Errorf("%q: %v", shown(d), err)
		}
	}
}
