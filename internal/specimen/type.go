package specimen

import (
	"fmt"
	"sync"

	"github.com/go-fonts/liberation/liberationmonobold"
	"github.com/go-fonts/liberation/liberationmonoregular"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansitalic"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

type face int

const (
	sans face = iota
	sansBold
	sansItalic
	serif
	serifBold
	serifItalic
	mono
	monoBold
	gopher
	gopherBold
	machine // mono with a plain zero, for machine-readable zones
	faces
)

func (f face) ttf() []byte {
	return [faces][]byte{
		liberationsansregular.TTF, liberationsansbold.TTF, liberationsansitalic.TTF,
		liberationserifregular.TTF, liberationserifbold.TTF, liberationserifitalic.TTF,
		liberationmonoregular.TTF, liberationmonobold.TTF,
		goregular.TTF, gobold.TTF, liberationmonoregular.TTF,
	}[f]
}

// unitsPerEm is fine enough to hold the advance of a glyph as an integer.
const unitsPerEm = 2048

// foundry keeps what was made from the fonts: outlines' metrics and rendered
// glyphs. It is a memo of pure functions, safe for concurrent use.
type foundry struct {
	mu     sync.Mutex
	fonts  [faces]*sfnt.Font
	buf    sfnt.Buffer
	wide   map[glyphID]float64 // advance in ems
	glyphs map[inkID]ink
}

type glyphID struct {
	face face
	r    rune
}

type inkID struct {
	glyphID
	ppem  fixed.Int26_6
	phase int // quarter of a pixel
}

// ink is the coverage of one glyph; x, y is where its corner lies from the pen.
type ink struct {
	x, y, w, h int
	alpha      []uint8
}

var theFoundry = sync.OnceValue(func() *foundry {
	f := &foundry{wide: map[glyphID]float64{}, glyphs: map[inkID]ink{}}
	for i := range f.fonts {
		font, err := sfnt.Parse(face(i).ttf())
		if err != nil {
			panic(fmt.Sprintf("specimen: an embedded font does not parse: %v", err))
		}
		f.fonts[i] = font
	}
	return f
})

// width is the length of a run in millimetres.
func width(f face, size float64, text string) float64 {
	fd := theFoundry()
	fd.mu.Lock()
	defer fd.mu.Unlock()
	w := 0.0
	for _, r := range text {
		w += fd.advance(f, r)
	}
	return w * size * mmPerPoint
}

func (fd *foundry) advance(f face, r rune) float64 {
	id := glyphID{f, r}
	if a, ok := fd.wide[id]; ok {
		return a
	}
	g := fd.index(f, r)
	a, err := fd.fonts[f].GlyphAdvance(&fd.buf, g, fixed.I(unitsPerEm), 0)
	if err != nil {
		panic(fmt.Sprintf("specimen: glyph %q: %v", r, err))
	}
	fd.wide[id] = float64(a) / 64 / unitsPerEm
	return fd.wide[id]
}

func (fd *foundry) index(f face, r rune) sfnt.GlyphIndex {
	g, err := fd.fonts[f].GlyphIndex(&fd.buf, r)
	if err != nil || g == 0 {
		panic(fmt.Sprintf("specimen: no glyph for %q", r))
	}
	return g
}

// cast renders a glyph at a size in pixels and a quarter-pixel phase.
func (fd *foundry) cast(f face, r rune, ppem fixed.Int26_6, phase int) ink {
	id := inkID{glyphID{f, r}, ppem, phase}
	if k, ok := fd.glyphs[id]; ok {
		return k
	}
	segs, err := fd.fonts[f].LoadGlyph(&fd.buf, fd.index(f, r), ppem, nil)
	if err != nil {
		panic(fmt.Sprintf("specimen: glyph %q: %v", r, err))
	}
	if f == machine && r == '0' {
		segs = plainZero(segs)
	}
	k := render(segs, float32(phase)/4)
	fd.glyphs[id] = k
	return k
}

func render(segs sfnt.Segments, dx float32) ink {
	if len(segs) == 0 {
		return ink{}
	}
	b := segs.Bounds()
	x0, y0 := b.Min.X.Floor()-1, b.Min.Y.Floor()-1
	w, h := b.Max.X.Ceil()+2-x0, b.Max.Y.Ceil()+2-y0
	z := vector.NewRasterizer(w, h)
	at := func(p fixed.Point26_6) (float32, float32) {
		return float32(p.X)/64 + dx - float32(x0), float32(p.Y)/64 - float32(y0)
	}
	for _, s := range segs {
		ax, ay := at(s.Args[0])
		bx, by := at(s.Args[1])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			z.ClosePath()
			z.MoveTo(ax, ay)
		case sfnt.SegmentOpLineTo:
			z.LineTo(ax, ay)
		case sfnt.SegmentOpQuadTo:
			z.QuadTo(ax, ay, bx, by)
		case sfnt.SegmentOpCubeTo:
			cx, cy := at(s.Args[2])
			z.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	z.ClosePath()
	return ink{x0, y0, w, h, coverage(z)}
}

// plainZero makes the zero of OCR-B of a dotted one: what lies inside the bowl is
// dropped, and the rest is narrower than the letter O.
func plainZero(segs sfnt.Segments) sfnt.Segments {
	var contours []sfnt.Segments
	for _, s := range segs {
		if s.Op == sfnt.SegmentOpMoveTo {
			contours = append(contours, nil)
		}
		contours[len(contours)-1] = append(contours[len(contours)-1], s)
	}
	all := segs.Bounds()
	middle := (all.Min.X + all.Max.X) / 2
	var out sfnt.Segments
	for _, c := range contours {
		if b := c.Bounds(); (b.Max.X-b.Min.X)*2 <= all.Max.X-all.Min.X {
			continue
		}
		for _, s := range c {
			for i := range s.Args {
				s.Args[i].X = middle + (s.Args[i].X-middle)*4/5
			}
			out = append(out, s)
		}
	}
	return out
}
