package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bordereau/archive"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/services"
	"bordereau/store"
	"bordereau/web"
)

// engines says where PostgreSQL, Redis and the object store are: at given URLs,
// or in the data folder of a bordereau that runs on this machine.
type engines struct {
	Data             string `help:"Data folder of a bordereau up on this machine, instead of the URLs." group:"engines"`
	DatabaseURL      string `help:"PostgreSQL, as the application's role bordereau_app." group:"engines"`
	DatabaseOwnerURL string `help:"PostgreSQL, as the schema's owner (migrate, backup, restore)." group:"engines"`
	RedisURL         string `help:"Redis or Valkey: redis://, rediss:// or unix://." group:"engines"`
	ObjectsURL       string `help:"S3: http://, https:// or unix://." group:"engines"`
	ObjectsAccessKey string `help:"S3 access key." group:"engines"`
	ObjectsSecretKey string `help:"S3 secret key." group:"engines"`
	ObjectsBucket    string `help:"Bucket; created with versioning and Object Lock where it is missing." default:"bordereau" group:"engines"`
	ObjectsRegion    string `help:"S3 region." default:"us-east-1" group:"engines"`
	ObjectsMode      string `help:"Object Lock: COMPLIANCE, which nobody can lift, or GOVERNANCE for trials." enum:"COMPLIANCE,GOVERNANCE" default:"COMPLIANCE" group:"engines"`
	DossierTypes     string `help:"Folder with types of dossier (YAML) beside those of this version; of a type the highest version counts." type:"existingdir" group:"engines"`
	SigningKey       string `help:"File with the Ed25519 seed (64 hex digits) that signs receipts and the journal's heads." group:"engines"`
}

// located is engines with every URL known.
func (e engines) located() (engines, error) {
	if e.Data != "" {
		set, err := services.Reach(e.Data)
		if err != nil {
			return e, err
		}
		return e.of(set), nil
	}
	for _, need := range []struct{ name, value string }{{"database-url", e.DatabaseURL}, {"objects-url", e.ObjectsURL}} {
		if need.value == "" {
			return e, usageError{fmt.Errorf("--%s is missing (or --data, for a bordereau up on this machine)", need.name)}
		}
	}
	return e, nil
}

// of fills the URLs in with those of engines kept as children.
func (e engines) of(set *services.Set) engines {
	e.DatabaseURL, e.DatabaseOwnerURL, e.RedisURL, e.ObjectsURL = set.DatabaseURL(), set.OwnerURL(), set.RedisURL(), set.ObjectsURL()
	e.ObjectsAccessKey, e.ObjectsSecretKey = set.ObjectsKeys()
	if e.SigningKey == "" {
		e.SigningKey = filepath.Join(set.ObjectsDir(), "keys", "signing.key")
	}
	return e
}

func (e engines) objects(ctx context.Context) (*archive.Objects, error) {
	return archive.NewObjects(ctx, archive.ObjectsConfig{
		URL: e.ObjectsURL, AccessKey: e.ObjectsAccessKey, SecretKey: e.ObjectsSecretKey,
		Bucket: e.ObjectsBucket, Region: e.ObjectsRegion, Mode: e.ObjectsMode,
	})
}

// signer reads the signing key. An embedded desk makes its own on the first run;
// anywhere else a missing key is an error, since every node must sign alike.
func (e engines) signer() (ed25519.PrivateKey, error) {
	if e.SigningKey == "" {
		return nil, usageError{errors.New("--signing-key is missing")}
	}
	b, err := os.ReadFile(e.SigningKey)
	if errors.Is(err, fs.ErrNotExist) && e.Data != "" {
		seed := make([]byte, ed25519.SeedSize)
		if _, err := rand.Read(seed); err != nil {
			return nil, err
		}
		b = []byte(hex.EncodeToString(seed) + "\n")
		err = os.WriteFile(e.SigningKey, b, 0o600)
		if err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, fmt.Errorf("the signing key: %w", err)
	}
	seed, err := hex.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("the signing key %s does not hold 64 hex digits", e.SigningKey)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// office is the desk opened by a command that serves nothing: the tools of those
// who run it.
type office struct {
	*desk.Desk
	store   *store.Store
	objects *archive.Objects
}

func (e engines) office(w *world) (*office, error) {
	e, err := e.located()
	if err != nil {
		return nil, err
	}
	return e.open(w, deskSettings{}, desk.Deps{})
}

// useDossierTypes adds the bank's own types of dossier.
func (e engines) useDossierTypes() error {
	if e.DossierTypes == "" {
		return nil
	}
	kinds, err := dossier.ReadKinds(os.DirFS(e.DossierTypes))
	if err == nil {
		err = dossier.Use(kinds)
	}
	if err != nil {
		return fmt.Errorf("the types of dossier in %s: %w", e.DossierTypes, err)
	}
	return nil
}

// open constructs the desk; deps brings what only some commands have (a reader).
func (e engines) open(w *world, s deskSettings, deps desk.Deps) (*office, error) {
	if err := e.useDossierTypes(); err != nil {
		return nil, err
	}
	signer, err := e.signer()
	if err != nil {
		return nil, err
	}
	st, err := store.New(w.ctx, store.Config{URL: e.DatabaseURL, MaxConns: s.MaxConns})
	if err != nil {
		return nil, err
	}
	objects, err := e.objects(w.ctx)
	if err != nil {
		st.Close()
		return nil, err
	}
	deps.Store, deps.Objects, deps.Signer, deps.Log, deps.Now, deps.DrawIndex = st, objects, signer, w.log, time.Now, web.DrawIndex
	d, err := desk.New(s.config(), deps)
	if err != nil {
		st.Close()
		return nil, err
	}
	return &office{Desk: d, store: st, objects: objects}, nil
}

// Close ends what open began.
func (o *office) Close() { o.store.Close() }
