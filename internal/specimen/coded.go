package specimen

import (
	"fmt"
	"image"
	"image/color"

	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/qr"

	"bordereau/check"
)

// symbol prints a code from a place on, its modules so wide and high in millimetres; a
// linear code has one row.
func (s *sheet) symbol(left, top, wide, high float64, code image.Image) {
	for y := range code.Bounds().Dy() {
		for x := range code.Bounds().Dx() {
			if color.GrayModel.Convert(code.At(x, y)).(color.Gray).Y < 128 {
				s.block(left+float64(x)*wide, top+float64(y)*high, wide, high, 0)
			}
		}
	}
}

// letterCoded comes back with the QR code of a dossier, as the bank's letters have it.
func letterCoded(w *work) {
	letterRequest(w)
	text := check.DossierText(w.dossierReference())
	code, err := qr.Encode(text, qr.Q, qr.Unicode)
	if err != nil {
		panic("specimen: the code of a dossier: " + err.Error())
	}
	s := w.sheets[len(w.sheets)-1]
	s.symbol(20, 248, 0.6, 0.6, code)
	s.put(44, 268, mono, 9, w.truth.Fields["dossier_reference"])
}

// letterBarred bears the same as Code 128, on a label at its foot.
func letterBarred(w *work) {
	letterRequest(w)
	code, err := code128.Encode(check.DossierText(w.dossierReference()))
	if err != nil {
		panic("specimen: the code of a dossier: " + err.Error())
	}
	s := w.sheets[len(w.sheets)-1]
	s.symbol(25, 262, 0.375, 12, code)
	s.put(25, 279, mono, 9, w.truth.Fields["dossier_reference"])
}

// dossierReference is that of a dossier that nobody has.
func (w *work) dossierReference() string {
	ref := w.given("dossier_reference", fmt.Sprintf("CPT-2026-%04d", w.r.IntN(10_000)))
	w.field("dossier_reference", ref)
	return ref
}
