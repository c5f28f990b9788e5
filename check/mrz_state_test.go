package check

import "testing"

func TestMRZState(t *testing.T) {
	for code, want := range map[string]bool{"FRA": true, "D": true, "UTO": true, "RKS": true, "XXA": true, "BDR": false, "UT0": false, "FR": false, "": false, "A D": false, "FRA ": false} {
		if MRZState(code) != want {
			t.Errorf("%q: %v", code, !want)
		}
	}
}

func TestMRZSpells(t *testing.T) {
	for _, c := range []struct {
		printed, zone string
		want          bool
	}{
		{"BÜSRA", "BUESRA", true}, {"BÜSRA", "BUSRA", true}, {"Müller-Lüdenscheidt", "MUELLER LUEDENSCHEIDT", true}, {"MÜLLER", "MULER", false},
		{"Noël", "NOEL", true}, {"O'Connor", "OCONNOR", true}, {"d'Étang", "D ETANG", true}, {"Groß", "GROSS", true}, {"NUÑEZ", "NUNXXEZ", true},
		{"BASANAVIČIENĖ", "BASANAVICIENE", true}, {"Dupond", "DUPONT", false}, {"", "A", false}, {"A", "", false}, {"Ørsted", "OERSTED", true}, {"DUPONT", "DUPON", false},
	} {
		if MRZSpells(c.printed, c.zone) != c.want {
			t.Errorf("%s as %s: %v", c.printed, c.zone, !c.want)
		}
	}
}
