package queue_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log/slog"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"bordereau"
	"bordereau/archive"
	"bordereau/desk"
	"bordereau/internal/testkit"
	"bordereau/queue"
	"bordereau/store"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// board is the real desk over real servers; only the work itself is the test's.
type board struct {
	*desk.Desk
	work func(ctx context.Context, l desk.Lease) error

	mu   sync.Mutex
	runs map[string]int
	done map[string]int
	sent int // pictures so far, no two alike
}

func (b *board) Work(ctx context.Context, l desk.Lease) error {
	b.mu.Lock()
	b.runs[l.ID]++
	b.mu.Unlock()
	if b.work != nil {
		if err := b.work(ctx, l); err != nil {
			return err
		}
	}
	err := b.Store.InTx(context.WithoutCancel(ctx), func(ctx context.Context, tx desk.Tx) error { return tx.FinishJob(ctx, l) })
	if err != nil {
		return err
	}
	b.mu.Lock()
	b.done[l.ID]++
	b.mu.Unlock()
	return nil
}

func (b *board) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.done)
}

func newBoard(t *testing.T, url string, objects *archive.Objects, lease time.Duration) *board {
	t.Helper()
	st, err := store.New(t.Context(), store.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	d, err := desk.New(desk.Config{Node: "test", Lease: lease}, desk.Deps{
		Store: st, Objects: objects, Signer: ed25519.NewKeyFromSeed(make([]byte, 32)), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return &board{Desk: d, runs: map[string]int{}, done: map[string]int{}}
}

func sharedBoard(t *testing.T, lease time.Duration) *board {
	t.Helper()
	return newBoard(t, testkit.Database(t), testkit.Objects(t), lease)
}

// deposits hands n little pictures in, so that n jobs wait.
func deposits(t *testing.T, b *board, n int) {
	t.Helper()
	by := bordereau.Principal{ID: "k", Name: "k", Role: bordereau.RoleBranch, Branch: "00742"}
	for range n {
		i := b.sent
		b.sent++
		v, err := b.Begin(t.Context(), by, "")
		if err != nil {
			t.Fatal(err)
		}
		img := image.NewGray(image.Rect(0, 0, 8, 8))
		img.SetGray(i%8, i/8%8, color.Gray{Y: uint8(i)})
		img.SetGray(7-i%8, 7-i/8%8, color.Gray{Y: uint8(i >> 3)})
		var buf bytes.Buffer
		if err := png.Encode(&buf, img); err != nil {
			t.Fatal(err)
		}
		if err := v.AddFile(t.Context(), fmt.Sprintf("%d.png", i), &buf); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Commit(t.Context(), desk.Declaration{Branch: "00742", Channel: bordereau.ChannelAPI, Dossier: fmt.Sprintf("d%d", i), Priority: bordereau.Priority(i % 3)}); err != nil {
			t.Fatal(err)
		}
		v.Close()
	}
}

// start runs a relay and workers until the test ends; stop ends them earlier.
func start(t *testing.T, b *board, url, prefix string, workers int) (stop func()) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	cfg := queue.Config{URL: url, Prefix: prefix, Stages: []string{desk.StageRead, desk.StageArchive}, Interval: 20 * time.Millisecond, Patience: time.Second}
	relay, err := queue.NewRelay(cfg, b, log)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { relay.Run(ctx) })
	for i := range workers {
		w, err := queue.NewWorkers(queue.WorkerConfig{Config: cfg, Name: fmt.Sprintf("w%d", i), Slots: 3, Heartbeat: 200 * time.Millisecond, Grace: 5 * time.Second}, b, log)
		if err != nil {
			t.Fatal(err)
		}
		all.Go(func() { w.Run(ctx) })
	}
	stop = sync.OnceFunc(func() { cancel(); all.Wait() })
	t.Cleanup(stop)
	return stop
}

func TestEveryJobIsDoneOnce(t *testing.T) {
	t.Parallel()
	b := sharedBoard(t, 30*time.Second)
	url, prefix := testkit.Redis(t)
	deposits(t, b, 40)
	start(t, b, url, prefix, 2)
	testkit.Until(t, 60*time.Second, "all 40 jobs done", func() bool { return b.count() == 40 })
	for id, n := range b.runs {
		if n != 1 {
			t.Errorf("job %s ran %d times", id, n)
		}
	}
}

// Redis forgets everything, streams and groups, while jobs are announced and done.
func TestFlushedRedisLosesNoJob(t *testing.T) {
	t.Parallel()
	b := sharedBoard(t, 30*time.Second)
	own := testkit.OwnServers(t)
	opts, err := redis.ParseURL(own.RedisURL())
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(opts)
	defer client.Close()
	gate := make(chan struct{})
	b.work = func(ctx context.Context, _ desk.Lease) error {
		select {
		case <-gate:
		case <-ctx.Done():
		}
		return nil
	}
	deposits(t, b, 30)
	start(t, b, own.RedisURL(), "flush", 2)
	testkit.Until(t, 30*time.Second, "every slot at work", func() bool { b.mu.Lock(); defer b.mu.Unlock(); return len(b.runs) >= 6 })
	if err := client.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	close(gate)
	testkit.Until(t, 60*time.Second, "all 30 jobs done after a FLUSHALL", func() bool { return b.count() == 30 })
	for id, n := range b.runs {
		if n != 1 {
			t.Errorf("job %s ran %d times", id, n)
		}
	}
}

// With Redis frozen, then gone, workers poll the record; when it is back they listen again.
func TestWorkersPollWhileRedisIsAway(t *testing.T) {
	t.Parallel()
	b := sharedBoard(t, 30*time.Second)
	own := testkit.OwnServers(t)
	start(t, b, own.RedisURL(), "away", 2)
	if err := own.Redis.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	deposits(t, b, 10)
	testkit.Until(t, 60*time.Second, "10 jobs done with Redis frozen", func() bool { return b.count() == 10 })
	own.Redis.Kill()
	deposits(t, b, 5)
	testkit.Until(t, 60*time.Second, "5 more done with Redis gone", func() bool { return b.count() == 15 })
	if err := own.Redis.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	deposits(t, b, 5)
	testkit.Until(t, 60*time.Second, "5 more done with Redis back", func() bool { return b.count() == 20 })
}

// A worker that cannot prolong its lease loses the job; another does it, and what
// the first would write is refused.
func TestZombieWritesNothing(t *testing.T) {
	t.Parallel()
	b := sharedBoard(t, 400*time.Millisecond)
	deposits(t, b, 1)
	jobs, err := b.Announceable(t.Context(), 10)
	if err != nil || len(jobs) != 1 {
		t.Fatalf("%v, %v", jobs, err)
	}
	zombie, err := b.Claim(t.Context(), jobs[0].ID, "zombie")
	if err != nil || zombie == nil {
		t.Fatalf("%v, %v", zombie, err)
	}
	if again, err := b.Claim(t.Context(), jobs[0].ID, "other"); err != nil || again != nil {
		t.Fatalf("a leased job was leased again: %v, %v", again, err)
	}
	url, prefix := testkit.Redis(t)
	start(t, b, url, prefix, 1)
	testkit.Until(t, 30*time.Second, "the job done by another", func() bool { return b.count() == 1 })
	if err := b.Board(t).Heartbeat(t.Context(), *zombie); bordereau.CodeOf(err) != bordereau.Conflicting {
		t.Errorf("the zombie's heartbeat: %v", err)
	}
	err = b.Store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error { return tx.FinishJob(ctx, *zombie) })
	if bordereau.CodeOf(err) != bordereau.Conflicting {
		t.Errorf("the zombie finished the job: %v", err)
	}
}

