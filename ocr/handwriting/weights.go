package handwriting

import (
	"crypto/sha256"
	_ "embed" // the weights
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"

	"bordereau/ocr/handwriting/net"
)

//go:embed weights.bin
var weights []byte

//go:embed weights.json
var record []byte

// Record says where weights come from and what they were calibrated on.
type Record struct {
	Seed        uint64      `json:"seed"`
	Data        int         `json:"data"` // version of what is drawn
	Hands       []string    `json:"hands"`
	Steps       int         `json:"steps"`
	Batch       int         `json:"batch"`
	SHA256      string      `json:"sha256"`   // of weights.bin
	Accuracy    float64     `json:"accuracy"` // of single candidates, on the calibration's
	Amounts     int         `json:"amounts"`  // drawn for the calibration
	Right       int         `json:"right"`    // of them, if none were abstained from
	Read        int         `json:"read"`     // above the threshold
	Wrong       int         `json:"wrong"`    // of those
	Calibration Calibration `json:"calibration"`
}

// New is the reader with the weights that are built in.
var New = sync.OnceValues(func() (*Reader, error) { return built(weights, record) })

// Built is the record of the weights that are built in.
func Built() (Record, error) {
	var rec Record
	if err := json.Unmarshal(record, &rec); err != nil {
		return rec, fmt.Errorf("the record of the weights of figures: %w", err)
	}
	return rec, nil
}

func built(data, record []byte) (*Reader, error) {
	var rec Record
	if err := json.Unmarshal(record, &rec); err != nil {
		return nil, fmt.Errorf("the record of the weights of figures: %w", err)
	}
	sum := sha256.Sum256(data)
	if hex.EncodeToString(sum[:]) != rec.SHA256 {
		return nil, fmt.Errorf("the weights of figures are not those of their record")
	}
	n, err := net.Unmarshal(data)
	if err != nil {
		return nil, err
	}
	lines, err := NewLines()
	if err != nil {
		return nil, err
	}
	return NewReader(n, lines, rec.Calibration)
}
