// Package chart draws charts as SVG, in the page's own colours: every colour is a class
// of the style sheet, every series has a pattern besides, and the whole is one picture
// with a title and a description. What a chart shows stands in a table beside it.
package chart

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// Frame is what every chart has: a name for its parts, unique on the page, and what it
// says to who does not see it.
type Frame struct{ ID, Title, Desc string }

// Series is one kind of thing that is counted.
type Series struct {
	Name   string
	Values []float64
}

const (
	wide, high     = 640, 240
	left, right    = 52, 12
	top, bottom    = 28, 34
	patterns       = 4
	plotW, plotH   = wide - left - right, high - top - bottom
	labelsAtMost   = 12
	steps          = 4
	characterWidth = 7 // of the text, about
)

// svg writes one picture.
type svg struct{ strings.Builder }

func (s *svg) put(format string, args ...any) { fmt.Fprintf(s, format, args...) }

func (s *svg) text(x, y float64, anchor, class, what string) {
	s.put(`<text x="%s" y="%s" text-anchor="%s" class="%s">%s</text>`, num(x), num(y), anchor, class, html.EscapeString(what))
}

func (s *svg) line(x1, y1, x2, y2 float64, class string) {
	s.put(`<line x1="%s" y1="%s" x2="%s" y2="%s" class="%s"/>`, num(x1), num(y1), num(x2), num(y2), class)
}

func num(f float64) string { return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64) }

// begin opens the picture and its patterns.
func (f Frame) begin(height int) *svg {
	s := &svg{}
	id := html.EscapeString(f.ID)
	s.put(`<svg class="chart" viewBox="0 0 %d %d" role="img" aria-labelledby="%s-t %s-d" focusable="false"><title id="%s-t">%s</title><desc id="%s-d">%s</desc><defs>`,
		wide, height, id, id, id, html.EscapeString(f.Title), id, html.EscapeString(f.Desc))
	for i, strokes := range [patterns]string{"", "M0 8L8 0M-2 2L2 -2M6 10L10 6", "M0 4H8", "M2 2h2v2h-2z"} {
		s.put(`<pattern id="%s-p%d" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" class="chart-%d"/>`, id, i, i)
		if strokes != "" {
			s.put(`<path d="%s" class="chart-hatch"/>`, strokes)
		}
		s.put(`</pattern>`)
	}
	s.put(`</defs>`)
	return s
}

func (s *svg) end() template.HTML {
	s.put(`</svg>`)
	return template.HTML(s.String()) // #nosec G203 -- all text that goes in is escaped above
}

func (f Frame) fill(i int) string {
	return "url(#" + html.EscapeString(f.ID) + "-p" + strconv.Itoa(i%patterns) + ")"
}

// legend names the series above the plot.
func (f Frame) legend(s *svg, series []Series) {
	x := float64(left)
	for i, line := range series {
		s.put(`<rect x="%s" y="6" width="14" height="12" fill="%s" class="chart-edge"/>`, num(x), f.fill(i))
		s.text(x+19, 16, "start", "chart-text", line.Name)
		x += 34 + characterWidth*float64(len([]rune(line.Name)))
	}
}

// scale is the round number that ends an axis, and what lies between its lines.
func scale(most float64) (end, step float64) {
	if most <= 0 {
		return steps, 1
	}
	raw := most / steps
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	step = 10 * unit
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*unit >= raw {
			step = m * unit
			break
		}
	}
	step = max(step, 1)
	return step * math.Ceil(most/step), step
}

// grid draws the lines of the upright axis.
func (s *svg) grid(end, step float64) {
	for v := 0.0; v <= end+step/2; v += step {
		y := top + plotH*(1-v/end)
		s.line(left, y, wide-right, y, "chart-grid")
		s.text(left-6, y+4, "end", "chart-text", strconv.FormatFloat(v, 'f', -1, 64))
	}
}

// labelled says whether the i-th of n labels has room.
func labelled(i, n int) bool { return i%((n+labelsAtMost-1)/labelsAtMost) == 0 }

