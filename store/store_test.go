package store_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/testkit"
	"bordereau/journal"
	"bordereau/store"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func open(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.New(t.Context(), store.Config{URL: url, MaxConns: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// Two transactions that lock the same two deposits in opposite order: PostgreSQL
// breaks one, and InTx runs it anew.
func TestADeadlockIsRunAnew(t *testing.T) {
	t.Parallel()
	s := open(t, testkit.Database(t))
	a, b := "0193a1b2-0000-7000-8000-00000000000a", "0193a1b2-0000-7000-8000-00000000000b"
	var meet sync.WaitGroup
	meet.Add(2)
	var mu sync.Mutex
	tries := 0
	cross := func(first, second string) error {
		met := false
		return s.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
			mu.Lock()
			tries++
			mu.Unlock()
			if err := tx.LockDeposit(ctx, first); err != nil {
				return err
			}
			if !met { // in the first try alone
				met = true
				meet.Done()
				meet.Wait()
			}
			return tx.LockDeposit(ctx, second)
		})
	}
	insertDeposits(t, s, a, b)
	other := make(chan error, 1)
	go func() { other <- cross(b, a) }()
	if err := errors.Join(cross(a, b), <-other); err != nil {
		t.Error(err)
	}
	if tries < 3 {
		t.Errorf("%d tries: there was no deadlock", tries)
	}
}

func insertDeposits(t *testing.T, s *store.Store, ids ...string) {
	t.Helper()
	for i, id := range ids {
		err := s.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
			d := bordereau.Deposit{ID: id, Branch: "1", ReceivedAt: time.Now(), Receipt: bordereau.Receipt{Sequence: int64(i + 1)}}
			return tx.InsertDeposit(ctx, desk.NewDeposit{Deposit: d})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestErrorsAreSorted(t *testing.T) {
	t.Parallel()
	s := open(t, testkit.Database(t))
	ours := errors.New("ours")
	if err := s.InTx(t.Context(), func(context.Context, desk.Tx) error { return ours }); !errors.Is(err, ours) || bordereau.CodeOf(err) != bordereau.Internal {
		t.Error(err)
	}
	for _, id := range []string{"0193a1b2-0000-7000-8000-00000000000a", "nonsense", ""} {
		err := s.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error { _, err := tx.Document(ctx, id); return err })
		if bordereau.CodeOf(err) != bordereau.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
	away := open(t, "postgres://nobody@127.0.0.1:1/none")
	if err := away.Ready(t.Context()); bordereau.CodeOf(err) != bordereau.Busy {
		t.Error(err)
	}
	if err := away.InTx(t.Context(), func(context.Context, desk.Tx) error { return nil }); bordereau.CodeOf(err) != bordereau.Busy {
		t.Error(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.InTx(over, func(context.Context, desk.Tx) error { return nil }); bordereau.CodeOf(err) != bordereau.Busy {
		t.Error(err)
	}
	if err := s.Snapshot(t.Context(), func(ctx context.Context, tx desk.Tx) error {
		return tx.Record(ctx, journal.Event{Kind: "k", Subject: "s", Actor: "a"})
	}); err == nil {
		t.Error("a snapshot was written to")
	}
}

// What is evidence can only be added to: the application's own role is refused
// everything else.
func TestTheApplicationCannotRewriteEvidence(t *testing.T) {
	t.Parallel()
	app, owner := testkit.Databases(t)
	s := open(t, app)
	err := s.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
		return tx.Record(ctx, journal.Event{Kind: "k", Subject: "s", Actor: "a", Values: map[string]any{"nul": "a\x00b", "bad": "\xff"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"events", "event_values", "leaves", "checkpoints", "entries", "entry_lines", "archive_objects", "decisions", "readings", "page_images", "deposits", "objects", "acknowledgements"} {
		for _, right := range []string{"DELETE", "TRUNCATE", "UPDATE"} {
			if got := testkit.SQL(t, owner, "SELECT has_table_privilege('bordereau_app', '"+table+"', '"+right+"')"); got != "f" {
				t.Errorf("the application may %s %s", right, table)
			}
		}
	}
	if got := testkit.SQL(t, owner, "SELECT body::text FROM event_values"); !strings.Contains(got, `"ab"`) {
		t.Error(got)
	}
}

func TestMigrationsAreRepeatable(t *testing.T) {
	t.Parallel()
	_, owner := testkit.Databases(t)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if err := store.Migrate(t.Context(), owner); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	has, knows, err := store.SchemaVersion(t.Context(), owner)
	if err != nil || has != knows || has == 0 {
		t.Error(has, knows, err)
	}
}
