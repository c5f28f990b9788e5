package model_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
	"bordereau/classify/model"
)

// samples are n pages each of two kinds, told by a few words among words of both.
func samples(n int) (out []model.Sample) {
	for i := range n {
		filler := strings.Repeat("rue maison ville ", 1+i%5)
		out = append(out, model.Sample{Type: bordereau.Invoice, Reading: typeset.Reading("Facture total " + filler)},
			model.Sample{Type: bordereau.Letter, Reading: typeset.Reading("Madame salutations " + filler)})
	}
	return out
}

func TestSameSamplesGiveTheSameModel(t *testing.T) {
	a, report, err := model.Train(samples(40), 7)
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := model.Train(samples(40), 7)
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("the same samples gave another model: %v", err)
	}
	other, _, err := model.Train(samples(40), 8)
	if err != nil || bytes.Equal(a, other) {
		t.Errorf("another seed gave the same model: %v", err)
	}
	if report.Held != 16 || report.Taught != 64 || report.Right != 16 || report.Error > 0.1 {
		t.Errorf("%+v", report)
	}
}

func TestPredictionsAreExplained(t *testing.T) {
	data, _, err := model.Train(samples(40), 7)
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	f := model.Features(typeset.Reading("Facture de la maison"))
	ranked, sum := m.Predict(f), 0.0
	for _, s := range ranked {
		sum += s.Probability
	}
	if ranked[0].Type != bordereau.Invoice || ranked[0].Probability < 0.5 || math.Abs(sum-1) > 1e-9 {
		t.Errorf("%v", ranked)
	}
	why := m.Why(f, bordereau.Invoice, 2)
	if len(why) != 2 || !strings.Contains(why[0].Feature, "FACTURE") || why[0].Weight <= 0 || why[0].Weight < why[1].Weight || !strings.Contains(why[0].Say(), "FACTURE") {
		t.Errorf("%v", why)
	}
	if !m.Knows(bordereau.Letter) || m.Knows(bordereau.Cheque) || !strings.HasPrefix(m.ID(), "learned@1+") || len(m.ID()) != len("learned@1+")+12 {
		t.Errorf("%s", m.ID())
	}
}

// A customer's name that stands on a few corrected pages is not learned.
func TestNamesOfFewAreNotLearned(t *testing.T) {
	list := samples(40)
	for range 9 {
		list = append(list, model.Sample{Type: bordereau.Letter, Reading: typeset.Reading("Madame Pertavelle salutations"), Corrected: true})
	}
	for range 20 {
		list = append(list, model.Sample{Type: bordereau.Complaint, Reading: typeset.Reading("Je conteste"), Corrected: true})
	}
	data, _, err := model.Train(list, 7)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(data, []byte("PERTAVELLE")) || !bytes.Contains(data, []byte("CONTESTE")) || !bytes.Contains(data, []byte(`"corrections":29`)) {
		t.Errorf("%s", data)
	}
}

func TestBrokenModelsAreRefused(t *testing.T) {
	for _, bad := range []string{``, `{}`, `{"version":1,"temperature":0,"types":["letter","invoice"],"bias":[0,0]}`,
		`{"version":1,"temperature":1,"types":["letter","novel"],"bias":[0,0]}`, `{"version":1,"temperature":1,"types":["letter","invoice"],"bias":[0]}`,
		`{"version":1,"temperature":1,"types":["letter","invoice"],"bias":[0,0],"weights":{"w:A":{"2":1}}}`} {
		if _, err := model.Parse([]byte(bad)); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
	if _, _, err := model.Train(samples(3)[:1], 1); err == nil {
		t.Error("a model of one type was made")
	}
}

// The model that comes with the program knows the types that are drawn.
func TestDefault(t *testing.T) {
	m, err := model.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []bordereau.Type{bordereau.Cheque, bordereau.DeathCertificate, bordereau.Payslip, bordereau.Letter, bordereau.OtherPiece} {
		if !m.Knows(k) {
			t.Errorf("it was not taught what a %s is", k)
		}
	}
	if m.Samples < 300 || m.Seed == 0 {
		t.Errorf("taught on %d pages, seed %d", m.Samples, m.Seed)
	}
}
