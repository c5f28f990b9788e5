// Package backup is the drill: a backup is made, the desk goes on, the database
// is lost, and what comes back is held against what the object store has.
package backup

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"io/fs"
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

// places are where a backup may go: a folder, and a bucket of another name.
func places(t *testing.T) map[string]backup.Place {
	t.Helper()
	c := testkit.ObjectsConfig(t)
	store, err := archive.NewObjects(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]backup.Place{
		"folder": backup.Folder(filepath.Join(t.TempDir(), "backup")),
		"bucket": backup.Bucket{Store: store, Name: c.Bucket, Prefix: "nightly/2026-11-26"},
	}
}

func TestDrill(t *testing.T) {
	for name, place := range places(t) {
		t.Run(name, func(t *testing.T) { drill(t, name, place) })
	}
}

func drill(t *testing.T, where string, place backup.Place) {
	app, owner := testkit.Databases(t)
	objects := testkit.Objects(t)
	d := open(t, app, objects)
	before := []string{deposit(t, d, 1), deposit(t, d, 2), deposit(t, d, 3)}
	settleJournal(t, d)

	key := filepath.Join(t.TempDir(), "signing.key")
	if err := os.WriteFile(key, []byte(strings.Repeat("00", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	m, err := backup.Make(t.Context(), backup.Source{OwnerURL: owner, Objects: objects, Keys: []string{key}}, place, "drill", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if m.Objects < 3 {
		t.Fatalf("the inventory names %d objects", m.Objects)
	}
	if _, err := backup.Make(t.Context(), backup.Source{OwnerURL: owner, Objects: objects}, place, "drill", time.Now()); err == nil {
		t.Error("a backup was written over another")
	}

	// The desk goes on, then its database is lost.
	after := deposit(t, d, 4)
	name := fmt.Sprintf("drill_%s_%d", where, os.Getpid())
	testkit.SQL(t, testkit.Servers(t).NamedURL("postgres", true), "CREATE DATABASE "+name)
	lost, lostOwner := testkit.Servers(t).NamedURL(name, false), testkit.Servers(t).NamedURL(name, true)

	keys := t.TempDir()
	r, err := backup.Restore(t.Context(), place, lostOwner, keys, objects)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Gone) != 0 || len(r.Later) != 1 || !strings.HasPrefix(r.Later[0], "originals/") {
		t.Errorf("gone %v, later %v; want the one original stored after the backup", r.Gone, r.Later)
	}
	if b, err := os.ReadFile(filepath.Join(keys, "signing.key")); err != nil || string(b) != strings.Repeat("00", 32) {
		t.Errorf("the key came back as %q, %v", b, err)
	}
	if _, err := backup.Restore(t.Context(), place, lostOwner, t.TempDir(), objects); err == nil {
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
	for name, place := range places(t) {
		if _, err := backup.Make(t.Context(), backup.Source{OwnerURL: owner, Objects: objects}, place, "drill", time.Now()); err != nil {
			t.Fatal(err)
		}
		dump, err := place.Open(t.Context(), "database.dump")
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(dump)
		if err != nil {
			t.Fatal(err)
		}
		dump.Close()
		b[len(b)/2] ^= 1
		if _, err := place.Write(t.Context(), "database.dump", func(w io.Writer) error { _, err := w.Write(b); return err }); err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Restore(t.Context(), place, owner, t.TempDir(), objects); err == nil || !strings.Contains(err.Error(), "database.dump") {
			t.Fatalf("a damaged dump in a %s: %v", name, err)
		}
	}
}

// A backup that breaks off half-way leaves no manifest, and in a bucket not even the
// file that was being written: it does not pass for a backup.
func TestABackupThatBreaksOffIsNone(t *testing.T) {
	_, owner := testkit.Databases(t)
	objects := testkit.Objects(t)
	for name, place := range places(t) {
		broken := errors.New("the disk of the database is gone")
		if _, err := place.Write(t.Context(), "database.dump", func(w io.Writer) error {
			_, err := w.Write(make([]byte, 1<<20))
			return errors.Join(err, broken)
		}); !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
		if name == "bucket" {
			if r, err := place.Open(t.Context(), "database.dump"); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("half a file is kept: %v %v", r, err)
			}
		}
		if _, err := backup.Make(t.Context(), backup.Source{OwnerURL: owner + "&dbname=gone", Objects: objects}, place, "drill", time.Now()); err == nil {
			t.Errorf("%s: a database that is not there was backed up", name)
		}
		if _, err := backup.Restore(t.Context(), place, owner, t.TempDir(), objects); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: half a backup was taken for one: %v", name, err)
		}
	}
}

// A dump larger than one part of an upload comes back as it was.
func TestAStreamOfSeveralParts(t *testing.T) {
	place := places(t)["bucket"]
	block := bytes.Repeat([]byte("bordereau"), 1<<17)
	h := sha256.New()
	sum, err := place.Write(t.Context(), "large", func(w io.Writer) error {
		for range 64 { // 72 MiB
			if _, err := io.MultiWriter(w, h).Write(block); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || sum != hex.EncodeToString(h.Sum(nil)) {
		t.Fatalf("%s %v", sum, err)
	}
	r, err := place.Open(t.Context(), "large")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	back := sha256.New()
	if n, err := io.Copy(back, r); err != nil || n != int64(64*len(block)) || !bytes.Equal(back.Sum(nil), h.Sum(nil)) {
		t.Errorf("%d bytes came back: %v", n, err)
	}
}
