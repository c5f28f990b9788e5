package journal

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
)

// Leaf is an event in its place.
type Leaf struct {
	Sequence int64 // from 0, gapless
	EventID  string
	Hash     []byte // RFC 6962 §2.1
}

// LeafHash hashes an event as a leaf.
func LeafHash(e Event, valuesSHA256 []byte) ([]byte, error) {
	data, err := LeafData(e, valuesSHA256)
	if err != nil {
		return nil, fmt.Errorf("hash event %s: %w", e.ID, err)
	}
	return rfc6962.DefaultHasher.HashLeaf(data), nil
}

var ranges = &compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}

// Tree is the log's Merkle tree, held as its right edge alone: leaves are added
// and the root is known, in memory of the tree's height.
type Tree struct{ edge *compact.Range }

// NewTree is the tree without leaves.
func NewTree() *Tree { return &Tree{ranges.NewEmptyRange(0)} }

// Size is the number of leaves.
func (t *Tree) Size() int64 { return int64(t.edge.End()) }

// Add appends a leaf by its hash.
func (t *Tree) Add(leafHash []byte) error { return t.edge.Append(leafHash, nil) }

// Root is the tree's root hash; of the empty tree it is that of the empty string.
func (t *Tree) Root() ([]byte, error) {
	if t.Size() == 0 {
		return rfc6962.DefaultHasher.EmptyRoot(), nil
	}
	return t.edge.GetRootHash(nil)
}

// Head is a signed head of the log.
type Head struct {
	Size      int64     `json:"size"`
	Root      []byte    `json:"root"`
	MadeAt    time.Time `json:"made_at"`
	Signature []byte    `json:"signature"`
}

// SignHead signs a head of the log.
func SignHead(key ed25519.PrivateKey, size int64, root []byte, at time.Time) Head {
	h := Head{Size: size, Root: root, MadeAt: at.UTC().Truncate(time.Microsecond)}
	h.Signature = ed25519.Sign(key, h.text())
	return h
}

// Verify says whether the key's owner signed the head.
func (h Head) Verify(key ed25519.PublicKey) bool { return ed25519.Verify(key, h.text(), h.Signature) }

func (h Head) text() []byte {
	return []byte("bordereau-journal\n" + strconv.FormatInt(h.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(h.Root) + "\n" +
		h.MadeAt.UTC().Format(time.RFC3339Nano) + "\n")
}
