package crash

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"bordereau/internal/testkit"
	"bordereau/store"
	"bordereau/test/ledger"
)

// The desk dies where one room hands over to another: before and after it announces
// what was deposited (CP6, CP7), with a customer's file in a child (CP9), between a
// clerk's decision and its answer (CP13), and before it writes down what booking
// acknowledged (CP14).
func TestKilledBetweenRooms(t *testing.T) {
	t.Parallel()
	s := open(t, "fault")
	for _, p := range s.workers { // each of them announces too
		must(t, p.Stop())
	}
	s.reached("CP6", s.again("CP6:1=kill"), s.send)
	s.reached("CP7", s.again("CP7:1=kill"), nil)
	s.serve("")
	worker := s.work("CP9:1=kill")
	s.reached("CP9", worker, nil)
	testkit.Until(t, 10*time.Second, "the dead worker's children are gone", func() bool {
		children, err := s.Children()
		return err == nil && len(children) == 0
	})
	for range 2 {
		s.work("")
	}
	s.reached("CP13", s.again("CP13:1=kill"), nil)
	made, err := s.Number(s.ctx, "SELECT count(*) AS n FROM decisions")
	must(t, err)
	if made == 0 {
		t.Error("CP13: the decision that was about to be answered is not in the record")
	}
	s.reached("CP14", s.again("CP14:1=kill"), nil)
	s.serve("")
	s.settle()
}

// again lets the API end in good order and starts it with a crash point.
func (s *scene) again(faults string) *ledger.Process {
	s.t.Helper()
	must(s.t, s.server.Stop())
	s.serve(faults)
	return s.server
}

// reached waits for a process to die at its crash point, after do is done.
func (s *scene) reached(point string, p *ledger.Process, do func()) {
	s.t.Helper()
	if do != nil {
		do()
	}
	select {
	case <-p.Done():
	case <-s.ctx.Done():
		s.t.Fatalf("%s was not reached", point)
	}
	if !strings.Contains(p.Log(), "fault: "+point) {
		s.t.Fatalf("%s ended, but not at %s: %s", p.Name, point, p.Log())
	}
}

// A migration is killed between two steps (CP16), and again within one, when all its
// statements have run and only its version is not written yet. It leaves nothing
// half done, and the next run brings the schema to where it would have been.
func TestMigrationCutOff(t *testing.T) {
	t.Parallel()
	name := fmt.Sprintf("cut_off_%d", os.Getpid())
	set := testkit.Servers(t)
	testkit.SQL(t, set.NamedURL("postgres", true), "CREATE DATABASE "+name)
	owner := set.NamedURL(name, true)
	binary, env := testkit.Binary(t, "fault"), testkit.Env(t, set, set.NamedURL(name, false), owner, "bordereau")
	version := func() string { return testkit.SQL(t, owner, "SELECT max(version_id) FROM goose_db_version") }

	if out, err := testkit.TryTool(t, binary, append(env, "FAULTS=CP16:1=kill"), "migrate"); err == nil || !strings.Contains(out, "fault: CP16 hit 1: kill") {
		t.Fatalf("the migration was not killed: %v %s", err, out)
	}
	if got := version(); got != "1" {
		t.Fatalf("after the first step the schema has the version %s", got)
	}
	before := schema(t, owner)

	// Whoever holds this lock lets a migration read its version, but not write it.
	release := hold(t, owner, "LOCK TABLE goose_db_version IN SHARE MODE")
	p := testkit.Start(t, binary, env, "migrate")
	waiting := fmt.Sprintf("SELECT count(*) FROM pg_stat_activity WHERE datname = '%s' AND wait_event_type = 'Lock'", name)
	testkit.Until(t, 30*time.Second, "the migration waits to write its version", func() bool { return testkit.SQL(t, owner, waiting) == "1" })
	p.Kill()
	release()
	others := fmt.Sprintf("SELECT count(*) FROM pg_stat_activity WHERE datname = '%s' AND pid <> pg_backend_pid()", name)
	testkit.Until(t, 30*time.Second, "its session is over", func() bool { return testkit.SQL(t, owner, others) == "0" })
	if got := version(); got != "1" {
		t.Errorf("a migration that was cut off left the version %s", got)
	}
	if after := schema(t, owner); after != before {
		t.Errorf("a migration that was cut off left a schema between two versions:\n%s", after)
	}

	testkit.Tool(t, binary, env, "migrate")
	if has, knows, err := store.SchemaVersion(t.Context(), owner); err != nil || has != knows {
		t.Errorf("the schema has the version %d of %d: %v", has, knows, err)
	}
	_, whole := testkit.Databases(t)
	if got, want := schema(t, owner), schema(t, whole); got != want {
		t.Errorf("the schema differs from one that was migrated at once:\n%s\n---\n%s", got, want)
	}
}

// schema is what a database is made of, without what pg_dump says of its own run.
func schema(t *testing.T, url string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "pg_dump", "--schema-only", "--dbname="+url).Output()
	must(t, err)
	var b strings.Builder
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, `\`) && !strings.HasPrefix(line, "--") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// hold runs a statement in a transaction that stays open until release.
func hold(t *testing.T, url, statement string) (release func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	cmd := exec.CommandContext(ctx, "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url)
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	must(t, cmd.Start())
	_, err = io.WriteString(in, "BEGIN; "+statement+"; SELECT 'held';\n")
	must(t, err)
	if _, err := io.ReadFull(out, make([]byte, len("held"))); err != nil {
		t.Fatalf("%s: %v %s", statement, err, stderr.String())
	}
	return func() {
		t.Helper()
		defer cancel()
		must(t, in.Close())
		if err := cmd.Wait(); err != nil {
			t.Fatalf("%s: %v %s", statement, err, stderr.String())
		}
	}
}
