package specimen

import (
	"bytes"
	"fmt"
	"strings"
)

// portable collects the objects of a plain PDF 1.4, as scanners and simple
// programs write it.
type portable struct {
	objects [][]byte
	kids    []string
	catalog string // what the catalogue says besides its pages
}

// newPDF keeps objects 1 and 2 for the catalogue and the page tree.
func newPDF() *portable { return &portable{objects: make([][]byte, 2)} }

func (p *portable) add(format string, args ...any) int {
	p.objects = append(p.objects, fmt.Appendf(nil, format, args...))
	return len(p.objects)
}

func (p *portable) stream(dict string, content []byte) int {
	return p.add("<< %s/Length %d >>\nstream\n%s\nendstream", dict, len(content), content)
}

// page adds a page of w by h points.
func (p *portable) page(w, h float64, resources string, content []byte) {
	c := p.stream("", content)
	n := p.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Resources << %s >> /Contents %d 0 R >>", w, h, resources, c)
	p.kids = append(p.kids, fmt.Sprintf("%d 0 R", n))
}

func (p *portable) bytes() []byte {
	p.objects[0] = []byte("<< /Type /Catalog /Pages 2 0 R" + p.catalog + " >>")
	p.objects[1] = fmt.Appendf(nil, "<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(p.kids, " "), len(p.kids))
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	at := make([]int, len(p.objects))
	for i, o := range p.objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// scanned writes pages that are one picture each.
func scanned(d Drawing, bitonal bool) ([]byte, error) {
	p := newPDF()
	for _, img := range d.Pages {
		w, h := img.Rect.Dx(), img.Rect.Dy()
		data, coding := []byte(nil), ""
		if bitonal {
			data = groupFour(img)
			coding = fmt.Sprintf("/BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns %d /Rows %d >> ", w, h)
		} else {
			raw, err := encodeJPEG(img, d.DPI, d.quality())
			if err != nil {
				return nil, err
			}
			data, coding = raw, "/BitsPerComponent 8 /Filter /DCTDecode "
		}
		pic := p.stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray %s", w, h, coding), data)
		pw, ph := float64(w)*72/float64(d.DPI), float64(h)*72/float64(d.DPI)
		p.page(pw, ph, fmt.Sprintf("/XObject << /I %d 0 R >>", pic), fmt.Appendf(nil, "q %.2f 0 0 %.2f 0 0 cm /I Do Q", pw, ph))
	}
	return p.bytes(), nil
}
