package main

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"bordereau/archive"
	"bordereau/desk"
	"bordereau/internal/backup"
)

// backupStore says where the bucket of a backup is. A backup that lies beside what
// it is of is lost with it: the server should be another one.
type backupStore struct {
	BackupURL       string `help:"S3 server of an s3:// backup: http://, https:// or unix://; the desk's own when empty." group:"backup"`
	BackupAccessKey string `help:"S3 access key there; the desk's own when empty." group:"backup"`
	BackupSecretKey string `help:"S3 secret key there; the desk's own when empty." group:"backup"`
	BackupRegion    string `help:"S3 region there; the desk's own when empty." group:"backup"`
}

// place is the folder or bucket that somebody named.
func (b backupStore) place(ctx context.Context, e engines, name string) (backup.Place, error) {
	rest, bucket := strings.CutPrefix(name, "s3://")
	if !bucket {
		return backup.Folder(name), nil
	}
	var prefix string
	rest, prefix, _ = strings.Cut(rest, "/")
	prefix = strings.Trim(prefix, "/")
	if rest == "" || prefix == "" {
		return nil, usageError{fmt.Errorf("%s names no bucket and prefix: s3://BUCKET/PREFIX", name)}
	}
	store, err := archive.NewObjects(ctx, archive.ObjectsConfig{
		URL: cmp.Or(b.BackupURL, e.ObjectsURL), Bucket: rest, Region: cmp.Or(b.BackupRegion, e.ObjectsRegion),
		AccessKey: cmp.Or(b.BackupAccessKey, e.ObjectsAccessKey), SecretKey: cmp.Or(b.BackupSecretKey, e.ObjectsSecretKey),
	})
	if err != nil {
		return nil, err
	}
	return backup.Bucket{Store: store, Name: rest, Prefix: prefix}, nil
}

type backupCmd struct {
	engines     `embed:""`
	backupStore `embed:""`
	To          string `arg:"" help:"Folder, or s3://BUCKET/PREFIX, to write the backup into."`
}

func (c *backupCmd) Run(w *world) error {
	e, err := c.engines.located()
	if err != nil {
		return err
	}
	if e.DatabaseOwnerURL == "" {
		return usageError{fmt.Errorf("--database-owner-url is missing")}
	}
	objects, err := e.objects(w.ctx)
	if err != nil {
		return err
	}
	keys := []string{e.SigningKey}
	if e.Data != "" {
		for _, k := range []string{"objects.access", "objects.secret"} {
			keys = append(keys, filepath.Join(e.Data, "keys", k))
		}
	}
	to, err := c.backupStore.place(w.ctx, e, c.To)
	if err != nil {
		return err
	}
	m, err := backup.Make(w.ctx, backup.Source{OwnerURL: e.DatabaseOwnerURL, Objects: objects, Keys: keys}, to, version, time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "backed up into %s: the database, %d objects in the inventory, %d keys\n", to, m.Objects, len(keys))
	// The journal says that there is one, so that its age can be seen.
	o, err := e.open(w, deskSettings{}, desk.Deps{})
	if err != nil {
		return fmt.Errorf("the backup is whole, but was not noted: %w", err)
	}
	defer o.Close()
	if err := o.NoteBackup(w.ctx, operator, fmt.Sprint(to), m.Objects); err != nil {
		return fmt.Errorf("the backup is whole, but was not noted: %w", err)
	}
	return nil
}

type restoreCmd struct {
	engines     `embed:""`
	backupStore `embed:""`
	KeysTo      string `help:"Folder for the keys of the backup." required:""`
	From        string `arg:"" help:"Folder, or s3://BUCKET/PREFIX, of a backup."`
}

func (c *restoreCmd) Run(w *world) error {
	e, err := c.engines.located()
	if err != nil {
		return err
	}
	if e.DatabaseOwnerURL == "" {
		return usageError{fmt.Errorf("--database-owner-url is missing")}
	}
	objects, err := e.objects(w.ctx)
	if err != nil {
		return err
	}
	from, err := c.backupStore.place(w.ctx, e, c.From)
	if err != nil {
		return err
	}
	r, err := backup.Restore(w.ctx, from, e.DatabaseOwnerURL, c.KeysTo, objects)
	if err != nil {
		return err
	}
	for _, g := range r.Gone {
		fmt.Fprintln(w.stdout, "gone from the object store since the backup:", g)
	}
	for _, l := range r.Later {
		fmt.Fprintln(w.stdout, "stored after the backup, unknown to the restored record:", l)
	}
	fmt.Fprintf(w.stdout, "restored the record of %s; %d objects gone, %d stored later\n", r.Manifest.MadeAt.Format(time.RFC3339), len(r.Gone), len(r.Later))
	if e.SigningKey == "" {
		e.SigningKey = filepath.Join(c.KeysTo, "signing.key")
	}
	o, err := e.open(w, deskSettings{}, desk.Deps{})
	if err != nil {
		return err
	}
	defer o.Close()
	report, err := o.fsck(w)
	if err != nil {
		return err
	}
	if !r.Clean() || !report.Clean() {
		return errSaid
	}
	return nil
}
