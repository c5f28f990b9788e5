package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/review"
)

// What supervisors look at is counted from the journal: leaf by leaf, in their order,
// each once, because the place reached is written with what was counted.

// countTx is what the counting needs of the record.
type countTx interface {
	// LockFigures gives how many leaves were counted, and keeps others from counting
	// until the transaction ends; false when somebody else is at it.
	LockFigures(ctx context.Context) (counted int64, mine bool, err error)
	// MoveFigures writes down how many leaves were counted.
	MoveFigures(ctx context.Context, counted int64) error
	// IndexLeaves enters leaves [from, to) into the index of the log.
	IndexLeaves(ctx context.Context, from, to int64) error
	// TurningPoints are the events of leaves [from, to) that decide what became of a
	// document, in order.
	TurningPoints(ctx context.Context, from, to int64, kinds []string) ([]TurningPoint, error)
	// FillDays adds up by day of zone, once, what was counted before days were: the
	// first leaves.
	FillDays(ctx context.Context, zone string, counted int64) error
	// CountDeposits adds the deposits that leaves [from, to) tell of to their days.
	CountDeposits(ctx context.Context, from, to int64, zone string) error
	// CountDocuments writes what became of documents, and adds it up by day of zone.
	CountDocuments(ctx context.Context, list []CountedDocument, zone string) error
	// UncountedDecisions are the decisions on documents that were not counted yet, in
	// their order, with what the machine had read.
	UncountedDecisions(ctx context.Context, documents []string) ([]UncountedDecision, error)
	CountDecisions(ctx context.Context, list []CountedDecision) error
	// CountFields adds to the counts of fields.
	CountFields(ctx context.Context, list []CountedField) error
}

// TurningPoint is an event that decides what became of a document.
type TurningPoint struct {
	At                       time.Time
	Kind, From               string // From is the state before it
	DocumentID, Branch, Type string
	ReceivedAt               time.Time
}

// CountedDocument is what became of a document. Touched says that Settled and Straight
// are news; of an end, Over does.
type CountedDocument struct {
	ID, Branch, Type string
	ReceivedAt       time.Time
	Touched          bool
	Settled          *time.Time
	Straight         *bool
	Over             bool
	Ended            string
	EndedAt          *time.Time
}

// UncountedDecision is a person's decision beside what the machine had read.
type UncountedDecision struct {
	Made
	Type    bordereau.Type
	Machine *bordereau.Understanding
	Taken   *time.Time // when the task was taken
	Before  bool       // values of this document were counted before
}

// CountedDecision is a decision as it is counted.
type CountedDecision struct {
	ID, DocumentID, UserID string
	At                     time.Time
	Seconds                *float64
	Shown, Changed         int
}

// CountedField counts a field of a type on a day, in a band of confidence.
type CountedField struct {
	Day, Type, Field      string
	Band                  int
	Shown, Given, Changed int64
	Claimed               float64
}

const (
	countedAtOnce = 1000
	countEvery    = time.Second
	longestLook   = time.Hour // a decision that took longer was left lying
)

// Bands are the lower bounds of the bands of confidence; the last ends at 1.
var Bands = []float64{0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99}

// NotRead is the band of what the machine had not read.
const NotRead = -1

func confidenceBand(confidence float64) int {
	for i := len(Bands) - 1; i > 0; i-- {
		if confidence >= Bands[i] {
			return i
		}
	}
	return 0
}

// KeepFigures counts what the journal tells, as long as ctx lives, on whichever node
// comes first, and draws the samples of days that are over. Failures are logged and
// tried again.
func (d *Desk) KeepFigures(ctx context.Context) {
	tick := time.NewTicker(countEvery)
	defer tick.Stop()
	failed := false
	for {
		err := d.CountFigures(ctx)
		if err == nil {
			err = d.sampleTurn(ctx)
		}
		if err != nil && ctx.Err() == nil && !failed {
			d.Log.ErrorContext(ctx, "the figures wait", "error", err.Error())
		}
		failed = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// CountFigures counts all leaves that were not counted yet.
func (d *Desk) CountFigures(ctx context.Context) error {
	for {
		n := int64(0)
		err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
			n, err = d.countSome(ctx, tx)
			return err
		})
		if err != nil || n < countedAtOnce {
			return err
		}
	}
}

