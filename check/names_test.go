package check

import (
	"testing"

	"pgregory.net/rapid"
)

func TestCompareNames(t *testing.T) {
	const same, near, other = "same", "close", "other"
	for _, c := range []struct{ a, b, want string }{
		{"DUPONT JEAN", "Jean Dupont", same},
		{"M. Jean-Pierre LEFÈVRE", "LEFEVRE JEAN PIERRE", same},
		{"MME KAHLO FRIDA", "Frida Kahlo", same},
		{"MLLE FRIDA KHALO", "KAHLO FRIDA", other}, // two letters swapped: not proof, not close either
		{"Charles de Gaulle", "GAULLE CHARLES", same},
		{"Mme DUPONT Jeanne née MARTIN", "MARTIN JEANNE", same},
		{"Mme DUPONT Jeanne née MARTIN", "DUPONT JEANNE", same},
		{"MARTIN JEANNE EPOUSE DUPONT", "Jeanne Dupont", same},
		{"M. DUPONT JEAN OU MME DUPONT MARIE", "Marie Dupont", same},
		{"M. ET MME DUPONT JEAN", "JEAN DUPONT", same},
		{"Jean et Marie DUPONT", "DUPONT JEAN", same},
		{"M DUPONT J", "DUPONT JEAN", near},
		{"DUPONT JEAN", "DUPOND JEAN", near},
		{"DUPONT", "DUPONT JEAN", near},
		{"DUPONT JEAN", "DUPONT JEAN MARIE PAUL", same},
		{"DUPONT JEAN", "DUPONT MARIE", other},
		{"DUPONT JEAN", "MARTIN JEAN", other},
		{"SARL BOULANGERIE DU PORT", "Boulangerie du Port S.A.R.L.", same},
		{"SARL BOULANGERIE DU PORT", "BOULANGERIE DU PORT SARL", same},
		{"SARL BOULANGERIE DU PORT", "SAS BOULANGERIE DU PORT", near},
		{"Ets Durand et Fils", "DURAND & FILS", same},
		{"STE GENERALE DE TRAVAUX SA", "SOCIETE GENERALE DE TRAVAUX", same},
		{"CHARPENTES AIGREMONT SA", "CHARPENTES AIGREMONT", same},
		{"CHARPENTES AIGREMONT SA", "CHARPENTES AIGREMONT NORD", near}, // another company may be named so
		{"CHARPENTES AIGREMONT NORD SA", "CHARPENTES AIGREMONT SA", near},
		{"BOULANGERIE DU GRAND LARGE EURL", "BOULAOGERIE DU GRAND LARGE EURL", near},
		{"DUPONT JEAN MARIE PAUL", "DUPONT JEAN MARIA PAUL", near},
		{"DUP0NT JEAN", "DUPONT JEAN", same},
		{"Hé lène Rosfauve L", "HELENE ROSFAUVEL", same}, // typed wide
		{"Hé lène Rosfauve", "HELENE ROSFAUVEL", other},
		{"Łukasz Œuvrard", "LUKASZ OEUVRARD", same},
		{"", "DUPONT", other},
		{"M. ou Mme", "DUPONT", other},
	} {
		got := CompareNames(c.a, c.b)
		is := other
		switch {
		case got.Same():
			is = same
		case got.Close():
			is = near
		}
		if is != c.want {
			t.Errorf("%q / %q: %.2f %s, want %s; %v", c.a, c.b, got.Score, is, c.want, got.Reasons)
		}
		if len(got.Reasons) == 0 {
			t.Errorf("%q / %q: no reason", c.a, c.b)
		}
	}
}

func TestCompareNamesIsSymmetricAndReflexive(t *testing.T) {
	word := rapid.SampledFrom([]string{"DUPONT", "Jean", "M.", "Mme", "née", "MARTIN", "ou", "et", "de", "SARL", "J", "Hélène", "Jean-Marc", "L'Hôte", "8", "SA"})
	rapid.Check(t, func(t *rapid.T) {
		join := func(label string) string {
			s := ""
			for _, w := range rapid.SliceOfN(word, 0, 7).Draw(t, label) {
				s += w + " "
			}
			return s
		}
		a, b := join("a"), join("b")
		ab, ba := CompareNames(a, b), CompareNames(b, a)
		if d := ab.Score - ba.Score; d > 1e-9 || d < -1e-9 {
			t.Fatalf("%q / %q: %v and %v", a, b, ab, ba)
		}
		if ab.Score < 0 || ab.Score > 1 {
			t.Fatalf("score %v", ab.Score)
		}
		if aa := CompareNames(a, a); aa.Score != 1 && aa.Score != 0 {
			t.Fatalf("%q with itself: %v", a, aa)
		}
	})
}

func FuzzCompareNames(f *testing.F) {
	f.Add("M. DUPONT née MARTIN ou Mme", "SARL & FILS")
	f.Fuzz(func(t *testing.T, a, b string) {
		if s := CompareNames(a, b).Score; s < 0 || s > 1 {
			t.Fatal(s)
		}
	})
}
