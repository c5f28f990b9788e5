package pdf

import (
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"bordereau/internal/media"
)

// Image is the one image of a page, in a form that image libraries read.
type Image struct {
	Data          []byte // a JPEG, a TIFF of one strip, or a PBM, PGM or PPM
	Width, Height int    // as stored
	DPI           int
	Rotate        int // clockwise, to turn it upright
}

const (
	contentLimit = 8 << 20 // bytes of content a page of one image can have
	minSide      = 200     // pixels: less than this is not a scan
	minDPI       = 100     // less than this is better drawn anew
)

// PageImage takes the image out of page n, from 1, if the page shows that one
// image from edge to edge, upright or turned by quarters, and nothing else that
// can be seen. ok is false for every other page: it has to be drawn.
func (f *File) PageImage(n int) (img Image, ok bool) {
	if n < 1 || n > len(f.pages) {
		return Image{}, false
	}
	defer func() {
		if recover() != nil { // in the library; then the page is drawn
			img, ok = Image{}, false
		}
	}()
	p := f.pages[n-1]
	if f.hasVisibleAnnotations(p) {
		return Image{}, false
	}
	content, ok := f.content(p)
	if !ok {
		return Image{}, false
	}
	drawn, ok := f.onlyImage(p, content)
	if !ok {
		return Image{}, false
	}
	return f.extract(p, drawn)
}

func (f *File) hasVisibleAnnotations(p page) bool {
	for _, o := range f.array(p.dict["Annots"]) {
		switch f.name(f.dict(o)["Subtype"]) {
		case "Link", "Popup":
		default:
			return true
		}
	}
	return false
}

// content is the page's content streams, one after another.
func (f *File) content(p page) ([]byte, bool) {
	parts := f.array(p.dict["Contents"])
	if parts == nil {
		parts = types.Array{p.dict["Contents"]}
	}
	var all []byte
	for _, o := range parts {
		s := f.stream(o)
		if s == nil {
			return nil, false
		}
		b, ok := f.unpack(s, contentLimit-int64(len(all)))
		if !ok {
			return nil, false
		}
		all = append(append(all, b...), '\n')
	}
	return all, true
}

// unpack undoes all filters of a stream but those that decode pixels.
func (f *File) unpack(s *types.StreamDict, limit int64) ([]byte, bool) {
	filters, ok := f.filters(s)
	if !ok || limit <= 0 {
		return nil, false
	}
	for _, fl := range filters {
		if fl.parms != nil {
			return nil, false
		}
	}
	b, all, err := f.budget.unpack(s.Raw, names(filters), limit)
	return b, all && err == nil
}

type filterUse struct {
	name  string
	parms types.Dict
}

func names(filters []filterUse) []string {
	var n []string
	for _, f := range filters {
		n = append(n, f.name)
	}
	return n
}

func (f *File) filters(s *types.StreamDict) ([]filterUse, bool) {
	if s.Dict["F"] != nil || s.Raw == nil {
		return nil, false
	}
	list, parms := f.array(s.Dict["Filter"]), f.array(s.Dict["DecodeParms"])
	if list == nil && s.Dict["Filter"] != nil {
		list, parms = types.Array{s.Dict["Filter"]}, types.Array{s.Dict["DecodeParms"]}
	}
	if len(list) > f.budget.Filters {
		return nil, false
	}
	var out []filterUse
	for i, o := range list {
		u := filterUse{name: f.name(o)}
		if i < len(parms) {
			u.parms = f.dict(parms[i])
		}
		if u.name == "Crypt" || u.name == "" {
			return nil, false
		}
		out = append(out, u)
	}
	return out, true
}

// extract turns a drawn image into a form that others read.
func (f *File) extract(p page, d drawing) (Image, bool) {
	s := d.stream
	w, h := f.integer(s.Dict["Width"], 0), f.integer(s.Dict["Height"], 0)
	if w < minSide || h < minSide || int64(w)*int64(h) > f.budget.Pixels {
		return Image{}, false
	}
	for _, key := range []string{"SMask", "Mask", "OC", "SMaskInData"} {
		if s.Dict[key] != nil {
			return Image{}, false
		}
	}
	if mask, _ := f.ctx.Dereference(s.Dict["ImageMask"]); mask == types.Boolean(true) {
		return Image{}, false
	}
	turn, ok := d.ctm.quarter()
	if !ok {
		return Image{}, false
	}
	shown := d.ctm.bounds()
	if !covers(shown, p.box) {
		return Image{}, false
	}
	across, up := (shown.x1-shown.x0)*p.unit, (shown.y1-shown.y0)*p.unit
	if turn%180 == 90 {
		across, up = up, across
	}
	dpi, vertical := float64(w)*72/across, float64(h)*72/up
	if dpi < minDPI || dpi > 2400 || math.Abs(dpi/vertical-1) > 0.03 {
		return Image{}, false
	}
	img := Image{Width: w, Height: h, DPI: int(math.Round(dpi)), Rotate: (turn + p.rotate) % 360}
	px := pixels{w: w, h: h}
	if !f.colours(s, p, &px) {
		return Image{}, false
	}
	filters, ok := f.filters(s)
	if !ok {
		return Image{}, false
	}
	img.Data, ok = f.encoded(s, filters, px)
	return img, ok
}

