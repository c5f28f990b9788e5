package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"bordereau"
	"bordereau/check"
	"bordereau/internal/ids"
	"bordereau/journal"
	"bordereau/review"
)

// Sampling watches over what no person saw: a share of what went straight through is
// drawn at random, each day for the day before, and keyed again by somebody who is not
// shown what the machine read. A sample changes nothing by itself; an error that it
// finds goes to a supervisor.
//
// What is drawn follows from the log: the seed is a head of it that was signed after
// the day, which nobody could choose and everybody can look up.

// SampleSettings say how much is drawn.
type SampleSettings struct {
	Share float64 // of what went straight through
	Least int     // at least so many a day, as far as there are
}

// Defaults of SampleSettings.
const (
	DefaultSampleShare = 0.01
	DefaultSampleLeast = 5
)

// Draw is the drawing of a day's samples, as it is kept.
type Draw struct {
	Day        string    `json:"day"`
	Population int       `json:"population"`
	Drawn      int       `json:"drawn"`
	Share      float64   `json:"share"`
	Least      int       `json:"least"`
	HeadSize   int64     `json:"head_size"`
	Seed       string    `json:"seed"`
	At         time.Time `json:"drawn_at"`
}

// Sample is a document that is keyed again.
type Sample struct {
	ID         string            `json:"id"`
	Day        string            `json:"day"`
	Document   string            `json:"document_id"`
	Type       bordereau.Type    `json:"type"`
	Branch     string            `json:"branch"`
	FileName   string            `json:"file_name"`
	Fields     []string          `json:"fields"` // to be keyed
	State      string            `json:"state"`  // open, agreed, illegible, differs
	Tries      int               `json:"tries"`
	LeaseID    string            `json:"lease_id,omitempty"`
	LeasedBy   string            `json:"leased_by,omitempty"`
	LeaseUntil *time.Time        `json:"lease_until,omitempty"`
	Keyed      map[string]string `json:"keyed,omitempty"`
	Differ     []string          `json:"differ,omitempty"`
	Pages      []PageView        `json:"pages,omitempty"`
}

// SamplingFigures are what the samples of a period say of what no person saw.
type SamplingFigures struct {
	Population int64    `json:"population"`
	Drawn      int64    `json:"drawn"`
	Open       int64    `json:"open"`
	Agreed     int64    `json:"agreed"`
	Illegible  int64    `json:"illegible"`
	Differ     int64    `json:"differ"`
	Errors     Estimate `json:"errors"` // share of documents with an error, of those that could be judged
}

// sampleTx is what sampling needs of the record.
type sampleTx interface {
	// FirstUndrawn is the first day before today with something that went straight
	// through and no drawing, "" when there is none.
	FirstUndrawn(ctx context.Context, today, zone string) (string, error)
	// StraightThrough are the documents that went straight through in a time.
	StraightThrough(ctx context.Context, from, to time.Time) ([]string, error)
	// HeadAfter is the first head that was signed after a time, nil when there is none.
	HeadAfter(ctx context.Context, at time.Time) (*journal.Head, error)
	AddDraw(ctx context.Context, d Draw) error
	AddSample(ctx context.Context, s Sample) error
	// LeaseSample gives a person the next sample: what that person may see and did not
	// deposit; nil when there is none.
	LeaseSample(ctx context.Context, by bordereau.Principal, leaseID string, lease time.Duration) (*Sample, error)
	// LockSample reads a sample that is leased by by and locks it; Conflicting.
	LockSample(ctx context.Context, by bordereau.Principal, id, leaseID string) (Sample, error)
	// SeenSample reads a sample whose document by may see; NotFound.
	SeenSample(ctx context.Context, by bordereau.Principal, id string) (Sample, error)
	// EndSample writes what came of it; state open: keyed once, to be keyed again.
	EndSample(ctx context.Context, s Sample, by string, at time.Time) error
	FreeSample(ctx context.Context, id string) error
	OpenSamples(ctx context.Context, by bordereau.Principal) (int64, error)
}

