package ledger

import (
	"context"
	"encoding/json"
)

type entryRow struct {
	ID       string          `json:"id"`
	Number   int64           `json:"number"`
	Unit     string          `json:"unit_id"`
	Sequence int64           `json:"feed_sequence"`
	Digest   string          `json:"content_sha256"`
	Body     json.RawMessage `json:"body"`
	Amount   int64           `json:"amount_minor"`
}

const entriesQuery = `SELECT id, number, coalesce(unit_id::text, '') AS unit_id, coalesce(feed_sequence, 0) AS feed_sequence, content_sha256, body, amount_minor
	FROM entries ORDER BY number`

// final (I5): a unit is final when it has its one entry; the entry is whole, has
// its digest and balances; the numbers have no gap; it was written when the unit
// became final.
func (c *checker) final(ctx context.Context) error {
	entries, err := rows[entryRow](ctx, c.record, entriesQuery)
	if err != nil {
		return err
	}
	c.Entries = len(entries)
	ofUnit := map[string]int{}
	for i, e := range entries {
		ofUnit[e.Unit]++
		if e.Number != int64(i+1) {
			c.breach("I5", "entry %s has the number %d and is the %dth", e.ID, e.Number, i+1)
		}
		digest, err := canonicalDigest(e.Body)
		if err != nil || digest != e.Digest {
			c.breach("I5", "entry %d does not have its digest (%v)", e.Number, err)
		}
		var body struct {
			ID     string `json:"entry_id"`
			Number int64  `json:"number"`
			Amount int64  `json:"amount_minor"`
			Lines  []struct {
				Debit  int64 `json:"debit_minor"`
				Credit int64 `json:"credit_minor"`
			} `json:"lines"`
			Pieces []struct {
				Document string `json:"document_id"`
			} `json:"pieces"`
		}
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return err
		}
		var debit, credit int64
		for _, l := range body.Lines {
			debit, credit = debit+l.Debit, credit+l.Credit
		}
		if body.ID != e.ID || body.Number != e.Number || debit != credit || debit != e.Amount || body.Amount != e.Amount || debit <= 0 {
			c.breach("I5", "entry %d: debit %d, credit %d, amount %d and %d", e.Number, debit, credit, body.Amount, e.Amount)
		}
		if len(body.Pieces) == 0 {
			c.breach("I5", "entry %d rests on no piece", e.Number)
		}
	}
	units, err := rows[struct {
		ID    string `json:"id"`
		State string `json:"state"`
	}](ctx, c.record, "SELECT id, state FROM units")
	if err != nil {
		return err
	}
	for _, u := range units {
		want := 0
		if u.State == "final" {
			want = 1
		}
		if ofUnit[u.ID] != want {
			c.breach("I5", "unit %s is %s and has %d entries", u.ID, u.State, ofUnit[u.ID])
		}
	}
	twice, err := c.record.count(ctx, `SELECT count(*) AS n FROM (SELECT p->>'document_id' FROM entries, jsonb_array_elements(body->'pieces') p
		WHERE reversal_of IS NULL GROUP BY 1 HAVING count(*) > 1) x`)
	if err == nil && twice > 0 {
		c.breach("I5", "%d documents are booked in two entries", twice)
	}
	return err
}

// delivered (I6): booking's ledger and the feed are the same, each entry once,
// without gap; and what booking sees is sealed.
func (c *checker) delivered(ctx context.Context) error {
	ledger, err := ReadBooked(c.Ledger)
	if err != nil {
		return err
	}
	entries, err := rows[entryRow](ctx, c.record, entriesQuery)
	if err != nil {
		return err
	}
	held := map[string]Booked{}
	for _, b := range ledger {
		if _, twice := held[b.ID]; twice {
			c.breach("I6", "booking holds entry %s twice", b.ID)
		}
		held[b.ID] = b
	}
	var top, visible int64
	for _, e := range entries {
		b, ok := held[e.ID]
		switch {
		case e.Sequence == 0 && ok:
			c.breach("I6", "booking holds entry %d, which is not in the feed", e.Number)
		case e.Sequence > 0 && !ok:
			c.breach("I6", "booking never saw entry %d", e.Number)
		case ok && (b.Digest != e.Digest || b.Sequence != e.Sequence):
			c.breach("I6", "booking holds entry %d as %s at %d", e.Number, b.Digest, b.Sequence)
		}
		if e.Sequence > 0 {
			visible++
			top = max(top, e.Sequence)
		}
		delete(held, e.ID)
	}
	for id := range held {
		c.breach("I6", "booking holds entry %s, which the record does not know", id)
	}
	if top != visible {
		c.breach("I6", "%d entries are visible and the feed ends at %d", visible, top)
	}
	for query, says := range map[string]string{
		`SELECT count(*) AS n FROM entries e JOIN documents d ON d.unit_id = e.unit_id WHERE e.feed_sequence IS NOT NULL AND d.state NOT IN ('booked', 'rejected', 'returned', 'duplicate')`:                       "%d documents stand behind a visible entry and are not sealed",
		`SELECT count(*) AS n FROM entries e WHERE e.feed_sequence IS NULL AND NOT EXISTS (SELECT FROM documents d WHERE d.unit_id = e.unit_id AND d.state NOT IN ('archived', 'booked', 'rejected', 'returned'))`: "%d entries are sealed and not visible",
		`SELECT count(*) AS n FROM documents d WHERE d.state = 'booked' AND NOT EXISTS (SELECT FROM entries e WHERE e.unit_id = d.unit_id AND e.feed_sequence IS NOT NULL)`:                                        "%d documents are booked without an entry",
	} {
		n, err := c.record.count(ctx, query)
		if err != nil {
			return err
		}
		if n > 0 {
			c.breach("I6", says, n)
		}
	}
	return nil
}
