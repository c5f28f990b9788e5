package crash

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau/internal/testkit"
	"bordereau/test/ledger"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// the papers of all scenes, drawn once
var papers = sync.OnceValues(func() (*ledger.Post, error) {
	return ledger.Draw(71, ledger.Mix{Slips: 2, Transfers: 2, RIBs: 3, Duplicates: 1, Blanks: 1, Letters: 1, Damaged: 1})
})

const wholeScene = 4 * time.Minute

// scene is a desk under load, about to be hurt.
type scene struct {
	*ledger.Site
	t        *testing.T
	ctx      context.Context
	post     *ledger.Post
	base     string
	server   *ledger.Process
	workers  []*ledger.Process
	branch   *ledger.Branch
	consumer *ledger.Consumer
	people   sync.WaitGroup
	leave    context.CancelFunc // ends clerks and booking
	sent     chan struct{}      // closed when the branch has delivered everything
	held     chan struct{}      // if there is one, the last parcel waits until it is closed
	unhurt   bool               // no process of the desk itself was killed
}

// open starts engines, an API, two workers, two clerks and booking.
func open(t *testing.T, tags ...string) *scene {
	t.Helper()
	post, err := papers()
	must(t, err)
	return openFor(t, post, tags...)
}

func openFor(t *testing.T, post *ledger.Post, tags ...string) *scene {
	t.Helper()
	set := testkit.OwnServers(t)
	dir, err := os.MkdirTemp("", "bordereau-crash-")
	must(t, err)
	site, err := ledger.NewSite(dir, testkit.Binary(t, tags...), set)
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), wholeScene)
	s := &scene{Site: site, t: t, ctx: ctx, post: post, sent: make(chan struct{})}
	t.Cleanup(func() {
		cancel()
		s.people.Wait()
		if err := site.Stop(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Log(site.Logs())
		}
		must(t, os.RemoveAll(dir))
	})
	address, err := ledger.FreeAddress()
	must(t, err)
	s.base = "http://" + address
	s.serve("")
	for range 2 {
		s.work("")
	}
	staff, err := site.Prepare(ctx, s.base, post)
	must(t, err)
	journal, err := ledger.OpenJournal(s.journal())
	must(t, err)
	t.Cleanup(func() { must(t, journal.Close()) })
	s.branch = &ledger.Branch{Bases: []string{s.base}, Key: staff.Keys["branch"], Journal: journal}
	s.consumer = &ledger.Consumer{Base: s.base, Key: staff.Keys["booking"], Path: s.ledger()}
	var life context.Context
	life, s.leave = context.WithCancel(ctx)
	s.people.Go(func() { check(t, s.consumer.Run(life)) })
	for _, login := range []string{"camille", "nadia"} {
		c := &ledger.Clerk{Base: s.base, Login: login, Password: staff.Passwords[login], Printed: post.Printed}
		s.people.Go(func() { check(t, c.Run(life)) })
	}
	return s
}

func (s *scene) journal() string { return filepath.Join(s.Dir, "journal.jsonl") }
func (s *scene) ledger() string  { return filepath.Join(s.Dir, "booking.jsonl") }

// serve starts the API and waits until it is ready, or dead where a crash point of its
// start was to kill it.
func (s *scene) serve(faults string) {
	s.t.Helper()
	var err error
	s.server, err = s.Serve(strings.TrimPrefix(s.base, "http://"), faults)
	must(s.t, err)
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	go func(p *ledger.Process) {
		select {
		case <-p.Done():
			cancel()
		case <-ctx.Done():
		}
	}(s.server)
	if err := ledger.Ready(ctx, s.base); err != nil && (faults == "" || s.server.Running()) {
		s.t.Fatalf("the API did not get ready: %v: %s", err, s.server.Log())
	}
}

func (s *scene) work(faults string) *ledger.Process {
	s.t.Helper()
	p, err := s.Work(faults)
	must(s.t, err)
	s.workers = append(s.workers, p)
	return p
}

// send lets the branch deliver everything while the test goes on.
func (s *scene) send() {
	s.people.Go(func() {
		defer close(s.sent)
		for i, p := range s.post.Parcels {
			if s.held != nil && i == len(s.post.Parcels)-1 {
				select {
				case <-s.held:
				case <-s.ctx.Done():
					return
				}
			}
			if _, err := s.branch.Send(s.ctx, p); err != nil {
				s.t.Error(err)
				return
			}
		}
	})
}

// until waits for the record to say a number other than zero.
func (s *scene) until(what, query string) {
	s.t.Helper()
	testkit.Until(s.t, time.Minute, what, func() bool {
		n, err := s.Number(s.ctx, query)
		return err == nil && n > 0
	})
}

const reading = "SELECT count(*) AS n FROM jobs WHERE stage = 'read' AND state = 'running'"

// underLoad waits until documents are being read.
func (s *scene) underLoad() {
	s.t.Helper()
	s.until("documents are being read", reading)
}

// settle lets everything come to rest and holds it against what was promised.
func (s *scene) settle() ledger.Verdict {
	s.t.Helper()
	s.delivered()
	must(s.t, s.Quiet(s.ctx, true))
	entries := "SELECT count(*) AS n FROM entries WHERE feed_sequence IS NOT NULL"
	testkit.Until(s.t, 30*time.Second, "booking has read the feed", func() bool {
		n, err := s.Number(s.ctx, entries)
		seen, _ := s.consumer.Seen()
		return err == nil && int64(seen) == n
	})
	s.leave()
	s.people.Wait()
	for _, b := range s.consumer.Breaches() {
		s.t.Error("I6:", b)
	}
	verdict := s.check("")
	s.t.Log(verdict)
	for _, b := range verdict.Breaches {
		s.t.Error(b)
	}
	if verdict.Entries == 0 || verdict.States["booked"] == 0 {
		s.t.Error("nothing was booked: the scene proves nothing about entries")
	}
	if n := verdict.States["quarantined"]; n > 0 {
		s.t.Errorf("%d documents were given up", n)
	}
	out, err := s.Tool(s.ctx, "fsck")
	if err != nil || !strings.Contains(out, " 0 findings") {
		s.t.Errorf("fsck: %v %s", err, out)
	}
	s.closed()
	return verdict
}

// delivered waits until the branch has handed over all that it has.
func (s *scene) delivered() {
	s.t.Helper()
	select {
	case <-s.sent:
	case <-s.ctx.Done():
		s.t.Fatal("the branch could not deliver everything")
	}
}

// check asks the checker about one promise, or all.
func (s *scene) check(promise string) ledger.Verdict {
	s.t.Helper()
	v, err := ledger.Check(s.ctx, ledger.Evidence{Set: s.Set, Bucket: s.Bucket, Mode: "GOVERNANCE", Journal: s.journal(), Ledger: s.ledger(), Wholly: true, Promise: promise})
	must(s.t, err)
	return v
}

// closed ends the desk in good order: no process of it is left, no child, and no
// bytes of a customer where they were only passing through.
func (s *scene) closed() {
	s.t.Helper()
	must(s.t, s.Stop())
	alive, err := s.Alive()
	must(s.t, err)
	if len(alive) > 0 {
		s.t.Errorf("processes are left: %v", alive)
	}
	files, folders, err := s.Litter()
	must(s.t, err)
	if len(files) > 0 || s.unhurt && len(folders) > 0 {
		s.t.Errorf("temporary files are left: %v %v", files, folders)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}
