// Package queue announces the record's jobs on Redis Streams and has workers do
// them.
//
// The job's row in PostgreSQL is the truth: a worker claims the row, and what it
// finds there decides. A stream entry is a hint that a row waits, no more; it
// may come twice, late or never. So Redis can lose everything it holds at any
// moment: workers then poll the record, and the reconciler announces again what
// was lost.
//
// There is one stream for each stage and priority, named by [Config.Prefix]:
// "bordereau:read:normal". All workers of an installation are one consumer group.
package queue

import (
	"context"
	"time"

	"bordereau"
	"bordereau/desk"
)

// Board is the record's list of jobs.
type Board interface {
	// Announceable lists jobs that may run now and were not announced since they became so.
	Announceable(ctx context.Context, limit int) ([]desk.Job, error)
	// MarkAnnounced notes that they were.
	MarkAnnounced(ctx context.Context, ids []string) error
	// Claim leases a job's row; nil when it is not to be had, which is no error.
	Claim(ctx context.Context, jobID, worker string) (*desk.Lease, error)
	// ClaimNext leases the job that should run next, whatever was announced.
	ClaimNext(ctx context.Context, stages []string, worker string) (*desk.Lease, error)
	// Heartbeat lengthens a lease; Conflicting when it was lost.
	Heartbeat(ctx context.Context, l desk.Lease) error
	// Work does the job and writes its outcome, good or bad, under the lease.
	Work(ctx context.Context, l desk.Lease) error
	// Reap returns jobs whose lease ran out to waiting, to be announced anew.
	Reap(ctx context.Context) (int, error)
	// Depths counts the jobs that wait, run or are dead.
	Depths(ctx context.Context) ([]desk.Depth, error)
	// ReannounceStale forgets announcements older than age that nobody followed, so
	// that they are made again.
	ReannounceStale(ctx context.Context, age time.Duration) (int, error)
}

// group is the consumer group of every worker of an installation.
const group = "workers"

// keys names the streams; nothing else knows how.
type keys struct{ prefix string }

func (k keys) stream(stage string, p bordereau.Priority) string {
	return k.prefix + ":" + stage + ":" + p.String()
}

// streams lists the streams of some stages, the most urgent first.
func (k keys) streams(stages []string) []string {
	var out []string
	for _, p := range bordereau.Priorities {
		for _, s := range stages {
			out = append(out, k.stream(s, p))
		}
	}
	return out
}
