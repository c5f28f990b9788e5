package desk

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"sort"
	"time"

	"bordereau"
	"bordereau/archive"
	"bordereau/journal"
)

// fsckTx walks the record. What is walked is not loaded: each calls fn a row, in
// which nothing else may be asked of the transaction.
type fsckTx interface {
	EachDeposit(ctx context.Context, fn func(CheckedDeposit) error) error
	EachDocument(ctx context.Context, fn func(CheckedDocument) error) error
	EachObject(ctx context.Context, fn func(CheckedObject) error) error
	EachUnit(ctx context.Context, fn func(CheckedUnit) error) error
	EachEntry(ctx context.Context, fn func(CheckedEntry) error) error
	EachLeaf(ctx context.Context, fn func(CheckedLeaf) error) error
	EachHead(ctx context.Context, fn func(journal.Head, string) error) error
	EachLateJob(ctx context.Context, grace time.Duration, fn func(Lease) error) error
	// Counter reads a gapless number's last value.
	Counter(ctx context.Context, name string) (int64, error)
	// LostSubjects lists deposits, documents and entries that the journal tells of
	// and the record does not hold: kind and id.
	LostSubjects(ctx context.Context) ([][2]string, error)
	// LateEvents lists events without a leaf that nobody will sequence, or that
	// have been waiting for longer than grace.
	LateEvents(ctx context.Context, grace time.Duration) ([]string, error)
}

// CheckedDeposit is a deposit beside what the journal says of it.
type CheckedDeposit struct {
	bordereau.Deposit
	Digests        []string // of its documents
	EventDigest    string   // in deposit.received
	EventDocuments int
}

// CheckedDocument is a document beside what must agree with it.
type CheckedDocument struct {
	bordereau.Document
	EventState         bordereau.State // of the last event that has one
	EventVersion       int64
	EventSHA256        string // in document.received
	EventManifest      string // in document.archived
	OpenTasks, Jobs    int    // jobs that wait, run or are dead
	UnitState          string
	Sealed             []archive.Sealed
	DepositHasUnread   bool          // another document of its deposit is not classified yet
	File               *CheckedFile  // of a part
	Parts, EventParts  []CheckedPart // that took its pages over: in the record, and in document.split or document.merged
	PagesTwice         bool          // a page of the file is in two documents at once
	DuplicateOfMissing bool
}

// CheckedPart is a document that has pages of another, numbered as in the file.
type CheckedPart struct {
	ID    string `json:"document"`
	Pages []int  `json:"pages"`
}

// CheckedFile is what a part shares with the file that it comes from.
type CheckedFile struct {
	DepositID string `json:"deposit_id"`
	SHA256    string `json:"sha256"`
	VersionID string `json:"version_id"`
}

// CheckedObject is an object that a row refers to.
type CheckedObject struct {
	What        string // for people: "original of document ..."
	Key         string
	VersionID   string
	SHA256      string
	Size        int64     // -1: not recorded
	RetainUntil time.Time // zero: not locked
	Manifest    bool
	DocumentID  string
}

// CheckedUnit is a booking unit and how many entries it has.
type CheckedUnit struct {
	ID, State string
	Entries   int
}

// CheckedEntry is an entry with its columns, its body and its lines.
type CheckedEntry struct {
	ID, UnitID, ReversalOf, BusinessDay, Kind, Currency string
	Number, AmountMinor, Sequence                       int64
	Body                                                []byte
	Digest                                              string
	Lines                                               []CheckedLine
	EventDigest                                         string // in entry.written
	UnbookedDocuments                                   int    // of its unit, though it is visible
}

// CheckedLine is a line as it stands in its table.
type CheckedLine struct {
	Account  string `json:"account"`
	Debit    int64  `json:"debit_minor"`
	Credit   int64  `json:"credit_minor"`
	Document string `json:"document_id"`
}

// CheckedLeaf is a leaf with its event, and the values if they are there.
type CheckedLeaf struct {
	Sequence int64
	Hash     []byte
	Event    journal.Sealed
	Missing  bool // the event is gone
	NoValues bool
}

// Finding is one thing that is not as it should be.
type Finding struct {
	Kind    string `json:"kind"`    // what is wrong, for programs: "original.damaged"
	Subject string `json:"subject"` // the id or key it is wrong with
	Text    string `json:"text"`
}

// Report is what Fsck found. Orphans are objects that no row refers to: what a
// crash between storing and committing leaves behind is one, and no damage.
type Report struct {
	Deposits  int64     `json:"deposits"`
	Documents int64     `json:"documents"`
	Objects   int64     `json:"objects"`
	Entries   int64     `json:"entries"`
	Leaves    int64     `json:"leaves"`
	Heads     int64     `json:"heads"`
	Findings  []Finding `json:"findings"`
	Orphans   []string  `json:"orphans"`
	ByState   map[bordereau.State]int64
}

// Clean says whether nothing was found.
func (r Report) Clean() bool { return len(r.Findings) == 0 }

// fsckGrace is how long things may be on their way before they are late.
const fsckGrace = time.Minute

// fsck is one run.
type fsck struct {
	Report
	desk      *Desk
	w         io.Writer
	held      map[string]objectState // by key and version
	known     map[string]bool        // keys and versions that rows refer to
	manifests map[string]string      // document -> digest of its manifest, as sealed
	sealed    map[string]map[string]string
	anchored  []anchor
	walked    func(leaves int64) // told of progress, if anybody asks
}

type objectState struct {
	size   int64
	sha256 string
	until  time.Time
	err    error
}

