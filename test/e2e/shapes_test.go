package e2e

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"bordereau/internal/testkit"
)

const (
	home      = "00742" // the branch whose post is walked
	elsewhere = "00999"
)

// house is a running desk, whichever shape it has.
type house struct {
	t       *testing.T
	binary  string
	env     []string
	reach   []string // flags with which a tool reaches it
	base    string
	keys    map[string]string // by role; "elsewhere" is another branch's
	people  map[string]string // password by login
	server  *testkit.Process
	disturb func() // once, while documents are being read
}

// tool runs a command that reaches the desk's engines.
func (h *house) tool(args ...string) string {
	h.t.Helper()
	return testkit.Tool(h.t, h.binary, h.env, append(args, h.reach...)...)
}

func (h *house) as(role string) testkit.Caller {
	return testkit.Caller{T: h.t, Base: h.base, Key: h.keys[role]}
}

func (h *house) awaitReady() {
	h.t.Helper()
	testkit.Until(h.t, time.Minute, "the desk is ready", func() bool {
		resp, err := http.Get(h.base + "/readyz")
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
}

// staff adds the people and keys by the command line.
func (h *house) staff() {
	h.t.Helper()
	h.keys, h.people = map[string]string{}, map[string]string{}
	for role, branch := range map[string]string{"branch": home, "auditor": "", "supervisor": "", "booking": "", "clerk": ""} {
		h.keys[role] = strings.TrimSpace(h.tool("key", "add", "--label", role, "--role", role, "--branch", branch))
	}
	h.keys["elsewhere"] = strings.TrimSpace(h.tool("key", "add", "--label", "elsewhere", "--role", "branch", "--branch", elsewhere))
	for login, role := range map[string]string{"camille": "clerk", "nadia": "clerk", "paul": "supervisor"} {
		out := h.tool("user", "add", "--login", login, "--role", role)
		_, after, _ := strings.Cut(out, "password ")
		h.people[login], _, _ = strings.Cut(after, " ")
	}
}

// folder is a temporary folder that PostgreSQL's own user can reach, which a
// test's is not.
func folder(t *testing.T) string {
	t.Helper()
	d, err := os.MkdirTemp("", "bordereau-e2e-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(d); err != nil {
			t.Error(err)
		}
	})
	return d
}

// embedded is `up`: everything in one process with its engines as children.
func embedded(t *testing.T) *house {
	data := folder(t)
	h := &house{t: t, binary: testkit.Binary(t), reach: []string{"--data", data}}
	h.open(testkit.FreeAddress(t))
	return h
}

// open starts `up` on the house's data.
func (h *house) open(address string) {
	h.t.Helper()
	h.base = "http://" + address
	h.server = testkit.Start(h.t, h.binary, nil, "up", h.reach[0], h.reach[1], "--listen", address, "--undo-delay", "1s", "--objects-mode", "GOVERNANCE", "--max-files", "64")
	h.awaitReady()
}

// distributed is `serve` and two `work`, one of which dies while it reads.
func distributed(t *testing.T) *house {
	set := testkit.OwnServers(t)
	address := testkit.FreeAddress(t)
	h := &house{t: t, binary: testkit.Binary(t), base: "http://" + address,
		env: testkit.Env(t, set, set.DatabaseURL(), set.OwnerURL(), "bordereau")}
	common := []string{"--undo-delay", "1s", "--job-lease", "3s"}
	h.server = testkit.Start(t, h.binary, h.env, append([]string{"serve", "--listen", address}, common...)...)
	worker := func(name string) *testkit.Process {
		return testkit.Start(t, h.binary, h.env, append([]string{"work", "--name", name, "--jobs", "1"}, common...)...)
	}
	doomed := worker("doomed")
	worker("steady")
	h.awaitReady()
	h.disturb = func() {
		reads := "SELECT count(*) FROM jobs WHERE stage = 'read' AND state = 'running' AND worker = 'doomed'"
		testkit.Until(t, time.Minute, "a worker reads", func() bool { return testkit.SQL(t, set.OwnerURL(), reads) != "0" })
		doomed.Kill()
		worker("successor")
	}
	return h
}
