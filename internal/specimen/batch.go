package specimen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"bordereau"
)

// Save writes a drawing's file and its truth beside it (name.truth.json), and
// gives the truth with the file's name in it. The name goes without extension.
func Save(d Drawing, dir, name string) (Truth, error) {
	data, err := Encode(d, d.Truth.Format)
	if err != nil {
		return Truth{}, err
	}
	t := d.Truth
	t.File = name + Extension(t.Format)
	if err := os.WriteFile(filepath.Join(dir, t.File), data, 0o644); err != nil {
		return Truth{}, fmt.Errorf("write specimen: %w", err)
	}
	return t, saveTruth(t, dir, name)
}

func saveTruth(t Truth, dir, name string) error {
	return saveJSON(filepath.Join(dir, name+".truth.json"), t)
}

// saveJSON leaves < and > as they are: machine-readable zones are full of them.
func saveJSON(path string, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return nil
}

// Batch draws n specimens of a kind into a folder, which it makes, for seeds
// seed, seed+1, ... Grades of scan, resolutions and formats follow from the seed:
// about one in three is clean. Every fifth document of a kind that has look-alikes
// is one.
func Batch(kind bordereau.Type, n int, seed uint64, dir string) ([]Truth, error) {
	if n < 0 {
		return nil, bordereau.Errorf(bordereau.Invalid, "%d specimens cannot be drawn", n)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder of the specimens: %w", err)
	}
	truths := make([]Truth, 0, n)
	for i := range n {
		s := Varied(kind, seed+uint64(i))
		name := fmt.Sprintf("%s-%d", kind, s.Seed)
		if i%5 == 4 && hasLookalike(kind) {
			s.Negative = kind
			name = fmt.Sprintf("not_%s-%d", kind, s.Seed)
		}
		d, err := Draw(s)
		if err != nil {
			return truths, err
		}
		t, err := Save(d, dir, name)
		if err != nil {
			return truths, err
		}
		truths = append(truths, t)
	}
	return truths, nil
}

// Varied is a Spec whose grade, resolution and format follow from its seed; of a cheque
// also hand, back, missing signature and kind of threshold.
func Varied(kind bordereau.Type, seed uint64) Spec {
	if kind == bordereau.Cheque {
		return variedCheque(seed)
	}
	r := stream(seed, "varied/"+string(kind), 0)
	s := Spec{Kind: kind, Seed: seed, DPI: pick(r, []int{300, 300, 200}), Format: pick(r, Formats)}
	if s.Format != "pdf_text" {
		s.Defects = Graded(pick(r, []Grade{Clean, Light, Light, Medium}), seed)
	}
	return s
}

func variedCheque(seed uint64) Spec {
	r := stream(seed, "varied cheque", 0)
	s := Spec{Kind: bordereau.Cheque, Seed: seed, DPI: pick(r, []int{100, 150, 200, 200, 240, 300, 300, 400, 600}), Format: pick(r, Formats)}
	if s.Format == "pdf_text" {
		return s
	}
	s.Defects = GradedCheque(pick(r, []Grade{Clean, Light, Light, Medium}), seed)
	s.Defects.Adaptive = bitonal(s.Format) && r.IntN(2) == 0
	s.Defects.Unsigned = r.IntN(12) == 0
	s.Hand = r.IntN(3) == 0
	if manyPages(s.Format) && r.IntN(3) == 0 {
		s.Back = "any"
	}
	return s
}

// Remittances draws n remittances of two to eight cheques into a folder, which it makes:
// each a slip with both sides of its cheques as the pages of one file, for seeds seed,
// seed+1000, ... Their orders, grades and formats follow from the seed.
func Remittances(n int, seed uint64, dir string) ([]Truth, error) {
	if n < 0 {
		return nil, bordereau.Errorf(bordereau.Invalid, "%d remittances cannot be drawn", n)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder of the remittances: %w", err)
	}
	var truths []Truth
	for i := range uint64(n) {
		at := seed + 1000*i
		r := stream(at, "remittances", 0)
		d, err := Remittance(at, 2+r.IntN(7), Bundle{Format: pick(r, []string{"tiff", "tiff_g4", "pdf", "pdf_g4"}), Order: pick(r, Orders),
			Grade: pick(r, []Grade{Clean, Light, Light, Medium}), Hand: r.IntN(3) == 0})
		if err != nil {
			return truths, err
		}
		t, err := Save(d, dir, fmt.Sprintf("remittance-%d", at))
		if err != nil {
			return truths, err
		}
		truths = append(truths, t)
	}
	return truths, nil
}

func hasLookalike(kind bordereau.Type) bool {
	for _, l := range lookalikes {
		if l.not == kind {
			return true
		}
	}
	return false
}
