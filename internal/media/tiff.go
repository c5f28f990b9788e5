package media

import (
	"bytes"
	"encoding/binary"
	"errors"

	"bordereau"
)

// Tags of TIFF 6.0.
const (
	tagSubfile     = 254
	tagWidth       = 256
	tagHeight      = 257
	tagBits        = 258
	tagStrips      = 273
	tagOrientation = 274
	tagSamples     = 277
	tagStripSizes  = 279
	tagXRes        = 282
	tagUnit        = 296
	tagTiles       = 324
	tagTileSizes   = 325

	maxTags        = 1024 // of a directory; scanners write some twenty
	maxDirectories = 10_000
)

var errTIFF = errors.New("directory outside the file")

// tiffFile reads numbers of a TIFF's byte order, inside its bounds.
type tiffFile struct {
	data  []byte
	order binary.ByteOrder
	first uint32 // offset of the first directory
}

func newTIFF(data []byte) (tiffFile, error) {
	t := tiffFile{data: data}
	switch {
	case len(data) < 8:
		return t, errTIFF
	case bytes.HasPrefix(data, []byte("II*\x00")):
		t.order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("MM\x00*")):
		t.order = binary.BigEndian
	default:
		return t, errTIFF
	}
	t.first = t.order.Uint32(data[4:])
	return t, nil
}

// field is one entry of a directory; its values lie in raw as far as the file goes.
type field struct {
	kind  uint16
	count uint32
	raw   []byte
	at    int64 // of the entry in the file
}

type directory struct {
	order  binary.ByteOrder
	fields map[uint16]field
}

var sizes = map[uint16]int64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}

// directory reads the one at an offset, and where the offset of the next stands.
func (t tiffFile) directory(at uint32) (d directory, next int64, err error) {
	if int64(at)+2 > int64(len(t.data)) || at < 8 {
		return d, 0, errTIFF
	}
	n := int64(t.order.Uint16(t.data[at:]))
	next = int64(at) + 2 + 12*n
	if n == 0 || n > maxTags || next > int64(len(t.data)) {
		return d, 0, errTIFF
	}
	d = directory{t.order, make(map[uint16]field, n)}
	for i := range n {
		e := t.data[int64(at)+2+12*i:][:12]
		f := field{kind: t.order.Uint16(e[2:]), count: t.order.Uint32(e[4:]), at: int64(at) + 2 + 12*i}
		size := sizes[f.kind] * int64(f.count)
		if size <= 4 {
			f.raw = e[8 : 8+size]
		} else if off := int64(t.order.Uint32(e[8:])); off < int64(len(t.data)) {
			f.raw = t.data[off:min(off+size, int64(len(t.data)))]
		}
		if tag := t.order.Uint16(e); d.fields[tag].raw == nil {
			d.fields[tag] = f
		}
	}
	return d, next, nil
}

// numbers are the integers of a tag, as many as the file really holds, at most max.
func (d directory) numbers(tag uint16, most int) (v []uint32) {
	f := d.fields[tag]
	for raw := f.raw; len(v) < most; {
		switch {
		case f.kind == 3 && len(raw) >= 2:
			v, raw = append(v, uint32(d.order.Uint16(raw))), raw[2:]
		case (f.kind == 4 || f.kind == 13) && len(raw) >= 4:
			v, raw = append(v, d.order.Uint32(raw)), raw[4:]
		case (f.kind == 1) && len(raw) >= 1:
			v, raw = append(v, uint32(raw[0])), raw[1:]
		default:
			return v
		}
	}
	return v
}

func (d directory) number(tag uint16, otherwise uint32) uint32 {
	if v := d.numbers(tag, 1); len(v) == 1 {
		return v[0]
	}
	return otherwise
}

