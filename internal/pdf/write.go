package pdf

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"math"
	"strconv"
	"time"

	"bordereau"
)

// Meta is what a document says of itself. Created is left out when zero.
type Meta struct {
	Title   string
	Created time.Time
	Creator string // the application; "Bordereau"
	Lang    string // BCP 47; "fr-FR"
}

// Page is one page: an image, and the words that lie over it.
type Page struct {
	Image []byte
	// Format says how Image is encoded:
	//   jpeg     a JPEG of one or three components of 8 bits, embedded as it is
	//   ccitt    one T.6 (Group 4) strip, most significant bit first, black runs are black
	//   gray     8 bits a pixel, rgb: 3 x 8; rows without padding
	//   bitonal  1 bit a pixel, 1 is black, rows padded to bytes
	Format        string
	Width, Height int // of the image as it is stored, in pixels
	DPI           int // 300 if 0
	// Rotate is what turns the stored image upright, clockwise: 0, 90, 180 or 270.
	Rotate int
	// Skew is what was straightened after that before the words were measured, in
	// degrees clockwise. The image is shown as captured and the words follow it.
	Skew  float64
	Words []bordereau.Word // in pixels of the upright, straightened page
}

// Write writes a document. The same input gives the same bytes.
func Write(w io.Writer, meta Meta, pages []Page) error {
	pw, err := NewWriter(w, meta)
	if err != nil {
		return err
	}
	for i := range pages {
		if err := pw.Add(pages[i]); err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	return pw.Close()
}

// Writer writes a document page by page, holding none of them.
type Writer struct {
	out     io.Writer
	sum     hash.Hash // of all that is written: the file's identifier
	n       int64
	offsets []int64 // by object number; the objects reserved first are written last
	pages   []int
	font    *glyphless
	meta    Meta
	zip     *zlib.Writer // reused: each would allocate most of a megabyte
	err     error
}

// Objects with fixed numbers.
const (
	objCatalog = 1 + iota
	objPages
	objInfo
	objMetadata
	objProfile
	objFont
	objReserved // first free
)

// NewWriter begins a document.
func NewWriter(w io.Writer, meta Meta) (*Writer, error) {
	meta.Creator, meta.Lang = cmp.Or(meta.Creator, "Bordereau"), cmp.Or(meta.Lang, "fr-FR")
	pw := &Writer{out: w, sum: sha256.New(), offsets: make([]int64, objReserved), font: newGlyphless(), meta: meta, zip: zlib.NewWriter(nil)}
	// Four bytes above 127 tell transfer programs that the file is binary (ISO 32000-1 §7.5.2).
	pw.printf("%%PDF-1.7\n%%\xE2\xE3\xCF\xD3\n")
	return pw, pw.err
}

// Add writes one page.
func (w *Writer) Add(p Page) error {
	if err := p.check(); err != nil {
		return err
	}
	img, err := w.encode(&p)
	if err != nil {
		return err
	}
	image, content, page := w.reserve(), w.reserve(), w.reserve()
	w.stream(image, img.dict, img.data)
	text, err := w.deflate(w.content(p))
	if err != nil {
		return err
	}
	w.stream(content, "/Filter /FlateDecode", text)
	width, height := p.points()
	w.object(page, fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Contents %d 0 R\n"+
		"/Resources << /ProcSet [/PDF /Text /ImageB /ImageC] /XObject << /Im %d 0 R >> /Font << /F %d 0 R >> >> >>",
		objPages, num(width), num(height), content, image, objFont))
	w.pages = append(w.pages, page)
	return w.err
}

// Close writes what follows the pages. A document without pages is an error.
func (w *Writer) Close() error {
	if w.err == nil && len(w.pages) == 0 {
		w.err = cannotEmbed("a document needs a page")
	}
	if w.err != nil {
		return w.err
	}
	if err := w.writeFont(); err != nil {
		return err
	}
	profile, err := w.deflate(sRGB())
	if err != nil {
		return err
	}
	w.stream(objProfile, "/N 3 /Filter /FlateDecode", profile)
	w.stream(objMetadata, "/Type /Metadata /Subtype /XML", xmp(w.meta))
	w.object(objInfo, info(w.meta))
	var kids bytes.Buffer
	for i, p := range w.pages {
		if i > 0 {
			kids.WriteByte("\n "[min(i%10, 1)])
		}
		fmt.Fprintf(&kids, "%d 0 R", p)
	}
	w.object(objPages, fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(w.pages), kids.Bytes()))
	w.object(objCatalog, fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /Metadata %d 0 R /Lang %s\n"+
		"/ViewerPreferences << /DisplayDocTitle true >>\n"+
		"/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB)"+
		" /Info (sRGB IEC61966-2.1) /DestOutputProfile %d 0 R >>] >>",
		objPages, objMetadata, textString(w.meta.Lang), objProfile))
	w.trailer()
	return w.err
}

func (w *Writer) trailer() {
	id := w.sum.Sum(nil)[:16]
	start := w.n
	w.printf("xref\n0 %d\n0000000000 65535 f \n", len(w.offsets))
	for _, off := range w.offsets[1:] {
		w.printf("%010d 00000 n \n", off)
	}
	w.printf("trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%X> <%X>] >>\nstartxref\n%d\n%%%%EOF\n",
		len(w.offsets), objCatalog, objInfo, id, id, start)
}

func (w *Writer) reserve() int {
	w.offsets = append(w.offsets, 0)
	return len(w.offsets) - 1
}

func (w *Writer) object(n int, body string) {
	w.offsets[n] = w.n
	w.printf("%d 0 obj\n%s\nendobj\n", n, body)
}

func (w *Writer) stream(n int, dict string, data []byte) {
	w.offsets[n] = w.n
	w.printf("%d 0 obj\n<< %s /Length %d >>\nstream\n", n, dict, len(data))
	w.write(data)
	w.printf("\nendstream\nendobj\n")
}

func (w *Writer) printf(format string, args ...any) { w.write(fmt.Appendf(nil, format, args...)) }

func (w *Writer) write(p []byte) {
	if w.err != nil {
		return
	}
	n, err := w.out.Write(p)
	w.n += int64(n)
	w.sum.Write(p)
	if err != nil {
		w.err = fmt.Errorf("write PDF: %w", err)
	}
}

func (p *Page) check() error {
	if p.DPI == 0 {
		p.DPI = 300
	}
	if p.Width <= 0 || p.Height <= 0 || p.DPI < 0 || p.Rotate%90 != 0 || p.Rotate < 0 || p.Rotate > 270 || math.IsNaN(p.Skew) || math.IsInf(p.Skew, 0) {
		return cannotEmbed("a page of %d by %d pixels at %d dpi turned by %d cannot be written", p.Width, p.Height, p.DPI, p.Rotate)
	}
	return nil
}

// upright is the size of the page in pixels as it is displayed.
func (p *Page) upright() (w, h float64) {
	if p.Rotate%180 == 90 {
		return float64(p.Height), float64(p.Width)
	}
	return float64(p.Width), float64(p.Height)
}

func (p *Page) points() (w, h float64) {
	w, h = p.upright()
	return w * 72 / float64(p.DPI), h * 72 / float64(p.DPI)
}

// num writes a number as PDF does, to a thousandth of a point.
func num(f float64) string {
	return strconv.FormatFloat(math.Round(f*1000)/1000+0, 'f', -1, 64)
}

func (w *Writer) deflate(data []byte) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 0, len(data)/3))
	w.zip.Reset(b)
	if _, err := w.zip.Write(data); err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	if err := w.zip.Close(); err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	return b.Bytes(), nil
}
