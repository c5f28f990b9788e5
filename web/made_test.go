package web_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// wellMade holds every page that any test gets against what all pages promise:
// a language, one heading, labelled inputs, captions, no script, no style of its
// own, and the policy that forbids them.
func wellMade(t testing.TB, path string, a answer) {
	t.Helper()
	csp := a.head.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "style-src 'self'", "img-src 'self'", "form-action 'self'", "frame-ancestors 'none'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("%s: the policy lacks %s: %q", path, want, csp)
		}
	}
	if strings.Contains(csp, "unsafe") || strings.Contains(csp, "script-src") {
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
	heads, mains := 0, 0
	ids, labelled := map[string]bool{}, map[string]bool{}
	var inputs []*html.Node
	var walk func(n *html.Node, inLabel bool)
	walk = func(n *html.Node, inLabel bool) {
		if n.Type == html.ElementNode {
			switch n.Data {
			case "html":
				if attr(n, "lang") != "fr" {
					t.Errorf("%s: no language", path)
				}
			case "h1":
				heads++
			case "main":
				mains++
			case "script", "style", "iframe", "object", "embed":
				t.Errorf("%s: <%s>", path, n.Data)
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
				if attr(n, "method") == "post" && attr(n, "action") != "/connexion" && !strings.Contains(render(n), `name="csrf"`) {
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
	if heads != 1 || mains != 1 {
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

// The templates hold no script and no style, and every text they show is in the
// catalogue, which holds nothing that nobody shows.
func TestTemplates(t *testing.T) {
	var all strings.Builder
	for _, pattern := range []string{"pages/*.html", "*.go"} {
		names, err := fs.Glob(os.DirFS("."), pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, ".html") {
				if m := regexp.MustCompile(`(?i)<script|<style|javascript:|[\s"]style=|\son[a-z]+=|https?://`).FindString(string(data)); m != "" {
					t.Errorf("%s holds %q", name, m)
				}
			}
			if name != "catalogue.go" {
				all.Write(data)
			}
		}
	}
	source, err := os.ReadFile("catalogue.go")
	if err != nil {
		t.Fatal(err)
	}
	text := string(source)
	text = text[strings.Index(text, "var french"):]
	rest := text[strings.Index(text, "\n}\n"):]
	all.WriteString(rest)
	known := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\t"([a-z0-9._]+)":`).FindAllStringSubmatch(text[:len(text)-len(rest)], -1) {
		known[m[1]] = true
	}
	used := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?:\{\{-? ?|\()t "([^"]+)"|say\("([^"]+)"|\{"/[a-z]+", "(nav\.[a-z]+)"\}`).FindAllStringSubmatch(all.String(), -1) {
		used[m[1]+m[2]+m[3]] = true
	}
	for _, m := range regexp.MustCompile(`fait=([a-z]+)`).FindAllStringSubmatch(all.String(), -1) {
		used["done."+m[1]] = true
	}
	for key := range used {
		if !known[key] && key != "done." && key != "unit." {
			t.Errorf("%s is shown and not in the catalogue", key)
		}
	}
	for key := range known {
		if !used[key] && !strings.HasPrefix(key, "unit.") {
			t.Errorf("%s is in the catalogue and never shown", key)
		}
	}
}
