package script

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// Skeleton is a face of single strokes, as plotters write: the way of a pen and not the
// outline of its ink. Lengths are in units of an em.
type Skeleton struct {
	Name   string
	Glyphs map[rune]Strokes
}

// Strokes are those of one character from left to right, y upwards from the line.
type Strokes struct {
	Lines   [][][2]float64
	Advance float64
}

// skeletons are in SVG, in the package inkscape: the EMS faces (SIL Open Font License) and
// those of Hershey.
var skeletons = []string{"EMSAllure", "EMSElfin", "EMSFelix", "EMSNixish", "EMSNixishItalic", "EMSReadability",
	"EMSReadabilityItalic", "EMSTech", "HersheySans1", "HersheyScript1"}

const lastLatin = 'ÿ'

const skeletonRoot = "/usr/share/inkscape/extensions/svg_fonts"

// Skeletons loads the faces of single strokes, once. All of them may be learned from.
var Skeletons = sync.OnceValues(func() ([]Skeleton, error) {
	var out []Skeleton
	for _, name := range skeletons {
		data, err := os.ReadFile(filepath.Join(skeletonRoot, name+".svg"))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("the face %s is missing; the package inkscape has it", name)
		}
		if err != nil {
			return nil, fmt.Errorf("read a face of strokes: %w", err)
		}
		s, err := skeleton(name, data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, s)
	}
	return out, nil
})

func skeleton(name string, data []byte) (Skeleton, error) {
	type glyph struct {
		Unicode string `xml:"unicode,attr"`
		Advance string `xml:"horiz-adv-x,attr"`
		Way     string `xml:"d,attr"`
	}
	var file struct {
		Font struct {
			Advance float64 `xml:"horiz-adv-x,attr"`
			Face    struct {
				Em float64 `xml:"units-per-em,attr"`
			} `xml:"font-face"`
			Glyphs []glyph `xml:"glyph"`
		} `xml:"defs>font"`
	}
	if err := xml.Unmarshal(data, &file); err != nil {
		return Skeleton{}, err
	}
	s := Skeleton{Name: name, Glyphs: map[rune]Strokes{}}
	em := file.Font.Face.Em
	if em <= 0 {
		return s, errors.New("it has no em")
	}
	for _, g := range file.Font.Glyphs {
		c := []rune(g.Unicode)
		if len(c) != 1 || c[0] > lastLatin && c[0] != '€' || strings.Contains(g.Way, "C") {
			continue // a ligature, of another language, or of curves, which no letter of ours is
		}
		lines, err := ways(g.Way, em)
		if err != nil {
			return s, fmt.Errorf("glyph %q: %w", g.Unicode, err)
		}
		advance := file.Font.Advance
		if v, err := strconv.ParseFloat(g.Advance, 64); err == nil {
			advance = v
		}
		s.Glyphs[c[0]] = Strokes{lines, advance / em}
	}
	return s, nil
}

// ways are the strokes of a path of M and L.
func ways(d string, em float64) (out [][][2]float64, err error) {
	fields := strings.Fields(strings.NewReplacer("M", " M ", "L", " L ").Replace(d))
	for i := 0; i < len(fields); i++ {
		switch fields[i] {
		case "M":
			out = append(out, nil)
			continue
		case "L":
			continue
		}
		if i+1 >= len(fields) || len(out) == 0 {
			return nil, fmt.Errorf("the path %q", d)
		}
		x, errX := strconv.ParseFloat(fields[i], 64)
		y, errY := strconv.ParseFloat(fields[i+1], 64)
		if err := errors.Join(errX, errY); err != nil {
			return nil, err
		}
		i++
		out[len(out)-1] = append(out[len(out)-1], [2]float64{x / em, y / em})
	}
	return out, nil
}
