package desk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/ids"
)

// guesses are how a person may ask whether a cheque is worth 1 237,56 €, and its slip
// 1 300,56 €.
var guesses = []string{"montant:1237,56", "montant:1000..1300", "1237,56", "1 237,56 €", "1237", "237,56", `"1 237 56"`, "=1237.56",
	"mille deux cent trente sept", "mille", "trent", "milke", `"deux cent"`, "1300,56", "montant:1300,56", "1237 type:cheque", "56", "1 237", "trente montant:1237,56"}

// Whatever an amount waits for, nobody who may key it learns it from a search: not by what
// is found, nor by what is counted, nor by what is shown. Those who do not key it do, and
// so does everybody once it is settled.
func TestAnAmountThatIsNotSettledIsNotFoundByThoseWhoKeyIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	auditor := h.person("armand", bordereau.RoleAuditor)
	doubtful := cheque("1237.56", weak)
	doubtful.text = "mille deux cent trente sept euros 56 Dupont 1 237,56 € 1237,56"
	listed := slip(2, "1300.56")
	listed.text = "remise Dupont 1237,56 60,00 total 1300,56"
	listed.fields = append(listed.fields, field("lines[0].amount", "1237.56"), field("lines[1].amount", "60.00"))
	docs := h.bring(bordereau.Deposit{}, listed, doubtful, cheque("60.00", agreement))
	blind := []string{docs[0].ID, docs[1].ID}
	finds := func(by bordereau.Principal, words string) (out []string) {
		t.Helper()
		for _, near := range []desk.Near{desk.NearAuto, desk.NearAlways} {
			r, err := h.Find(t.Context(), by, desk.Query{Words: words, Near: near})
			if err != nil {
				t.Fatal(err)
			}
			body, err := json.Marshal(r)
			if told := strings.Contains(string(body), "237,56") || facetOf(r, "montant")["1000,00..9999,99"] > 0; err != nil || told && by.ID != auditor.ID && facetOf(r, "etat")["to_review"] > 0 {
				t.Errorf("%s is told %s", by.Name, body)
			}
			for _, id := range idsOf(r) {
				if slices.Contains(blind, id) && !slices.Contains(out, id) {
					out = append(out, id)
				}
			}
		}
		return out
	}
	unknown := func(when string) {
		t.Helper()
		for _, by := range []bordereau.Principal{h.alice, h.bob, h.carol, h.sophie} {
			for _, words := range guesses {
				if got := finds(by, words); len(got) > 0 {
					t.Errorf("%s: %s finds %d by %q", when, by.Name, len(got), words)
				}
			}
			for _, words := range []string{"dupont", "type:cheque", "dossier:D1", "dupont etat:to_review"} {
				if got := finds(by, words); len(got) == 0 {
					t.Errorf("%s: %s does not find anything by %q", when, by.Name, words)
				}
			}
		}
		for _, words := range []string{"montant:1237,56", "1237,56", "mille deux cent"} {
			if got := finds(auditor, words); len(got) == 0 {
				t.Errorf("%s: an auditor does not find by %q", when, words)
			}
		}
	}
	unknown("waiting")
	// The record as it stands while a second and a third person read.
	for _, kind := range []string{"second", "third"} {
		h.sql(`UPDATE tasks SET kind = '%s' WHERE document_id = '%s' AND state = 'open'; UPDATE finds SET blind = false`, kind, docs[1].ID)
		unknown(kind)
	}
	h.sql(`UPDATE tasks SET state = 'done'; UPDATE documents SET state = 'decided' WHERE type = 'cheque' OR type = 'remittance_slip'`)
	for _, words := range []string{"montant:1237,56", "1237,56", "mille deux cent"} {
		if got := finds(h.alice, words); len(got) == 0 {
			t.Errorf("settled, and not found by %q", words)
		}
	}
	h.sql(`INSERT INTO sample_draws (day, population, drawn, share, least, head_size, seed, drawn_at) VALUES ('2026-01-01', 1, 1, 1, 1, 1, 'x', now());
		INSERT INTO samples (id, day, document_id, type, branch, fields, state) VALUES ('%s', '2026-01-01', '%s', 'cheque', '12', '["amount"]', 'open')`, ids.New(), docs[1].ID)
	for _, words := range []string{"montant:1237,56", "mille deux cent"} {
		if got := finds(h.alice, words); slices.Contains(got, docs[1].ID) {
			t.Errorf("a sample is found by %q", words)
		}
	}
}

