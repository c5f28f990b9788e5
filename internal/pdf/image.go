package pdf

import (
	"encoding/binary"
	"fmt"

	"bordereau"
)

// encoded is an image as a PDF stream.
type encoded struct {
	dict string
	data []byte
}

func (w *Writer) encode(p *Page) (encoded, error) {
	dict := func(space string, bits int, rest string) string {
		return fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /%s /BitsPerComponent %d %s",
			p.Width, p.Height, space, bits, rest)
	}
	raw := func(space string, bits, rowBytes int, rest string) (encoded, error) {
		if len(p.Image) != rowBytes*p.Height {
			return encoded{}, cannotEmbed("an image of %d bytes is not %d rows of %d", len(p.Image), p.Height, rowBytes)
		}
		data, err := w.deflate(p.Image)
		return encoded{dict(space, bits, rest+"/Filter /FlateDecode"), data}, err
	}
	switch p.Format {
	case "jpeg":
		width, height, components, bits, err := jpegFrame(p.Image)
		if err != nil {
			return encoded{}, err
		}
		// Four components would need a CMYK output intent (ISO 19005-2 §6.2.4.3).
		if width != p.Width || height != p.Height || bits != 8 || (components != 1 && components != 3) {
			return encoded{}, cannotEmbed("a JPEG of %d by %d pixels, %d components and %d bits cannot be embedded as %d by %d",
				width, height, components, bits, p.Width, p.Height)
		}
		space := "DeviceGray"
		if components == 3 {
			space = "DeviceRGB"
		}
		return encoded{dict(space, 8, "/Filter /DCTDecode"), p.Image}, nil
	case "ccitt":
		return encoded{dict("DeviceGray", 1, fmt.Sprintf("/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns %d /Rows %d >>",
			p.Width, p.Height)), p.Image}, nil
	case "gray":
		return raw("DeviceGray", 8, p.Width, "")
	case "rgb":
		return raw("DeviceRGB", 8, 3*p.Width, "")
	case "bitonal":
		return raw("DeviceGray", 1, (p.Width+7)/8, "/Decode [1 0] ")
	}
	return encoded{}, cannotEmbed("an image as %q cannot be embedded", p.Format)
}

// jpegFrame reads the frame header (ITU-T T.81 §B.2.2).
func jpegFrame(data []byte) (width, height, components, bits int, err error) {
	bad := cannotEmbed("not a JPEG that can be embedded")
	if len(data) < 4 || data[0] != 0xFF || data[1] != 0xD8 {
		return 0, 0, 0, 0, bad
	}
	for i := 2; i+4 <= len(data); {
		if data[i] != 0xFF {
			return 0, 0, 0, 0, bad
		}
		marker := data[i+1]
		if marker == 0xFF { // fill
			i++
			continue
		}
		size := int(binary.BigEndian.Uint16(data[i+2:]))
		switch {
		case marker >= 0xC0 && marker <= 0xC2: // what DCTDecode reads: baseline, extended, progressive
			if size < 8 || i+10 > len(data) {
				return 0, 0, 0, 0, bad
			}
			f := data[i+4:]
			return int(binary.BigEndian.Uint16(f[3:])), int(binary.BigEndian.Uint16(f[1:])), int(f[5]), int(f[0]), nil
		case marker == 0xDA, marker == 0xD9, marker >= 0xC3 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC:
			return 0, 0, 0, 0, bad
		}
		i += 2 + size
	}
	return 0, 0, 0, 0, bad
}

// cannotEmbed is a picture that we made ourselves and that no PDF can hold.
func cannotEmbed(format string, args ...any) error {
	return bordereau.Wrap(bordereau.Invalid, fmt.Errorf(format, args...), "Le PDF de ce document ne peut être écrit ; prévenez l'exploitation.")
}
