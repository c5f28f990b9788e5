package desk_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/entry"
)

const bookedDay = "2026-11-23"

func (h *house) dayList(f desk.EntryFilter) []desk.ListedEntry {
	h.t.Helper()
	list, err := h.DayEntries(h.t.Context(), h.alice, bookedDay, f, desk.Cursor{})
	if err != nil {
		h.t.Fatal(err)
	}
	return list.Items
}

// An entry goes from ready to exported to accepted or refused, by what booking did.
func TestHowFarAnEntryGot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, second := h.booked("12.00"), h.booked("30.00")
	states := func() string {
		var out []string
		for _, e := range h.dayList(desk.EntryFilter{}) {
			out = append(out, e.State)
		}
		return strings.Join(out, " ") // the latest number first
	}
	if got := states(); got != "ready ready" {
		t.Error(got)
	}
	if _, err := h.Feed(t.Context(), h.booking, 0, 1); err != nil {
		t.Fatal(err)
	}
	if got := states(); got != "ready ready" {
		t.Error("nobody has said yet that it has the first:", got)
	}
	for range 2 {
		if _, err := h.Feed(t.Context(), h.booking, 1, 1); err != nil {
			t.Fatal(err)
		}
	}
	if got := states(); got != "ready exported" {
		t.Error(got)
	}
	if _, err := h.Feed(t.Context(), h.booking, 1<<40, 1); err != nil {
		t.Fatal(err)
	}
	third := h.booked("7.00")
	if got := states(); got != "ready exported exported" {
		t.Error("a cursor from nowhere takes what is to come:", got)
	}
	acks := []desk.Acknowledgement{{EntryID: first.EntryID, Verdict: "accepted"}, {EntryID: second.EntryID, Verdict: "refused", Reason: "compte clos"}}
	for range 2 {
		if err := h.Acknowledge(t.Context(), h.booking, acks); err != nil {
			t.Fatal(err)
		}
	}
	list := h.dayList(desk.EntryFilter{})
	if got := states(); got != "ready refused accepted" || list[1].Reason != "compte clos" || list[1].AckedAt == nil || list[1].AckBy != h.booking.ID {
		t.Errorf("%s %+v", got, list[1])
	}
	if e := list[0]; e.ID != third.EntryID || len(e.Lines) != 2 || e.Lines[0].DebitMinor != 700 || e.Lines[1].CreditMinor != 700 || len(e.DecidedBy) != 1 || e.DecidedBy[0] != "system" {
		t.Errorf("%+v", e)
	}
	if list = h.dayList(desk.EntryFilter{State: "refused"}); len(list) != 1 || list[0].ID != second.EntryID {
		t.Errorf("%+v", list)
	}
	if list = h.dayList(desk.EntryFilter{Kind: "transfer"}); len(list) != 0 {
		t.Errorf("%+v", list)
	}
	// What booking refused is back in the basket, once, and is closed with a word.
	items, err := h.OpenItems(t.Context(), h.alice, "open", desk.Cursor{})
	if err != nil || len(items.Items) != 1 || items.Items[0].EntryID != second.EntryID || items.Items[0].DocumentID == "" || !strings.Contains(items.Items[0].Sentence, "compte clos.") {
		t.Fatalf("%+v %v", items, err)
	}
	id := items.Items[0].ID
	if err := h.CloseItem(t.Context(), h.alice, id, "vu"); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	if err := h.CloseItem(t.Context(), h.sophie, id, " "); code(err) != bordereau.Invalid {
		t.Error(err)
	}
	if err := h.CloseItem(t.Context(), h.sophie, id, "Repassée à la main."); err != nil {
		t.Fatal(err)
	}
	if err := h.CloseItem(t.Context(), h.sophie, id, "encore"); code(err) != bordereau.NotFound {
		t.Error(err)
	}
	if items, err = h.OpenItems(t.Context(), h.alice, "done", desk.Cursor{}); err != nil || len(items.Items) != 1 || items.Items[0].EndedBy != "sophie" || items.Items[0].Note != "Repassée à la main." {
		t.Errorf("%+v %v", items, err)
	}
}