// Board is the board as the queue knows it.
func (b *board) Board(*testing.T) queue.Board { return b }

// Asked to end, workers finish what they have and take no more.
func TestStoppingDrains(t *testing.T) {
	t.Parallel()
	b := sharedBoard(t, 30*time.Second)
	url, prefix := testkit.Redis(t)
	began, gate := make(chan struct{}, 10), make(chan struct{})
	b.work = func(ctx context.Context, _ desk.Lease) error {
		began <- struct{}{}
		select {
		case <-gate:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	deposits(t, b, 6)
	stop := start(t, b, url, prefix, 1)
	for range 3 {
		<-began
	}
	stopped := make(chan struct{})
	go func() { stop(); close(stopped) }()
	close(gate)
	<-stopped
	if n := b.count(); n != 3 {
		t.Errorf("%d jobs done; the three that had begun were to be finished and no other begun", n)
	}
}

// Nothing urgent starves what is not.
func TestUrgentFirstYetNothingStarves(t *testing.T) {
	t.Parallel()
	b := sharedBoard(t, 30*time.Second)
	url, prefix := testkit.Redis(t)
	deposits(t, b, 24)
	var mu sync.Mutex
	var order []bordereau.Priority
	b.work = func(_ context.Context, l desk.Lease) error {
		mu.Lock()
		order = append(order, l.Priority)
		mu.Unlock()
		return nil
	}
	start(t, b, url, prefix, 1)
	testkit.Until(t, 60*time.Second, "all done", func() bool { return b.count() == 24 })
	sum := map[bordereau.Priority]int{}
	for at, p := range order {
		sum[p] += at
	}
	if sum[bordereau.Urgent] >= sum[bordereau.Bulk] {
		t.Errorf("urgent jobs ran at %d, bulk at %d on the whole", sum[bordereau.Urgent], sum[bordereau.Bulk])
	}
}
