package main

import (
	"bytes"
	"fmt"
	"image/color"
	"os"
	"strings"

	"github.com/boombuler/barcode/qr"

	"bordereau/check"
)

type separatorCmd struct {
	Dossier string `help:"Reference of the dossier to which what follows the sheet belongs." required:""`
	Out     string `help:"PDF file to write." required:""`
}

func (c *separatorCmd) Run(w *world) error {
	sheet, err := separatorSheet(c.Dossier)
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, sheet, 0o644); err != nil {
		return fmt.Errorf("write the separator sheet: %w", err)
	}
	_, err = fmt.Fprintf(w.stdout, "separator sheet of the dossier %s written to %s\n", c.Dossier, c.Out)
	return err
}

// separatorSheet is an A4 page (PDF 1.4) with the QR code of 9 cm and what it says.
func separatorSheet(dossier string) ([]byte, error) {
	text := check.SeparatorText(dossier)
	if text == "" {
		return nil, usageError{fmt.Errorf("%q cannot be the reference of a dossier on a separator sheet: 1 to 64 letters, digits, blanks and . _ / -", dossier)}
	}
	code, err := qr.Encode(text, qr.Q, qr.Unicode)
	if err != nil {
		return nil, fmt.Errorf("draw the QR code: %w", err)
	}
	const wide, left, top = 255.0, 170.0, 640.0 // points
	var draw strings.Builder
	module := wide / float64(code.Bounds().Dx())
	for y := range code.Bounds().Dy() {
		for x := range code.Bounds().Dx() {
			if color.GrayModel.Convert(code.At(x, y)).(color.Gray).Y < 128 {
				fmt.Fprintf(&draw, "%.3f %.3f %.3f %.3f re\n", left+float64(x)*module, top-float64(y+1)*module, module, module)
			}
		}
	}
	draw.WriteString("f\n")
	for _, l := range []struct {
		y, size float64
		text    string
	}{{740, 30, "FEUILLE DE S\\311PARATION"}, {330, 24, "Dossier " + dossier}, {290, 12, "Tout ce qui suit cette feuille, jusqu'\\340 la suivante, va dans ce dossier."}, {270, 12, "Num\\351risez-la avec les pi\\350ces ; elle n'est pas conserv\\351e comme une pi\\350ce."}} {
		fmt.Fprintf(&draw, "BT /F1 %g Tf 72 %g Td (%s) Tj ET\n", l.size, l.y, l.text)
	}
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", draw.Len(), draw.String())}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var table strings.Builder
	for i, o := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table.String(), len(objects)+1, start)
	return b.Bytes(), nil
}
