package web

import (
	"regexp"
	"strings"
	"testing"
)

// A joined script has one scope: no name stands twice in it, and nothing is left of the
// imports by which its parts knew each other.
func TestJoinedFiles(t *testing.T) {
	a, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	top := regexp.MustCompile(`(?m)^(?:async )?(?:function\*?|class) (\w+)|^(?:const|let) (.*)`)
	binding := regexp.MustCompile(`(?:^|, )(\w+) =`)
	scripts := 0
	for name, f := range a.files {
		if !strings.HasPrefix(name, "page") || !strings.Contains(name, ".js") || name == "pages.js" {
			continue
		}
		scripts++
		text, seen := string(f.plain), map[string]bool{}
		for _, m := range top.FindAllStringSubmatch(text, -1) {
			names := []string{m[1]}
			for _, b := range binding.FindAllStringSubmatch(strings.SplitN(m[2], "=>", 2)[0], -1) {
				names = append(names, b[1])
			}
			for _, n := range names {
				if n != "" && seen[n] {
					t.Errorf("%s declares %s twice", name, n)
				}
				seen[n] = true
			}
		}
		if !seen["palette"] || strings.Contains(text, "\nimport ") || strings.Contains(text, "\nexport ") {
			t.Errorf("%s is not joined", name)
		}
	}
	if scripts < 5 {
		t.Fatalf("%d joined scripts", scripts)
	}
	style := string(a.files["page-station.css"].plain)
	for _, part := range []string{"tokens.css", "app.css", "station.css"} {
		if !strings.Contains(style, string(a.files[part].plain)) {
			t.Errorf("page-station.css lacks %s", part)
		}
	}
}
