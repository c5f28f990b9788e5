package classify_test

import (
	"context"
	"slices"
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
