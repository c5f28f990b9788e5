package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"bordereau"

	"github.com/gowebpki/jcs"
)

// record is an entry as booking reads it.
type record struct {
	ID      string `json:"entry_id"`
	Number  int64  `json:"number"`
	Day     string `json:"business_day"`
	Kind    string `json:"kind"`
	Amount  int64  `json:"amount_minor"`
	Dossier string `json:"dossier"`
	Lines   []struct {
		Account  string `json:"account"`
		Debit    int64  `json:"debit_minor"`
		Credit   int64  `json:"credit_minor"`
		Document string `json:"document_id"`
	} `json:"lines"`
	Pieces []struct {
		Document string `json:"document_id"`
		SHA256   string `json:"sha256"`
	} `json:"pieces"`
	Proofs     []json.RawMessage `json:"proofs"`
	DecidedBy  []string          `json:"decided_by"`
	ReversalOf string            `json:"reversal_of"`
	Digest     string            `json:"content_sha256"`
}

// feed reads the whole feed and holds every entry against what it promises.
func (h *house) feed() []record {
	h.t.Helper()
	var got struct {
		Items []struct {
			Sequence int64           `json:"sequence"`
			Entry    json.RawMessage `json:"entry"`
		} `json:"items"`
	}
	h.as("booking").Must("GET", "/v1/entries", nil, &got)
	var out []record
	for i, item := range got.Items {
		if item.Sequence != int64(i+1) {
			h.t.Errorf("entry %d of the feed has the sequence %d", i+1, item.Sequence)
		}
		var r record
		if err := json.Unmarshal(item.Entry, &r); err != nil {
			h.t.Fatal(err)
		}
		if digest := contentDigest(h.t, item.Entry); digest != r.Digest {
			h.t.Errorf("entry %d says its content is %s, and it is %s", r.Number, r.Digest, digest)
		}
		var debit, credit int64
		for _, l := range r.Lines {
			debit, credit = debit+l.Debit, credit+l.Credit
		}
		if debit != credit || debit != r.Amount || debit == 0 {
			h.t.Errorf("entry %d: debit %d, credit %d, amount %d", r.Number, debit, credit, r.Amount)
		}
		out = append(out, r)
	}
	return out
}

// contentDigest is what an entry's content_sha256 has to be: over the RFC 8785
// form without itself.
func contentDigest(t *testing.T, entry []byte) string {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(entry, &members); err != nil {
		t.Fatal(err)
	}
	delete(members, "content_sha256")
	raw, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	form, err := jcs.Transform(raw)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(form)
	return hex.EncodeToString(sum[:])
}

// entries: a slip and two orders became three entries; booking takes one over,
// refuses one, and a supervisor takes one back.
func entries(t *testing.T, h *house, p *post) {
	feed := h.feed()
	if len(feed) != 3 {
		t.Fatalf("the feed holds %d entries", len(feed))
	}
	amounts := map[string]int64{}
	for name, field := range map[string]string{"slip": "slip_total", "large": "amount", "small": "amount"} {
		m, err := bordereau.ParseMoney(p.papers[name].truth.Fields[field], "EUR")
		if err != nil {
			t.Fatal(err)
		}
		amounts[name] = m.Minor
	}
	var numbers []int64
	byName := map[string]record{}
	for _, r := range feed {
		numbers = append(numbers, r.Number)
		for _, piece := range r.Pieces {
			for name, x := range p.papers {
				if x.id != piece.Document {
					continue
				}
				byName[name] = r
				if v := h.view(x); v.State != bordereau.Booked || v.EntryID != r.ID || v.SHA256 != piece.SHA256 {
					t.Errorf("%s is %s with entry %s, and the feed shows it in %s", name, v.State, v.EntryID, r.ID)
				}
			}
		}
		if len(r.Proofs) == 0 {
			t.Errorf("entry %d quotes no proof", r.Number)
		}
	}
	slices.Sort(numbers)
	if fmt.Sprint(numbers) != "[1 2 3]" {
		t.Errorf("the numbers %v have gaps", numbers)
	}
	for name, amount := range amounts {
		if byName[name].Amount != amount {
			t.Errorf("the entry of %s is over %d, the paper over %d", name, byName[name].Amount, amount)
		}
	}
	if n := len(byName["slip"].Pieces); n != 3 {
		t.Errorf("the slip's entry rests on %d pieces", n)
	}
	if people := byName["large"].DecidedBy; len(people) != 2 || people[0] == people[1] {
		t.Errorf("the order above the ceiling was decided by %v", people)
	}
	unit := h.view(p.papers["slip"]).UnitID
	var u struct {
		State string `json:"state"`
	}
	h.as("auditor").Must("GET", "/v1/units/"+unit, nil, &u)
	if u.State != "final" {
		t.Errorf("the slip's unit is %s", u.State)
	}

	h.as("booking").Must("POST", "/v1/entries/acks", []map[string]string{
		{"entry_id": byName["slip"].ID, "verdict": "accepted"}, {"entry_id": byName["small"].ID, "verdict": "refused", "reason": "Compte clos"}}, nil)
	h.as("booking").Must("POST", "/v1/entries/acks", []map[string]string{{"entry_id": byName["slip"].ID, "verdict": "accepted"}}, nil) // said twice
	if status := h.as("booking").Do("POST", "/v1/entries/acks", []map[string]string{{"entry_id": byName["large"].ID, "verdict": "refused"}}, nil); status/100 == 2 {
		t.Error("an entry was refused without a reason")
	}
	totals := func() (x struct {
		Entries, Accepted, Refused, Waiting int64
		Totals                              []struct {
			Kind   string `json:"kind"`
			Count  int64  `json:"count"`
			Amount int64  `json:"amount_minor"`
		} `json:"totals"`
	}) {
		h.as("booking").Must("GET", "/v1/entries/totals?day="+byName["slip"].Day, nil, &x)
		return x
	}
	day := totals()
	if day.Entries != 3 || day.Accepted != 1 || day.Refused != 1 || day.Waiting != 1 {
		t.Errorf("totals of the day: %+v", day)
	}
	for _, k := range day.Totals {
		if want := map[string]int64{"cheque_remittance": amounts["slip"], "transfer": amounts["large"] + amounts["small"]}[k.Kind]; k.Amount != want {
			t.Errorf("the day's %s amount to %d, want %d", k.Kind, k.Amount, want)
		}
	}

	// What booking refused is taken back, once, by two people.
	reason := map[string]string{"reason": "Refusée par la comptabilité : compte clos"}
	camille := h.signIn("camille")
	for _, want := range []int{202, 409} {
		if status := camille.do("POST", "/v1/entries/"+byName["small"].ID+"/reversal", reason, nil); status != want {
			t.Errorf("a clerk proposes a reversal: %d, want %d", status, want)
		}
	}
	paul := h.signIn("paul")
	var back record
	if status := paul.do("POST", "/v1/entries/"+byName["small"].ID+"/reversal", reason, &back); status != 201 || back.ReversalOf != byName["small"].ID || back.Number != 4 {
		t.Errorf("the reversal: %d %+v", status, back)
	}
	if status := paul.do("POST", "/v1/entries/"+byName["small"].ID+"/reversal", reason, nil); status != 409 {
		t.Errorf("an entry is reversed twice: %d", status)
	}
	if feed = h.feed(); len(feed) != 4 || feed[3].ID != back.ID || feed[3].Kind != "reversal" {
		t.Errorf("the reversal is not at the feed's end: %+v", feed)
	}
}
