package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"bordereau"
)

// pdfcpu's configuration belongs to the whole process: without a folder, once.
var configure = sync.OnceFunc(api.DisableConfigDir)

// ErrNotParsed says that pdfcpu refused a file. It says nothing about the file:
// a program that is more lenient may still show it.
var ErrNotParsed = errors.New("pdfcpu does not read this file")

// ErrPassword says that a file cannot be opened without its password.
var ErrPassword = errors.New("protected by a password")

// Info is what a file says of itself.
type Info struct {
	Flags     []string // sorted
	Encrypted bool     // and opened with the empty password
	Pages     []PageInfo
}

// PageInfo is the geometry of a page, as displayed (crop box, after rotation).
type PageInfo struct {
	Width, Height float64 // in units of the page
	Unit          float64 // of the page, in points of 1/72 inch; 1 for nearly all
	Rotate        int     // clockwise, for display
	Fonts         bool    // it can carry text
}

// File is a parsed file. Its memory is that of the whole file and its objects.
type File struct {
	ctx    *model.Context
	budget Budget
	info   Info
	pages  []page
}

type page struct {
	dict      types.Dict
	resources types.Dict
	box       rect // what is shown
	rotate    int
	unit      float64
}

type rect struct{ x0, y0, x1, y1 float64 }

// Inspect parses a file for its Info alone.
func Inspect(data []byte) (Info, error) {
	f, err := Open(data, DefaultBudget, 0)
	if err != nil {
		return Info{}, err
	}
	return f.Info(), nil
}

// Open holds a file against the budget, then parses it. maxPages ends the walk
// over its pages one past that number; 0 is no limit. The error is TooLarge past the budget, wraps
// ErrPassword where one is needed, or ErrNotParsed.
func Open(data []byte, b Budget, maxPages int) (*File, error) {
	survey, err := Look(data, b)
	if err != nil {
		return nil, err
	}
	return Parse(data, survey, b, maxPages)
}

// Parse parses a file that was looked at.
func Parse(data []byte, survey Survey, b Budget, maxPages int) (f *File, err error) {
	configure()
	defer func() {
		if p := recover(); p != nil {
			f, err = nil, fmt.Errorf("%w: it panicked: %v", ErrNotParsed, p)
		}
	}()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode, conf.Offline, conf.DecodeAllStreams = model.ValidationRelaxed, true, false
	ctx, err := api.ReadContext(bytes.NewReader(data), conf)
	if errors.Is(err, pdfcpu.ErrWrongPassword) {
		return nil, fmt.Errorf("%w: %w", ErrPassword, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotParsed, err)
	}
	f = &File{ctx: ctx, budget: b, info: Info{Encrypted: ctx.Encrypt != nil || survey.Encrypted}}
	if err := f.walkPages(maxPages); err != nil {
		return nil, err
	}
	flags := map[string]bool{}
	for _, name := range survey.Flags {
		flags[name] = true
	}
	f.flagObjects(flags)
	for name := range flags {
		f.info.Flags = append(f.info.Flags, name)
	}
	slices.Sort(f.info.Flags)
	return f, nil
}

// Info is what the file says of itself.
func (f *File) Info() Info { return f.info }

func (f *File) dict(o types.Object) types.Dict {
	o, err := f.ctx.Dereference(o)
	if err != nil {
		return nil
	}
	switch d := o.(type) {
	case types.Dict:
		return d
	case types.StreamDict:
		return d.Dict
	}
	return nil
}

func (f *File) array(o types.Object) types.Array {
	o, err := f.ctx.Dereference(o)
	if err != nil {
		return nil
	}
	a, _ := o.(types.Array)
	return a
}

func (f *File) stream(o types.Object) *types.StreamDict {
	o, err := f.ctx.Dereference(o)
	if err != nil {
		return nil
	}
	if s, ok := o.(types.StreamDict); ok {
		return &s
	}
	return nil
}

func (f *File) name(o types.Object) string {
	o, err := f.ctx.Dereference(o)
	if err != nil {
		return ""
	}
	n, _ := o.(types.Name)
	return string(n)
}

// number is NaN for what is not one.
func (f *File) number(o types.Object) float64 {
	o, err := f.ctx.Dereference(o)
	if err != nil {
		return math.NaN()
	}
	switch v := o.(type) {
	case types.Integer:
		return float64(v)
	case types.Float:
		return float64(v)
	}
	return math.NaN()
}

func (f *File) integer(o types.Object, otherwise int) int {
	v := f.number(o)
	if math.IsNaN(v) || math.Abs(v) > 1<<31 {
		return otherwise
	}
	return int(v)
}

// inherited are the attributes a page may have from the nodes above it.
type inherited struct {
	resources   types.Dict
	media, crop types.Array
	rotate      int
}

