package dossier

import (
	"strings"
	"testing"
	"testing/fstest"

	"bordereau"
)

// A bank's folder adds types and newer versions; a dossier keeps the version under which
// it was opened.
func TestABankBringsItsOwnTypes(t *testing.T) {
	data, err := kindFiles.ReadFile("kinds/transfer.yaml")
	if err != nil {
		t.Fatal(err)
	}
	was, _ := KindNamed("transfer")
	raised := strings.Replace(string(data), "version: ", "version: 10", 1)
	own := strings.Replace(string(data), "kind: transfer", "kind: own_transfer", 1)
	folder := func(files ...string) fstest.MapFS {
		fs := fstest.MapFS{"read.me": {Data: []byte("x")}}
		for i, f := range files {
			fs[string(rune('a'+i))+".yaml"] = &fstest.MapFile{Data: []byte(f)}
		}
		return fs
	}
	kinds, err := ReadKinds(folder(raised, own))
	if err != nil || len(kinds) != 2 {
		t.Fatal(kinds, err)
	}
	before := len(Kinds())
	if err := Use(kinds); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { added.Store(nil) })
	is, ok := KindNamed("transfer")
	if !ok || is.Version <= was.Version || len(Kinds()) != before+1 {
		t.Errorf("version %d, %d types", is.Version, len(Kinds()))
	}
	for version, want := range map[int]int{was.Version: was.Version, is.Version: is.Version, 77: is.Version} {
		if k, ok := KindOf(Dossier{Kind: "transfer", KindVersion: version}); !ok || k.Version != want {
			t.Errorf("opened under %d: %d", version, k.Version)
		}
	}
	if _, ok := KindOf(Dossier{Kind: "nothing"}); ok {
		t.Error("found")
	}
	if err := Use([]Kind{was}); bordereau.CodeOf(err) != bordereau.Invalid {
		t.Error("one version has two meanings:", err)
	}
	for name, bad := range map[string]string{
		"broken": "kind: x", "no examples": raised[:strings.Index(raised, "examples:")],
		"another outcome": strings.Replace(raised, "{order: satisfied, powers: missing", "{order: satisfied, powers: absent", 1),
	} {
		if _, err := ReadKinds(folder(bad)); bordereau.CodeOf(err) != bordereau.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
