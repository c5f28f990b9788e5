package handwriting

import (
	"crypto/sha256"
	_ "embed" // the weights
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"

	"bordereau/ocr/handwriting/ctc"
)

//go:embed lines.bin
var lineWeights []byte

//go:embed lines.json
var lineRecord []byte

// LineRecord says where the weights of the reader of lines come from.
type LineRecord struct {
	Seed   uint64 `json:"seed"`
	Steps  int    `json:"steps"`
	Batch  int    `json:"batch"`
	SHA256 string `json:"sha256"` // of lines.bin
}

// BuiltLines is the record of the weights of the reader of lines that are built in.
func BuiltLines() (LineRecord, error) {
	var rec LineRecord
	if err := json.Unmarshal(lineRecord, &rec); err != nil {
		return rec, fmt.Errorf("the record of the weights of lines: %w", err)
	}
	return rec, nil
}

// NewLines is the reader of lines with the weights that are built in.
var NewLines = sync.OnceValues(func() (*LineReader, error) {
	rec, err := BuiltLines()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(lineWeights)
	if hex.EncodeToString(sum[:]) != rec.SHA256 {
		return nil, fmt.Errorf("the weights of lines are not those of their record")
	}
	return NewLineReader(lineWeights)
})

// NewLineReader makes a reader of weights.
func NewLineReader(weights []byte) (*LineReader, error) {
	n, err := ctc.Unmarshal(weights)
	if err != nil {
		return nil, err
	}
	return &LineReader{n}, nil
}
