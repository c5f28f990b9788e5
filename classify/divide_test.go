package classify_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"

	"pgregory.net/rapid"
)

// Leaves of the files below: a slip, its listing gone on with or without a heading,
// a cheque, its back that says so or does not, an empty page, a letter, and a page
// of prose that is of no type.
const (
	endorsedText = "Endossement\n\n00064 49190095620\nGarage des Moulins"
	muteText     = "uaesnot 47\n\nselucric"
)

func leaf(t testing.TB, kind rune, number int) bordereau.Page {
	t.Helper()
	switch kind {
	case 'E':
		return bordereau.Page{Number: number, Width: 1654, Height: 2339, DPI: 200, Blank: true}
	case 'S':
		return typeset.Page(number, slipText)
	case 'T':
		return typeset.Page(number, "SUITE DU BORDEREAU\n"+slipText)
	case 'C':
		return typeset.Page(number, chequeText)
	case 'V':
		return typeset.Page(number, endorsedText)
	case 'm':
		return typeset.Page(number, muteText)
	case 'O':
		return typeset.Page(number, letterText)
	case 'P':
		return typeset.Page(number, strings.Repeat("les arbres du parc perdent leurs feuilles en automne\n", 20))
	}
	t.Fatalf("no leaf is called %c", kind)
	return bordereau.Page{}
}

func file(t testing.TB, leaves string) bordereau.Reading {
	r := bordereau.Reading{Format: "tiff"}
	for i, k := range strings.ReplaceAll(leaves, " ", "") {
		r.Pages = append(r.Pages, leaf(t, k, i+1))
	}
	return r
}

// shown writes a division down: "1 2v | 3c": the document of page 1 with its back, and so on.
func shown(d bordereau.Division) string {
	var parts []string
	for _, p := range d.Parts {
		var pages []string
		for _, page := range p.Pages {
			mark := map[bordereau.PageRole]string{bordereau.Back: "v", bordereau.Continuation: "c"}[page.Role]
			pages = append(pages, fmt.Sprint(page.Number)+mark)
		}
		parts = append(parts, strings.Join(pages, " "))
	}
	out := strings.Join(parts, " | ")
	if len(d.Apart) > 0 {
		out += fmt.Sprintf(" apart %v", d.Apart)
	}
	if d.Check != nil && d.Check.Verdict == bordereau.Failed {
		out += "failed"
	}
	return out
}

