// Package raster turns files into pages that can be looked at. It decodes no
// image itself: it measures, refuses what is past a limit, takes scan pages out
// of their PDF, and has poppler draw the others. It runs inside a child process
// (internal/child), whose limits catch what headers do not tell.
package raster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"bordereau"
	"bordereau/internal/media"
	"bordereau/internal/pdf"
)

// Programs are what a child that rasterises has to be allowed to execute.
var Programs = []string{"pdftoppm", "pdftotext", "pdfinfo"}

// Limits bound one file. Zero values mean the defaults.
type Limits struct {
	Pages         int   // 200
	PixelsPerPage int64 // 80 million
	PixelsTotal   int64 // 2,000 million
	Side          int   // 20,000 pixels
	DPI           int   // at which pages are drawn; 300
	Colour        bool  // draw pages in colour; in grey they take a third
	// NoPdfcpu leaves the PDF library out, whose memory is that of the whole file: for
	// the second attempt at a file on which a child died.
	NoPdfcpu bool
}

// Defaults are the promised limits.
var Defaults = Limits{Pages: 200, PixelsPerPage: 80_000_000, PixelsTotal: 2_000_000_000, Side: 20_000, DPI: 300}

func (l Limits) withDefaults() Limits {
	set := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&l.Pages, Defaults.Pages)
	set(&l.Side, Defaults.Side)
	set(&l.DPI, Defaults.DPI)
	if l.PixelsPerPage <= 0 {
		l.PixelsPerPage = Defaults.PixelsPerPage
	}
	if l.PixelsTotal <= 0 {
		l.PixelsTotal = Defaults.PixelsTotal
	}
	return l
}

// Flags that raster adds to those of internal/pdf.
const (
	FlagTruncated = "truncated" // the file ends early; what there is was used
	FlagRepaired  = "repaired"  // its structure was put right before it was read
	FlagLenient   = "lenient"   // the PDF is malformed: only a lenient reader opens it
)

// Image is one page, encoded as Leptonica's pixReadMem takes it, or a PBM, PGM or PPM.
type Image struct {
	Data     []byte
	TIFFPage int // of the picture in a TIFF, from 0
	DPI      int // 0 if nothing says
	// Rotate turns the stored picture upright, clockwise: 0, 90, 180, 270. Mirrored
	// says that it has to be flipped left to right before.
	Rotate   int
	Mirrored bool
	Rendered bool // drawn by poppler, not taken out
	// Layer is the page's own text, in pixels of the upright page.
	Layer []bordereau.Word
}

// File is an open file. It is used by one caller at a time.
type File struct {
	format string
	lim    Limits
	data   []byte
	flags  []string

	pictures []media.Picture // of TIFF, JPEG, PNG

	pdf    *pdf.File // nil where pdfcpu does not read it
	pages  []pdf.PageInfo
	spool  *os.File // the PDF for poppler: an open file without a name
	pixels int64    // drawn so far
	drawn  map[int]bool
}

// Open looks at a file and counts its pages. Errors are Unsupported, TooLarge,
// Unreadable, or TimedOut and Exhausted from the programs it asks.
func Open(ctx context.Context, data []byte, lim Limits) (*File, error) {
	f := &File{format: media.Sniff(data), lim: lim.withDefaults(), data: data, drawn: map[int]bool{}}
	switch f.format {
	case "":
		return nil, bordereau.Errorf(bordereau.Unsupported, "Le fichier n'est ni un PDF, ni une image TIFF, JPEG ou PNG ; numérisez-le, ou enregistrez-le sous l'une de ces formes.")
	case "pdf":
		if err := f.openPDF(ctx); err != nil {
			f.Close()
			return nil, err
		}
		return f, nil
	}
	sheet, err := media.Measure(data, media.Limits{Pages: f.lim.Pages, Side: f.lim.Side, Pixels: f.lim.PixelsPerPage,
		Total: f.lim.PixelsTotal, Scans: 100})
	if err != nil {
		return nil, err
	}
	f.pictures = sheet.Pictures
	if sheet.Truncated {
		f.flag(FlagTruncated)
	}
	f.data = sheet.Data
	if sheet.Repaired {
		f.flag(FlagRepaired)
	}
	return f, nil
}

// Close frees the file. One that is only forgotten is freed with the process.
func (f *File) Close() {
	if f.spool != nil {
		_ = f.spool.Close() // it has no name and was only read
		f.spool = nil
	}
	f.pdf, f.data = nil, nil
}

// Format is pdf, tiff, jpeg or png.
func (f *File) Format() string { return f.format }

// Count is the number of pages.
func (f *File) Count() int {
	if f.format == "pdf" {
		return len(f.pages)
	}
	return len(f.pictures)
}

// Flags name what the file carries besides its pages, sorted.
func (f *File) Flags() []string { return slices.Clone(f.flags) }

func (f *File) flag(name string) {
	if i, found := slices.BinarySearch(f.flags, name); !found {
		f.flags = slices.Insert(f.flags, i, name)
	}
}

// Page brings page n, from 1.
func (f *File) Page(ctx context.Context, n int) (Image, error) {
	if n < 1 || n > f.Count() {
		return Image{}, bordereau.Errorf(bordereau.NotFound, "Le fichier n'a pas de page %d.", n)
	}
	if f.format == "pdf" {
		return f.pdfPage(ctx, n)
	}
	p := f.pictures[n-1]
	img := Image{Data: f.data, TIFFPage: p.Index, DPI: p.DPI}
	img.Rotate, img.Mirrored = media.Upright(p.Orientation)
	return img, nil
}

// count adds a page's pixels to the file's, once, and refuses what is past the total.
func (f *File) count(n int, pixels int64) error {
	if f.drawn[n] {
		return nil
	}
	f.drawn[n] = true
	if f.pixels += pixels; f.pixels > f.lim.PixelsTotal {
		return bordereau.Errorf(bordereau.TooLarge, "Les pages comptent ensemble plus de %d millions de points ; envoyez-les en plusieurs parties.", f.lim.PixelsTotal/1e6)
	}
	return nil
}

// spoolPDF keeps the PDF where poppler can read it, under no name.
func spoolPDF(data []byte) (*os.File, error) {
	tmp, err := os.CreateTemp("", "page-*.pdf")
	if err != nil {
		return nil, fmt.Errorf("spool the PDF: %w", err)
	}
	_, err = tmp.Write(data)
	if err = errors.Join(err, os.Remove(tmp.Name())); err != nil {
		_ = tmp.Close()
		return nil, fmt.Errorf("spool the PDF: %w", err)
	}
	return tmp, nil
}
