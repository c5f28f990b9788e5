package handwriting

import (
	"image"
	"math"
	"sort"
	"strings"

	"bordereau/check"
	"bordereau/ocr/handwriting/ctc"
)

// Frames are what the reader of lines makes of a line: for each frame of it, from left to
// right, the costs (negative logarithms of the shares) of the characters that may stand
// there, and of none.
type Frames struct {
	costs []frame
	strip *Strip
}

// frame has the cost of none and of the characters that are followed, the likeliest first.
type frame struct {
	none    float64
	symbols []cost
}

type cost struct {
	c    rune
	cost float64
}

// The characters of what a hand writes.
const (
	ofFigures = " 0123456789,.-€#=^"
	ofDates   = " 0123456789/.-"
)

// rarest is the cost of a character that is not followed any more.
const rarest = 9

// stranger is how much a character that is not allowed counts for as none.
const stranger = .3

// Frames reads a line with the characters that are allowed, as if there were hardly any
// others.
func (r *LineReader) Frames(s *Strip, allowed string) *Frames {
	shares := r.net.Read(s.Pixels)
	out := &Frames{strip: s, costs: make([]frame, len(shares))}
	for t, logs := range shares {
		none, sum := math.Exp(float64(logs[0])), 0.0
		var symbols []cost
		for i, c := range lineAlphabet {
			q := math.Exp(float64(logs[i+1]))
			if strings.ContainsRune(allowed, c) {
				sum += q
				symbols = append(symbols, cost{c, -float64(logs[i+1])})
			} else {
				none += stranger * q
			}
		}
		all := math.Log(none + sum)
		f := frame{none: all - math.Log(none)}
		for _, s := range symbols {
			if s.cost += all; s.cost < rarest {
				f.symbols = append(f.symbols, s)
			}
		}
		sort.Slice(f.symbols, func(i, j int) bool { return f.symbols[i].cost < f.symbols[j].cost })
		out.costs[t] = f
	}
	return out
}

// Letters reads a line as check.Inked has it: as if there were hardly any figures, and as if
// they stood among the letters.
func (r *LineReader) Letters(s *Strip) (letters, mixed string) {
	shares := r.net.Read(s.Pixels)
	return inked(shares, false), inked(shares, true)
}

func inked(shares [][]float32, figures bool) string {
	var parts [][]check.InkedShare
	for _, logs := range shares {
		none, sum := math.Exp(float64(logs[0])), 0.0
		var part []check.InkedShare
		for i, c := range lineAlphabet {
			q := math.Exp(float64(logs[i+1]))
			switch {
			case c >= 'a' && c <= 'z' || figures && c >= '0' && c <= '9':
				sum += q
				part = append(part, check.InkedShare{Char: c, Cost: -float64(logs[i+1])})
			case c >= '0' && c <= '9':
				none += stranger * q
			default:
				none += q
			}
		}
		all := math.Log(none + sum)
		for i := range part {
			part[i].Cost += all
		}
		parts = append(parts, append(part, check.InkedShare{Char: '_', Cost: all - math.Log(none)}))
	}
	return check.WriteInked(parts)
}

// LineReader reads lines of handwriting without cutting them. It is safe for concurrent
// use.
type LineReader struct{ net *ctc.Net }

// said is something that the frames may say, with its cost.
type said struct {
	text        string
	cost        float64
	first, last int // frames of its first and last character
}

// prefix is a beginning of what is said, as far as a frame.
type prefix struct {
	text        string
	none, ink   float64 // costs of the ways that end with no character, and with the last one
	first, last int
}

func (p *prefix) cost() float64 { return either(p.none, p.ink) }

// either is the cost of one of two ways.
func either(a, b float64) float64 {
	if b < a {
		a, b = b, a
	}
	if math.IsInf(a, 1) || b-a > 30 {
		return a
	}
	return a - math.Log1p(math.Exp(a-b))
}

// search finds what the frames may say, the likeliest first, keeping so many beginnings at
// each frame (prefix search, Graves et al., 2006). may says whether a text may go on by a
// character.
func (f *Frames) search(beam int, may func(text string, c rune) bool) []said {
	never := math.Inf(1)
	front := []prefix{{ink: never, first: -1}}
	for t, fr := range f.costs {
		next := make([]prefix, 0, 4*len(front))
		at := make(map[string]int, 4*len(front))
		get := func(text string, from *prefix) *prefix {
			i, known := at[text]
			if !known {
				i = len(next)
				at[text] = i
				next = append(next, prefix{text: text, none: never, ink: never, first: from.first, last: from.last})
			}
			return &next[i]
		}
		for i := range front {
			p := &front[i]
			all := p.cost()
			q := get(p.text, p)
			q.none = either(q.none, all+fr.none)
			end := lastRune(p.text)
			for _, s := range fr.symbols {
				if s.c == end {
					q := get(p.text, p)
					q.ink = either(q.ink, p.ink+s.cost)
				}
				from := all
				if s.c == end {
					from = p.none
				}
				if from+s.cost > 1e6 || !may(p.text, s.c) {
					continue
				}
				g := get(p.text+string(s.c), p)
				if math.IsInf(g.ink, 1) {
					if g.last = t; g.first < 0 && s.c != ' ' {
						g.first = t
					}
				}
				g.ink = either(g.ink, from+s.cost)
			}
		}
		sort.SliceStable(next, func(i, j int) bool { return next[i].cost() < next[j].cost() })
		front = next[:min(len(next), beam)]
	}
	out := make([]said, 0, len(front))
	for i := range front {
		out = append(out, said{front[i].text, front[i].cost(), front[i].first, front[i].last})
	}
	return out
}

func lastRune(s string) rune {
	var last rune
	for _, c := range s {
		last = c
	}
	return last
}

// at is where frames from first to last stand in the crop.
func (f *Frames) at(first, last int, img image.Rectangle) image.Rectangle {
	r := image.Rect(f.strip.At(float64((first-1)*ctc.Frame)), img.Min.Y, f.strip.At(float64((last+2)*ctc.Frame)), img.Max.Y)
	return r.Intersect(img)
}

// Best is the likeliest character of each frame, run together: what the line says if
// nothing is known of it.
func (f *Frames) Best() string {
	var out []rune
	var last rune
	for _, fr := range f.costs {
		var c rune
		if len(fr.symbols) > 0 && fr.symbols[0].cost < fr.none {
			c = fr.symbols[0].c
		}
		if c != 0 && c != last {
			out = append(out, c)
		}
		last = c
	}
	return string(out)
}

// ReadLetters reads a crop as a line of letters: what it says if nothing is known of it,
// and what each part may say (check.Inked), without and with figures among the letters. Empty
// where nothing is written.
func (r *LineReader) ReadLetters(img *image.Gray, mm float64) (text, ink, mixed string) {
	s := StripOf(img, mm)
	if s == nil {
		return "", "", ""
	}
	ink, mixed = r.Letters(s)
	if k, ok := check.ParseInked(ink); ok {
		text = k.Best()
	}
	return text, ink, mixed
}