// Columns draws upright bars, the series of each label side by side.
func Columns(f Frame, labels []string, series []Series) template.HTML {
	s := f.begin(high)
	most := 0.0
	for _, line := range series {
		for _, v := range line.Values {
			most = max(most, v)
		}
	}
	end, step := scale(most)
	s.grid(end, step)
	room := float64(plotW) / float64(max(len(labels), 1))
	bar := room * 0.8 / float64(max(len(series), 1))
	for i, label := range labels {
		x := left + room*(float64(i)+0.1)
		for k, line := range series {
			if h := plotH * line.Values[i] / end; h > 0 {
				s.put(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s" class="chart-edge"/>`, num(x+bar*float64(k)), num(top+plotH-h), num(bar), num(h), f.fill(k))
			}
		}
		if labelled(i, len(labels)) {
			s.text(left+room*(float64(i)+0.5), high-bottom+18, "middle", "chart-text", label)
		}
	}
	f.legend(s, series)
	return s.end()
}

// Stacked draws upright bars, the series of each label one upon the other.
func Stacked(f Frame, labels []string, series []Series) template.HTML {
	s := f.begin(high)
	most := 0.0
	for i := range labels {
		sum := 0.0
		for _, line := range series {
			sum += line.Values[i]
		}
		most = max(most, sum)
	}
	end, step := scale(most)
	s.grid(end, step)
	room := float64(plotW) / float64(max(len(labels), 1))
	for i, label := range labels {
		y := float64(top + plotH)
		for k, line := range series {
			if h := plotH * line.Values[i] / end; h > 0 {
				y -= h
				s.put(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s" class="chart-edge"/>`, num(left+room*(float64(i)+0.2)), num(y), num(room*0.6), num(h), f.fill(k))
			}
		}
		if labelled(i, len(labels)) {
			s.text(left+room*(float64(i)+0.5), high-bottom+18, "middle", "chart-text", label)
		}
	}
	f.legend(s, series)
	return s.end()
}

// Shares draws lying bars from 0 to 1, one a label, with its value written beside it.
func Shares(f Frame, labels []string, shares []float64, write func(float64) string) template.HTML {
	const row, names, beside = 24, 190, 70
	s := f.begin(row*len(labels) + 12)
	for i, label := range labels {
		y := float64(6 + row*i)
		s.text(names-8, y+15, "end", "chart-text", shorten(label, names/characterWidth-1))
		s.put(`<rect x="%d" y="%s" width="%d" height="16" class="chart-rest"/>`, names, num(y+3), wide-names-beside)
		if w := float64(wide-names-beside) * min(max(shares[i], 0), 1); w > 0 {
			s.put(`<rect x="%d" y="%s" width="%s" height="16" fill="%s" class="chart-edge"/>`, names, num(y+3), num(w), f.fill(0))
		}
		s.text(wide-beside+6, y+15, "start", "chart-text", write(shares[i]))
	}
	return s.end()
}

// Point is what was claimed and what was found, with its interval.
type Point struct{ Claimed, Found, Low, High float64 }

// Calibration draws what was found against what was claimed, both from 0 to 1. On the
// diagonal they are the same.
func Calibration(f Frame, points []Point, claimed, found string, write func(float64) string) template.HTML {
	const height, size, origin = 320, 250, 60
	s := f.begin(height)
	at := func(p float64) float64 { return origin + size*min(max(p, 0), 1) }
	up := func(p float64) float64 { return 16 + size*(1-min(max(p, 0), 1)) }
	for i := range 6 {
		v := float64(i) / 5
		s.line(at(v), up(0), at(v), up(1), "chart-grid")
		s.line(at(0), up(v), at(1), up(v), "chart-grid")
		s.text(at(0)-6, up(v)+4, "end", "chart-text", write(v))
		s.text(at(v), up(0)+16, "middle", "chart-text", write(v))
	}
	s.line(at(0), up(0), at(1), up(1), "chart-diagonal")
	for _, p := range points {
		s.line(at(p.Claimed), up(p.Low), at(p.Claimed), up(p.High), "chart-whisker")
		s.line(at(p.Claimed)-4, up(p.Low), at(p.Claimed)+4, up(p.Low), "chart-whisker")
		s.line(at(p.Claimed)-4, up(p.High), at(p.Claimed)+4, up(p.High), "chart-whisker")
		s.put(`<circle cx="%s" cy="%s" r="4.5" class="chart-0 chart-edge"/>`, num(at(p.Claimed)), num(up(p.Found)))
	}
	s.text(at(1)+16, up(1)+10, "start", "chart-text", found)
	s.text(at(1)+16, up(0)+16, "start", "chart-text", claimed)
	return s.end()
}

func shorten(label string, most int) string {
	if r := []rune(label); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return label
}
