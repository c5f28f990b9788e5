package specimen

import (
	"image"
	"slices"
	"time"

	"bordereau"
)

// HeldOut is the greatest seed of the layouts that a reader may be tuned on.
// Seeds above it use other layouts, which are kept for measuring.
const HeldOut = 1_000_000

// Day is the day on which specimens are drawn unless the Spec says another:
// their dates lie in the days, months or years before it.
var Day = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

// Formats lists what Encode writes: png, jpeg (grey), jpeg_rgb (tinted paper),
// tiff (grey, deflate), tiff_g4 (bitonal), pdf (a JPEG a page), pdf_g4 (a bitonal
// picture a page), pdf_text (born digital: real text, no picture).
var Formats = []string{"png", "jpeg", "jpeg_rgb", "tiff", "tiff_g4", "pdf", "pdf_g4", "pdf_text"}

// Spec says what to draw. Kind and Seed decide everything that is not said.
type Spec struct {
	Kind     bordereau.Type
	Seed     uint64
	DPI      int    // one of Resolutions; 0 is 300
	Format   string // one of Formats; empty is png. Defects are drawn in pixels, so pdf_text takes none but the wrong values
	Defects  Defects
	Customer *Customer // whose paper it is; nil invents somebody
	Day      time.Time // zero is Day
	// Layout names the form of the paper, one of Layouts; empty lets the seed choose.
	Layout string
	// Hand has a cheque filled in by hand, in a handwriting face of the machine; lettres-
	// chèques are typed, and so is a born-digital PDF.
	Hand bool
	// Back adds a cheque's back as its second page, one of Backs.
	Back      string
	Depositor *Customer // who endorses; nil invents somebody

	// Negative asks for a look-alike of this type that is not of this type; Kind
	// is then ignored, and the truth names the type it really is.
	Negative bordereau.Type
	// Set prints the given canonical values instead of invented ones. Known: amount,
	// payee, date, place, cheque_number, creditor_iban, creditor, iban.
	Set map[string]string
	// Cheques are listed by a remittance slip, in their order and on several pages
	// where there are more than 15; without them it invents its own.
	Cheques []Truth
}

// Resolutions lists the dots an inch that drawings are made at.
var Resolutions = []int{100, 150, 200, 240, 300, 400, 600}

// Area is where something stands on the paper, in millimetres from the top left of its
// page, before any defect of a scan.
type Area struct {
	Page int     `json:"page"` // from 1
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
	W    float64 `json:"w"`
	H    float64 `json:"h"`
}

// Part is one document of a file that holds several: its pages there, from 1, and its own
// truth, whose pages and areas count from the first of them. Where it shares its page, At
// is the place of its paper on it.
type Part struct {
	Pages []int `json:"pages"`
	At    *Area `json:"at,omitempty"`
	Truth Truth `json:"truth"`
}

// Truth is what is printed on a drawing, in the canonical forms of the contract.
type Truth struct {
	File       string            `json:"file,omitempty"`
	Type       bordereau.Type    `json:"type"`
	Negative   bordereau.Type    `json:"negative,omitempty"` // the type it must not be taken for
	Seed       uint64            `json:"seed"`
	Layout     string            `json:"layout"`
	HeldOut    bool              `json:"held_out,omitempty"`
	Format     string            `json:"format"`
	DPI        int               `json:"dpi"`
	Pages      int               `json:"pages"`
	Customer   string            `json:"customer,omitempty"` // customer_ref, where it was drawn for one
	Fields     map[string]string `json:"fields"`             // with rows as lines[i].amount
	Text       string            `json:"text"`               // all that is printed, a line a line
	Defects    Defects           `json:"defects"`
	Unreadable bool              `json:"unreadable,omitempty"` // nobody can read it: the fields are what was meant
	// Wrong names the rules that were broken on purpose: iban, rib_key, rlmc_key,
	// mrz, amount_words, slip_total.
	Wrong   []string `json:"wrong,omitempty"`
	Hand    bool     `json:"hand,omitempty"`    // a cheque filled in by hand
	Crossed bool     `json:"crossed,omitempty"` // a cheque with two bars, in print or by hand
	// Areas says where the fields of a cheque stand: amount_figures, amount_words, payee,
	// place, date, signature, code_line, cheque_number, rlmc_key, drawer. Not all forms say
	// it of all.
	Areas       map[string]Area `json:"areas,omitempty"`
	Parts       []Part          `json:"parts,omitempty"`        // the documents of a file that holds several
	DuplicateOf string          `json:"duplicate_of,omitempty"` // file whose bytes are the same
}

// Drawing is a drawn document: its pages in grey, and its truth.
type Drawing struct {
	Pages []*image.Gray
	DPI   int
	Truth Truth

	sheets []*sheet // what was laid out, for a born-digital PDF
}

// Kinds lists the types that can be drawn.
func Kinds() []bordereau.Type {
	kinds := make([]bordereau.Type, len(trade))
	for i, t := range trade {
		kinds[i] = t.kind
	}
	return kinds
}

// Layouts lists the forms in which a kind is drawn: those for tuning, or those that are
// kept for seeds above HeldOut.
func Layouts(kind bordereau.Type, heldOut bool) []string {
	var names []string
	for _, p := range trade {
		if p.kind != kind {
			continue
		}
		for _, l := range p.forms(heldOut) {
			names = append(names, l.name)
		}
	}
	return names
}

