package penman

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"bordereau/internal/script"
	"bordereau/ocr/handwriting"
)

func school(t *testing.T) *School {
	t.Helper()
	faces, err := script.Figures()
	if err != nil {
		t.Fatal(err)
	}
	s := &School{}
	for _, f := range faces {
		if !f.HeldOut && !f.Calibrating {
			s.Faces = append(s.Faces, f)
		}
	}
	return s
}

// A seed draws one line, which the reader takes for one, of a text that it knows.
func TestLinesAreDrawn(t *testing.T) {
	s := school(t)
	lines := 0
	for seed := range uint64(40) {
		l, err := s.Line(rand.New(rand.NewPCG(seed, 1)))
		if err != nil {
			t.Fatal(err)
		}
		again, err := school(t).Line(rand.New(rand.NewPCG(seed, 1)))
		if err != nil || !bytes.Equal(l.Image.Pix, again.Image.Pix) || l.Text != again.Text {
			t.Fatalf("seed %d draws two lines: %q, %q, %v", seed, l.Text, again.Text, err)
		}
		if len(handwriting.ClassesOf(l.Text)) != len([]rune(l.Text)) || strings.TrimSpace(l.Text) != l.Text || l.Text == "" {
			t.Errorf("the line %q", l.Text)
		}
		if handwriting.StripOf(l.Image, l.MM) != nil {
			lines++
		}
	}
	if lines < 36 {
		t.Errorf("%d of 40 are lines", lines)
	}
}

func TestLabelsAreInTheReadersLetters(t *testing.T) {
	for _, c := range []struct {
		ms   []mark
		want string
	}{
		{marksOf("Édith  d'Où"), "edith d'ou"},
		{[]mark{{c: '1'}, {c: '2', space: true}, {c: ','}, {c: '5', raised: true, space: true}, {c: '0', raised: true}, {c: '-'}}, "1 2,^50-"},
	} {
		if got := label(c.ms); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
