package web_test

import (
	"html"
	"image/jpeg"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
)

var sheetAddress = regexp.MustCompile(`<svg class="vignette" viewBox="0 (\d+) 72 (\d+)"[^>]*><image href="([^"]+)"`)

// vignettes are the small pictures of a station: where each begins, how high it is, and the
// address of the sheet that all of them are cut from.
func vignettes(t *testing.T, p answer) (tops []string, height, address string) {
	t.Helper()
	for _, m := range sheetAddress.FindAllStringSubmatch(p.body, -1) {
		tops, height, address = append(tops, m[1]), m[2], html.UnescapeString(m[3])
	}
	return tops, height, address
}

// A document of several pages shows them small, cut from one picture, which who may
// not see the pages does not get.
func TestPagesAreShownSmall(t *testing.T) {
	h := newHouse(t)
	branch, neighbour, claire, compta := h.visitor(), h.visitor(), h.visitor(), h.visitor()
	for v, login := range map[*visitor]string{branch: "agence", neighbour: "voisine", claire: "claire", compta: "compta"} {
		v.signIn(login)
	}
	if a := branch.deliver(branch.token(), nil, "undivided letter\fpage two\fpage three"); a.code != 303 {
		t.Fatal(a.code, a.body)
	}
	h.work()
	station := claire.send("/corbeille/suivante", nil).to
	p := claire.page(station)
	tops, height, address := vignettes(t, p)
	if strings.Join(tops, " ") != "0 102 204" || height != "102" || strings.Count(p.body, ` data-page="2"`) != 2 { // the link, the page
		t.Fatalf("%q of %s: %s", tops, height, p.body)
	}
	a := claire.get(address)
	img, err := jpeg.Decode(strings.NewReader(a.body))
	if err != nil || a.code != 200 || a.head.Get("Cache-Control") != "private, max-age=600, immutable" {
		t.Fatal(a.code, a.head, err)
	}
	if b := img.Bounds(); b.Dx() != 72 || b.Dy() != 306 {
		t.Error("the sheet is", b)
	}
	// A page of the script is black and a little wider than its place is high.
	for y, want := range map[int]bool{50: true, 101: false, 254: true} {
		if r, _, _, _ := img.At(36, y).RGBA(); (r < 0x4000) != want {
			t.Errorf("at %d the sheet has %x", y, r)
		}
	}
	if a := neighbour.get(address); a.code != 404 {
		t.Error("another branch is shown the pages:", a.code)
	}
	if a := compta.get(address); a.code != 403 {
		t.Error("booking is shown the pages:", a.code)
	}
	if a := claire.get(strings.Split(address, "?")[0] + "?e=0123456789abcdef"); a.code != 404 || strings.Contains(a.head.Get("Cache-Control"), "max-age") {
		t.Error("pages are shown for others:", a.code, a.head)
	}
}

// A slip's station shows its cheques small, in the order of its list.
func TestChequesOfASlipAreShownSmall(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	branch, claire := h.visitor(), h.visitor()
	for v, login := range map[*visitor]string{branch: "agence", claire: "claire"} {
		v.signIn(login)
	}
	if a := branch.deliver(branch.token(), map[string]string{"dossier": "2026/004512"}, "remittance_slip slip_count=2 slip_total=30.00 currency=EUR iban="+ibanA, provedCheque("12.00"), provedCheque("18.00")); a.code != 303 {
		t.Fatal(a.code, a.body)
	}
	h.work()
	p := claire.page(claire.send("/corbeille/suivante", url.Values{"type": {"remittance_slip"}}).to)
	tops, height, address := vignettes(t, p)
	if strings.Join(tops, " ") != "0 34" || height != "34" || !strings.HasPrefix(address, "/remises/") {
		t.Fatalf("%q of %s at %s", tops, height, address)
	}
	links := regexp.MustCompile(`data-cheque="([^"]+)"`).FindAllStringSubmatch(p.body, -1)
	if len(links) != 4 || links[0][1] != links[2][1] || links[1][1] != links[3][1] {
		t.Errorf("the small pictures are not in the order of the list: %v", links)
	}
	a := claire.get(address)
	img, err := jpeg.Decode(strings.NewReader(a.body))
	if err != nil || a.code != 200 || img.Bounds().Dy() != 68 {
		t.Fatal(a.code, err)
	}
	if _, err := h.SequenceJournal(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.CountFigures(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen, err := h.SearchJournal(t.Context(), bordereau.Principal{ID: "alain", Name: "alain", Role: bordereau.RoleAuditor}, desk.JournalFilter{Kind: desk.EventSeen, Object: links[0][1]}, desk.Cursor{})
	if err != nil || len(seen.Items) != 1 {
		t.Errorf("nobody was shown the cheque: %+v %v", seen.Items, err)
	}
}
