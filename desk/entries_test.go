package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/entry"
)

// booked brings a balanced slip all the way into the feed.
func (h *house) booked(amount string) desk.Unit {
	h.t.Helper()
	docs := h.bring(bordereau.Deposit{}, slip(1, amount), cheque(amount, weak))
	h.archive(docs...)
	return h.unitOf(docs[0])
}

func TestTheFeedIsReadByCursorAndAcknowledged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var ids []string
	for i := range 5 {
		ids = append(ids, h.booked(fmt.Sprintf("%d.00", i+1)).EntryID)
	}
	var got []string
	for after := int64(0); ; {
		page, err := h.Feed(t.Context(), h.booking, after, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, e := range page {
			var r entry.Record
			if err := json.Unmarshal(e.Record, &r); err != nil {
				t.Fatal(err)
			}
			got, after = append(got, r.EntryID), e.Sequence
		}
	}
	if strings.Join(got, " ") != strings.Join(ids, " ") {
		t.Error(got, ids)
	}
	ack := func(id, verdict, reason string) error {
		return h.Acknowledge(t.Context(), h.booking, []desk.Acknowledgement{{EntryID: id, Verdict: verdict, Reason: reason}})
	}
	for range 2 { // again: no effect
		if err := ack(ids[0], "accepted", ""); err != nil {
			t.Fatal(err)
		}
	}
	if err := ack(ids[1], "refused", "compte clos"); err != nil {
		t.Fatal(err)
	}
	for want, err := range map[bordereau.Code]error{
		bordereau.Conflicting: ack(ids[0], "refused", "non"),
		bordereau.Invalid:     ack(ids[2], "refused", ""),
		bordereau.NotFound:    ack("0197ffff-0000-7000-8000-000000000000", "accepted", ""),
		bordereau.Forbidden:   h.Acknowledge(t.Context(), h.sophie, []desk.Acknowledgement{{EntryID: ids[2], Verdict: "accepted"}}),
	} {
		if code(err) != want {
			t.Errorf("%s: %v", want, err)
		}
	}
	// All or none.
	if err := h.Acknowledge(t.Context(), h.booking, []desk.Acknowledgement{{EntryID: ids[2], Verdict: "accepted"}, {EntryID: ids[0], Verdict: "refused", Reason: "x"}}); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	totals, err := h.Totals(t.Context(), h.booking, "2026-11-23")
	if err != nil || totals.Entries != 5 || totals.Accepted != 1 || totals.Refused != 1 || totals.Waiting != 3 || totals.First != 1 || totals.Last != 5 ||
		len(totals.Totals) != 1 || totals.Totals[0] != (desk.DayAmount{Kind: "cheque_remittance", Currency: "EUR", Count: 5, AmountMinor: 1500}) {
		t.Errorf("%+v %v", totals, err)
	}
	refused, err := h.Entries(t.Context(), h.sophie, "2026-11-23", "refused", desk.Cursor{})
	if err != nil || len(refused.Items) != 1 || refused.Items[0].ID != ids[1] || refused.Items[0].Reason != "compte clos" {
		t.Errorf("%+v %v", refused, err)
	}
	list, err := h.Entries(t.Context(), h.alice, "", "", desk.Cursor{Limit: 2})
	if err != nil || len(list.Items) != 2 || list.Next != "4" {
		t.Errorf("%+v %v", list, err)
	}
}

func TestReversalOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	u := h.booked("12.00")
	if _, err := h.ProposeReversal(t.Context(), h.alice, u.EntryID, ""); code(err) != bordereau.Invalid {
		t.Error(err)
	}
	p, err := h.ProposeReversal(t.Context(), h.sophie, u.EntryID, "mauvais compte")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.ProposeReversal(t.Context(), h.alice, u.EntryID, "moi aussi"); code(err) != bordereau.Conflicting {
		t.Error("proposed twice:", err)
	}
	if _, err := h.ConfirmReversal(t.Context(), h.alice, p.ID); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	if _, err := h.ConfirmReversal(t.Context(), h.sophie, p.ID); code(err) != bordereau.Forbidden {
		t.Error("who proposed confirms:", err)
	}
	if feed, err := h.Feed(t.Context(), h.booking, 1, 0); err != nil || len(feed) != 0 {
		t.Error("a proposal is booked:", feed, err)
	}
	marc := h.person("marc", bordereau.RoleSupervisor)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var record []byte
	wins := 0
	for range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r, err := h.ConfirmReversal(t.Context(), marc, p.ID)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				wins, record = wins+1, r
			} else if code(err) != bordereau.Conflicting {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if wins != 1 {
		t.Fatal(wins, "reversals")
	}
	var r entry.Record
	if err := json.Unmarshal(record, &r); err != nil {
		t.Fatal(err)
	}
	if err := r.Check(); err != nil || r.Kind != entry.Reversal || r.ReversalOf != u.EntryID || r.Number != 2 || strings.Join(r.DecidedBy, " ") != "sophie marc" || r.References["reason"] != "mauvais compte" || r.Lines[0].Debit != 0 {
		t.Errorf("%s %v", record, err)
	}
	if _, _, err := h.Reverse(t.Context(), h.sophie, r.EntryID, "encore"); code(err) != bordereau.Conflicting {
		t.Error("a reversal was reversed:", err)
	}
	if feed, err := h.Feed(t.Context(), h.booking, 1, 0); err != nil || len(feed) != 1 || string(feed[0].Record) != string(record) {
		t.Error(feed, err)
	}
	waiting := h.bring(bordereau.Deposit{}, slip(1, "3.00"), cheque("3.00", weak))
	if _, _, err := h.Reverse(t.Context(), h.sophie, h.unitOf(waiting[0]).EntryID, "tôt"); code(err) != bordereau.Conflicting {
		t.Error("an entry was reversed before booking saw it:", err)
	}
}

