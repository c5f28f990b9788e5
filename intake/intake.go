// Package intake takes files over at the counter: it holds them to the limits,
// fingerprints them, knows their type by their content, cleans their names, and
// signs the receipt that a branch keeps. It stores nothing for longer than a
// delivery takes.
package intake

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"bordereau"
)

// Limits of a delivery.
const (
	MaxFileBytes = 200 << 20 // one file
	MaxFiles     = 20        // of one delivery
	MaxNameBytes = 255       // of a file's name
	memoryOfFile = 1 << 20   // a larger file is spooled to disk
	memoryOfAll  = 256 << 20 // of all files in memory at a time; past it they go to disk
	SniffedBytes = 4096      // enough of a file's head to know its type
)

// Config of a counter. Zero values become the limits above.
type Config struct {
	Dir          string // for spooled files; the system's temporary folder when empty
	MaxFileBytes int64
	MaxFiles     int
	MemoryOfFile int
	MemoryOfAll  int64
	// Sniff knows a type by the head of a file: "pdf", "tiff", "jpeg", "png", or "".
	Sniff func(head []byte) string
}

// Counter takes files over. It is safe for concurrent use.
type Counter struct {
	Config
	memory  atomic.Int64
	buffers sync.Pool // *bytes.Buffer, of files that were stored
}

// New makes a counter, if its spool folder takes files.
func New(c Config) (*Counter, error) {
	if c.Sniff == nil {
		return nil, errors.New("intake: a way to know types is needed")
	}
	c.MaxFileBytes = cmp.Or(c.MaxFileBytes, MaxFileBytes)
	c.MaxFiles = cmp.Or(c.MaxFiles, MaxFiles)
	c.MemoryOfFile = cmp.Or(c.MemoryOfFile, memoryOfFile)
	c.MemoryOfAll = cmp.Or(c.MemoryOfAll, memoryOfAll)
	f, err := Spool(c.Dir)
	if err != nil {
		return nil, err
	}
	return &Counter{Config: c}, f.Close()
}

// File is one file that was taken over. Close it when it is stored.
type File struct {
	Name   string // cleaned, for display only
	Format string // pdf, tiff, jpeg, png
	SHA256 string // hex
	Size   int64

	counter *Counter
	most    int64         // bytes that it may have
	memory  *bytes.Buffer // nil when the file is on disk
	disk    *os.File
	claimed int64
}

// Take reads a file to its end. Its content decides what it is; a name that
// claims another type is refused, for it may be meant to mislead. Errors are
// TooLarge, Unsupported or Invalid, with a sentence for the branch, or what r said.
func (c *Counter) Take(name string, r io.Reader) (*File, error) {
	return c.TakeUpTo(c.MaxFileBytes, name, r)
}

// TakeUpTo is Take with a limit of its own, in bytes.
func (c *Counter) TakeUpTo(most int64, name string, r io.Reader) (_ *File, err error) {
	f := &File{Name: CleanName(name), counter: c, most: most}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	sum := sha256.New()
	if err := f.fill(r, sum); err != nil {
		return nil, err
	}
	if f.Size == 0 {
		return nil, bordereau.Errorf(bordereau.Invalid, "Le fichier « %s » est vide.", f.Name)
	}
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	head := make([]byte, min(f.Size, SniffedBytes))
	if _, err := io.ReadFull(f.Reader(), head); err != nil {
		return nil, fmt.Errorf("intake: read back the spool: %w", err)
	}
	if f.Format, err = c.Recognise(f.Name, head); err != nil {
		return nil, err
	}
	return f, nil
}

// Recognise tells a type by a file's head; Unsupported when it is none of ours or
// not the one that the name claims.
func (c *Counter) Recognise(name string, head []byte) (format string, err error) {
	format = c.Sniff(head)
	if format == "" {
		return "", bordereau.Errorf(bordereau.Unsupported,
			"Le fichier « %s » n'est ni un PDF, ni une image TIFF, JPEG ou PNG.", name)
	}
	if says := formatOfName(name); says != "" && says != format {
		return "", bordereau.Errorf(bordereau.Unsupported,
			"Le fichier « %s » contient en réalité un %s : son extension ne correspond pas à son contenu.", name, strings.ToUpper(format))
	}
	return format, nil
}