func (d *Desk) countSome(ctx context.Context, tx Tx) (int64, error) {
	from, mine, err := tx.LockFigures(ctx)
	if err != nil || !mine {
		return 0, err
	}
	zone := d.Location.String()
	if err := tx.FillDays(ctx, zone, from); err != nil {
		return 0, err
	}
	size, err := tx.LeafCount(ctx)
	if err != nil {
		return 0, err
	}
	to := min(size, from+countedAtOnce)
	if to <= from {
		return 0, nil
	}
	if err := tx.IndexLeaves(ctx, from, to); err != nil {
		return 0, err
	}
	points, err := tx.TurningPoints(ctx, from, to, turningKinds)
	if err != nil {
		return 0, err
	}
	if err := tx.CountDeposits(ctx, from, to, zone); err != nil {
		return 0, err
	}
	docs := fates(points)
	if err := tx.CountDocuments(ctx, docs, zone); err != nil {
		return 0, err
	}
	ids := make([]string, len(docs))
	for i, x := range docs {
		ids[i] = x.ID
	}
	if err := d.countDecisions(ctx, tx, ids); err != nil {
		return 0, err
	}
	return to - from, tx.MoveFigures(ctx, to)
}

// turningKinds are the events that decide what became of a document.
var turningKinds = func() (kinds []string) {
	for _, ev := range []bordereau.Event{bordereau.EvPassed, bordereau.EvReview, bordereau.EvGaveUp, bordereau.EvDuplicate, bordereau.EvSplit,
		bordereau.EvDecided, bordereau.EvFirstOpinion, bordereau.EvDisagreed, bordereau.EvReopened, bordereau.EvRestored, bordereau.EvRejected, bordereau.EvReturned} {
		kinds = append(kinds, "document."+string(ev))
	}
	return append(kinds, "document.received")
}()

// fates folds events into what became of each document, in the order of the documents'
// first event.
func fates(points []TurningPoint) []CountedDocument {
	var out []CountedDocument
	place := map[string]int{}
	for _, p := range points {
		i, known := place[p.DocumentID]
		if !known {
			i = len(out)
			place[p.DocumentID] = i
			out = append(out, CountedDocument{ID: p.DocumentID, Branch: p.Branch, Type: p.Type, ReceivedAt: p.ReceivedAt})
		}
		out[i].turn(p)
	}
	return out
}

func (x *CountedDocument) turn(p TurningPoint) {
	at := p.At
	settle := func(straight bool) {
		if x.Settled == nil {
			x.Settled = &at
		}
		x.Touched, x.Straight = true, &straight
	}
	end := func(how string) { x.Over, x.Ended, x.EndedAt = true, how, &at }
	switch bordereau.Event(strings.TrimPrefix(p.Kind, "document.")) {
	case bordereau.EvPassed:
		settle(true)
		end("decided")
	case bordereau.EvReview, bordereau.EvGaveUp:
		settle(false)
	case bordereau.EvReopened:
		settle(false)
		x.Over, x.Ended, x.EndedAt = true, "", nil
	case bordereau.EvDuplicate, bordereau.EvSplit: // no document of its own
		x.Touched, x.Straight = true, nil
		if x.Settled == nil {
			x.Settled = &at
		}
	case bordereau.EvDecided, bordereau.EvRestored:
		end("decided")
	case bordereau.EvRejected:
		end("rejected")
	case bordereau.EvReturned:
		end("returned")
	}
}

