package crash

import (
	"bytes"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/testkit"
)

// One node's clock is an hour ahead, another's an hour behind. Leases are fenced by
// the database's clock and their tokens: nobody takes a job from a node that works,
// and a node that lost its lease writes nothing, whatever it thinks the time is. The
// journal is in the order in which events were placed.
func TestClocksApart(t *testing.T) {
	t.Parallel()
	database, objects := testkit.Database(t), testkit.Objects(t)
	node := func(name string, lease, off time.Duration) *desk.Desk {
		return testkit.ScriptedOn(t, desk.Config{Node: name, Lease: lease}, database, objects, func() time.Time { return time.Now().Add(off) })
	}
	right := node("right", time.Minute, 0)
	nodes := map[string]*desk.Desk{"ahead": node("ahead", time.Minute, time.Hour), "behind": node("behind", time.Minute, -time.Hour), "right": right}
	deposit := func(by *desk.Desk, text string) {
		t.Helper()
		v, err := by.Begin(t.Context(), bordereau.Principal{ID: "scan", Name: "scan", Role: bordereau.RoleBranch, Branch: "12"}, "")
		must(t, err)
		defer v.Close()
		must(t, v.AddFile(t.Context(), "papier.png", bytes.NewReader([]byte(testkit.PNG+"letter "+text))))
		_, err = v.Commit(t.Context(), desk.Declaration{})
		must(t, err)
	}
	stages := []string{desk.StageRead}
	claim := func(by *desk.Desk) *desk.Lease {
		t.Helper()
		l, err := by.ClaimNext(t.Context(), stages, by.Node)
		must(t, err)
		return l
	}
	for holder, d := range nodes {
		// The job is due at once for everybody, and held against everybody.
		deposit(d, "de "+holder)
		l := claim(d)
		if l == nil {
			t.Fatalf("%s does not find the job it deposited", holder)
		}
		for name, other := range nodes {
			if got := claim(other); got != nil {
				t.Errorf("%s takes the job that %s works on", name, holder)
			}
			if n, err := other.Reap(t.Context()); err != nil || n != 0 {
				t.Errorf("%s takes %d jobs from %s for dead: %v", name, n, holder, err)
			}
		}
		must(t, d.Heartbeat(t.Context(), *l))
		must(t, d.Work(t.Context(), *l))

		// A lease that ran out is another's, even where the clock says it has not.
		deposit(right, "perdu par "+holder)
		short := node(holder, time.Millisecond, map[string]time.Duration{"ahead": time.Hour, "behind": -time.Hour}[holder])
		lost := claim(short)
		if lost == nil {
			t.Fatalf("%s finds no job", holder)
		}
		testkit.Until(t, 10*time.Second, "the lease runs out", func() bool {
			n, err := right.Reap(t.Context())
			return err == nil && n == 1
		})
		if err := short.Heartbeat(t.Context(), *lost); bordereau.CodeOf(err) != bordereau.Conflicting {
			t.Errorf("%s keeps a lease that ran out: %v", holder, err)
		}
		if err := short.Work(t.Context(), *lost); bordereau.CodeOf(err) != bordereau.Conflicting {
			t.Errorf("%s writes under a lease that it lost: %v", holder, err)
		}
		testkit.Until(t, 10*time.Second, "the job is done by another", func() bool {
			l := claim(right)
			if l != nil {
				must(t, right.Work(t.Context(), *l))
			}
			return l != nil
		})
		if _, err := d.SequenceJournal(t.Context()); err != nil {
			t.Error(err)
		}
		must(t, d.SignJournal(t.Context(), true))
	}
	auditor := bordereau.Principal{ID: "a", Name: "a", Role: bordereau.RoleAuditor, Person: true}
	events, err := right.Journal(t.Context(), auditor, -1, 1000)
	must(t, err)
	backwards, reads := 0, 0
	for i, e := range events {
		if e.Sequence != int64(i) {
			t.Fatalf("place %d of the journal is called %d", i, e.Sequence)
		}
		if i > 0 && e.At.Before(events[i-1].At.Add(-30*time.Minute)) {
			backwards++
		}
		if e.Kind == "document.read" {
			reads++
		}
	}
	if backwards == 0 || reads != 2*len(nodes) {
		t.Errorf("%d steps back in time and %d readings in %d events: want the clocks apart and each document read once", backwards, reads, len(events))
	}
	var found bytes.Buffer
	report, err := right.Fsck(t.Context(), &found)
	must(t, err)
	if !report.Clean() || report.Heads != 2*int64(len(nodes)) { // in the record, and anchored
		t.Errorf("%d heads; %s", report.Heads, found.String())
	}
	t.Logf("%d events, %d steps back in time", len(events), backwards)
}
