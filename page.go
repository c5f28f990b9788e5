package bordereau

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Box is a rectangle in pixels of the page as displayed upright, origin at the
// top left. In JSON it is [x, y, w, h].
type Box struct{ X, Y, W, H int }

func (b Box) Empty() bool { return b.W <= 0 || b.H <= 0 }

// Union is the smallest box that holds both; an empty box adds nothing.
func (b Box) Union(o Box) Box {
	if b.Empty() {
		return o
	}
	if o.Empty() {
		return b
	}
	x, y := min(b.X, o.X), min(b.Y, o.Y)
	return Box{x, y, max(b.X+b.W, o.X+o.W) - x, max(b.Y+b.H, o.Y+o.H) - y}
}

func (b Box) MarshalJSON() ([]byte, error) { return json.Marshal([4]int{b.X, b.Y, b.W, b.H}) }

func (b *Box) UnmarshalJSON(data []byte) error {
	var a [4]int
	if err := json.Unmarshal(data, &a); err != nil {
		return fmt.Errorf("a box is [x,y,w,h]: %w", err)
	}
	*b = Box{a[0], a[1], a[2], a[3]}
	return nil
}

// Word is one word as it was read. Confidence is 0 to 1. Block and Line number
// the reading order on the page: words of one line share both.
type Word struct {
	Text       string  `json:"text"`
	Box        Box     `json:"box"`
	Confidence float64 `json:"confidence"`
	Block      int     `json:"block"`
	Line       int     `json:"line"`
}

// Symbol is a printed code that was decoded. Text is its bytes as they are encoded, each
// as the character of that number (ISO 8859-1): nothing is lost of what is no text.
type Symbol struct {
	Kind string `json:"kind"` // datamatrix, qr, code128, patch
	Text string `json:"text"`
	Box  Box    `json:"box"`
}

// The kinds of symbols.
const (
	SymbolDataMatrix = "datamatrix"
	SymbolQR         = "qr"
	SymbolCode128    = "code128"
	SymbolPatch      = "patch" // Text is its name: 2, 3, T
)

// Bytes are the bytes that the symbol encodes.
func (s Symbol) Bytes() []byte {
	b := make([]byte, 0, len(s.Text))
	for _, r := range s.Text {
		b = append(b, byte(r))
	}
	return b
}

// LayerVerdict says what became of a page's own text layer (born-digital PDF):
// it is a second opinion on what is seen, never a replacement for it.
type LayerVerdict string

const (
	LayerNone    LayerVerdict = ""        // the page carries no text of its own
	LayerAgrees  LayerVerdict = "agrees"  // its words are those that are seen; its spelling is used
	LayerDiffers LayerVerdict = "differs" // it says other things than are seen: a person must look
)

// pieces parts the number of a page from that of a piece of it. A file has fewer pages.
const pieces = 1000

// PieceOf is the number of the k-th paper, from 1, that lies on a page with others: it is
// read as a page of its own.
func PieceOf(page, k int) int { return page*pieces + k }

// SheetOf is the page of the file on which a page lies: itself, unless it is a piece.
func SheetOf(number int) int {
	if number > pieces {
		return number / pieces
	}
	return number
}

// IsPiece says whether a number is that of a piece of a page.
func IsPiece(number int) bool { return number > pieces }

// PageName is what people call a page of a file: "3", or "3.2" for the second paper on it.
func PageName(number int) string {
	if IsPiece(number) {
		return fmt.Sprintf("%d.%d", number/pieces, number%pieces)
	}
	return strconv.Itoa(number)
}

// ParsePage is the number of a page by its name.
func ParsePage(name string) (int, error) {
	sheet, piece, on := strings.Cut(name, ".")
	number, err := strconv.Atoi(sheet)
	if err == nil && on {
		var k int
		if k, err = strconv.Atoi(piece); err == nil && (k < 1 || k >= pieces || number < 1 || number >= pieces) {
			err = strconv.ErrRange
		}
		number = PieceOf(number, k)
	}
	if err != nil || number < 1 {
		return 0, fmt.Errorf("%q names no page: %w", name, cmp.Or(err, strconv.ErrRange))
	}
	return number, nil
}

