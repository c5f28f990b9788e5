package web_test

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"bordereau"
	"bordereau/web"

	"golang.org/x/net/html"
)

// wellMade holds every page that any test gets against what all pages promise:
// a language, one heading, labelled inputs, captions, no script, no style of its
// own, and the policy that forbids them.
func wellMade(t testing.TB, path string, a answer) {
	t.Helper()
	csp := a.head.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self'", "img-src 'self'", "form-action 'self'", "frame-ancestors 'none'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("%s: the policy lacks %s: %q", path, want, csp)
		}
	}
	if strings.Contains(csp, "unsafe") {
		t.Errorf("%s: policy %q", path, csp)
	}
	if a.head.Get("X-Content-Type-Options") != "nosniff" || a.head.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: headers %v", path, a.head)
	}
	if i := strings.Index(a.body, "["); i >= 0 && regexp.MustCompile(`\[[a-z]+(\.[a-z]+)+\]`).MatchString(a.body) {
		t.Errorf("%s: a text is missing: %s", path, regexp.MustCompile(`\[[a-z]+(\.[a-z]+)+\]`).FindString(a.body))
	}
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	whole := strings.HasPrefix(a.body, "<!doctype") // not a part that a script puts into a page
	heads, mains := 0, 0
	ids, labelled := map[string]bool{}, map[string]bool{}
	var inputs []*html.Node
	var walk func(n *html.Node, inLabel bool)
	walk = func(n *html.Node, inLabel bool) {
		if n.Type == html.ElementNode {
			switch n.Data {
			case "html":
				if l := attr(n, "lang"); whole && l != "fr" && l != "en" {
					t.Errorf("%s: no language", path)
				}
			case "h1":
				heads++
			case "main":
				mains++
			case "style", "iframe", "object", "embed":
				t.Errorf("%s: <%s>", path, n.Data)
			case "script":
				if n.FirstChild != nil || !strings.HasPrefix(attr(n, "src"), "/static/") {
					t.Errorf("%s: a script that is not a file of the application", path)
				}
			case "label":
				inLabel = true
				labelled[attr(n, "for")] = true
			case "table":
				if n.FirstChild == nil || find(n, "caption") == nil {
					t.Errorf("%s: a table without a caption", path)
				}
			case "th":
				if attr(n, "scope") == "" {
					t.Errorf("%s: a heading without scope", path)
				}
			case "input", "select", "textarea":
				if attr(n, "type") != "hidden" && !inLabel {
					inputs = append(inputs, n)
				}
			case "form":
				if attr(n, "method") == "post" && attr(n, "action") != "/connexion" && attr(n, "action") != "/connexion/mot-de-passe" && attr(n, "action") != "/langue" && !strings.Contains(render(n), `name="csrf"`) {
					t.Errorf("%s: the form to %s has no token", path, attr(n, "action"))
				}
			}
			for _, at := range n.Attr {
				if at.Key == "style" || strings.HasPrefix(at.Key, "on") {
					t.Errorf("%s: <%s %s>", path, n.Data, at.Key)
				}
				if (at.Key == "href" || at.Key == "src" || at.Key == "action") && !strings.HasPrefix(at.Val, "/") && !strings.HasPrefix(at.Val, "#") {
					t.Errorf("%s: <%s %s=%q> leads elsewhere", path, n.Data, at.Key, at.Val)
				}
				if at.Key == "id" {
					if ids[at.Val] {
						t.Errorf("%s: two elements are %q", path, at.Val)
					}
					ids[at.Val] = true
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, inLabel)
		}
	}
	walk(doc, false)
	if whole && (!strings.Contains(a.body, `href="/aide"`) || strings.Index(a.body, `href="/aide"`) < strings.Index(a.body, "<footer") || strings.Index(a.body, `href="/aide"`) > strings.Index(a.body, `href="/accessibilite"`) && path != "/accessibilite") { // WCAG 3.2.6: always at the same place
		t.Errorf("%s: no way to the help", path)
	}
	if whole && (heads != 1 || mains != 1) {
		t.Errorf("%s: %d h1, %d main", path, heads, mains)
	}
	for _, n := range inputs {
		if !labelled[attr(n, "id")] || attr(n, "id") == "" {
			t.Errorf("%s: %q has no label", path, attr(n, "name"))
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func find(n *html.Node, tag string) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == tag {
			return c
		}
	}
	return nil
}

func render(n *html.Node) string {
	var b strings.Builder
	if err := html.Render(&b, n); err != nil {
		return err.Error()
	}
	return b.String()
}

// The templates hold no script and no style of their own, and every text they show is
// in the catalogue, in both languages, which holds nothing that nobody shows.
func TestTemplates(t *testing.T) {
	var all strings.Builder
	for _, pattern := range []string{"pages/*.html", "*.go"} {
		names, err := fs.Glob(os.DirFS("."), pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "words_") {
				continue
			}
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, ".html") {
				if m := regexp.MustCompile(`(?i)<script[^>]*>[^<]|<style|javascript:|[\s"]style=|\son[a-z]+=|https?://`).FindString(string(data)); m != "" {
					t.Errorf("%s holds %q", name, m)
				}
			}
			all.Write(data)
		}
	}
	used, families := map[string]bool{}, map[string]bool{}
	for _, m := range regexp.MustCompile(`(?:\{\{-? ?|[ (])t "([^"]+)"|say\((?:c, )?"([^"]+)"|\{"/[a-z/]+", "(nav\.[a-z]+)"[,}]`).FindAllStringSubmatch(all.String(), -1) {
		used[m[1]+m[2]+m[3]] = true
	}
	for _, m := range regexp.MustCompile(`openPage\(c, "[a-z]+", "([^"]+)"\)`).FindAllStringSubmatch(all.String(), -1) {
		used[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`fait=([a-z]+)`).FindAllStringSubmatch(all.String(), -1) {
		used["done."+m[1]] = true
	}
	// Words of canonical names are asked for by their family: naming("state").
	for _, m := range regexp.MustCompile(`(?:naming|named)\("([a-z0-9]+)"`).FindAllStringSubmatch(all.String(), -1) {
		families[m[1]] = true
	}
	families["field"] = true
	known := web.Keys()
	for key := range used {
		if _, ok := known[key]; !ok && key != "done." {
			t.Errorf("%s is shown and not in the catalogue", key)
		}
	}
	for key, said := range known {
		family, _, _ := strings.Cut(key, ".")
		if !used[key] && !families[family] {
			t.Errorf("%s is in the catalogue and never shown", key)
		}
		if said[0] == "" || said[1] == "" {
			t.Errorf("%s is not said in both languages: %q", key, said)
		}
		if verbs(said[0]) != verbs(said[1]) {
			t.Errorf("%s: the languages take other values: %q", key, said)
		}
	}
	for _, s := range bordereau.States {
		if got := known["state."+string(s)][0]; got != s.ForBranch() {
			t.Errorf("the state %s is called %q here and %q elsewhere", s, got, s.ForBranch())
		}
	}
	for _, typ := range bordereau.Types {
		if known["type."+string(typ)][0] == "" {
			t.Errorf("the type %s has no name", typ)
		}
	}
}

// verbs are the places of values in a text, in their order.
func verbs(s string) string {
	return strings.Join(regexp.MustCompile(`%[a-z]`).FindAllString(s, -1), "")
}

// What others made is shipped as they made it, with its licence.
func TestVendoredFiles(t *testing.T) {
	list, err := os.ReadFile("static/vendored.tsv")
	if err != nil {
		t.Fatal(err)
	}
	licences, err := os.ReadFile("static/LICENSES.txt")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(list)), "\n")[1:] {
		f := strings.Split(line, "\t")
		if len(f) != 6 {
			t.Fatalf("%q", line)
		}
		listed[f[0]] = true
		data, err := os.ReadFile("static/" + f[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(data)); got != f[5] {
			t.Errorf("%s was changed: %s", f[0], got)
		}
		if !strings.Contains(string(licences), "("+f[0]+")") {
			t.Errorf("%s has no licence", f[0])
		}
	}
	names, err := fs.Glob(os.DirFS("static"), "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.Contains(name, ".min.") && !listed[name] || strings.HasSuffix(name, ".woff2") && !listed[name] {
			t.Errorf("%s is not in the list", name)
		}
	}
}
