package archive

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"bordereau"
)

// ObjectsConfig says where the objects lie. URL is http://host:port,
// https://host:port, or unix:///path/of/socket for a gateway on this machine.
type ObjectsConfig struct {
	URL       string
	AccessKey string
	SecretKey string
	Bucket    string
	Region    string
	// Mode of the Object Lock: COMPLIANCE, which nobody can lift, or GOVERNANCE
	// for trials.
	Mode string
	// Wrap, if set, stands between the client and the wire (tests assert headers
	// and inject faults there).
	Wrap func(http.RoundTripper) http.RoundTripper
}

// Objects is a versioned S3 bucket with Object Lock. What is written is never
// overwritten: a key that exists keeps its first version, and every read names
// the version it wants.
type Objects struct {
	client *minio.Client
	bucket string
	mode   minio.RetentionMode
}

// ObjectInfo is what the store knows of one version.
type ObjectInfo struct {
	Key         string
	VersionID   string
	Size        int64
	SHA256      string // hex, as the store checked it at the upload; empty if it keeps none
	RetainUntil time.Time
}

// opDeadline bounds a whole call to the store; minio-go retries within it.
const opDeadline = 60 * time.Second

// NewObjects opens the bucket, and creates it where it is missing.
func NewObjects(ctx context.Context, c ObjectsConfig) (*Objects, error) {
	u, err := url.Parse(c.URL)
	if err != nil || c.Bucket == "" {
		return nil, fmt.Errorf("objects: %q is not a URL of an S3 server, or the bucket's name is missing", c.URL)
	}
	if c.Region == "" {
		c.Region = "us-east-1"
	}
	mode := minio.Compliance
	if c.Mode != "" {
		mode = minio.RetentionMode(c.Mode)
	}
	if !mode.IsValid() {
		return nil, fmt.Errorf("objects: the lock mode %q is neither COMPLIANCE nor GOVERNANCE", c.Mode)
	}
	transport := &http.Transport{
		MaxIdleConns: 64, MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute,
		ResponseHeaderTimeout: 30 * time.Second, DisableCompression: true,
		DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
	}
	host := u.Host
	if u.Scheme == "unix" {
		path := u.Path
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "unix", path)
		}
		host = "objects.local"
	}
	var rt http.RoundTripper = transport
	if c.Wrap != nil {
		rt = c.Wrap(rt)
	}
	client, err := minio.New(host, &minio.Options{
		Creds:  credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""),
		Secure: u.Scheme == "https", Transport: rt, Region: c.Region,
		BucketLookup: minio.BucketLookupPath, MaxRetries: 3,
	})
	if err != nil {
		return nil, fmt.Errorf("objects: %w", err)
	}
	o := &Objects{client: client, bucket: c.Bucket, mode: mode}
	ctx, cancel := context.WithTimeout(ctx, opDeadline)
	defer cancel()
	exists, err := client.BucketExists(ctx, c.Bucket)
	if err != nil {
		return nil, storeError("looking for the bucket", err)
	}
	if !exists {
		err = client.MakeBucket(ctx, c.Bucket, minio.MakeBucketOptions{Region: c.Region, ObjectLocking: true})
		if err != nil && minio.ToErrorResponse(err).Code != "BucketAlreadyOwnedByYou" {
			return nil, storeError("creating the bucket", err)
		}
	}
	// Object Lock implies versioning at AWS; not every gateway draws that conclusion.
	if v, err := client.GetBucketVersioning(ctx, c.Bucket); err != nil || !v.Enabled() {
		if err := client.EnableVersioning(ctx, c.Bucket); err != nil {
			return nil, storeError("switching versioning on", err)
		}
	}
	return o, nil
}

// Put writes an object once and returns its version. If the key is there
// already it keeps what it holds, and Put answers with that version: callers
// name keys by what is in them, so it is the same. The store checks the digest.
func (o *Objects) Put(ctx context.Context, key string, r io.Reader, size int64, sha256hex, contentType string) (string, error) {
	return o.put(ctx, key, r, size, sha256hex, contentType, time.Time{})
}

// PutLocked is Put with a retention from the first moment on.
func (o *Objects) PutLocked(ctx context.Context, key string, data []byte, sha256hex, contentType string, until time.Time) (string, error) {
	return o.put(ctx, key, bytes.NewReader(data), int64(len(data)), sha256hex, contentType, until)
}

func (o *Objects) put(ctx context.Context, key string, r io.Reader, size int64, sha256hex, contentType string, until time.Time) (string, error) {
	sum, err := hex.DecodeString(sha256hex)
	if err != nil || len(sum) != 32 {
		return "", fmt.Errorf("objects: %q is not a SHA-256 digest", sha256hex)
	}
	ctx, cancel := context.WithTimeout(ctx, opDeadline)
	defer cancel()
	opts := minio.PutObjectOptions{
		ContentType: contentType, DisableMultipart: true,
		// The signed checksum header holds the bytes to their digest; signing each
		// chunk as well would hash them twice more on either side.
		DisableContentSha256: true,
		// Object Lock needs a checksum header; this one is also kept and compared.
		UserMetadata: map[string]string{"X-Amz-Checksum-Sha256": base64.StdEncoding.EncodeToString(sum)},
	}
	if !until.IsZero() {
		opts.Mode, opts.RetainUntilDate = o.mode, until.UTC().Truncate(time.Second)
	}
	opts.SetMatchETagExcept("*")
	info, err := o.client.PutObject(ctx, o.bucket, key, r, size, opts)
	if err == nil {
		return info.VersionID, nil
	}
	if status := minio.ToErrorResponse(err); status.StatusCode == http.StatusPreconditionFailed || status.Code == "PreconditionFailed" {
		there, err := o.Head(ctx, key, "")
		if err != nil {
			return "", err
		}
		if there.Size != size || (there.SHA256 != "" && there.SHA256 != sha256hex) {
			return "", bordereau.Wrap(bordereau.Internal, fmt.Errorf("the object store holds other content under %s", key), "L'archive contient autre chose à cette place ; prévenez l'exploitation.")
		}
		if !until.IsZero() {
			if err := o.Lock(ctx, key, there.VersionID, until); err != nil {
				return "", err
			}
		}
		return there.VersionID, nil
	}
	return "", storeError("storing "+key, err)
}