// walkPages walks the page tree itself: the library's walks trust its counts and
// end in the stack where it is its own ancestor.
func (f *File) walkPages(most int) error {
	catalog, err := f.ctx.Catalog()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotParsed, err)
	}
	above := map[int]bool{}
	visits := 0
	var walk func(o types.Object, in inherited, depth int) error
	walk = func(o types.Object, in inherited, depth int) error {
		if depth > f.budget.Depth {
			return tooLarge("depth of the page tree")
		}
		if visits++; visits > f.budget.Objects {
			return tooLarge("objects")
		}
		if ref, ok := o.(types.IndirectRef); ok {
			n := int(ref.ObjectNumber)
			if above[n] {
				return nil // its own ancestor: nothing new below
			}
			above[n] = true
			defer delete(above, n)
		}
		d := f.dict(o)
		if d == nil {
			return nil
		}
		if r := f.dict(d["Resources"]); r != nil {
			in.resources = r
		}
		if a := f.array(d["MediaBox"]); a != nil {
			in.media = a
		}
		if a := f.array(d["CropBox"]); a != nil {
			in.crop = a
		}
		in.rotate = f.integer(d["Rotate"], in.rotate)
		if kids := f.array(d["Kids"]); kids != nil && f.name(d["Type"]) != "Page" {
			for _, kid := range kids {
				if most > 0 && len(f.pages) > most {
					return nil
				}
				if err := walk(kid, in, depth+1); err != nil {
					return err
				}
			}
			return nil
		}
		return f.addPage(d, in)
	}
	if err := walk(catalog["Pages"], inherited{}, 1); err != nil {
		return err
	}
	if len(f.pages) == 0 {
		return fmt.Errorf("%w: no pages", ErrNotParsed)
	}
	return nil
}

// maxSide is the largest side of a page (ISO 32000-1 annex C).
const maxSide = 14_400

func (f *File) addPage(d types.Dict, in inherited) error {
	p := page{dict: d, resources: in.resources, rotate: ((in.rotate/90*90)%360 + 360) % 360, unit: 1}
	if u := f.number(d["UserUnit"]); u > 0 {
		p.unit = u
	}
	media, ok := f.rect(in.media)
	if in.media == nil {
		media, ok = rect{0, 0, 612, 792}, true // what readers assume
	}
	if !ok || media.x1-media.x0 < 1 || media.y1-media.y0 < 1 {
		return bordereau.Errorf(bordereau.Unreadable, "La page %d du PDF n'a pas de dimensions : le fichier est endommagé ; imprimez-le dans un nouveau PDF, ou numérisez-le.", len(f.pages)+1)
	}
	p.box = media
	if crop, ok := f.rect(in.crop); ok {
		c := rect{max(media.x0, crop.x0), max(media.y0, crop.y0), min(media.x1, crop.x1), min(media.y1, crop.y1)}
		if c.x1-c.x0 >= 1 && c.y1-c.y0 >= 1 {
			p.box = c
		}
	}
	w, h := p.box.x1-p.box.x0, p.box.y1-p.box.y0
	if w*p.unit > maxSide || h*p.unit > maxSide || media.x1-media.x0 > maxSide || media.y1-media.y0 > maxSide {
		return bordereau.Errorf(bordereau.TooLarge, "La page %d du PDF dépasse cinq mètres ; imprimez-le dans un nouveau PDF.", len(f.pages)+1)
	}
	if p.rotate%180 == 90 {
		w, h = h, w
	}
	f.pages = append(f.pages, p)
	f.info.Pages = append(f.info.Pages, PageInfo{Width: w, Height: h, Unit: p.unit, Rotate: p.rotate, Fonts: f.fonts(p.resources, 0)})
	return nil
}

func (f *File) rect(a types.Array) (rect, bool) {
	if len(a) != 4 {
		return rect{}, false
	}
	var v [4]float64
	for i := range v {
		if v[i] = f.number(a[i]); math.IsNaN(v[i]) || math.IsInf(v[i], 0) {
			return rect{}, false
		}
	}
	return rect{min(v[0], v[2]), min(v[1], v[3]), max(v[0], v[2]), max(v[1], v[3])}, true
}

// fonts says whether anything under these resources has a font.
func (f *File) fonts(res types.Dict, depth int) bool {
	if res == nil || depth > 4 {
		return depth > 4
	}
	if len(f.dict(res["Font"])) > 0 {
		return true
	}
	for _, o := range f.dict(res["XObject"]) {
		d := f.dict(o)
		if f.name(d["Subtype"]) == "Form" && f.fonts(f.dict(d["Resources"]), depth+1) {
			return true
		}
	}
	return false
}

// flagObjects adds the flags of the objects that were parsed: those of an encrypted
// file's object streams cannot be seen from outside.
func (f *File) flagObjects(flags map[string]bool) {
	budget := 4 * f.budget.Objects
	var visit func(o types.Object, depth int)
	visit = func(o types.Object, depth int) {
		if budget--; budget < 0 || depth > f.budget.Nesting {
			return
		}
		switch v := o.(type) {
		case types.Name:
			if flag := flagOf[string(v)]; flag != "" {
				flags[flag] = true
			}
		case types.Dict:
			for key, val := range v {
				visit(types.Name(key), depth+1)
				visit(val, depth+1)
			}
		case types.StreamDict:
			visit(v.Dict, depth+1)
		case types.Array:
			for _, val := range v {
				visit(val, depth+1)
			}
		}
	}
	for _, e := range f.ctx.Table {
		if e != nil && !e.Free {
			visit(e.Object, 0)
		}
	}
}