func (d directory) dpi() int {
	f := d.fields[tagXRes]
	if f.kind != 5 || len(f.raw) < 8 {
		return 0
	}
	num, den := d.order.Uint32(f.raw), d.order.Uint32(f.raw[4:])
	if den == 0 {
		return 0
	}
	v := float64(num) / float64(den)
	switch d.number(tagUnit, 2) {
	case 2:
		return plausible(v)
	case 3:
		return plausible(v * 2.54)
	}
	return 0
}

// tiff walks the directories. One that leads back is where the file ends, and a
// copy says so, because libtiff's users follow it for ever. The copy says also that
// every picture is upright: readers differ in whether they obey that tag.
func (s *Sheet) tiff(data []byte, lim Limits) error {
	t, err := newTIFF(data)
	if err != nil {
		return damaged("TIFF")
	}
	seen := map[uint32]bool{}
	at := t.first
	copied := func() []byte {
		if &s.Data[0] == &data[0] {
			s.Data = bytes.Clone(data)
		}
		return s.Data
	}
	for index := 0; at != 0; index++ {
		d, next, err := t.directory(at)
		if err != nil {
			if len(s.Pictures) == 0 {
				return damaged("TIFF")
			}
			s.Truncated = true
			break
		}
		seen[at] = true
		if index >= maxDirectories || lim.Pages > 0 && len(s.Pictures) > lim.Pages {
			break // the caller's limit is exceeded already
		}
		if d.number(tagSubfile, 0)&1 == 0 { // not a thumbnail of another page
			p, err := s.directory(d, index, len(data))
			if err != nil {
				return err
			}
			s.Pictures = append(s.Pictures, p)
			if o := d.fields[tagOrientation]; p.Orientation != 1 {
				t.order.PutUint16(copied()[o.at+2:], 3)
				t.order.PutUint32(copied()[o.at+4:], 1)
				t.order.PutUint16(copied()[o.at+8:], 1)
			}
		}
		if next+4 > int64(len(data)) {
			break // some writers leave the last offset out
		}
		if at = t.order.Uint32(data[next:]); seen[at] {
			s.Repaired = true
			t.order.PutUint32(copied()[next:], 0)
			break
		}
	}
	if len(s.Pictures) == 0 {
		return damaged("TIFF")
	}
	return nil
}

func (s *Sheet) directory(d directory, index, size int) (Picture, error) {
	p := Picture{Index: index, Orientation: 1, Bits: int(d.number(tagBits, 1)), Channels: int(d.number(tagSamples, 1))}
	w, h := d.number(tagWidth, 0), d.number(tagHeight, 0)
	if w == 0 || h == 0 || w > 1<<31-1 || h > 1<<31-1 {
		return p, damaged("TIFF")
	}
	p.Width, p.Height = int(w), int(h)
	if o := d.number(tagOrientation, 1); o >= 1 && o <= 8 {
		p.Orientation = int(o)
	}
	if p.Bits > 64 || p.Channels > 16 || p.Channels < 1 || p.Bits < 1 {
		return p, bordereau.Errorf(bordereau.Unsupported, "Cette sorte de TIFF (%d bits, %d canaux) ne peut être lue ; enregistrez l'image sous une forme ordinaire.", p.Bits, p.Channels)
	}
	p.DPI = d.dpi()
	// What the strips or tiles claim against what is there.
	const most = 1 << 20
	offsets, lengths := d.numbers(tagStrips, most), d.numbers(tagStripSizes, most)
	if len(offsets) == 0 {
		offsets, lengths = d.numbers(tagTiles, most), d.numbers(tagTileSizes, most)
	}
	if len(offsets) == 0 {
		return p, damaged("TIFF")
	}
	inside := 0
	for i, off := range offsets {
		switch {
		case int64(off) >= int64(size):
		case i < len(lengths) && int64(off)+int64(lengths[i]) > int64(size):
			s.Truncated = true
			if int64(lengths[i]) <= 2*int64(size) { // else it is a lie, not a cut
				inside++
			}
		default:
			inside++
		}
	}
	if inside == 0 {
		return p, damaged("TIFF")
	}
	s.Truncated = s.Truncated || inside < len(offsets)
	return p, nil
}
