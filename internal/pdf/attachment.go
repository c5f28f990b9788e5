package pdf

import (
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// mostLookedAt bounds how many objects are looked at for a file within the file.
const mostLookedAt = 100_000

// Attachment is the first file within the file that has one of the names, whatever their
// case, unpacked to at most limit bytes; false where there is none, or it is larger. Files
// that are encrypted are not looked into.
func (f *File) Attachment(limit int64, names ...string) ([]byte, bool) {
	if f.info.Encrypted {
		return nil, false
	}
	numbers := make([]int, 0, len(f.ctx.Table))
	for n, e := range f.ctx.Table {
		if e != nil && !e.Free {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	for _, n := range numbers[:min(len(numbers), mostLookedAt)] {
		d, ok := f.ctx.Table[n].Object.(types.Dict)
		if !ok {
			continue
		}
		ef := f.dict(d["EF"])
		if ef == nil || !slices.ContainsFunc(names, func(name string) bool {
			return strings.EqualFold(name, f.text(d["F"])) || strings.EqualFold(name, f.text(d["UF"]))
		}) {
			continue
		}
		s := f.stream(ef["F"])
		if s == nil {
			s = f.stream(ef["UF"])
		}
		if s == nil {
			continue
		}
		var filters []string
		for _, x := range s.FilterPipeline {
			filters = append(filters, x.Name)
		}
		if out, all, err := f.budget.unpack(s.Raw, filters, limit); err == nil && all {
			return out, true
		}
	}
	return nil, false
}

// text is a string object as it is written, for names in plain letters; "" for what is none.
func (f *File) text(o types.Object) string {
	o, err := f.ctx.Dereference(o)
	if err != nil {
		return ""
	}
	var s string
	switch v := o.(type) {
	case types.StringLiteral:
		s, err = types.StringLiteralToString(v)
	case types.HexLiteral:
		s, err = types.HexLiteralToString(v)
	}
	if err != nil {
		return ""
	}
	return s
}
