package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"bordereau"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// page is what every template is given.
type page struct {
	Title string
	Note  string // what has just been done
	Body  any

	Me   *bordereau.Principal
	CSRF string
	Nav  []tab
	Home string
}

type tab struct {
	Path, Label string
	Here        bool
}

// load parses the layout with every page.
func (s *Server) load() error {
	names, err := fs.Glob(files, "pages/*.html")
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	s.pages = map[string]*template.Template{}
	for _, name := range names {
		base := strings.TrimSuffix(path.Base(name), ".html")
		if base == "layout" || base == "parts" {
			continue
		}
		t, err := template.New("layout.html").Funcs(s.funcs()).Option("missingkey=error").ParseFS(files, "pages/layout.html", "pages/parts.html", name)
		if err != nil {
			return fmt.Errorf("web: %w", err)
		}
		s.pages[base] = t
	}
	return nil
}

func (s *Server) funcs() template.FuncMap {
	return template.FuncMap{
		"t": say, "field": fieldLabel, "kind": typeName, "value": display, "money": euros, "cents": cents, "state": bordereau.State.ForBranch,
		"when": s.when, "day": frenchDay, "proof": proofName, "status": statusName, "check": checkName, "role": roleName, "unitstate": unitState,
		"happened": happened, "verdict": verdictName, "line": lineState, "need": needName, "size": byteSize, "called": called, "named": calledBy,
		"path": url.PathEscape, "snippet": border.Snippet, "entrykind": entryKind, "actor": actor, "unitkind": unitKind, "around": around,
		"typed": func(k string) bordereau.Type { return bordereau.Type(k) },
		"pair": func(r row, doc string) any {
			return struct {
				Row row
				Doc string
			}{r, doc}
		},
	}
}

// render writes a page.
func (s *Server) render(c *fiber.Ctx, status int, name string, p page) error {
	t, ok := s.pages[name]
	if !ok {
		return fmt.Errorf("web: no page %q", name)
	}
	if caller := border.CallerOf(c); caller != nil {
		p.Me, p.CSRF, p.Home = &caller.Principal, caller.CSRF, home(caller.Principal.Role)
		p.Nav = tabs(caller.Principal.Role, c.Path())
	}
	if p.Note == "" {
		p.Note = done(border.Query(c, "fait"))
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout.html", p); err != nil {
		return fmt.Errorf("web: page %s: %w", name, err)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderContentSecurityPolicy, contentPolicy)
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	return c.Status(status).Send(b.Bytes())
}

// tabs are the pages that a role may open.
func tabs(r bordereau.Role, here string) []tab {
	var out []tab
	for _, p := range []struct{ path, key string }{
		{"/depot", "nav.deposit"}, {"/corbeille", "nav.inbox"}, {"/recherche", "nav.search"},
		{"/echeances", "nav.due"}, {"/remises", "nav.units"}, {"/ecritures", "nav.entries"}, {"/acces", "nav.access"},
	} {
		if rule := Table.Rule("GET", p.path); rule != nil && rule.Admits(r) {
			at := here == p.path || strings.HasPrefix(here, p.path+"/") || p.path == "/corbeille" && strings.HasPrefix(here, "/validation/")
			out = append(out, tab{p.path, say(p.key), at})
		}
	}
	return out
}

func (s *Server) when(t any) string {
	switch v := t.(type) {
	case time.Time:
		return v.In(s.paris).Format("02/01/2006 15:04")
	case *time.Time:
		if v != nil {
			return v.In(s.paris).Format("02/01/2006 15:04")
		}
	}
	return ""
}

func frenchDay(iso string) string {
	if d, err := time.Parse(time.DateOnly, iso); err == nil {
		return d.Format("02/01/2006")
	}
	return iso
}

// display writes a field's canonical value as French people write it. What comes
// back unchanged from a form is known to be the same value.
func display(name, value string) string {
	base := name[strings.LastIndexByte(name, '.')+1:]
	switch {
	case base == "date" || strings.HasSuffix(base, "_date"):
		return frenchDay(value)
	case strings.Contains(base, "iban"):
		return grouped(value)
	case strings.Contains(base, "amount") || base == "slip_total" || base == "net_pay" || base == "debit" || base == "credit":
		return frenchNumber(value)
	}
	return value
}

func grouped(s string) string {
	var b strings.Builder
	for i, r := range []rune(s) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// frenchNumber writes 1237.56 as 1 237,56, with spaces that do not break.
func frenchNumber(s string) string {
	whole, frac, point := strings.Cut(s, ".")
	sign := ""
	if rest, ok := strings.CutPrefix(whole, "-"); ok {
		sign, whole = "-", rest
	}
	for _, r := range whole + frac {
		if r < '0' || r > '9' {
			return s
		}
	}
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteRune('\u00a0')
		}
		b.WriteRune(r)
	}
	if point {
		return sign + b.String() + "," + frac
	}
	return sign + b.String()
}

func euros(m *bordereau.Money) string {
	if m == nil {
		return ""
	}
	return cents(m.Minor, m.Currency)
}

func cents(minor int64, currency string) string {
	m := bordereau.Money{Minor: minor, Currency: currency}
	if currency == "EUR" {
		currency = "€"
	}
	return frenchNumber(m.Decimal()) + "\u00a0" + currency
}

// around is a box with a little of its surroundings, so that a frame does not
// cover what it frames.
func around(b bordereau.Box) bordereau.Box {
	pad := max(6, b.H/4)
	return bordereau.Box{X: max(0, b.X-pad), Y: max(0, b.Y-pad), W: b.W + 2*pad, H: b.H + 2*pad}
}

func actor(s string) string {
	if len(s) == 36 {
		return say("actor.person") + " " + s[len(s)-6:]
	}
	return s
}

// called is what people call a document: its file, and which pages of it where it is
// a part of one.
func called(d bordereau.Document) string { return calledBy(d.FileName, d.PartPages) }

func calledBy(file string, pages []int) string {
	n := len(pages)
	if n == 0 {
		return file
	}
	if first, last := pages[0], pages[n-1]; n > 2 && last-first == n-1 {
		return say("document.pages", file, fmt.Sprintf("%d à %d", first, last))
	}
	numbers := make([]string, n)
	for i, p := range pages {
		numbers[i] = strconv.Itoa(p)
	}
	return say("document.pages", file, strings.Join(numbers, ", "))
}

func byteSize(n int64) string {
	switch {
	case n >= 1<<20:
		return frenchNumber(fmt.Sprintf("%.1f", float64(n)/(1<<20))) + "\u00a0Mo"
	case n >= 1<<10:
		return fmt.Sprintf("%d\u00a0Ko", n>>10)
	}
	return fmt.Sprintf("%d\u00a0octets", n)
}
