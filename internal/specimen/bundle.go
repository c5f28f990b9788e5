package specimen

import (
	"image"
	"slices"
	"strings"
	"time"

	"bordereau"
)

// Orders lists how the sides of a remittance's cheques follow each other in its file:
// front, back, front, back; fronts alone; all fronts and then all backs, in the same
// order or, where the pile was turned over, the last first.
var Orders = []string{"pairs", "fronts", "fronts-backs", "fronts-backs-turned"}

// Bundle says how several papers are scanned into one file. Its zero value is a
// remittance at 200 dpi, in pairs, clean, typed.
type Bundle struct {
	DPI      int       // one of Resolutions; 0 is 200
	Format   string    // of several pages (tiff, tiff_g4, pdf, pdf_g4); empty is tiff
	Order    string    // one of Orders; empty is pairs
	Customer *Customer // who remits; nil invents somebody
	Day      time.Time // zero is Day
	Grade    Grade     // of every page's scan
	Hand     bool      // every second cheque is filled in by hand
	Slip     Defects   // of the slip, such as a wrong total
	Layout   string    // of all cheques; empty lets the seed choose for each
	Back     string    // of all cheques, one of Backs; empty is any
	Turned   string    // of OnA4: a second page has the backs, the sheet turned over along its "long" or "short" edge; empty has fronts alone
}

// Remittance draws a slip and its n cheques, made out to who remits them and endorsed, as
// the pages of one file. Its truth is the slip's, with each document in Parts. The cheques
// have the seeds seed+1, seed+2, ...; all of them must lie on one side of HeldOut.
func Remittance(seed uint64, n int, b Bundle) (Drawing, error) {
	b, err := b.complete(seed, n)
	if err != nil {
		return Drawing{}, err
	}
	if b.Customer == nil {
		b.Customer = &People(stream(seed, "remitter", 0).Uint64(), 1)[0]
	}
	slip := Spec{Kind: bordereau.RemittanceSlip, Seed: seed, DPI: b.DPI, Format: b.Format, Day: b.Day, Customer: b.Customer, Defects: b.Slip}
	var cheques []Drawing
	for i := range n {
		s := b.cheque(seed+1+uint64(i), i)
		s.Set = map[string]string{"payee": b.Customer.Name()}
		if s.Depositor = b.Customer; b.Order != "fronts" {
			s.Back = b.Back
		}
		d, err := Draw(s)
		if err != nil {
			return Drawing{}, err
		}
		cheques = append(cheques, d)
		slip.Cheques = append(slip.Cheques, d.Truth)
	}
	all, err := Draw(slip)
	if err != nil {
		return Drawing{}, err
	}
	all.sheets = nil // it is not born digital
	all.Truth.Parts = []Part{{Pages: through(1, len(all.Pages)), Truth: all.Truth}}
	all.bind(cheques, b.Order)
	return all, nil
}

func (b Bundle) complete(seed uint64, n int) (Bundle, error) {
	if b.DPI == 0 {
		b.DPI = 200
	}
	if b.Format == "" {
		b.Format = "tiff"
	}
	if b.Order == "" {
		b.Order = Orders[0]
	}
	if b.Back == "" {
		b.Back = "any"
	}
	switch {
	case n < 1:
		return b, bordereau.Errorf(bordereau.Invalid, "a bundle of %d cheques cannot be drawn", n)
	case !manyPages(b.Format) || b.Format == "pdf_text":
		return b, bordereau.Errorf(bordereau.Invalid, "%q holds no several scanned pages", b.Format)
	case !slices.Contains(Orders, b.Order):
		return b, bordereau.Errorf(bordereau.Invalid, "the order of a bundle is one of %v, not %q", Orders, b.Order)
	case b.Turned != "" && b.Turned != "long" && b.Turned != "short":
		return b, bordereau.Errorf(bordereau.Invalid, "a sheet is turned over along its long or short edge, not %q", b.Turned)
	case seed <= HeldOut && seed+uint64(n) > HeldOut:
		return b, bordereau.Errorf(bordereau.Invalid, "some seeds of the bundle are held out, and some are not")
	}
	return b, nil
}

// cheque is the i-th cheque: never a whole letter, since the cheque is torn off it first.
func (b Bundle) cheque(seed uint64, i int) Spec {
	s := Spec{Kind: bordereau.Cheque, Seed: seed, DPI: b.DPI, Format: b.Format, Day: b.Day, Layout: b.Layout,
		Hand: b.Hand && i%2 == 1, Defects: GradedCheque(b.Grade, seed)}
	s.Defects.Rotation = 0
	if s.Layout == "" {
		s.Layout = pick(stream(seed, "bundle", 0), looseCheques(seed > HeldOut))
	}
	return s
}

// looseCheques are the forms that are a cheque and nothing else.
func looseCheques(heldOut bool) []string {
	var names []string
	for _, p := range trade {
		for _, l := range p.forms(heldOut) {
			if p.kind == bordereau.Cheque && !l.typed && !l.asked {
				names = append(names, l.name)
			}
		}
	}
	return names
}

// bind adds cheques behind the pages that are there.
func (d *Drawing) bind(cheques []Drawing, order string) {
	from := len(d.Pages)
	parts := make([]Part, len(cheques))
	for i, c := range cheques {
		parts[i].Truth = c.Truth
	}
	add := func(i int, page *image.Gray) {
		d.Pages = append(d.Pages, page)
		parts[i].Pages = append(parts[i].Pages, len(d.Pages))
	}
	if order == "pairs" || order == "fronts" {
		for i, c := range cheques {
			for _, page := range c.Pages {
				add(i, page)
			}
		}
	} else {
		for i, c := range cheques {
			add(i, c.Pages[0])
		}
		for k := range cheques {
			i := k
			if order == "fronts-backs-turned" {
				i = len(cheques) - 1 - k
			}
			add(i, cheques[i].Pages[1])
		}
	}
	d.Truth.Parts = append(d.Truth.Parts, parts...)
	d.Truth.Pages = len(d.Pages)
	texts := strings.Split(d.Truth.Text, "\f")[:from]
	for n := from + 1; n <= len(d.Pages); n++ {
		for _, p := range parts {
			if i := slices.Index(p.Pages, n); i >= 0 {
				texts = append(texts, strings.Split(p.Truth.Text, "\f")[i])
			}
		}
	}
	d.Truth.Text = strings.Join(texts, "\f")
}

// through counts from a to b.
func through(a, b int) []int {
	var n []int
	for ; a <= b; a++ {
		n = append(n, a)
	}
	return n
}
