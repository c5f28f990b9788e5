// Package backup is the drill: a backup is made, the desk goes on, the database
// is lost, and what comes back is held against what the object store has.
package backup

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/archive"
	"bordereau/desk"
	"bordereau/internal/backup"
	"bordereau/internal/testkit"
	"bordereau/store"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func open(t *testing.T, url string, objects *archive.Objects) *desk.Desk {
	t.Helper()
	st, err := store.New(t.Context(), store.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	d, err := desk.New(desk.Config{Node: "drill"}, desk.Deps{Store: st, Objects: objects, Signer: ed25519.NewKeyFromSeed(make([]byte, 32)), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// deposit hands a picture of its own in and gives the document's id.
func deposit(t *testing.T, d *desk.Desk, n uint8) string {
	t.Helper()
	v, err := d.Begin(t.Context(), bordereau.Principal{ID: "k", Name: "k", Role: bordereau.RoleBranch, Branch: "00742"}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	img := image.NewGray(image.Rect(0, 0, 4, 4))
	img.SetGray(1, 1, color.Gray{Y: n})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	if err := v.AddFile(t.Context(), fmt.Sprintf("%d.png", n), &b); err != nil {
		t.Fatal(err)
	}
	done, err := v.Commit(t.Context(), desk.Declaration{Branch: "00742", Channel: bordereau.ChannelAPI})
	if err != nil {
		t.Fatal(err)
	}
	return done.Documents[0].ID
}

func settleJournal(t *testing.T, d *desk.Desk) {
	t.Helper()
	for {
		n, err := d.SequenceJournal(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	if err := d.SignJournal(t.Context(), true); err != nil {
		t.Fatal(err)
	}
}

func TestDrill(t *testing.T) {
	app, owner := testkit.Databases(t)
	objects := testkit.Objects(t)
	d := open(t, app, objects)
	before := []string{deposit(t, d, 1), deposit(t, d, 2), deposit(t, d, 3)}
	settleJournal(t, d)

	key := filepath.Join(t.TempDir(), "signing.key")
	if err := os.WriteFile(key, []byte(strings.Repeat("00", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "backup")
	m, err := backup.Make(t.Context(), backup.Source{OwnerURL: owner, Objects: objects, Keys: []string{key}}, dir, "drill", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if m.Objects < 3 {
		t.Fatalf("the inventory names %d objects", m.Objects)
	}
	if _, err := backup.Make(t.Context(), backup.Source{OwnerURL: owner, Objects: objects}, dir, "drill", time.Now()); err == nil {
		t.Error("a backup was written over another")
	}

	// The desk goes on, then its database is lost.
	after := deposit(t, d, 4)
	name := fmt.Sprintf("drill_%d", os.Getpid())
	testkit.SQL(t, testkit.Servers(t).NamedURL("postgres", true), "CREATE DATABASE "+name)
	lost, lostOwner := testkit.Servers(t).NamedURL(name, false), testkit.Servers(t).NamedURL(name, true)

	keys := t.TempDir()
	r, err := backup.Restore(t.Context(), dir, lostOwner, keys, objects)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Gone) != 0 || len(r.Later) != 1 || !strings.HasPrefix(r.Later[0], "originals/") {
		t.Errorf("gone %v, later %v; want the one original stored after the backup", r.Gone, r.Later)
	}
	if b, err := os.ReadFile(filepath.Join(keys, "signing.key")); err != nil || string(b) != strings.Repeat("00", 32) {
		t.Errorf("the key came back as %q, %v", b, err)
	}
	if _, err := backup.Restore(t.Context(), dir, lostOwner, t.TempDir(), objects); err == nil {
		t.Error("a backup was restored over a database that is not empty")
	}

	back := open(t, lost, objects)
	auditor := bordereau.Principal{ID: "a", Name: "a", Role: bordereau.RoleAuditor, Person: true}
	for _, id := range before {
		if _, err := back.Document(t.Context(), auditor, id); err != nil {
			t.Errorf("document %s did not come back: %v", id, err)
		}
	}
	if _, err := back.Document(t.Context(), auditor, after); bordereau.CodeOf(err) != bordereau.NotFound {
		t.Errorf("a document deposited after the backup: %v", err)
	}
	report, err := back.Fsck(t.Context(), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !report.Clean() {
		t.Errorf("the restored record: %+v", report.Findings)
	}
	if len(report.Orphans) != 1 {
		t.Errorf("orphans %v; the original stored after the backup is one", report.Orphans)
	}
	// It works on.
	deposit(t, back, 5)
	settleJournal(t, back)
}

func TestADamagedBackupIsRefused(t *testing.T) {
	_, owner := testkit.Databases(t)
	objects := testkit.Objects(t)
	dir := filepath.Join(t.TempDir(), "backup")
	if _, err := backup.Make(t.Context(), backup.Source{OwnerURL: owner, Objects: objects}, dir, "drill", time.Now()); err != nil {
		t.Fatal(err)
	}
	dump := filepath.Join(dir, "database.dump")
	b, err := os.ReadFile(dump)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(dump, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Restore(context.Background(), dir, owner, t.TempDir(), objects); err == nil || !strings.Contains(err.Error(), "database.dump") {
		t.Fatalf("a damaged dump: %v", err)
	}
}
