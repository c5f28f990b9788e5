package web

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A page asks for one file of styles and one of scripts: a browser has six connections,
// and each file more is a wait on a slow line. They are joined when the program starts;
// the names are "page.css" and "page.js" for what every page has, "page-station.css" and
// the like for a page with something of its own.

// base is what every page has.
var (
	baseStyles = []string{"tokens.css", "app.css"}
	baseScript = "app.js"
)

var (
	importLine = regexp.MustCompile(`(?m)^import \{[^}]*\} from "\./([a-z0-9]+\.js)";\n`)
	exportWord = regexp.MustCompile(`(?m)^export `)
)

// join adds the joined files to those that stand by themselves.
func (a *assets) join() error {
	for _, name := range slices.Sorted(maps.Keys(a.files)) {
		stem, css := strings.CutSuffix(name, ".css")
		if css {
			parts := slices.Clone(baseStyles)
			if !slices.Contains(parts, name) {
				parts = append(parts, name)
			}
			var b bytes.Buffer
			for _, p := range parts {
				b.Write(a.files[p].plain)
			}
			a.add(pageFile(stem, name == "app.css")+".css", b.Bytes())
			continue
		}
		stem, js := strings.CutSuffix(name, ".js")
		if !js || strings.Contains(stem, ".") { // a vendored script is no module
			continue
		}
		var b bytes.Buffer
		done := map[string]bool{}
		for _, p := range []string{baseScript, name} {
			if err := a.inline(&b, p, done); err != nil {
				return err
			}
		}
		a.add(pageFile(stem, name == baseScript)+".js", b.Bytes())
	}
	return nil
}

func pageFile(stem string, base bool) string {
	if base {
		return "page"
	}
	return "page-" + stem
}

// inline writes a module behind those that it imports, each of them once. All of them
// share one scope: a test holds that no name stands twice in it.
func (a *assets) inline(b *bytes.Buffer, name string, done map[string]bool) error {
	if done[name] {
		return nil
	}
	done[name] = true
	file, ok := a.files[name]
	if !ok {
		return fmt.Errorf("web: a script imports %q, which is not there", name)
	}
	for _, m := range importLine.FindAllSubmatch(file.plain, -1) {
		if err := a.inline(b, string(m[1]), done); err != nil {
			return err
		}
	}
	text := importLine.ReplaceAll(file.plain, nil)
	if bytes.Contains(text, []byte("\nimport ")) || bytes.HasPrefix(text, []byte("import ")) {
		return fmt.Errorf("web: %s imports in a way that cannot be joined", name)
	}
	b.Write(exportWord.ReplaceAll(text, nil))
	return nil
}
