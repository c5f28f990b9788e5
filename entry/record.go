package entry

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/gowebpki/jcs"

	"bordereau"
)

// Kind is what an entry books.
type Kind string

const (
	ChequeRemittance Kind = "cheque_remittance"
	Transfer         Kind = "transfer"
	Reversal         Kind = "reversal"
)

// MaxMinor is the largest amount an entry carries: RFC 8785 writes numbers as
// IEEE 754 doubles, which are exact up to here (90 thousand billion euros).
const MaxMinor = 1<<53 - 1

// Record is an entry as booking reads it. Amounts are integer minor units of
// Currency.
type Record struct {
	EntryID     string            `json:"entry_id"`
	Number      int64             `json:"number"`
	BusinessDay string            `json:"business_day"` // YYYY-MM-DD
	Kind        Kind              `json:"kind"`
	Dossier     string            `json:"dossier"`
	Customer    string            `json:"customer"`
	Currency    string            `json:"currency"`
	AmountMinor int64             `json:"amount_minor"`
	Lines       []Line            `json:"lines"`
	Pieces      []Piece           `json:"pieces"`
	References  map[string]string `json:"references"`
	Proofs      []Proof           `json:"proofs"`
	DecidedBy   []string          `json:"decided_by"`
	DecidedAt   time.Time         `json:"decided_at"`
	ReversalOf  string            `json:"reversal_of,omitempty"`
}

// Line is one side of the entry: exactly one of the two amounts is not zero.
type Line struct {
	Account    string `json:"account"`
	Label      string `json:"label"`
	Debit      int64  `json:"debit_minor"`
	Credit     int64  `json:"credit_minor"`
	DocumentID string `json:"document_id,omitempty"`
}

// Piece is a document the entry rests on. Page and box show where its amount
// stands.
type Piece struct {
	DocumentID string         `json:"document_id"`
	Type       bordereau.Type `json:"type"`
	SHA256     string         `json:"sha256"`
	VersionID  string         `json:"version_id"`
	Page       int            `json:"page,omitempty"`
	Box        *bordereau.Box `json:"box,omitempty"`
}

// Proof quotes why a value of a piece was believed.
type Proof struct {
	DocumentID string              `json:"document_id"`
	Field      string              `json:"field"`
	Kind       bordereau.ProofKind `json:"kind"`
	Detail     string              `json:"detail"`
}

// Check says what keeps the record from being an entry, nil when nothing does.
func (r Record) Check() error {
	var debit, credit int64
	for i, l := range r.Lines {
		if l.Debit < 0 || l.Credit < 0 || (l.Debit == 0) == (l.Credit == 0) || l.Debit > MaxMinor || l.Credit > MaxMinor {
			return fmt.Errorf("line %d of entry %s carries debit %d and credit %d", i+1, r.EntryID, l.Debit, l.Credit)
		}
		if l.Account == "" {
			return fmt.Errorf("line %d of entry %s has no account", i+1, r.EntryID)
		}
		debit, credit = debit+l.Debit, credit+l.Credit
		if debit > MaxMinor || credit > MaxMinor {
			return fmt.Errorf("entry %s exceeds the largest amount", r.EntryID)
		}
	}
	if debit != credit || debit != r.AmountMinor || debit == 0 {
		return fmt.Errorf("entry %s does not balance: debit %d, credit %d, amount %d", r.EntryID, debit, credit, r.AmountMinor)
	}
	if _, ok := bordereau.Exponent(r.Currency); !ok {
		return fmt.Errorf("entry %s is in the unknown currency %q", r.EntryID, r.Currency)
	}
	return nil
}

// Canonical is the RFC 8785 form of the record without its digest, and the
// digest: hex SHA-256 over that form. A record that does not balance has none.
func (r Record) Canonical() (body []byte, digest string, err error) {
	if err := r.Check(); err != nil {
		return nil, "", err
	}
	r.DecidedAt = r.DecidedAt.UTC().Truncate(time.Microsecond)
	r.References = cleaned(r.References)
	raw, err := json.Marshal(r)
	if err != nil {
		return nil, "", fmt.Errorf("write entry %s: %w", r.EntryID, err)
	}
	if body, err = jcs.Transform(raw); err != nil {
		return nil, "", fmt.Errorf("canonical form of entry %s: %w", r.EntryID, err)
	}
	sum := sha256.Sum256(body)
	return body, hex.EncodeToString(sum[:]), nil
}

// cleaned drops what a database of text cannot hold: U+0000 that a hostile
// paper may have put into a reference.
func cleaned(refs map[string]string) map[string]string {
	out := make(map[string]string, len(refs))
	for k, v := range refs {
		if v = strings.ReplaceAll(v, "\x00", ""); v != "" {
			out[k] = v
		}
	}
	return out
}

// Delivered is the record as booking receives it: the canonical form of the
// stored body with content_sha256 added. It fails when the body no longer has
// that digest.
func Delivered(body []byte, digest string) ([]byte, error) {
	canonical, err := jcs.Transform(body)
	if err != nil {
		return nil, fmt.Errorf("canonical form of a stored entry: %w", err)
	}
	if sum := sha256.Sum256(canonical); hex.EncodeToString(sum[:]) != digest {
		return nil, fmt.Errorf("a stored entry does not have its digest %s", digest)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(canonical, &members); err != nil {
		return nil, fmt.Errorf("read a stored entry: %w", err)
	}
	members["content_sha256"] = json.RawMessage(`"` + digest + `"`)
	out, err := json.Marshal(members)
	if err != nil {
		return nil, fmt.Errorf("write an entry: %w", err)
	}
	return jcs.Transform(out)
}

// Reverse mirrors an entry: same amounts on the other side, same pieces and
// references, a reason. Id, number, day and the people are the caller's to set.
func (r Record) Reverse(reason string) Record {
	back := r
	back.Kind, back.ReversalOf = Reversal, r.EntryID
	back.EntryID, back.Number, back.BusinessDay = "", 0, ""
	back.Lines = make([]Line, len(r.Lines))
	for i, l := range r.Lines {
		l.Debit, l.Credit = l.Credit, l.Debit
		back.Lines[i] = l
	}
	back.References = map[string]string{"reason": reason}
	for k, v := range r.References {
		if k != "reason" {
			back.References[k] = v
		}
	}
	back.References["reversed_kind"] = string(r.Kind)
	return back
}

// Parse reads a stored body back.
func Parse(body []byte) (Record, error) {
	var r Record
	if err := json.Unmarshal(body, &r); err != nil {
		return r, fmt.Errorf("read a stored entry: %w", err)
	}
	return r, nil
}