// A decision settles it: what was blind is found from then on, by its amount too.
func TestADecidedAmountIsFound(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.bring(bordereau.Deposit{}, slip(1, "1237.56"), cheque("1237.56", weak))[1].ID
	finds := func() bool {
		r, err := h.Find(t.Context(), h.sophie, desk.Query{Words: "montant:1237,56 type:cheque"})
		if err != nil {
			t.Fatal(err)
		}
		return slices.Contains(idsOf(r), id)
	}
	if blind := h.sql(`SELECT blind FROM finds WHERE document_id = '%s'`, id); (blind == "t") == finds() {
		t.Error("blind is", blind)
	}
	for {
		task, err := h.NextTask(t.Context(), h.alice, desk.TaskFilter{})
		if err != nil {
			t.Fatal(err)
		}
		if task == nil {
			break
		}
		fields := map[string]string{"amount": "1237,56"}
		if task.Document != id {
			fields = map[string]string{"slip_total": "1237,56", "slip_count": "1"}
		}
		h.must(h.alice, *task, desk.Decision{Action: desk.Confirm, Fields: fields})
	}
	if !finds() {
		t.Error("it is settled and not found", h.sql(`SELECT state, blind FROM finds WHERE document_id = '%s'`, id))
	}
}

// A reference typed whole, a day and any other word find what is keyed blind.
func TestWhatIsNoAmountFindsWhatIsKeyedBlind(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := cheque("1237.56", weak)
	p.fields = append(p.fields, field("cheque_number", "0048541"))
	p.text = "Millon Centrale Boulangerie le 3 mars 2026 chèque 0048541"
	id := h.bring(bordereau.Deposit{}, p)[0].ID
	for _, words := range []string{"0048541", "0048 541", "millon", "centrale", "boulangerie", "03/03/2026", "0048541 millon", "boulangerie type:cheque"} {
		r, err := h.Find(t.Context(), h.alice, desk.Query{Words: words})
		if err != nil || !slices.Contains(idsOf(r), id) {
			t.Errorf("not found by %q: %+v %v", words, r, err)
		}
	}
	for _, words := range []string{"004854", "48541"} { // part of a number may be part of an amount
		if r, err := h.Find(t.Context(), h.alice, desk.Query{Words: words}); err != nil || len(r.Items) > 0 {
			t.Errorf("found by %q: %v", words, err)
		}
	}
}

// What programs before kept is indexed anew from the record alone, and what stopped it is
// gone on from.
func TestWhatWasKeptBeforeIsIndexedAnew(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for range 3 {
		o.mustSend(paperFile("letter succession Mme BEMARD le 3 mars 2026 " + ids.New()))
	}
	o.work(desk.StageRead)
	finds := func() (exact, near int) {
		return o.find(o.auditor, "succession").Total, o.find(o.auditor, "bernard 03/03/2026").Total
	}
	if exact, near := finds(); exact != 3 || near != 3 {
		t.Fatal(exact, near)
	}
	// As the programs before wrote it: into the documents' own column, words alone.
	o.sql(`UPDATE documents SET search = '''succession'':1 ''bemard'':2'::tsvector`)
	if exact, near := finds(); exact != 3 || near != 0 || o.sql(`SELECT count(*) FROM finds WHERE stale`) != "3" {
		t.Fatal(exact, near)
	}
	last := o.sql(`SELECT max(document_id::text) FROM finds`)
	kept := o.sql(`SELECT understanding FROM documents WHERE id = '%s'`, last)
	o.sql(`UPDATE documents SET understanding = '"damaged"' WHERE id = '%s'`, last)
	if n, err := o.Reindex(t.Context()); err == nil || n != 0 {
		t.Fatal("what cannot be read is passed over", n, err)
	}
	o.sql(`UPDATE documents SET understanding = '%s' WHERE id = '%s'`, kept, last)
	if n, err := o.Reindex(t.Context()); err != nil || n != 3 {
		t.Fatal(n, err)
	}
	if exact, near := finds(); exact != 3 || near != 3 || o.sql(`SELECT count(*) FROM finds WHERE stale`) != "0" {
		t.Error(exact, near)
	}
	if n, err := o.Reindex(t.Context()); err != nil || n != 0 {
		t.Error("indexed twice", n, err)
	}
}
