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

func TestPagesOfOneSize(t *testing.T) {
	a := Page{Width: 2480, Height: 3508}
	for o, same := range map[[2]int]bool{{2480, 3508}: true, {3508, 2480}: true, {2420, 3450}: true, {2400, 3508}: false, {2480, 3400}: false} {
		if got := a.SameSize(Page{Width: o[0], Height: o[1]}); got != same {
			t.Errorf("%v: %v", o, got)
		}
	}
}
