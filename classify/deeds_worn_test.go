package classify_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"bordereau"
	"bordereau/check"
	"bordereau/internal/specimen"
	"bordereau/policy"
)

// worn is a drawing as a scan leaves it: the small marks at the ends of words are what a
// reader loses or takes for each other first.
func worn(t *testing.T, s specimen.Spec, wear func(text string, r *rand.Rand) string) (bordereau.Reading, specimen.Truth) {
	t.Helper()
	s.Format = "pdf_text"
	d, err := specimen.Draw(s)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(s.Seed, 3))
	reading := d.Reading()
	for i := range reading.Pages {
		for j := range reading.Pages[i].Words {
			w := &reading.Pages[i].Words[j]
			w.Text = wear(w.Text, r)
		}
	}
	return reading, d.Truth
}

// TestWornDeeds: deeds say their values in sentences; where commas were lost or taken for
// full stops, nearly all of them are still found, and none that is wrong is proved.
func TestWornDeeds(t *testing.T) {
	wears := map[string]func(string, *rand.Rand) string{
		"a comma in three is lost": func(s string, r *rand.Rand) string {
			if r.IntN(3) == 0 {
				return strings.TrimRight(s, ",")
			}
			return s
		},
		"a comma in three is a full stop": func(s string, r *rand.Rand) string {
			if strings.HasSuffix(s, ",") && r.IntN(3) == 0 {
				return strings.TrimRight(s, ",") + "."
			}
			return s
		},
		"apostrophes and accents are lost": func(s string, _ *rand.Rand) string {
			return strings.NewReplacer("'", "", "’", "", "é", "e", "è", "e", "ê", "e").Replace(s)
		},
	}
	for _, kind := range []bordereau.Type{bordereau.DeathCertificate, bordereau.EnforcementOrder, bordereau.FormalNotice, bordereau.HeirsCertificate, bordereau.CompanyExtract, bordereau.LoanOffer} {
		for what, wear := range wears {
			all, read := 0, 0
			for seed := uint64(4_000); seed < 4_040; seed++ {
				reading, truth := worn(t, specimen.Spec{Kind: kind, Seed: seed}, wear)
				u := policy.Default().Statuses(understandReading(t, reading, nil))
				if u.Type != kind {
					t.Errorf("%s: %s %d is taken for %s: %v", what, truth.Layout, seed, u.Type, u.Checks)
					continue
				}
				for name, want := range truth.Fields {
					all++
					f := u.Field(name)
					switch {
					case f != nil && plainLetters(f.Value) == plainLetters(want):
						read++
					case f != nil && f.Status == bordereau.Proved:
						t.Errorf("%s: %s %d: %s is proved to be %q, and is %q", what, truth.Layout, seed, name, f.Value, want)
					}
				}
			}
			if 100*read < 97*all {
				t.Errorf("%s, %s: %d of %d fields", kind, what, read, all)
			}
		}
	}
}

// plainLetters leaves out what the wear takes away.
func plainLetters(s string) string {
	return strings.NewReplacer("'", "", " ", "", ",", "", ".", "").Replace(check.Fold(s))
}

// What a sentence says of the debtor is not the debtor's name.
func TestADebtorInASentenceIsNoName(t *testing.T) {
	u := understand(t, strings.Replace(orderText, "Créancier :", "nous saisissons les sommes dont elle est tenue envers le débiteur, pour avoir paiement de :\n\nCréancier :", 1))
	if v := u.Value("debtor"); v != "Odette Brissac" {
		t.Errorf("the debtor is %q", v)
	}
}
