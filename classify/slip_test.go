package classify_test

import (
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
)

const slipOver = `
N°     N° du chèque     Banque            Tireur                 Montant (EUR)
1      8471325          Tilleuls          Odette Brissac              1 237,56
2      3112184          Deux Rives        Karim Pertavelle               46,44
                                          À reporter                  1 284,00
`

const slipRest = `
REMISE DE CHEQUES A L'ENCAISSEMENT (suite)                              Page 2
Garage des Moulins EURL

N°     N° du chèque     Banque            Tireur                 Montant (EUR)
                                          Report                      1 284,00
3      5550123          Grand Large       Anne Martin                   100,00
4      5550124          Grand Large       Anne Martin                    50,00

Nombre de chèques :    4         Montant total de la remise :    1 434,00 EUR
`

// A listing goes on over pages; what is carried over is no cheque, even where it
// cannot be read that it is.
func TestASlipOfSeveralPages(t *testing.T) {
	head := slipText[:strings.Index(slipText, "\nN°")]
	for name, change := range map[string][2]string{
		"as printed":            {"Report ", "Report "},
		"carried over unread":   {"Report ", "s ; Fes"},
		"carried over, misread": {"Report                      1 284,00", "Rcqart                      4 284,00"},
		"a first page's foot":   {"À reporter", "A  rcqarrar"},
	} {
		u := understandReading(t, typeset.Reading(strings.ReplaceAll(head+slipOver, change[0], change[1]), strings.ReplaceAll(slipRest, change[0], change[1])), nil)
		if u.Type != bordereau.RemittanceSlip || u.Value("slip_count") != "4" || u.Value("slip_total") != "1434.00" {
			t.Errorf("%s: %s, %s cheques, %s", name, u.Type, u.Value("slip_count"), u.Value("slip_total"))
		}
		for field, want := range map[string]string{"lines[1].amount": "46.44", "lines[2].amount": "100.00", "lines[2].cheque_number": "5550123", "lines[3].amount": "50.00", "lines[4].amount": ""} {
			if got := u.Value(field); got != want {
				t.Errorf("%s: %s is %q, not %q", name, field, got, want)
			}
		}
		if verdict(u, "slip_listing_total") != bordereau.Passed || verdict(u, "slip_listing_count") != bordereau.Passed {
			t.Errorf("%s: %+v", name, u.Checks)
		}
	}
}

// Specks under the headings end no listing.
func TestSpecksEndNoListing(t *testing.T) {
	specks := "\n|\n— ; :\n. I\n_ —\n1      8471325"
	u := understand(t, strings.ReplaceAll(slipText, "\n1      8471325", specks))
	if u.Value("lines[1].amount") != "46.44" || verdict(u, "slip_listing_total") != bordereau.Passed {
		t.Errorf("%+v", u.Checks)
	}
}

// A slip of two pages with its cheques divides into the slip and the cheques.
func TestAFileDividesBehindALongSlip(t *testing.T) {
	for _, title := range []string{"REMISE DE CHEQUES A L'ENCAISSEMENT (suite)", "BORDEREAU DE REMISE DE CHÈQUES (suite)", "REMISE DE CHÈQUES (suite)"} {
		head := slipText[:strings.Index(slipText, "\nN°")]
		r := typeset.Reading(head+slipOver, strings.ReplaceAll(slipRest, "REMISE DE CHEQUES A L'ENCAISSEMENT (suite)", title), chequeText, chequeText)
		d, err := house(t).Divide(t.Context(), r, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := shown(d); got != "1 2c | 3 | 4" {
			t.Errorf("%s: %s %+v", title, got, d.Check)
		}
	}
}
