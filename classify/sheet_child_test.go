package classify_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// inFile asks for a page of a part where it lies in its file.
type inFile struct {
	zones
	of bordereau.Reading
}

func (z inFile) Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	return z.zones.Read(ctx, z.of.Pages[page-1].InFile(), box, alphabet)
}

// Cheques that lay on the glass together are documents of their own, each with its line,
// whichever way the sheet went in.
func TestChequesOnOneSheetAreReadApart(t *testing.T) {
	for _, c := range []struct {
		seed   uint64
		n, dpi int
		format string
		turn   int
	}{{700_100, 3, 200, "tiff", 0}, {700_200, 2, 300, "pdf", 0}, {700_300, 3, 200, "tiff_g4", 0}, {700_400, 3, 300, "tiff", 180}} {
		d, err := specimen.OnA4(c.seed, c.n, specimen.Bundle{DPI: c.dpi, Format: c.format})
		if err != nil {
			t.Fatal(err)
		}
		if c.turn == 180 {
			slices.Reverse(d.Pages[0].Pix)
		}
		data, err := specimen.Encode(d, c.format)
		if err != nil {
			t.Fatal(err)
		}
		s, err := childReader(t).Open(t.Context(), data)
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Pages) != 1+c.n || r.Pages[0].Papers != c.n || r.Pages[1].Number != bordereau.PieceOf(1, 1) {
			t.Fatalf("seed %d: %d pages, %d papers", c.seed, len(r.Pages), r.Pages[0].Papers)
		}
		division, err := house(t).Divide(t.Context(), r, zones{s})
		if err != nil {
			t.Fatal(err)
		}
		if len(division.Parts) != c.n || !slices.Equal(division.Apart, []int{1}) {
			t.Fatalf("seed %d: %+v", c.seed, division)
		}
		var want, got []string
		for i, p := range division.Parts {
			paper := r.Of(p)
			u, err := house(t).Understand(t.Context(), paper, inFile{zones{s}, paper})
			if err != nil {
				t.Fatal(err)
			}
			if u.Type != bordereau.Cheque || verdict(u, "several_cheques") != "" {
				t.Errorf("seed %d, cheque %d: %s, %+v", c.seed, i+1, u.Type, u.Checks)
			}
			want, got = append(want, d.Truth.Parts[i].Truth.Fields["code_line"]), append(got, u.Value("code_line"))
		}
		if !slices.Equal(got, want) {
			t.Errorf("seed %d: lines %q, not %q", c.seed, got, want)
		}
		s.Close()

		// A piece is the same when it is read by itself, as it is after a person moved pages.
		again, err := childReader(t).Open(t.Context(), data)
		if err != nil {
			t.Fatal(err)
		}
		alone, err := again.Read(t.Context(), bordereau.PieceOf(1, 2))
		if err != nil {
			t.Fatal(err)
		}
		if len(alone.Pages) != 1 || alone.Pages[0].Text() != r.Pages[2].Text() || *alone.Pages[0].Piece != *r.Pages[2].Piece {
			t.Errorf("seed %d: piece 2 reads otherwise by itself", c.seed)
		}
		if _, err := again.Read(t.Context(), bordereau.PieceOf(1, 9)); bordereau.CodeOf(err) != bordereau.NotFound {
			t.Errorf("seed %d: a ninth piece: %v", c.seed, err)
		}
		again.Close()
	}
}

// The backs on the sheet behind one of several cheques are cut apart as their fronts were,
// and each goes with its cheque, by what stands on it. They are
// the same when they are read by themselves.
func TestBacksOnOneSheetGoWithTheirCheques(t *testing.T) {
	reader, who := childReader(t), specimen.People(43, 1)
	const n = 2
	for _, c := range []struct {
		seed   uint64
		turned string
		back   string
		who    *specimen.Customer
		format string
	}{
		{700_800, "short", "stamped", nil, "tiff_g4"}, // tied by their payees
		{700_700, "long", "signed", &who[0], "tiff"},  // by the code line that shines through
	} {
		d, err := specimen.OnA4(c.seed, n, specimen.Bundle{Format: c.format, Turned: c.turned, Back: c.back, Customer: c.who, Layout: "personal"})
		if err != nil {
			t.Fatal(err)
		}
		data, err := specimen.Encode(d, c.format)
		if err != nil {
			t.Fatal(err)
		}
		z, r := readThroughChild(t, reader, data)
		division, err := house(t).Divide(t.Context(), r, z)
		if err != nil {
			t.Fatal(err)
		}
		var pieces []string
		for k := 1; k <= n; k++ {
			pieces = append(pieces, fmt.Sprintf("%d %dv", bordereau.PieceOf(1, k), bordereau.PieceOf(2, k)))
		}
		if want := strings.Join(pieces, " | ") + " apart [1 2]"; shown(division) != want {
			t.Errorf("seed %d: %q, not %q: %+v", c.seed, shown(division), want, division.Check)
		}
		for _, p := range division.Parts {
			if p.Check != nil {
				t.Errorf("seed %d: %+v", c.seed, p.Check)
			}
		}
		if c.back != "stamped" {
			z.Close()
			continue
		}
		for i, p := range division.Parts {
			paper, truth := r.Of(p), d.Truth.Parts[i].Truth
			u, err := house(t).Understand(t.Context(), paper, inFile{z, paper})
			if err != nil {
				t.Fatal(err)
			}
			if u.Value("code_line") != truth.Fields["code_line"] || verdict(u, "endorsement") == bordereau.Inconclusive {
				t.Errorf("seed %d, cheque %d: endorsement %q, line %q of %q", c.seed, i+1, verdict(u, "endorsement"), u.Value("code_line"), truth.Fields["code_line"])
			}
			if name := strings.Fields(truth.Fields["payee"]); !strings.Contains(strings.ToUpper(paper.Pages[1].Text()), strings.ToUpper(name[len(name)-1])) {
				t.Errorf("seed %d, cheque %d for %v: its back says %q", c.seed, i+1, name, paper.Pages[1].Text())
			}
		}
		z.Close()
		s, err := reader.Open(t.Context(), data)
		if err != nil {
			t.Fatal(err)
		}
		alone, err := s.Read(t.Context(), bordereau.PieceOf(2, 2))
		if err != nil || alone.Pages[0].Text() != r.Pages[3+n].Text() || *alone.Pages[0].Piece != *r.Pages[3+n].Piece {
			t.Errorf("seed %d: the second back reads otherwise by itself: %v", c.seed, err)
		}
		s.Close()
	}
}
