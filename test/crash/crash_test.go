package crash

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"bordereau/internal/testkit"
	"bordereau/test/ledger"
)

// A worker is killed while it reads, and so is a reading child alone.
func TestWorkerKilledWhileItReads(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.send()
	for i, p := range s.workers {
		name := fmt.Sprintf("w%d", i+2) // the first process is the API
		s.until(name+" reads", strings.Replace(reading, "WHERE", fmt.Sprintf("WHERE worker = '%s' AND", name), 1))
		p.Kill()
		next := s.work("")
		// A worker whose very first child dies does not start.
		testkit.Until(t, time.Minute, "its successor works", func() bool { return strings.Contains(next.Log(), `"msg":"working"`) })
	}
	s.underLoad()
	children, err := s.Children()
	must(t, err)
	for _, pid := range children {
		// It may have been recycled meanwhile.
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && err != syscall.ESRCH {
			t.Error(err)
		}
	}
	s.settle()
	again, err := s.Number(s.ctx, "SELECT count(*) AS n FROM jobs WHERE attempts > 1")
	must(t, err)
	if again == 0 {
		t.Error("no job was done again: the kills hit nothing")
	}
}

// The API dies between storing and committing, and between commit and answer. The
// branch tries again under the same key, and it is one deposit.
func TestServerKilledWithinADeposit(t *testing.T) {
	t.Parallel()
	s := open(t, "fault")
	points := []string{"CP1", "CP2", "CP3", "CP4", "CP5"}
	for i, parcel := range s.post.Parcels[:len(points)] {
		point := points[i]
		must(t, s.server.Stop())
		s.serve(point + ":1=kill")
		delivered := make(chan ledger.Answer, 1)
		s.people.Go(func() {
			a, err := s.branch.Send(s.ctx, parcel)
			check(t, err)
			delivered <- a
		})
		select {
		case <-s.server.Done():
		case <-s.ctx.Done():
			t.Fatalf("%s was not reached", point)
		}
		if !strings.Contains(s.server.Log(), "fault: "+point) {
			t.Fatalf("the API ended, but not at %s", point)
		}
		s.serve("")
		a := <-delivered
		if committed := point == "CP5"; a.Replayed != committed {
			t.Errorf("%s: the retry was answered as a replay: %v", point, a.Replayed)
		}
	}
	rest := *s.post
	rest.Parcels = rest.Parcels[len(points):]
	s.post = &rest
	s.send()
	s.settle()
}

// Workers die at every point between claim and end of a job.
func TestWorkerKilledBetweenSteps(t *testing.T) {
	t.Parallel()
	s := open(t, "fault")
	points := []string{"CP8:2=kill", "CP10:2=kill", "CP11:3=kill", "CP12:1=kill", "CP15:2=kill"}
	for _, p := range s.workers {
		must(t, p.Stop())
	}
	s.send()
	for _, plan := range points {
		point, _, _ := strings.Cut(plan, ":")
		p := s.work(plan)
		select {
		case <-p.Done():
		case <-s.ctx.Done():
			t.Fatalf("%s was not reached", point)
		}
		if !strings.Contains(p.Log(), "fault: "+point) {
			t.Errorf("the worker ended, but not at %s: %s", point, p.Log())
		}
	}
	for range 2 {
		s.work("")
	}
	s.delivered()
	must(t, s.Quiet(s.ctx, true))
	// Whose worker was killed three times is given up, whoever is to blame: a person
	// brings it back.
	out, err := s.Tool(s.ctx, "redrive", "--all")
	must(t, err)
	if out != "" {
		t.Log("brought back: ", out)
	}
	s.settle()
}

// Redis forgets everything, freezes and dies, while documents come in.
func TestRedisLosesEverything(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.unhurt = true
	s.send()
	s.underLoad()
	flush := exec.CommandContext(s.ctx, "redis-cli", "-s", strings.TrimPrefix(s.Set.RedisURL(), "unix://"), "FLUSHALL")
	if out, err := flush.CombinedOutput(); err != nil {
		t.Fatalf("FLUSHALL: %v: %s", err, out)
	}
	must(t, s.Set.Redis.Signal(syscall.SIGSTOP))
	done := "SELECT count(*) AS n FROM jobs WHERE state = 'done'"
	before, err := s.Number(s.ctx, done)
	must(t, err)
	s.until("jobs are done while Redis is frozen", fmt.Sprintf("SELECT greatest(0, (%s) - %d) AS n", strings.Replace(done, " AS n", "", 1), before+1))
	must(t, s.Set.Redis.Signal(syscall.SIGCONT))
	s.underLoad()
	s.Set.Redis.Kill() // it keeps nothing on disk here
	must(t, s.Set.Redis.Start(s.ctx))
	s.settle()
}

// PostgreSQL dies twice under load.
func TestDatabaseKilled(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.send()
	for range 2 {
		s.underLoad()
		s.Set.Postgres.Kill()
		startAgain(s.ctx, t, s.Set.Postgres.Start)
		must(t, ledger.Ready(s.ctx, s.base))
	}
	terminate := exec.CommandContext(s.ctx, "psql", "-X", "-q", s.Set.OwnerURL(), "-c",
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bordereau_app'")
	if out, err := terminate.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s.settle()
}

// startAgain starts an engine whose killed predecessor may take a moment to be
// gone altogether.
func startAgain(ctx context.Context, t *testing.T, start func(context.Context) error) {
	t.Helper()
	var err error
	testkit.Until(t, 30*time.Second, "the engine is back", func() bool {
		err = start(ctx)
		return err == nil
	})
	must(t, err)
}

// The object store is away: first nobody answers, then everybody is turned away,
// then answers to what was stored get lost. Nothing is taken over meanwhile.
func TestObjectStoreAway(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.unhurt = true
	s.held = make(chan struct{}) // by the time documents are read the branch may have sent all
	s.send()
	s.underLoad()
	s.Set.Objects.Kill()
	close(s.held)
	refused := func() bool { return strings.Contains(s.server.Log(), `"status":503`) }
	testkit.Until(t, time.Minute, "a deposit is put off", refused)
	startAgain(s.ctx, t, s.Set.Objects.Start)
	must(t, ledger.Ready(s.ctx, s.base))
	s.Objects.Busy(true)
	testkit.Until(t, time.Minute, "requests are turned away", func() bool { away, _ := s.Objects.Counts(); return away >= 10 })
	s.Objects.Busy(false)
	s.Objects.LoseAnswers(5)
	s.settle()
	if _, lost := s.Objects.Counts(); lost == 0 {
		t.Error("no answer got lost")
	}
}
