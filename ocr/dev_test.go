package ocr_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"bordereau/ocr"
)

func TestDevCorpus(t *testing.T) {
	r, _ := reader(t, ocr.Config{})
	d := "/work/shared/data/documents/"
	for _, f := range []string{"rib/RIB_AMU.pdf", "attestation/attestation_vigilance_test.pdf", "attestation/carte_professionnelle_tp_test.pdf", "attestation/test_cnetp_certificat.pdf", "ocr_page/francais.pdf", "ocr_page/typewriter.png", "facture_facturx/EN16931_Einfach.pdf", "facture_facturx/Facture_F20180027.pdf"} {
		data, err := os.ReadFile(d + f)
		if err != nil { t.Fatal(err) }
		st := time.Now()
		got, err := r.Read(context.Background(), data)
		if err != nil { fmt.Println(f, err); continue }
		for _, p := range got.Pages {
			fmt.Println(f, got.Flags, p.Number, p.Width, p.Height, p.DPI, p.Rotation, p.Skew, "layer", p.Layer, len(p.Words), time.Since(st))
		}
		if os.Getenv("SHOW") != "" { fmt.Println(got.Text()) }
	}
}
