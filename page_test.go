package bordereau

import "testing"

func TestPagesHaveNames(t *testing.T) {
	for number, name := range map[int]string{1: "1", 200: "200", PieceOf(1, 1): "1.1", PieceOf(12, 3): "12.3"} {
		if got := PageName(number); got != name {
			t.Errorf("page %d is called %q", number, got)
		}
		if got, err := ParsePage(name); err != nil || got != number {
			t.Errorf("%q is page %d: %v", name, got, err)
		}
	}
	for _, name := range []string{"", "0", "-1", "1.", ".1", "1.0", "1.1000", "1000.1", "1.1.1", "a"} {
		if n, err := ParsePage(name); err == nil {
			t.Errorf("%q is page %d", name, n)
		}
	}
	if SheetOf(PieceOf(7, 2)) != 7 || SheetOf(7) != 7 || IsPiece(7) || !IsPiece(PieceOf(7, 2)) {
		t.Error("a piece lies on another sheet")
	}
}