const (
	sampleRun  = "sample_run"
	sampleAsks = 10 * time.Minute
	// unreadable is what is keyed for what cannot be read.
	unreadable = "*"
	// keyedFields bounds what is asked for: a sample is a check, not a second entry.
	keyedFields = 8
)

// Size is how many of a population are drawn.
func (s SampleSettings) Size(population int) int {
	return min(population, max(s.Least, int(math.Ceil(s.Share*float64(population)))))
}

// sampleTurn draws what is due, once in a while, on whichever node has the turn.
func (d *Desk) sampleTurn(ctx context.Context) error {
	var mine bool
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		mine, err = tx.TakeTurn(ctx, sampleRun, sampleAsks)
		return err
	})
	if err != nil || !mine {
		return err
	}
	_, err = d.DrawSamples(ctx)
	return err
}

// DrawSamples draws from every day that is over and was not drawn from, and tells how
// many documents were drawn. A day waits until a head of the log was signed after it.
func (d *Desk) DrawSamples(ctx context.Context) (int, error) {
	total := 0
	for {
		n, more := 0, false
		err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
			n, more, err = d.drawDay(ctx, tx)
			return err
		})
		total += n
		if err != nil || !more {
			return total, err
		}
	}
}

func (d *Desk) drawDay(ctx context.Context, tx Tx) (n int, more bool, err error) {
	// One at a time draws, and none while leaves of the day are not counted yet.
	counted, mine, err := tx.LockFigures(ctx)
	if err != nil || !mine {
		return 0, false, err
	}
	day, err := tx.FirstUndrawn(ctx, d.today(), d.Location.String())
	if err != nil || day == "" {
		return 0, false, err
	}
	from, to, err := d.bounds(Period{day, day})
	if err != nil {
		return 0, false, err
	}
	head, err := tx.HeadAfter(ctx, to)
	if err != nil || head == nil || head.Size > counted {
		return 0, false, err
	}
	all, err := tx.StraightThrough(ctx, from, to)
	if err != nil {
		return 0, false, err
	}
	draw := Draw{Day: day, Population: len(all), Share: d.Sampling.Share, Least: d.Sampling.Least, HeadSize: head.Size, Seed: SampleSeed(day, head.Root), At: d.Now()}
	drawn := DrawFrom(all, draw.Seed, d.Sampling.Size(len(all)))
	draw.Drawn = len(drawn)
	if err := tx.AddDraw(ctx, draw); err != nil {
		return 0, false, err
	}
	for _, id := range drawn {
		if err := d.addSample(ctx, tx, day, id); err != nil {
			return 0, false, err
		}
	}
	return len(drawn), true, tx.Record(ctx, journal.Event{Kind: "sample.drawn", Subject: day, Actor: bordereau.System.ID, Values: map[string]any{
		"population": draw.Population, "drawn": draw.Drawn, "share": draw.Share, "least": draw.Least, "head_size": draw.HeadSize, "seed": draw.Seed, "documents": drawn}})
}

// SampleSeed is the seed of a day's drawing, of the root of the log's head.
func SampleSeed(day string, root []byte) string {
	sum := sha256.Sum256(append([]byte("bordereau-sample\n"+day+"\n"), root...))
	return hex.EncodeToString(sum[:])
}

// DrawFrom takes n of a population: those whose digests with the seed are smallest.
// The order in which the population comes does not matter.
func DrawFrom(population []string, seed string, n int) []string {
	type ranked struct {
		id   string
		rank [sha256.Size]byte
	}
	all := make([]ranked, len(population))
	for i, id := range population {
		all[i] = ranked{id, sha256.Sum256([]byte(seed + "\n" + id))}
	}
	slices.SortFunc(all, func(a, b ranked) int { return bytes.Compare(a.rank[:], b.rank[:]) })
	out := make([]string, min(n, len(all)))
	for i := range out {
		out[i] = all[i].id
	}
	return out
}

// addSample asks for the values that let the document pass.
func (d *Desk) addSample(ctx context.Context, tx Tx, day, id string) error {
	doc, err := tx.Document(ctx, id)
	if err != nil {
		return err
	}
	u, err := tx.Understanding(ctx, id)
	if err != nil {
		return err
	}
	return tx.AddSample(ctx, Sample{ID: ids.New(), Day: day, Document: id, Type: doc.Type, Branch: doc.Branch, Fields: d.keyedAgain(doc.Type, u)})
}

