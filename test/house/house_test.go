// Package house holds the shape of the house: which room may know which.
package house

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "bordereau"

// may says, for each room, which other rooms its code may import. A room stands
// for itself and what is below it; the longest name that fits decides.
var may = map[string][]string{
	"":         nil, // the vocabulary: the standard library alone
	"check":    {""},
	"policy":   {""},
	"journal":  {"", "internal/ids"},
	"intake":   {"", "check", "internal/media", "internal/ids", "internal/fault"},
	"ocr":      {"", "check", "internal/child", "internal/cmc7", "internal/e13b", "internal/media", "internal/pdf"},
	"classify": {"", "check"},
	"dossier":  {"", "check"},
	"review":   {"", "check", "policy"},
	"entry":    {"", "check"},
	"archive":  {"", "check", "internal/fault"},
	"desk":     {"", "check", "policy", "intake", "ocr", "classify", "dossier", "review", "entry", "archive", "journal", "internal/ids", "internal/fault", "internal/media"},
	"store":    {"", "check", "policy", "intake", "dossier", "review", "entry", "archive", "journal", "desk", "internal/ids", "internal/fault"},
	"queue":    {"", "desk", "internal/fault"},
	"api":      {"", "check", "policy", "desk", "dossier", "review", "entry", "intake", "internal/border", "internal/ids", "internal/report"},
	"web":      {"", "check", "policy", "desk", "dossier", "review", "entry", "intake", "internal/border", "internal/ids", "internal/report"},

	"internal/border":    {"", "desk", "dossier", "internal/ids"},
	"internal/backup":    {"", "archive"},
	"internal/chart":     nil,
	"internal/child":     {""},
	"internal/courier":   {""},
	"internal/e13b":      nil,
	"internal/fault":     {""},
	"internal/ids":       nil,
	"internal/cmc7":      nil,
	"internal/letter":    {"", "check", "dossier", "internal/pdf"},
	"internal/media":     {""},
	"internal/pdf":       {"", "internal/media"},
	"internal/penman":    {"", "check", "ocr", "internal/script"},
	"internal/report":    {"", "desk", "internal/chart", "internal/pdf"},
	"internal/script":    nil,
	"internal/services":  {""},
	"internal/sso":       {"", "desk"},
	"internal/specimen":  {"", "check", "internal/cmc7", "internal/pdf", "internal/script"},
	"internal/testkit":   {"*"},
	"internal/trustlist": {"check"},
	"cmd":                {"*"},
	"demo":               {"", "internal/specimen", "internal/courier"},
	"test":               {"*"},
}

// drivers are the outside libraries that exactly the named rooms may know.
var drivers = map[string][]string{
	"github.com/gofiber/fiber/v2":         {"api", "web", "internal/border"},
	"github.com/jackc/pgx/v5":             {"store"},
	"github.com/pressly/goose/v3":         {"store"},
	"github.com/redis/go-redis/v9":        {"queue"},
	"github.com/minio/minio-go/v7":        {"archive"},
	"github.com/otiai10/gosseract/v2":     {"ocr/engine"},
	"github.com/pdfcpu/pdfcpu":            {"internal/pdf"},
	"github.com/alecthomas/kong":          {"cmd"},
	"github.com/transparency-dev/merkle":  {"journal"},
	"github.com/xuri/excelize/v2":         {"internal/report"},
	"github.com/boombuler/barcode":        {"internal/specimen", "internal/letter", "cmd", "web"},
	"github.com/russellhaering/goxmldsig": {"internal/trustlist"},
	"github.com/coreos/go-oidc/v3":        {"internal/sso"},
	"golang.org/x/oauth2":                 {"internal/sso"},
}

type pkg struct {
	ImportPath           string
	Imports, TestImports []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", module+"/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// room gives the longest declared room that holds a path below the module.
func room(path string) (string, bool) {
	for ; path != "."; path = parent(path) {
		if _, ok := may[path]; ok {
			return path, true
		}
		if path == "" {
			break
		}
	}
	return "", false
}

func parent(path string) string {
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		return path[:i]
	}
	return ""
}

func within(path, place string) bool { return path == place || strings.HasPrefix(path, place+"/") }

func TestArrowsPointToWords(t *testing.T) {
	all := packages(t)
	if len(all) < 15 {
		t.Fatalf("go list found %d packages only", len(all))
	}
	for _, p := range all {
		path := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		from, ok := room(path)
		if !ok || (from == "" && path != "") {
			t.Errorf("%s stands in no declared room", path)
			continue
		}
		for _, imp := range p.Imports {
			if imp == module || strings.HasPrefix(imp, module+"/") {
				to, _ := room(strings.TrimPrefix(strings.TrimPrefix(imp, module), "/"))
				if to != from && !slices.Contains(may[from], to) && !slices.Contains(may[from], "*") {
					t.Errorf("%s imports %s: the room %q may not know %q", path, imp, from, to)
				}
				continue
			}
			if from == "" && strings.Contains(strings.SplitN(imp, "/", 2)[0], ".") {
				t.Errorf("the vocabulary imports %s; it may import the standard library alone", imp)
			}
			for driver, rooms := range drivers {
				if within(imp, driver) && !slices.ContainsFunc(rooms, func(r string) bool { return within(path, r) }) && !within(path, "test") {
					t.Errorf("%s imports %s; only %v may", path, driver, rooms)
				}
			}
		}
	}
}
