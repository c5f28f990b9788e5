package media

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"

	"bordereau"
)

// png walks the chunks (ISO/IEC 15948).
func (s *Sheet) png(data []byte) error {
	p := Picture{Orientation: 1}
	pixels := false
	for i, n := 8, 0; ; n++ {
		if i+12 > len(data) {
			s.Truncated = true
			break
		}
		size, kind := int64(binary.BigEndian.Uint32(data[i:])), string(data[i+4:i+8])
		if size > 1<<31-1 {
			return damaged("PNG")
		}
		end := int64(i) + 12 + size
		if end > int64(len(data)) {
			s.Truncated = true
			pixels = pixels || kind == "IDAT"
			break
		}
		body := data[i+8 : end-4]
		critical := kind[0]&0x20 == 0
		if critical && crc32.ChecksumIEEE(data[i+4:end-4]) != binary.BigEndian.Uint32(data[end-4:]) {
			return damaged("PNG")
		}
		switch {
		case (n == 0) != (kind == "IHDR"):
			return damaged("PNG")
		case kind == "IHDR":
			if err := p.header(body); err != nil {
				return err
			}
		case kind == "pHYs" && len(body) == 9 && body[8] == 1 && p.DPI == 0:
			p.DPI = plausible(float64(binary.BigEndian.Uint32(body)) * 0.0254)
		case kind == "eXIf":
			p.exif(body)
		case kind == "IDAT":
			pixels = true
		case kind == "IEND":
			s.Pictures = []Picture{p}
			if !pixels {
				return damaged("PNG")
			}
			return nil
		}
		i = int(end)
	}
	if !pixels || p.Width == 0 {
		return damaged("PNG")
	}
	s.Pictures = []Picture{p}
	return nil
}

func (p *Picture) header(body []byte) error {
	if len(body) != 13 {
		return damaged("PNG")
	}
	w, h := binary.BigEndian.Uint32(body), binary.BigEndian.Uint32(body[4:])
	bits, kind := body[8], body[9]
	allowed := map[byte]string{0: "\x01\x02\x04\x08\x10", 2: "\x08\x10", 3: "\x01\x02\x04\x08", 4: "\x08\x10", 6: "\x08\x10"}[kind]
	if w == 0 || h == 0 || w > 1<<31-1 || h > 1<<31-1 || bytes.IndexByte([]byte(allowed), bits) < 0 ||
		body[10] != 0 || body[11] != 0 || body[12] > 1 {
		return bordereau.Errorf(bordereau.Unreadable, "L'en-tête du fichier PNG est impossible ; enregistrez-le à nouveau.")
	}
	p.Width, p.Height, p.Bits = int(w), int(h), int(bits)
	p.Channels = map[byte]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
	return nil
}
