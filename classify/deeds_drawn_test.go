package classify_test

import (
	"strings"
	"testing"

	"bordereau"
	"bordereau/check"
	"bordereau/internal/specimen"
	"bordereau/policy"
)

// deeds are the papers of estates, companies and recovery; filed are those without
// fields of their own.
var (
	deeds = []bordereau.Type{bordereau.DeathCertificate, bordereau.HeirsCertificate, bordereau.FamilyRecordBook, bordereau.CompanyExtract,
		bordereau.FormalNotice, bordereau.EnforcementOrder}
	filed = []bordereau.Type{bordereau.BirthCertificate, bordereau.MarriageCertificate, bordereau.SaleAgreement, bordereau.ArticlesOfAssociation,
		bordereau.EmploymentContract, bordereau.OtherPiece}
)

// lettersOf compares what is printed: letters and digits, without accents.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, check.Fold(s))
}

// TestDeedsAsPrinted: every layout gives its type; those that are tuned on give every
// field, and on those kept for measuring nothing that is proved is wrong.
func TestDeedsAsPrinted(t *testing.T) {
	for _, kind := range append(append([]bordereau.Type{bordereau.Complaint}, deeds...), filed...) {
		for _, from := range []uint64{0, specimen.HeldOut + 1} {
			for seed := from; seed < from+10; seed++ {
				u, truth := asPrinted(t, specimen.Spec{Kind: kind, Seed: seed})
				if u.Type != kind {
					t.Errorf("%s %s %d is taken for %s: %v", kind, truth.Layout, seed, u.Type, u.Checks[0])
					continue
				}
				if strings.HasPrefix(truth.Layout, "visa") {
					continue // what their zones say, and that many have expired, TestDrawnZones holds
				}
				u = policy.Default().Statuses(u)
				for name, value := range truth.Fields {
					f := u.Field(name)
					wrong := f == nil || lettersOf(f.Value) != lettersOf(value)
					if wrong && (from == 0 || f != nil && f.Status == bordereau.Proved) {
						t.Errorf("%s %s %d: %s is %q, want %q", kind, truth.Layout, seed, name, u.Value(name), value)
					}
				}
				for _, c := range u.Checks {
					if c.Verdict == bordereau.Failed {
						t.Errorf("%s %s %d: %s fails: %s", kind, truth.Layout, seed, c.Rule, c.Detail)
					}
				}
			}
		}
		for seed := range uint64(4) {
			if u, truth := asPrinted(t, specimen.Spec{Negative: kind, Seed: seed}); u.Type == kind {
				t.Errorf("%s, a look-alike, is taken for %s: %v", truth.Layout, kind, u.Checks[0])
			}
		}
	}
}

// TestDeedsThatAreWrong: shares, keys and sums that are wrong on paper are told.
func TestDeedsThatAreWrong(t *testing.T) {
	for _, c := range []struct {
		kind    bordereau.Type
		defects specimen.Defects
		rule    string
	}{
		{bordereau.HeirsCertificate, specimen.Defects{Disagree: true}, "shares_sum_to_one"},
		{bordereau.CompanyExtract, specimen.Defects{WrongKey: true}, "siren_key"},
		{bordereau.FormalNotice, specimen.Defects{WrongTotal: true}, "parts_sum_to_total"},
		{bordereau.EnforcementOrder, specimen.Defects{WrongTotal: true}, "parts_sum_to_total"},
	} {
		told := 0
		for seed := range uint64(10) {
			u, truth := asPrinted(t, specimen.Spec{Kind: c.kind, Seed: seed, Defects: c.defects})
			if len(truth.Wrong) == 0 {
				continue // a layout without the sum
			}
			told++
			if v := verdict(u, c.rule); v != bordereau.Failed {
				t.Errorf("%s %s %d: %s is %q: %v", c.kind, truth.Layout, seed, c.rule, v, u.Checks)
			}
		}
		if told == 0 {
			t.Errorf("nothing is ever wrong on a %s", c.kind)
		}
	}
}

// TestDeedsThroughTheChild reads scans of a layout that is tuned on and of one that is kept.
func TestDeedsThroughTheChild(t *testing.T) {
	r := childReader(t)
	for _, kind := range deeds {
		for _, seed := range []uint64{4, specimen.HeldOut + 4} {
			data, truth := drawnFile(t, specimen.Spec{Kind: kind, Seed: seed})
			u := policy.Default().Statuses(throughChild(t, r, data))
			if u.Type != kind {
				t.Errorf("%s %s %d is taken for %s: %v", kind, truth.Layout, seed, u.Type, u.Checks[0])
				continue
			}
			right := 0
			for name, value := range truth.Fields {
				f := u.Field(name)
				switch {
				case f != nil && lettersOf(f.Value) == lettersOf(value):
					right++
				case f != nil && f.Status == bordereau.Proved:
					t.Errorf("%s %s %d: %s %q is proved, printed is %q", kind, truth.Layout, seed, name, f.Value, value)
				}
			}
			if seed < specimen.HeldOut && 10*right < 9*len(truth.Fields) {
				t.Errorf("%s %s %d: %d of %d fields are as printed: %+v", kind, truth.Layout, seed, right, len(truth.Fields), u.Fields)
			}
		}
	}
	for _, kind := range filed {
		data, truth := drawnFile(t, specimen.Spec{Kind: kind, Seed: 4})
		if u := throughChild(t, r, data); u.Type != kind {
			t.Errorf("%s %s is taken for %s: %v", kind, truth.Layout, u.Type, u.Checks[0])
		}
	}
}

// TestSignaturesOfHeirs: ink under every name, and none under the last.
func TestSignaturesOfHeirs(t *testing.T) {
	r := childReader(t)
	for _, unsigned := range []bool{false, true} {
		d, err := specimen.Draw(specimen.Spec{Kind: bordereau.HeirsCertificate, Seed: 4, Layout: "attestation", DPI: 200, Format: "tiff",
			Defects: specimen.Defects{Unsigned: unsigned, Noise: 3}})
		if err != nil {
			t.Fatal(err)
		}
		data, err := specimen.Encode(d, "tiff")
		if err != nil {
			t.Fatal(err)
		}
		want := map[bool]bordereau.Verdict{false: bordereau.Passed, true: bordereau.Failed}[unsigned]
		if u := throughChild(t, r, data); verdict(u, "all_heirs_signed") != want {
			t.Errorf("unsigned %v: %v", unsigned, u.Checks)
		}
	}
}