// Lock lengthens the retention of a version to until; a longer one stays.
func (o *Objects) Lock(ctx context.Context, key, versionID string, until time.Time) error {
	there, err := o.Head(ctx, key, versionID)
	if err != nil {
		return err
	}
	until = until.UTC().Truncate(time.Second)
	if !there.RetainUntil.Before(until) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, opDeadline)
	defer cancel()
	err = o.client.PutObjectRetention(ctx, o.bucket, key, minio.PutObjectRetentionOptions{
		Mode: &o.mode, RetainUntilDate: &until, VersionID: versionID,
	})
	return storeError("locking "+key, err)
}

// Get opens one version for reading and gives its size.
func (o *Objects) Get(ctx context.Context, key, versionID string) (io.ReadCloser, int64, error) {
	opts := minio.GetObjectOptions{VersionID: versionID}
	body, info, _, err := (minio.Core{Client: o.client}).GetObject(ctx, o.bucket, key, opts)
	if err != nil {
		return nil, 0, storeError("reading "+key, err)
	}
	return body, info.Size, nil
}

// Transit is where bytes wait that are no record yet; all else is never removed.
const Transit = "uploads/"

// Remove takes a version in transit away for good. One that is gone already is gone.
func (o *Objects) Remove(ctx context.Context, key, versionID string) error {
	if !strings.HasPrefix(key, Transit) {
		return fmt.Errorf("objects: %s is not in transit and stays", key)
	}
	ctx, cancel := context.WithTimeout(ctx, opDeadline)
	defer cancel()
	err := storeError("removing "+key, o.client.RemoveObject(ctx, o.bucket, key, minio.RemoveObjectOptions{VersionID: versionID}))
	if bordereau.CodeOf(err) == bordereau.NotFound {
		return nil
	}
	return err
}

// Head asks what the store knows of a version; an empty versionID means the
// current one.
func (o *Objects) Head(ctx context.Context, key, versionID string) (ObjectInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, opDeadline)
	defer cancel()
	info, err := o.client.StatObject(ctx, o.bucket, key, minio.StatObjectOptions{VersionID: versionID, Checksum: true})
	if err != nil {
		return ObjectInfo{}, storeError("looking at "+key, err)
	}
	out := ObjectInfo{Key: key, VersionID: info.VersionID, Size: info.Size}
	if sum, err := base64.StdEncoding.DecodeString(info.ChecksumSHA256); err == nil && len(sum) == 32 {
		out.SHA256 = hex.EncodeToString(sum)
	}
	// GetObjectRetention's answer is not alike everywhere; the header is.
	if s := info.Metadata.Get("X-Amz-Object-Lock-Retain-Until-Date"); s != "" {
		if out.RetainUntil, err = time.Parse(time.RFC3339, s); err != nil {
			return ObjectInfo{}, fmt.Errorf("objects: retention of %s: %w", key, err)
		}
	}
	return out, nil
}

// List walks all versions below a prefix.
func (o *Objects) List(ctx context.Context, prefix string) iter.Seq2[ObjectInfo, error] {
	return func(yield func(ObjectInfo, error) bool) {
		for info := range o.client.ListObjectsIter(ctx, o.bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true, WithVersions: true}) {
			if info.Err != nil {
				yield(ObjectInfo{}, storeError("listing", info.Err))
				return
			}
			if info.IsDeleteMarker {
				continue
			}
			if !yield(ObjectInfo{Key: info.Key, VersionID: info.VersionID, Size: info.Size}, nil) {
				return
			}
		}
	}
}

// Ready says whether the store answers.
func (o *Objects) Ready(ctx context.Context) error {
	ok, err := o.client.BucketExists(ctx, o.bucket)
	if err != nil {
		return storeError("looking for the bucket", err)
	}
	if !ok {
		return bordereau.Wrap(bordereau.Busy, errors.New("the archive's bucket is missing"), "L'archive n'est pas prête ; prévenez l'exploitation.")
	}
	return nil
}

// storeError sorts what the store said: what is not there is NotFound, a refusal
// is our mistake, everything else is the store being away, which passes.
func storeError(doing string, err error) error {
	if err == nil {
		return nil
	}
	r := minio.ToErrorResponse(err)
	switch {
	case r.Code == "NoSuchKey" || r.Code == "NoSuchVersion" || r.StatusCode == http.StatusNotFound:
		return bordereau.Wrap(bordereau.NotFound, err, "Ce document n'est pas dans l'archive ; prévenez l'exploitation.")
	case r.StatusCode >= 400 && r.StatusCode < 500 && r.StatusCode != http.StatusTooManyRequests && r.StatusCode != http.StatusRequestTimeout && !strings.Contains(r.Code, "SlowDown"):
		return bordereau.Wrap(bordereau.Internal, fmt.Errorf("%s: %w", doing, err), "L'archive a refusé une demande ; prévenez l'exploitation.")
	case errors.Is(err, context.Canceled):
		return err
	}
	return bordereau.Wrap(bordereau.Busy, fmt.Errorf("%s: %w", doing, err), "L'archive ne répond pas pour le moment ; réessayez dans quelques instants.")
}
