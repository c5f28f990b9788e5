package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"bordereau"
)

// Place is where a backup lies.
type Place interface {
	// Write streams what fill writes into a file of the backup and gives its SHA-256.
	// When it returns nil the file is there whole.
	Write(ctx context.Context, name string, fill func(io.Writer) error) (sha256hex string, err error)
	// Open reads a file; fs.ErrNotExist when the place has none of this name.
	Open(ctx context.Context, name string) (io.ReadCloser, error)
	fmt.Stringer
}

// Folder is a place on a disk.
type Folder string

func (f Folder) String() string { return string(f) }

// Write writes a file that only its owner may read.
func (f Folder) Write(_ context.Context, name string, fill func(io.Writer) error) (sum string, err error) {
	path := filepath.Join(string(f), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	h := sha256.New()
	if err := fill(io.MultiWriter(file, h)); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), file.Sync()
}

// Open opens a file.
func (f Folder) Open(_ context.Context, name string) (io.ReadCloser, error) {
	return os.Open(filepath.Join(string(f), filepath.FromSlash(name)))
}

// Streams is what a backup needs of the object store that it goes into.
type Streams interface {
	PutStream(ctx context.Context, key string, r io.Reader, contentType string) (versionID, sha256hex string, err error)
	Get(ctx context.Context, key, versionID string) (io.ReadCloser, int64, error)
}

// Bucket is a place in an object store. It should be another one than the desk's.
type Bucket struct {
	Store  Streams
	Name   string // for people
	Prefix string // of the keys, without a slash at the end
}

func (b Bucket) String() string { return "s3://" + b.Name + "/" + b.Prefix }

func (b Bucket) key(name string) string {
	if b.Prefix == "" {
		return name
	}
	return b.Prefix + "/" + name
}

// Write uploads in parts while fill goes on, without a copy on this machine's disk.
func (b Bucket) Write(ctx context.Context, name string, fill func(io.Writer) error) (string, error) {
	r, w := io.Pipe()
	failed := make(chan error, 1)
	go func() {
		err := fill(w)
		if err != nil {
			// Wrapped: a bare io.EOF would pass for the end of the file.
			w.CloseWithError(fmt.Errorf("write %s: %w", name, err))
		} else {
			w.Close()
		}
		failed <- err
	}()
	_, sum, err := b.Store.PutStream(ctx, b.key(name), r, "application/octet-stream")
	r.CloseWithError(errors.New("the object store took no more"))
	return sum, errors.Join(err, <-failed)
}

// Open reads an object.
func (b Bucket) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	r, _, err := b.Store.Get(ctx, b.key(name), "")
	if bordereau.CodeOf(err) == bordereau.NotFound {
		return nil, fmt.Errorf("%s/%s: %w", b, name, fs.ErrNotExist)
	}
	return r, err
}

// read reads a small file whole.
func read(ctx context.Context, p Place, name string) ([]byte, error) {
	r, err := p.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	const most = 16 << 20
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && len(b) > most {
		err = fmt.Errorf("%s is larger than any such file", name)
	}
	return b, err
}

// digest reads a file of a backup to its end.
func digest(ctx context.Context, p Place, name string) (string, error) {
	r, err := p.Open(ctx, name)
	if err != nil {
		return "", err
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// write writes bytes that are there already.
func write(ctx context.Context, p Place, name string, b []byte) (string, error) {
	return p.Write(ctx, name, func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(b))
		return err
	})
}
