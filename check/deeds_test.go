package check

import "testing"

func TestDatesWrittenOut(t *testing.T) {
	for raw, want := range map[string]string{
		"douze mars deux mille vingt-six":                           "2026-03-12",
		"dix-sept mai deux mille dix-sept":                          "2017-05-17",
		"premier avril mil neuf cent quarante-quatre":               "1944-04-01",
		"vingt et un août mille neuf cent quatre-vingt-dix-neuf":    "1999-08-21",
		"trente-et-un décembre deux mille":                          "2000-12-31",
		"Le douze mars deux mille vingt-six":                        "",
		"trente février deux mille vingt":                           "",
		"douze mars":                                                "",
		"mars deux mille vingt-six":                                 "",
		"douze mars deux mille vingt-six à":                         "",
		"quarante mars deux mille vingt-six":                        "",
		"douze mars neuf cent":                                      "",
		"":                                                          "",
		"dix-sept janvier mil neuf cent soixante-dix-sept euros de": "",
	} {
		if got, err := ParseDateWords(raw); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q %v, want %q", raw, got, err, want)
		}
	}
}

func TestShares(t *testing.T) {
	for raw, want := range map[string]string{
		"3/8": "3/8", "pour un quart (1/4) en pleine propriété": "1/4", "trois huitièmes": "3/8", "la moitié": "1/2", "la totalité (1/1)": "1/1",
		"pour le tout": "1/1", "deux tiers": "2/3", "un quart (1/3)": "", "9/8": "", "0/4": "", "12/03/2026": "", "une part": "", "trois demi": "", "2/4": "2/4",
	} {
		if got, err := ParseShare(raw); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q %v, want %q", raw, got, err, want)
		}
	}
	for _, c := range []struct {
		shares    []Share
		whole, ok bool
	}{
		{[]Share{{"1/4", Ownership}, {"3/8", Ownership}, {"3/8", Ownership}}, true, true},
		{[]Share{{"1/3", Ownership}, {"1/3", Ownership}, {"1/3", Ownership}}, true, true},
		{[]Share{{"1/1", Usufruct}, {"1/2", BareOwnership}, {"1/2", BareOwnership}}, true, true},
		{[]Share{{"1/4", Ownership}, {"3/4", Usufruct}, {"3/4", BareOwnership}}, true, true},
		{[]Share{{"1/2", BareOwnership}, {"1/2", BareOwnership}}, false, true},
		{[]Share{{"1/4", Ownership}, {"3/8", Ownership}, {"1/8", Ownership}}, false, true},
		{[]Share{{"1/2", Ownership}, {"2/3", Ownership}}, false, true},
		{[]Share{{"", Ownership}}, false, false},
		{nil, false, false},
	} {
		if whole, ok := SharesWhole(c.shares); whole != c.whole || ok != c.ok {
			t.Errorf("%v: %v %v", c.shares, whole, ok)
		}
	}
}
