package desk

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"bordereau"
	"bordereau/journal"
)

// LogSeal is the last line of an exported log: what the lines before it are, signed by
// the desk, with the newest head of the log.
type LogSeal struct {
	Schema    string        `json:"schema"` // bordereau.journal/1
	From      int64         `json:"from"`   // sequence of the first event, and of the last
	To        int64         `json:"to"`
	Events    int64         `json:"events"`
	SHA256    string        `json:"sha256"` // of all lines before this one, with their ends
	MadeAt    time.Time     `json:"made_at"`
	MadeBy    string        `json:"made_by"`
	Head      *journal.Head `json:"head,omitempty"`
	PublicKey string        `json:"public_key"` // base64, Ed25519
	Signature string        `json:"signature"`  // base64, over text()
}

const (
	logSchema    = "bordereau.journal/1"
	exportedLogs = 200_000 // events of one export
)

func (s LogSeal) text() []byte {
	return fmt.Appendf(nil, "bordereau-journal-export\n%d\n%d\n%d\n%s\n%s\n%s\n", s.From, s.To, s.Events, s.SHA256, s.MadeAt.UTC().Format(time.RFC3339Nano), s.MadeBy)
}

// ExportJournal writes events [from, to) of the log as JSON lines, each with its leaf's
// hash, and a last line that seals them. It is for auditors: they read everything.
func (d *Desk) ExportJournal(ctx context.Context, by bordereau.Principal, from, to int64, w io.Writer) (LogSeal, error) {
	s := LogSeal{Schema: logSchema, From: from, To: to - 1, MadeAt: d.Now().UTC().Truncate(time.Microsecond), MadeBy: by.Name}
	if err := allow(by, bordereau.RoleAuditor); err != nil {
		return s, err
	}
	if from < 0 || to <= from || to-from > exportedLogs {
		return s, invalid("/to", "Un export va de 1 à %d événements.", exportedLogs)
	}
	h := sha256.New()
	lines := bufio.NewWriter(io.MultiWriter(w, h))
	for next := from; next < to; {
		events, err := d.Journal(ctx, by, next-1, int(min(to-next, sequencedAtOnce)))
		if err != nil {
			return s, err
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			if e.Sequence >= to {
				break
			}
			line, err := json.Marshal(e)
			if err != nil {
				return s, fmt.Errorf("export the journal: %w", err)
			}
			if _, err := lines.Write(append(line, '\n')); err != nil {
				return s, fmt.Errorf("export the journal: %w", err)
			}
			s.Events++
		}
		next = events[len(events)-1].Sequence + 1
	}
	if err := lines.Flush(); err != nil {
		return s, fmt.Errorf("export the journal: %w", err)
	}
	s.SHA256 = hex.EncodeToString(h.Sum(nil))
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if s.Head, err = tx.LastHead(ctx); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "journal.exported", Subject: numberText(from), Actor: by.ID, Values: map[string]any{
			"from": s.From, "to": s.To, "events": s.Events, "sha256": s.SHA256}})
	})
	if err != nil {
		return s, err
	}
	s.PublicKey = base64.StdEncoding.EncodeToString(d.Signer.Public().(ed25519.PublicKey))
	s.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(d.Signer, s.text()))
	line, err := json.Marshal(s)
	if err != nil {
		return s, fmt.Errorf("export the journal: %w", err)
	}
	_, err = w.Write(append(line, '\n'))
	return s, err
}

// VerifyLog checks an exported log against the desk's key, without the desk: that its
// lines are those that were sealed, that none is missing within, that every leaf is the
// hash of its event, and that the seal and the head are signed.
func VerifyLog(r io.Reader, key ed25519.PublicKey) (s LogSeal, err error) {
	h := sha256.New()
	lines := bufio.NewReader(r)
	var events, first, last int64
	var held []byte // the line before: only the last one is the seal
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			break
		}
		if err != nil {
			return s, fmt.Errorf("the export is cut off: %w", err)
		}
		if held != nil {
			h.Write(held)
			e, err := exportedEvent(held)
			if err != nil {
				return s, fmt.Errorf("line %d: %w", events+1, err)
			}
			if events == 0 {
				first = e.Sequence
			} else if e.Sequence != last+1 {
				return s, fmt.Errorf("event %d is missing: %d follows", last+1, e.Sequence)
			}
			last = e.Sequence
			events++
		}
		held = line
	}
	if err := json.Unmarshal(held, &s); err != nil {
		return s, fmt.Errorf("the export has no seal: %w", err)
	}
	signature, err := base64.StdEncoding.DecodeString(s.Signature)
	switch {
	case err != nil || s.Schema != logSchema || !ed25519.Verify(key, s.text(), signature):
		return s, fmt.Errorf("the seal is not the desk's")
	case s.SHA256 != hex.EncodeToString(h.Sum(nil)) || s.Events != events || events > 0 && (first != s.From || last > s.To):
		return s, fmt.Errorf("the lines are not those that were sealed")
	case s.Head != nil && !s.Head.Verify(key):
		return s, fmt.Errorf("the head is not the desk's")
	}
	return s, nil
}

// exportedEvent reads a line and checks its leaf.
func exportedEvent(line []byte) (e JournalEvent, err error) {
	if err := json.Unmarshal(line, &e); err != nil {
		return e, fmt.Errorf("it cannot be read: %w", err)
	}
	values, err := hex.DecodeString(e.ValuesSHA256)
	if err != nil {
		return e, fmt.Errorf("the digest of its values cannot be read: %w", err)
	}
	leaf, err := journal.LeafHash(journal.Event{ID: e.ID, At: e.At, Kind: e.Kind, Subject: e.Subject, DocumentID: e.DocumentID, Actor: e.Actor}, values)
	if err != nil {
		return e, err
	}
	want, err := base64.StdEncoding.DecodeString(e.LeafHash)
	if err != nil || !bytes.Equal(leaf, want) {
		return e, fmt.Errorf("event %d is not what was hashed", e.Sequence)
	}
	if e.Salt == "" {
		return e, nil // its values were destroyed, as the law wants
	}
	salt, err := hex.DecodeString(e.Salt)
	if err != nil {
		return e, fmt.Errorf("its salt cannot be read: %w", err)
	}
	body, err := json.Marshal(valuesOf(e.Values))
	if err != nil || !journal.ValuesMatch(salt, body, values) {
		return e, fmt.Errorf("the values of event %d are not those that were sealed", e.Sequence)
	}
	return e, nil
}

// valuesOf are the values of an event that has some or none.
func valuesOf(v map[string]any) map[string]any {
	if v == nil {
		return map[string]any{}
	}
	return v
}