// keyedAgain names the fields of a document that a sample asks for: what becomes money,
// then what the policy rests on, as far as they were read and can be keyed.
func (d *Desk) keyedAgain(t bordereau.Type, u *bordereau.Understanding) []string {
	names := []string{}
	add := func(name string) {
		if u != nil && len(names) < keyedFields && u.Value(name) != "" && keyable(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range review.BookingFields(t) {
		add(name)
	}
	for _, rule := range d.Rules().Types[t].Fields {
		for _, name := range rule.Names {
			if u != nil && u.Field(name) != nil {
				add(name)
				break
			}
		}
	}
	return names
}

// keyable says whether a person can key a field from the paper: not what is a judgement
// or was printed for machines alone.
func keyable(name string) bool {
	return name != "signature_present" && name != "code_line" && name != "mrz" && !strings.HasPrefix(name, "code2d_")
}

// NextSample leases the next sample for a person, nil when there is none.
func (d *Desk) NextSample(ctx context.Context, by bordereau.Principal) (s *Sample, err error) {
	if err := allowReviewer(by); err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		s, err = tx.LeaseSample(ctx, by, ids.New(), d.TaskLease)
		return err
	})
	return s, err
}

// Sample reads a sample for whoever may key it, blind: none of the values is told.
func (d *Desk) Sample(ctx context.Context, by bordereau.Principal, id string) (s Sample, err error) {
	if err := allowReviewer(by); err != nil {
		return s, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if s, err = tx.SeenSample(ctx, by, id); err != nil {
			return err
		}
		if s.State == "open" {
			s.Keyed, s.Differ = nil, nil
		}
		doc, err := tx.Document(ctx, s.Document)
		if err != nil {
			return err
		}
		s.Pages, err = pageViews(ctx, tx, doc)
		return err
	})
	return s, err
}

// OpenSamples counts the samples that wait, as far as a person may know of them.
func (d *Desk) OpenSamples(ctx context.Context, by bordereau.Principal) (n int64, err error) {
	if err := allow(by, append(reviewers, bordereau.RoleAuditor)...); err != nil {
		return 0, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		n, err = tx.OpenSamples(ctx, by)
		return err
	})
	return n, err
}

// ReleaseSample gives a sample back.
func (d *Desk) ReleaseSample(ctx context.Context, by bordereau.Principal, id, leaseID string) error {
	if err := allowReviewer(by); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if _, err := tx.LockSample(ctx, by, id, leaseID); err != nil {
			return err
		}
		return tx.FreeSample(ctx, id)
	})
}

// KeySample takes what a person keyed from the paper. Where it differs the first time
// the sample stays open and is keyed once more: the person is not told in which value,
// and a slip of the fingers is no error of the machine's. Where it differs again, an
// error is raised. "*" says that a value cannot be read.
func (d *Desk) KeySample(ctx context.Context, by bordereau.Principal, id, leaseID string, values map[string]string) (s Sample, err error) {
	if err := allowReviewer(by); err != nil {
		return s, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if s, err = tx.LockSample(ctx, by, id, leaseID); err != nil {
			return err
		}
		u, err := tx.Understanding(ctx, s.Document)
		if err != nil {
			return err
		}
		if u == nil {
			return bordereau.Errorf(bordereau.Conflicting, "Ce document n'a plus de valeurs à contrôler.")
		}
		if err := s.key(u, values, d.Now()); err != nil {
			return err
		}
		if err := tx.EndSample(ctx, s, by.ID, d.Now()); err != nil || s.State == "open" {
			return err
		}
		if err := tx.Record(ctx, journal.Event{Kind: "sample." + s.State, Subject: s.ID, DocumentID: s.Document, Actor: by.ID,
			Values: map[string]any{"day": s.Day, "differ": s.Differ, "tries": s.Tries}}); err != nil || s.State != "differs" {
			return err
		}
		return d.raise(ctx, tx, s)
	})
	return s, err
}

