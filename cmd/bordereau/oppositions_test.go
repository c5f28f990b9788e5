package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAListOfOppositionsThatCannotBeReadKeepsTheProgramFromStarting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "oppositions.csv")
	if l, err := (deskSettings{}).oppositions(); l != nil || err != nil {
		t.Errorf("without a list: %v, %v", l, err)
	}
	if _, err := (deskSettings{Oppositions: path}).oppositions(); err == nil || !strings.Contains(err.Error(), "cannot be opened") {
		t.Errorf("a list that is not there: %v", err)
	}
	head := "interbank_zone;internal_zone;cheque_number;answer;since\n"
	for text, want := range map[string]string{head: "", head + "1;2;3;red;2026-01-01\n": "line 2"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := deskSettings{Oppositions: path}.oppositions()
		if want == "" && (l == nil || err != nil) || want != "" && (l != nil || err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, %v", text, l, err)
		}
	}
	// The role itself gives the sentence.
	e := engines{DatabaseURL: "postgres://nowhere", DatabaseOwnerURL: "postgres://nowhere", RedisURL: "redis://nowhere", ObjectsURL: "http://nowhere"}
	if err := e.run(&world{}, deskSettings{Oppositions: path + ".missing"}, nil, nil, nil, nil); err == nil || !strings.Contains(err.Error(), "the list of oppositions") {
		t.Error(err)
	}
}
