package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"bordereau/test/ledger"
)

// node is an API or a worker that is started again whenever it ends, as a
// supervisor of processes would.
type node struct {
	soak    *soak
	address string // of an API; empty for a worker

	mu      sync.Mutex
	current *ledger.Process
	plans   []string // crash points of every start, each until it was hit
	ended   bool
	kept    chan struct{}
}

func (n *node) start() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ended {
		return nil
	}
	if n.current != nil {
		log := n.current.Log()
		n.plans = slices.DeleteFunc(n.plans, func(plan string) bool { return strings.Contains(log, "fault: "+pointOf(plan)+" ") })
	}
	var err error
	if plan := strings.Join(n.plans, ","); n.address != "" {
		n.current, err = n.soak.site.Serve(n.address, plan)
	} else {
		n.current, err = n.soak.site.Work(plan)
	}
	return err
}

// keep starts the node again until it is to end.
func (n *node) keep(ctx context.Context) error {
	n.kept = make(chan struct{})
	if err := n.start(); err != nil {
		return err
	}
	go func() {
		defer close(n.kept)
		for {
			p := n.process()
			select {
			case <-ctx.Done():
				return
			case <-p.Done():
			}
			n.mu.Lock()
			over := n.ended
			n.mu.Unlock()
			if over {
				return
			}
			if err := n.start(); err != nil {
				fmt.Println("a node does not start:", err)
				return
			}
			if !pause(ctx, 300*time.Millisecond) { // one that dies at once is not started at once
				return
			}
		}
	}()
	return nil
}

// pointOf is the crash point of a plan.
func pointOf(plan string) string {
	point, _, _ := strings.Cut(plan, ":")
	return point
}

func (n *node) process() *ledger.Process {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.current
}

// kill ends it as a crash would; it comes back.
func (n *node) kill() { n.process().Kill() }

// roll asks it to end in good order; it comes back, with a crash point if one is
// given.
func (n *node) roll(plan string) error {
	n.mu.Lock()
	if plan != "" {
		n.plans = append(n.plans, plan)
	}
	p := n.current // the one that does not have the plan
	n.mu.Unlock()
	return p.Stop()
}

func (n *node) end() error {
	n.mu.Lock()
	n.ended = true
	n.mu.Unlock()
	err := n.process().Stop()
	<-n.kept
	return err
}

// up starts all nodes and waits for the APIs.
func (s *soak) up(ctx context.Context) error {
	for _, n := range s.nodes {
		if err := n.keep(ctx); err != nil {
			return err
		}
	}
	return s.ready(ctx)
}

func (s *soak) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for _, b := range s.bases {
		if err := ledger.Ready(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

func (s *soak) down() error {
	errs := make([]error, len(s.nodes))
	var all sync.WaitGroup
	for i, n := range s.nodes {
		all.Go(func() { errs[i] = n.end() })
	}
	all.Wait()
	return errors.Join(errs...)
}

// restart ends everything, engines too, and begins anew on the same data.
func (s *soak) restart(ctx context.Context) error {
	if err := s.down(); err != nil {
		return err
	}
	set := s.site.Set
	if err := errors.Join(set.Objects.Stop(), set.Redis.Stop(), set.Postgres.Stop()); err != nil {
		return err
	}
	if err := set.Start(ctx); err != nil {
		return err
	}
	for _, n := range s.nodes {
		n.ended, n.plans, n.current = false, nil, nil
	}
	if err := s.up(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return s.site.Quiet(ctx, true)
}

func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
