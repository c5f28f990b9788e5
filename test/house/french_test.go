package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bordereau/internal/testkit"
)

// operators are the places whose messages end in a terminal or in the log of a
// start. Everywhere else a message is for a clerk or a branch.
var operators = []string{"cmd", "demo", "test", "internal/courier", "internal/specimen", "internal/testkit",
	"dossier/kind.go", "dossier/validate.go", "dossier/registry.go", "dossier/validfields.go", "check/law/law.go", "dossier/condition.go", "dossier/example.go", "dossier/retention.go", "policy/policy.go"}

// sinks are the fields that people read.
var sinks = []string{"Message", "Sentence", "ReasonText"}

// source is one file of ours without its tests.
type source struct {
	room string
	file *ast.File
}

// What people read is French: no message that is written into an Error, a reason
// or a document holds English, however many constructors it passes on its way.
func TestPeopleAreSpokenToInFrench(t *testing.T) {
	set := token.NewFileSet()
	all := sources(t, set)
	texts := constants(all)
	// A constructor is a function, closure or method that hands one of its own
	// parameters to a sink or to another constructor; by room and name, with the
	// parameter's place.
	constructors := map[string]int{}
	for grown := true; grown; {
		grown = false
		for _, s := range all {
			functions(s.file, func(name string, params []string, body *ast.BlockStmt) {
				messages(s, body, constructors, func(e ast.Expr) {
					if call, ok := e.(*ast.CallExpr); ok && callee(s, call) == "fmt.Sprintf" {
						e = call.Args[0]
					}
					id, ok := e.(*ast.Ident)
					if !ok {
						return
					}
					key := s.room + "." + name
					if i := slices.Index(params, id.Name); i >= 0 {
						if _, known := constructors[key]; !known {
							constructors[key], grown = i, true
						}
					}
				})
			})
		}
	}
	found := 0
	for _, s := range all {
		messages(s, s.file, constructors, func(e ast.Expr) {
			text := literal(s.room, e, texts)
			if !strings.Contains(text, " ") {
				return // a field's name
			}
			found++
			at := set.Position(e.Pos())
			file := path.Join(s.room, filepath.Base(at.Filename))
			if word := testkit.English(text); word != "" && !slices.ContainsFunc(operators, func(r string) bool { return within(file, r) }) {
				t.Errorf("%s: %q says %q", at, text, word)
			}
		})
	}
	if found < 300 {
		t.Errorf("%d messages only were found", found)
	}
}

func sources(t *testing.T, set *token.FileSet) (all []source) {
	t.Helper()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(set, p, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		room, err := filepath.Rel(root, filepath.Dir(p))
		all = append(all, source{strings.TrimPrefix(filepath.ToSlash(room), "."), f})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// messages calls use with whatever becomes a message below n.
func messages(s source, n ast.Node, constructors map[string]int, use func(ast.Expr)) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			if id, ok := n.Key.(*ast.Ident); ok && slices.Contains(sinks, id.Name) {
				use(n.Value)
			}
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if sel, ok := l.(*ast.SelectorExpr); ok && slices.Contains(sinks, sel.Sel.Name) && len(n.Lhs) == len(n.Rhs) {
					use(n.Rhs[i])
				}
			}
		case *ast.CallExpr:
			if i, ok := constructors[callee(s, n)]; ok && i < len(n.Args) {
				for _, a := range n.Args[i:] { // the format, and what is filled in
					use(a)
				}
			}
		}
		return true
	})
}

// callee names a called function by its room.
func callee(s source, call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return s.room + "." + f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			for _, imp := range s.file.Imports {
				p, err := strconv.Unquote(imp.Path.Value)
				if err == nil && path.Base(p) == x.Name {
					return strings.TrimPrefix(strings.TrimPrefix(p, module), "/") + "." + f.Sel.Name
				}
			}
		}
		return s.room + "." + f.Sel.Name // a method, of this room as a rule
	}
	return ""
}

// functions calls use with every function, method and named closure of a file.
func functions(f *ast.File, use func(name string, params []string, body *ast.BlockStmt)) {
	names := func(t *ast.FuncType) (out []string) {
		for _, p := range t.Params.List {
			for _, n := range p.Names {
				out = append(out, n.Name)
			}
		}
		return out
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Body != nil {
				use(n.Name.Name, names(n.Type), n.Body)
			}
		case *ast.AssignStmt:
			for i, r := range n.Rhs {
				if lit, ok := r.(*ast.FuncLit); ok && i < len(n.Lhs) {
					if id, ok := n.Lhs[i].(*ast.Ident); ok {
						use(id.Name, names(lit.Type), lit.Body)
					}
				}
			}
		}
		return true
	})
}

// constants are the texts of the named constants, by room and name.
func constants(all []source) map[string]string {
	out := map[string]string{}
	for _, s := range all {
		for _, d := range s.file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, spec := range g.Specs {
				v := spec.(*ast.ValueSpec)
				for i, n := range v.Names {
					if i < len(v.Values) {
						out[s.room+"."+n.Name] = literal(s.room, v.Values[i], nil)
					}
				}
			}
		}
	}
	return out
}

// literal is the text of an expression, as far as it stands in the code.
func literal(room string, e ast.Expr, texts map[string]string) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return s
		}
	case *ast.Ident:
		return texts[room+"."+e.Name]
	case *ast.BinaryExpr:
		return literal(room, e.X, texts) + literal(room, e.Y, texts)
	case *ast.CallExpr: // fmt.Sprintf and its like
		if len(e.Args) > 0 {
			return literal(room, e.Args[0], texts)
		}
	}
	return ""
}
