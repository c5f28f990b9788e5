package crash

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bordereau/internal/testkit"
)

// A worker is cut off from everything while it reads, and goes on believing in its
// lease. Another takes its work over; when the line is back, what the first one
// writes is refused. (A network of one's own is for root alone.)
func TestPartition(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Log("only root can make a network and cut it")
		return
	}
	s := open(t)
	for _, p := range s.workers {
		must(t, p.Stop())
	}
	far := newIsland(s)
	worker, err := s.StartIn(far.name, "work", "work", "--jobs", "1", "--name", "far", "--database-url", far.database,
		"--redis-url", far.redis, "--objects-url", far.objects)
	must(t, err)
	s.send()
	s.until("the far worker reads", strings.Replace(reading, "WHERE", "WHERE worker = 'far' AND", 1))
	far.link("down")
	s.work("")
	s.until("its work is taken over", "SELECT count(*) AS n FROM jobs WHERE attempts > 1 AND worker <> 'far'")
	if !worker.Running() {
		t.Error("the far worker did not live through it")
	}
	far.link("up")
	testkit.Until(t, time.Minute, "the far worker hears that its lease is lost", func() bool {
		return strings.Contains(worker.Log(), "lease lost") || strings.Contains(worker.Log(), "the lease is lost")
	})
	s.settle()
}

// island is a network namespace that reaches the engines by one line.
type island struct {
	t                        *testing.T
	name, here               string // and the line's end on this side
	database, redis, objects string
}

// newIsland lays the line, and bridges from its near end to the engines' sockets.
func newIsland(s *scene) *island {
	s.t.Helper()
	id := os.Getpid() % 60000
	far := &island{t: s.t, name: fmt.Sprintf("bordereau-%d", id), here: fmt.Sprintf("bd%d", id)}
	net24 := fmt.Sprintf("10.213.%d", id%250)
	there := far.here + "f"
	far.ip("netns", "add", far.name)
	s.t.Cleanup(func() { far.ip("netns", "del", far.name) }) // the line goes with it
	far.ip("link", "add", far.here, "type", "veth", "peer", "name", there, "netns", far.name)
	far.ip("addr", "add", net24+".1/24", "dev", far.here)
	far.ip("link", "set", far.here, "up")
	far.ip("-n", far.name, "addr", "add", net24+".2/24", "dev", there)
	far.ip("-n", far.name, "link", "set", there, "up")
	far.ip("-n", far.name, "link", "set", "lo", "up")

	db, err := url.Parse(s.Set.DatabaseURL())
	must(s.t, err)
	q := db.Query()
	far.database = "postgres://" + q.Get("user") + "@" + bridge(s.ctx, s.t, net24+".1:0", filepath.Join(q.Get("host"), ".s.PGSQL.5432")) + db.Path + "?sslmode=disable"
	far.redis = "redis://" + bridge(s.ctx, s.t, net24+".1:0", strings.TrimPrefix(s.Set.RedisURL(), "unix://"))
	far.objects = "http://" + bridge(s.ctx, s.t, net24+".1:0", strings.TrimPrefix(s.Set.ObjectsURL(), "unix://"))
	return far
}

func (i *island) link(state string) {
	i.t.Helper()
	i.ip("link", "set", i.here, state)
}

func (i *island) ip(args ...string) {
	i.t.Helper()
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		i.t.Fatalf("ip %s: %v: %s", strings.Join(args, " "), err, out)
	}
}

// bridge passes what comes in on an address on to a socket, and gives the address.
func bridge(ctx context.Context, t *testing.T, address, socket string) string {
	t.Helper()
	l, err := net.Listen("tcp", address)
	must(t, err)
	t.Cleanup(func() { check(t, l.Close()) })
	go func() {
		for {
			in, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err != nil {
				t.Error(err)
				return
			}
			out, err := (&net.Dialer{}).DialContext(ctx, "unix", socket)
			if err != nil {
				in.Close() // the engine is away; the worker will try again
				continue
			}
			pass := func(to, from net.Conn) {
				_, _ = io.Copy(to, from) // either end may go away at any time
				to.Close()
				from.Close()
			}
			go pass(in, out)
			go pass(out, in)
		}
	}()
	return l.Addr().String()
}
