package house

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"bordereau/policy"
)

// puts are the functions of specifications whose first argument is a field's name.
var puts = map[string]bool{"Take": true, "PutValue": true, "AnyIBAN": true, "Says": true, "Summed": true, "owed": true, "same": true}

// Every field that a type may put has a name for clerks, also where no drawn paper shows it.
func TestEveryFieldHasALabel(t *testing.T) {
	n := 0
	for _, s := range sources(t, token.NewFileSet()) {
		if !strings.HasPrefix(s.room, "classify") || strings.HasSuffix(s.room, "typeset") {
			continue
		}
		ast.Inspect(s.file, func(node ast.Node) bool {
			for _, name := range fieldNames(node) {
				n++
				if !policy.Labelled(name) {
					t.Errorf("%s puts the field %q, which has no label in policy/labels.go", s.room, name)
				}
			}
			return true
		})
	}
	if n < 150 {
		t.Errorf("only %d fields were found: has their form changed?", n)
	}
}

// fieldNames are the fields that a call or a literal puts by name.
func fieldNames(node ast.Node) []string {
	text := func(e ast.Expr) []string {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && s != "" {
				return []string{s}
			}
		}
		return nil
	}
	switch node := node.(type) {
	case *ast.CallExpr:
		name := ""
		switch f := node.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			name = f.Sel.Name
		}
		if puts[name] && len(node.Args) > 0 {
			return text(node.Args[0])
		}
	case *ast.CompositeLit:
		if sel, ok := node.Type.(*ast.SelectorExpr); !ok || sel.Sel.Name != "Field" {
			return nil
		}
		for _, e := range node.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if key, ok := kv.Key.(*ast.Ident); ok && key.Name == "Name" {
					return text(kv.Value)
				}
			}
		}
	}
	return nil
}