// key holds what was keyed against the values of the document.
func (s *Sample) key(u *bordereau.Understanding, values map[string]string, now time.Time) error {
	given, illegible := map[string]string{}, false
	for _, name := range s.Fields {
		typed := strings.TrimSpace(values[name])
		switch typed {
		case "":
			return invalid("/fields/"+name, "Saisissez la valeur lue sur l'image, ou « * » si elle est illisible.")
		case unreadable:
			illegible = true
			continue
		}
		given[name] = typed
	}
	differ, err := review.Differences(u, given, u.Value("currency"), now)
	if err != nil {
		return err
	}
	differ = slices.DeleteFunc(differ, func(name string) bool { return sameName(given[name], u.Value(name)) })
	s.Tries++
	s.Keyed, s.Differ = given, differ
	switch {
	case len(differ) > 0 && s.Tries < 2:
		s.State = "open"
	case len(differ) > 0:
		s.State = "differs"
	case illegible || len(s.Fields) == 0: // nothing could be judged
		s.State = "illegible"
	default:
		s.State = "agreed"
	}
	return nil
}

// sameName says whether two texts without figures are one name: case, accents, stops
// and the order of its words are the hand of who keys it.
func sameName(a, b string) bool {
	if strings.ContainsAny(a+b, "0123456789") {
		return false
	}
	words := func(s string) []string {
		return strings.FieldsFunc(check.Fold(s), func(r rune) bool { return !unicode.IsLetter(r) })
	}
	x, y := words(a), words(b)
	slices.Sort(x)
	slices.Sort(y)
	return len(x) > 0 && slices.Equal(x, y)
}

// raise brings an error that a sample found before a supervisor: as an open item, and
// further what the state of the document allows. What is not final yet goes back to
// review, what is booked gets a reversal proposed.
func (d *Desk) raise(ctx context.Context, tx Tx, s Sample) error {
	doc, err := tx.Document(ctx, s.Document)
	if err != nil {
		return err
	}
	item := OpenItem{ID: ids.New(), Kind: ItemSampleError, DocumentID: doc.ID, OpenedAt: d.Now(),
		Sentence: fmt.Sprintf("Le contrôle à l'aveugle d'un document passé sans personne lit autre chose : %s.", labelled(s.Differ))}
	if doc.UnitID != "" {
		e, err := tx.EntryOfUnit(ctx, doc.UnitID)
		if err != nil {
			return err
		}
		if e != nil {
			item.EntryID = e.ID
			if err := d.proposeFor(ctx, tx, *e, item.Sentence); err != nil {
				return err
			}
		}
	}
	if err := d.openItem(ctx, tx, item, bordereau.System); err != nil || item.EntryID != "" || doc.State != bordereau.Decided {
		return err
	}
	return d.recallSampled(ctx, tx, doc, item.Sentence)
}

// recallSampled brings a document that is not final yet back to review, for supervisors.
func (d *Desk) recallSampled(ctx context.Context, tx Tx, doc bordereau.Document, sentence string) error {
	if err := tx.LockDeposit(ctx, doc.DepositID); err != nil {
		return err
	}
	doc, err := tx.LockDocument(ctx, doc.ID)
	if err != nil || doc.State != bordereau.Decided {
		return err
	}
	if err := tx.CancelArchive(ctx, doc.ID, d.Now()); err != nil {
		if bordereau.CodeOf(err) == bordereau.Conflicting {
			return nil // it is being sealed: the open item stands
		}
		return err
	}
	why := Reasons{{Rule: "sample_differs", Sentence: sentence}}
	if err := d.toReview(ctx, tx, &doc, bordereau.EvReopened, bordereau.System, "first", why); err != nil {
		return err
	}
	task, err := tx.OpenTask(ctx, doc.ID)
	if err != nil {
		return err
	}
	if err := tx.FreeTask(ctx, task, why, true, 0); err != nil || doc.UnitID == "" {
		return err
	}
	return d.closeUnit(ctx, tx, doc.UnitID, bordereau.System)
}
