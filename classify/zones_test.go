package classify_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
)

// realZone is a paper of the corpus with what its zone says.
type realZone struct {
	file, text string
	wrong      bool // a digit is printed wrong
}

func realZones(t *testing.T) []realZone {
	t.Helper()
	f, err := os.Open(filepath.Join(corpus(), "manifest.tsv"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // drawn papers are read in any case
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []realZone
	for scan := bufio.NewScanner(f); scan.Scan(); {
		c := strings.Split(scan.Text(), "\t")
		if len(c) < 5 || c[3] != "id_mrz" {
			continue
		}
		_, zone, ok := strings.Cut(c[4], "=")
		zone, checks, valid := strings.Cut(zone, " ;")
		if !ok || !valid { // printed with a letter that the norm does not have
			_, zone, _ = strings.Cut(c[4], "(as printed) ")
		}
		out = append(out, realZone{c[0], strings.ReplaceAll(zone, "|", "\n"), !valid || strings.Contains(checks, "INVALID")})
	}
	return out
}

// TestRealZones reads pictures of real specimens through the reading child and holds
// their zones against the manifest: all that are right are read exactly, none that is
// wrong is proved, and a digit that is printed wrong is named.
func TestRealZones(t *testing.T) {
	papers := realZones(t)
	if len(papers) == 0 {
		return
	}
	r := childReader(t)
	exact, right := 0, 0
	for _, p := range papers {
		data, err := os.ReadFile(filepath.Join(corpus(), p.file))
		if err != nil {
			t.Fatal(err)
		}
		u := throughChild(t, r, data)
		status, said := "", ""
		if f := u.Field("mrz"); f != nil {
			status = fmt.Sprint("strong ", proves(u, "mrz", bordereau.ProofCheckDigit), " repaired ", f.Repaired)
		}
		for _, c := range u.Checks {
			if c.Rule == "mrz_digits" {
				said = string(c.Verdict) + ": " + c.Detail
			}
		}
		same := u.Value("mrz") == p.text
		t.Logf("%-40s %-15s exact %-5v %s %s", filepath.Base(p.file), u.Type, same, status, said)
		if !same {
			t.Logf("want %q\ngot  %q", p.text, u.Value("mrz"))
		}
		if !p.wrong {
			right++
			if same {
				exact++
			}
		}
		if (!same || p.wrong) && proves(u, "mrz", bordereau.ProofCheckDigit) {
			t.Errorf("%s: a wrong zone is proved", p.file)
		}
		if p.wrong && (verdict(u, "mrz_digits") != bordereau.Failed || !strings.Contains(said, "la clé d")) {
			t.Errorf("%s: its wrong digit is not told: %s", p.file, said)
		}
		for _, name := range []string{"nationality", "issuing_state"} {
			if f := u.Field(name); f != nil {
				for _, proof := range f.Proofs {
					if proof.Kind.Strong() {
						t.Errorf("%s: %s is proved by %v, though no digit covers it", p.file, name, proof)
					}
				}
			}
		}
	}
	t.Logf("%d of %d right zones are exact", exact, right)
	if 100*exact < 95*right {
		t.Errorf("only %d of %d right zones are exact", exact, right)
	}
}

// turned is a picture turned by quarters of a circle, as a JPEG.
func turned(t *testing.T, data []byte, quarters int) []byte {
	t.Helper()
	src, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for range quarters {
		b := src.Bounds()
		dst := image.NewRGBA(image.Rect(0, 0, b.Dy(), b.Dx()))
		for y := range b.Dy() {
			for x := range b.Dx() {
				dst.Set(b.Dy()-1-y, x, src.At(b.Min.X+x, b.Min.Y+y))
			}
		}
		src = dst
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, src, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestRealZonesTurned reads real specimens lying on a side or on their head: one turn of
// every second, or all three turns of each with BORDEREAU_ZONES=all.
func TestRealZonesTurned(t *testing.T) {
	papers := realZones(t)
	if len(papers) == 0 {
		return // drawn papers are read in any case
	}
	r := childReader(t)
	exact, right := 0, 0
	for i, p := range papers {
		data, err := os.ReadFile(filepath.Join(corpus(), p.file))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := image.DecodeConfig(bytes.NewReader(data)); err != nil {
			continue // a document of pages: it is read upright
		}
		for quarters := 1; quarters <= 3; quarters++ {
			if (i%2 > 0 || quarters != 1+i/2%3) && os.Getenv("BORDEREAU_ZONES") != "all" {
				continue
			}
			u := throughChild(t, r, turned(t, data, quarters))
			same := u.Value("mrz") == p.text
			if !p.wrong {
				right++
				if same {
					exact++
				}
			}
			if !same {
				t.Logf("%s turned by %d: %q for %q", filepath.Base(p.file), 90*quarters, u.Value("mrz"), p.text)
			}
			if (!same || p.wrong) && proves(u, "mrz", bordereau.ProofCheckDigit) {
				t.Errorf("%s turned by %d: a wrong zone is proved", p.file, 90*quarters)
			}
		}
	}
	t.Logf("%d of %d right zones are exact", exact, right)
	if 100*exact < 85*right {
		t.Errorf("only %d of %d right zones are exact", exact, right)
	}
}

// TestDrawnZones reads drawn papers of every layout of the norm, with scans' usual
// wear, some of them lying on their side, through the reading child.
func TestDrawnZones(t *testing.T) {
	r := childReader(t)
	for i, c := range []struct {
		kind   bordereau.Type
		layout string
		turn   int
	}{
		{bordereau.ResidencePermit, "sides", 0}, {bordereau.ResidencePermit, "back", 90}, {bordereau.ResidencePermit, "stacked", 0},
		{bordereau.IdentityCard, "td2", 270}, {bordereau.IdentityCard, "td1-foreign", 0}, {bordereau.IdentityCard, "cni-1995", 0}, {bordereau.IdentityCard, "cnie-stacked", 180},
		{bordereau.Passport, "foreign", 0}, {bordereau.Passport, "booklet", 90},
		{bordereau.OtherPiece, "visa-a", 0}, {bordereau.OtherPiece, "visa-b", 180}, {bordereau.OtherPiece, "visa-top", 0},
	} {
		seed := uint64(60 + i)
		switch c.layout {
		case "stacked", "td1-foreign", "cnie-stacked", "booklet", "visa-top":
			seed += specimen.HeldOut
		}
		d := specimen.Graded(specimen.Light, seed)
		d.Rotation = c.turn
		drawn, err := specimen.Draw(specimen.Spec{Kind: c.kind, Seed: seed, Layout: c.layout, DPI: 200, Defects: d})
		if err != nil {
			t.Fatal(err)
		}
		data, err := specimen.Encode(drawn, "tiff")
		if err != nil {
			t.Fatal(err)
		}
		u := throughChild(t, r, data)
		truth := drawn.Truth.Fields
		for _, name := range []string{"mrz", "document_number", "birth_date", "nationality", "issuing_state"} {
			if u.Type != c.kind || u.Value(name) != truth[name] {
				t.Errorf("%s %s: %s, %s is %q, want %q", c.kind, c.layout, u.Type, name, u.Value(name), truth[name])
			}
		}
		if verdict(u, "mrz_digits") != bordereau.Passed || c.layout != "back" && c.layout != "visa-a" && c.layout != "visa-b" && c.layout != "visa-top" && !proves(u, "document_number", bordereau.ProofAgreement) {
			t.Errorf("%s %s: %v; the number: %+v", c.kind, c.layout, u.Checks, u.Field("document_number"))
		}
	}
}
