package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
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
	Own  *desk.Preferences // the keys and habits of who is signed in; render looks where it is nil
	Lang string            // fr, en
	Here string            // the address of this page, to come back to it in another language
}

type tab struct {
	Path, Label string
	Here        bool
	Waiting     *int // tasks, nil where none are counted
}

// load parses the layout with every page, once a language.
func (s *Server) load() error {
	names, err := fs.Glob(files, "pages/*.html")
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	s.pages = map[tongue]map[string]*template.Template{french: {}, english: {}}
	for _, name := range names {
		base := strings.TrimSuffix(path.Base(name), ".html")
		if base == "layout" || base == "parts" {
			continue
		}
		for l, pages := range s.pages {
			t, err := template.New("layout.html").Funcs(s.funcs(l)).Option("missingkey=error").ParseFS(files, "pages/layout.html", "pages/parts.html", name)
			if err != nil {
				return fmt.Errorf("web: %w", err)
			}
			pages[base] = t
		}
	}
	return nil
}

func (s *Server) funcs(l tongue) template.FuncMap {
	all := template.FuncMap{
		"t": l.say, "said": l.said, "field": l.fieldLabel, "kind": l.typeName, "value": display, "money": euros, "cents": cents, "state": l.naming("state"),
		"when": s.when, "day": frenchDay, "proof": l.naming("proof"), "status": l.naming("status"), "check": l.naming("check"), "role": l.naming("role"),
		"unitstate": l.naming("unitstate"), "happened": l.naming("event"), "verdict": l.naming("verdict"), "line": l.naming("line"), "need": l.naming("need"), "step": l.naming("step"), "dossierkind": func(name string) string { return l.plain(kindTitle(name)) }, "plain": l.plain, "minus": func(n int) int { return -n }, "next": func(n int) int { return n + 1 },
		"method": l.naming("method"), "proposal": l.naming("change"), "changestate": l.naming("changestate"), "level": l.naming("level"), "start": l.naming("start"), "stage": l.naming("stage"),
		"size": l.byteSize, "called": l.called, "pages": l.pages, "stands": stands, "named": l.calledBy, "path": url.PathEscape, "snippet": border.Snippet,
		"entrykind": l.naming("entrykind"), "actor": l.actor, "unitkind": l.naming("unit"), "around": around,
		"delay": func(v *dossier.Value) string { return l.delay(*v) }, "delayed": s.delayNamed(l), "longer": l.longer,
		"asset": s.assets.path, "icon": s.assets.icon,
		"typed": func(k string) bordereau.Type { return bordereau.Type(k) },
	}
	maps.Copy(all, stationFuncs(l))
	maps.Copy(all, journalFuncs(l))
	maps.Copy(all, shareFuncs())
	return all
}

// render writes a page.
func (s *Server) render(c *fiber.Ctx, status int, name string, p page) error {
	l := tongueOf(c)
	t, ok := s.pages[l][name]
	if !ok {
		return fmt.Errorf("web: no page %q", name)
	}
	p.Lang, p.Here = string(l), local(strings.Clone(c.OriginalURL()))
	if c.Method() != fiber.MethodGet {
		p.Here = "" // what was posted is not asked for again
	}
	if caller := border.CallerOf(c); caller != nil {
		p.Me, p.CSRF, p.Home = &caller.Principal, caller.CSRF, home(caller.Principal.Role)
		p.Nav = tabs(l, caller.Principal.Role, c.Path())
		if err := s.own(c, &p, status); err != nil {
			return err
		}
		if name != "error" { // which has to be shown whatever else fails
			if err := s.countTasks(c, p.Nav); err != nil {
				return err
			}
		}
	}
	if p.Note == "" {
		p.Note = l.done(border.Query(c, "fait"))
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout.html", p); err != nil {
		return fmt.Errorf("web: page %s: %w", name, err)
	}
	return s.html(c, status, b.Bytes())
}

// own finds the keys that who reads a page has chosen. A page that tells of a failure
// does without them.
func (s *Server) own(c *fiber.Ctx, p *page, status int) error {
	if p.Own != nil || !p.Me.Person || status >= fiber.StatusInternalServerError {
		return nil
	}
	own, err := s.deps.Review.Preferences(c.UserContext(), *p.Me)
	p.Own = &own
	return err
}

