package queue

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/redis/go-redis/v9"
)

// WorkerConfig of one process that does jobs.
type WorkerConfig struct {
	Config
	Name      string        // unique among running workers
	Slots     int           // jobs at the same time
	Heartbeat time.Duration // 10 s when zero
	Grace     time.Duration // how long running jobs may go on after the end was asked for; 25 s when zero
}

const (
	blockFor = time.Second     // a cancelled context does not interrupt a blocked read
	pollGap  = 2 * time.Second // how often an idle slot asks the record itself
	redisGap = time.Second     // between attempts while Redis is away
)

// Workers claim and do jobs in a number of slots.
type Workers struct {
	cfg   WorkerConfig
	keys  keys
	board Board
	redis *redis.Client
	log   *slog.Logger
}

// NewWorkers checks the configuration; it does not connect yet.
func NewWorkers(c WorkerConfig, board Board, log *slog.Logger) (*Workers, error) {
	var err error
	var opts *redis.Options
	if c.Config, opts, err = c.Config.checked(); err != nil {
		return nil, err
	}
	if c.Name == "" || c.Slots < 1 {
		return nil, errors.New("queue: a worker needs a name and at least one slot")
	}
	if c.Heartbeat == 0 {
		c.Heartbeat = 10 * time.Second
	}
	if c.Grace == 0 {
		c.Grace = 25 * time.Second
	}
	opts.PoolSize = c.Slots + 1 // a blocked read holds its connection
	return &Workers{cfg: c, keys: keys{c.Prefix}, board: board, redis: redis.NewClient(opts), log: log}, nil
}

// Run works until ctx is done, then lets running jobs finish within the grace and
// returns when every slot is empty.
func (w *Workers) Run(ctx context.Context) {
	defer w.redis.Close()
	// Jobs outlive ctx by the grace.
	jobs, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	context.AfterFunc(ctx, func() { time.AfterFunc(w.cfg.Grace, stop) })
	var slots sync.WaitGroup
	for range w.cfg.Slots {
		slots.Go(func() {
			s := slot{Workers: w}
			for ctx.Err() == nil {
				lease, err := s.next(ctx)
				if err != nil {
					if ctx.Err() == nil {
						w.log.Warn("no job to be had", "error", err.Error())
					}
					wait(ctx, redisGap)
					continue
				}
				if lease != nil {
					w.do(jobs, lease)
				}
			}
		})
	}
	slots.Wait()
}

// slot is one place for a job; it remembers how long it has gone without asking
// the record and how many urgent jobs came in a row.
type slot struct {
	*Workers
	turn   int
	polled time.Time
	hints  []hint
}

type hint struct{ stream, entry, job string }

// next waits for a job, at most about blockFor; nil when none came.
func (s *slot) next(ctx context.Context) (*desk.Lease, error) {
	for len(s.hints) > 0 {
		h := s.hints[0]
		s.hints = s.hints[1:]
		lease, err := s.board.Claim(ctx, h.job, s.cfg.Name)
		if err != nil {
			return nil, err
		}
		// The row is claimed, or somebody else's: the hint has done its work. If
		// Redis does not hear of it, the reconciler clears the entry away.
		if err := drop(ctx, s.redis, h.stream, h.entry); err != nil && ctx.Err() == nil {
			s.log.Debug("hint stays", "error", err.Error())
		}
		if lease != nil {
			return lease, nil
		}
	}
	if time.Since(s.polled) > pollGap {
		s.polled = time.Now()
		return s.board.ClaimNext(ctx, s.cfg.Stages, s.cfg.Name)
	}
	if err := s.listen(ctx); err != nil {
		if ctx.Err() != nil {
			return nil, nil
		}
		// Redis is away: the record itself says what waits.
		s.polled = time.Now()
		lease, dbErr := s.board.ClaimNext(ctx, s.cfg.Stages, s.cfg.Name)
		if lease == nil && dbErr == nil {
			wait(ctx, redisGap)
		}
		return lease, dbErr
	}
	return nil, nil
}

// listen takes hints off the streams: urgent ones first, but every eighth turn
// the least urgent, so that nothing starves.
func (s *slot) listen(ctx context.Context) error {
	streams := s.keys.streams(s.cfg.Stages)
	s.turn++
	if s.turn%8 == 0 {
		for i, j := 0, len(streams)-1; i < j; i, j = i+1, j-1 {
			streams[i], streams[j] = streams[j], streams[i]
		}
	}
	for _, stream := range streams {
		if got, err := s.take(ctx, []string{stream}, -1); err != nil || got {
			return err
		}
	}
	_, err := s.take(ctx, streams, blockFor)
	return err
}

func (s *slot) take(ctx context.Context, streams []string, block time.Duration) (bool, error) {
	args := &redis.XReadGroupArgs{Group: group, Consumer: s.cfg.Name, Count: 1, Block: block}
	args.Streams = append(args.Streams, streams...)
	for range streams {
		args.Streams = append(args.Streams, ">")
	}
	answer, err := s.redis.XReadGroup(ctx, args).Result()
	switch {
	case errors.Is(err, redis.Nil):
		return false, nil
	case noGroup(err):
		return false, s.found(ctx, streams)
	case err != nil:
		return false, err
	}
	for _, st := range answer {
		for _, m := range st.Messages {
			job, _ := m.Values["job"].(string) // an entry without one claims nothing and is dropped
			s.hints = append(s.hints, hint{st.Stream, m.ID, job})
		}
	}
	return len(s.hints) > 0, nil
}

// found founds the group again where it is missing, from the stream's very
// beginning: what was announced before it existed counts too.
func (w *Workers) found(ctx context.Context, streams []string) error {
	for _, stream := range streams {
		err := w.redis.XGroupCreateMkStream(ctx, stream, group, "0").Err()
		if err != nil && !redis.HasErrorPrefix(err, "BUSYGROUP") {
			return err
		}
	}
	return nil
}

// do runs a job under its lease. Losing the lease stops the job: another worker
// has it, and what this one would write is refused anyway.
func (w *Workers) do(ctx context.Context, l *desk.Lease) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	beat := make(chan struct{})
	go func() {
		defer close(beat)
		tick := time.NewTicker(w.cfg.Heartbeat)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				err := w.board.Heartbeat(ctx, *l)
				if bordereau.CodeOf(err) == bordereau.Conflicting {
					w.log.Warn("lease lost", "job", l.ID)
					cancel()
					return
				}
				if err != nil && ctx.Err() == nil {
					w.log.Warn("heartbeat", "job", l.ID, "error", err.Error())
				}
			}
		}
	}()
	if err := w.board.Work(ctx, *l); err != nil {
		w.log.Warn("job", "job", l.ID, "stage", l.Stage, "attempt", l.Attempts, "code", string(bordereau.CodeOf(err)), "error", err.Error())
	}
	cancel()
	<-beat
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
