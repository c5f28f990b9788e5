package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"time"

	"bordereau"
	"bordereau/check/twoddoc"
	"bordereau/classify"
	"bordereau/classify/model"
	"bordereau/desk"
	"bordereau/internal/child"
	"bordereau/internal/fault"
	"bordereau/ocr"
	"bordereau/ocr/engine"
	"bordereau/ocr/raster"
)

// The reading child gets its settings by environment, since it parses nothing
// else: it is the only process that touches a customer's bytes.
const (
	envLanguages = "BORDEREAU_CHILD_LANGUAGES"
	envSmall     = "BORDEREAU_CHILD_SMALL"
)

// smallDPI is what pages are rasterised at when a limit was reached before.
const smallDPI = 150

type childCmd struct{}

func (childCmd) Run(*world) error {
	cfg := engine.Config{Languages: strings.Split(os.Getenv(envLanguages), "+")}
	if os.Getenv(envSmall) != "" {
		cfg.Limits.DPI, cfg.Limits.NoPdfcpu = smallDPI, true
	}
	child.Main(engine.Handlers(cfg))
	return nil
}

// reading is the desk's reader: children for everyday, and one smaller child for
// what reached a limit before.
type reading struct {
	everyday, small *ocr.Reader
	pools           []*child.Pool
	fileTime        time.Duration
	log             *slog.Logger
}

func (s readerSettings) reading(w *world) (*reading, error) {
	r := &reading{fileTime: s.FileTime, log: w.log}
	size := s.Jobs
	if size == 0 {
		size = runtime.NumCPU()
	}
	var err error
	if r.everyday, err = r.reader(w, s, size, nil); err != nil {
		return nil, err
	}
	if r.small, err = r.reader(w, s, 1, []string{envSmall + "=1"}); err != nil {
		r.Close()
		return nil, err
	}
	w.log.Info("reading children are confined", "by", r.pools[0].Confinement().String())
	return r, nil
}

func (r *reading) reader(w *world, s readerSettings, size int, env []string) (*ocr.Reader, error) {
	limits := child.DefaultLimits
	limits.Wall, limits.CPU = s.PageTime, s.PageTime
	pool, err := child.NewPool(child.Config{
		Command: []string{"/proc/self/exe", "child"}, Size: size, Limits: limits,
		Env:       append(append(ocr.Env(), envLanguages+"="+s.Languages), env...),
		ReadPaths: []string{engine.DefaultModels, "/proc/self/exe"},
		Programs:  raster.Programs,
	})
	if err != nil {
		return nil, fmt.Errorf("the reading children: %w", err)
	}
	r.pools = append(r.pools, pool)
	return ocr.New(ocr.Config{}, ocr.Deps{Children: pool})
}

// Close ends the children.
func (r *reading) Close() {
	for _, p := range r.pools {
		if err := p.Close(); err != nil {
			r.log.Warn("a reading child did not end in good order", "error", err.Error())
		}
	}
}

// Open lends a child to a file for as long as one file may take.
func (r *reading) Open(ctx context.Context, data []byte, small bool) (desk.ReadingSession, error) {
	reader := r.everyday
	if small {
		reader = r.small
	}
	s, err := reader.Open(ctx, data)
	if err != nil {
		return nil, err
	}
	// The child has the customer's file: it must not outlive its worker.
	if err := fault.Point("CP9"); err != nil {
		s.Close()
		return nil, err
	}
	return &session{Session: s, until: time.Now().Add(r.fileTime)}, nil
}

// session is an open file as the desk wants it, within the time a file may take.
type session struct {
	*ocr.Session
	until time.Time
}

func (s *session) Close() error {
	s.Session.Close()
	return nil
}

func (s *session) Read(ctx context.Context, pages ...int) (bordereau.Reading, error) {
	ctx, cancel := context.WithDeadline(ctx, s.until)
	defer cancel()
	return s.Session.Read(ctx, pages...)
}

func (s *session) Zone(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	ctx, cancel := context.WithDeadline(ctx, s.until)
	defer cancel()
	return s.Session.Zone(ctx, page, box, alphabetOf(alphabet))
}

func (s *session) SearchablePDF(ctx context.Context, reading bordereau.Reading) ([]byte, error) {
	ctx, cancel := context.WithDeadline(ctx, s.until)
	defer cancel()
	return s.Session.SearchablePDF(ctx, "", time.Time{}, reading.Pages)
}

// alphabetOf names the reader's alphabet for what understanding expects.
func alphabetOf(name string) ocr.Alphabet {
	if name == "text" {
		return ocr.Free
	}
	return ocr.Alphabet(name)
}

// learned is the classifier that stands beside the rules.
func (s understandingSettings) learned() (*model.Model, error) {
	if s.Classifier == "" {
		return model.Default()
	}
	data, err := os.ReadFile(s.Classifier)
	if err != nil {
		return nil, fmt.Errorf("the learned classifier: %w", err)
	}
	return model.Parse(data)
}

// understanding is classification as the desk calls it.
func (s understandingSettings) understanding(trust func() *twoddoc.Trust) (desk.Understand, desk.Divide, error) {
	learned, err := s.learned()
	if err != nil {
		return nil, nil, err
	}
	c, err := classify.New(classify.Config{Families: classify.Families(), Now: time.Now, Trust: trust, Learned: learned})
	if err != nil {
		return nil, nil, err
	}
	understand := func(ctx context.Context, r bordereau.Reading, z desk.Zones) (bordereau.Understanding, error) {
		return c.Understand(ctx, r, z)
	}
	divide := func(ctx context.Context, r bordereau.Reading, z desk.Zones) (bordereau.Division, error) {
		return c.Divide(ctx, r, z)
	}
	return understand, divide, nil
}
