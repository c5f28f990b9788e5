package net

import (
	"encoding/binary"
	"fmt"
	"math"
)

const magic = "BNET2\n"

// Marshal writes a network: its form, its number of classes, its weights as 16 bit
// numbers with a scale for each 64 of them.
func (n *Net) Marshal() []byte {
	out := append([]byte(magic), byte(n.Classes))
	for from := 0; from < len(n.Weights); from += group {
		part := n.Weights[from:min(from+group, len(n.Weights))]
		var most float32
		for _, w := range part {
			most = max(most, w, -w)
		}
		scale := most / math.MaxInt16
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(scale))
		for _, w := range part {
			var q int16
			if scale > 0 {
				q = int16(math.Round(float64(w / scale)))
			}
			out = binary.LittleEndian.AppendUint16(out, uint16(q))
		}
	}
	return out
}

const group = 64 // weights that share a scale

// Unmarshal reads what Marshal wrote.
func Unmarshal(data []byte) (*Net, error) {
	if len(data) <= len(magic) || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("these are not the weights of a network of this form")
	}
	classes := int(data[len(magic)])
	data = data[len(magic)+1:]
	if classes < 2 || classes > 16 {
		return nil, fmt.Errorf("weights of %d classes", classes)
	}
	n := New(classes)
	size := len(n.Weights)
	if want := 2*size + 4*((size+group-1)/group); len(data) != want {
		return nil, fmt.Errorf("weights of %d classes: %d bytes, want %d", classes, len(data), want)
	}
	for from := 0; from < size; from += group {
		scale := math.Float32frombits(binary.LittleEndian.Uint32(data))
		data = data[4:]
		for i := from; i < min(from+group, size); i++ {
			n.Weights[i] = float32(int16(binary.LittleEndian.Uint16(data))) * scale
			data = data[2:]
		}
	}
	return n, nil
}
