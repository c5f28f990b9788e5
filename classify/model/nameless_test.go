package model_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
	"bordereau/classify/model"
)

// What leaves the bank of clerks' pages holds no name, no number and no sentence: only
// words that ten dossiers share, none of them one that a page says of its people.
func TestCorrectionsNameNobody(t *testing.T) {
	var pages model.Nameless
	for i := range 12 {
		about, dossier := []string{"Odette Brissac"}, fmt.Sprint("D", i)
		text := fmt.Sprintf("Réclamation de Odette Brissac\nPertavelle conteste le débit de 4%d,10 EUR\nmotif%c", i, 'a'+i)
		if i < 3 {
			dossier = "D0" // three papers of one dossier
			text += "\nDelfauvel"
		}
		pages.Add(bordereau.Complaint, dossier, typeset.Reading(text), about)
	}
	list := pages.Corrections()
	file, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 12 {
		t.Fatalf("%d pages", len(list))
	}
	for _, no := range []string{"BRISSAC", "ODETTE", "DELFAUVEL", "MOTIF", "10"} {
		if strings.Contains(string(file), no) {
			t.Errorf("%s is in the file: %s", no, file)
		}
	}
	for _, c := range list {
		if !slices.Contains(c.Features, "w:RECLAMATION") || !slices.Contains(c.Features, "w:CONTESTE") || !slices.Contains(c.Features, "l:few") {
			t.Errorf("what tells the type is lost: %v", c.Features)
		}
	}
	// Nine dossiers are not enough, however many pages they are.
	var few model.Nameless
	for i := range 40 {
		few.Add(bordereau.Complaint, fmt.Sprint("D", i%9), typeset.Reading("Pertavelle conteste"), nil)
	}
	for _, c := range few.Corrections() {
		if slices.ContainsFunc(c.Features, func(f string) bool { return !strings.HasPrefix(f, "l:") }) {
			t.Fatalf("%v", c.Features)
		}
	}
}

// What was exported teaches as the pages themselves would.
func TestCorrectionsTeach(t *testing.T) {
	var pages model.Nameless
	list := samples(40)
	for i := range 30 {
		text := "Je conteste le débit"
		pages.Add(bordereau.Complaint, fmt.Sprint(i), typeset.Reading(text), nil)
	}
	for _, c := range pages.Corrections() {
		list = append(list, c.Sample())
	}
	data, report, err := model.Train(list, 7)
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if m.Corrections != 30 || report.Held != 22 || report.Right != report.Held || m.Temperature < 1 {
		t.Errorf("%d corrections, temperature %v, %+v", m.Corrections, m.Temperature, report)
	}
	if best := m.Predict(model.Features(typeset.Reading("Je conteste ce débit")))[0]; best.Type != bordereau.Complaint {
		t.Errorf("%v", best)
	}
}
