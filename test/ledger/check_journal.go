package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// audited (I8): the log is gapless, every event is in it once, its leaves are
// those of the events, its heads are those of the leaves; and every change of a
// document has its event.
func (c *checker) audited(ctx context.Context) error {
	type leaf struct {
		Sequence int64  `json:"sequence"`
		Hash     string `json:"hash"`
		ID       string `json:"id"`
		At       string `json:"at"`
		Kind     string `json:"kind"`
		Subject  string `json:"subject"`
		Document string `json:"document_id"`
		Actor    string `json:"actor"`
		Values   string `json:"values_sha256"`
	}
	leaves, err := rows[leaf](ctx, c.record, `SELECT l.sequence, encode(l.leaf_hash, 'hex') AS hash, e.id,
		to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, e.kind, e.subject, coalesce(e.document_id::text, '') AS document_id, e.actor,
		encode(e.values_sha256, 'hex') AS values_sha256 FROM leaves l JOIN events e ON e.id = l.event_id ORDER BY l.sequence`)
	if err != nil {
		return err
	}
	c.Leaves = len(leaves)
	hashes := make([][]byte, len(leaves))
	for i, l := range leaves {
		event := map[string]string{"id": l.ID, "at": l.At, "kind": l.Kind, "subject": l.Subject, "actor": l.Actor, "values_sha256": l.Values}
		if l.Document != "" {
			event["document_id"] = l.Document
		}
		raw, err := json.Marshal(event)
		if err != nil {
			return err
		}
		form, err := canonical(raw)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(append([]byte{0}, form...))
		hashes[i] = sum[:]
		if l.Sequence != int64(i) || hex.EncodeToString(sum[:]) != l.Hash {
			c.breach("I8", "leaf %d at place %d is not that of its event %s", l.Sequence, i, l.ID)
		}
	}
	heads, err := rows[struct {
		Size int64  `json:"size"`
		Root string `json:"root"`
	}](ctx, c.record, "SELECT size, encode(root, 'base64') AS root FROM checkpoints ORDER BY size")
	if err != nil {
		return err
	}
	for _, h := range heads {
		if h.Size > int64(len(hashes)) {
			c.breach("I8", "a head of %d leaves was signed, and %d are left", h.Size, len(hashes))
		} else if root := base64.StdEncoding.EncodeToString(merkle(hashes[:h.Size])); root != h.Root {
			c.breach("I8", "the head at %d is %s, its leaves give %s", h.Size, h.Root, root)
		}
	}
	for query, says := range map[string]string{
		"SELECT count(*) AS n FROM events e WHERE NOT EXISTS (SELECT FROM leaves l WHERE l.event_id = e.id)": "%d events have no place in the log",
		`SELECT count(*) AS n FROM documents d WHERE d.version - 1 <> (SELECT count(DISTINCT v.body->>'version') FROM events e JOIN event_values v ON v.event_id = e.id
			WHERE e.document_id = d.id AND (v.body->>'version')::bigint BETWEEN 2 AND d.version)`: "%d documents changed without an event",
	} {
		n, err := c.record.count(ctx, query)
		if err != nil {
			return err
		}
		if n > 0 {
			c.breach("I8", says, n)
		}
	}
	return nil
}

// merkle is the root of RFC 6962 §2.1 over hashed leaves.
func merkle(leaves [][]byte) []byte {
	switch len(leaves) {
	case 0:
		sum := sha256.Sum256(nil)
		return sum[:]
	case 1:
		return leaves[0]
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	sum := sha256.Sum256(slices.Concat([]byte{1}, merkle(leaves[:k]), merkle(leaves[k:])))
	return sum[:]
}
