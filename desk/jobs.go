package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bordereau"
	"bordereau/internal/fault"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// Stages of machine work.
const (
	StageRead    = "read"
	StageArchive = "archive"
)

const (
	maxAttempts  = 3              // crashes and bugs, before the machine gives up
	maxFailing   = 24 * time.Hour // of transient faults in a row
	retryAfter   = 2 * time.Second
	reapedAtOnce = 100
	recordWithin = 10 * time.Second // for writing a failure down when the work's own time is over
)

// Job is work for a machine.
type Job struct {
	ID         string
	DocumentID string
	Stage      string
	Priority   bordereau.Priority
	Attempts   int  // counted before the work
	Small      bool // a limit of memory or time was reached before: alone, and smaller
}

// Lease is a job in a worker's hands. Nothing is written for it but under its
// token: a worker that lost its lease changes nothing any more.
type Lease struct {
	Job
	Token  string
	Worker string
	Until  time.Time // by the database's clock
}

// Depth counts the jobs of one stage, priority and state.
type Depth struct {
	Stage    string
	Priority bordereau.Priority
	State    string // waiting, running, dead
	Jobs     int64
}

// PutBack is how a job goes back to waiting.
type PutBack struct {
	Lease     Lease
	Counted   bool          // the attempt stays counted
	Small     bool          // the next attempt is alone and smaller
	Transient bool          // back off the longer the longer it fails
	After     time.Duration // when not transient
	Code      bordereau.Code
	Text      string
}

// jobTx is what machine work does in a transaction. All times are the database's.
type jobTx interface {
	// Announceable lists jobs that are due and were not announced.
	Announceable(ctx context.Context, limit int) ([]Job, error)
	// MarkAnnounced notes that jobs were announced.
	MarkAnnounced(ctx context.Context, ids []string) error
	// ForgetAnnounced makes waiting jobs announceable again that were announced so
	// long ago.
	ForgetAnnounced(ctx context.Context, olderThan time.Duration) (int, error)
	// ClaimJob leases one job if it is due or its lease ran out; nil if it is not to be had.
	ClaimJob(ctx context.Context, id string, l Lease, lease time.Duration) (*Lease, error)
	// ClaimNext leases the most urgent job of the stages; nil if none is due.
	ClaimNext(ctx context.Context, stages []string, l Lease, lease time.Duration) (*Lease, error)
	// ExtendLease and the four that follow are Conflicting when the lease is lost.
	ExtendLease(ctx context.Context, l Lease, lease time.Duration) error
	HoldLease(ctx context.Context, l Lease) error
	FinishJob(ctx context.Context, l Lease) error
	// PutJobBack tells for how long the job has been failing for transient reasons.
	PutJobBack(ctx context.Context, p PutBack) (failing time.Duration, err error)
	BuryJob(ctx context.Context, l Lease, code bordereau.Code, text string) error
	// ExpiredJobs lists running jobs whose lease ran out.
	ExpiredJobs(ctx context.Context, limit int) ([]Lease, error)
	// LockExpired locks a job that is still expired; false when it is not.
	LockExpired(ctx context.Context, l Lease) (bool, error)
	DeadLetters(ctx context.Context, after string, limit int) ([]DeadLetter, error)
	// ReviveJob makes a dead job waiting, as if new.
	ReviveJob(ctx context.Context, id string) (Job, error)
	OldestWaiting(ctx context.Context) (time.Duration, error)
	Depths(ctx context.Context) ([]Depth, error)
}

// Announceable lists at most limit jobs that are due and were not announced.
func (d *Desk) Announceable(ctx context.Context, limit int) (jobs []Job, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		jobs, err = tx.Announceable(ctx, limit)
		return err
	})
	return jobs, err
}

// MarkAnnounced notes that jobs were announced.
func (d *Desk) MarkAnnounced(ctx context.Context, jobIDs []string) error {
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error { return tx.MarkAnnounced(ctx, jobIDs) })
}

// ReannounceStale makes jobs announceable again that were announced so long ago
// and that nobody claimed; it tells how many.
func (d *Desk) ReannounceStale(ctx context.Context, olderThan time.Duration) (n int, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		n, err = tx.ForgetAnnounced(ctx, olderThan)
		return err
	})
	return n, err
}

// Claim leases a job to a worker: nil when it is done, leased, put off or unknown.
func (d *Desk) Claim(ctx context.Context, jobID, worker string) (*Lease, error) {
	return d.claim(ctx, func(ctx context.Context, tx Tx) (*Lease, error) {
		return tx.ClaimJob(ctx, jobID, Lease{Token: ids.New(), Worker: worker}, d.Lease)
	})
}

