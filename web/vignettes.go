package web

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"strings"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

var vignettesTable = border.Table{
	{Method: "GET", Path: "/document/:id/vignettes", Roles: border.Readers},
	{Method: "GET", Path: "/remises/:id/vignettes", Roles: border.Keepers},
}

func (s *Server) vignettesHandlers() map[border.Call]fiber.Handler {
	return map[border.Call]fiber.Handler{
		{Method: "GET", Path: "/document/:id/vignettes"}: s.pageVignettes,
		{Method: "GET", Path: "/remises/:id/vignettes"}:  s.chequeVignettes,
	}
}

// Sizes of a small picture, in pixels: a page stands, a cheque lies.
const (
	cellWidth  = 72
	pageCell   = 102
	chequeCell = 34
	mostCells  = 120 // of one sheet; what comes behind has a number and no picture
)

// contactSheet is the small pictures of a list, one below the other in one JPEG, so that
// they cost one request and are decoded once.
type contactSheet struct {
	Path   string // of what it belongs to
	Cell   int    // height of a picture
	papers []paper
	names  []string // what tells the pictures of this list from those of any other
}

// paper is a page that is pictured.
type paper struct {
	document string
	page     int
}

// pageSheet pictures the pages of a document.
func pageSheet(d desk.DocumentView) contactSheet {
	s := contactSheet{Path: "/document/" + d.ID, Cell: pageCell}
	for _, p := range d.PageViews {
		s.papers = append(s.papers, paper{d.ID, p.Number})
		s.names = append(s.names, p.SHA256)
	}
	return s
}

// chequeSheet pictures the fronts of a remittance's cheques.
func chequeSheet(u desk.UnitDesk) contactSheet {
	s := contactSheet{Path: "/remises/" + u.ID, Cell: chequeCell}
	for _, c := range u.Cheques {
		s.papers = append(s.papers, paper{c.DocumentID, 1})
		s.names = append(s.names, c.DocumentID)
	}
	return s
}

// key names the list: under it the sheet shows these pictures in this order or nothing, so
// that none stands beside another one's number.
func (s contactSheet) key() string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(s.names, " "))))[:16]
}

// Address of the picture.
func (s contactSheet) Address() string { return s.Path + "/vignettes?e=" + s.key() }

// Height of the picture.
func (s contactSheet) Height() int { return s.Cell * min(len(s.papers), mostCells) }

// vignette is one picture of a sheet, the nth from 0.
type vignette struct {
	contactSheet
	n int
}

// Top is where it begins.
func (v vignette) Top() int { return v.n * v.Cell }

func (s *Server) pageVignettes(c *fiber.Ctx) error {
	d, err := s.documentOf(c)
	if err != nil {
		return err
	}
	return s.sendSheet(c, pageSheet(d))
}

func (s *Server) chequeVignettes(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	ctx, by := ctxOf(c)
	u, err := s.deps.Review.UnitDesk(ctx, by, id)
	if err != nil {
		return err
	}
	return s.sendSheet(c, chequeSheet(u))
}

// sendSheet draws a sheet of the pictures that clerks see: by the same door, so that who may
// not see a page sees no small one either, and who is shown one has read it. The browser
// keeps it as it keeps these.
func (s *Server) sendSheet(c *fiber.Ctx, of contactSheet) error {
	if len(of.papers) == 0 || c.Query("e") != of.key() {
		return border.ErrNotFound()
	}
	ctx, by := ctxOf(c)
	out := image.NewGray(image.Rect(0, 0, cellWidth, of.Height()))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	for i, p := range of.papers[:min(len(of.papers), mostCells)] {
		data, err := s.deps.Documents.PageImage(ctx, by, p.document, p.page)
		if bordereau.CodeOf(err) == bordereau.NotFound {
			continue // not read yet: its place stays white
		}
		if err != nil {
			return err
		}
		if err := s.shrink(out, image.Rect(0, i*of.Cell, cellWidth, (i+1)*of.Cell), data); err != nil {
			return fmt.Errorf("web: page %d of %s: %w", p.page, p.document, err)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, out, &jpeg.Options{Quality: 50}); err != nil {
		return fmt.Errorf("web: %w", err)
	}
	c.Set(fiber.HeaderCacheControl, "private, max-age=600, immutable")
	c.Set(fiber.HeaderContentType, "image/jpeg")
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
	return c.Send(b.Bytes())
}

// mostPixels is more than a page has at the resolution in which it is shown.
const mostPixels = 100_000_000

// shrink draws a page in grey into a place of a sheet, in its own shape, each pixel the mean
// of those that it stands for. One page at a time is decoded, so that small pictures
// take no more than a core and a page from what else is done.
func (s *Server) shrink(out *image.Gray, place image.Rectangle, data []byte) error {
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return err
	}
	if c.Width*c.Height > mostPixels {
		return fmt.Errorf("a picture of %d x %d", c.Width, c.Height)
	}
	s.shrinking.Lock()
	defer s.shrinking.Unlock()
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return err
	}
	w, h := place.Dx(), c.Height*place.Dx()/c.Width
	if h > place.Dy() {
		w, h = c.Width*place.Dy()/c.Height, place.Dy()
	}
	grey := greyOf(img)
	for y := range h {
		for x := range w {
			sum, n := 0, 0
			for v := y * c.Height / h; v < (y+1)*c.Height/h; v++ {
				for _, p := range grey.Pix[v*grey.Stride+x*c.Width/w : v*grey.Stride+(x+1)*c.Width/w] {
					sum, n = sum+int(p), n+1
				}
			}
			if n > 0 {
				out.SetGray(place.Min.X+x, place.Min.Y+y, color.Gray{Y: uint8(sum / n)})
			}
		}
	}
	return nil
}

// greyOf is a picture in grey; that of a JPEG holds it already.
func greyOf(img image.Image) *image.Gray {
	switch p := img.(type) {
	case *image.Gray:
		return p
	case *image.YCbCr:
		return &image.Gray{Pix: p.Y, Stride: p.YStride, Rect: p.Rect}
	}
	grey := image.NewGray(img.Bounds())
	draw.Draw(grey, grey.Rect, img, img.Bounds().Min, draw.Src)
	return grey
}
