// Package courier is what runs in a branch: it carries scans to the desk. It
// survives a broken line, a restart, and being run twice, because each parcel
// has a name made of what is in it: the desk answers the second time with the
// first deposit.
package courier

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"bordereau"
)

// Config of a courier.
type Config struct {
	Server  string        // base URL of the desk
	Key     string        // the branch's machine key
	Branch  string        // needed only where the key does not name one
	Dossier string        // reference that all parcels belong to, if any
	Kind    string        // type that the branch expects, if any
	State   string        // file that remembers what was sent
	GiveUp  time.Duration // how long one parcel is tried; for ever when zero
	Client  *http.Client
	Now     func() time.Time
}

// Parcel is what goes to the desk in one deposit: one file, or a folder of files
// that belong together (a slip and its cheques). A file deposit.json in such a
// folder declares the rest.
type Parcel struct {
	Name        string // as people see it
	Files       []string
	Declaration Declaration
}

// Declaration is what a branch says about a parcel (deposit.json).
type Declaration struct {
	Dossier   string `json:"dossier,omitempty"`
	Kind      string `json:"kind,omitempty"`
	SlipCount *int   `json:"slip_count,omitempty"`
	SlipTotal string `json:"slip_total,omitempty"`
	Reference string `json:"reference,omitempty"`
}

// DeclarationFile is the name of the declaration within a parcel's folder.
const DeclarationFile = "deposit.json"

// Delivery is what became of a parcel.
type Delivery struct {
	Parcel    Parcel           `json:"-"`
	Key       string           `json:"key"` // digest over declaration and files
	Deposit   string           `json:"deposit,omitempty"`
	Documents []DocumentStatus `json:"documents,omitempty"`
	Refused   *bordereau.Error `json:"-"`
	Refusal   string           `json:"refusal,omitempty"`
	At        time.Time        `json:"at"`
	Before    bool             `json:"-"` // sent by an earlier run
}

// DocumentStatus is one document of a deposit as the desk tells it.
type DocumentStatus struct {
	ID          string `json:"id"`
	FileName    string `json:"file_name"`
	State       string `json:"state"`
	Type        string `json:"type,omitempty"`
	SHA256      string `json:"sha256"`
	DuplicateOf string `json:"duplicate_of,omitempty"`
}

// Courier sends parcels, one after the other.
type Courier struct {
	cfg  Config
	sent map[string]Delivery
}

