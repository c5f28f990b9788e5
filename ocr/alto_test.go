package ocr

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bordereau"
)

// parsed is what any reader of ALTO would take out.
type parsed struct {
	XMLName xml.Name `xml:"http://www.loc.gov/standards/alto/ns-v4# alto"`
	Pages   []struct {
		Width  int `xml:"WIDTH,attr"`
		Height int `xml:"HEIGHT,attr"`
		Words  []struct {
			ID      string `xml:"ID,attr"`
			Content string `xml:"CONTENT,attr"`
			X       int    `xml:"HPOS,attr"`
			Y       int    `xml:"VPOS,attr"`
			W       int    `xml:"WIDTH,attr"`
			H       int    `xml:"HEIGHT,attr"`
		} `xml:"PrintSpace>TextBlock>TextLine>String"`
	} `xml:"Layout>Page"`
}

func TestALTOKeepsEveryWordAndBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		page := bordereau.Page{Number: 1, Width: 2480, Height: 3508}
		n := rapid.IntRange(0, 12).Draw(t, "words")
		block, line := 1, 1
		for range n {
			if rapid.Bool().Draw(t, "new line") {
				line++
			}
			if rapid.IntRange(0, 4).Draw(t, "new block") == 0 {
				block++
			}
			page.Words = append(page.Words, bordereau.Word{
				Text:       rapid.StringMatching(`[a-zA-Zéà0-9<>&"'/(){}=;]{1,12}`).Draw(t, "text"),
				Box:        bordereau.Box{X: rapid.IntRange(0, 2000).Draw(t, "x"), Y: rapid.IntRange(0, 3000).Draw(t, "y"), W: rapid.IntRange(1, 400).Draw(t, "w"), H: rapid.IntRange(1, 90).Draw(t, "h")},
				Confidence: 0.5, Block: block, Line: line,
			})
		}
		var b bytes.Buffer
		r := bordereau.Reading{Pages: []bordereau.Page{page}, Engine: bordereau.Engine{Name: "tesseract", Version: "5", Models: []bordereau.Model{{Name: "fra", SHA256: "00"}}}}
		if err := ALTO(&b, r, ALTOMeta{FileName: "<lettre>.pdf", SHA256: "ab", At: time.Unix(0, 0)}); err != nil {
			t.Fatal(err)
		}
		var got parsed
		if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatalf("%v in\n%s", err, b.String())
		}
		if len(got.Pages) != 1 || len(got.Pages[0].Words) != n {
			t.Fatalf("%d words became\n%s", n, b.String())
		}
		ids := map[string]bool{}
		for i, w := range got.Pages[0].Words {
			want := page.Words[i]
			if w.Content != want.Text || (bordereau.Box{X: w.X, Y: w.Y, W: w.W, H: w.H}) != want.Box || ids[w.ID] {
				t.Fatalf("word %d is %+v, not %+v", i, w, want)
			}
			ids[w.ID] = true
		}
	})
}

func TestALTOOfHostileText(t *testing.T) {
	page := bordereau.Page{Number: 1, Width: 10, Height: 10, Words: []bordereau.Word{
		{Text: "<script>alert(1)</script>\x00\x1b\ufffe", Box: bordereau.Box{W: 3, H: 3}, Block: 1, Line: 1}}}
	var b bytes.Buffer
	if err := ALTO(&b, bordereau.Reading{Pages: []bordereau.Page{page}}, ALTOMeta{}); err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(&b)
	elements := 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := tok.(xml.StartElement); ok {
			if elements++; e.Name.Local == "script" {
				t.Fatal("text became markup")
			}
		}
	}
	if elements == 0 {
		t.Fatal("nothing was written")
	}
}

func TestKeyDependsOnEverything(t *testing.T) {
	seen := map[string]string{}
	engine := func(v, m string) bordereau.Engine {
		return bordereau.Engine{Name: "tesseract", Version: v, Models: []bordereau.Model{{Name: "fra", SHA256: m}}}
	}
	for i, c := range []struct {
		input   string
		engine  bordereau.Engine
		options any
	}{
		{"a", engine("1", "x"), nil}, {"b", engine("1", "x"), nil}, {"a", engine("2", "x"), nil},
		{"a", engine("1", "y"), nil}, {"a", engine("1", "x"), map[string]int{"dpi": 150}},
	} {
		k, err := Key(c.input, c.engine, c.options)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Key(c.input, c.engine, c.options)
		if err != nil || again != k || len(k) != 64 {
			t.Fatalf("key %q, again %q, %v", k, again, err)
		}
		if other, dup := seen[k]; dup {
			t.Fatalf("case %d has the key of case %s", i, other)
		}
		seen[k] = strconv.Itoa(i)
	}
}
