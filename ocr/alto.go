package ocr

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"bordereau"
)

// ALTOMeta is what an ALTO file says of its source.
type ALTOMeta struct {
	FileName string
	SHA256   string
	At       time.Time // when it was read; left out when zero
}

// ALTO writes a reading as ALTO 4 (Library of Congress, namespace ns-v4#), in
// pixels of the pages as displayed. Every page, block, line and word has an id.
func ALTO(w io.Writer, r bordereau.Reading, meta ALTOMeta) error {
	doc := altoFile{
		NS:       "http://www.loc.gov/standards/alto/ns-v4#",
		XSI:      "http://www.w3.org/2001/XMLSchema-instance",
		Location: "http://www.loc.gov/standards/alto/ns-v4# http://www.loc.gov/standards/alto/v4/alto-4-4.xsd",
		Unit:     "pixel",
		Source:   altoSource{FileName: meta.FileName},
	}
	if meta.SHA256 != "" {
		doc.Source.Identifier = &altoIdentifier{"sha256:" + meta.SHA256}
	}
	step := altoProcessing{ID: "READ", Category: "contentGeneration", Settings: settings(r.Engine), Software: altoSoftware{"Bordereau", r.Engine.Name, r.Engine.Version}}
	if !meta.At.IsZero() {
		step.At = meta.At.UTC().Format(time.RFC3339)
	}
	doc.Processing = step
	for _, p := range r.Pages {
		doc.Pages = append(doc.Pages, altoPageOf(p))
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("write ALTO: %w", err)
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("write ALTO: %w", err)
	}
	return nil
}

func settings(e bordereau.Engine) string {
	var parts []string
	for _, m := range e.Models {
		parts = append(parts, m.Name+"="+m.SHA256)
	}
	return strings.Join(parts, " ")
}

func altoPageOf(p bordereau.Page) altoPage {
	id := "P" + strconv.Itoa(p.Number)
	out := altoPage{ID: id, Number: p.Number, Width: p.Width, Height: p.Height, Processing: "READ",
		Space: altoSpace{Width: p.Width, Height: p.Height}}
	var words []bordereau.Word // of the block at hand
	flush := func() {
		if len(words) > 0 {
			out.Space.Blocks = append(out.Space.Blocks, altoBlockOf(fmt.Sprintf("%s_B%d", id, len(out.Space.Blocks)+1), words))
		}
		words = nil
	}
	for _, w := range p.Words {
		if len(words) > 0 && words[0].Block != w.Block {
			flush()
		}
		words = append(words, w)
	}
	flush()
	return out
}

func altoBlockOf(id string, words []bordereau.Word) altoBlock {
	b := altoBlock{ID: id, altoBox: boxOf(words)}
	for i := 0; i < len(words); {
		end := i
		for end < len(words) && words[end].Line == words[i].Line {
			end++
		}
		l := altoLine{ID: fmt.Sprintf("%s_L%d", id, len(b.Lines)+1), altoBox: boxOf(words[i:end])}
		for j, w := range words[i:end] {
			if j > 0 {
				prev := words[i+j-1].Box
				l.Content = append(l.Content, altoSpaceBetween{Left: prev.X + prev.W, Top: prev.Y, Width: max(0, w.Box.X-prev.X-prev.W)})
			}
			l.Content = append(l.Content, altoString{
				ID: fmt.Sprintf("%s_S%d", l.ID, j+1), Text: w.Text, altoBox: boxOf([]bordereau.Word{w}),
				Confidence: strconv.FormatFloat(w.Confidence, 'f', 2, 64),
			})
		}
		b.Lines = append(b.Lines, l)
		i = end
	}
	return b
}

func boxOf(words []bordereau.Word) altoBox {
	var b bordereau.Box
	for _, w := range words {
		b = b.Union(w.Box)
	}
	return altoBox{b.X, b.Y, b.W, b.H}
}

type altoFile struct {
	XMLName    xml.Name       `xml:"alto"`
	NS         string         `xml:"xmlns,attr"`
	XSI        string         `xml:"xmlns:xsi,attr"`
	Location   string         `xml:"xsi:schemaLocation,attr"`
	Unit       string         `xml:"Description>MeasurementUnit"`
	Source     altoSource     `xml:"Description>sourceImageInformation"`
	Processing altoProcessing `xml:"Description>Processing"`
	Pages      []altoPage     `xml:"Layout>Page"`
}

type altoSource struct {
	FileName   string          `xml:"fileName,omitempty"`
	Identifier *altoIdentifier `xml:"fileIdentifier"`
}

type altoIdentifier struct {
	Value string `xml:",chardata"`
}

type altoProcessing struct {
	ID       string       `xml:"ID,attr"`
	Category string       `xml:"processingCategory"`
	At       string       `xml:"processingDateTime,omitempty"`
	Settings string       `xml:"processingStepSettings,omitempty"`
	Software altoSoftware `xml:"processingSoftware"`
}

type altoSoftware struct {
	Creator string `xml:"softwareCreator"`
	Name    string `xml:"softwareName"`
	Version string `xml:"softwareVersion"`
}

type altoBox struct {
	Left   int `xml:"HPOS,attr"`
	Top    int `xml:"VPOS,attr"`
	Width  int `xml:"WIDTH,attr"`
	Height int `xml:"HEIGHT,attr"`
}

type altoPage struct {
	ID         string    `xml:"ID,attr"`
	Number     int       `xml:"PHYSICAL_IMG_NR,attr"`
	Height     int       `xml:"HEIGHT,attr"`
	Width      int       `xml:"WIDTH,attr"`
	Processing string    `xml:"PROCESSINGREFS,attr"`
	Space      altoSpace `xml:"PrintSpace"`
}

type altoSpace struct {
	Left   int         `xml:"HPOS,attr"`
	Top    int         `xml:"VPOS,attr"`
	Width  int         `xml:"WIDTH,attr"`
	Height int         `xml:"HEIGHT,attr"`
	Blocks []altoBlock `xml:"TextBlock"`
}

type altoBlock struct {
	ID string `xml:"ID,attr"`
	altoBox
	Lines []altoLine `xml:"TextLine"`
}

type altoLine struct {
	ID string `xml:"ID,attr"`
	altoBox
	Content []any
}

type altoString struct {
	XMLName xml.Name `xml:"String"`
	ID      string   `xml:"ID,attr"`
	altoBox
	Text       string `xml:"CONTENT,attr"`
	Confidence string `xml:"WC,attr"`
}

type altoSpaceBetween struct {
	XMLName xml.Name `xml:"SP"`
	Left    int      `xml:"HPOS,attr"`
	Top     int      `xml:"VPOS,attr"`
	Width   int      `xml:"WIDTH,attr"`
}
