package report

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"sync"

	"bordereau"
	"bordereau/internal/pdf"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A4 at dpi, in pixels.
const (
	dpi        = 150
	pageWidth  = 1240
	pageHeight = 1754
	margin     = 88 // 15 mm
	textSize   = 9  // points
	headSize   = 13
	lineStep   = 26
	gutter     = 18
)

var fonts = sync.OnceValues(func() ([2]*opentype.Font, error) {
	var out [2]*opentype.Font
	for i, data := range [][]byte{liberationsansregular.TTF, liberationsansbold.TTF} {
		f, err := opentype.Parse(data)
		if err != nil {
			return out, fmt.Errorf("report: %w", err)
		}
		out[i] = f
	}
	return out, nil
})

// paper is a report that is being drawn: pictures of pages with the words that stand
// on them.
type paper struct {
	regular, bold, head font.Face
	pages               []pdf.Page
	img                 *image.Gray
	words               []bordereau.Word
	y, line             int
	foot                func(page int) string
}

// PDF writes the report as PDF, the same tables as the page and the workbook. The same
// report gives the same bytes.
func PDF(out *bytes.Buffer, r Report) error {
	p, err := newPaper()
	if err != nil {
		return err
	}
	words := writer{lang: r.Lang}
	p.foot = func(page int) string { return r.Title + " " + r.Period + " · " + words.say("page", page) }
	p.turn()
	p.put(p.head, margin, r.Title+" "+r.Period)
	p.y += lineStep
	p.paragraph(r.Made)
	p.y += lineStep / 2
	p.table(Section{Columns: words.columns([]Kind{Text, Text, Text}, "figure", "value", "note"), Rows: tileRows(r.Tiles)}, r.Lang)
	for _, s := range r.Sections {
		p.keep(6 * lineStep)
		p.put(p.bold, margin, s.Title)
		p.y += lineStep
		if s.Note != "" {
			p.paragraph(s.Note)
		}
		p.table(s, r.Lang)
	}
	p.turn()
	lang := map[string]string{"en": "en-GB"}[r.Lang]
	if err := pdf.Write(out, pdf.Meta{Title: r.Title + " " + r.Period, Lang: lang}, p.pages); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

func tileRows(tiles []Tile) (rows [][]Cell) {
	for _, t := range tiles {
		rows = append(rows, []Cell{text(t.Label), t.Value, text(t.Note)})
	}
	return rows
}

func newPaper() (*paper, error) {
	all, err := fonts()
	if err != nil {
		return nil, err
	}
	p := &paper{}
	for _, f := range []struct {
		face *font.Face
		of   *opentype.Font
		size float64
	}{{&p.regular, all[0], textSize}, {&p.bold, all[1], textSize}, {&p.head, all[1], headSize}} {
		if *f.face, err = opentype.NewFace(f.of, &opentype.FaceOptions{Size: f.size, DPI: dpi, Hinting: font.HintingFull}); err != nil {
			return nil, fmt.Errorf("report: %w", err)
		}
	}
	return p, nil
}

// turn ends the page and begins another.
func (p *paper) turn() {
	if p.img != nil {
		p.y = pageHeight - margin
		p.put(p.regular, margin, p.foot(len(p.pages)+1))
		p.pages = append(p.pages, pdf.Page{Image: p.img.Pix, Format: "gray", Width: pageWidth, Height: pageHeight, DPI: dpi, Words: p.words})
	}
	p.img = image.NewGray(image.Rect(0, 0, pageWidth, pageHeight))
	draw.Draw(p.img, p.img.Bounds(), image.White, image.Point{}, draw.Src)
	p.words, p.y = nil, margin
}

// keep turns the page where less than so much of it is left.
func (p *paper) keep(height int) {
	if p.y+height > pageHeight-margin-lineStep {
		p.turn()
	}
}

// put writes words from x on, on the line at y.
func (p *paper) put(face font.Face, x int, what string) {
	m := face.Metrics()
	space := font.MeasureString(face, " ").Ceil()
	for _, word := range strings.Fields(what) { // a no-break space is one, too: a number's groups stay words of one line
		w := font.MeasureString(face, word).Ceil()
		d := font.Drawer{Dst: p.img, Src: image.NewUniform(color.Black), Face: face, Dot: fixed.P(x, p.y+m.Ascent.Ceil())}
		d.DrawString(word)
		p.words = append(p.words, bordereau.Word{Text: word, Box: bordereau.Box{X: x, Y: p.y, W: w, H: m.Ascent.Ceil() + m.Descent.Ceil()}, Confidence: 1, Line: p.line})
		x += w + space
	}
	p.line++
}

// broken divides a text into lines that fit a width.
func broken(face font.Face, what string, width int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(what) {
		if longer := strings.TrimSpace(line + " " + word); line == "" || font.MeasureString(face, longer).Ceil() <= width {
			line = longer
			continue
		}
		lines, line = append(lines, line), word
	}
	return append(lines, line)
}

func (p *paper) paragraph(what string) {
	for _, line := range broken(p.regular, what, pageWidth-2*margin) {
		p.keep(lineStep)
		p.put(p.regular, margin, line)
		p.y += lineStep
	}
}

// table draws a section's rows under its heads, which are drawn again on a new page.
func (p *paper) table(s Section, lang string) {
	widths := p.widths(s, lang)
	heads := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		heads[i] = c.Title
	}
	p.row(p.bold, s.Columns, widths, heads)
	p.rule()
	write := func(face font.Face, row []Cell) {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = c.Written(lang)
		}
		if p.y+2*lineStep > pageHeight-margin-lineStep {
			p.turn()
			p.row(p.bold, s.Columns, widths, heads)
			p.rule()
		}
		p.row(face, s.Columns, widths, cells)
	}
	for _, row := range s.Rows {
		write(p.regular, row)
	}
	if s.Total != nil {
		p.rule()
		write(p.bold, s.Total)
	}
	p.y += lineStep
}

// widths share the line among columns, by the longest of their cells.
func (p *paper) widths(s Section, lang string) []int {
	widths, sum := make([]int, len(s.Columns)), 0
	for i, c := range s.Columns {
		for _, word := range strings.Fields(c.Title) { // a head may be broken between words
			widths[i] = max(widths[i], font.MeasureString(p.bold, word).Ceil())
		}
		for _, row := range append(append([][]Cell{}, s.Rows...), s.Total) {
			if i < len(row) {
				widths[i] = max(widths[i], min(font.MeasureString(p.bold, row[i].Written(lang)).Ceil(), pageWidth/3))
			}
		}
		widths[i] += gutter
		sum += widths[i]
	}
	for room, i := pageWidth-2*margin, 0; sum > room && i < len(widths); i++ {
		widths[i] = widths[i] * room / sum
	}
	return widths
}

// row draws cells; numbers stand to the right of their column.
func (p *paper) row(face font.Face, columns []Column, widths []int, cells []string) {
	top, deepest := p.y, 1
	x := margin
	for i, cell := range cells {
		room := widths[i] - gutter
		lines := broken(face, cell, room)
		deepest = max(deepest, len(lines))
		for n, line := range lines {
			p.y = top + n*lineStep
			at := x
			if columns[i].Kind != Text {
				at = max(x, x+room-font.MeasureString(face, line).Ceil())
			}
			p.put(face, at, line)
		}
		x += widths[i]
	}
	p.y = top + deepest*lineStep
}

func (p *paper) rule() {
	for x := margin; x < pageWidth-margin; x++ {
		p.img.SetGray(x, p.y, color.Gray{Y: 120})
	}
	p.y += 6
}
