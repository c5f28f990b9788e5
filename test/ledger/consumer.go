package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"sync"

	"github.com/gowebpki/jcs"
)

// Booked is one line of booking's own ledger.
type Booked struct {
	Sequence int64           `json:"sequence"`
	ID       string          `json:"entry_id"`
	Digest   string          `json:"content_sha256"`
	Entry    json.RawMessage `json:"entry"`
}

// Consumer is booking: it reads the feed, keeps each entry once in its own
// ledger, and acknowledges it. What it saw twice with other content, or out of
// its place, is a breach.
type Consumer struct {
	Base string
	Key  string // machine key of the role booking
	Path string // of its ledger

	mu       sync.Mutex
	known    map[string]Booked
	last     int64
	again    int // entries that were delivered once more
	breaches []string
}

// Run reads until ctx ends. Every so often it begins anew from the start, as a
// consumer that lost its cursor does.
func (c *Consumer) Run(ctx context.Context) error {
	f, err := os.OpenFile(c.Path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	c.mu.Lock()
	c.known = map[string]Booked{}
	c.mu.Unlock()
	who := &caller{base: c.Base, bearer: c.Key, client: &http.Client{}}
	for turn := 1; ; turn++ {
		after := c.last
		if turn%10 == 0 {
			after = 0
		}
		if err := c.read(ctx, who, f, after); err != nil {
			return err
		}
		if !wait(ctx, pause) {
			return nil
		}
	}
}

// read takes what stands behind a place of the feed. A desk that does not answer
// is asked again later.
func (c *Consumer) read(ctx context.Context, who *caller, f *os.File, after int64) error {
	var got struct {
		Items []struct {
			Sequence int64           `json:"sequence"`
			Entry    json.RawMessage `json:"entry"`
		} `json:"items"`
	}
	status, err := who.call(ctx, http.MethodGet, fmt.Sprintf("/v1/entries?after=%d&limit=500", after), nil, &got)
	if err != nil || status != http.StatusOK {
		return nil
	}
	var acks []map[string]string
	for _, item := range got.Items {
		b, err := booked(item.Sequence, item.Entry)
		if err != nil {
			c.breach("entry at %d: %v", item.Sequence, err)
			continue
		}
		if after++; after != b.Sequence {
			c.breach("the feed goes from %d to %d", after-1, b.Sequence)
			after = b.Sequence
		}
		fresh := c.take(b)
		if fresh {
			line, err := json.Marshal(b)
			if err != nil {
				return err
			}
			if _, err := f.Write(append(line, '\n')); err != nil {
				return err
			}
			if err := f.Sync(); err != nil {
				return err
			}
		}
		acks = append(acks, map[string]string{"entry_id": b.ID, "verdict": "accepted"})
	}
	if len(acks) > 0 {
		// Whether it arrives or not: the same acknowledgement comes again with the
		// next reading from the start.
		_, _ = who.call(ctx, http.MethodPost, "/v1/entries/acks", acks, nil)
	}
	return nil
}

// take keeps an entry and says whether it is new.
func (c *Consumer) take(b Booked) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if was, ok := c.known[b.ID]; ok {
		c.again++
		if was.Digest != b.Digest || was.Sequence != b.Sequence {
			c.breaches = append(c.breaches, fmt.Sprintf("entry %s was %s at %d and is %s at %d", b.ID, was.Digest, was.Sequence, b.Digest, b.Sequence))
		}
		return false
	}
	c.known[b.ID] = b
	c.last = max(c.last, b.Sequence)
	return true
}

func (c *Consumer) breach(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.breaches = append(c.breaches, fmt.Sprintf(format, args...))
}

// Seen tells how many entries booking holds, and how many came once more.
func (c *Consumer) Seen() (entries, again int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.known), c.again
}

// Breaches are what was wrong in the feed as it was read.
func (c *Consumer) Breaches() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.breaches
}

// booked reads an entry and recomputes its digest.
func booked(sequence int64, raw json.RawMessage) (Booked, error) {
	b := Booked{Sequence: sequence, Entry: raw}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return b, err
	}
	var said struct {
		ID     string `json:"entry_id"`
		Digest string `json:"content_sha256"`
	}
	if err := json.Unmarshal(raw, &said); err != nil {
		return b, err
	}
	delete(members, "content_sha256")
	body, err := json.Marshal(members)
	if err != nil {
		return b, err
	}
	if b.ID = said.ID; b.ID == "" {
		return b, fmt.Errorf("it has no id")
	}
	if b.Digest, err = canonicalDigest(body); err != nil {
		return b, err
	}
	if b.Digest != said.Digest {
		return b, fmt.Errorf("it says its content is %s, and it is %s", said.Digest, b.Digest)
	}
	return b, nil
}

// canonicalDigest is SHA-256 over the RFC 8785 form.
func canonicalDigest(body []byte) (string, error) {
	form, err := canonical(body)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(form)
	return hex.EncodeToString(sum[:]), nil
}

// canonical is the RFC 8785 form.
func canonical(body []byte) ([]byte, error) { return jcs.Transform(body) }

// ReadBooked reads a ledger of booking back.
func ReadBooked(path string) ([]Booked, error) {
	var all []Booked
	err := lines(path, func(b []byte) error {
		var x Booked
		if err := json.Unmarshal(b, &x); err != nil {
			return err
		}
		all = append(all, x)
		return nil
	})
	return all, err
}
