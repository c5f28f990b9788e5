package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/archive"
	"bordereau/desk"
	"bordereau/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// A document whose worker dies three times is in quarantine, whoever is to blame, and
// redrive brings it back; retention lists what may be destroyed.
func TestRedriveAndRetention(t *testing.T) {
	app, owner := testkit.Databases(t)
	oc := testkit.ObjectsConfig(t)
	objects, err := archive.NewObjects(t.Context(), oc)
	if err != nil {
		t.Fatal(err)
	}
	d := testkit.ScriptedOn(t, desk.Config{Node: "cli", Lease: time.Millisecond}, app, objects, time.Now)
	for _, kv := range testkit.Env(t, testkit.Servers(t), app, owner, oc.Bucket) {
		name, value, _ := strings.Cut(kv, "=")
		t.Setenv(name, value)
	}
	t.Setenv("BORDEREAU_OBJECTS_MODE", oc.Mode)
	must := func(want int, args ...string) string {
		t.Helper()
		code, out, errs := runCLI(t, args...)
		if code != want {
			t.Fatalf("bordereau %s: exit %d: %s%s", strings.Join(args, " "), code, out, errs)
		}
		return out + errs
	}

	v, err := d.Begin(t.Context(), bordereau.Principal{ID: "scan", Name: "scan", Role: bordereau.RoleBranch, Branch: "12"}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if err := v.AddFile(t.Context(), "papier.png", bytes.NewReader([]byte(testkit.PNG+"letter Bonjour"))); err != nil {
		t.Fatal(err)
	}
	sent, err := v.Commit(t.Context(), desk.Declaration{})
	if err != nil {
		t.Fatal(err)
	}
	id := sent.Documents[0].ID
	state := func() string { return testkit.SQL(t, owner, "SELECT state FROM documents WHERE id = '"+id+"'") }
	for range 3 {
		testkit.Until(t, 10*time.Second, "a worker takes the job", func() bool {
			l, err := d.ClaimNext(t.Context(), []string{desk.StageRead}, "w")
			return err == nil && l != nil
		})
		testkit.Until(t, 10*time.Second, "its lease runs out", func() bool {
			n, err := d.Reap(t.Context())
			return err == nil && n == 1
		})
		testkit.SQL(t, owner, "UPDATE jobs SET run_at = now() WHERE state = 'waiting'")
	}
	if state() != "quarantined" {
		t.Fatalf("after three workers died the document is %s", state())
	}
	var letter desk.DeadLetter
	if err := json.Unmarshal([]byte(must(exitDone, "redrive", "--json")), &letter); err != nil || letter.DocumentID != id || letter.Attempts != 3 {
		t.Fatalf("%+v %v", letter, err)
	}
	if out := must(exitDone, "redrive"); !strings.Contains(out, letter.JobID) || !strings.Contains(out, id) {
		t.Errorf("dead letters: %s", out)
	}
	must(exitUsage, "redrive", "--all", letter.JobID)
	if out := must(exitDone, "redrive", "--all"); !strings.Contains(out, letter.JobID) || state() != "received" {
		t.Errorf("brought back it is %s: %s", state(), out)
	}
	must(exitFailed, "redrive", letter.JobID) // it is no dead letter any more
	if out := must(exitDone, "redrive"); out != "" {
		t.Errorf("dead letters are left: %s", out)
	}

	if out := must(exitDone, "retention"); out != "0 documents are due for destruction\n" {
		t.Error(out)
	}
	testkit.SQL(t, owner, "UPDATE documents SET state = 'rejected', retain_until = now() - interval '1 day' WHERE id = '"+id+"'")
	if out := must(exitDone, "retention"); !strings.Contains(out, id) || !strings.HasSuffix(out, "1 documents are due for destruction\n") {
		t.Error(out)
	}
	testkit.SQL(t, owner, "UPDATE documents SET legal_hold = true WHERE id = '"+id+"'")
	if out := must(exitDone, "retention", "--json"); out != "" {
		t.Errorf("under a legal hold it is due: %s", out)
	}
}