// Draw lays a document out and puts it down in pixels, with its defects. A Spec
// that cannot be drawn (unknown kind, resolution, format) is Invalid.
func Draw(s Spec) (Drawing, error) {
	if s.DPI == 0 {
		s.DPI = 300
	}
	if s.Format == "" {
		s.Format = "png"
	}
	if s.Day.IsZero() {
		s.Day = Day
	}
	if !slices.Contains(Resolutions, s.DPI) {
		return Drawing{}, bordereau.Errorf(bordereau.Invalid, "specimens are drawn at %v dpi, not %d", Resolutions, s.DPI)
	}
	if s.Hand && (s.Kind != bordereau.Cheque || s.Negative != "" || s.Format == "pdf_text") {
		return Drawing{}, bordereau.Errorf(bordereau.Invalid, "only cheques are filled in by hand, and not in a born-digital PDF")
	}
	if !slices.Contains(Formats, s.Format) {
		return Drawing{}, bordereau.Errorf(bordereau.Invalid, "specimens are not written as %q", s.Format)
	}
	if s.Back != "" && (s.Kind != bordereau.Cheque || s.Negative != "" || s.Format == "pdf_text" || !slices.Contains(Backs, s.Back)) {
		return Drawing{}, bordereau.Errorf(bordereau.Invalid, "only scanned cheques have a back, one of %v", Backs)
	}
	if err := s.Defects.validate(); err != nil {
		return Drawing{}, err
	}
	if err := s.validateSet(); err != nil {
		return Drawing{}, err
	}
	if s.Format == "pdf_text" && s.Defects.pixels() {
		return Drawing{}, bordereau.Errorf(bordereau.Invalid, "a born-digital PDF has no defects of a scan")
	}
	if bitonal(s.Format) {
		s.Defects.Bitonal = true
	}
	if s.Kind == bordereau.Blank && s.Negative == "" && s.Format != "pdf_text" && !s.Defects.pixels() {
		s.Defects.Noise, s.Defects.Punch = 3, true // a blank page out of a folder
	}
	w := newWork(s)
	if err := w.layOut(); err != nil {
		return Drawing{}, err
	}
	w.truth.Pages = len(w.sheets)
	w.truth.Text = text(w.sheets)
	w.truth.Areas = areas(w.sheets)
	d := Drawing{DPI: s.DPI, sheets: w.sheets, Truth: w.truth}
	if s.Format == "pdf_text" {
		return d, nil
	}
	p := newPainter(s.DPI)
	var before *image.Gray
	for i, sh := range w.sheets {
		s.Defects.mark(sh, stream(s.Seed, "marks", i))
		img := p.paint(sh)
		if sh.through > 0 {
			showThrough(img, before, sh.through)
		} else if s.Back != "" {
			before = &image.Gray{Pix: slices.Clone(img.Pix), Stride: img.Stride, Rect: img.Rect}
		}
		d.Pages = append(d.Pages, s.Defects.apply(img, s.DPI, stream(s.Seed, "defects", i)))
	}
	return d, nil
}

// areas joins those of all pages.
func areas(sheets []*sheet) map[string]Area {
	var all map[string]Area
	for i, s := range sheets {
		for name, a := range s.areas {
			if all == nil {
				all = map[string]Area{}
			}
			a.Page = i + 1
			all[name] = a
		}
	}
	return all
}

// settable lists what a Spec can set.
var settable = []string{"amount", "payee", "date", "place", "cheque_number", "creditor_iban", "creditor", "iban"}

// A slip lists at most so many cheques; more than onePage of them take several
// pages, in a format that holds them.
const (
	mostCheques = 60
	onePage     = 15
)

func (s Spec) validateSet() error {
	for name, value := range s.Set {
		if !slices.Contains(settable, name) {
			return bordereau.Errorf(bordereau.Invalid, "a specimen's %q cannot be set", name)
		}
		if name == "date" {
			if _, err := time.Parse(time.DateOnly, value); err != nil {
				return bordereau.Wrap(bordereau.Invalid, err, "%q is not a date", value)
			}
		}
	}
	amounts := []string{}
	if a, ok := s.Set["amount"]; ok {
		amounts = append(amounts, a)
	}
	if len(s.Cheques) > mostCheques {
		return bordereau.Errorf(bordereau.Invalid, "a drawn slip lists at most %d cheques, not %d", mostCheques, len(s.Cheques))
	}
	if len(s.Cheques) > onePage && !manyPages(s.Format) {
		return bordereau.Errorf(bordereau.Invalid, "a slip of %d cheques takes several pages, which %s does not hold", len(s.Cheques), s.Format)
	}
	for _, t := range s.Cheques {
		amounts = append(amounts, t.Fields["amount"])
	}
	for _, a := range amounts {
		m, err := bordereau.ParseMoney(a, "EUR")
		if err != nil {
			return err
		}
		if m.Minor <= 0 || m.Minor > 100_000_000_00 {
			return bordereau.Errorf(bordereau.Invalid, "specimens are drawn for 0.01 to 100000000.00 EUR, not %s", a)
		}
	}
	return nil
}
