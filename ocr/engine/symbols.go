package engine

import (
	"fmt"
	"strings"

	"bordereau"
	"bordereau/ocr/symbol"
)

var symbolKinds = map[symbol.Kind]string{
	symbol.DataMatrix: bordereau.SymbolDataMatrix, symbol.QR: bordereau.SymbolQR, symbol.Code128: bordereau.SymbolCode128, symbol.Patch: bordereau.SymbolPatch,
}

// symbols decodes the printed codes of a page, in pixels of the page as displayed.
func (s *sheet) symbols() ([]bordereau.Symbol, error) {
	// Not straightened: turning pixels blurs the modules, and a symbol is read turned.
	grey, err := s.raw.grey()
	if err != nil {
		return nil, err
	}
	defer grey.free()
	bare, err := s.paper.whitened(grey)
	if err != nil {
		return nil, err
	}
	defer bare.free()
	up, err := bare.quarters(s.quarter)
	if err != nil {
		return nil, err
	}
	defer up.free()
	img := up.bytes()
	found, err := symbol.Read(img, float64(s.dpi)*s.scale/25.4)
	if err != nil {
		return nil, fmt.Errorf("look for printed codes: %w", err)
	}
	var out []bordereau.Symbol
	for _, f := range found {
		b := f.Box
		out = append(out, bordereau.Symbol{Kind: symbolKinds[f.Kind], Text: latin1(f.Text),
			Box: s.straightenedBox(rect{b.Min.X, b.Min.Y, b.Dx(), b.Dy()}, img.Rect)})
	}
	return out, nil
}

// latin1 makes of each byte the character of that number.
func latin1(b []byte) string {
	var t strings.Builder
	for _, c := range b {
		t.WriteRune(rune(c))
	}
	return t.String()
}
