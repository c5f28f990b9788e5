package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"time"
)

// Parcel is what a branch deposits at once.
type Parcel struct {
	Key    string // idempotency key
	Fields map[string]string
	Files  []File
	Final  bool // a refusal is what is expected: it is not tried again
}

// NewFile is a file to send.
func NewFile(name string, data []byte) File {
	sum := sha256.Sum256(data)
	return File{Name: name, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data)), data: data}
}

// Branch sends parcels and writes down what it does.
type Branch struct {
	Bases   []string // one node after the other is tried
	Key     string   // machine key
	Journal *Journal
	client  http.Client
	turn    int
}

// pause between attempts.
const pause = 200 * time.Millisecond

// Send delivers a parcel under its key, again and again until the desk has it,
// refuses it for good, or ctx ends. It gives the last answer.
func (b *Branch) Send(ctx context.Context, p Parcel) (Answer, error) {
	for {
		if err := b.Journal.write(line{Attempt: &Attempt{At: time.Now(), Key: p.Key, Files: p.Files}}); err != nil {
			return Answer{}, err
		}
		b.turn++
		a := b.try(ctx, b.Bases[b.turn%len(b.Bases)], p)
		if err := b.Journal.write(line{Answer: &a}); err != nil {
			return a, err
		}
		switch {
		case a.Status == http.StatusAccepted:
			return a, nil
		case a.Status/100 == 4 && a.Status != http.StatusTooManyRequests && a.Status != http.StatusRequestTimeout:
			if !p.Final {
				return a, fmt.Errorf("parcel %s is refused with %d: %s", p.Key, a.Status, a.Failure)
			}
			return a, nil
		}
		if !wait(ctx, pause) {
			return a, fmt.Errorf("parcel %s: %w; the last answer was %d %s", p.Key, ctx.Err(), a.Status, a.Failure)
		}
	}
}

func (b *Branch) try(ctx context.Context, base string, p Parcel) Answer {
	a := Answer{Key: p.Key}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	status, body, err := b.post(ctx, base, p)
	a.At, a.Status = time.Now(), status
	if err != nil {
		a.Failure = err.Error()
		return a
	}
	if status != http.StatusAccepted {
		a.Failure = clip(string(body), 300)
		return a
	}
	var got struct {
		ID        string `json:"id"`
		Documents []struct {
			ID string `json:"id"`
		} `json:"documents"`
		Replayed bool `json:"replayed"`
	}
	if err := json.Unmarshal(body, &got); err != nil {
		a.Failure = "a 202 that cannot be read: " + err.Error()
		return a
	}
	a.Deposit, a.Replayed = got.ID, got.Replayed
	for _, d := range got.Documents {
		a.Documents = append(a.Documents, d.ID)
	}
	return a
}

func (b *Branch) post(ctx context.Context, base string, p Parcel) (int, []byte, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for k, v := range p.Fields {
		if err := form.WriteField(k, v); err != nil {
			return 0, nil, err
		}
	}
	for _, f := range p.Files {
		part, err := form.CreateFormFile("file", f.Name)
		if err != nil {
			return 0, nil, err
		}
		if _, err := part.Write(f.data); err != nil {
			return 0, nil, err
		}
	}
	if err := form.Close(); err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/v1/deposits", &body)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+b.Key)
	req.Header.Set("Idempotency-Key", p.Key)
	resp, err := b.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 4<<20))
	return resp.StatusCode, answer, err
}

// wait says whether the time went by before ctx ended.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

func clip(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}
