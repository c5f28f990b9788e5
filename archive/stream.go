package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"github.com/minio/minio-go/v7"
)

// streamPart is what is held in memory of a stream: 10,000 parts are 320 GB.
const streamPart = 32 << 20

// PutStream writes an object whose size and digest are known only at its end, and
// gives its version and digest. The store holds each part to its checksum. When r
// fails nothing is kept. A key that exists gets a new version.
func (o *Objects) PutStream(ctx context.Context, key string, r io.Reader, contentType string) (versionID, sha256hex string, err error) {
	h := sha256.New()
	info, err := o.client.PutObject(ctx, o.bucket, key, io.TeeReader(r, h), -1, minio.PutObjectOptions{
		ContentType: contentType, PartSize: streamPart, AutoChecksum: minio.ChecksumSHA256, DisableContentSha256: true,
		// The client sends checksums of the parts, but announces them only where it may use trailers.
		UserMetadata: map[string]string{"X-Amz-Checksum-Algorithm": minio.ChecksumSHA256.String()},
	})
	if err != nil {
		return "", "", storeError("storing "+key, err)
	}
	return info.VersionID, hex.EncodeToString(h.Sum(nil)), nil
}
