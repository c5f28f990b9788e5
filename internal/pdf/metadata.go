package pdf

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf16"
)

const producer = "Bordereau"

// info is the document information dictionary; it says what the XMP says
// (ISO 19005-2 §6.6.2).
func info(m Meta) string {
	s := "<< /Producer " + textString(producer) + " /Creator " + textString(m.Creator)
	if m.Title != "" {
		s += " /Title " + textString(clean(m.Title))
	}
	if !m.Created.IsZero() {
		d := m.Created.UTC().Format("(D:20060102150405+00'00')")
		s += " /CreationDate " + d + " /ModDate " + d
	}
	return s + " >>"
}

// textString is UTF-16BE in hexadecimal, which needs no escapes.
func textString(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteByte('>')
	return b.String()
}

// clean keeps what XML can hold, so that both records of the title agree.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0xFFFE || r == 0xFFFF {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// xmp is the metadata packet (ISO 16684-1), with the identification that
// ISO 19005-2 §6.6.4 asks for.
func xmp(m Meta) []byte {
	escape := func(s string) string {
		var b bytes.Buffer
		_ = xml.EscapeText(&b, []byte(clean(s))) // a Buffer takes everything
		return b.String()
	}
	var b bytes.Buffer
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` + "\n" +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"` +
		` xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">` + "\n" +
		"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>\n" +
		"<dc:format>application/pdf</dc:format>\n")
	if m.Title != "" {
		fmt.Fprintf(&b, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n", escape(m.Title))
	}
	fmt.Fprintf(&b, "<pdf:Producer>%s</pdf:Producer><xmp:CreatorTool>%s</xmp:CreatorTool>\n", escape(producer), escape(m.Creator))
	if !m.Created.IsZero() {
		d := m.Created.UTC().Format(time.RFC3339)
		fmt.Fprintf(&b, "<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>\n", d, d)
	}
	b.WriteString("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
	return b.Bytes()
}

// sRGB is an ICC profile of version 2.1 (ICC.1:2001-04): the primaries of
// IEC 61966-2-1 adapted to D50, and its curve at 1,024 points.
func sRGB() []byte {
	be := binary.BigEndian
	s15 := func(b []byte, v ...float64) []byte {
		for _, x := range v {
			b = be.AppendUint32(b, uint32(int32(math.Round(x*65536))))
		}
		return b
	}
	xyz := func(v ...float64) []byte { return s15([]byte("XYZ \x00\x00\x00\x00"), v...) }
	text := "No copyright, use freely\x00"
	name := "sRGB IEC61966-2.1\x00"
	desc := be.AppendUint32([]byte("desc\x00\x00\x00\x00"), uint32(len(name)))
	desc = append(append(desc, name...), make([]byte, 4+4+2+1+67)...) // no Unicode, no Macintosh description
	curve := be.AppendUint32([]byte("curv\x00\x00\x00\x00"), 1024)
	for i := range 1024 {
		v := float64(i) / 1023
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		curve = be.AppendUint16(curve, uint16(math.Round(v*65535)))
	}
	white := []float64{0.96420, 1, 0.82491}
	tags := []struct {
		sig  string
		data []byte
	}{
		{"desc", desc}, {"cprt", append([]byte("text\x00\x00\x00\x00"), text...)}, {"wtpt", xyz(white...)},
		{"rXYZ", xyz(0.43607, 0.22249, 0.01392)}, {"gXYZ", xyz(0.38515, 0.71687, 0.09708)}, {"bXYZ", xyz(0.14307, 0.06061, 0.71410)},
		{"rTRC", curve}, {"gTRC", nil}, {"bTRC", nil}, // one curve for the three
	}
	table := be.AppendUint32(nil, uint32(len(tags)))
	var body []byte
	at, size := 0, 0
	for _, t := range tags {
		if t.data != nil {
			at, size = 128+4+12*len(tags)+len(body), len(t.data)
			body = append(body, t.data...)
			for len(body)%4 != 0 {
				body = append(body, 0)
			}
		}
		table = append(table, t.sig...)
		table = be.AppendUint32(be.AppendUint32(table, uint32(at)), uint32(size))
	}
	head := be.AppendUint32(nil, uint32(128+len(table)+len(body)))
	head = append(head, "\x00\x00\x00\x00\x02\x10\x00\x00mntrRGB XYZ "...)
	head = append(head, 0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0) // 1 January 2000: a date that does not move
	head = append(head, "acsp"...)
	head = append(head, make([]byte, 4+4+4+4+8+4)...) // platform, flags, device, model, attributes, perceptual
	head = s15(head, white...)
	head = append(head, make([]byte, 128-len(head))...)
	return append(append(head, table...), body...)
}
