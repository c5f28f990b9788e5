// Package testkit gives tests real servers: PostgreSQL, Redis and an S3 gateway,
// started once for the tests of a package and gone with them. A server that is
// missing is a failure, never a skip.
//
// A package that uses it declares
//
//	func TestMain(m *testing.M) { testkit.Main(m) }
//
// and stands in an external test package (desk_test), since the kit itself
// knows the store.
package testkit

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bordereau/archive"
	"bordereau/internal/services"
	"bordereau/store"
)

var (
	once    sync.Once
	set     *services.Set
	dir     string
	setErr  error
	counter atomic.Int64
)

const template = "template_bordereau"

// Main runs a package's tests and takes the servers down behind them.
func Main(m *testing.M) {
	code := m.Run()
	if set != nil {
		if err := set.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "testkit:", err)
			code = max(code, 1)
		}
	}
	if dir != "" {
		if err := os.RemoveAll(dir); err != nil {
			fmt.Fprintln(os.Stderr, "testkit:", err)
			code = max(code, 1)
		}
	}
	if err := removeBinaries(); err != nil {
		fmt.Fprintln(os.Stderr, "testkit:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// Servers are the shared engines of this package's tests. Tests that stop or
// freeze an engine take OwnServers instead.
func Servers(t testing.TB) *services.Set {
	t.Helper()
	once.Do(func() {
		if dir, setErr = os.MkdirTemp("", "bordereau-test-"); setErr != nil {
			return
		}
		if set, setErr = start(dir); setErr != nil {
			return
		}
		ctx := context.Background()
		if setErr = sql(ctx, set, "CREATE DATABASE "+template); setErr != nil {
			return
		}
		setErr = store.Migrate(ctx, set.NamedURL(template, true))
	})
	if setErr != nil {
		t.Fatalf("the servers that the tests need: %v", setErr)
	}
	return set
}

// OwnServers starts engines for one test alone, with a migrated database, and
// stops them when it ends.
func OwnServers(t testing.TB) *services.Set {
	t.Helper()
	d, err := os.MkdirTemp("", "bordereau-own-")
	if err != nil {
		t.Fatal(err)
	}
	own, err := start(d)
	if err != nil {
		t.Fatalf("the servers that the test needs: %v", err)
	}
	t.Cleanup(func() {
		if err := own.Stop(); err != nil {
			t.Error(err)
		}
		if err := os.RemoveAll(d); err != nil {
			t.Error(err)
		}
	})
	if err := store.Migrate(t.Context(), own.OwnerURL()); err != nil {
		t.Fatal(err)
	}
	return own
}

// Database is the URL, for the application's role, of a fresh migrated database.
func Database(t testing.TB) string {
	t.Helper()
	app, _ := Databases(t)
	return app
}

// Databases gives a fresh migrated database twice: as the application's role and
// as its owner, who may damage what the application may not.
func Databases(t testing.TB) (app, owner string) {
	t.Helper()
	s := Servers(t)
	name := fmt.Sprintf("t%d_%d", os.Getpid(), counter.Add(1))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := sql(ctx, s, "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY FILE_COPY"); err != nil {
		t.Fatal(err)
	}
	return s.NamedURL(name, false), s.NamedURL(name, true)
}

// Redis is the URL of the shared Redis with a key prefix of the test's own.
func Redis(t testing.TB) (url, prefix string) {
	t.Helper()
	return Servers(t).RedisURL(), fmt.Sprintf("t%d", counter.Add(1))
}

// ObjectsConfig is a fresh bucket of the shared gateway.
func ObjectsConfig(t testing.TB) archive.ObjectsConfig {
	t.Helper()
	return configOf(Servers(t), fmt.Sprintf("test-%d-%d", os.Getpid(), counter.Add(1)))
}

// Objects opens a fresh bucket.
func Objects(t testing.TB) *archive.Objects {
	t.Helper()
	o, err := archive.NewObjects(t.Context(), ObjectsConfig(t))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// ObjectFile is where the gateway keeps the current version of an object's bytes.
func ObjectFile(t testing.TB, bucket, key string) string {
	t.Helper()
	return filepath.Join(Servers(t).ObjectsDir(), "objects", bucket, key)
}

func configOf(s *services.Set, bucket string) archive.ObjectsConfig {
	access, secret := s.ObjectsKeys()
	return archive.ObjectsConfig{URL: s.ObjectsURL(), AccessKey: access, SecretKey: secret, Bucket: bucket, Mode: "COMPLIANCE"}
}

func start(d string) (*services.Set, error) {
	s, err := services.New(services.Config{Dir: d})
	if err != nil {
		return nil, err
	}
	return s, s.Start(context.Background())
}

// sql runs a statement as the owner, outside the application's own driver.
func sql(ctx context.Context, s *services.Set, statement string) error {
	cmd := exec.CommandContext(ctx, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", s.NamedURL("postgres", true), "-c", statement)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", statement, err, strings.TrimSpace(string(out)))
	}
	return nil
}

// SQL runs a statement on the database behind url, which may be the owner's: how
// tests damage what they want found.
func SQL(t testing.TB, url, statement string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url, "-c", statement).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", statement, err, out)
	}
	return strings.TrimSpace(string(out))
}
