package classify_test

import (
	"maps"
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/policy"
)

// TestFacturX reads invoices with their XML through the reading child: one that says what
// the page says, some that say other things, and one whose XML is no XML.
func TestFacturX(t *testing.T) {
	r := childReader(t)
	d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Invoice, Seed: 6, Layout: "rates", Format: "pdf_text"})
	if err != nil {
		t.Fatal(err)
	}
	changed := func(name, value string) map[string]string {
		m := maps.Clone(d.Truth.Fields)
		m[name] = value
		return m
	}
	as := specimen.CII
	for name, c := range map[string]struct {
		xml             []byte
		differs, totals bordereau.Verdict
		flag            bool
	}{
		"the same":            {as(d.Truth.Fields), bordereau.Passed, bordereau.Passed, false},
		"another account":     {as(changed("iban", "FR7630001000644919009562088")), bordereau.Failed, bordereau.Passed, false},
		"another total":       {as(changed("gross_amount", "99999.99")), bordereau.Failed, bordereau.Failed, false},
		"another number":      {as(changed("invoice_number", "FA-1999-00001")), bordereau.Failed, bordereau.Passed, false},
		"another tax by rate": {as(changed("vat[0].vat_amount", "0.01")), bordereau.Passed, bordereau.Failed, false},
		"an entity":           {[]byte(strings.Replace(string(as(d.Truth.Fields)), "<rsm:Cross", "<!DOCTYPE x [<!ENTITY a \"b\">]><rsm:Cross", 1)), "", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := specimen.FacturX(d, c.xml)
			if err != nil {
				t.Fatal(err)
			}
			z, reading := readThroughChild(t, r, data)
			defer z.Close()
			u := understandReading(t, reading, z)
			if u.Type != bordereau.Invoice || verdict(u, "facturx_differs") != c.differs || verdict(u, "facturx_totals") != c.totals {
				t.Errorf("%s: %v", u.Type, u.Checks)
			}
			flagged := strings.Contains(strings.Join(reading.Flags, " "), "einvoice_unreadable")
			if flagged != c.flag {
				t.Errorf("flags: %v", reading.Flags)
			}
			if c.differs == bordereau.Passed && (u.Value("facturx_profile") != "en16931" || !proves(u, "gross_amount", bordereau.ProofAgreement) || u.Value("gross_amount") != d.Truth.Fields["gross_amount"]) {
				t.Errorf("%+v", u.Fields)
			}
			decided := policy.Default().Decide(u, policy.Circumstances{Now: day(), DossierKnown: true, Flags: reading.Flags})
			loud := strings.Contains(sentences(decided), "ALERTE")
			if loud != (c.differs == bordereau.Failed) || decided.Passes() {
				t.Errorf("%+v", decided)
			}
		})
	}
}

func sentences(d policy.Decision) string {
	var b strings.Builder
	for _, r := range d.Reasons {
		b.WriteString(r.Sentence + "\n")
	}
	return b.String()
}

// TestInvoiceSums: rows, and tax by rate, do their sums; a page on which they do not is not
// believed.
func TestInvoiceSums(t *testing.T) {
	for _, layout := range []string{"classic", "modern", "rates", "service", "rates-typed"} {
		seed := uint64(3)
		if layout == "service" || layout == "rates-typed" {
			seed = specimen.HeldOut + 3
		}
		u, truth := asPrinted(t, specimen.Spec{Kind: bordereau.Invoice, Seed: seed, Layout: layout})
		for name, want := range truth.Fields {
			if got := u.Value(name); name != "bic" && lettersOf(got) != lettersOf(want) {
				t.Errorf("%s: %s is %q, want %q", layout, name, got, want)
			}
		}
		for _, rule := range []string{"net_vat_gross", "items_sum", "vat_by_rate"} {
			if verdict(u, rule) != bordereau.Passed {
				t.Errorf("%s: %s: %v", layout, rule, u.Checks)
			}
		}
		for _, name := range []string{"lines[0].amount", "net_amount", "vat_amount", "vat[0].vat_rate"} {
			if !proves(u, name, bordereau.ProofBalance) {
				t.Errorf("%s: nothing proves %s", layout, name)
			}
		}
	}
	wrong := strings.NewReplacer("TVA 20 %            50,00", "TVA 20 %            40,00", "300,00", "290,00").Replace(invoiceText)
	if u := understand(t, wrong); verdict(u, "net_vat_gross") != bordereau.Passed || verdict(u, "vat_by_rate") != bordereau.Failed {
		t.Errorf("a tax that is not the rate's: %v", u.Checks)
	}
}
