package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordereau/desk"
)

// A folder of dossier types is read whole or not at all, and the error names the file.
func TestABrokenFolderOfDossierTypesStartsNothing(t *testing.T) {
	dir := t.TempDir()
	if err := (engines{}).useDossierTypes(); err != nil {
		t.Error("no folder:", err)
	}
	if err := (engines{DossierTypes: dir}).useDossierTypes(); err != nil {
		t.Error("an empty one:", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "own.yaml"), []byte("kind: own\ncolour: red\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (engines{DossierTypes: dir}).useDossierTypes(); err == nil || !strings.Contains(err.Error(), "own.yaml") {
		t.Error(err)
	}
	if _, err := (engines{DossierTypes: dir}).open(&world{}, deskSettings{}, desk.Deps{}); err == nil || !strings.Contains(err.Error(), "colour") {
		t.Error("a desk opens:", err)
	}
}
