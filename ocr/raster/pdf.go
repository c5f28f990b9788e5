package raster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"bordereau"
	"bordereau/internal/child"
	"bordereau/internal/pdf"
)

func errPassword(err error) error {
	return bordereau.Wrap(bordereau.Unreadable, err, "Le fichier est protégé par un mot de passe ; envoyez-le sans protection.")
}

func errDamaged(err error) error {
	return bordereau.Wrap(bordereau.Unreadable, err, "Le PDF est endommagé et ne peut être ouvert ; imprimez-le dans un nouveau PDF, ou numérisez-le.")
}

func (f *File) budget() pdf.Budget {
	b := pdf.DefaultBudget
	b.Pixels = f.lim.PixelsPerPage
	return b
}

func (f *File) openPDF(ctx context.Context) error {
	survey, err := pdf.Look(f.data, f.budget())
	if err != nil {
		return err
	}
	for _, name := range survey.Flags {
		f.flag(name)
	}
	if f.spool, err = spoolPDF(f.data); err != nil {
		return err
	}
	if !f.lim.NoPdfcpu {
		f.pdf, err = pdf.Parse(f.data, survey, f.budget(), f.lim.Pages)
		switch {
		case errors.Is(err, pdf.ErrPassword), errors.Is(err, pdf.ErrNotParsed):
			// Poppler has the last word.
		case err != nil:
			return err
		default:
			f.pages = f.pdf.Info().Pages
			for _, name := range f.pdf.Info().Flags {
				f.flag(name)
			}
		}
	}
	if f.pdf == nil {
		if err := f.askPoppler(ctx); err != nil {
			return err
		}
	}
	if len(f.pages) > f.lim.Pages {
		return bordereau.Errorf(bordereau.TooLarge, "Le fichier a plus de %d pages ; envoyez-le en plusieurs parties.", f.lim.Pages)
	}
	return nil
}

// askPoppler counts and measures the pages where pdfcpu cannot, or may not.
func (f *File) askPoppler(ctx context.Context) error {
	out, err := child.Run(ctx, f.spool, 1<<20, "pdfinfo", "-f", "1", "-l", strconv.Itoa(f.lim.Pages+1), "-")
	if err != nil {
		return poppler(err)
	}
	if !f.lim.NoPdfcpu {
		f.flag(FlagLenient)
	}
	count, pages := 0, map[int]pdf.PageInfo{}
	for line := range strings.Lines(string(out)) {
		key, value, _ := strings.Cut(line, ":")
		field := strings.Fields(key)
		switch {
		case key == "Pages":
			count, _ = strconv.Atoi(strings.TrimSpace(value))
		case key == "Encrypted" && strings.HasPrefix(strings.TrimSpace(value), "yes"):
			f.flag(pdf.FlagEncrypted)
		case len(field) == 3 && field[0] == "Page" && field[2] == "size":
			n, _ := strconv.Atoi(field[1])
			p := pages[n]
			if _, err := fmt.Sscanf(value, "%f x %f", &p.Width, &p.Height); err == nil {
				pages[n] = p
			}
		case len(field) == 3 && field[0] == "Page" && field[2] == "rot":
			n, _ := strconv.Atoi(field[1])
			p := pages[n]
			p.Rotate, _ = strconv.Atoi(strings.TrimSpace(value))
			pages[n] = p
		}
	}
	if count < 1 {
		return errDamaged(errors.New("pdfinfo counts no pages"))
	}
	for n := 1; n <= min(count, f.lim.Pages+1); n++ {
		p := pages[n]
		if !(p.Width >= 1 && p.Height >= 1) || p.Width > maxPoints || p.Height > maxPoints {
			return errDamaged(fmt.Errorf("page %d measures %g by %g", n, p.Width, p.Height))
		}
		if p.Rotate%180 == 90 { // pdfinfo gives the size before it is turned
			p.Width, p.Height = p.Height, p.Width
		}
		p.Fonts, p.Unit = true, 1 // not known
		f.pages = append(f.pages, p)
	}
	return nil
}

// maxPoints is the largest side of a page (ISO 32000-1 annex C).
const maxPoints = 14_400

// poppler turns the end of one of its programs into an error for people.
func poppler(err error) error {
	if d, ok := errors.AsType[*child.Death](err); ok && bordereau.CodeOf(err) == bordereau.Internal {
		if bytes.Contains(d.Stderr, []byte("ncorrect password")) || bytes.Contains(d.Stderr, []byte("nsupported security handler")) {
			return errPassword(err)
		}
		return errDamaged(err)
	}
	return err
}

