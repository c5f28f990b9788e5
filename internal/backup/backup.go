// Package backup keeps what would be lost with the database server: the record,
// the keys that sign, and an inventory of the object store by which a restored
// record is held against the objects. The objects themselves are versioned and
// locked where they lie; their copies are the object store's own business.
package backup

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bordereau/archive"
)

// Objects is what a backup needs of the object store.
type Objects interface {
	List(ctx context.Context, prefix string) iter.Seq2[archive.ObjectInfo, error]
}

// Source is what is backed up.
type Source struct {
	OwnerURL string // of the database
	Objects  Objects
	Keys     []string // files
}

// Manifest names every file of a backup with its digest.
type Manifest struct {
	MadeAt  time.Time         `json:"made_at"`
	Version string            `json:"version"` // of the binary
	Objects int               `json:"objects"`
	Files   map[string]string `json:"files"` // name to SHA-256
}

const (
	databaseFile  = "database.dump"
	inventoryFile = "objects.jsonl"
	manifestFile  = "manifest.json"
	keysDir       = "keys"
)

// Make writes a backup into a place that holds none.
func Make(ctx context.Context, s Source, to Place, version string, now time.Time) (Manifest, error) {
	m := Manifest{MadeAt: now.UTC(), Version: version, Files: map[string]string{}}
	if r, err := to.Open(ctx, manifestFile); err == nil {
		return m, errors.Join(fmt.Errorf("%s holds a backup already", to), r.Close())
	} else if !errors.Is(err, fs.ErrNotExist) {
		return m, err
	}
	// The record first: what is stored later is then in the inventory but not in
	// the record, which restoring reports; the other way round would look like loss.
	var err error
	if m.Files[databaseFile], err = to.Write(ctx, databaseFile, func(w io.Writer) error {
		return run(ctx, nil, w, "pg_dump", "--format=custom", "--dbname="+s.OwnerURL)
	}); err != nil {
		return m, err
	}
	if m.Files[inventoryFile], err = to.Write(ctx, inventoryFile, func(w io.Writer) (err error) {
		m.Objects, err = writeInventory(ctx, s.Objects, w)
		return err
	}); err != nil {
		return m, err
	}
	for _, key := range s.Keys {
		b, err := os.ReadFile(key)
		if err != nil {
			return m, err
		}
		name := keysDir + "/" + filepath.Base(key)
		if m.Files[name], err = write(ctx, to, name, b); err != nil {
			return m, err
		}
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, err
	}
	// The manifest last: a backup without one was not finished.
	_, err = write(ctx, to, manifestFile, append(b, '\n'))
	return m, err
}

// run runs one of PostgreSQL's own programs between two streams.
func run(ctx context.Context, in io.Reader, out io.Writer, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, out, &stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, bytes.TrimSpace(stderr.Bytes()))
	}
	return nil
}

type listed struct {
	Key       string `json:"key"`
	VersionID string `json:"version_id"`
	Size      int64  `json:"size"`
}

func writeInventory(ctx context.Context, o Objects, to io.Writer) (n int, err error) {
	w := bufio.NewWriter(to)
	enc := json.NewEncoder(w)
	for info, err := range o.List(ctx, "") {
		if err != nil {
			return n, err
		}
		if strings.HasPrefix(info.Key, archive.Transit) {
			continue // of uploads under way: it is meant to go
		}
		if err := enc.Encode(listed{info.Key, info.VersionID, info.Size}); err != nil {
			return n, err
		}
		n++
	}
	return n, w.Flush()
}

// Report says what restoring found.
type Report struct {
	Manifest Manifest `json:"manifest"`
	// Gone lists objects of the inventory that the store holds no more.
	Gone []string `json:"gone"`
	// Later lists objects stored after the backup: deposits and seals that the
	// restored record knows nothing of.
	Later []string `json:"later"`
}

// Clean says whether store and inventory are the same.
func (r Report) Clean() bool { return len(r.Gone)+len(r.Later) == 0 }

// Restore brings a backup into an empty database, puts the keys into keyDir, and
// holds the object store against the inventory.
func Restore(ctx context.Context, from Place, ownerURL, keyDir string, o Objects) (Report, error) {
	var r Report
	b, err := read(ctx, from, manifestFile)
	if err != nil {
		return r, fmt.Errorf("%s holds no finished backup: %w", from, err)
	}
	if err := json.Unmarshal(b, &r.Manifest); err != nil {
		return r, fmt.Errorf("the backup's manifest: %w", err)
	}
	for name, want := range r.Manifest.Files {
		if !filepath.IsLocal(name) {
			return r, fmt.Errorf("the backup's manifest names %q, which is outside of it", name)
		}
		got, err := digest(ctx, from, name)
		if err != nil {
			return r, err
		}
		if got != want {
			return r, fmt.Errorf("%s of the backup is not what was written: its digest is %s, the manifest says %s", name, got, want)
		}
	}
	tables, err := psql(ctx, ownerURL, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
	if err != nil {
		return r, err
	}
	if tables != "0" {
		return r, errors.New("the database is not empty; a backup is restored into an empty one")
	}
	// Grants in the dump name the application's role, which belongs to the server.
	if _, err := psql(ctx, ownerURL, "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bordereau_app') THEN CREATE ROLE bordereau_app LOGIN; END IF; END $$"); err != nil {
		return r, err
	}
	dump, err := from.Open(ctx, databaseFile)
	if err != nil {
		return r, err
	}
	defer dump.Close()
	if err := run(ctx, dump, io.Discard, "pg_restore", "--exit-on-error", "--no-owner", "--dbname="+ownerURL); err != nil {
		return r, err
	}
	if err := restoreKeys(ctx, from, r.Manifest, keyDir); err != nil {
		return r, err
	}
	return r, r.compare(ctx, from, o)
}

// restoreKeys never replaces a key that is there and differs: signatures made
// with it could not be checked any more.
func restoreKeys(ctx context.Context, from Place, m Manifest, to string) error {
	for name := range m.Files {
		base, isKey := strings.CutPrefix(name, keysDir+"/")
		if !isKey {
			continue
		}
		b, err := read(ctx, from, name)
		if err != nil {
			return err
		}
		path := filepath.Join(to, filepath.Base(base))
		if there, err := os.ReadFile(path); err == nil {
			if !bytes.Equal(there, b) {
				return fmt.Errorf("the key %s is there already and is another one; move it away first", path)
			}
			continue
		}
		if err := os.MkdirAll(to, 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (r *Report) compare(ctx context.Context, from Place, o Objects) error {
	f, err := from.Open(ctx, inventoryFile)
	if err != nil {
		return err
	}
	defer f.Close()
	then := map[string]bool{}
	for d := json.NewDecoder(f); ; {
		var l listed
		if err := d.Decode(&l); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return fmt.Errorf("the backup's inventory: %w", err)
		}
		then[l.Key+" version "+l.VersionID] = true
	}
	for info, err := range o.List(ctx, "") {
		if err != nil {
			return err
		}
		if strings.HasPrefix(info.Key, archive.Transit) {
			continue
		}
		name := info.Key + " version " + info.VersionID
		if !then[name] {
			r.Later = append(r.Later, name)
		}
		delete(then, name)
	}
	for name := range then {
		r.Gone = append(r.Gone, name)
	}
	slices.Sort(r.Gone)
	slices.Sort(r.Later)
	return nil
}

func psql(ctx context.Context, url, statement string) (string, error) {
	out, err := exec.CommandContext(ctx, "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url, "-c", statement).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("psql: %w: %s", err, bytes.TrimSpace(out))
	}
	return strings.TrimSpace(string(out)), nil
}