// Page is one page as read, upright and deskewed as displayed. Rotation is
// what was turned clockwise to make it upright (0, 90, 180, 270); Skew is what
// was straightened after it, in degrees.
type Page struct {
	Number   int          `json:"number"` // from 1, within the document; of a file see PieceOf
	Width    int          `json:"width"`
	Height   int          `json:"height"`
	DPI      int          `json:"dpi"`
	Rotation int          `json:"rotation"`
	Skew     float64      `json:"skew"`
	Blank    bool         `json:"blank"`
	Layer    LayerVerdict `json:"layer,omitempty"`
	Words    []Word       `json:"words,omitempty"`
	Symbols  []Symbol     `json:"symbols,omitempty"`
	// Papers is how many papers lie on the page side by side where each is a page of its
	// own as well: cheques that were scanned together. See PieceOf.
	Papers int `json:"papers,omitempty"`
	// Backs says that these papers show their backs, and how they lie to their fronts on the
	// page before; empty where they do not.
	Backs BackRows `json:"backs,omitempty"`
	// Piece is, of such a paper, where it lies on the page of the file as that comes out of
	// its container: pixels, before it is turned.
	Piece *Box `json:"piece,omitempty"`
	// Origin is the page's number in the file, and Role what it is, where the
	// document is a part of one: see Reading.Of.
	Origin int      `json:"origin,omitempty"`
	Role   PageRole `json:"role,omitempty"`
}

// BackRows is how the backs on a page lie to the fronts on the page before.
type BackRows string

// Each paper is numbered as the front behind which it lies where the sheet was turned over,
// along one edge or the other.
const (
	BacksPlaced BackRows = "placed" // what stands on the page fits one edge alone
	BacksEither BackRows = "either" // it fits both: in place, or the rows reversed
)

// Name is what people call the page in its file.
func (p Page) Name() string { return PageName(p.InFile()) }

// SameSize says whether two pages are of one size, give or take 3 %, turned or not.
func (p Page) SameSize(o Page) bool {
	near := func(m, n int) bool { return 33*max(m, n) < 34*min(m, n) }
	return near(max(p.Width, p.Height), max(o.Width, o.Height)) && near(min(p.Width, p.Height), min(o.Width, o.Height))
}

// Text is the page's words in reading order, a line of text a line, an empty
// line between blocks.
func (p Page) Text() string {
	var b strings.Builder
	for i, w := range p.Words {
		if i > 0 {
			switch prev := p.Words[i-1]; {
			case w.Block != prev.Block:
				b.WriteString("\n\n")
			case w.Line != prev.Line:
				b.WriteByte('\n')
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

// Model is a trained file that took part in a reading.
type Model struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Engine names exactly what read a page, so that a reading can be repeated.
type Engine struct {
	Name    string  `json:"name"`
	Version string  `json:"version"`
	Models  []Model `json:"models"`
}

// Reading is what the machine saw in one file.
type Reading struct {
	Format string `json:"format"` // pdf, tiff, jpeg, png
	Pages  []Page `json:"pages"`
	Engine Engine `json:"engine"`
	// Flags name what the file carries besides its pages and what a person should
	// know of: javascript, embedded_files, revisions, encrypted, repaired...
	Flags []string `json:"flags,omitempty"`
	// EInvoice is what the XML of an invoice within the file says.
	EInvoice *EInvoice `json:"einvoice,omitempty"`
}

// Text is the text of all pages, a form feed between pages.
func (r Reading) Text() string {
	parts := make([]string, len(r.Pages))
	for i, p := range r.Pages {
		parts[i] = p.Text()
	}
	return strings.Join(parts, "\f")
}
