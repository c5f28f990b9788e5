package media

import (
	"bytes"
	"encoding/binary"

	"bordereau"
)

// jpeg walks the markers (ITU-T T.81 annex B).
func (s *Sheet) jpeg(data []byte, lim Limits) error {
	p := Picture{Orientation: 1}
	scans, components, framed := 0, 0, false
	i := 2
walk:
	for {
		if i+2 > len(data) {
			s.Truncated = true
			break
		}
		if data[i] != 0xFF {
			if !framed {
				return damaged("JPEG")
			}
			i++ // garbage between segments, which decoders skip
			continue
		}
		marker := data[i+1]
		switch {
		case marker == 0xFF: // fill
			i++
			continue
		case marker == 0x01 || marker >= 0xD0 && marker <= 0xD8: // without content
			i += 2
			continue
		case marker == 0xD9:
			break walk
		}
		if i+4 > len(data) {
			s.Truncated = true
			break
		}
		size := int(binary.BigEndian.Uint16(data[i+2:]))
		if size < 2 {
			return damaged("JPEG")
		}
		end := i + 2 + size
		if end > len(data) {
			s.Truncated = true
			break
		}
		body := data[i+4 : end]
		switch {
		case marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC:
			if marker > 0xC2 {
				return bordereau.Errorf(bordereau.Unsupported, "Cette sorte de JPEG (sans perte, arithmétique ou hiérarchique) ne peut être lue ; enregistrez l'image sous une forme ordinaire.")
			}
			if framed || len(body) < 6 {
				return damaged("JPEG")
			}
			framed, components = true, int(body[5])
			p.Bits, p.Channels = int(body[0]), components
			p.Height, p.Width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
			if p.Bits != 8 || len(body) < 6+3*components || components != 1 && components != 3 && components != 4 {
				return bordereau.Errorf(bordereau.Unsupported, "Cette sorte de JPEG (%d bits, %d canaux) ne peut être lue ; enregistrez l'image sous une forme ordinaire.", p.Bits, components)
			}
		case marker == 0xE0 && bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) >= 12:
			per := map[byte]float64{1: 1, 2: 2.54}[body[7]]
			p.DPI = plausible(float64(binary.BigEndian.Uint16(body[8:])) * per)
		case marker == 0xE1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")):
			p.exif(body[6:])
		case marker == 0xDA:
			if !framed {
				return damaged("JPEG")
			}
			if scans++; lim.Scans > 0 && scans > lim.Scans {
				return bordereau.Errorf(bordereau.TooLarge, "Ce JPEG est tracé en plus de %d passes ; enregistrez l'image sous une forme ordinaire.", lim.Scans)
			}
			end = endOfScan(data, end)
		}
		i = end
	}
	if !framed || scans == 0 {
		return damaged("JPEG")
	}
	s.Pictures = []Picture{p}
	return nil
}

// endOfScan finds the marker that follows entropy-coded data.
func endOfScan(data []byte, i int) int {
	for {
		n := bytes.IndexByte(data[i:], 0xFF)
		if n < 0 || i+n+1 >= len(data) {
			return len(data)
		}
		i += n
		if m := data[i+1]; m != 0 && (m < 0xD0 || m > 0xD7) {
			return i
		}
		i += 2
	}
}

// exif takes orientation and resolution from the first directory of an EXIF
// block, which is a TIFF. What is wrong with it is ignored: the picture is not.
func (p *Picture) exif(data []byte) {
	t, err := newTIFF(data)
	if err != nil {
		return
	}
	tags, _, err := t.directory(t.first)
	if err != nil {
		return
	}
	if o := int(tags.number(tagOrientation, 1)); o >= 1 && o <= 8 {
		p.Orientation = o
	}
	if dpi := tags.dpi(); p.DPI == 0 {
		p.DPI = dpi
	}
}