// ClaimNext leases the job that is most urgent; what has waited long gains on what
// is urgent, so that nothing starves. Nil when none is due.
func (d *Desk) ClaimNext(ctx context.Context, stages []string, worker string) (*Lease, error) {
	return d.claim(ctx, func(ctx context.Context, tx Tx) (*Lease, error) {
		return tx.ClaimNext(ctx, stages, Lease{Token: ids.New(), Worker: worker}, d.Lease)
	})
}

func (d *Desk) claim(ctx context.Context, fn func(context.Context, Tx) (*Lease, error)) (l *Lease, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		l, err = fn(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	if l != nil {
		err = fault.Point("CP8")
	}
	return l, err
}

// Heartbeat extends a lease; Conflicting when it is lost, and then the worker stops.
func (d *Desk) Heartbeat(ctx context.Context, l Lease) error {
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error { return tx.ExtendLease(ctx, l, d.Lease) })
}

// Work does what the lease is for and writes the outcome down, failure too. It
// gives an error only when the outcome could not be written: then the lease runs
// out, and somebody else does the work.
func (d *Desk) Work(ctx context.Context, l Lease) error {
	var err error
	switch l.Stage {
	case StageRead:
		err = d.read(ctx, l)
	case StageArchive:
		err = d.archive(ctx, l)
	default:
		err = fmt.Errorf("no stage is called %q", l.Stage)
	}
	switch {
	case err == nil:
		return fault.Point("CP11")
	case errors.Is(err, errLeaseLost):
		return err
	}
	d.Log.WarnContext(ctx, "job failed", "job", l.ID, "document", l.DocumentID, "stage", l.Stage,
		"attempt", l.Attempts, "code", bordereau.CodeOf(err), "error", err.Error())
	record, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer cancel()
	if ctx.Err() != nil {
		// The worker stops; the job is not to blame.
		return d.Store.InTx(record, func(ctx context.Context, tx Tx) error {
			_, err := tx.PutJobBack(ctx, PutBack{Lease: l, Code: bordereau.Busy, Text: "the worker stopped"})
			return err
		})
	}
	return d.Fail(record, l, err)
}

// errLeaseLost says that another worker has the job, or that it is done.
var errLeaseLost = errors.New("the lease is lost")

// LeaseLost is the error that the record gives for a lease that is no more.
func LeaseLost() error {
	return bordereau.Wrap(bordereau.Conflicting, errLeaseLost, "Ce travail a été repris par un autre processus.")
}

// Fail writes down that the work of a lease failed, and decides by the class of
// the error what becomes of it: transient faults wait and are not counted; a limit
// of memory or time gets one more attempt, small; what is wrong with the file goes
// to a person at once; three bugs or crashes put the document in quarantine.
func (d *Desk) Fail(ctx context.Context, l Lease, cause error) error {
	code, text := bordereau.CodeOf(cause), short(cause.Error())
	class := bordereau.ClassOf(cause)
	if code == bordereau.Conflicting { // somebody changed the document meanwhile: look again
		class = bordereau.Transient
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		back := PutBack{Lease: l, Code: code, Text: text, After: retryAfter}
		switch {
		case class == bordereau.Transient:
			back.Transient = true
			failing, err := tx.PutJobBack(ctx, back)
			if err != nil || failing < maxFailing {
				return err
			}
			return d.giveUp(ctx, tx, l, code, text)
		case class == bordereau.Resource && !l.Small:
			back.Small = true
			_, err := tx.PutJobBack(ctx, back)
			return err
		case class == bordereau.Bug && l.Attempts < maxAttempts:
			back.Counted = true
			_, err := tx.PutJobBack(ctx, back)
			return err
		case class == bordereau.Bug || l.Stage != StageRead:
			return d.giveUp(ctx, tx, l, code, text)
		}
		// The file itself: a clerk sees the sentence and sends it back to the branch.
		doc, err := d.lockJobDocument(ctx, tx, l)
		if err != nil {
			return err
		}
		if err := tx.FinishJob(ctx, l); err != nil || doc.State != bordereau.Received {
			return err
		}
		why := Reasons{{Rule: "file." + string(code), Sentence: bordereau.MessageOf(cause)}}
		if err := d.toReview(ctx, tx, &doc, bordereau.EvReview, bordereau.System, "first", why); err != nil {
			return err
		}
		return d.settleDeposit(ctx, tx, doc.DepositID)
	})
}

