package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"bordereau/internal/services"
)

// Evidence is what the checker holds against each other.
type Evidence struct {
	Set     *services.Set
	Bucket  string
	Mode    string // of the Object Lock that was asked for
	Journal string // of the branch
	Ledger  string // of booking
	// Wholly says that the branch had every parcel answered in the end, so that
	// nothing may stand in the record that was not answered for.
	Wholly bool
	// Promise names the only one to check ("I5"); all when empty.
	Promise string
}

// Verdict is what the checker found. Breaches begin with the name of the promise.
type Verdict struct {
	Deposits, Documents, Entries, Objects, Leaves int
	States                                        map[string]int
	Breaches                                      []string
}

func (v Verdict) String() string {
	states := ""
	for _, s := range slices.Sorted(keysOf(v.States)) {
		states += fmt.Sprintf(" %d %s,", v.States[s], s)
	}
	return fmt.Sprintf("%d deposits, %d documents (%s), %d entries, %d objects read, %d leaves of the journal: %d breaches",
		v.Deposits, v.Documents, clip(states+" ", max(len(states)-1, 0)), v.Entries, v.Objects, v.Leaves, len(v.Breaches))
}

func keysOf[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

type checker struct {
	Evidence
	Verdict
	record  record
	objects *objects
}

// Check compares the branch's journal, booking's ledger, the record and the
// objects once the desk has come to rest. An error says that it could not compare.
func Check(ctx context.Context, e Evidence) (Verdict, error) {
	access, secret := e.Set.ObjectsKeys()
	c := &checker{Evidence: e, record: record{e.Set.OwnerURL()}, objects: openObjects(e.Set.ObjectsURL(), access, secret, e.Bucket)}
	c.States = map[string]int{}
	var errs []error
	for _, p := range []struct {
		names string
		check func(context.Context) error
	}{{"I1 I3", c.accepted}, {"I2", c.accounted}, {"I4", c.once}, {"I5", c.final}, {"I6", c.delivered}, {"I7", c.archived},
		{"I8", c.audited}, {"I9", c.fourEyes}, {"I10", c.bounded}, {"I13", c.shown}} {
		if e.Promise == "" || slices.Contains(strings.Fields(p.names), e.Promise) {
			errs = append(errs, p.check(ctx))
		}
	}
	return c.Verdict, errors.Join(errs...)
}

func (c *checker) breach(promise, format string, args ...any) {
	c.Breaches = append(c.Breaches, promise+": "+fmt.Sprintf(format, args...))
}

// fourEyes (I9): above the ceiling two people decided, and the second opinion was
// never the first one's.
func (c *checker) fourEyes(ctx context.Context) error {
	for query, says := range map[string]string{
		`SELECT count(*) AS n FROM documents d WHERE d.state IN ('decided', 'archived', 'booked')
			AND d.amount_minor > CASE d.type WHEN 'cheque' THEN 500000 WHEN 'transfer_order' THEN 500000 WHEN 'remittance_slip' THEN 1500000 END
			AND (SELECT count(DISTINCT x.user_id) FROM decisions x WHERE x.document_id = d.id AND x.action IN ('confirm', 'type')) < 2`: "%d documents above the ceiling were decided by fewer than two",
		`SELECT count(*) AS n FROM decisions x JOIN tasks t ON t.id = x.task_id WHERE t.kind = 'second' AND x.action IN ('confirm', 'type')
			AND x.user_id = (SELECT y.user_id FROM decisions y JOIN tasks u ON u.id = y.task_id WHERE y.document_id = x.document_id AND u.kind = 'first'
				AND y.decided_at < x.decided_at ORDER BY y.decided_at DESC LIMIT 1)`: "%d second opinions are the first one's own",
		`SELECT count(*) AS n FROM (SELECT lease_id, document_version FROM decisions GROUP BY 1, 2 HAVING count(*) > 1) x`: "%d decisions were taken twice",
	} {
		n, err := c.record.count(ctx, query)
		if err != nil {
			return err
		}
		if n > 0 {
			c.breach("I9", says, n)
		}
	}
	return nil
}

// bounded (I10): no job is left in a worker's hands.
func (c *checker) bounded(ctx context.Context) error {
	n, err := c.record.count(ctx, "SELECT count(*) AS n FROM jobs WHERE state IN ('waiting', 'running')")
	if err == nil && n > 0 {
		c.breach("I10", "%d jobs are left", n)
	}
	return err
}
