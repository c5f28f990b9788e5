package pdf

import (
	"bytes"
	"compress/flate"
	"encoding/ascii85"
	"errors"
	"fmt"
	"io"
	"strings"

	"bordereau"
)

// Budget bounds what a file may claim before a library unpacks it.
type Budget struct {
	Objects int   // indirect objects
	Nesting int   // of arrays and dictionaries
	Depth   int   // of the page tree
	Filters int   // of a stream
	Stream  int64 // bytes of one stream that is not an image, unpacked
	Total   int64 // of all of them
	Ratio   int64 // unpacked to packed, looked at after RatioAt bytes
	RatioAt int64
	Pixels  int64 // of one image
}

// DefaultBudget is the promised one.
var DefaultBudget = Budget{
	Objects: 500_000, Nesting: 100, Depth: 50, Filters: 4,
	Stream: 64 << 20, Total: 512 << 20, Ratio: 200, RatioAt: 10 << 20, Pixels: 80_000_000,
}

var errBudget = errors.New("past the budget")

func tooLarge(what string) error {
	return bordereau.Wrap(bordereau.TooLarge, fmt.Errorf("%w: %s", errBudget, what), "Ce PDF est construit de façon à épuiser son lecteur ; imprimez-le dans un nouveau PDF, ou numérisez-le.")
}

// unpack undoes the filters of a stream that a byte count can bound, and stops
// before those that decode pixels. all says whether nothing is left to undo.
// What is damaged ends early, as readers treat it. It returns errBudget past limit.
func (b Budget) unpack(data []byte, filters []string, limit int64) (out []byte, all bool, err error) {
	var r io.Reader = bytes.NewReader(data)
	all = true
chain:
	for _, f := range filters {
		switch f {
		case "FlateDecode", "Fl":
			r = &inflater{packed: r}
		case "ASCIIHexDecode", "AHx":
			r = &hexReader{r: r}
		case "ASCII85Decode", "A85":
			r = ascii85.NewDecoder(&until{r: r, end: '~'})
		default:
			all = false
			break chain
		}
	}
	var buf bytes.Buffer
	chunk := make([]byte, 64<<10)
	for {
		n, e := r.Read(chunk)
		buf.Write(chunk[:n])
		if size := int64(buf.Len()); size > limit || size > b.RatioAt && size/int64(len(data)+1) > b.Ratio {
			return nil, all, errBudget
		}
		if e != nil {
			return buf.Bytes(), all, nil
		}
	}
}

// inflater reads zlib data without its checksum, which many writers get wrong.
type inflater struct {
	packed io.Reader
	r      io.Reader
}

func (f *inflater) Read(p []byte) (int, error) {
	if f.r == nil {
		var head [2]byte
		if _, err := io.ReadFull(f.packed, head[:]); err != nil {
			return 0, io.EOF
		}
		if head[0]&0x0F != 8 || (int(head[0])<<8|int(head[1]))%31 != 0 { // no header: bare deflate
			f.r = flate.NewReader(io.MultiReader(bytes.NewReader(head[:]), f.packed))
		} else {
			f.r = flate.NewReader(f.packed)
		}
	}
	return f.r.Read(p)
}

// hexReader undoes ASCIIHexDecode.
type hexReader struct {
	r    io.Reader
	half int // 1 + the first digit of a pair, 0 none
	buf  [4096]byte
	end  bool
}

func (h *hexReader) Read(p []byte) (int, error) {
	if h.end {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, err := h.r.Read(h.buf[:min(len(h.buf), len(p))])
	out := 0
	for _, c := range h.buf[:n] {
		if c == '>' {
			h.end = true
			break
		}
		v := nibble(c)
		switch {
		case v < 0:
		case h.half == 0:
			h.half = v + 1
		default:
			p[out] = byte((h.half-1)<<4 | v)
			out, h.half = out+1, 0
		}
	}
	return out, err
}

// until ends a reader at a byte.
type until struct {
	r    io.Reader
	end  byte
	done bool
}

func (u *until) Read(p []byte) (int, error) {
	if u.done {
		return 0, io.EOF
	}
	n, err := u.r.Read(p)
	if i := bytes.IndexByte(p[:n], u.end); i >= 0 {
		u.done = true
		return i, io.EOF
	}
	return n, err
}

// isImage says whether a stream's pixels, not its bytes, are what is bounded.
func (d *streamDict) isImage() bool {
	return d.values["Subtype"] == "Image" && d.values["Type"] != "ObjStm" && d.values["Type"] != "XRef" ||
		strings.HasPrefix(d.values["Type"], "Image")
}
