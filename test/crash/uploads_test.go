package crash

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bordereau/internal/testkit"
)

// The API dies with an upload under way: when a chunk is stored and not acknowledged
// (UP1), acknowledged and not answered (UP2), and when the deposit is committed and
// not answered (UP3). The sender asks how far it is and goes on, at the node that came
// up instead; every file becomes one deposit of its bytes, and nothing that was
// acknowledged is asked for again.
func TestServerKilledWithinAnUpload(t *testing.T) {
	t.Parallel()
	s := open(t, "fault")
	data := slices.Concat([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{0}, 20<<20)) // the head is what intake looks at
	for i, plan := range []string{"UP1:1=kill", "UP1:2=kill", "UP2:1=kill", "UP2:2=kill", "UP3:1=kill"} {
		point, _, _ := strings.Cut(plan, ":")
		mine := append(bytes.Clone(data), byte(i))
		u := &sender{scene: s, data: mine, name: fmt.Sprintf("%d.png", i)}
		s.serve2(plan)
		u.create()
		u.send() // dies on the way
		select {
		case <-s.server.Done():
		case <-s.ctx.Done():
			t.Fatalf("%s was not reached", point)
		}
		if !strings.Contains(s.server.Log(), "fault: "+point) {
			t.Fatalf("the API ended, but not at %s", point)
		}
		s.serve("")
		was := u.acknowledged
		at := u.ask()
		if at < was {
			t.Errorf("%s: %d bytes were acknowledged, and %d are left", plan, was, at)
		}
		if point == "UP2" && at == 0 {
			t.Errorf("%s: what was acknowledged in the record is asked for again", plan)
		}
		for at < len(mine) {
			u.send()
			at = u.ask()
		}
		if u.deposit == "" {
			t.Fatalf("%s: the whole file is no deposit", plan)
		}
	}
	deposits, err := s.Number(s.ctx, "SELECT count(*) AS n FROM uploads WHERE deposit_id IS NOT NULL")
	must(t, err)
	documents, err := s.Number(s.ctx, "SELECT count(*) AS n FROM documents")
	must(t, err)
	open, err := s.Number(s.ctx, "SELECT count(*) AS n FROM uploads u WHERE deposit_id IS NULL OR EXISTS (SELECT FROM upload_chunks c WHERE c.upload_id = u.id)")
	must(t, err)
	if deposits != 5 || documents != 5 || open != 0 {
		t.Errorf("%d uploads are deposits, there are %d documents and %d uploads that are not over", deposits, documents, open)
	}
}

// serve2 ends the API in good order and starts it with a crash point.
func (s *scene) serve2(faults string) {
	s.t.Helper()
	must(s.t, s.server.Stop())
	s.serve(faults)
}

// sender is a branch that sends one file in chunks of 9 MB.
type sender struct {
	*scene
	data         []byte
	name         string
	at           string
	acknowledged int
	deposit      string
}

func (u *sender) call(method, path string, body []byte, heads ...string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(u.ctx, method, u.base+path, bytes.NewReader(body))
	must(u.t, err)
	req.Header.Set("Authorization", "Bearer "+u.branch.Key)
	req.Header.Set("Tus-Resumable", "1.0.0")
	for i := 0; i < len(heads); i += 2 {
		req.Header.Set(heads[i], heads[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(io.Discard, res.Body)
	return res, cmpErr(err, res.Body.Close())
}

func cmpErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (u *sender) create() {
	u.t.Helper()
	res, err := u.call("POST", "/v1/uploads", nil, "Upload-Length", strconv.Itoa(len(u.data)),
		"Upload-Metadata", "filename "+base64.StdEncoding.EncodeToString([]byte(u.name)))
	must(u.t, err)
	if res.StatusCode != http.StatusCreated {
		u.t.Fatal(res.StatusCode)
	}
	u.at = res.Header.Get("Location")
}

// send sends chunks until all are there or the line breaks.
func (u *sender) send() {
	u.t.Helper()
	for u.acknowledged < len(u.data) {
		end := min(len(u.data), u.acknowledged+9<<20)
		res, err := u.call("PATCH", u.at, u.data[u.acknowledged:end], "Content-Type", "application/offset+octet-stream", "Upload-Offset", strconv.Itoa(u.acknowledged))
		if err != nil {
			return
		}
		if res.StatusCode != http.StatusNoContent {
			u.t.Fatal(res.StatusCode)
		}
		u.acknowledged = end
	}
}

// ask asks how far it is.
func (u *sender) ask() int {
	u.t.Helper()
	var n int
	testkit.Until(u.t, 20*time.Second, "the upload's offset is told", func() bool {
		res, err := u.call("HEAD", u.at, nil)
		if err != nil || res.StatusCode != http.StatusOK {
			return false
		}
		n, err = strconv.Atoi(res.Header.Get("Upload-Offset"))
		must(u.t, err)
		u.deposit = res.Header.Get("Content-Location")
		return true
	})
	u.acknowledged = n
	return n
}
