package desk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
)

// count brings the figures up to what happened.
func (h *house) count() {
	h.t.Helper()
	if _, err := h.SequenceJournal(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	if err := h.CountFigures(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) figures(n int) desk.Figures {
	h.t.Helper()
	f, err := h.Figures(h.t.Context(), h.sophie, h.LastDays(n))
	if err != nil {
		h.t.Fatal(err)
	}
	return f
}

// What is counted follows what happened, document by document, however often and in
// however many pieces the counting runs.
func TestFiguresFollowWhatHappened(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bring(bordereau.Deposit{}, slip(2, "30.00"), cheque("10.00", weak), cheque("20.00", weak)) // passes by its balance
	h.count()
	doubtful := transfer("6000.00", other)
	for i := range doubtful.fields {
		doubtful.fields[i].Proofs = nil
	}
	doubtful.fields[0].Confidence = 0.6
	h.bring(bordereau.Deposit{Branch: "13"}, doubtful)
	task := h.take(h.alice, desk.TaskFilter{})
	h.at(monday.Add(40 * time.Second))
	given := map[string]string{"amount": "6100.00", "debtor_iban": iban, "creditor_iban": other}
	h.must(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: given})
	h.at(monday.Add(5 * time.Hour))
	h.bring(bordereau.Deposit{Branch: "13"}, paper{kind: bordereau.Letter, fields: []bordereau.Field{field("subject", "un")}},
		paper{kind: bordereau.Letter, fields: []bordereau.Field{field("subject", "deux")}})
	letter := h.take(h.bob, desk.TaskFilter{Type: bordereau.Letter})
	h.must(h.bob, letter, desk.Decision{Action: desk.Return, Reason: "incomplete"})
	for range 3 {
		h.count()
	}
	f := h.figures(1)
	if f.Behind != 0 || f.Settled != 6 || f.Straight != 3 {
		t.Errorf("behind %d, straight through %d of %d", f.Behind, f.Straight, f.Settled)
	}
	if f.Stock != 2 || f.Second != 1 || f.Oldest == nil || !f.Oldest.Equal(monday.Add(40*time.Second)) {
		t.Errorf("stock %d, second %d, oldest %v", f.Stock, f.Second, f.Oldest)
	}
	if f.Ages[0].Tasks != 1 || f.Ages[1].Tasks != 1 || f.Ages[2].Tasks+f.Ages[3].Tasks != 0 {
		t.Errorf("%+v", f.Ages)
	}
	if f.Decisions != 2 || f.Looked != 1 || f.Corrected != 1 || f.P50Seconds == nil || *f.P50Seconds != 20 { // 40 s and 0 s
		t.Errorf("%d decisions, %d looked, %d corrected, %v s", f.Decisions, f.Looked, f.Corrected, *f.P50Seconds)
	}
	var amount desk.FieldFigures
	for _, x := range f.Fields {
		if x.Field == "amount" {
			amount = x
		}
	}
	if amount.Type != bordereau.TransferOrder || amount.Shown != 1 || amount.Given != 1 || amount.Changed != 1 {
		t.Errorf("%+v", f.Fields)
	}
	for _, c := range f.Calibration {
		want := [2]int64{}
		switch c.From {
		case 0.5: // the amount, claimed at 0.6
			want = [2]int64{1, 1}
		case 0.9: // both account numbers, at 0.9
			want = [2]int64{2, 0}
		}
		if c.Given != want[0] || c.Changed != want[1] || c.Given > 0 && (c.Right.Of != c.Given || c.Right.High < c.Right.Low) {
			t.Errorf("%+v", c)
		}
	}
	if len(f.Branches) != 2 || f.Branches[0] != (desk.BranchFigures{Branch: "12", Deposits: 1, Documents: 3}) ||
		f.Branches[1] != (desk.BranchFigures{Branch: "13", Deposits: 2, Documents: 3, Returned: 1}) {
		t.Errorf("%+v", f.Branches)
	}
	received, done := int64(0), int64(0)
	for _, x := range f.Hours {
		received, done = received+x.Received, done+x.Done
	}
	if received != 6 || done != 4 || f.Hours[11].Received != 4 || f.Hours[16].Received != 2 { // 11:00 and 16:00 in Paris
		t.Errorf("%+v", f.Hours)
	}
	if f.People != nil || f.Mine == nil || f.Mine.Decisions != 0 {
		t.Errorf("people %+v, mine %+v", f.People, f.Mine)
	}
	mine, err := h.OwnFigures(t.Context(), h.alice, h.LastDays(1))
	if err != nil || mine.Decisions != 1 || mine.Corrected != 1 {
		t.Errorf("%+v %v", mine, err)
	}
	if _, err := h.Figures(t.Context(), h.alice, h.LastDays(1)); code(err) != bordereau.Forbidden {
		t.Error("a clerk reads the house's figures:", err)
	}
	h.at(monday.AddDate(0, 0, 2))
	if f := h.figures(1); f.Settled != 0 || f.Decisions != 0 || f.Stock != 2 || f.Ages[3].Tasks != 2 || f.Late == 0 ||
		fmt.Sprint(f.Late) != h.sql("SELECT count(*) FROM tasks WHERE state = 'open' AND due_at < '%s'", h.clock().Format(time.RFC3339)) {
		t.Errorf("two days later: %+v", f)
	}
	if f := h.figures(7); f.Settled != 6 || f.Straight != 3 {
		t.Errorf("of seven days: %d of %d", f.Straight, f.Settled)
	}
}

// recounted is figures_days as it would be if all were added up anew.
const recounted = `SELECT day, dim, key, sum(deposits), sum(received), sum(done), sum(settled), sum(straight), sum(rejected), sum(returned) FROM (
	SELECT (received_at AT TIME ZONE 'Europe/Paris')::date AS day, 'hour' AS dim, extract(hour FROM received_at AT TIME ZONE 'Europe/Paris')::text AS key, 0 AS deposits, 1 AS received, 0 AS done, 0 AS settled, 0 AS straight, 0 AS rejected, 0 AS returned FROM figures_documents
	UNION ALL SELECT (ended_at AT TIME ZONE 'Europe/Paris')::date, 'hour', extract(hour FROM ended_at AT TIME ZONE 'Europe/Paris')::text, 0, 0, 1, 0, 0, 0, 0 FROM figures_documents WHERE ended_at IS NOT NULL
	UNION ALL SELECT (settled_at AT TIME ZONE 'Europe/Paris')::date, 'type', type, 0, 0, 0, 1, straight::int, 0, 0 FROM figures_documents WHERE settled_at IS NOT NULL AND straight IS NOT NULL
	UNION ALL SELECT (received_at AT TIME ZONE 'Europe/Paris')::date, 'branch', branch, 0, 1, 0, 0, 0, 0, 0 FROM figures_documents
	UNION ALL SELECT (ended_at AT TIME ZONE 'Europe/Paris')::date, 'branch', branch, 0, 0, 1, 0, 0, (ended = 'rejected')::int, (ended = 'returned')::int FROM figures_documents WHERE ended_at IS NOT NULL
	UNION ALL SELECT (received_at AT TIME ZONE 'Europe/Paris')::date, 'branch', branch, 1, 0, 0, 0, 0, 0, 0 FROM deposits) x GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`

const added = `SELECT day, dim, key, deposits, received, done, settled, straight, rejected, returned FROM figures_days
	WHERE deposits + received + done + settled > 0 ORDER BY 1, 2, 3`

// What is added up by day equals what the documents say, also when a decision of a day
// that is over is undone, and when it is filled from what was counted before.
func TestDaysAreTheSumOfTheirDocuments(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	same := func(when string) {
		t.Helper()
		h.count()
		if got, want := h.sql(added), h.sql(recounted); got != want || got == "" {
			t.Fatalf("%s:\n%s\nwant\n%s", when, got, want)
		}
	}
	h.at(monday.Add(13*time.Hour - 20*time.Second)) // a little before midnight in Paris
	docs := h.bring(bordereau.Deposit{}, slip(2, "31.00"), cheque("10.00"), cheque("20.00", agreement))
	h.bring(bordereau.Deposit{Branch: "13"}, doubtful(), doubtful())
	same("received")
	rejected := h.must(h.alice, h.taskOf(h.alice, docs[1]), desk.Decision{Action: desk.Reject, Reason: "irregular"})
	h.must(h.bob, h.take(h.bob, desk.TaskFilter{}), desk.Decision{Action: desk.Return, Reason: "incomplete"})
	same("refused")
	h.at(monday.Add(13*time.Hour + 20*time.Second))
	h.bring(bordereau.Deposit{Branch: "14"}, doubtful())
	same("on the next day")
	if err := h.Reopen(t.Context(), h.alice, docs[1].ID, rejected.Version); err != nil {
		t.Fatal(err)
	}
	same("undone on the next day")
	if f := h.figures(2); len(f.Days) != 2 || f.Days[0].Day != "2026-11-23" || f.Days[0].Received != 5 || f.Days[1].Received != 1 || f.Days[0].Done != 2 { // one passed, one was sent back
		t.Errorf("%+v", f.Days)
	}
	h.sql("DELETE FROM figures_days; UPDATE counters SET value = 0 WHERE name = 'figures_days'")
	same("filled anew")
}

// Each person's figures are shown where the house has said so, and only there.
func TestIndividualFiguresAreAskedFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bring(bordereau.Deposit{}, paper{kind: bordereau.Letter, fields: []bordereau.Field{field("subject", "un")}})
	h.must(h.bob, h.take(h.bob, desk.TaskFilter{}), desk.Decision{Action: desk.Return, Reason: "incomplete"})
	h.count()
	if f := h.figures(1); f.People != nil {
		t.Error(f.People)
	}
	h.IndividualFigures = true
	if f := h.figures(1); len(f.People) != 1 || f.People[0].Name != "bob" || f.People[0].Decisions != 1 {
		t.Errorf("%+v", f.People)
	}
}

func TestAPeriodHasItsBounds(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, p := range []desk.Period{{}, {From: "2026-11-23"}, {From: "2026-11-24", To: "2026-11-23"}, {From: "2026-01-01", To: "2026-11-23"}, {From: "hier", To: "2026-11-23"}} {
		if _, err := h.Figures(t.Context(), h.sophie, p); code(err) != bordereau.Invalid {
			t.Errorf("%+v: %v", p, err)
		}
	}
	if p := h.LastDays(7); p.From != "2026-11-17" || p.To != "2026-11-23" {
		t.Error(p)
	}
}

// What stays of a restricted dossier in the stock is not told to who does not read it.
func TestTheStockHidesWhatIsRestricted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, paper{kind: bordereau.Letter, fields: []bordereau.Field{field("subject", "un")}})
	h.tx(func(ctx context.Context, tx desk.Tx) error {
		_, err := tx.Document(ctx, docs[0].ID)
		return err
	})
	h.sql("UPDATE dossiers SET restricted = true")
	if f := h.figures(1); f.Stock != 0 {
		t.Error(f.Stock)
	}
}
