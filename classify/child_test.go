package classify_test

import (
	"context"
	"os"
	"testing"

	"bordereau"
	"bordereau/internal/child"
	"bordereau/internal/specimen"
	"bordereau/ocr"
	"bordereau/ocr/engine"
	"bordereau/ocr/raster"
)

// The test binary is its own reading child.
func TestMain(m *testing.M) {
	if child.Started() {
		child.Main(engine.Handlers(engine.Config{}))
	}
	os.Exit(m.Run())
}

// zones asks the reading child for parts of a page.
type zones struct{ *ocr.Session }

func (z zones) Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	if alphabet == "text" {
		alphabet = string(ocr.Free)
	}
	return z.Session.Zone(ctx, page, box, ocr.Alphabet(alphabet))
}

// childReader starts a reading child for a test.
func childReader(t *testing.T) *ocr.Reader {
	t.Helper()
	pool, err := child.NewPool(child.Config{Command: []string{"/proc/self/exe"}, Env: ocr.Env(), Size: 1,
		ReadPaths: []string{engine.DefaultModels}, Programs: raster.Programs})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	r, err := ocr.New(ocr.Config{}, ocr.Deps{Children: pool})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// readThroughChild opens a file and reads it. Who asks closes it, since a reader has one child.
func readThroughChild(t *testing.T, r *ocr.Reader, data []byte) (zones, bordereau.Reading) {
	t.Helper()
	s, err := r.Open(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	reading, err := s.Read(t.Context())
	if err != nil {
		s.Close()
		t.Fatal(err)
	}
	return zones{s}, reading
}

// throughChild understands a file as the desk's workers do.
func throughChild(t *testing.T, r *ocr.Reader, data []byte) bordereau.Understanding {
	t.Helper()
	z, reading := readThroughChild(t, r, data)
	defer z.Close()
	return understandReading(t, reading, z)
}

// drawnFile is a specimen as a lightly worn scan of 200 dpi.
func drawnFile(t *testing.T, s specimen.Spec) ([]byte, specimen.Truth) {
	t.Helper()
	s.DPI, s.Defects = 200, specimen.Graded(specimen.Light, s.Seed)
	if s.Format == "" {
		s.Format = "tiff"
	}
	d, err := specimen.Draw(s)
	if err != nil {
		t.Fatal(err)
	}
	data, err := specimen.Encode(d, s.Format)
	if err != nil {
		t.Fatal(err)
	}
	return data, d.Truth
}
