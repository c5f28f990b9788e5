// Package ocr turns files into readings. The parent half, here, never touches a
// byte of a document: it lends a child process of the engine to each file, hands
// the file over and receives words, boxes and pictures. The other half, which
// links Tesseract and Leptonica, is the package engine; raster makes pages of
// files, inside the child as well.
//
// A Session is one file lying open before one child. Its page is read once; a
// part of it can be read again (Zone), shown (Image), and all of it bound into a
// PDF with the text behind the picture (SearchablePDF), while its pixels live.
package ocr

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/sync/semaphore"

	"bordereau"
	"bordereau/internal/child"
)

// DefaultMegapixels lets eight A4 pages of 300 dpi be worked on at a time.
const DefaultMegapixels = 70

// Config bounds what reading may hold in memory.
type Config struct {
	// Megapixels is how many pixels the children may have decoded at a time, all
	// together; DefaultMegapixels if 0. A larger page than that is read alone.
	Megapixels int64
}

// Deps is what reading stands on.
type Deps struct {
	Children *child.Pool // of processes that serve engine.Handlers, with OMP_THREAD_LIMIT=1
}

// Env is the environment that reading children must be started with.
func Env() []string { return []string{"OMP_THREAD_LIMIT=1"} }

// Reader reads files. It is safe for concurrent use.
type Reader struct {
	children *child.Pool
	pixels   *semaphore.Weighted
	most     int64
}

// New makes a Reader.
func New(cfg Config, deps Deps) (*Reader, error) {
	if deps.Children == nil {
		return nil, errors.New("ocr: a pool of reading children is needed")
	}
	if cfg.Megapixels < 0 {
		return nil, errors.New("ocr: the megapixels that may be held cannot be negative")
	}
	if cfg.Megapixels == 0 {
		cfg.Megapixels = DefaultMegapixels
	}
	return &Reader{children: deps.Children, pixels: semaphore.NewWeighted(cfg.Megapixels), most: cfg.Megapixels}, nil
}

// Open lends a child to a file, waiting until one is free, and has it opened
// there. Errors are *bordereau.Error: Unsupported, TooLarge and Unreadable speak
// of the file; TimedOut, Exhausted and Crashed of what it did to its child. The
// caller must Close the session.
func (r *Reader) Open(ctx context.Context, data []byte) (*Session, error) {
	s := &Session{reader: r, data: data, plain: map[int]bool{}}
	if err := s.anew(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Read opens a file, reads all its pages and puts it away.
func (r *Reader) Read(ctx context.Context, data []byte) (bordereau.Reading, error) {
	s, err := r.Open(ctx, data)
	if err != nil {
		return bordereau.Reading{}, err
	}
	defer s.Close()
	return s.Read(ctx)
}

// Key names the reading that these bytes give with this engine and these
// options: whoever finds a reading under it need not read again. It is a
// SHA-256 in hexadecimal.
func Key(inputSHA256 string, engine bordereau.Engine, options any) (string, error) {
	data, err := json.Marshal(struct {
		Stage   string           `json:"stage"`
		Input   string           `json:"input"`
		Engine  bordereau.Engine `json:"engine"`
		Options any              `json:"options,omitempty"`
	}{"read", inputSHA256, engine, options})
	if err != nil {
		return "", fmt.Errorf("name the reading: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}
