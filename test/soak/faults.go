package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// fault is one entry of the schedule.
type fault struct {
	at   time.Duration
	kind string
	node int           // among the APIs, or among the workers
	long time.Duration // of an outage
	plan string        // crash point
}

func (f fault) String() string {
	s := f.kind
	if f.plan != "" {
		s += " " + f.plan
	}
	if f.long > 0 {
		s += fmt.Sprintf(" for %.1fs", f.long.Seconds())
	}
	return s
}

// kinds in the order in which they are dealt: twenty-eight faults have each of them,
// and every crash point but CP16, which is hit before the load begins. Crash points
// come first: a point of a deposit is not hit when nobody deposits any more.
var kinds = []string{"worker killed", "api crash point", "worker crash point", "database killed", "api crash point", "worker crash point",
	"api crash point", "redis frozen", "api crash point", "worker crash point", "store killed", "api crash point", "api crash point",
	"worker crash point", "api killed", "api crash point", "worker crash point", "redis flushed", "api crash point", "api crash point",
	"worker crash point", "store busy", "child killed", "database sessions ended", "store loses answers", "redis killed",
	"worker rolled", "api rolled"}

// Points that need a clerk or booking come while both have much to do.
var (
	apiPoints    = []string{"CP1", "CP6", "CP13", "CP14", "CP2", "CP7", "CP3", "CP4", "CP5"}
	workerPoints = []string{"CP8", "CP9", "CP10", "CP12", "CP11", "CP15"}
)

// bookingNode is the API that booking asks.
const bookingNode = 1

// schedule draws faults with exponential gaps; every fifth comes together with the
// one before. One outage of the object store lasts 20 s.
func schedule(seed uint64, n int, span time.Duration) []fault {
	r := rand.New(rand.NewPCG(seed, 1))
	gap := span.Seconds() / float64(max(n, 1))
	var all []fault
	at, api, worker, stores := 3.0, 0, 0, 0
	for i := range n {
		f := fault{kind: kinds[i%len(kinds)], node: r.IntN(2)}
		if i == 0 || r.IntN(5) > 0 {
			at += min(r.ExpFloat64()*gap, 3*gap)
		}
		f.at = time.Duration(min(at, span.Seconds()) * float64(time.Second)).Round(100 * time.Millisecond)
		outage := func(least, most float64) {
			f.long = time.Duration((least + r.Float64()*(most-least)) * float64(time.Second)).Round(100 * time.Millisecond)
		}
		switch f.kind {
		case "api crash point":
			f.plan = fmt.Sprintf("%s:%d=kill", apiPoints[api%len(apiPoints)], 1+r.IntN(2))
			if strings.HasPrefix(f.plan, "CP14:") {
				f.node = bookingNode
			}
			api++
		case "worker crash point":
			f.plan = fmt.Sprintf("%s:%d=kill", workerPoints[worker%len(workerPoints)], 1+r.IntN(3))
			worker++
		case "database killed":
			outage(0.1, 5)
		case "redis frozen":
			outage(0.5, 10)
		case "redis killed", "store busy":
			outage(0.1, 6)
		case "store killed":
			if outage(0.5, 6); stores == 0 {
				f.long = 20 * time.Second
			}
			stores++
		}
		all = append(all, f)
	}
	return all
}

