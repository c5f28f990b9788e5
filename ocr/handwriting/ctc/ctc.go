// Package ctc is the network that reads lines of handwriting: convolutions
// over a strip of writing, which say of each frame of it which character begins or goes
// on there, if any (connectionist temporal classification, Graves et al., 2006). It is
// trained elsewhere (internal/penman/lines) and only read and run here.
package ctc

import (
	"encoding/binary"
	"fmt"
	"math"

	"bordereau/ocr/handwriting/lanes"
)

// The strip that goes in and the frames that come out.
const (
	Height  = 32 // of the strip
	Frame   = 4  // columns of the strip to a frame
	Classes = 48 // characters, with 0 for none
)

// layer is a convolution with a kernel of so many rows and columns.
type layer struct {
	rows, columns, in, out int
	stride                 int
	pool                   [2]int // of maxima, down and across; 0 none
	residual               bool   // it is added to what went in
	linear                 bool
	w                      []float32 // by block of outputs, row, column, channel, output in the block
	b                      []float32
}

func layers() []layer {
	all := []layer{
		{rows: 3, columns: 3, in: 1, out: 16, stride: 2},
		{rows: 3, columns: 3, in: 16, out: 24, stride: 1, pool: [2]int{2, 2}},
		{rows: 3, columns: 3, in: 24, out: 48, stride: 1, pool: [2]int{2, 1}},
		{rows: 3, columns: 3, in: 48, out: 80, stride: 1},
		{rows: 4, columns: 3, in: 80, out: 96, stride: 1}, // all rows become one
	}
	for range 4 {
		all = append(all, layer{rows: 1, columns: 5, in: 96, out: 96, stride: 1, residual: true})
	}
	return append(all, layer{rows: 1, columns: 1, in: 96, out: Classes, stride: 1, linear: true})
}

// Net is safe for concurrent use.
type Net struct{ layers []layer }

const magic = "BLIN1\n"

// Unmarshal reads weights as train.py writes them: for each layer the scales of its
// outputs (float32), their weights in 8 bits, the biases (float32).
func Unmarshal(data []byte) (*Net, error) {
	if len(data) < len(magic) || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("these are not the weights of a reader of lines")
	}
	data = data[len(magic):]
	n := &Net{layers: layers()}
	for i := range n.layers {
		l := &n.layers[i]
		size := l.rows * l.columns * l.in
		if len(data) < 8*l.out+size*l.out {
			return nil, fmt.Errorf("the weights of the reader of lines end in layer %d", i+1)
		}
		floats := func(k int) (out []float32) {
			for j := range k {
				out = append(out, math.Float32frombits(binary.LittleEndian.Uint32(data[4*j:])))
			}
			data = data[4*k:]
			return out
		}
		scales := floats(l.out)
		l.w = make([]float32, l.blocks()*size*lanes.Wide)
		for j := range size * l.out {
			o, at := j/size, j%size
			l.w[(o/lanes.Wide*size+at)*lanes.Wide+o%lanes.Wide] = float32(int8(data[j])) * scales[o]
		}
		data = data[size*l.out:]
		l.b = floats(l.out)
	}
	if len(data) > 0 {
		return nil, fmt.Errorf("%d bytes behind the weights of the reader of lines", len(data))
	}
	return n, nil
}

// plane holds values row by row, column by column, the channels of a place together, with
// columns of zeros at both sides.
type plane struct {
	rows, columns, channels, border int
	v                               []float32
}

func newPlane(rows, columns, channels, border int) *plane {
	return &plane{rows, columns, channels, border, make([]float32, rows*(columns+2*border)*channels)}
}

// row is a row with its borders.
func (p *plane) row(y int) []float32 {
	n := (p.columns + 2*p.border) * p.channels
	return p.v[y*n : (y+1)*n]
}

// Read gives the natural logarithms of the shares of the classes, frame by frame, of a
// strip that is given column by column, 0 for paper.
func (n *Net) Read(pixels []uint8) [][]float32 {
	given := len(pixels) / Height
	width := (given + 2*Frame + 15) / 16 * 16
	p := newPlane(Height, width, 1, border(&n.layers[0]))
	for x := range given {
		for y, v := range pixels[x*Height : (x+1)*Height] {
			p.row(y)[p.border+x] = float32(v) / 255
		}
	}
	for i := range n.layers {
		next := 0
		if i+1 < len(n.layers) {
			next = border(&n.layers[i+1])
		}
		p = n.layers[i].run(p, next)
	}
	out := make([][]float32, min((given+Frame-1)/Frame+1, p.columns))
	for t := range out {
		out[t] = logShares(p.row(0)[t*Classes : (t+1)*Classes])
	}
	return out
}

// border is how many columns of zeros a layer sees at a side. The first one, which takes
// every other column, sees one at the right only.
func border(l *layer) int { return l.columns / 2 }

// run makes one layer's plane of another's.
func (l *layer) run(p *plane, border int) *plane {
	rows := (p.rows + l.stride - 1) / l.stride
	if l.rows == p.rows {
		rows = 1
	}
	columns := (p.columns + l.stride - 1) / l.stride
	down, across := max(l.pool[0], 1), max(l.pool[1], 1)
	out := newPlane(rows/down, columns/across, l.out, border)
	line := make([]float32, columns*l.out)
	at := p.border - l.columns/2
	if l.stride == 2 {
		at = p.border
	}
	for y := range rows {
		for x := range columns {
			copy(line[x*l.out:], l.b)
		}
		for k := range l.rows {
			from := y*l.stride + k
			if l.stride == 1 && rows > 1 {
				from--
			}
			if from < 0 || from >= p.rows {
				continue
			}
			l.add(line, p.row(from)[at*l.in:], k, columns)
		}
		if !l.linear {
			for i, v := range line {
				line[i] = max(v, 0)
			}
		}
		if l.residual {
			for i, v := range p.row(0)[p.border*l.in : (p.border+columns)*l.in] {
				line[i] += v
			}
		}
		if to := y / down; to < out.rows {
			out.take(to, line, columns, across, y%down == 0)
		}
	}
	return out
}

// take keeps the maxima of a line, over neighbours and over what is there unless it is the
// first.
func (p *plane) take(y int, line []float32, columns, across int, first bool) {
	row := p.row(y)[p.border*p.channels:]
	if first && across == 1 {
		copy(row, line)
		return
	}
	for x := range p.columns * across {
		to := row[x/across*p.channels:][:p.channels]
		for c, v := range line[x*p.channels : (x+1)*p.channels] {
			if first && x%across == 0 {
				to[c] = v
			} else {
				to[c] = max(to[c], v)
			}
		}
	}
}

// add adds what one row of the kernel, the k-th, makes of one row of the input.
func (l *layer) add(line, in []float32, k, columns int) {
	wide := l.columns * l.in
	for b := range l.blocks() {
		w := l.w[(b*l.rows+k)*wide*lanes.Wide:][:wide*lanes.Wide]
		lanes.Slide(line[b*lanes.Wide:], l.out, min(l.out-b*lanes.Wide, lanes.Wide), in, l.stride*l.in, columns, w)
	}
}

// blocks is how many times so many outputs as are summed side by side it has, the last
// filled up.
func (l *layer) blocks() int { return (l.out + lanes.Wide - 1) / lanes.Wide }

func logShares(z []float32) []float32 {
	most := z[0]
	for _, v := range z {
		most = max(most, v)
	}
	sum := 0.0
	for _, v := range z {
		sum += math.Exp(float64(v - most))
	}
	out := make([]float32, len(z))
	for i, v := range z {
		out[i] = v - most - float32(math.Log(sum))
	}
	return out
}
