package desk

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"time"

	"bordereau/dossier"
	"bordereau/intake"
	"bordereau/internal/media"
)

// Config holds what an operator may set. Zero values become the defaults beside them.
type Config struct {
	Node           string         // names this process in leases and logs
	UndoDelay      time.Duration  // how long a person's decision can be undone; 10 min
	CutOff         time.Duration  // after midnight: what is final later belongs to the next business day; 18 h
	Location       *time.Location // of business days; Europe/Paris
	MaxFileBytes   int64          // of one file; intake.MaxFileBytes
	MaxFiles       int            // of one deposit; intake.MaxFiles
	MaxUploadBytes int64          // of one file that comes in pieces; intake.MaxFileBytes
	MaxOpenUploads int            // of one caller; 100
	UploadLife     time.Duration  // of a file that comes in pieces, until its last byte; 24 h
	Quota          intake.Quota   // per caller; the zero value bounds nothing
	MaxWaitingAge  time.Duration  // of the oldest waiting job, before deposits are put off; 0 never
	MinDiskFree    float64        // share of the disk that stays free; 0.10
	Lease          time.Duration  // of a job; 30 s
	TaskLease      time.Duration  // of a clerk's task; 10 min
	Sampling       SampleSettings // of what went straight through; 1 %, and 5 a day at least
	// IndividualFigures shows supervisors what each person did. Off unless the house has
	// decided so with those who speak for its people (Code du travail L2312-38).
	IndividualFigures bool
	SpoolDir          string // for files that arrive; the system's temporary folder when empty
}

// Defaults of Config.
const (
	DefaultUndoDelay   = 10 * time.Minute
	DefaultOpenUploads = 100
	DefaultUploadLife  = 24 * time.Hour
	DefaultCutOff      = 18 * time.Hour
	DefaultMinDiskFree = 0.10
	DefaultLease       = 30 * time.Second
	DefaultTaskLease   = 10 * time.Minute
)

// Deps is what the desk works with.
type Deps struct {
	Store       Store
	Objects     Objects
	Reader      Reader
	Understand  Understand
	Divide      Divide                               // nil: every file is one document
	Oppositions Oppositions                          // nil: none is consulted
	Signer      ed25519.PrivateKey                   // signs receipts and checkpoints
	DrawLetter  func(dossier.Letter) ([]byte, error) // as PDF; nil: none are written here
	DrawIndex   func(DossierExport) ([]byte, error)  // of an exported dossier, as HTML; nil: as JSON alone
	DiskFree    func() (float64, error)              // share of the disk that is free; nil: not watched
	Now         func() time.Time
	Log         *slog.Logger
	People      // what the use cases of people need
}

// Desk is the back office at work. Its methods are safe for concurrent use.
type Desk struct {
	Config
	Deps
	counter   *intake.Counter
	meter     *intake.Meter
	pressure  pressure
	sequencer sequencer
}

// New checks what it is given and fills in the defaults. Close the desk when done.
func New(c Config, d Deps) (*Desk, error) {
	if d.Store == nil || d.Objects == nil {
		return nil, errors.New("the desk needs a record and an object store")
	}
	if len(d.Signer) != ed25519.PrivateKeySize {
		return nil, errors.New("the desk needs a key to sign receipts with")
	}
	if c.Location == nil {
		paris, err := time.LoadLocation("Europe/Paris")
		if err != nil {
			return nil, err
		}
		c.Location = paris
	}
	c.UndoDelay = cmp.Or(c.UndoDelay, DefaultUndoDelay)
	c.CutOff = cmp.Or(c.CutOff, DefaultCutOff)
	c.Lease = cmp.Or(c.Lease, DefaultLease)
	c.TaskLease = cmp.Or(c.TaskLease, DefaultTaskLease)
	c.MaxUploadBytes = cmp.Or(c.MaxUploadBytes, intake.MaxFileBytes)
	c.MaxOpenUploads = cmp.Or(c.MaxOpenUploads, DefaultOpenUploads)
	c.UploadLife = cmp.Or(c.UploadLife, DefaultUploadLife)
	if c.Sampling == (SampleSettings{}) {
		c.Sampling = SampleSettings{Share: DefaultSampleShare, Least: DefaultSampleLeast}
	}
	c.MinDiskFree = cmp.Or(c.MinDiskFree, DefaultMinDiskFree)
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if err := d.People.furnish(c, d.Signer); err != nil {
		return nil, err
	}
	counter, err := intake.New(intake.Config{Dir: c.SpoolDir, MaxFileBytes: c.MaxFileBytes, MaxFiles: c.MaxFiles, Sniff: media.Sniff})
	if err != nil {
		return nil, err
	}
	return &Desk{Config: c, Deps: d, counter: counter, meter: intake.NewMeter(c.Quota, d.Now)}, nil
}

// Ready says whether deposits can be taken over: the record and the object store
// answer.
func (d *Desk) Ready(ctx context.Context) error {
	if err := d.Store.Ready(ctx); err != nil {
		return err
	}
	return d.Objects.Ready(ctx)
}