// hurt injects the schedule. Faults of one engine or node wait for each other;
// others overlap as they were drawn.
func (s *soak) hurt(ctx context.Context, plan []fault) error {
	began := time.Now()
	var one [7]sync.Mutex // database, redis, store, and the four nodes
	errs := make([]error, len(plan))
	var all sync.WaitGroup
	for i, f := range plan {
		all.Go(func() {
			if !pause(ctx, time.Until(began.Add(f.at))) {
				errs[i] = ctx.Err()
				return
			}
			target := &one[s.target(f)]
			target.Lock()
			defer target.Unlock()
			if err := s.inject(ctx, f); err != nil {
				errs[i] = fmt.Errorf("%s: %w", f, err)
				return
			}
			recovery, err := s.recovered(ctx)
			if err != nil {
				errs[i] = fmt.Errorf("after %s: %w", f, err)
			}
			s.tally.count(f, recovery)
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

func (s *soak) target(f fault) int {
	switch {
	case strings.HasPrefix(f.kind, "database"):
		return 0
	case strings.HasPrefix(f.kind, "redis"):
		return 1
	case strings.HasPrefix(f.kind, "store"):
		return 2
	case strings.HasPrefix(f.kind, "api"):
		return 3 + f.node
	}
	return 5 + f.node
}

// inject does it and heals it.
func (s *soak) inject(ctx context.Context, f fault) error {
	set := s.site.Set
	switch f.kind {
	case "worker killed", "api killed":
		s.nodes[s.target(f)-3].kill()
	case "worker rolled", "api rolled":
		return s.nodes[s.target(f)-3].roll("")
	case "worker crash point", "api crash point":
		n := s.nodes[s.target(f)-3]
		if err := n.roll(f.plan); err != nil {
			return err
		}
	case "child killed":
		children, err := s.site.Children()
		if err != nil || len(children) == 0 {
			return err
		}
		if err := syscall.Kill(children[f.node%len(children)], syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
	case "database killed":
		set.Postgres.Kill()
		pause(ctx, f.long)
		return again(ctx, set.Postgres.Start)
	case "database sessions ended":
		// The database may be down itself at this moment: then there is nothing to end.
		_ = exec.CommandContext(ctx, "psql", "-X", "-q", set.OwnerURL(), "-c", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bordereau_app'").Run()
	case "redis frozen":
		if err := set.Redis.Signal(syscall.SIGSTOP); err != nil {
			return err
		}
		pause(ctx, f.long)
		return set.Redis.Signal(syscall.SIGCONT)
	case "redis flushed":
		return exec.CommandContext(ctx, "redis-cli", "-s", strings.TrimPrefix(set.RedisURL(), "unix://"), "FLUSHALL").Run()
	case "redis killed":
		set.Redis.Kill()
		pause(ctx, f.long)
		return again(ctx, set.Redis.Start)
	case "store killed":
		set.Objects.Kill()
		pause(ctx, f.long)
		return again(ctx, set.Objects.Start)
	case "store busy":
		s.site.Objects.Busy(true)
		pause(ctx, f.long)
		s.site.Objects.Busy(false)
	case "store loses answers":
		s.site.Objects.LoseAnswers(5)
	default:
		return fmt.Errorf("nobody knows how")
	}
	return nil
}

// again starts an engine whose killed predecessor may take a moment to be gone.
func again(ctx context.Context, start func(context.Context) error) error {
	for try := 0; ; try++ {
		err := start(ctx)
		if err == nil || try == 60 {
			return err
		}
		if !pause(ctx, 250*time.Millisecond) {
			return errors.Join(err, ctx.Err())
		}
	}
}

const (
	finished = "SELECT count(*) AS n FROM jobs WHERE state = 'done'"
	due      = "SELECT count(*) AS n FROM jobs WHERE state = 'running' OR state = 'waiting' AND run_at < now()"
)

// recovered measures from the healing until both APIs take deposits over and a job
// was done, or none is due.
func (s *soak) recovered(ctx context.Context) (time.Duration, error) {
	healed := time.Now()
	if err := s.ready(ctx); err != nil {
		return 0, err
	}
	before := int64(-1)
	for {
		if n, err := s.site.Number(ctx, finished); err == nil {
			if before < 0 {
				before = n
			}
			waiting, err := s.site.Number(ctx, due)
			if n > before || err == nil && waiting == 0 {
				return time.Since(healed), nil
			}
		}
		if time.Since(healed) > 3*time.Minute {
			return 0, errors.New("no work was done for three minutes")
		}
		if !pause(ctx, 200*time.Millisecond) {
			return 0, ctx.Err()
		}
	}
}
