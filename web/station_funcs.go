package web

import (
	"encoding/json"
	"html/template"
	"strconv"

	"bordereau"
	"bordereau/desk"
)

// pair is a field with the document it is of.
type pair struct {
	Row  row
	Main bool // the one that is typed
	view *stationView
}

// Picture is that of the page on which the row stands.
func (p pair) Picture() pagePicture { return p.view.Picture(*p.Row.View) }

// stationFuncs are the template functions of the station.
func stationFuncs(l tongue) template.FuncMap {
	return template.FuncMap{
		"pair":     func(r row, v *stationView) pair { return pair{r, false, v} },
		"mainpair": func(r row, v *stationView) pair { return pair{r, true, v} },
		"vignette": func(s contactSheet, n int) vignette { return vignette{s, n} },
		"picture":  picture, "section": l.naming("section"), "source": l.naming("source"), "did": l.naming("action"), "keyname": l.naming("keyname"), "priority": l.naming("priority"), "keybar": l.keybar, "keycaps": l.keyCaps, "keyof": keyOf, "shortcuts": shortcuts, "habits": habits,
		// The forms of other decisions than to validate: Enter in one of their inputs must not validate.
		"others": func() []string { return []string{"refus", "typer", "retype", "classer", "couper", "reunir"} },
		// A field's name stands below its frame, above it at the foot of the page.
		"lettering": func(p *desk.PageView) int { return max(14, p.Width/62) },
		"under": func(b bordereau.Box, p *desk.PageView) int {
			size := max(14, p.Width/62)
			if b.Y+b.H+2*size > p.Height {
				return max(size, b.Y-size/3)
			}
			return b.Y + b.H + size*5/4
		},
		"percent": func(share float64) string { return strconv.Itoa(int(share*100+0.5)) + "\u00a0%" },
		"iso":     stamp,
		"sum": func(m *int64, currency string) string {
			if m == nil {
				return "—"
			}
			return cents(*m, currency)
		},
		"minor": func(m *int64) string {
			if m == nil {
				return ""
			}
			return strconv.FormatInt(*m, 10)
		},
		"apart":   apart,
		"seconds": func(n float64) string { return frenchNumber(strconv.FormatFloat(n, 'f', 1, 64)) + "\u00a0s" },
		"draft": func(d *desk.Draft) (string, error) {
			b, err := json.Marshal(d.Values)
			return string(b), err
		},
		"sign": func(currency string) string {
			if currency == "EUR" {
				return "€"
			}
			return currency
		},
		"decimals": func(currency string) int {
			n, ok := bordereau.Exponent(currency)
			if !ok {
				return 2
			}
			return n
		},
	}
}

// apart says by how much two amounts differ, "" for what is none.
func apart(a, b, currency string) string {
	x, err := bordereau.ParseMoney(a, currency)
	y, other := bordereau.ParseMoney(b, currency)
	if err != nil || other != nil {
		return ""
	}
	d := x.Minor - y.Minor
	return cents(max(d, -d), currency)
}

// picture is the address of a page's image. It names the image's digest, so that a
// browser may keep it and never shows another one for it.
func picture(document string, p desk.PageView) string {
	return "/document/" + document + "/page/" + strconv.Itoa(p.Number) + "?e=" + p.SHA256[:min(16, len(p.SHA256))]
}
