package intake

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"bordereau"
)

// Digest is the digest of a delivery: SHA-256 over the files' SHA-256 in hex,
// sorted, each followed by a line feed.
func Digest(files []string) string {
	sorted := slices.Sorted(slices.Values(files))
	h := sha256.New()
	for _, f := range sorted {
		h.Write([]byte(f + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Sign makes the receipt of a deposit. The time is cut to microseconds, which
// is what the record keeps.
func Sign(key ed25519.PrivateKey, depositID, digest string, at time.Time, sequence int64) bordereau.Receipt {
	r := bordereau.Receipt{Digest: digest, At: at.UTC().Truncate(time.Microsecond), Sequence: sequence}
	r.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(key, receiptText(depositID, r)))
	return r
}

// Verify says whether a receipt was signed for the deposit by the key's owner.
func Verify(key ed25519.PublicKey, depositID string, r bordereau.Receipt) bool {
	signature, err := base64.StdEncoding.DecodeString(r.Signature)
	return err == nil && ed25519.Verify(key, receiptText(depositID, r), signature)
}

func receiptText(id string, r bordereau.Receipt) []byte {
	return []byte("bordereau-receipt\n" + id + "\n" + r.Digest + "\n" + r.At.UTC().Format(time.RFC3339Nano) + "\n" + strconv.FormatInt(r.Sequence, 10))
}
