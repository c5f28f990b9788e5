package web

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What the settings offer to change is what the scripts register, with the same keys.
func TestKeysAreThoseOfTheScripts(t *testing.T) {
	a, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	registered := map[string][]string{}
	for _, m := range regexp.MustCompile(`register\("(\w+)", \[([^\]]*)\]`).FindAllStringSubmatch(string(a.files["page-station.js"].plain), -1) {
		registered[m[1]] = strings.FieldsFunc(m[2], func(r rune) bool { return strings.ContainsRune(`", `, r) })
	}
	page, err := files.ReadFile("pages/station.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range remappable {
		if !slices.Contains(offeredFor(a.Name), a.Key) && a.Key != "" {
			t.Errorf("%s, the usual key of %s, is not offered", a.Key, a.Name)
		}
		if strings.HasPrefix(a.Name, inMenu) {
			if key := `keyof $b.Own.Keys "` + a.Name + `"`; strings.Count(string(page), key) != 2 {
				t.Errorf("the menu does not bear and show the letter of %s", a.Name)
			}
			continue
		}
		var want []string
		if a.Key != "" {
			want = []string{a.Key}
		}
		if got, ok := registered[a.Name]; !ok || !slices.Equal(got, want) && len(got)+len(want) > 0 {
			t.Errorf("%s is on %q, and registered on %q", a.Name, a.Key, got)
		}
	}
}

// A key stands for one action.
func TestClash(t *testing.T) {
	for want, own := range map[string]map[string]string{
		"": {}, "F8": {"zoom": "F8"}, "F2": {"face": "F2", "faceback": "F8"}, "Insert": {"zoom": "Insert", "reject": "Insert"},
		"E": {"menu.wait": "E"}, "F9": {"illegible": "F9"}, "NumpadAdd": {"back": "NumpadAdd"},
	} {
		if key, _, _ := clash(own); key != want {
			t.Errorf("%v: %q, wanted %q", own, key, want)
		}
	}
	if key, _, _ := clash(map[string]string{"zoom": "F8", "face": ""}); key != "" {
		t.Error("a key whose action is switched off is taken:", key)
	}
	bar := french.keybar(map[string]string{"zoom": "Insert", "all": "", "menu": "F2", "menu.undo": "B"})
	var shown []string
	for _, h := range bar {
		shown = append(shown, strings.Join(h.Keys, " "))
	}
	if want := []string{"Entrée", "Tab", "Inser", "F2 B", "F1"}; !slices.Equal(shown, want) {
		t.Errorf("the foot shows %q, wanted %q", shown, want)
	}
}
