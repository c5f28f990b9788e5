package pdf

import (
	"bytes"
	"math"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// matrix is [a b c d e f] (ISO 32000-1 §8.3.3).
type matrix [6]float64

func (m matrix) mul(n matrix) matrix { // m before n
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) apply(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// boundsOf is where a rectangle comes to lie.
func (m matrix) boundsOf(r rect) rect {
	out := rect{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, c := range [4][2]float64{{r.x0, r.y0}, {r.x1, r.y0}, {r.x0, r.y1}, {r.x1, r.y1}} {
		x, y := m.apply(c[0], c[1])
		out = rect{min(out.x0, x), min(out.y0, y), max(out.x1, x), max(out.y1, y)}
	}
	return out
}

func (m matrix) bounds() rect { return m.boundsOf(rect{0, 0, 1, 1}) }

// quarter says by how much an image is turned clockwise; not ok if it is slanted
// or mirrored.
func (m matrix) quarter() (int, bool) {
	small := 1e-3 * (math.Abs(m[0]) + math.Abs(m[1]) + math.Abs(m[2]) + math.Abs(m[3]))
	straight := math.Abs(m[1]) <= small && math.Abs(m[2]) <= small
	turned := math.Abs(m[0]) <= small && math.Abs(m[3]) <= small
	switch {
	case straight && m[0] > 0 && m[3] > 0:
		return 0, true
	case turned && m[1] < 0 && m[2] > 0:
		return 90, true
	case straight && m[0] < 0 && m[3] < 0:
		return 180, true
	case turned && m[1] > 0 && m[2] < 0:
		return 270, true
	}
	return 0, false
}

// drawing is an image as a page draws it.
type drawing struct {
	stream *types.StreamDict
	ctm    matrix
}

type graphics struct {
	ctm    matrix
	render int // text rendering mode
}

// operators that change nothing that matters here.
var harmless = map[string]bool{
	"BT": true, "ET": true, "Tf": true, "Td": true, "TD": true, "Tm": true, "T*": true, "Tc": true, "Tw": true,
	"Tz": true, "TL": true, "Ts": true, "BMC": true, "EMC": true, "MP": true, "DP": true, "g": true, "G": true,
	"rg": true, "RG": true, "k": true, "K": true, "cs": true, "CS": true, "sc": true, "SC": true, "scn": true,
	"SCN": true, "w": true, "J": true, "j": true, "M": true, "d": true, "ri": true, "i": true, "BX": true, "EX": true,
}

// onlyImage follows a page's content. It gives up at whatever could make the page
// look other than the image: visible text, paint over it, clips, forms, masks.
func (f *File) onlyImage(p page, content []byte) (drawing, bool) {
	l := &lexer{data: content}
	g := graphics{ctm: matrix{1, 0, 0, 1, 0, 0}}
	var stack []graphics
	var out drawing
	var args []token
	var nums []float64
	path, clip, whole := false, false, true // whole: every rectangle of the path covers the page
	for {
		t := l.next()
		switch t.kind {
		case tEnd:
			return out, out.stream != nil
		case tComment, tOpenDict, tCloseDict, tOpenArray, tCloseArray:
			continue
		case tKeyword:
		default:
			if len(args) > 64 { // of an array of text, say
				continue
			}
			args = append(args, t)
			if t.kind == tNumber {
				v, err := strconv.ParseFloat(string(t.text), 64)
				if err != nil {
					return out, false
				}
				nums = append(nums, v)
			}
			continue
		}
		switch op := string(t.text); op {
		case "q":
			if stack = append(stack, g); len(stack) > 64 {
				return out, false
			}
		case "Q":
			if len(stack) > 0 {
				g, stack = stack[len(stack)-1], stack[:len(stack)-1]
			}
		case "cm":
			if len(nums) != 6 {
				return out, false
			}
			g.ctm = matrix(nums).mul(g.ctm)
		case "gs":
			if len(args) != 1 || !f.plainState(p, name(args[0].text)) {
				return out, false
			}
		case "Do":
			if len(args) != 1 || out.stream != nil {
				return out, false
			}
			s := f.stream(f.dict(p.resources["XObject"])[name(args[0].text)])
			if s == nil || f.name(s.Dict["Subtype"]) != "Image" {
				return out, false
			}
			out = drawing{s, g.ctm}
		case "Tr":
			if len(nums) != 1 {
				return out, false
			}
			g.render = int(nums[0])
		case "Tj", "TJ", "'", "\"":
			if g.render != 3 {
				return out, false
			}
		case "re":
			if len(nums) != 4 {
				return out, false
			}
			r := rect{min(nums[0], nums[0]+nums[2]), min(nums[1], nums[1]+nums[3]), max(nums[0], nums[0]+nums[2]), max(nums[1], nums[1]+nums[3])}
			path, whole = true, whole && contains(g.ctm.boundsOf(r), p.box)
		case "m", "l", "c", "v", "y", "h":
			path, whole = true, false
		case "W", "W*":
			clip = true
		case "n", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*":
			// Paint is covered by an image that comes after it; a clip must leave it whole.
			if clip && path && !whole || op != "n" && out.stream != nil {
				return out, false
			}
			path, clip, whole = false, false, true
		case "BDC":
			if len(args) > 0 && bytes.Equal(args[0].text, []byte("OC")) {
				return out, false
			}
		case "true", "false", "null":
			continue
		default:
			if !harmless[op] {
				return out, false
			}
		}
		args, nums = args[:0], nums[:0]
	}
}

func contains(outer, inner rect) bool {
	const t = 1 // point
	return outer.x0 <= inner.x0+t && outer.y0 <= inner.y0+t && outer.x1 >= inner.x1-t && outer.y1 >= inner.y1-t
}

// plainState says whether a graphics state draws opaquely.
func (f *File) plainState(p page, key string) bool {
	d := f.dict(f.dict(p.resources["ExtGState"])[key])
	if d == nil {
		return false
	}
	for _, alpha := range []string{"ca", "CA"} {
		if d[alpha] != nil && f.number(d[alpha]) != 1 {
			return false
		}
	}
	for _, k := range []string{"TR", "TR2", "HT"} {
		if d[k] != nil && f.name(d[k]) != "Default" && f.name(d[k]) != "Identity" {
			return false
		}
	}
	mask, mode := d["SMask"], d["BM"]
	return (mask == nil || f.name(mask) == "None") && (mode == nil || f.name(mode) == "Normal" || f.name(mode) == "Compatible")
}
