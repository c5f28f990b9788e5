package desk

import (
	"context"
	"io"
	"iter"
	"time"

	"bordereau"
	"bordereau/archive"
)

// Objects is the object store with its lock (package archive has it).
type Objects interface {
	Put(ctx context.Context, key string, r io.Reader, size int64, sha256hex, contentType string) (versionID string, err error)
	PutLocked(ctx context.Context, key string, data []byte, sha256hex, contentType string, until time.Time) (versionID string, err error)
	Lock(ctx context.Context, key, versionID string, until time.Time) error
	Get(ctx context.Context, key, versionID string) (io.ReadCloser, int64, error)
	Head(ctx context.Context, key, versionID string) (archive.ObjectInfo, error)
	List(ctx context.Context, prefix string) iter.Seq2[archive.ObjectInfo, error]
	// Remove takes a version in transit away; what is no longer there is no error.
	Remove(ctx context.Context, key, versionID string) error
	Ready(ctx context.Context) error
}

// Reader opens a file for reading; what it holds of the file lives until the
// session is closed. Errors carry Unsupported, TooLarge, Unreadable, TimedOut,
// Exhausted or Crashed.
type Reader interface {
	// Small asks for less memory, with nothing else at work: a limit was reached before.
	Open(ctx context.Context, data []byte, small bool) (ReadingSession, error)
}

// ReadingSession is one file while its pixels live.
type ReadingSession interface {
	// Read recognises the pages that are named, every one where none is.
	Read(ctx context.Context, pages ...int) (bordereau.Reading, error)
	// Zone reads a part of a page again. Alphabet narrows the letters, "" for any.
	Zone(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error)
	// Image is the upright page as JPEG, of at most maxDPI.
	Image(ctx context.Context, page, maxDPI int) (jpeg []byte, width, height int, err error)
	// SearchablePDF is the pages of the reading, numbered as they are in the file, as
	// PDF with their words behind them.
	SearchablePDF(ctx context.Context, reading bordereau.Reading) ([]byte, error)
	Close() error
}

// Zones is how understanding asks for a part of a page to be read again.
type Zones interface {
	Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error)
}

// Divide proposes where the file of a reading divides into documents.
type Divide func(ctx context.Context, reading bordereau.Reading, zones Zones) (bordereau.Division, error)

// Understand works out type, fields and checks of a reading.
type Understand func(ctx context.Context, reading bordereau.Reading, zones Zones) (bordereau.Understanding, error)