// The file of a day says before what is in it, and is given as it was shown.
func TestADayIsExportedAsShown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.booked("12.00")
	u := h.booked("30.50")
	waiting := h.bring(bordereau.Deposit{}, slip(1, "3.00"), cheque("3.00", weak)) // not archived
	if h.unitOf(waiting[0]).EntryID == "" {
		t.Fatal("no entry")
	}
	if _, err := h.EntryFile(t.Context(), h.alice, bookedDay, "csv"); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	if _, err := h.EntryFile(t.Context(), h.sophie, bookedDay, "camt"); code(err) != bordereau.Invalid {
		t.Error(err)
	}
	for _, format := range []string{"csv", "jsonl"} {
		f, err := h.EntryFile(t.Context(), h.sophie, bookedDay, format)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(f.Body)
		if f.Entries != 2 || f.Lines != 4 || f.Missing != 1 || len(f.Totals) != 1 || f.Totals[0].AmountMinor != 4250 || f.Totals[0].Count != 2 ||
			f.SHA256 != hex.EncodeToString(sum[:]) || f.Size != int64(len(f.Body)) {
			t.Errorf("%+v", f)
		}
		if _, err := h.ExportDay(t.Context(), h.sophie, bookedDay, format, strings.Repeat("0", 64)); code(err) != bordereau.Conflicting {
			t.Error("another file than was shown:", err)
		}
		given, err := h.ExportDay(t.Context(), h.sophie, bookedDay, format, f.SHA256)
		if err != nil || !bytes.Equal(given.Body, f.Body) {
			t.Error(err)
		}
		if format == "csv" {
			rows, err := csv.NewReader(bytes.NewReader(f.Body)).ReadAll()
			if err != nil || len(rows) != 5 || rows[1][0] != "1" || rows[1][7] != "12.00" || rows[2][8] != "12.00" || rows[4][8] != "30.50" {
				t.Errorf("%v %v", rows, err)
			}
			continue
		}
		lines := bytes.Split(bytes.TrimSpace(f.Body), []byte("\n"))
		var r struct {
			entry.Record
			Digest string `json:"content_sha256"`
		}
		if len(lines) != 2 || json.Unmarshal(lines[1], &r) != nil || r.EntryID != u.EntryID || r.Check() != nil || len(r.Digest) != 64 {
			t.Errorf("%s", f.Body)
		}
	}
	list := h.dayList(desk.EntryFilter{})
	if list[0].State != "ready" || list[1].State != "exported" || list[1].File != "ecritures-2026-11-23.jsonl" {
		t.Errorf("%+v", list)
	}
	exports, err := h.Exports(t.Context(), h.alice, bookedDay)
	if err != nil || len(exports) != 2 || exports[0].Entries != 2 || exports[0].MadeBy != "sophie" || exports[0].Totals[0].AmountMinor != 4250 {
		t.Errorf("%+v %v", exports, err)
	}
	// A day that changed is not given as it was shown before.
	before, err := h.EntryFile(t.Context(), h.sophie, bookedDay, "csv")
	if err != nil {
		t.Fatal(err)
	}
	h.archive(waiting...)
	if _, err := h.ExportDay(t.Context(), h.sophie, bookedDay, "csv", before.SHA256); code(err) != bordereau.Conflicting {
		t.Error("the day has changed:", err)
	}
}

// A document of a restricted dossier is not named to who does not read it.
func TestLinesHideWhatIsRestricted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.booked("12.00")
	if l := h.dayList(desk.EntryFilter{})[0].Lines[0]; l.DocumentID == "" || l.Hidden {
		t.Errorf("%+v", l)
	}
	h.sql("UPDATE dossiers SET restricted = true")
	if l := h.dayList(desk.EntryFilter{})[0].Lines[0]; l.DocumentID != "" || !l.Hidden {
		t.Errorf("%+v", l)
	}
}
