package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"unicode/utf16"
)

// writeFont writes the Type 0 font and its parts (ISO 32000-1 §9.7).
func (w *Writer) writeFont() error {
	cid, descriptor, file, gids, unicodes := w.reserve(), w.reserve(), w.reserve(), w.reserve(), w.reserve()
	const name = "BDRSEE+BordereauInvisible"
	w.object(objFont, fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H"+
		" /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>", name, cid, unicodes))
	w.object(cid, fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s"+
		" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"+
		" /FontDescriptor %d 0 R /DW %d /CIDToGIDMap %d 0 R >>", name, descriptor, advance, gids))
	w.object(descriptor, fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [0 %d %d %d]"+
		" /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R >>",
		name, descent, advance, ascent, ascent, descent, ascent, file))
	program := invisibleTrueType()
	for _, s := range []struct {
		obj  int
		dict string
		data []byte
	}{
		{file, fmt.Sprintf("/Length1 %d ", len(program)), program},
		{gids, "", bytes.Repeat([]byte{0, 1}, len(w.font.runes))},
		{unicodes, "", w.font.toUnicode()},
	} {
		data, err := w.deflate(s.data)
		if err != nil {
			return err
		}
		w.stream(s.obj, s.dict+"/Filter /FlateDecode", data)
	}
	return w.err
}

// toUnicode is the map from codes to characters (ISO 32000-1 §9.10.3).
func (g *glyphless) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const block = 100 // a section holds no more
	for from := 1; from < len(g.runes); from += block {
		part := g.runes[from:min(from+block, len(g.runes))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for i, r := range part {
			fmt.Fprintf(&b, "<%04X> <", from+i)
			for _, u := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// invisibleTrueType is a font of two empty glyphs, .notdef and the one that is
// used (OpenType 1.9, the tables that an embedded font needs).
func invisibleTrueType() []byte {
	be := binary.BigEndian
	words := func(v ...int) []byte {
		var b []byte
		for _, x := range v {
			b = be.AppendUint16(b, uint16(x))
		}
		return b
	}
	head := words(1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0x000B, 1000, 0, 0, 0, 0, 0, 0, 0, 0,
		0, descent, advance, ascent, 0, 8, 2, 0, 0)
	tables := []struct {
		tag  string
		data []byte
	}{
		// A format 4 map with the one segment that every map ends with.
		{"cmap", words(0, 1, 3, 1, 0, 12, 4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0)},
		{"glyf", words(0, 0)},
		{"head", head},
		{"hhea", words(1, 0, ascent, descent, 0, advance, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2)},
		{"hmtx", words(advance, 0, advance, 0)},
		{"loca", words(0, 0, 0)},
		{"maxp", words(1, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)},
		{"post", words(3, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)},
	}
	// Eight tables: the search fields are for a power of two.
	out := be.AppendUint32(nil, 0x00010000)
	out = append(out, words(len(tables), 128, 3, 0)...)
	body := []byte(nil)
	start := 12 + 16*len(tables)
	headAt := 0
	for _, t := range tables {
		if t.tag == "head" {
			headAt = start + len(body)
		}
		out = append(out, t.tag...)
		out = be.AppendUint32(out, checksum(t.data))
		out = be.AppendUint32(out, uint32(start+len(body)))
		out = be.AppendUint32(out, uint32(len(t.data)))
		body = append(body, t.data...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	out = append(out, body...)
	be.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	return out
}

func checksum(data []byte) (sum uint32) {
	for i := 0; i < len(data); i += 4 {
		var word [4]byte
		copy(word[:], data[i:])
		sum += binary.BigEndian.Uint32(word[:])
	}
	return sum
}
