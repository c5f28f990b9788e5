package letter

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"bordereau/check"
	"bordereau/dossier"
	"bordereau/internal/pdf"
	"bordereau/ocr/symbol"
)

func mortgage(t *testing.T, lang string) dossier.Letter {
	t.Helper()
	k, _ := dossier.KindNamed("mortgage")
	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	d := dossier.Dossier{Ref: "IMMO/7", Title: k.Title, Branch: "00742"}
	l, wanting := dossier.LetterFor(k, d, dossier.Recipient{Who: "customer", Name: "Zoé LEFÈVRE", Named: true, Address: "12 rue du Port, 44000 Nantes"},
		dossier.Checklist(k, d, nil, day), lang, day)
	if !wanting {
		t.Fatal("nothing is missing")
	}
	return l
}

func TestALetterIsDrawn(t *testing.T) {
	for lang, want := range map[string]string{"fr": "le 1er décembre 2026", "en": "1 December 2026"} {
		l := mortgage(t, lang)
		if l.Date != want {
			t.Error(l.Date)
		}
		for i, item := range l.Items {
			if item == "" || strings.Contains(item, "%!") {
				t.Error(i, item)
			}
		}
		a, err := Draw(l)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Draw(l)
		if err != nil || !bytes.Equal(a, b) {
			t.Error("drawn twice it differs", err)
		}
		if info, err := pdf.Inspect(a); err != nil || len(info.Pages) != 1 {
			t.Error(info, err)
		}
	}
}

// What is long goes on, on the line and on the page; nothing leaves the paper.
func TestALongLetterGoesOn(t *testing.T) {
	l := mortgage(t, "fr")
	for range 60 {
		l.Items = append(l.Items, strings.Repeat("mot ", 30), strings.Repeat("M", 400))
	}
	data, err := Draw(l)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := pdf.Inspect(data); err != nil || len(info.Pages) < 3 {
		t.Error(len(info.Pages), err)
	}
	s := &sheet{}
	fonts, err := faces()
	if err != nil {
		t.Fatal(err)
	}
	if s.regular, err = face(fonts[0]); err != nil {
		t.Fatal(err)
	}
	s.turn()
	s.text(s.regular, 500, strings.Repeat("M", 400)+" fin")
	for _, w := range s.words {
		if w.Box.X < margin || w.Box.X+w.Box.W > width-margin {
			t.Errorf("%q leaves the paper: %+v", w.Text, w.Box)
		}
	}
}

// The code at the top of a letter names its dossier, and nothing else is a code.
func TestALetterNamesItsDossier(t *testing.T) {
	s := &sheet{}
	s.turn()
	if err := s.code(check.DossierText("IMMO/7")); err != nil {
		t.Fatal(err)
	}
	got, err := symbol.Read(s.img, dpi/25.4)
	if err != nil || len(got) != 1 {
		t.Fatalf("%d codes, %v", len(got), err)
	}
	if ref, ok := check.ParseDossier(string(got[0].Text)); !ok || ref != "IMMO/7" || got[0].Kind != symbol.QR {
		t.Errorf("%q", got[0].Text)
	}
	with, err := Draw(mortgage(t, "fr"))
	if err != nil {
		t.Fatal(err)
	}
	l := mortgage(t, "fr")
	l.Ref = "" // no reference, no code
	without, err := Draw(l)
	if err != nil || bytes.Equal(with, without) {
		t.Error("the code of a letter is not on it", err)
	}
}
