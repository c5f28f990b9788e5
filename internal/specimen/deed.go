package specimen

import (
	"fmt"
	"strings"
	"time"

	"bordereau"
	"bordereau/check"
)

// deed lays running text down a page, as offices and courts print it, and goes on over
// further pages where there is no room left.
type deed struct {
	w             *work
	s             *sheet
	f, bold       face
	size, leading float64
	left, width   float64
	y             float64
}

// style is how a deed is printed; the forms of one paper differ in it.
type style struct {
	f, bold face
	size    float64
	left    float64
}

var (
	plainStyle  = style{sans, sansBold, 10.5, 20}
	deedStyle   = style{serif, serifBold, 11, 26}
	typedStyle  = style{mono, monoBold, 9.5, 22}
	gopherStyle = style{gopher, gopherBold, 10, 24}
)

func (w *work) deed(st style) *deed {
	s := a4()
	w.page(s)
	return &deed{w: w, s: s, f: st.f, bold: st.bold, size: st.size, leading: st.size * 0.52, left: st.left, width: 210 - st.left - 20, y: 24}
}

// room opens a further page where less than so many millimetres are left, in formats
// that hold several.
func (d *deed) room(mm float64) {
	if d.y+mm > 282 && manyPages(d.w.spec.Format) {
		d.s = a4()
		d.w.page(d.s)
		d.s.centre(105, 14, d.f, 9, fmt.Sprintf("page %d", len(d.w.sheets)))
		d.y = 26
	}
}

func (d *deed) head(rows ...string) {
	d.y = d.s.lines(d.left, d.y, d.bold, d.size, d.leading, rows...)
}

func (d *deed) title(size float64, rows ...string) {
	d.y += 5
	for _, r := range rows {
		fit := size
		for width(d.bold, fit, r) > d.width {
			fit -= 0.5
		}
		d.s.centre(d.left+d.width/2, d.y, d.bold, fit, r)
		d.y += size * 0.5
	}
	d.y += 4
}

func (d *deed) heading(text string) {
	d.room(16)
	d.y += 2
	d.y = d.s.paragraph(d.left, d.y, d.width, d.bold, d.size, d.leading, text) + 1
}

func (d *deed) text(format string, args ...any) {
	rows := wrap(d.f, d.size, d.width, fmt.Sprintf(format, args...))
	d.room(d.leading * float64(len(rows)))
	d.y = d.s.lines(d.left, d.y, d.f, d.size, d.leading, rows...) + 2
}

// pairs prints labels with their values in a second column.
func (d *deed) pairs(column float64, rows ...[2]string) {
	for _, kv := range rows {
		d.room(d.leading)
		d.s.put(d.left, d.y, d.f, d.size, kv[0])
		d.y = d.s.paragraph(d.left+column, d.y, d.width-column, d.f, d.size, d.leading, kv[1]) + 1
	}
}

func (d *deed) gap(mm float64) { d.y += mm }

// signed prints who signs, with a signature under it unless nobody did.
func (d *deed) signed(x float64, who string, signed bool) {
	d.s.put(x, d.y, d.f, d.size, who)
	if signed {
		d.s.signature(d.w.r, x+2, d.y+3, 38, 13)
	}
}

// fullName is a person with all given names, the surname in capitals.
func fullName(c *Customer) string { return c.GivenNames + " " + strings.ToUpper(c.Surname) }

// e is the ending of a word that speaks of a woman.
func (c *Customer) e() string {
	if c.Sex == "F" {
		return "e"
	}
	return ""
}

func (c *Customer) civility() string {
	switch {
	case c.Company != "":
		return "la société"
	case c.Sex == "F":
		return "Madame"
	}
	return "Monsieur"
}

// numeral writes a whole number in words.
func numeral(n int) string {
	s, err := check.WriteWords(bordereau.Money{Minor: int64(n) * 100, Currency: "EUR"}, check.Spelling{Language: "fr", Hyphens: "some", Tens: "france", Cents: "words"})
	if err != nil {
		panic(fmt.Sprintf("specimen: %d cannot be written out: %v", n, err))
	}
	return strings.TrimSuffix(strings.TrimSuffix(s, " euros"), " euro")
}

// wordedDate writes a day as registers do: "douze mars deux mille vingt-six".
func wordedDate(t time.Time) string {
	day := "premier"
	if t.Day() > 1 {
		day = numeral(t.Day())
	}
	return day + " " + months[t.Month()-1] + " " + numeral(t.Year())
}

// elder is somebody who was old enough to die in a bed.
func (w *work) elder() *Customer {
	c := newPerson(w.r)
	c.BirthDate = c.BirthDate.AddDate(-18, 0, 0)
	return &c
}

// kin is a person of a surname.
func (w *work) kin(surname string, yearsYounger int, from time.Time) *Customer {
	c := newPerson(w.r)
	c.Surname, c.UsageName = surname, ""
	c.BirthDate = time.Date(from.Year()+yearsYounger, c.BirthDate.Month(), c.BirthDate.Day(), 0, 0, 0, 0, time.UTC)
	return &c
}

func (w *work) notary() string {
	c := newPerson(w.r)
	return strings.Fields(c.GivenNames)[0] + " " + strings.ToUpper(c.Surname)
}
