package main

import (
	"bytes"
	"testing"
)

func TestSeparatorSheet(t *testing.T) {
	sheet, err := separatorSheet("SUC-2026-0007")
	if err != nil || !bytes.HasPrefix(sheet, []byte("%PDF-1.4")) || !bytes.Contains(sheet, []byte("(Dossier SUC-2026-0007)")) {
		t.Errorf("%v: %d bytes", err, len(sheet))
	}
	for _, ref := range []string{"", "(x)", "a\nb", "-a"} {
		if _, err := separatorSheet(ref); err == nil {
			t.Errorf("%q passed", ref)
		}
	}
}
