package desk_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
)

// drawn brings papers through without a person on Monday and draws on Tuesday.
func (h *house) drawn(papers int) []bordereau.Document {
	h.t.Helper()
	var docs []bordereau.Document
	for i := range papers {
		docs = append(docs, h.bring(bordereau.Deposit{}, slip(1, fmt.Sprintf("%d.00", i+10)), cheque(fmt.Sprintf("%d.00", i+10), weak))...)
	}
	h.at(monday.AddDate(0, 0, 1))
	h.count()
	if err := h.SignJournal(h.t.Context(), true); err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.DrawSamples(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	return docs
}

// What is drawn is fixed by the log: anybody can draw the same again, and nobody twice.
func TestSamplesFollowFromTheLog(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.Sampling = desk.SampleSettings{Share: 0.25, Least: 2}
	docs := h.drawn(6)
	if n, err := h.DrawSamples(t.Context()); err != nil || n != 0 {
		t.Errorf("drawn again: %d %v", n, err)
	}
	if got := h.sql("SELECT population || ' ' || drawn FROM sample_draws"); got != "12 3" {
		t.Error(got)
	}
	root := h.sql("SELECT encode(c.root, 'hex') FROM checkpoints c JOIN sample_draws d ON d.head_size = c.size")
	raw, err := hex.DecodeString(root)
	if err != nil {
		t.Fatal(err)
	}
	var population []string
	for _, d := range docs {
		population = append(population, d.ID)
	}
	slices.Reverse(population)
	want := desk.DrawFrom(population, desk.SampleSeed("2026-11-23", raw), 3)
	slices.Sort(want)
	if got := h.sql("SELECT string_agg(document_id::text, ' ' ORDER BY document_id) FROM samples"); got != strings.Join(want, " ") {
		t.Errorf("drawn %s, want %s", got, want)
	}
	if got := h.sql("SELECT count(*) FROM events WHERE kind = 'sample.drawn'"); got != "1" {
		t.Error(got)
	}
}

// Each of a population is drawn as often as any other.
func TestADrawingIsFair(t *testing.T) {
	population := make([]string, 40)
	for i := range population {
		population[i] = fmt.Sprint("document-", i)
	}
	times := map[string]int{}
	const draws, n = 4000, 4
	for i := range draws {
		for _, id := range desk.DrawFrom(population, desk.SampleSeed("day", fmt.Append(nil, i)), n) {
			times[id]++
		}
	}
	// The mean is 400 with a deviation of 19: five of them are a mistake.
	for _, id := range population {
		if times[id] < 305 || times[id] > 495 {
			t.Errorf("%s is drawn %d times of %d", id, times[id], draws)
		}
	}
	for _, c := range []struct{ population, want int }{{0, 0}, {3, 3}, {100, 5}, {1000, 10}, {1001, 11}} {
		if got := (desk.SampleSettings{Share: 0.01, Least: 5}).Size(c.population); got != c.want {
			t.Errorf("of %d are drawn %d", c.population, got)
		}
	}
}

// A sample is keyed blind, twice where it differs, and changes nothing that is right.
func TestASampleIsKeyedBlind(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.Sampling = desk.SampleSettings{Share: 1}
	docs := h.drawn(1)
	before, auditor := h.states(docs), h.person("armand", bordereau.RoleAuditor)
	if n, err := h.OpenSamples(t.Context(), h.alice); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	for range 2 {
		s, err := h.NextSample(t.Context(), h.alice)
		if err != nil || s == nil {
			t.Fatal(s, err)
		}
		if again, err := h.NextSample(t.Context(), h.alice); err != nil || again.ID != s.ID || again.LeaseID != s.LeaseID {
			t.Errorf("asked again: %+v %v", again, err)
		}
		seen, err := h.Sample(t.Context(), h.alice, s.ID)
		if err != nil || len(seen.Keyed) != 0 || len(seen.Differ) != 0 || len(seen.Pages) != 1 {
			t.Errorf("%+v %v", seen, err)
		}
		values := map[string]string{}
		u := h.values(bordereau.Document{ID: s.Document})
		for _, name := range s.Fields {
			values[name] = u.Value(name)
		}
		if shown := h.shown(h.alice, s); len(shown) != 0 {
			t.Errorf("whoever keys the sample sees %q on the paper's page", shown)
		}
		if shown := h.shown(auditor, s); len(shown) == 0 {
			t.Error("an auditor sees nothing")
		}
		if _, err := h.KeySample(t.Context(), h.bob, s.ID, s.LeaseID, values); code(err) != bordereau.Conflicting {
			t.Error("who has no lease keys:", err)
		}
		first := s.Fields[0]
		right := values[first]
		values[first] = ""
		if _, err := h.KeySample(t.Context(), h.alice, s.ID, s.LeaseID, values); code(err) != bordereau.Invalid {
			t.Error("nothing was keyed:", err)
		}
		values["amount"], values["slip_total"] = "99.00", "99.00"
		values[first] = right
		if s.Type == bordereau.Cheque {
			values[first] = "99.00"
		}
		slipped, err := h.KeySample(t.Context(), h.alice, s.ID, s.LeaseID, values)
		if err != nil || slipped.State != "open" || slipped.Tries != 1 {
			t.Fatalf("a slip of the fingers: %+v %v", slipped, err)
		}
		for _, name := range s.Fields {
			values[name] = u.Value(name)
		}
		if done, err := h.KeySample(t.Context(), h.alice, s.ID, s.LeaseID, values); err != nil || done.State != "agreed" {
			t.Fatalf("%+v %v", done, err)
		}
		if shown := h.shown(h.alice, s); len(shown) == 0 {
			t.Error("what was keyed stays hidden")
		}
	}
	if s, err := h.NextSample(t.Context(), h.alice); err != nil || s != nil {
		t.Error(s, err)
	}
	if after := h.states(docs); after != before {
		t.Errorf("%s became %s", before, after)
	}
	h.count()
	s := h.figures(7).Sampling
	if s.Population != 2 || s.Drawn != 2 || s.Agreed != 2 || s.Open != 0 || s.Errors.Count != 0 || s.Errors.Of != 2 || s.Errors.High < 0.8 {
		t.Errorf("%+v", s)
	}
	if list, err := h.OpenItems(t.Context(), h.sophie, "open", desk.Cursor{}); err != nil || len(list.Items) != 0 {
		t.Error(list, err)
	}
}

// shown are the values of a sample's fields that a person sees on the paper's own page.
func (h *house) shown(by bordereau.Principal, s *desk.Sample) []string {
	h.t.Helper()
	v, err := h.Document(h.t.Context(), by, s.Document)
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, name := range s.Fields {
		if value := v.Understanding.Value(name); value != "" {
			out = append(out, value)
		}
	}
	return out
}

// key keys a sample wrongly, twice, in the amount, or as unreadable.
func (h *house) keyWrong(s desk.Sample, name, value string) desk.Sample {
	h.t.Helper()
	u := h.values(bordereau.Document{ID: s.Document})
	values := map[string]string{}
	for _, f := range s.Fields {
		values[f] = u.Value(f)
	}
	values[name] = value
	out, err := h.KeySample(h.t.Context(), h.alice, s.ID, s.LeaseID, values)
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

// sampleOf leases samples until one is of a type.
func (h *house) sampleOf(kind bordereau.Type) desk.Sample {
	h.t.Helper()
	h.sql("UPDATE samples SET day = day, lease_until = NULL")
	for _, by := range []bordereau.Principal{h.alice} {
		for range 10 {
			s, err := h.NextSample(h.t.Context(), by)
			if err != nil || s == nil {
				h.t.Fatal(s, err)
			}
			if s.Type == kind {
				return *s
			}
			h.keyWrong(*s, s.Fields[0], "*")
		}
	}
	h.t.Fatal("no sample of ", kind)
	return desk.Sample{}
}

// An error that a sample finds is raised: what is booked gets a reversal proposed, which
// a supervisor confirms, and the item is closed with it.
func TestAnErrorOfABookedDocumentIsRaised(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.Sampling = desk.SampleSettings{Share: 1}
	docs := h.bring(bordereau.Deposit{}, slip(1, "10.00"), cheque("10.00", weak))
	h.archive(docs...)
	h.drawn(0)
	s := h.sampleOf(bordereau.Cheque)
	h.keyWrong(s, "amount", "19.00")
	if done := h.keyWrong(s, "amount", "19.00"); done.State != "differs" || strings.Join(done.Differ, "") != "amount" {
		t.Fatalf("%+v", done)
	}
	if got := h.states(docs); got != "booked booked" {
		t.Error("a sample changed what is booked:", got)
	}
	items, err := h.OpenItems(t.Context(), h.sophie, "open", desk.Cursor{})
	if err != nil || len(items.Items) != 1 || items.Items[0].Kind != desk.ItemSampleError || items.Items[0].EntryNumber != 1 || !strings.Contains(items.Items[0].Sentence, "le montant") {
		t.Fatalf("%+v %v", items, err)
	}
	proposed, err := h.Reversals(t.Context(), h.sophie, "open")
	if err != nil || len(proposed) != 1 || proposed[0].ProposedBy != "system" {
		t.Fatalf("%+v %v", proposed, err)
	}
	if _, err := h.ConfirmReversal(t.Context(), h.sophie, proposed[0].ID); err != nil {
		t.Fatal(err)
	}
	if items, err = h.OpenItems(t.Context(), h.sophie, "open", desk.Cursor{}); err != nil || len(items.Items) != 0 {
		t.Errorf("%+v %v", items, err)
	}
	f := h.figures(7).Sampling
	if f.Differ != 1 || f.Illegible != 1 && f.Open != 1 || f.Errors.Count != 1 || f.Errors.Of != 1 {
		t.Errorf("%+v", f)
	}
}

// What is not final yet goes back to review, for a supervisor.
func TestAnErrorBeforeTheEndGoesBackToReview(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.Sampling = desk.SampleSettings{Share: 1}
	docs := h.bring(bordereau.Deposit{}, slip(2, "30.00"), cheque("10.00", agreement), cheque("25.00", agreement)) // does not balance: held
	h.drawn(0)
	if got := h.one(docs[1]).State; got != bordereau.Decided {
		t.Fatal(got)
	}
	s := h.sampleOf(bordereau.Cheque)
	h.keyWrong(s, "amount", "19.00")
	h.keyWrong(s, "amount", "19.00")
	if got := h.one(bordereau.Document{ID: s.Document}).State; got != bordereau.ToReview {
		t.Error(got)
	}
	h.tx(func(ctx context.Context, tx desk.Tx) error {
		list, err := tx.Tasks(ctx, h.sophie, desk.TaskFilter{Type: bordereau.Cheque}, h.clock(), "", 10)
		if err != nil || len(list) != 1 || list[0].Reasons[0].Rule != "sample_differs" {
			t.Errorf("%+v %v", list, err)
		}
		return err
	})
	if task, err := h.NextTask(t.Context(), h.bob, desk.TaskFilter{Type: bordereau.Cheque}); err != nil || task != nil {
		t.Error("a clerk is given it:", task, err)
	}
	if h.values(bordereau.Document{ID: s.Document}).Value("amount") == "19.00" {
		t.Error("a sample changed a value")
	}
}