// countDecisions counts what people decided on some documents.
func (d *Desk) countDecisions(ctx context.Context, tx Tx, documents []string) error {
	list, err := tx.UncountedDecisions(ctx, documents)
	if err != nil || len(list) == 0 {
		return err
	}
	out := make([]CountedDecision, len(list))
	fields := map[CountedField]*CountedField{}
	done := map[string]bool{}
	for i, x := range list {
		c := &out[i]
		*c = CountedDecision{ID: x.ID, DocumentID: x.DocumentID, UserID: x.By.ID, At: x.At}
		if x.Taken != nil && x.At.Sub(*x.Taken) <= longestLook {
			seconds := x.At.Sub(*x.Taken).Seconds()
			c.Seconds = &seconds
		}
		if x.Before || done[x.DocumentID] || !firstWord(x) {
			continue
		}
		done[x.DocumentID] = true
		for _, f := range d.compared(x) {
			c.Shown += int(f.Shown)
			c.Changed += int(f.Changed)
			key := CountedField{Day: f.Day, Type: f.Type, Field: f.Field, Band: f.Band}
			sum := fields[key]
			if sum == nil {
				sum = &CountedField{Day: f.Day, Type: f.Type, Field: f.Field, Band: f.Band}
				fields[key] = sum
			}
			sum.Shown, sum.Given, sum.Changed, sum.Claimed = sum.Shown+f.Shown, sum.Given+f.Given, sum.Changed+f.Changed, sum.Claimed+f.Claimed
		}
	}
	if err := tx.CountDecisions(ctx, out); err != nil {
		return err
	}
	sums := make([]CountedField, 0, len(fields))
	for _, f := range fields {
		sums = append(sums, *f)
	}
	slices.SortFunc(sums, func(a, b CountedField) int {
		return strings.Compare(a.Day+a.Type+a.Field+string(rune('a'+a.Band)), b.Day+b.Type+b.Field+string(rune('a'+b.Band)))
	})
	return tx.CountFields(ctx, sums)
}

// firstWord says whether a decision is a person's first word on a document's values:
// a later one knows the first, and a value would count twice.
func firstWord(x UncountedDecision) bool {
	return x.Kind == "first" && (x.Decision.Action == Confirm || x.Decision.Action == SetType) &&
		(x.Outcome == bordereau.Decided || x.Outcome == bordereau.SecondReview) && x.Machine != nil
}

// compared holds the values that a person gave against the machine's. Where the person
// said that the type is another one, nothing can be compared. What was on the screen
// and not touched was shown, and says nothing of whether it is right.
func (d *Desk) compared(x UncountedDecision) []CountedField {
	if x.Machine.Type != x.Type || x.Decision.Action == SetType && x.Decision.Type != x.Machine.Type {
		return nil
	}
	day := x.At.In(d.Location).Format(time.DateOnly)
	currency := x.Machine.Value("currency")
	var out []CountedField
	for i := range x.Machine.Fields {
		f := &x.Machine.Fields[i]
		if strings.ContainsRune(f.Name, '[') || f.Value == "" {
			continue
		}
		c := CountedField{Day: day, Type: string(x.Type), Field: f.Name, Band: confidenceBand(f.Confidence), Shown: 1}
		if typed, given := x.Decision.Fields[f.Name]; given {
			c.Given, c.Claimed = 1, f.Confidence
			if v, err := review.Canonical(f.Name, typed, currency, x.At); err != nil || !strings.EqualFold(v, f.Value) {
				c.Changed = 1
			}
		}
		out = append(out, c)
	}
	for name, typed := range x.Decision.Fields {
		if x.Machine.Value(name) == "" && strings.TrimSpace(typed) != "" && !strings.ContainsRune(name, '[') {
			out = append(out, CountedField{Day: day, Type: string(x.Type), Field: name, Band: NotRead, Shown: 1, Given: 1, Changed: 1})
		}
	}
	return out
}
