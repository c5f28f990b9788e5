package web

import (
	"strings"
	"testing"
)

func TestSentencesAreSaidInEnglish(t *testing.T) {
	for fr, want := range map[string]string{
		"Le montant : rien ne prouve cette valeur.":                                                                                        "Amount: nothing proves this value.",
		"Un contrôle a échoué : « PERDORE Théo » n'est le nom d'aucun client du dossier.":                                                  "A check failed: “PERDORE Théo” is not the name of any customer of the case file.",
		"Le montant dépasse 5000.00 EUR : deux personnes décident.":                                                                        "The amount exceeds 5000.00 EUR: two people decide.",
		"Il manque 2 document(s) sur 3":                                                                                                    "2 document(s) of 3 are missing",
		"chèque n° 17 : 1980.00 serait 1890.00, deux chiffres inversés":                                                                    "cheque no. 17: 1980.00 would be 1890.00, two digits exchanged",
		"Les chèques et le bordereau ne s'équilibrent pas. Un montant écrit à la main n'est pas encore prouvé : lisez-le sur l'image.":     "The cheques and the slip do not balance. An amount written by hand is not proved yet: read it on the picture.",
		"les 5 clés d'une MRZ de format TD3 conviennent ; indices du type : passeport 26,5":                                                "the 5 keys of an MRZ of format TD3 fit; cues of the type: passeport 26,5",
		"le classifieur appris dit aussi acte de décès à 87 % (SEIZE +0,2)":                                                                "the learned classifier says so too: death certificate at 87% (SEIZE +0,2)",
		"la clé de la date de naissance dans la MRZ convient (ICAO 9303-3 §4.9)":                                                           "the key of the date of birth in the MRZ fits (ICAO 9303-3 §4.9)",
		"Ce fichier contient plusieurs pièces et n'a pas pu être séparé : la page 3 n'est ni un chèque ni le verso de celui de la page 2.": "This file holds several papers and could not be split: page 3 is neither a cheque nor the back of that of page 2.",
		"Le code 2D-Doc ne peut pas être cru : <b>100 %s</b>.":                                                                             "The 2D-Doc code cannot be believed: <b>100 %s</b>.",
	} {
		if got, ok := interpretation.say(fr); !ok || got != want {
			t.Errorf("%q\n is said %q\n instead of %q", fr, got, want)
		}
	}
	if got := english.said("Ceci n'est dans aucune <liste>."); got != `<span lang="fr">Ceci n&#39;est dans aucune &lt;liste&gt;.</span>` {
		t.Error(got)
	}
	if got := french.said("Le <montant>."); got != "Le &lt;montant&gt;." {
		t.Error(got)
	}
}

// Every line has both languages and as many values in the one as in the other, in their order.
func TestTheListOfSentences(t *testing.T) {
	seen := map[string]bool{}
	for i, line := range strings.Split(strings.TrimSpace(sentenceList), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fr, en, ok := strings.Cut(line, "\t")
		if !ok || fr == "" || en == "" || strings.HasSuffix(fr, ".") || strings.HasSuffix(en, ".") {
			t.Errorf("line %d: %q", i+1, line)
		}
		if a, b := verb.FindAllString(fr, -1), verb.FindAllString(en, -1); strings.Join(a, "") != strings.Join(b, "") {
			t.Errorf("line %d: other values: %q", i+1, line)
		}
		if seen[fr] {
			t.Errorf("line %d: %q is there twice", i+1, fr)
		}
		seen[fr] = true
	}
}