func TestWhereAFileDivides(t *testing.T) {
	for _, p := range []string{"Page 2\n" + slipText, "REMISE DE CHEQUES (suite)\n" + slipText, slipText + "\nReport   12,00", "page 2/3\n" + slipText} {
		r := file(t, "SSC")
		r.Pages[1] = typeset.Page(2, p)
		if d, err := house(t).Divide(t.Context(), r, nil); err != nil || shown(d) != "1 2c | 3" {
			t.Errorf("%q: %s %v", p[:20], shown(d), err)
		}
	}
	for _, p := range []string{"Page 1\n" + slipText, slipText + "\nÀ reporter   12,00"} {
		r := file(t, "SSC")
		r.Pages[1] = typeset.Page(2, p)
		if d, err := house(t).Divide(t.Context(), r, nil); err != nil || shown(d) != "failed" {
			t.Errorf("%q: %s %v", p[:20], shown(d), err)
		}
	}
	for leaves, want := range map[string]string{
		// A slip and its cheques: fronts only, front and back, some sides empty.
		"S CCC":      "1 | 2 | 3 | 4",
		"S CVCVCV":   "1 | 2 3v | 4 5v | 6 7v",
		"SE CVCVCV":  "1 2v | 3 4v | 5 6v | 7 8v",
		"SE CECECE":  "1 2v | 3 4v | 5 6v | 7 8v",
		"S CmCmCm":   "1 | 2 3v | 4 5v | 6 7v",
		"S CmCECm":   "1 | 2 3v | 4 5v | 6 7v",
		"S CCVCCV":   "1 | 2 | 3 4v | 5 | 6 7v", // empty sides left out by the scanner
		"S CCE":      "1 | 2 | 3 4v",
		"S CV":       "1 | 2 3v",
		"SV CV":      "1 2v | 3 4v",
		"C S":        "1 | 2",
		"CC":         "1 | 2",
		"CVCV":       "1 2v | 3 4v",
		"CC S":       "1 | 2 | 3",
		"S CC S CVC": "1 | 2 | 3 | 4 | 5 6v | 7",
		"E S CC":     "2 | 3 | 4 apart [1]",
		"ST CC":      "1 2c | 3 | 4",
		"SP CC":      "1 2c | 3 | 4",
		"SPE CC":     "1 2c 3c | 4 | 5",
		"S CC O":     "1 | 2 | 3 | 4",
		"S CC OP":    "1 | 2 | 3 | 4 5c",
		"S CEE CE":   "1 | 2 3v 4c | 5 6v",
		// All fronts, then all backs: alike, or with that of the slip first or last.
		"S CCC VVV":  "1 | 2 5v | 3 6v | 4 7v",
		"CC VV":      "1 3v | 2 4v",
		"S CC EVV":   "1 4v | 2 5v | 3 6v",
		"S CC VVE":   "1 6v | 2 5v | 3 4v",
		"S CC VmE":   "1 6v | 2 5v | 3 4v",
		"S CCC EEVV": "1 5v | 2 6v | 3 7v | 4 8v",
		// One document, as ever.
		"S":       "",
		"C":       "",
		"CV":      "",
		"Cm":      "",
		"CE":      "",
		"SE":      "",
		"SP":      "",
		"EC":      "",
		"O":       "",
		"OPPPP":   "",
		"OO":      "",
		"PPPP":    "",
		"O C":     "",
		"O E C V": "",
		"P C":     "",
		"EEEE":    "",
		// Nobody can tell.
		"VCVCVC":    "failed", // backs before their fronts
		"EC VCVC":   "failed",
		"S CCC VV":  "failed", // all fronts, then not all backs
		"S CCC mmm": "failed", // all fronts, then all backs, in which order?
		"S CC V":    "failed",
		"S CC m":    "failed",
		"S CmC":     "failed", // is the third a back, or a cheque that nobody could read?
		"S CVm":     "failed",
		"S CEV":     "failed",
		"SS CC":     "failed",
		"S CPC":     "failed", // prose behind a cheque
		"O CC":      "failed",
		"O S C":     "failed",
		"P S CC":    "failed",
	} {
		d, err := house(t).Divide(t.Context(), file(t, leaves), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := shown(d); got != want {
			t.Errorf("%s: %q, not %q (%+v)", leaves, got, want, d.Check)
		}
		if (want == "") != (d.Check == nil) {
			t.Errorf("%s: %+v", leaves, d.Check)
		}
	}
}

func TestADivisionSaysWhatItFound(t *testing.T) {
	for leaves, want := range map[string]string{
		"S CCC": "le fichier contient 1 bordereau de remise, 3 chèques",
		"CC O":  "le fichier contient 2 chèques, 1 autre document",
		"S CCV": "Ce fichier contient plusieurs pièces et n'a pas pu être séparé : la page 4 est le verso d'un seul chèque, et l'on ne sait duquel",
		"S CPC": "Ce fichier contient plusieurs pièces et n'a pas pu être séparé : la page 3 n'est ni un chèque ni le verso de celui de la page 2",
	} {
		d, err := house(t).Divide(t.Context(), file(t, leaves), nil)
		if err != nil || d.Check == nil || d.Check.Rule != "division" || d.Check.Detail != want {
			t.Errorf("%s: %+v %v", leaves, d.Check, err)
		}
	}
}

// lines are the code lines of a file's pages; a page that is not named has none.
type lines map[int]printedLine

func (l lines) Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	if l[page] == "broken" {
		return nil, errors.New("the child is gone")
	}
	return l[page].Read(ctx, page, box, alphabet)
}

