package child

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"bordereau"
)

// A frame is a prefix (magic, length of the head, length of the blob, big
// endian), a JSON head, and a blob of raw bytes.
const (
	magic      = 0x42524431 // "BRD1"
	prefixSize = 4 + 4 + 8
)

var errFrame = errors.New("not a frame, or larger than allowed")

// request is what the parent asks.
type request struct {
	ID     uint64          `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params,omitempty"`
	WallMS int64           `json:"wall_ms"`
	CPUMS  int64           `json:"cpu_ms"`
}

// answer is what the child says: a result, or a coded error.
type answer struct {
	ID      uint64          `json:"id"`
	Result  json.RawMessage `json:"result,omitempty"`
	Code    bordereau.Code  `json:"code,omitempty"`
	Message string          `json:"message,omitempty"`
	Pointer string          `json:"pointer,omitempty"`
	Detail  string          `json:"detail,omitempty"`
	Held    *Confinement    `json:"held,omitempty"` // in the first frame, before any request
}

func writeFrame(w io.Writer, head any, blob []byte) error {
	data, err := json.Marshal(head)
	if err != nil {
		return fmt.Errorf("encode frame head: %w", err)
	}
	buf := make([]byte, prefixSize, prefixSize+len(data))
	binary.BigEndian.PutUint32(buf, magic)
	binary.BigEndian.PutUint32(buf[4:], uint32(len(data)))
	binary.BigEndian.PutUint64(buf[8:], uint64(len(blob)))
	if _, err := w.Write(append(buf, data...)); err != nil {
		return err
	}
	if len(blob) == 0 {
		return nil
	}
	_, err = w.Write(blob)
	return err
}

// readFrame reads one frame whose head and blob are within the limits. io.EOF
// means that the other side ended between frames.
func readFrame(r io.Reader, maxHead, maxBlob int) (head, blob []byte, err error) {
	var prefix [prefixSize]byte
	if _, err := io.ReadFull(r, prefix[:]); err != nil {
		return nil, nil, err
	}
	h, b := binary.BigEndian.Uint32(prefix[4:]), binary.BigEndian.Uint64(prefix[8:])
	if binary.BigEndian.Uint32(prefix[:]) != magic || uint64(h) > uint64(maxHead) || b > uint64(maxBlob) {
		return nil, nil, errFrame
	}
	if head, err = readN(r, int(h)); err != nil {
		return nil, nil, err
	}
	if blob, err = readN(r, int(b)); err != nil {
		return nil, nil, err
	}
	return head, blob, nil
}

// readN reads n bytes, allocating as they come: a length is a claim.
func readN(r io.Reader, n int) ([]byte, error) {
	if n == 0 {
		return nil, nil
	}
	buf := make([]byte, min(n, 1<<20))
	for have := 0; ; {
		m, err := io.ReadFull(r, buf[have:])
		if err != nil {
			return nil, fmt.Errorf("frame cut short: %w", io.ErrUnexpectedEOF)
		}
		if have += m; have == n {
			return buf, nil
		}
		grown := make([]byte, min(n, 4*have))
		copy(grown, buf)
		buf = grown
	}
}
