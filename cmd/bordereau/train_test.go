package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/model"
)

// page is a page with words.
func page(text string) bordereau.Reading {
	p := bordereau.Page{Number: 1, Width: 1000, Height: 1400}
	for i, w := range strings.Fields(text) {
		p.Words = append(p.Words, bordereau.Word{Text: w, Box: bordereau.Box{X: 90 * i, Y: 700, W: 80, H: 20}})
	}
	return bordereau.Reading{Pages: []bordereau.Page{p}}
}

// What clerks corrected teaches a classifier, and the program takes it.
func TestCorrectionsBecomeAClassifier(t *testing.T) {
	var pages model.Nameless
	for i := range 40 {
		pages.Add(bordereau.Complaint, fmt.Sprint(i), page("je conteste ce débit"), nil)
		pages.Add(bordereau.Letter, fmt.Sprint(i), page("je change de domicile"), nil)
	}
	dir := t.TempDir()
	file, out := filepath.Join(dir, "corrections.jsonl"), filepath.Join(dir, "model.json")
	if err := writeCorrections(file, pages.Corrections()); err != nil {
		t.Fatal(err)
	}
	if err := writeCorrections(file, nil); err == nil {
		t.Error("a file was overwritten")
	}
	code, said, stderr := runCLI(t, "train", "classifier", "--n", "0", "--corrections", file, "--out", out)
	if code != exitDone || !strings.Contains(said, "80 of all named by clerks") {
		t.Fatalf("exit %d: %s %s", code, said, stderr)
	}
	m, err := understandingSettings{Classifier: out}.learned()
	if err != nil {
		t.Fatal(err)
	}
	if best := m.Predict(model.Features(page("je conteste")))[0]; best.Type != bordereau.Complaint || !strings.HasPrefix(said, m.ID()) {
		t.Errorf("%s: %v", m.ID(), best)
	}
	for _, bad := range []string{`{"type":"poem","features":["w:A"]}`, `{"type":"letter"}`, `{`} {
		if err := os.WriteFile(file, []byte(bad+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, _ := runCLI(t, "train", "classifier", "--n", "0", "--corrections", file, "--out", out); code != exitFailed {
			t.Errorf("%s: exit %d", bad, code)
		}
	}
	if _, err := (understandingSettings{Classifier: file}).learned(); err == nil {
		t.Error("corrections were taken for a classifier")
	}
}