// lockJobDocument locks what a job writes, in the order that everybody keeps: the
// deposit, then its documents.
func (d *Desk) lockJobDocument(ctx context.Context, tx Tx, l Lease) (bordereau.Document, error) {
	doc, err := tx.Document(ctx, l.DocumentID)
	if err != nil {
		return doc, err
	}
	if err := tx.LockDeposit(ctx, doc.DepositID); err != nil {
		return doc, err
	}
	return tx.LockDocument(ctx, l.DocumentID)
}

// giveUp ends a job as a dead letter, and puts a document that is not read yet
// in quarantine; one that is decided stays so, and its dead letter tells.
func (d *Desk) giveUp(ctx context.Context, tx Tx, l Lease, code bordereau.Code, text string) error {
	doc, err := d.lockJobDocument(ctx, tx, l)
	if err != nil {
		return err
	}
	if err := tx.BuryJob(ctx, l, code, text); err != nil {
		return err
	}
	if _, err := bordereau.Next(doc.State, bordereau.EvGaveUp); err != nil {
		return nil
	}
	return d.gaveUp(ctx, tx, &doc, string(code), "La machine n'a pas pu lire ce document ; le back office l'examine.")
}

// Reap takes jobs from workers whose lease ran out: they wait again, or are given
// up after three attempts. It tells how many there were.
func (d *Desk) Reap(ctx context.Context) (int, error) {
	var expired []Lease
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		expired, err = tx.ExpiredJobs(ctx, reapedAtOnce)
		return err
	})
	if err != nil {
		return 0, err
	}
	n := 0
	for _, l := range expired {
		err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
			if _, err := d.lockJobDocument(ctx, tx, l); err != nil {
				return err
			}
			still, err := tx.LockExpired(ctx, l)
			if err != nil || !still {
				return err
			}
			if l.Attempts >= maxAttempts {
				return d.giveUp(ctx, tx, l, bordereau.Crashed, "its worker ended without an answer")
			}
			_, err = tx.PutJobBack(ctx, PutBack{Lease: l, Counted: true, Code: bordereau.Crashed, Text: "its worker ended without an answer"})
			return err
		})
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// OldestWaiting is for how long the oldest job that is due has been waiting.
func (d *Desk) OldestWaiting(ctx context.Context) (age time.Duration, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		age, err = tx.OldestWaiting(ctx)
		return err
	})
	return age, err
}

// Depths counts the jobs that wait, run or are dead.
func (d *Desk) Depths(ctx context.Context) (depths []Depth, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		depths, err = tx.Depths(ctx)
		return err
	})
	return depths, err
}

// DeadLetters lists the jobs that the machine gave up on, the newest first.
func (d *Desk) DeadLetters(ctx context.Context, by bordereau.Principal, c Cursor) (list List[DeadLetter], err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		items, err := tx.DeadLetters(ctx, c.After, limitOf(c)+1)
		list = page(items, limitOf(c), func(l DeadLetter) string { return l.JobID })
		return err
	})
	return list, err
}

// Redrive makes a dead letter's job wait again, and takes its document out of
// quarantine.
func (d *Desk) Redrive(ctx context.Context, by bordereau.Principal, jobID string) error {
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		job, err := tx.ReviveJob(ctx, jobID)
		if err != nil {
			return err
		}
		doc, err := tx.LockDocument(ctx, job.DocumentID)
		if err != nil {
			return err
		}
		if err := tx.Record(ctx, journal.Event{Kind: "job.redriven", Subject: jobID, Actor: by.ID, Values: map[string]any{"document": job.DocumentID, "stage": job.Stage}}); err != nil {
			return err
		}
		if doc.State != bordereau.Quarantined {
			if (job.Stage == StageRead && doc.State == bordereau.Received) || (job.Stage == StageArchive && doc.State == bordereau.Decided) {
				return nil
			}
			return bordereau.Errorf(bordereau.Conflicting, "Ce document n'attend plus la machine.")
		}
		return tx.MoveDocument(ctx, &doc, bordereau.EvRedriven, by, map[string]any{"job": jobID}, func(doc *bordereau.Document) {
			doc.Reason, doc.ReasonText = "", ""
		})
	})
}

// short keeps an error's text to what a dead letter shows.
func short(s string) string {
	const most = 300
	if len(s) <= most {
		return s
	}
	return fmt.Sprintf("%s… (%d bytes)", s[:most], len(s))
}
