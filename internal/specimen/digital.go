package specimen

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// base gives the standard PDF font of a face (ISO 32000-1 §9.6.2.2). Liberation
// has the metrics of Helvetica, Times and Courier, so words keep their places;
// other faces are stretched to the length they have on the drawing.
func (f face) base() string {
	return [faces]string{"Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Times-Roman", "Times-Bold", "Times-Italic",
		"Courier", "Courier-Bold", "Helvetica", "Helvetica-Bold", "Courier"}[f]
}

// likeness is the drawn face whose metrics the base font has.
func (f face) likeness() face {
	switch f {
	case gopher:
		return sans
	case gopherBold:
		return sansBold
	}
	return f
}

// bornDigital writes the sheets as a PDF of real text and lines.
func bornDigital(d Drawing) ([]byte, error) {
	p, err := digital(d)
	if err != nil {
		return nil, err
	}
	return p.bytes(), nil
}

func digital(d Drawing) (*portable, error) {
	p := newPDF()
	var fonts strings.Builder
	for f := range faces {
		n := p.add("<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>", f.base())
		fmt.Fprintf(&fonts, "/F%d %d 0 R ", f, n)
	}
	for _, s := range d.sheets {
		content, err := contentOf(s)
		if err != nil {
			return nil, err
		}
		p.page(s.w/mmPerPoint, s.h/mmPerPoint, "/Font << "+fonts.String()+">>", content)
	}
	return p, nil
}

// contentOf is the content stream of a sheet, in points from the bottom left.
func contentOf(s *sheet) ([]byte, error) {
	var b bytes.Buffer
	pt := func(mm float64) float64 { return mm / mmPerPoint }
	draw := func(over bool) {
		for _, sh := range s.shapes {
			if sh.over != over {
				continue
			}
			op, colour := "f", "g"
			if sh.kind == stroke {
				op, colour = "S", "G"
				fmt.Fprintf(&b, "%.3f w ", pt(sh.width))
			}
			fmt.Fprintf(&b, "%.3f %s ", float64(sh.grey)/255, colour)
			for i, q := range sh.pts {
				verb := "l"
				if i == 0 {
					verb = "m"
				}
				fmt.Fprintf(&b, "%.2f %.2f %s ", pt(q[0]), pt(s.h-q[1]), verb)
			}
			fmt.Fprintln(&b, op)
		}
	}
	draw(false)
	for _, p := range s.prints {
		coded, err := charmap.Windows1252.NewEncoder().String(p.text)
		if err != nil {
			return nil, fmt.Errorf("%q cannot be written in WinAnsi: %w", p.text, err)
		}
		stretch, between := 100.0, 0.0
		natural := width(p.face.likeness(), p.size, p.text)
		switch n := float64(len([]rune(p.text))); {
		case p.spacing > 0:
			between = pt(p.spacing - natural/n)
		case natural > 0:
			stretch = 100 * width(p.face, p.size, p.text) / natural
		}
		fmt.Fprintf(&b, "BT %.3f g /F%d %.2f Tf %.2f Tz %.3f Tc %.2f %.2f Td (%s) Tj ET\n", float64(p.grey)/255, p.face,
			p.size, stretch, between, pt(p.x), pt(s.h-p.y), escaped.Replace(coded))
	}
	draw(true)
	return b.Bytes(), nil
}

var escaped = strings.NewReplacer(`\`, `\\`, `(`, `\(`, `)`, `\)`)
