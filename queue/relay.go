package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"bordereau/internal/fault"

	"github.com/redis/go-redis/v9"
)

// Config of relay and reconciler.
type Config struct {
	URL      string        // redis://, rediss:// or unix://
	Prefix   string        // of the streams' names; "bordereau" when empty
	Stages   []string      // "read", "archive"
	Interval time.Duration // how often the record is asked for new jobs; 100 ms when zero
	Patience time.Duration // after which an announcement nobody followed counts as lost; 30 s when zero
}

// quiet keeps the driver from writing past our log: what it meets comes back as
// errors anyway.
type quiet struct{}

func (quiet) Printf(context.Context, string, ...any) {}

func (c Config) checked() (Config, *redis.Options, error) {
	redis.SetLogger(quiet{})
	if len(c.Stages) == 0 {
		return c, nil, errors.New("queue: no stages were named")
	}
	if c.Prefix == "" {
		c.Prefix = "bordereau"
	}
	if c.Interval == 0 {
		c.Interval = 100 * time.Millisecond
	}
	if c.Patience == 0 {
		c.Patience = 30 * time.Second
	}
	opts, err := redis.ParseURL(c.URL)
	if err != nil {
		return c, nil, fmt.Errorf("queue: the Redis URL: %w", err)
	}
	opts.DialTimeout, opts.ReadTimeout, opts.WriteTimeout = 2*time.Second, 3*time.Second, 3*time.Second
	opts.ContextTimeoutEnabled = true
	opts.DialerRetries = 1
	// A retried XADD whose first answer was lost would announce twice.
	opts.MaxRetries = -1
	return c, opts, nil
}

// Relay announces waiting jobs, and finds again what got lost. Any number may
// run: announcing twice does no harm.
type Relay struct {
	cfg   Config
	keys  keys
	board Board
	redis *redis.Client
	log   *slog.Logger
	nudge chan struct{}
}

// NewRelay checks the configuration; it does not connect yet.
func NewRelay(c Config, board Board, log *slog.Logger) (*Relay, error) {
	c, opts, err := c.checked()
	if err != nil {
		return nil, err
	}
	return &Relay{cfg: c, keys: keys{c.Prefix}, board: board, redis: redis.NewClient(opts), log: log, nudge: make(chan struct{}, 1)}, nil
}

// Nudge says that a job was just written; the relay need not wait for its tick.
func (r *Relay) Nudge() {
	select {
	case r.nudge <- struct{}{}:
	default:
	}
}

// Run announces and reconciles until ctx is done.
func (r *Relay) Run(ctx context.Context) {
	defer r.redis.Close()
	tick, sweep := time.NewTicker(r.cfg.Interval), time.NewTicker(r.cfg.Patience/6)
	defer tick.Stop()
	defer sweep.Stop()
	said := ""
	report := func(doing string, err error) {
		// One line when something starts to fail, one when it is well again.
		msg := ""
		if err != nil && ctx.Err() == nil {
			msg = doing + ": " + err.Error()
		}
		if msg == "" && said != "" {
			r.log.Info("queue is well again")
		} else if msg != "" && said == "" {
			r.log.Warn("queue", "doing", doing, "error", err.Error())
		}
		said = msg
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			report("announcing", r.announce(ctx))
		case <-r.nudge:
			report("announcing", r.announce(ctx))
		case <-sweep.C:
			report("reconciling", r.reconcile(ctx))
		}
	}
}

// announce puts every job that may run on its stream. What Redis did not take
// stays unannounced in the record.
func (r *Relay) announce(ctx context.Context) error {
	const batch = 500
	for {
		jobs, err := r.board.Announceable(ctx, batch)
		if err != nil || len(jobs) == 0 {
			return err
		}
		ids := make([]string, len(jobs))
		pipe := r.redis.Pipeline()
		for i, j := range jobs {
			ids[i] = j.ID
			pipe.XAdd(ctx, &redis.XAddArgs{Stream: r.keys.stream(j.Stage, j.Priority), Values: []string{"job", j.ID}})
		}
		if err := fault.Point("CP6"); err != nil {
			return err
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return err
		}
		if err := fault.Point("CP7"); err != nil {
			return err
		}
		if err := r.board.MarkAnnounced(ctx, ids); err != nil {
			return err
		}
		if len(jobs) < batch {
			return nil
		}
	}
}

// reconcile brings back what a dead worker or a forgetful Redis let fall.
func (r *Relay) reconcile(ctx context.Context) error {
	n, err := r.board.Reap(ctx)
	if err != nil {
		return err
	}
	if n > 0 {
		r.log.Warn("leases ran out", "jobs", n)
		r.Nudge()
	}
	held, err := r.held(ctx)
	if err != nil {
		return err
	}
	depths, err := r.board.Depths(ctx)
	if err != nil {
		return err
	}
	waiting := 0
	for _, d := range depths {
		if d.State == "waiting" {
			waiting += int(d.Jobs)
		}
	}
	if waiting <= held {
		return nil // every waiting job still has its entry
	}
	n, err = r.board.ReannounceStale(ctx, r.cfg.Patience)
	if err != nil {
		return err
	}
	if n > 0 {
		r.log.Warn("announcements were lost", "jobs", n)
		r.Nudge()
	}
	return nil
}

// held counts the entries on all streams, after clearing away those that a
// worker took and died with. Taken entries are deleted, so what is left waits.
func (r *Relay) held(ctx context.Context) (int, error) {
	total := 0
	for _, stream := range r.keys.streams(r.cfg.Stages) {
		for start := "0-0"; ; {
			ids, next, err := r.redis.XAutoClaimJustID(ctx, &redis.XAutoClaimArgs{
				Stream: stream, Group: group, Consumer: "reconciler", MinIdle: r.cfg.Patience, Start: start, Count: 500,
			}).Result()
			if noGroup(err) {
				break
			}
			if err != nil {
				return 0, err
			}
			if len(ids) > 0 {
				if err := r.drop(ctx, stream, ids...); err != nil {
					return 0, err
				}
			}
			if start = next; next == "0-0" || next == "" {
				break
			}
		}
		n, err := r.redis.XLen(ctx, stream).Result()
		if err != nil {
			return 0, err
		}
		total += int(n)
	}
	return total, nil
}

func (r *Relay) drop(ctx context.Context, stream string, ids ...string) error {
	return drop(ctx, r.redis, stream, ids...)
}

// drop acknowledges entries and deletes them: what a stream holds is what waits.
func drop(ctx context.Context, c *redis.Client, stream string, ids ...string) error {
	pipe := c.Pipeline()
	pipe.XAck(ctx, stream, group, ids...)
	pipe.XDel(ctx, stream, ids...)
	_, err := pipe.Exec(ctx)
	return err
}

// noGroup says that the stream or its group is gone: after a FLUSHALL, say.
func noGroup(err error) bool {
	return err != nil && (strings.HasPrefix(err.Error(), "NOGROUP") || strings.HasPrefix(err.Error(), "UNBLOCKED") ||
		strings.Contains(err.Error(), "no such key"))
}
