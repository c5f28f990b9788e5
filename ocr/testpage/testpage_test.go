package testpage

import "testing"

func TestLetterIsTheSameEveryTime(t *testing.T) {
	a, err := Letter(3, 100)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Letter(3, 100)
	if err != nil {
		t.Fatal(err)
	}
	if string(a.Image.Pix) != string(b.Image.Pix) || a.Text() != b.Text() {
		t.Fatal("the same number drew two different pages")
	}
	if len(a.Words) < 100 {
		t.Fatalf("a letter has %d words", len(a.Words))
	}
	for _, w := range a.Words {
		if w.Box.X < 0 || w.Box.X+w.Box.W > a.Image.Rect.Dx() || w.Box.Y+w.Box.H > a.Image.Rect.Dy() {
			t.Fatalf("%q runs over the edge: %v", w.Text, w.Box)
		}
	}
}

func TestCER(t *testing.T) {
	for _, c := range []struct {
		truth, got       string
		plain, unordered float64
	}{
		{"abcd efgh", "abcd  efgh", 0, 0},
		{"abcde", "abcdx", 0.2, 0.2},
		{"ab cd", "cd ab", 0.8, 0},
		{"abcd", "", 1, 1},
	} {
		if g := CER(c.truth, c.got); g != c.plain {
			t.Errorf("CER(%q, %q) = %v, not %v", c.truth, c.got, g, c.plain)
		}
		if g := CERUnordered(c.truth, c.got); g != c.unordered {
			t.Errorf("CERUnordered(%q, %q) = %v, not %v", c.truth, c.got, g, c.unordered)
		}
	}
}
