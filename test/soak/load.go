package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"time"

	"bordereau/test/ledger"
)

// load is the branches, the clerks and booking at work.
type load struct {
	journalPath string
	journal     *ledger.Journal
	consumer    *ledger.Consumer
	clerks      []*ledger.Clerk
	retried     int // parcels that were sent again under their key although they were answered

	soak    *soak
	sending sync.WaitGroup
	people  sync.WaitGroup
	leave   context.CancelFunc
	mu      sync.Mutex
	errs    []error
}

const branches = 3

// begin lets three senders, three clerks and booking work.
func (s *soak) begin(ctx context.Context, staff ledger.Staff) (*load, error) {
	l := &load{soak: s, journalPath: filepath.Join(s.site.Dir, "journal.jsonl")}
	var err error
	if l.journal, err = ledger.OpenJournal(l.journalPath); err != nil {
		return nil, err
	}
	l.consumer = &ledger.Consumer{Base: s.bases[bookingNode], Key: staff.Keys["booking"], Path: filepath.Join(s.site.Dir, "booking.jsonl")}
	life, leave := context.WithCancel(ctx)
	l.leave = leave
	l.people.Go(func() { l.failed(l.consumer.Run(life)) })
	for login, password := range staff.Passwords {
		c := &ledger.Clerk{Base: s.bases[len(l.clerks)%2], Login: login, Password: password, Printed: s.post.Printed}
		l.clerks = append(l.clerks, c)
		l.people.Go(func() { l.failed(c.Run(life)) })
	}
	parcels := append([]ledger.Parcel(nil), s.post.Parcels...)
	for i := range s.documents / 100 { // and some that are larger than the desk takes
		parcels = append(parcels, ledger.Parcel{Key: fmt.Sprintf("large-%d-%d", s.seed, i), Fields: map[string]string{}, Final: true,
			Files: []ledger.File{ledger.NewFile("large.pdf", make([]byte, 25<<20+1))}})
	}
	r := rand.New(rand.NewPCG(s.seed, 2))
	r.Shuffle(len(parcels), func(i, j int) { parcels[i], parcels[j] = parcels[j], parcels[i] })
	gap := s.span * 9 / 10 / time.Duration(max(len(parcels)/branches, 1))
	for i := range branches {
		b := &ledger.Branch{Bases: s.bases, Key: staff.Keys["branch"], Journal: l.journal}
		mine := rand.New(rand.NewPCG(s.seed, uint64(10+i)))
		l.sending.Go(func() { l.failed(l.send(ctx, b, parcels, i, gap, mine)) })
	}
	return l, nil
}

// send delivers every third parcel in its time; one in thirty is sent once more
// under its key.
func (l *load) send(ctx context.Context, b *ledger.Branch, parcels []ledger.Parcel, from int, gap time.Duration, r *rand.Rand) error {
	began := time.Now()
	for i := from; i < len(parcels); i += branches {
		if !pause(ctx, time.Until(began.Add(time.Duration(i/branches)*gap))) {
			return ctx.Err()
		}
		if _, err := b.Send(ctx, parcels[i]); err != nil {
			return err
		}
		if r.IntN(30) > 0 {
			continue
		}
		if _, err := b.Send(ctx, parcels[i]); err != nil {
			return err
		}
		l.mu.Lock()
		l.retried++
		l.mu.Unlock()
	}
	return nil
}

func (l *load) failed(err error) {
	if err == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.errs = append(l.errs, err)
}

// delivered waits until the branches have had every parcel answered.
func (l *load) delivered(ctx context.Context) error {
	done := make(chan struct{})
	go func() { l.sending.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(l.soak.patience):
		return errors.New("the branches could not deliver everything")
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return errors.Join(errors.Join(l.errs...), ctx.Err())
}

// caughtUp waits until booking holds what is in the feed.
func (l *load) caughtUp(ctx context.Context) error {
	for {
		n, err := l.soak.site.Number(ctx, "SELECT count(*) AS n FROM entries WHERE feed_sequence IS NOT NULL")
		if seen, _ := l.consumer.Seen(); err == nil && int64(seen) == n {
			return nil
		}
		if !pause(ctx, 200*time.Millisecond) {
			return errors.New("booking does not catch up with the feed")
		}
	}
}

// end sends everybody home.
func (l *load) end() {
	l.leave()
	l.people.Wait()
	l.failed(l.journal.Close())
}