// Fsck walks records, objects and journal, and holds them against each other. Each
// finding is written to w as a line when it is found. The error is about Fsck
// itself: a service that did not answer.
func (d *Desk) Fsck(ctx context.Context, w io.Writer) (Report, error) {
	f := &fsck{desk: d, w: w, held: map[string]objectState{}, known: map[string]bool{}, Report: Report{ByState: map[bordereau.State]int64{}},
		manifests: map[string]string{}, sealed: map[string]map[string]string{}}
	if err := f.anchors(ctx); err != nil {
		return f.Report, fmt.Errorf("fsck: %w", err)
	}
	err := d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) error {
		for _, step := range []func(context.Context, Tx) error{
			f.deposits, f.objects, f.documents, f.units, f.entries, f.leaves, f.jobs, f.lost,
		} {
			if err := step(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return f.Report, fmt.Errorf("fsck: %w", err)
	}
	if err := f.orphans(ctx); err != nil {
		return f.Report, fmt.Errorf("fsck: %w", err)
	}
	return f.Report, nil
}

func (f *fsck) find(kind, subject, format string, args ...any) {
	found := Finding{Kind: kind, Subject: subject, Text: fmt.Sprintf(format, args...)}
	f.Findings = append(f.Findings, found)
	fmt.Fprintf(f.w, "%s %s: %s\n", found.Kind, found.Subject, found.Text)
}

// hold reads an object once and remembers what it is. Only a service that does not
// answer is an error; an object that is gone is a state.
func (f *fsck) hold(ctx context.Context, key, version string) (objectState, error) {
	at := key + "\x00" + version
	f.known[at] = true
	if s, ok := f.held[at]; ok {
		return s, nil
	}
	var s objectState
	r, size, err := f.desk.Objects.Get(ctx, key, version)
	switch {
	case bordereau.CodeOf(err) == bordereau.Busy || ctx.Err() != nil:
		return s, err
	case err != nil:
		s.err = err
	default:
		h := sha256.New()
		n, err := io.Copy(h, r)
		r.Close()
		if err != nil && n == size {
			return s, err
		}
		s.size, s.sha256 = n, hex.EncodeToString(h.Sum(nil))
		info, err := f.desk.Objects.Head(ctx, key, version)
		if err != nil {
			return s, err
		}
		s.until = info.RetainUntil
	}
	f.held[at] = s
	return s, nil
}

func (f *fsck) objects(ctx context.Context, tx Tx) error {
	return tx.EachObject(ctx, func(o CheckedObject) error {
		s, err := f.hold(ctx, o.Key, o.VersionID)
		if err != nil {
			return err
		}
		f.Objects++
		switch {
		case s.err != nil:
			f.find("object.missing", o.Key, "%s (version %s) is not in the object store", o.What, o.VersionID)
			return nil
		case s.sha256 != o.SHA256 || o.Size >= 0 && s.size != o.Size:
			f.find("object.damaged", o.Key, "%s (version %s) has digest %s and %d bytes, the record says %s and %d", o.What, o.VersionID, s.sha256, s.size, o.SHA256, o.Size)
			return nil
		case !o.RetainUntil.IsZero() && s.until.Before(o.RetainUntil.Truncate(time.Second)):
			f.find("object.unlocked", o.Key, "%s is locked until %s, the record says %s", o.What, day(s.until), day(o.RetainUntil))
		}
		if o.Manifest {
			return f.manifest(ctx, o)
		}
		return nil
	})
}

// manifest remembers what a manifest names, to be held against the record.
func (f *fsck) manifest(ctx context.Context, o CheckedObject) error {
	body, err := f.desk.fetchAny(ctx, o.Key, o.VersionID, o.SHA256)
	if err != nil {
		return err
	}
	m, err := archive.ParseManifest(body)
	if err != nil {
		f.find("manifest.unreadable", o.DocumentID, "%v", err)
		return nil
	}
	f.manifests[o.DocumentID] = o.SHA256
	names := map[string]string{"document": m.DocumentID, "part": partName(m.PartOf, m.PartPages)}
	for _, s := range m.Objects {
		names[s.Role] = s.Key + " " + s.VersionID + " " + s.SHA256
	}
	f.sealed[o.DocumentID] = names
	return nil
}

func (f *fsck) orphans(ctx context.Context) error {
	for _, prefix := range []string{"originals/", "derived/", "archive/"} {
		for o, err := range f.desk.Objects.List(ctx, prefix) {
			if err != nil {
				return err
			}
			if !f.known[o.Key+"\x00"+o.VersionID] {
				f.Orphans = append(f.Orphans, o.Key+" "+o.VersionID)
			}
		}
	}
	sort.Strings(f.Orphans)
	return nil
}

func (f *fsck) lost(ctx context.Context, tx Tx) error {
	lost, err := tx.LostSubjects(ctx)
	for _, s := range lost {
		f.find("record.missing", s[1], "the journal tells of the %s %s, the record does not hold it", s[0], s[1])
	}
	return err
}

func (f *fsck) jobs(ctx context.Context, tx Tx) error {
	return tx.EachLateJob(ctx, fsckGrace, func(l Lease) error {
		f.find("job.abandoned", l.ID, "the %s job of document %s is leased to %s, whose lease ran out at %s", l.Stage, l.DocumentID, l.Worker, l.Until.UTC().Format(time.RFC3339))
		return nil
	})
}

func (f *fsck) public() ed25519.PublicKey { return f.desk.Signer.Public().(ed25519.PublicKey) }

func day(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format(time.RFC3339)
}
