package web

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"sync"
	"time"

	"bordereau"
	"bordereau/desk"
)

// The index of an exported dossier stands alone: it is opened from where the files lie,
// without the desk.
//
//go:embed export/index.html
var indexPage string

var parsedIndex = sync.OnceValues(func() (*template.Template, error) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return nil, err
	}
	return template.New("index").Funcs(template.FuncMap{
		"day": frenchDay, "when": func(at time.Time) string { return at.In(paris).Format("02/01/2006 15:04") },
		"happened": french.naming("event"), "kind": french.typeName, "field": french.fieldLabel, "state": french.naming("state"), "line": french.naming("line"),
		"value": display, "dossierkind": kindTitle, "short": func(sum string) string { return sum[:min(16, len(sum))] },
		"proved": func(f bordereau.Field) bool { return f.Status == bordereau.Proved },
	}).Option("missingkey=error").Parse(indexPage)
})

// DrawIndex writes the index of an exported dossier as a page for people, in French.
func DrawIndex(x desk.DossierExport) ([]byte, error) {
	page, err := parsedIndex()
	if err != nil {
		return nil, fmt.Errorf("web: index of an export: %w", err)
	}
	var b bytes.Buffer
	if err := page.Execute(&b, x); err != nil {
		return nil, fmt.Errorf("web: index of an export: %w", err)
	}
	return b.Bytes(), nil
}