// New reads what earlier runs sent.
func New(c Config) (*Courier, error) {
	u, err := url.Parse(c.Server)
	if err != nil || u.Host == "" {
		return nil, bordereau.Errorf(bordereau.Invalid, "%q is not the address of a desk", c.Server)
	}
	c.Server = strings.TrimSuffix(c.Server, "/")
	if c.Client == nil {
		c.Client = &http.Client{Timeout: 10 * time.Minute}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	k := &Courier{cfg: c, sent: map[string]Delivery{}}
	return k, k.load()
}

// load reads the memory. A line that a crash tore off at the end is forgotten:
// its parcel is sent again and answered as the same.
func (k *Courier) load() error {
	if k.cfg.State == "" {
		return nil
	}
	b, err := os.ReadFile(k.cfg.State)
	if errors.Is(err, os.ErrNotExist) {
		return os.MkdirAll(filepath.Dir(k.cfg.State), 0o700)
	}
	if err != nil {
		return err
	}
	lines := bytes.Split(b, []byte("\n"))
	for i, line := range lines {
		var d Delivery
		if len(line) == 0 {
			continue
		}
		if err := json.Unmarshal(line, &d); err != nil {
			if i == len(lines)-1 {
				break
			}
			return fmt.Errorf("%s, line %d: %w", k.cfg.State, i+1, err)
		}
		k.sent[d.Key] = d
	}
	return nil
}

func (k *Courier) remember(d Delivery) error {
	k.sent[d.Key] = d
	if k.cfg.State == "" {
		return nil
	}
	line, err := json.Marshal(d)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(k.cfg.State, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

// Send delivers a parcel, trying again while the line or the desk is away. The
// error is nil when the desk has it or refused it for good (Refused tells).
func (k *Courier) Send(ctx context.Context, p Parcel) (Delivery, error) {
	key, digests, err := k.name(p)
	if err != nil {
		return Delivery{}, err
	}
	if d, ok := k.sent[key]; ok {
		d.Parcel, d.Before = p, true
		return d, nil
	}
	if k.cfg.GiveUp > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, k.cfg.GiveUp)
		defer cancel()
	}
	for pause := 250 * time.Millisecond; ; pause = min(2*pause, 30*time.Second) {
		d, again, err := k.try(ctx, p, key, digests)
		if err == nil {
			return d, k.remember(d)
		}
		if again < 0 {
			return d, err
		}
		wait := time.NewTimer(max(again, pause/2+rand.N(pause/2)))
		select {
		case <-ctx.Done():
			wait.Stop()
			return d, fmt.Errorf("%s was not delivered: %w", p.Name, err)
		case <-wait.C:
		}
	}
}

// name digests what a parcel is: it is its idempotency key and its entry in the memory.
func (k *Courier) name(p Parcel) (string, []string, error) {
	h := sha256.New()
	decl, err := json.Marshal(k.declaration(p))
	if err != nil {
		return "", nil, err
	}
	fmt.Fprintf(h, "%s\n%s\n", k.cfg.Branch, decl)
	digests := make([]string, len(p.Files))
	for i, path := range p.Files {
		f, err := os.Open(path)
		if err != nil {
			return "", nil, err
		}
		sum := sha256.New()
		_, err = io.Copy(sum, f)
		if err = errors.Join(err, f.Close()); err != nil {
			return "", nil, err
		}
		digests[i] = hex.EncodeToString(sum.Sum(nil))
		fmt.Fprintf(h, "%s\n", digests[i])
	}
	return hex.EncodeToString(h.Sum(nil)), digests, nil
}

func (k *Courier) declaration(p Parcel) Declaration {
	d := p.Declaration
	d.Dossier, d.Kind = cmp.Or(d.Dossier, k.cfg.Dossier), cmp.Or(d.Kind, k.cfg.Kind)
	return d
}

// try makes one attempt. A negative wait says that trying again is useless.
func (k *Courier) try(ctx context.Context, p Parcel, key string, digests []string) (d Delivery, again time.Duration, err error) {
	d = Delivery{Parcel: p, Key: key, At: k.cfg.Now().UTC()}
	body, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() { w.CloseWithError(k.write(form, p)) }()
	defer body.Close()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, k.cfg.Server+"/v1/deposits", body)
	if err != nil {
		return d, -1, err
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+k.cfg.Key)
	req.Header.Set("Idempotency-Key", key)
	resp, err := k.cfg.Client.Do(req)
	if err != nil {
		return d, 0, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 4<<20))
	if err != nil {
		return d, 0, err
	}
	if resp.StatusCode == http.StatusAccepted {
		var got struct {
			ID        string           `json:"id"`
			Documents []DocumentStatus `json:"documents"`
		}
		if err := json.Unmarshal(answer, &got); err != nil {
			return d, 0, fmt.Errorf("the desk's answer: %w", err)
		}
		if len(got.Documents) != len(digests) {
			return d, -1, fmt.Errorf("the desk took over %d of %d files of %s", len(got.Documents), len(digests), p.Name)
		}
		for _, doc := range got.Documents {
			if !slices.Contains(digests, doc.SHA256) {
				return d, -1, fmt.Errorf("the desk holds other bytes than were sent for %s", doc.FileName)
			}
		}
		d.Deposit, d.Documents = got.ID, got.Documents
		return d, 0, nil
	}
	said := problem(resp.StatusCode, answer)
	switch {
	case resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode == http.StatusServiceUnavailable:
		return d, retryAfter(resp), said
	case resp.StatusCode >= 500, resp.StatusCode == http.StatusRequestTimeout:
		return d, 0, said
	case resp.StatusCode == http.StatusUnauthorized, resp.StatusCode == http.StatusForbidden:
		return d, -1, said // about the key, not about the parcel: not remembered
	}
	d.Refused, d.Refusal = said, said.Message
	return d, 0, nil
}

// write streams the parcel as a form; no file is ever whole in memory.
func (k *Courier) write(form *multipart.Writer, p Parcel) error {
	d := k.declaration(p)
	fields := [][2]string{{"channel", "folder"}, {"branch", k.cfg.Branch}, {"dossier", d.Dossier}, {"kind", d.Kind}, {"slip_total", d.SlipTotal}, {"reference", d.Reference}}
	if d.SlipCount != nil {
		fields = append(fields, [2]string{"slip_count", strconv.Itoa(*d.SlipCount)})
	}
	for _, f := range fields {
		if f[1] == "" {
			continue
		}
		if err := form.WriteField(f[0], f[1]); err != nil {
			return err
		}
	}
	for _, path := range p.Files {
		part, err := form.CreateFormFile("file", filepath.Base(path))
		if err != nil {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		_, err = io.Copy(part, f)
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return form.Close()
}

// Follow asks what became of a deposit.
func (k *Courier) Follow(ctx context.Context, deposit string) ([]DocumentStatus, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, k.cfg.Server+"/v1/deposits/"+url.PathEscape(deposit), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+k.cfg.Key)
	resp, err := k.cfg.Client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 4<<20))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, problem(resp.StatusCode, answer)
	}
	var got struct {
		Documents []DocumentStatus `json:"documents"`
	}
	return got.Documents, json.Unmarshal(answer, &got)
}

// problem turns a problem document (RFC 9457) into an error for people.
func problem(status int, body []byte) *bordereau.Error {
	var p struct {
		Detail string `json:"detail"`
		Title  string `json:"title"`
	}
	if err := json.Unmarshal(body, &p); err != nil || cmp.Or(p.Detail, p.Title) == "" {
		return bordereau.Errorf(bordereau.Busy, "the desk answered with status %d", status)
	}
	return bordereau.Errorf(bordereau.Invalid, "%s", cmp.Or(p.Detail, p.Title))
}

func retryAfter(r *http.Response) time.Duration {
	s, err := strconv.Atoi(r.Header.Get("Retry-After"))
	if err != nil || s < 0 {
		return 0
	}
	return time.Duration(min(s, 300)) * time.Second
}
