package house

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bordereau"
	"bordereau/dossier"
)

// What types of dossier may ask of a document is what its specification reads: no field
// is named that nothing puts, and none that is put is left out.
func TestDossiersAskForWhatIsRead(t *testing.T) {
	all := sources(t, token.NewFileSet())
	texts, puts, uses := map[string][]string{}, map[string][]string{}, map[string][]string{}
	rooms := map[string][]string{} // by the name of a type's constant
	for _, s := range all {
		for _, i := range s.file.Imports {
			if path, err := strconv.Unquote(i.Path.Value); err == nil && strings.HasPrefix(path, "bordereau/classify/") {
				uses[s.room] = append(uses[s.room], strings.TrimPrefix(path, "bordereau/"))
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			puts[s.room] = append(puts[s.room], fieldNames(n)...)
			switch n := n.(type) {
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
					texts[s.room] = append(texts[s.room], text)
				}
			case *ast.KeyValueExpr:
				key, named := n.Key.(*ast.Ident)
				value, selected := n.Value.(*ast.SelectorExpr)
				if named && selected && key.Name == "Type" && strings.HasPrefix(s.room, "classify/") {
					rooms[value.Sel.Name] = append(rooms[value.Sel.Name], s.room)
				}
			}
			return true
		})
	}
	seen := 0
	for name, value := range typeConstants(all) {
		read := dossier.FieldsOf(value)
		for _, room := range rooms[name] {
			seen++
			known := slices.Clone(texts[room])
			for _, other := range uses[room] {
				known = append(known, texts[other]...)
			}
			for _, f := range read {
				if !slices.Contains(known, f) && !slices.Contains(known, strings.TrimPrefix(f, "lines.")) {
					t.Errorf("%s: dossiers may ask for %q, which %s does not read", value, f, room)
				}
			}
			for _, f := range puts[room] {
				if !slices.Contains(read, f) && !slices.Contains(read, "lines."+f) {
					t.Errorf("%s: %s reads %q, which no dossier may ask for: add it to dossier/fields.go", value, room, f)
				}
			}
		}
	}
	if seen < 25 {
		t.Errorf("only %d specifications were found: has their form changed?", seen)
	}
}

// typeConstants are the types of documents by the name of their constant.
func typeConstants(all []source) map[string]bordereau.Type {
	out := map[string]bordereau.Type{}
	for _, s := range all {
		if s.room != "" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Names) == 1 && len(spec.Values) == 1 {
				if lit, ok := spec.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if text, err := strconv.Unquote(lit.Value); err == nil && bordereau.Type(text).Known() {
						out[spec.Names[0].Name] = bordereau.Type(text)
					}
				}
			}
			return true
		})
	}
	return out
}
