package script

import (
	"strings"
	"testing"
)

func TestEveryHandWritesFigures(t *testing.T) {
	faces, err := Faces()
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	for _, f := range faces {
		if !f.Writes("0123456789,") {
			t.Errorf("%s writes no figures", f.Name)
		}
		if f.HeldOut {
			held++
		}
	}
	if held < 4 || len(faces)-held < 8 {
		t.Errorf("%d hands, %d of them kept for measuring", len(faces), held)
	}
}

func TestMissingFontsAreNamed(t *testing.T) {
	if _, err := load(t.TempDir()); err == nil || !strings.Contains(err.Error(), "fonts-breip") {
		t.Errorf("a machine without the fonts gives %v", err)
	}
}
