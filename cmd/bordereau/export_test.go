package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An export goes into a new folder or a new zip, and over nothing that is there.
func TestAnExportOverwritesNothing(t *testing.T) {
	for _, name := range []string{"dossier", "dossier.zip"} {
		out := filepath.Join(t.TempDir(), name)
		put, done, err := target(out)
		if err != nil {
			t.Fatal(err)
		}
		if err := put("documents/001-letter/original.png", strings.NewReader("a")); err != nil {
			t.Fatal(err)
		}
		if err := done(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := target(out); err == nil {
			t.Errorf("%s was overwritten", name)
		}
		if strings.HasSuffix(name, ".zip") {
			z, err := zip.OpenReader(out)
			if err != nil || len(z.File) != 1 || z.File[0].Name != "documents/001-letter/original.png" {
				t.Fatal(z, err)
			}
			if err := z.Close(); err != nil {
				t.Error(err)
			}
		} else if data, err := os.ReadFile(filepath.Join(out, "documents/001-letter/original.png")); err != nil || string(data) != "a" {
			t.Error(data, err)
		}
	}
}