func (f *File) pdfPage(ctx context.Context, n int) (Image, error) {
	info := f.pages[n-1]
	if f.pdf != nil {
		if got, ok := f.pdf.PageImage(n); ok {
			if err := f.count(n, int64(got.Width)*int64(got.Height)); err != nil {
				return Image{}, err
			}
			img := Image{Data: got.Data, DPI: got.DPI, Rotate: got.Rotate}
			w, h := got.Width, got.Height
			if got.Rotate%180 == 90 {
				w, h = h, w
			}
			var err error
			img.Layer, err = f.layer(ctx, n, w, h)
			return img, err
		}
	}
	return f.draw(ctx, n, info)
}

// draw has poppler draw a page, at a resolution that keeps it within the limits.
func (f *File) draw(ctx context.Context, n int, info pdf.PageInfo) (Image, error) {
	dpi := float64(f.lim.DPI) * info.Unit // poppler knows no units
	dpi = min(dpi, 72*math.Sqrt(float64(f.lim.PixelsPerPage)*0.999/(info.Width*info.Height)))
	dpi = min(dpi, 72*float64(f.lim.Side-1)/max(info.Width, info.Height))
	dpi = max(1, math.Floor(dpi))
	channels := 1
	args := []string{"-q", "-cropbox", "-r", strconv.Itoa(int(dpi)), "-f", strconv.Itoa(n), "-l", strconv.Itoa(n), "-gray", "-"}
	if f.lim.Colour {
		args[len(args)-2], channels = "-q", 3
	}
	out, err := child.Run(ctx, f.spool, channels*int(f.lim.PixelsPerPage)+64, "pdftoppm", args...)
	if err != nil {
		return Image{}, poppler(err)
	}
	w, h, err := pnmSize(out, channels)
	if err != nil {
		return Image{}, bordereau.Wrap(bordereau.Unreadable, err, "La page %d du PDF est endommagée et ne peut être dessinée ; imprimez-le dans un nouveau PDF, ou numérisez-le.", n)
	}
	if err := f.count(n, int64(w)*int64(h)); err != nil {
		return Image{}, err
	}
	img := Image{Data: out, DPI: int(math.Round(dpi / info.Unit)), Rendered: true}
	img.Layer, err = f.layer(ctx, n, w, h)
	return img, err
}

// pnmSize reads the header that pdftoppm writes and holds the length against it.
func pnmSize(data []byte, channels int) (w, h int, err error) {
	kind := map[int]string{1: "P5", 3: "P6"}[channels]
	var most int
	var magic string
	if _, err := fmt.Sscanf(string(data[:min(len(data), 64)]), "%s\n%d %d\n%d", &magic, &w, &h, &most); err != nil {
		return 0, 0, fmt.Errorf("pdftoppm drew %d bytes, not a picture: %w", len(data), err)
	}
	head := len(fmt.Sprintf("%s\n%d %d\n%d\n", magic, w, h, most))
	if magic != kind || w < 1 || h < 1 || most != 255 || len(data) != head+w*h*channels {
		return 0, 0, fmt.Errorf("pdftoppm drew %d bytes for %s of %d by %d", len(data), magic, w, h)
	}
	return w, h, nil
}

const maxText = 1 << 20 // bytes of a page's text

// layer is the page's own text in pixels of a page of w by h, empty if it has none.
func (f *File) layer(ctx context.Context, n, w, h int) ([]bordereau.Word, error) {
	if !f.pages[n-1].Fonts {
		return nil, nil
	}
	page := strconv.Itoa(n)
	// A word takes some 100 bytes of mark-up.
	out, err := child.Run(ctx, f.spool, 16*maxText, "pdftotext", "-q", "-cropbox", "-bbox-layout", "-f", page, "-l", page, "-", "-")
	if code := bordereau.CodeOf(err); code == bordereau.TimedOut || code == bordereau.Exhausted {
		return nil, err
	}
	if err != nil {
		// What can be seen is read all the same; the layer is a second opinion.
		return nil, nil
	}
	p := f.pages[n-1]
	return parseLayer(out, float64(w)/p.Width, float64(h)/p.Height, w, h), nil
}