// covers says whether the image is the page, to a hundredth.
func covers(img, page rect) bool {
	tx, ty := (page.x1-page.x0)/100, (page.y1-page.y0)/100
	return math.Abs(img.x0-page.x0) <= tx && math.Abs(img.x1-page.x1) <= tx &&
		math.Abs(img.y0-page.y0) <= ty && math.Abs(img.y1-page.y1) <= ty
}

// pixels is how an image's samples are to be understood.
type pixels struct {
	w, h, channels, bits int
	inverted             bool
}

func (f *File) colours(s *types.StreamDict, p page, px *pixels) bool {
	px.bits = f.integer(s.Dict["BitsPerComponent"], 8)
	cs := s.Dict["ColorSpace"]
	if n := f.name(cs); n != "" {
		if named := f.dict(p.resources["ColorSpace"])[n]; named != nil {
			cs = named
		}
	}
	switch n := f.name(cs); n {
	case "DeviceGray", "G":
		px.channels = 1
	case "DeviceRGB", "RGB":
		px.channels = 3
	default:
		a := f.array(cs)
		if len(a) < 2 || f.name(a[0]) != "ICCBased" {
			return false
		}
		profile := f.stream(a[1])
		if profile == nil {
			return false
		}
		if px.channels = f.integer(profile.Dict["N"], 0); px.channels != 1 && px.channels != 3 {
			return false
		}
	}
	if a := f.array(s.Dict["Decode"]); a != nil {
		if len(a) != 2*px.channels {
			return false
		}
		for i := 0; i < len(a); i += 2 {
			lo, hi := f.number(a[i]), f.number(a[i+1])
			switch {
			case lo == 0 && hi == 1 && !px.inverted:
			case lo == 1 && hi == 0 && px.channels == 1:
				px.inverted = true
			default:
				return false
			}
		}
	}
	return px.bits == 8 && !px.inverted || px.bits == 1 && px.channels == 1
}

func (f *File) encoded(s *types.StreamDict, filters []filterUse, px pixels) ([]byte, bool) {
	last := filterUse{}
	if len(filters) > 0 {
		last = filters[len(filters)-1]
	}
	for _, u := range filters[:max(0, len(filters)-1)] {
		if u.parms != nil {
			return nil, false
		}
	}
	row := (px.w*px.channels*px.bits + 7) / 8
	switch last.name {
	case "DCTDecode", "DCT":
		data, _, err := f.budget.unpack(s.Raw, names(filters), f.budget.Stream)
		// Libraries decide by the markers whether three channels are YCbCr; so does 1.
		if err != nil || px.bits != 8 || px.channels == 3 && f.integer(last.parms["ColorTransform"], 1) != 1 {
			return nil, false
		}
		m, err := media.Measure(data, media.Limits{Scans: 100})
		if err != nil || m.Truncated || m.Format != "jpeg" || m.Pictures[0].Width != px.w || m.Pictures[0].Height != px.h ||
			m.Pictures[0].Channels != px.channels {
			return nil, false
		}
		return data, true
	case "CCITTFaxDecode", "CCF":
		data, _, err := f.budget.unpack(s.Raw, names(filters), f.budget.Stream)
		if err != nil || px.bits != 1 {
			return nil, false
		}
		return f.fax(data, last.parms, px)
	case "FlateDecode", "Fl", "", "ASCIIHexDecode", "AHx", "ASCII85Decode", "A85":
		predictor := f.integer(last.parms["Predictor"], 1)
		want := row * px.h
		if predictor >= 10 {
			want += px.h
		}
		// Pixels are bounded by the limit of pixels: a white page packs better than any ratio.
		b := f.budget
		b.Ratio = math.MaxInt64
		data, all, err := b.unpack(s.Raw, names(filters), int64(want)+64)
		if err != nil || !all || len(data) < want {
			return nil, false
		}
		data = data[:want]
		if predictor >= 10 {
			if f.integer(last.parms["Colors"], 1) != px.channels || f.integer(last.parms["BitsPerComponent"], 8) != px.bits ||
				f.integer(last.parms["Columns"], 1) != px.w {
				return nil, false
			}
			if data, ok := unpredict(data, row, max(1, px.channels*px.bits/8)); ok {
				return pnm(data, px), true
			}
			return nil, false
		}
		return pnm(data, px), predictor == 1
	}
	return nil, false
}
