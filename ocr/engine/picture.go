package engine

/*
#include <stdlib.h>
#include <leptonica/allheaders.h>
*/
import "C"

import (
	"math"
	"unsafe"

	"bordereau"
	"bordereau/internal/pdf"
	"bordereau/ocr/raster"
)

const (
	viewQuality  = 78 // JPEG, for clerks to look at
	boundQuality = 85 // JPEG, of pages that come in a form a PDF cannot hold
)

// as turns a sheet as it was turned when it was read.
func (s *sheet) as(p bordereau.Page) {
	if s.quarter != p.Rotation/90 || s.skew != p.Skew {
		s.quarter, s.skew = p.Rotation/90, p.Skew
		s.laid.free()
	}
}

// placed maps words of the page as its container shows it to the page as displayed.
func (s *sheet) placed(layer []bordereau.Word) []bordereau.Word {
	if s.quarter == 0 && s.skew == 0 {
		return layer
	}
	w, h := float64(s.raw.width())/s.scale, float64(s.raw.height())/s.scale
	fullW, fullH := s.size()
	sin, cos := math.Sincos(s.skew * math.Pi / 180)
	out := make([]bordereau.Word, len(layer))
	for i, word := range layer {
		b := word.Box
		x, y := float64(b.X)+float64(b.W)/2-w/2, float64(b.Y)+float64(b.H)/2-h/2
		for range s.quarter {
			x, y = -y, x
			b.W, b.H = b.H, b.W
		}
		x, y = x*cos-y*sin, x*sin+y*cos
		b.X = int(math.Round(x + float64(fullW)/2 - float64(b.W)/2))
		b.Y = int(math.Round(y + float64(fullH)/2 - float64(b.H)/2))
		word.Box = b
		out[i] = word
	}
	return out
}

// picture is the page as displayed, as a JPEG of no more than maxDPI (0: as it
// is); colour is kept where there is colour. It is reduced before it is turned:
// straightening is the dearest step, and costs by the pixel.
func (s *sheet) picture(maxDPI int) (jpeg []byte, w, h int, err error) {
	page := s.raw.share()
	defer func() { page.free() }()
	dpi := float64(s.dpi)
	if dpi == 0 { // of A4, if nothing is known
		dpi = float64(max(page.width(), page.height())) / s.scale / 11.69
	}
	if f := float64(maxDPI) / (dpi * s.scale); maxDPI > 0 && f < 0.98 {
		if page.depth() == 1 {
			grey, err := page.grey()
			if err != nil {
				return nil, 0, 0, err
			}
			page.free()
			page = grey
		}
		small, err := page.smoothed(f)
		if err != nil {
			return nil, 0, 0, err
		}
		page.free()
		page = small
	}
	laid, err := s.turned(page)
	if err != nil {
		return nil, 0, 0, err
	}
	defer laid.free()
	jpeg, err = laid.jpeg(viewQuality)
	return jpeg, laid.width(), laid.height(), err
}

// bound makes a page of a PDF: the image as it was captured where a PDF can hold
// it (JPEG), else the same pixels in G4 (1 bit) or JPEG; over it, the words. On a
// skewed page they stand where they are seen, but level: what extracts text
// breaks words of which the letters climb.
func bound(img raster.Image, s *sheet, p bordereau.Page) (pdf.Page, error) {
	out := pdf.Page{DPI: p.DPI}
	w, h := s.raw.width(), s.raw.height()
	if s.quarter%2 == 1 {
		w, h = h, w
	}
	captured := [2]float64{float64(w) / s.scale, float64(h) / s.scale}
	fit := 1.0
	if channels := jpegChannels(img.Data); (channels == 1 || channels == 3) && !img.Mirrored {
		out.Rotate = 90 * ((s.turn + s.quarter) % 4)
		w, h, err := size(img.Data, img.TIFFPage)
		if err != nil {
			return out, err
		}
		out.Format, out.Image, out.Width, out.Height = "jpeg", img.Data, w, h
	} else {
		out.Rotate = 90 * s.quarter
		out.Width, out.Height = s.raw.width(), s.raw.height()
		fit = s.scale
		var err error
		if s.raw.depth() == 1 {
			out.Format = "ccitt"
			out.Image, err = s.raw.g4()
		} else {
			out.Format = "jpeg"
			out.Image, err = s.raw.jpeg(boundQuality)
		}
		if err != nil {
			return out, err
		}
	}
	if out.DPI == 0 {
		out.DPI = 300
	}
	out.DPI = max(1, int(math.Round(float64(out.DPI)*fit)))
	sin, cos := math.Sincos(-s.skew * math.Pi / 180)
	on := func(v float64) int { return int(math.Round(v * fit)) }
	out.Words = make([]bordereau.Word, len(p.Words))
	for i, word := range p.Words {
		b := word.Box
		bw, bh := float64(b.W), float64(b.H)
		x, y := float64(b.X)+bw/2-float64(p.Width)/2, float64(b.Y)+bh/2-float64(p.Height)/2
		x, y = x*cos-y*sin+captured[0]/2, x*sin+y*cos+captured[1]/2
		word.Box = bordereau.Box{X: on(x - bw/2), Y: on(y - bh/2), W: max(1, on(bw)), H: max(1, on(bh))}
		out.Words[i] = word
	}
	return out, nil
}

// jpegChannels is the number of components of a JPEG of 8 bits, 0 for anything else.
func jpegChannels(data []byte) int {
	if len(data) < 4 || data[0] != 0xff || data[1] != 0xd8 {
		return 0
	}
	var bits, channels C.l_int32
	if C.pixReadHeaderMem((*C.l_uint8)(unsafe.Pointer(&data[0])), C.size_t(len(data)), nil, nil, nil, &bits, &channels, nil) != 0 || bits != 8 {
		return 0
	}
	return int(channels)
}
