package script

import (
	"strings"
	"testing"
)

func TestEveryHandWritesFigures(t *testing.T) {
	faces, err := Figures()
	if err != nil {
		t.Fatal(err)
	}
	held, calibrating := 0, 0
	for _, f := range faces {
		if !f.Writes("0123456789,") {
			t.Errorf("%s writes no figures", f.Name)
		}
		if f.HeldOut {
			held++
		}
		if f.Calibrating {
			calibrating++
		}
	}
	if held < 4 || calibrating < 4 || len(faces)-held-calibrating < 12 {
		t.Errorf("%d hands, %d of them kept for measuring, %d for calibrating", len(faces), held, calibrating)
	}
}

func TestMissingFontsAreNamed(t *testing.T) {
	if _, err := load(t.TempDir(), files); err == nil || !strings.Contains(err.Error(), "fonts-breip") {
		t.Errorf("a machine without the fonts gives %v", err)
	}
}
