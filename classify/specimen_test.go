package classify_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
	"bordereau/internal/specimen"
)

// TestSpecimenTexts: the words of drawn papers, without their layout, still tell
// the type of each; a look-alike is not taken for what it resembles.
func TestSpecimenTexts(t *testing.T) {
	draw := func(s specimen.Spec) specimen.Truth {
		s.DPI = 200
		d, err := specimen.Draw(s)
		if err != nil {
			t.Fatalf("%s %s %d: %v", s.Kind, s.Negative, s.Seed, err)
		}
		return d.Truth
	}
	for _, kind := range specimen.Kinds() {
		if _, ok := positives[kind]; !ok {
			continue
		}
		for seed := range uint64(2) {
			truth := draw(specimen.Spec{Kind: kind, Seed: seed})
			if u := understand(t, truth.Text); u.Type != kind {
				t.Errorf("%s %s was taken for %s: %v", kind, truth.Layout, u.Type, u.Checks)
			}
		}
		truth := draw(specimen.Spec{Negative: kind, Seed: 1})
		if u := understand(t, truth.Text); u.Type == kind {
			t.Errorf("%s, a look-alike, was taken for %s: %v", truth.Layout, kind, u.Checks)
		}
	}
}

// corpus is the folder of real papers, empty where there is none.
func corpus() string {
	dir := os.Getenv("BORDEREAU_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "data")
	}
	return filepath.Join(dir, "documents")
}

// TestRealRIBs reads the text layers of real bank details, anonymised by who
// published them, and one that is rasterised and recognised.
func TestRealRIBs(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus(), "rib", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		u := understand(t, string(text))
		if u.Type != bordereau.BankDetails || !u.TypeProved || u.Value("iban") != "FR7630001000644919009562088" || !proves(u, "iban", bordereau.ProofAgreement) {
			t.Errorf("%s: %s, proved %v, IBAN %s", filepath.Base(file), u.Type, u.TypeProved, u.Value("iban"))
		}
	}
	pdfs, err := filepath.Glob(filepath.Join(corpus(), "rib", "RIB_AMU.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, pdf := range pdfs {
		u := understandReading(t, recognised(t, pdf), nil)
		if u.Type != bordereau.BankDetails || !u.TypeProved || u.Value("iban") != "FR7610071130000000102006780" || u.Value("rib_key") != "80" || u.Value("bic") != "TRPUFRP1" || u.Value("account_holder") != "AGENCE COMPTABLE AMU" {
			t.Errorf("%s: %s, proved %v: %+v", filepath.Base(pdf), u.Type, u.TypeProved, u.Fields)
		}
	}
}

// recognised rasterises the first page of a PDF and recognises it.
func recognised(t *testing.T, pdf string) bordereau.Reading {
	t.Helper()
	image, err := exec.Command("pdftoppm", "-r", "300", "-gray", "-l", "1", "-singlefile", pdf).Output()
	if err != nil {
		t.Fatalf("pdftoppm: %v", err)
	}
	cmd := exec.Command("tesseract", "stdin", "stdout", "-l", "fra", "--dpi", "300", "tsv")
	cmd.Stdin, cmd.Env = bytes.NewReader(image), append(os.Environ(), "OMP_THREAD_LIMIT=1")
	tsv, err := cmd.Output()
	if err != nil {
		t.Fatalf("tesseract: %v", err)
	}
	page := bordereau.Page{Number: 1, DPI: 300}
	for _, line := range strings.Split(string(tsv), "\n") {
		c := strings.Split(line, "\t")
		if len(c) < 12 || c[0] != "1" && c[0] != "5" {
			continue
		}
		n := func(i int) int {
			v, err := strconv.Atoi(c[i])
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		if c[0] == "1" {
			page.Width, page.Height = n(8), n(9)
			continue
		}
		conf, err := strconv.ParseFloat(c[10], 64)
		if err != nil {
			t.Fatal(err)
		}
		page.Words = append(page.Words, bordereau.Word{Text: c[11], Confidence: conf / 100, Block: 1000*n(2) + n(3), Line: n(4),
			Box: bordereau.Box{X: n(6), Y: n(7), W: n(8), H: n(9)}})
	}
	return bordereau.Reading{Format: "pdf", Pages: []bordereau.Page{page}}
}

// TestTypesetText keeps the helper honest: words side by side do not overlap.
func TestTypesetText(t *testing.T) {
	p := typeset.Page(1, "ab  c\n\nd")
	if len(p.Words) != 3 || p.Words[0].Block == p.Words[2].Block || p.Words[0].Box.X+p.Words[0].Box.W > p.Words[1].Box.X || p.Text() != "ab c\n\nd" {
		t.Errorf("%+v", p.Words)
	}
}
