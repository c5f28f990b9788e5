package archive

import (
	"encoding/xml"
	"fmt"
	"strconv"

	"bordereau"
)

// ALTO is a reading as ALTO 4 (Library of Congress, Analyzed Layout and Text
// Object): pages, blocks, lines and words with their boxes in pixels.
func ALTO(r bordereau.Reading, fileName, sha256hex string) ([]byte, error) {
	doc := altoDocument{
		XMLNS: "http://www.loc.gov/standards/alto/ns-v4#", XSI: "http://www.w3.org/2001/XMLSchema-instance",
		Schema: "http://www.loc.gov/standards/alto/ns-v4# http://www.loc.gov/standards/alto/v4/alto-4-4.xsd",
		Description: altoDescription{
			Unit:   "pixel",
			Source: altoSource{FileName: xmlText(fileName), Identifier: altoIdentifier{"sha256:" + sha256hex}},
			Processing: altoProcessing{ID: "OCR_1", Software: altoSoftware{Name: r.Engine.Name, Version: r.Engine.Version,
				Description: modelNames(r.Engine.Models)}},
		},
	}
	for _, p := range r.Pages {
		doc.Pages = append(doc.Pages, altoPageOf(p))
	}
	body, err := xml.MarshalIndent(doc, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write ALTO: %w", err)
	}
	return append([]byte(xml.Header), body...), nil
}

func altoPageOf(p bordereau.Page) altoPage {
	n := strconv.Itoa(p.Number)
	page := altoPage{ID: "P" + n, Number: p.Number, Width: p.Width, Height: p.Height,
		Space: altoSpace{altoBox: altoBox{0, 0, p.Width, p.Height}, ID: "S" + n}}
	var block *altoBlock
	var line *altoLine
	var boxB, boxL bordereau.Box
	for i, w := range p.Words {
		prev := bordereau.Word{Block: -1, Line: -1}
		if i > 0 {
			prev = p.Words[i-1]
		}
		if block == nil || w.Block != prev.Block {
			page.Space.Blocks = append(page.Space.Blocks, altoBlock{ID: fmt.Sprintf("P%s_B%d", n, len(page.Space.Blocks)+1)})
			block, line, boxB = &page.Space.Blocks[len(page.Space.Blocks)-1], nil, bordereau.Box{}
		}
		if line == nil || w.Line != prev.Line {
			block.Lines = append(block.Lines, altoLine{ID: fmt.Sprintf("%s_L%d", block.ID, len(block.Lines)+1)})
			line, boxL = &block.Lines[len(block.Lines)-1], bordereau.Box{}
		}
		boxL, boxB = boxL.Union(w.Box), boxB.Union(w.Box)
		line.altoBox, block.altoBox = altoBoxOf(boxL), altoBoxOf(boxB)
		line.Words = append(line.Words, altoWord{altoBox: altoBoxOf(w.Box), Content: xmlText(w.Text),
			Confidence: strconv.FormatFloat(min(max(w.Confidence, 0), 1), 'f', 3, 64)})
	}
	return page
}

func altoBoxOf(b bordereau.Box) altoBox { return altoBox{b.X, b.Y, b.W, b.H} }

func modelNames(models []bordereau.Model) string {
	s := ""
	for i, m := range models {
		if i > 0 {
			s += ", "
		}
		s += m.Name + " " + m.SHA256
	}
	return s
}

// xmlText leaves out what XML 1.0 §2.2 does not allow; the encoder escapes the rest.
func xmlText(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if r == '\t' || r == '\n' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r < 0xFFFE || r >= 0x10000 {
			out = append(out, r)
		}
	}
	return string(out)
}

type altoDocument struct {
	XMLName     xml.Name        `xml:"alto"`
	XMLNS       string          `xml:"xmlns,attr"`
	XSI         string          `xml:"xmlns:xsi,attr"`
	Schema      string          `xml:"xsi:schemaLocation,attr"`
	Description altoDescription `xml:"Description"`
	Pages       []altoPage      `xml:"Layout>Page"`
}

type altoDescription struct {
	Unit       string         `xml:"MeasurementUnit"`
	Source     altoSource     `xml:"sourceImageInformation"`
	Processing altoProcessing `xml:"Processing"`
}

type altoSource struct {
	FileName   string         `xml:"fileName"`
	Identifier altoIdentifier `xml:"fileIdentifier"`
}

type altoIdentifier struct {
	Value string `xml:",chardata"`
}

type altoProcessing struct {
	ID       string       `xml:"ID,attr"`
	Software altoSoftware `xml:"processingSoftware"`
}

type altoSoftware struct {
	Name        string `xml:"softwareName"`
	Version     string `xml:"softwareVersion"`
	Description string `xml:"applicationDescription"`
}

type altoBox struct {
	X int `xml:"HPOS,attr"`
	Y int `xml:"VPOS,attr"`
	W int `xml:"WIDTH,attr"`
	H int `xml:"HEIGHT,attr"`
}

type altoPage struct {
	ID     string    `xml:"ID,attr"`
	Number int       `xml:"PHYSICAL_IMG_NR,attr"`
	Width  int       `xml:"WIDTH,attr"`
	Height int       `xml:"HEIGHT,attr"`
	Space  altoSpace `xml:"PrintSpace"`
}

type altoSpace struct {
	altoBox
	ID     string      `xml:"ID,attr"`
	Blocks []altoBlock `xml:"TextBlock"`
}

type altoBlock struct {
	altoBox
	ID    string     `xml:"ID,attr"`
	Lines []altoLine `xml:"TextLine"`
}

type altoLine struct {
	altoBox
	ID    string     `xml:"ID,attr"`
	Words []altoWord `xml:"String"`
}

type altoWord struct {
	altoBox
	Content    string `xml:"CONTENT,attr"`
	Confidence string `xml:"WC,attr"`
}
