package script

import "testing"

func TestSkeletonsAreWays(t *testing.T) {
	const face = `<svg><defs><font id="f" horiz-adv-x="400"><font-face units-per-em="1000"/>
<glyph unicode="I" horiz-adv-x="250" d="M 100 0 L 100 700"/>
<glyph unicode="T" d="M0 700L500 700M250 700 L 250 0"/>
<glyph unicode="fi" d="M 0 0 L 1 1"/>
<glyph unicode="&#x3a9;" d="M 0 0 C 1 1"/>
</font></defs></svg>`
	s, err := skeleton("f", []byte(face))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Glyphs) != 2 {
		t.Fatalf("%d glyphs", len(s.Glyphs))
	}
	i, tee := s.Glyphs['I'], s.Glyphs['T']
	if i.Advance != .25 || len(i.Lines) != 1 || i.Lines[0][1] != [2]float64{.1, .7} {
		t.Errorf("I is %+v", i)
	}
	if tee.Advance != .4 || len(tee.Lines) != 2 || len(tee.Lines[1]) != 2 {
		t.Errorf("T is %+v", tee)
	}
	for _, bad := range []string{`<svg>`, `<svg><defs><font/></defs></svg>`,
		`<svg><defs><font><font-face units-per-em="9"/><glyph unicode="a" d="M 1"/></font></defs></svg>`,
		`<svg><defs><font><font-face units-per-em="9"/><glyph unicode="a" d="1 2"/></font></defs></svg>`} {
		if _, err := skeleton("bad", []byte(bad)); err == nil {
			t.Errorf("%s is a face", bad)
		}
	}
}