// fragment writes one template of a page, without the layout, for what a script
// puts into a page that is shown already.
func (s *Server) fragment(c *fiber.Ctx, status int, name, part string, data any) error {
	t, ok := s.pages[tongueOf(c)][name]
	if !ok {
		return fmt.Errorf("web: no page %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, part, data); err != nil {
		return fmt.Errorf("web: page %s, %s: %w", name, part, err)
	}
	return s.html(c, status, b.Bytes())
}

// html sends a page, compressed to those who take it so. The session's cookie goes with
// no request that another site makes (SameSite=Strict): nobody there can have guesses
// compressed beside what a page holds, and learn from its size.
func (s *Server) html(c *fiber.Ctx, status int, text []byte) error {
	s.page(c)
	if strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		if small := squeezed(text, gzip.BestSpeed); small != nil {
			c.Set(fiber.HeaderContentEncoding, "gzip")
			text = small
		}
	}
	return c.Status(status).Send(text)
}

// page sets what every answer for people carries.
func (s *Server) page(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderContentSecurityPolicy, contentPolicy)
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	c.Set(fiber.HeaderVary, "Cookie, Accept-Encoding")
}

// places are the pages of the navigation, with the pages that belong to each.
var places = []struct {
	path, key string
	under     []string
}{
	{"/depot", "nav.deposit", nil}, {"/corbeille", "nav.inbox", []string{"/remises", "/suspens", "/controle", "/mes-chiffres"}}, {"/validation", "nav.validation", nil},
	{"/dossiers", "nav.dossiers", []string{"/echeances"}}, {"/recherche", "nav.search", nil}, {"/ecritures", "nav.entries", nil},
	{"/supervision", "nav.supervision", nil}, {"/journal", "nav.journal", nil}, {"/admin", "nav.access", nil},
}

// tabs are the pages that a role may open.
func tabs(l tongue, r bordereau.Role, here string) []tab {
	var out []tab
	for _, p := range places {
		if rule := Table.Rule("GET", p.path); rule != nil && rule.Admits(r) {
			at := slices.ContainsFunc(append(p.under, p.path), func(path string) bool { return here == path || strings.HasPrefix(here, path+"/") })
			out = append(out, tab{Path: p.path, Label: l.say(p.key), Here: at})
		}
	}
	return out
}

// countTasks writes into the navigation how many tasks wait.
func (s *Server) countTasks(c *fiber.Ctx, nav []tab) error {
	for i := range nav {
		if nav[i].Path != "/corbeille" {
			continue
		}
		ctx, by := ctxOf(c)
		totals, err := s.deps.Review.TaskTotals(ctx, by, desk.TaskFilter{})
		if err != nil {
			return err
		}
		nav[i].Waiting = &totals.Tasks
	}
	return nil
}

// when writes a moment, in Paris, as an element of its own.
func (s *Server) when(t any) template.HTML {
	var at time.Time
	switch v := t.(type) {
	case time.Time:
		at = v
	case *time.Time:
		if v != nil {
			at = *v
		}
	}
	if at.IsZero() {
		return ""
	}
	at = at.In(s.paris)
	return template.HTML(`<time datetime="` + at.Format(time.RFC3339) + `">` + at.Format("02/01/2006 15:04") + `</time>`) //nolint:gosec // a date's own digits
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
	switch base := name[strings.LastIndexByte(name, '.')+1:]; inputKind(name) {
	case "date":
		return frenchDay(value)
	case "amount":
		return frenchNumber(value)
	case "ref":
		if strings.Contains(base, "iban") || strings.HasSuffix(base, "_zone") {
			return grouped(value)
		}
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

func (l tongue) actor(s string) string {
	if len(s) == 36 {
		return l.say("actor.person") + " " + s[len(s)-6:]
	}
	return s
}

// called is what people call a document: its file, and which pages of it where it is
// a part of one.
func (l tongue) called(d bordereau.Document) string { return l.calledBy(d.FileName, d.PartPages) }

func (l tongue) calledBy(file string, pages []int) string {
	if len(pages) == 0 {
		return file
	}
	return l.say("document.pages", file, l.pages(pages))
}

// pages names pages in few words: three and more that follow each other are a span.
func (l tongue) pages(pages []int) string {
	n := len(pages)
	if first, last := pages[0], pages[n-1]; n > 2 && last-first == n-1 {
		return l.say("document.span", bordereau.PageName(first), bordereau.PageName(last))
	}
	numbers := make([]string, n)
	for i, p := range pages {
		numbers[i] = bordereau.PageName(p)
	}
	return strings.Join(numbers, ", ")
}

// stands is the state of a document as people are told it: a part whose pages another
// document took over was not split like a file.
func stands(d bordereau.Document) bordereau.State {
	if d.State == bordereau.Split && d.PartOf != "" {
		return "taken"
	}
	return d.State
}

func (l tongue) byteSize(n int64) string {
	switch {
	case n >= 1<<20:
		return l.say("size.mega", frenchNumber(fmt.Sprintf("%.1f", float64(n)/(1<<20))))
	case n >= 1<<10:
		return l.say("size.kilo", n>>10)
	}
	return l.say("size.bytes", n)
}
