// Package journal is the append-only log of all that happens. Events are written,
// unordered, by the transaction that causes them; one leader then gives each its
// place and hashes it into a Merkle tree (RFC 6962 §2.1), whose signed heads are
// copied to where the database's owner cannot change them. A leaf holds a salted
// digest of the event's values, which stand beside it: what the law wants
// destroyed can go, and the log still verifies.
package journal

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gowebpki/jcs"
)

// Event is one thing that happened. ID and At are set by whoever writes it down
// when they are empty.
type Event struct {
	ID         string
	At         time.Time
	Kind       string         // "document.decided", "deposit.received", ...
	Subject    string         // id of what it happened to
	DocumentID string         // empty when it is not about a document
	Actor      string         // id of the principal
	Values     map[string]any // what is worth keeping; may be destroyed later
}

// Sealed is an event as it is stored: its values in RFC 8785 form, their salt and
// the digest that the leaf carries.
type Sealed struct {
	Event
	Salt         []byte
	Body         []byte
	ValuesSHA256 []byte
}

// Seal fixes the values of an event. Its time is cut to microseconds, which is
// what the record keeps.
func Seal(e Event) (Sealed, error) {
	e.At = e.At.UTC().Truncate(time.Microsecond)
	if e.Values == nil {
		e.Values = map[string]any{}
	}
	body, err := canonical(e.Values)
	if err != nil {
		return Sealed{}, fmt.Errorf("seal event %s: %w", e.Kind, err)
	}
	salt := make([]byte, 16)
	rand.Read(salt)
	return Sealed{Event: e, Salt: salt, Body: body, ValuesSHA256: digest(salt, body)}, nil
}

// ValuesMatch says whether values (any JSON form of them) are those that were
// sealed under the digest.
func ValuesMatch(salt, body, valuesSHA256 []byte) bool {
	form, err := jcs.Transform(body)
	return err == nil && bytes.Equal(digest(salt, form), valuesSHA256)
}

// LeafData is what a leaf hashes: the RFC 8785 form of the event without its values.
func LeafData(e Event, valuesSHA256 []byte) ([]byte, error) {
	return canonical(struct {
		ID         string `json:"id"`
		At         string `json:"at"`
		Kind       string `json:"kind"`
		Subject    string `json:"subject"`
		DocumentID string `json:"document_id,omitempty"`
		Actor      string `json:"actor"`
		Values     string `json:"values_sha256"`
	}{e.ID, e.At.UTC().Format("2006-01-02T15:04:05.000000Z"), e.Kind, e.Subject, e.DocumentID, e.Actor, hex.EncodeToString(valuesSHA256)})
}

func digest(salt, body []byte) []byte {
	h := sha256.New()
	h.Write(salt)
	h.Write(body)
	return h.Sum(nil)
}

// canonical is the RFC 8785 form. NUL has no place in the database's JSON and is
// taken out before anything is hashed.
func canonical(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return jcs.Transform(WithoutNUL(raw))
}

// WithoutNUL removes the escape \u0000 from JSON text, leaving an escaped
// backslash before the letters u0000 alone.
func WithoutNUL(raw []byte) []byte {
	if !bytes.Contains(raw, []byte(`\u0000`)) {
		return raw
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == '\\' && i+1 < len(raw) {
			if bytes.HasPrefix(raw[i:], []byte(`\u0000`)) {
				i += 5
				continue
			}
			out = append(out, raw[i], raw[i+1])
			i++
			continue
		}
		out = append(out, raw[i])
	}
	return out
}
