package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"bordereau"
	"bordereau/ocr"
	"bordereau/ocr/codeline"
	"bordereau/ocr/handwriting"
	"bordereau/ocr/raster"
)

// DefaultModels is where Debian's packages put the trained files.
const DefaultModels = "/usr/share/tesseract-ocr/5/tessdata"

// Config says what reads. The zero value reads French with Debian's models.
type Config struct {
	Models    string   // folder of the .traineddata files; DefaultModels if empty
	Languages []string // of pages; "fra" alone if empty ("fra","eng" costs half as much time again)
	// CodeLanguage reads zones of digits and of MRZ; "eng" if it is installed, else the first language.
	CodeLanguage string
	Limits       raster.Limits // of files and pages
}

var languageName = regexp.MustCompile(`^[a-z]{3}(_[A-Za-z]+)?$`)

// checked fills the defaults in and refuses what is not there.
func (c Config) checked() (Config, error) {
	if c.Models == "" {
		c.Models = DefaultModels
	}
	if len(c.Languages) == 0 {
		c.Languages = []string{"fra"}
	}
	if c.CodeLanguage == "" {
		c.CodeLanguage = c.Languages[0]
		if _, err := os.Stat(c.model("eng")); err == nil {
			c.CodeLanguage = "eng"
		}
	}
	for _, l := range append([]string{c.CodeLanguage}, c.Languages...) {
		if !languageName.MatchString(l) {
			return c, fmt.Errorf("%q is not the name of a language model", l)
		}
		if _, err := os.Stat(c.model(l)); err != nil {
			return c, fmt.Errorf("the model of language %q is not installed: %w", l, err)
		}
	}
	return c, nil
}

func (c Config) model(language string) string {
	return filepath.Join(c.Models, language+".traineddata")
}

// Engine reads images in this process, one at a time. It is not safe for
// concurrent use: a process is the unit of parallelism.
type Engine struct {
	cfg   Config
	pages *recogniser
	codes *recogniser // made when the first zone of a code is read
	lines *codeline.Reader
}

// New loads the models of pages. The process must have been started with
// OMP_THREAD_LIMIT=1: OpenMP reads it before any Go code runs.
func New(cfg Config) (*Engine, error) {
	cfg, err := cfg.checked()
	if err != nil {
		return nil, err
	}
	quiet()
	r, err := newRecogniser(cfg.Models, cfg.Languages)
	if err != nil {
		return nil, err
	}
	return &Engine{cfg: cfg, pages: r, lines: codeline.New()}, nil
}

// Close frees the models.
func (e *Engine) Close() error {
	err := e.pages.close()
	if e.codes != nil {
		err = errors.Join(err, e.codes.close())
	}
	return err
}

// code is the recogniser of zones of codes.
func (e *Engine) code() (*recogniser, error) {
	if len(e.cfg.Languages) == 1 && e.cfg.CodeLanguage == e.cfg.Languages[0] {
		return e.pages, nil
	}
	if e.codes == nil {
		r, err := newRecogniser(e.cfg.Models, []string{e.cfg.CodeLanguage})
		if err != nil {
			return nil, err
		}
		e.codes = r
	}
	return e.codes, nil
}

// Identity names the engine and its models with their SHA-256, so that a
// reading can be repeated.
func (e *Engine) Identity() (bordereau.Engine, error) {
	id := bordereau.Engine{Name: "tesseract", Version: strings.TrimSpace(e.pages.version()) + "+" + preparation}
	names := append([]string{}, e.cfg.Languages...)
	if !contains(names, e.cfg.CodeLanguage) {
		names = append(names, e.cfg.CodeLanguage)
	}
	for _, n := range names {
		sum, err := digest(e.cfg.model(n))
		if err != nil {
			return id, err
		}
		id.Models = append(id.Models, bordereau.Model{Name: n, SHA256: sum})
	}
	hand, err := handwriting.Built()
	if err != nil {
		return id, err
	}
	lines, err := handwriting.BuiltLines()
	if err != nil {
		return id, err
	}
	id.Models = append(id.Models, bordereau.Model{Name: string(ocr.HandAmount), SHA256: hand.SHA256}, bordereau.Model{Name: string(ocr.HandLine), SHA256: lines.SHA256})
	return id, nil
}

// preparation is the version of what is done to a page before and after it is
// recognised. Raise it with every change that changes readings.
const preparation = "bordereau.9"

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

func digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("digest the model %s: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
