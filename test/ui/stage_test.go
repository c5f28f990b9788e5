//go:build ui

package ui

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"image/jpeg"
	"maps"
	"slices"
	"strings"
	"sync"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/specimen"
)

// sheet is a drawn page as the desk keeps it.
type sheet struct {
	jpeg          []byte
	width, height int
	words         []bordereau.Word
}

// prop is a paper of the stage: its picture, and what was understood of it.
type prop struct {
	sheets []sheet
	values bordereau.Understanding
	apart  bool // the machine takes each sheet for a document of its own
}

// stage is a reader that knows every paper it is given, so that the pages are tested
// with real pictures and without recognising anything.
type stage struct {
	mu    sync.Mutex
	props map[string]prop // by digest of the file
	made  int
}

func newStage() *stage { return &stage{props: map[string]prop{}} }

// file makes a file of a prop: its bytes only have to be its own.
func (s *stage) file(p prop) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	data := fmt.Appendf(nil, "\x89PNG\r\n\x1a\n%08d", s.made)
	s.props[digest(data)] = p
	return data
}

func digest(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }

type session struct {
	prop   prop
	digest string
}

func (s *stage) Open(_ context.Context, data []byte, _ bool) (desk.ReadingSession, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := digest(data)
	p, ok := s.props[key]
	if !ok {
		return nil, bordereau.Errorf(bordereau.Unreadable, "Ce fichier n'est pas de cette scène.")
	}
	return session{p, key}, nil
}

func (s session) Read(_ context.Context, pages ...int) (bordereau.Reading, error) {
	r := bordereau.Reading{Format: "png", Engine: bordereau.Engine{Name: "stage", Version: s.digest}}
	for i, sh := range s.prop.sheets {
		if len(pages) == 0 || slices.Contains(pages, i+1) {
			r.Pages = append(r.Pages, bordereau.Page{Number: i + 1, Width: sh.width, Height: sh.height, DPI: dpi, Words: sh.words})
		}
	}
	return r, nil
}

func (session) Zone(context.Context, int, bordereau.Box, string) ([]bordereau.Word, error) {
	return nil, nil
}

func (s session) Image(_ context.Context, page, _ int) ([]byte, int, int, error) {
	sh := s.prop.sheets[page-1]
	return sh.jpeg, sh.width, sh.height, nil
}

func (s session) SearchablePDF(context.Context, bordereau.Reading) ([]byte, error) {
	return []byte("%PDF-1.7\n" + s.digest), nil
}

func (session) Close() error { return nil }

func (s *stage) understand(_ context.Context, r bordereau.Reading, _ desk.Zones) (bordereau.Understanding, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.props[r.Engine.Version].values
	u.Fields = slices.Clone(u.Fields)
	return u, nil
}

func (s *stage) divide(_ context.Context, r bordereau.Reading, _ desk.Zones) (d bordereau.Division, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.props[r.Engine.Version]; p.apart {
		for _, page := range r.Pages {
			d.Parts = append(d.Parts, bordereau.Part{Pages: []bordereau.PartPage{{Number: page.Number, Role: bordereau.Front}}})
		}
	}
	return d, nil
}

const dpi = 150

// drawn draws a specimen and makes a prop of it: the values that are printed on it, the
// places where they stand, and the proofs of a paper on which all is right.
func drawn(spec specimen.Spec) (prop, error) {
	spec.DPI = dpi
	d, err := specimen.Draw(spec)
	if err != nil {
		return prop{}, err
	}
	var p prop
	for n, page := range d.Pages {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, page, &jpeg.Options{Quality: 60}); err != nil {
			return prop{}, err
		}
		sh := sheet{jpeg: b.Bytes(), width: page.Bounds().Dx(), height: page.Bounds().Dy()}
		for i, w := range strings.Fields(d.Truth.Text) {
			if n == 0 && i < 400 {
				sh.words = append(sh.words, bordereau.Word{Text: w, Confidence: 0.95, Line: i / 8,
					Box: bordereau.Box{X: 40 + i%8*sh.width/9, Y: 30 + i/8*24, W: sh.width / 10, H: 18}})
			}
		}
		p.sheets = append(p.sheets, sh)
	}
	p.values = bordereau.Understanding{Type: d.Truth.Type, TypeConfidence: 0.99, TypeProved: true, Spec: "stage@1", Checks: []bordereau.Check{}}
	for i, name := range slices.Sorted(maps.Keys(d.Truth.Fields)) {
		f := bordereau.Field{Name: name, Value: d.Truth.Fields[name], Raw: d.Truth.Fields[name], Page: 1, Confidence: 0.97}
		if a, ok := d.Truth.Areas[name]; ok {
			f.Page, f.Box = a.Page, pixels(a)
		} else if len(d.Truth.Areas) == 0 {
			f.Box = bordereau.Box{X: 120, Y: 120 + i*40, W: 320, H: 30}
		}
		proofs(&f)
		p.values.Fields = append(p.values.Fields, f)
	}
	if a := p.values.Field("amount"); a != nil && a.Box.Empty() {
		if area, ok := d.Truth.Areas["amount_figures"]; ok {
			a.Page, a.Box = area.Page, pixels(area)
		}
	}
	return p, nil
}

func pixels(a specimen.Area) bordereau.Box {
	mm := func(v float64) int { return int(v * dpi / 25.4) }
	return bordereau.Box{X: mm(a.X), Y: mm(a.Y), W: mm(a.W), H: mm(a.H)}
}

// proofs gives a field what proves such a field where all is right.
func proofs(f *bordereau.Field) {
	f.Prove(bordereau.ProofCheckDigit, "la clé convient")
	f.Prove(bordereau.ProofAgreement, "deux endroits du document disent la même chose")
	f.Prove(bordereau.ProofDossier, "le dossier du client dit la même chose")
}

// doubt takes the proofs from a field; what the machine reads of it may be wrong.
func (p *prop) doubt(name, reads string) {
	f := p.values.Field(name)
	if f == nil {
		p.values.Fields = append(p.values.Fields, bordereau.Field{Name: name, Page: 1})
		f = &p.values.Fields[len(p.values.Fields)-1]
	}
	f.Proofs, f.Confidence = nil, 0.71
	if reads != "" {
		f.Value, f.Raw = reads, reads
	}
}