// fill reads r into memory as long as that is small, and to disk past it.
func (f *File) fill(r io.Reader, sum hash.Hash) error {
	c := f.counter
	limited := io.LimitReader(r, f.most+1)
	var head []byte
	if f.claim() {
		f.memory = c.buffer()
		n, err := io.CopyN(io.MultiWriter(f.memory, sum), limited, int64(c.MemoryOfFile)+1)
		f.Size = n
		if errors.Is(err, io.EOF) {
			return f.fits()
		}
		head = f.memory.Bytes()
		if err != nil {
			return interrupted(err)
		}
	}
	disk, err := Spool(c.Dir)
	if err != nil {
		return bordereau.Wrap(bordereau.Busy, err, "Le service ne peut pas recevoir de fichier pour le moment ; réessayez dans quelques minutes.")
	}
	f.disk = disk
	if _, err := disk.Write(head); err != nil {
		return full(err)
	}
	f.unclaim()
	w := &spoolWriter{disk: disk, sum: sum}
	n, err := io.Copy(w, limited)
	f.Size += n
	if w.err != nil {
		return full(w.err)
	}
	if err != nil {
		return interrupted(err)
	}
	return f.fits()
}

func (f *File) fits() error {
	if f.Size > f.most {
		return bordereau.Errorf(bordereau.TooLarge, "Le fichier « %s » dépasse la taille permise (%d Mio).", f.Name, f.most>>20)
	}
	return nil
}

// spoolWriter tells a disk that is full from a sender that went away.
type spoolWriter struct {
	disk *os.File
	sum  hash.Hash
	err  error
}

func (w *spoolWriter) Write(p []byte) (int, error) {
	w.sum.Write(p)
	n, err := w.disk.Write(p)
	w.err = err
	return n, err
}

func full(err error) error {
	return bordereau.Wrap(bordereau.Busy, err, "Le service n'a plus de place pour recevoir de fichiers ; réessayez plus tard.")
}

func interrupted(err error) error {
	if _, ok := errors.AsType[*bordereau.Error](err); ok {
		return err
	}
	return bordereau.Wrap(bordereau.Invalid, err, "L'envoi a été interrompu avant la fin du fichier ; envoyez-le à nouveau.")
}

// claim takes a file's share of the memory that all files have.
func (f *File) claim() bool {
	n := int64(f.counter.MemoryOfFile)
	if f.counter.memory.Add(n) > f.counter.MemoryOfAll {
		f.counter.memory.Add(-n)
		return false
	}
	f.claimed = n
	return true
}

func (f *File) unclaim() {
	f.counter.memory.Add(-f.claimed)
	f.claimed = 0
	if f.memory != nil {
		f.counter.buffers.Put(f.memory)
		f.memory = nil
	}
}

// buffer is an empty buffer, grown already if a file went through it before.
func (c *Counter) buffer() *bytes.Buffer {
	if b, ok := c.buffers.Get().(*bytes.Buffer); ok {
		b.Reset()
		return b
	}
	return new(bytes.Buffer)
}

// Reader reads the file from its start; each call is independent of the others.
func (f *File) Reader() io.ReadSeeker {
	if f.disk != nil {
		return io.NewSectionReader(f.disk, 0, f.Size)
	}
	return bytes.NewReader(f.memory.Bytes())
}

// Sync makes a spooled file durable; one in memory has nothing to make durable.
func (f *File) Sync() error {
	if f.disk == nil {
		return nil
	}
	return f.disk.Sync()
}

// Close gives the file's memory and disk back.
func (f *File) Close() error {
	f.unclaim()
	if f.disk == nil {
		return nil
	}
	disk := f.disk
	f.disk = nil
	return disk.Close()
}

// formatOfName is the type that a name claims, "" when it claims none of ours.
func formatOfName(name string) string {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".pdf":
		return "pdf"
	case ".tif", ".tiff":
		return "tiff"
	case ".jpg", ".jpeg", ".jpe", ".jfif":
		return "jpeg"
	case ".png":
		return "png"
	}
	return ""
}
