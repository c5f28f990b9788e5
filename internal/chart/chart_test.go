package chart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var frame = Frame{ID: "c1", Title: `Débit & <b>"stock"</b>`, Desc: "Vingt <script>"}

func percent(v float64) string { return fmt.Sprintf("%.0f %%", 100*v) }

func charts(values []float64) map[string]template.HTML {
	labels := make([]string, len(values))
	for i := range labels {
		labels[i] = fmt.Sprintf("<%d>", i)
	}
	series := []Series{{"Reçus <i>", values}, {"Faits", values}}
	return map[string]template.HTML{
		"columns": Columns(frame, labels, series), "stacked": Stacked(frame, labels, series),
		"shares":      Shares(frame, labels, values, percent),
		"calibration": Calibration(frame, []Point{{0.5, 0.4, 0.2, 0.7}, {0.97, 1, 0.8, 1}}, "annoncé", "constaté", percent),
	}
}

// A chart is whole XML, says what it is, names nothing but classes for its looks, and
// lets no text become markup.
func TestAChartIsOnePictureThatSaysWhatItIs(t *testing.T) {
	for _, values := range [][]float64{nil, {0}, {0, 0.5, 1}, {3, 18, 7, 1204, 0, 12}} {
		for name, c := range charts(values) {
			d := xml.NewDecoder(strings.NewReader(string(c)))
			ids := map[string]bool{}
			for {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s: %v in %s", name, err, c)
				}
				el, ok := token.(xml.StartElement)
				if !ok {
					continue
				}
				if el.Name.Local == "script" || el.Name.Local == "b" || el.Name.Local == "i" {
					t.Errorf("%s: text became <%s>", name, el.Name.Local)
				}
				for _, a := range el.Attr {
					if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "fill" && !strings.HasPrefix(a.Value, "url(#c1-p") {
						t.Errorf("%s: %s=%q", name, a.Name.Local, a.Value)
					}
					if a.Name.Local == "id" {
						if ids[a.Value] {
							t.Errorf("%s: two parts are called %s", name, a.Value)
						}
						ids[a.Value] = true
					}
				}
			}
			for _, want := range []string{`role="img"`, `aria-labelledby="c1-t c1-d"`, "<title id=\"c1-t\">Débit &amp; &lt;b&gt;", "<desc id=\"c1-d\">Vingt &lt;script&gt;"} {
				if !strings.Contains(string(c), want) {
					t.Errorf("%s lacks %s", name, want)
				}
			}
			for _, m := range regexp.MustCompile(` (?:x|y|x1|x2|y1|y2|width|height|cx|cy)="([^"]*)"`).FindAllStringSubmatch(string(c), -1) {
				if v, err := strconv.ParseFloat(m[1], 64); err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
					t.Errorf("%s: %s", name, m[0])
				}
			}
		}
	}
}

// A bar is as high as its value says.
func TestBarsHaveTheirHeight(t *testing.T) {
	c := string(Columns(frame, []string{"a", "b"}, []Series{{"n", []float64{50, 100}}}))
	heights := regexp.MustCompile(`height="([\d.]+)" fill="url\(#c1-p0\)" class="chart-edge"`).FindAllStringSubmatch(c, -1)
	if len(heights) != 3 { // the legend's, and two bars
		t.Fatal(heights)
	}
	a, _ := strconv.ParseFloat(heights[0][1], 64)
	b, _ := strconv.ParseFloat(heights[1][1], 64)
	if math.Abs(b-2*a) > 0.2 || math.Abs(b-plotH) > 0.2 {
		t.Error(a, b)
	}
}

func TestAnAxisEndsRound(t *testing.T) {
	for most, want := range map[float64][2]float64{0: {4, 1}, 1: {1, 1}, 3: {3, 1}, 18: {20, 5}, 99: {100, 25}, 1204: {1500, 500}, 100: {100, 25}} {
		if end, step := scale(most); end != want[0] || step != want[1] || end < most {
			t.Errorf("%v ends at %v by %v, want %v", most, end, step, want)
		}
	}
}