// What no words explain may be a cheque: it is not taken for the back of the one before.
func TestACodeLineMakesAFrontOfWhatLooksLikeABack(t *testing.T) {
	for _, c := range []struct {
		leaves, want string
		z            lines
	}{
		{"S CmC", "1 | 2 | 3 | 4", lines{3: rightLine}},
		{"S CmC", "1 | 2 | 3 | 4", lines{3: "C8471325 C0750000"}}, // half of one
		{"S CmC", "failed", lines{3: "C847"}},
		{"mm", "1 | 2", lines{1: rightLine, 2: rightLine}},
		{"mm", "", lines{1: rightLine}},
		{"mm", "", lines{2: rightLine}},
		{"S m", "1 | 2", lines{2: rightLine}},
		{"OP", "", lines{1: rightLine, 2: rightLine}}, // a letter is not looked through
	} {
		d, err := house(t).Divide(t.Context(), file(t, c.leaves), c.z)
		if err != nil || shown(d) != c.want {
			t.Errorf("%s with %v: %q, not %q, %v", c.leaves, c.z, shown(d), c.want, err)
		}
	}
	if _, err := house(t).Divide(t.Context(), file(t, "S Cm"), lines{3: "broken"}); err == nil {
		t.Error("a page that could not be looked at again was taken for a back")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := house(t).Divide(ctx, file(t, "S CC"), nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A leaf of a cheque's size behind a cheque is its back, whatever shines through.
func TestALeafOfTheSameSizeIsABack(t *testing.T) {
	r := file(t, "SCPCP")
	if d, err := house(t).Divide(t.Context(), r, nil); err != nil || shown(d) != "failed" {
		t.Fatal(shown(d), err)
	}
	for i := 1; i < 5; i++ {
		r.Pages[i].Width, r.Pages[i].Height = 1378, 630
	}
	r.Pages[2].Width, r.Pages[2].Height = 632, 1380 // fed the other way round
	if d, err := house(t).Divide(t.Context(), r, nil); err != nil || shown(d) != "1 | 2 3v | 4 5v" {
		t.Error(shown(d), err)
	}
	r.Pages[3].Width, r.Pages[4].Width = 1693, 1690 // with its counterfoil
	if d, err := house(t).Divide(t.Context(), r, nil); err != nil || shown(d) != "1 | 2 3v | 4 5v" {
		t.Error(shown(d), err)
	}
	r.Pages[4].Width = 1000
	if d, err := house(t).Divide(t.Context(), r, nil); err != nil || shown(d) != "failed" {
		t.Error(shown(d), err)
	}
}

// Whatever the order of the pages: every page is in one part or apart, or the file
// is left whole.
func TestEveryPageIsSomewhereOnce(t *testing.T) {
	c := house(t)
	rapid.Check(t, func(rt *rapid.T) {
		leaves := rapid.StringOfN(rapid.RuneFrom([]rune("SCVmETOP")), 0, 12, -1).Draw(rt, "leaves")
		r := file(t, leaves)
		d, err := c.Divide(context.Background(), r, nil)
		if err != nil {
			rt.Fatal(err)
		}
		if len(d.Parts) == 0 {
			if len(d.Apart) > 0 || d.Check != nil && d.Check.Verdict == bordereau.Passed {
				rt.Fatalf("%+v", d)
			}
			return
		}
		if len(d.Parts) < 2 || d.Check == nil || d.Check.Verdict != bordereau.Passed {
			rt.Fatalf("%+v", d)
		}
		seen := map[int]int{}
		last := 0
		for _, p := range d.Parts {
			before := last // a back may stand behind other fronts
			for i, n := range p.Numbers() {
				if n <= before || (i == 0) != (p.Pages[i].Role == bordereau.Front) {
					rt.Fatalf("%s: %+v", leaves, d)
				}
				if before = n; i == 0 {
					last = n
				}
				seen[n]++
			}
		}
		for _, n := range d.Apart {
			seen[n]++
		}
		for n := 1; n <= len(r.Pages); n++ {
			if seen[n] != 1 {
				rt.Fatalf("%s: page %d is in %d places: %+v", leaves, n, seen[n], d)
			}
		}
	})
}

// laidTogether is a file in which "[CC]" is a page with the papers on it, "(VV)" one with
// the backs of those before, and "{VV}" one on which they may lie in either order.
func laidTogether(t testing.TB, leaves string) bordereau.Reading {
	r := bordereau.Reading{Format: "tiff"}
	number, k, on := 0, 0, -1
	for _, kind := range strings.ReplaceAll(leaves, " ", "") {
		switch {
		case strings.ContainsRune("[({", kind):
			number, k, on = number+1, 0, len(r.Pages)
			r.Pages = append(r.Pages, leaf(t, 'P', number))
		case kind == ']', kind == ')', kind == '}':
			r.Pages[on].Papers, r.Pages[on].Backs = k, map[rune]bordereau.BackRows{')': bordereau.BacksPlaced, '}': bordereau.BacksEither}[kind]
			on = -1
		case on >= 0:
			k++
			p := leaf(t, kind, bordereau.PieceOf(number, k))
			p.Piece = &bordereau.Box{W: 10, H: 10}
			r.Pages = append(r.Pages, p)
		default:
			number++
			r.Pages = append(r.Pages, leaf(t, kind, number))
		}
	}
	return r
}

func TestWhereSheetsOfChequesDivide(t *testing.T) {
	for leaves, want := range map[string]string{
		"[CC]":         "1001 | 1002 apart [1]",
		"S [CCC]":      "1 | 2001 | 2002 | 2003 apart [2]",
		"S [CC] [CC]":  "1 | 2001 | 2002 | 3001 | 3002 apart [2 3]",
		"S [CC]E CV":   "1 | 2001 | 2002 | 4 5v apart [2 3]",
		"S [CC]V":      "failed", // the backs of both, or of one
		"S [CC]m [CC]": "failed",
		"S [CC](VV)":   "1 | 2001 3001v | 2002 3002v apart [2 3]",
		"S [CC](mV)":   "1 | 2001 3001v | 2002 3002v apart [2 3]",
		"S [CC]{VV}":   "1 | 2001 3001v | 2002 3002v apart [2 3]", // all alike
		"S [CC]{mV}":   "failed",
		"S [CC](EV)":   "failed", // one is not endorsed: which?
		"S [CC](EE)":   "1 | 2001 | 2002 apart [2 3]",
		"[CC](VV)[CC]": "1001 2001v | 1002 2002v | 3001 | 3002 apart [1 2 3]",
		"S [CCC](VV)":  "failed",
	} {
		d, err := house(t).Divide(t.Context(), laidTogether(t, leaves), nil)
		if err != nil || shown(d) != want {
			t.Errorf("%s: %s, not %s: %v", leaves, shown(d), want, err)
		}
		for _, p := range d.Parts {
			if backed := len(p.Pages) > 1 && bordereau.IsPiece(p.Pages[0].Number); backed != (p.Check != nil) {
				t.Errorf("%s: %+v", leaves, p)
			}
		}
	}
	slip := laidTogether(t, "[CC](VV)")
	slip.Pages[3].Words = leaf(t, 'S', 2).Words // cut, but a document by itself
	if d, err := house(t).Divide(t.Context(), slip, nil); err != nil || shown(d) != "1001 | 1002 | 2 apart [1]" {
		t.Errorf("%s: %+v %v", shown(d), d.Check, err)
	}
}