func TestWhatComesAfterTheCloseBelongsToTheNextDay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.booked("1.00")
	if _, err := h.CloseDay(t.Context(), h.alice, "2026-11-23"); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	if _, err := h.CloseDay(t.Context(), h.sophie, "2026-11-24"); code(err) != bordereau.Conflicting {
		t.Error("tomorrow was closed:", err)
	}
	if _, err := h.CloseDay(t.Context(), h.sophie, "2026-11-22"); code(err) != bordereau.Invalid {
		t.Error("a Sunday was closed:", err)
	}
	for range 2 {
		totals, err := h.CloseDay(t.Context(), h.sophie, "2026-11-23")
		if err != nil || !totals.Closed || totals.Entries != 1 || totals.Totals[0].AmountMinor != 100 {
			t.Fatalf("%+v %v", totals, err)
		}
	}
	h.booked("2.00")
	h.at(monday.Add(8 * time.Hour)) // past the cut-off
	h.booked("4.00")
	totals, err := h.Totals(t.Context(), h.sophie, "2026-11-24")
	if err != nil || totals.Closed || totals.Entries != 2 || totals.Totals[0].AmountMinor != 600 {
		t.Errorf("%+v %v", totals, err)
	}
	if n := h.sql("SELECT count(*) FROM events WHERE kind = 'day.closed'"); n != "1" {
		t.Error(n)
	}
}

var errOnPurpose = errors.New("on purpose")

func TestNumbersHaveNoGapsAndTheFeedNoHoles(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const n = 50
	type lot struct{ docs []bordereau.Document }
	lots := make([]lot, n)
	for i := range lots {
		// A held slip, which a supervisor's release will close.
		lots[i].docs = h.bring(bordereau.Deposit{}, slip(1, "9.00"), cheque("10.00", agreement))
		h.must(h.alice, h.take(h.alice, desk.TaskFilter{}), desk.Decision{Action: desk.Confirm, Fields: map[string]string{"slip_total": "9", "slip_count": "1", "iban": iban}})
	}
	stop, done := make(chan struct{}), make(chan error, 1)
	var seen []int64
	go func() { // a reader that never waits
		for after := int64(0); ; {
			stopped := false // asked before the page is: what was there by then is on it
			select {
			case <-stop:
				stopped = true
			default:
			}
			page, err := h.Feed(t.Context(), h.booking, after, 7)
			if err != nil {
				done <- err
				return
			}
			for _, e := range page {
				if e.Sequence != after+1 {
					done <- fmt.Errorf("after %d came %d", after, e.Sequence)
					return
				}
				after = e.Sequence
				seen = append(seen, after)
			}
			if stopped && len(page) == 0 {
				done <- nil
				return
			}
		}
	}()
	errs := make(chan error)
	for i := range lots {
		go func() {
			u, err := h.Unit(t.Context(), h.sophie, lots[i].docs[0].UnitID)
			if err == nil && i%3 == 0 {
				// A transaction that wrote an entry and then failed uses no number up.
				err = h.store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
					if _, err := tx.NextEntryNumber(ctx); err != nil {
						return err
					}
					return errOnPurpose
				})
				if errors.Is(err, errOnPurpose) {
					err = nil
				}
			}
			if err == nil {
				_, err = h.ReleaseUnit(t.Context(), h.sophie, u.ID, u.Version, "essai")
			}
			for _, d := range lots[i].docs {
				if err == nil {
					// One of four fails once, after its place in the feed was taken.
					for fail := i%4 == 0; ; fail = false {
						err = h.store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
							if err := h.archived(ctx, tx, d.ID); err != nil || !fail {
								return err
							}
							return errOnPurpose
						})
						if !errors.Is(err, errOnPurpose) {
							break
						}
					}
				}
			}
			errs <- err
		}()
	}
	for range lots {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	close(stop)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if len(seen) != n {
		t.Errorf("the reader saw %d of %d", len(seen), n)
	}
	if got := h.sql("SELECT min(number) || ' ' || max(number) || ' ' || count(DISTINCT number) || ' ' || max(feed_sequence) FROM entries"); got != "1 50 50 50" {
		t.Error(got)
	}
}

func TestTheRecordRefusesAnEntryThatDoesNotBalance(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, slip(1, "9.00"), cheque("10.00", agreement))
	err := h.store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
		r := entry.Record{EntryID: docs[0].ID, Number: 1, BusinessDay: "2026-11-23", Kind: entry.Transfer, Currency: "EUR", AmountMinor: 5,
			Lines: []entry.Line{{Account: "a", Label: "a", Debit: 5}, {Account: "b", Label: "b", Credit: 4}}}
		return tx.AddEntry(ctx, r, docs[0].UnitID, []byte("{}"), "", monday)
	})
	if err == nil || !strings.Contains(err.Error(), "does not balance") {
		t.Error(err)
	}
}
