package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/internal/testkit"
)

// restarts: asked to end, the desk answers what is under way and loses nothing;
// started again on the same data it knows everything.
func restarts(t *testing.T, h *house, p *post) {
	before := h.feed()
	states := map[string]bordereau.State{}
	for name, x := range p.papers {
		states[name] = h.view(x).State
	}

	// A deposit whose second half is sent after the desk was asked to end.
	data := draw(t, specimen.Spec{Kind: bordereau.BankDetails, Seed: 6190, DPI: 200})
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "late.png")
	if err == nil {
		_, err = part.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	body, rest := io.Pipe()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.base+"/v1/deposits", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+h.keys["branch"])
	// The first byte leaves when the desk has asked for it: then it is under way.
	req.Header.Set("Expect", "100-continue")
	client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
	type outcome struct {
		status int
		err    error
		id     string
	}
	answered := make(chan outcome, 1)
	go func() {
		resp, err := client.Do(req)
		if err != nil {
			answered <- outcome{err: err}
			return
		}
		defer resp.Body.Close()
		var got struct {
			ID string `json:"id"`
		}
		err = json.NewDecoder(resp.Body).Decode(&got)
		answered <- outcome{resp.StatusCode, err, got.ID}
	}()
	half := form.Len() / 2
	if _, err := rest.Write(form.Bytes()[:half]); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(h.server.Pid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	testkit.Until(t, 10*time.Second, "the desk says that it stops", func() bool { return strings.Contains(h.server.Log(), "stopping") })
	if _, err := rest.Write(form.Bytes()[half:]); err != nil {
		t.Errorf("the desk hung up in the middle of a deposit: %v", err)
	}
	if err := rest.Close(); err != nil {
		t.Fatal(err)
	}
	late := <-answered
	if late.err != nil || late.status != http.StatusAccepted {
		t.Errorf("the deposit under way was answered %d %v", late.status, late.err)
	}
	select {
	case <-h.server.Done():
	case <-time.After(time.Minute):
		t.Fatal("the desk does not end")
	}

	h.open(testkit.FreeAddress(t))
	if strings.Contains(h.server.Log(), "First run") {
		t.Error("the second run takes itself for the first")
	}
	for name, x := range p.papers {
		if v := h.view(x); v.State != states[name] {
			t.Errorf("%s was %s and is %s after a restart", name, states[name], v.State)
		}
	}
	if after := h.feed(); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("the feed changed over a restart:\n%v\n%v", before, after)
	}
	if late.status == http.StatusAccepted {
		h.as("branch").Must("GET", "/v1/deposits/"+late.id, nil, nil)
	}
	fsck(t, h)
}

// sends: the branch's sender watches a folder while the desk is down, is run
// twice, and forgets what it sent: each file is one deposit all the same.
func sends(t *testing.T, h *house) {
	key := strings.TrimSpace(h.tool("key", "add", "--label", "watched", "--role", "branch", "--branch", "00743"))
	h.server.Stop(t)
	dir := t.TempDir()
	const files = 3
	for i := range files {
		data := draw(t, specimen.Spec{Kind: bordereau.BankDetails, Seed: uint64(6200 + i), DPI: 200})
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("scan-%d.png", i)), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	address := testkit.FreeAddress(t)
	watch := func(state string) *testkit.Process {
		return testkit.Start(t, h.binary, []string{"BORDEREAU_KEY=" + key}, "send", "--server", "http://"+address, "--watch", "--every", "100ms",
			"--state", filepath.Join(t.TempDir(), state), dir)
	}
	first := watch("one")
	h.open(address)
	delivered := func(p *testkit.Process) func() bool {
		return func() bool { return strings.Count(p.Log(), "deposit ") >= files }
	}
	testkit.Until(t, time.Minute, "the sender delivers when the desk is there", delivered(first))
	second := watch("two") // knows nothing of the first
	testkit.Until(t, time.Minute, "the second sender delivers", delivered(second))
	first.Stop(t)
	second.Stop(t)
	var got struct {
		Items []bordereau.Deposit `json:"items"`
	}
	testkit.Caller{T: t, Base: h.base, Key: key}.Must("GET", "/v1/deposits", nil, &got)
	if len(got.Items) != files {
		t.Errorf("%d files sent twice became %d deposits", files, len(got.Items))
	}
	for _, d := range got.Items {
		if d.Channel != bordereau.ChannelFolder {
			t.Errorf("deposit %s came by %s", d.ID, d.Channel)
		}
	}
	fsck(t, h)
}

func draw(t *testing.T, s specimen.Spec) []byte {
	t.Helper()
	s.Day = time.Now().UTC().Truncate(24 * time.Hour)
	d, err := specimen.Draw(s)
	if err != nil {
		t.Fatal(err)
	}
	data, err := specimen.Encode(d, d.Truth.Format)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
