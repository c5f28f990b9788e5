package classify

import (
	"testing"
	"time"

	"bordereau"
	"bordereau/check"
)

func TestDossierCodes(t *testing.T) {
	cl, err := New(Config{Families: Families(), Now: func() time.Time { return codeDay }})
	if err != nil {
		t.Fatal(err)
	}
	symbol := func(kind, text string) bordereau.Symbol {
		return bordereau.Symbol{Kind: kind, Text: text, Box: bordereau.Box{X: 1, Y: 2, W: 3, H: 4}}
	}
	for name, c := range map[string]struct {
		symbols []bordereau.Symbol
		want    string
		several bool
	}{
		"none":             {nil, "", false},
		"QR":               {[]bordereau.Symbol{symbol(bordereau.SymbolQR, check.DossierText("SUC-1"))}, "SUC-1", false},
		"Code 128":         {[]bordereau.Symbol{symbol(bordereau.SymbolCode128, check.DossierText("SUC-1"))}, "SUC-1", false},
		"twice the same":   {[]bordereau.Symbol{symbol(bordereau.SymbolQR, check.DossierText("SUC-1")), symbol(bordereau.SymbolCode128, check.DossierText("SUC-1"))}, "SUC-1", false},
		"two dossiers":     {[]bordereau.Symbol{symbol(bordereau.SymbolQR, check.DossierText("SUC-1")), symbol(bordereau.SymbolQR, check.DossierText("SUC-2"))}, "SUC-1", true},
		"another number":   {[]bordereau.Symbol{symbol(bordereau.SymbolCode128, "SUC-1")}, "", false},
		"a data matrix":    {[]bordereau.Symbol{symbol(bordereau.SymbolDataMatrix, check.DossierText("SUC-1"))}, "", false},
		"no reference":     {[]bordereau.Symbol{symbol(bordereau.SymbolQR, "BORDEREAU/DOSSIER/1/../x")}, "", false},
		"no reference yet": {[]bordereau.Symbol{symbol(bordereau.SymbolQR, "BORDEREAU/DOSSIER/1/")}, "", false},
	} {
		r := bankDetails("Mme Lise VAUBERT", "FR7030002005500000157845Z02")
		r.Pages[0].Symbols = c.symbols
		u, err := cl.Understand(t.Context(), r, nil)
		if err != nil {
			t.Fatal(err)
		}
		several := false
		for _, k := range u.Checks {
			several = several || k.Rule == ruleOneDossier && k.Verdict == bordereau.Failed
		}
		if u.Type != bordereau.BankDetails || u.Value("dossier_reference") != c.want || several != c.several {
			t.Errorf("%s: %s, %q, several %v", name, u.Type, u.Value("dossier_reference"), several)
		}
		if f := u.Field("dossier_reference"); f != nil && (f.Page != 1 || f.Box.W != 3 || len(f.Proofs) != 1) {
			t.Errorf("%s: %+v", name, f)
		}
	}
}
