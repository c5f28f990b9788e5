package specimen

import (
	"bytes"
	"image"
)

// bits collects codes, most significant bit first.
type bits struct {
	out  bytes.Buffer
	acc  byte
	have uint
}

func (b *bits) put(code string) {
	for i := range len(code) {
		b.acc = b.acc<<1 | (code[i] - '0')
		if b.have++; b.have == 8 {
			b.out.WriteByte(b.acc)
			b.acc, b.have = 0, 0
		}
	}
}

func (b *bits) run(codes []string, n int) {
	for n >= 2560 {
		b.put(codes[len(codes)-1])
		n -= 2560
	}
	if n >= 64 {
		b.put(codes[63+n/64])
		n %= 64
	}
	b.put(codes[n])
}

func (b *bits) close() []byte {
	for b.have != 0 {
		b.put("0")
	}
	return b.out.Bytes()
}

// vertical holds the codes of a change from three pixels left of the one above it
// to three right.
var vertical = [7]string{"0000010", "000010", "010", "1", "011", "000011", "0000011"}

const (
	pass       = "0001"
	horizontal = "001"
	endOfBlock = "000000000001000000000001"
)

// groupFour encodes a picture by ITU-T T.6: below 128 is black.
func groupFour(img *image.Gray) []byte {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	var b bits
	// The changing elements of two lines, each ended by some at the right edge.
	above, line := []int{w, w, w, w}, []int(nil)
	for y := range h {
		line = line[:0]
		black := false
		for x, v := range img.Pix[y*img.Stride : y*img.Stride+w] {
			if (v < 128) != black {
				line, black = append(line, x), !black
			}
		}
		line = append(line, w, w, w, w)
		b.line(above, line, w)
		above, line = line, above
	}
	b.put(endOfBlock)
	return b.close()
}

func (b *bits) line(above, line []int, w int) {
	a0, i, j := -1, 0, 0 // line[i] is a1; where i is even it turns black
	for a0 < w {
		a1 := line[i]
		// b1 is the first change above that lies right of a0 and turns to the colour of a1.
		for j = max(j-2, 0); above[j] < w && (above[j] <= a0 || j%2 != i%2); {
			j++
		}
		b1, b2 := above[j], w
		if b1 < w {
			b2 = above[j+1]
		}
		switch {
		case b2 < a1:
			b.put(pass)
			a0 = b2
		case a1-b1 >= -3 && a1-b1 <= 3:
			b.put(vertical[a1-b1+3])
			a0 = a1
			i++
		default:
			b.put(horizontal)
			here, there := whiteRuns, blackRuns
			if i%2 == 1 {
				here, there = there, here
			}
			b.run(here, a1-max(a0, 0))
			b.run(there, line[i+1]-a1)
			a0 = line[i+1]
			i += 2
		}
	}
}
