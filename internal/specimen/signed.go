package specimen

import (
	"strings"
	"time"

	"github.com/boombuler/barcode/datamatrix"

	"bordereau/check/twoddoc"
)

// energyBillSigned bears a 2D-Doc of what it prints, signed by the authority of specimens.
func energyBillSigned(w *work) {
	energyBill(w)
	street, town, _ := strings.Cut(w.truth.Fields["address"], ", ")
	code, city, _ := strings.Cut(town, " ")
	capitals := func(s string) string {
		return strings.ToUpper(plain(strings.NewReplacer("-", " ", "'", " ", ",", " ").Replace(s)))
	}
	day, err := time.Parse(time.DateOnly, w.truth.Fields["date"])
	if err != nil {
		panic("specimen: the date of a bill: " + err.Error())
	}
	signed, err := twoddoc.Specimen("01", day, [][2]string{{"26", "FR"}, {"24", code}, {"10", capitals(w.truth.Fields["account_holder"])},
		{"1D", strings.ReplaceAll(w.truth.Fields["gross_amount"], ".", ",")}, {"22", capitals(street)}, {"25", capitals(city)}})
	if err != nil {
		panic("specimen: a signed bill: " + err.Error())
	}
	matrix, err := datamatrix.Encode(string(signed))
	if err != nil {
		panic("specimen: a signed bill: " + err.Error())
	}
	s := w.sheets[len(w.sheets)-1]
	const module, left, top = 0.42, 150.0, 225.0 // mm
	s.symbol(left, top, module, module, matrix)
	s.put(left, top+float64(matrix.Bounds().Dy())*module+5, sansBold, 8, "2D-DOC")
}
