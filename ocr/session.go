package ocr

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bordereau"
	"bordereau/internal/child"
)

// Session is one file lying open before one child. It is used by one goroutine.
// After an error that says the child died, only Close is of use.
type Session struct {
	reader  *Reader
	data    []byte       // the file
	plain   map[int]bool // pages of which the layout has no end
	proc    *child.Process
	opened  Opened
	healthy bool
	page    int   // whose pixels the child holds
	weight  int64 // megapixels taken for them
}

// Close gives the child back. It may be called twice.
func (s *Session) Close() {
	s.let()
	if s.proc != nil {
		s.proc.Release(s.healthy)
		s.proc = nil
	}
}

// Format is pdf, tiff, jpeg or png.
func (s *Session) Format() string { return s.opened.Format }

// Pages is how many pages the file has.
func (s *Session) Pages() int { return s.opened.Pages }

// Engine is what reads.
func (s *Session) Engine() bordereau.Engine { return s.opened.Engine }

// Read reads the pages that are named, one call a page: the limit of time is a page's.
// Where none is named it reads all, and behind a page on which several papers lie each of
// these.
func (s *Session) Read(ctx context.Context, pages ...int) (bordereau.Reading, error) {
	r := bordereau.Reading{Format: s.opened.Format, Engine: s.opened.Engine, Flags: s.opened.Flags, EInvoice: s.opened.EInvoice}
	all := len(pages) == 0
	if all {
		for n := 1; n <= s.opened.Pages; n++ {
			pages = append(pages, n)
		}
	}
	for _, n := range pages {
		p, err := s.Page(ctx, n)
		if err != nil {
			return bordereau.Reading{}, err
		}
		r.Pages = append(r.Pages, p)
		for k := 1; all && k <= p.Papers; k++ {
			piece, err := s.Page(ctx, bordereau.PieceOf(n, k))
			if err != nil {
				return bordereau.Reading{}, err
			}
			r.Pages = append(r.Pages, piece)
		}
	}
	return r, nil
}

// Page reads one page, from 1. Tesseract's analysis of a layout does not end on every
// page, and cannot be stopped from within: half the limit of time goes to it, and what
// comes to no end is read plainly by another child in the other half. Waiting for a child
// or for room to decode counts in neither.
func (s *Session) Page(ctx context.Context, n int) (bordereau.Page, error) {
	p, err := s.half(ctx, n)
	if bordereau.CodeOf(err) != bordereau.TimedOut || ctx.Err() != nil || s.plain[n] {
		return p, err
	}
	if err := s.anew(ctx); err != nil {
		return p, err
	}
	s.plain[n] = true
	return s.half(ctx, n)
}

// half reads a page in half the limit of time.
func (s *Session) half(ctx context.Context, n int) (bordereau.Page, error) {
	var p bordereau.Page
	if err := s.turnTo(ctx, n); err != nil {
		return p, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.reader.children.Limits().Wall/2)
	defer cancel()
	_, err := s.call(ctx, MethodRead, ReadRequest{n, s.plain[n]}, nil, &p)
	return p, err
}

// anew lays the file open before another child.
func (s *Session) anew(ctx context.Context) error {
	s.Close()
	proc, err := s.reader.children.Acquire(ctx)
	if err != nil {
		return err
	}
	s.proc, s.healthy = proc, true
	_, err = s.call(ctx, MethodOpen, struct{}{}, s.data, &s.opened)
	return err
}

// Zone reads a part of a page again, at the resolution it arrived in, with the
// characters of the alphabet. The box and the words' boxes are in pixels of the
// page as displayed. An empty box is the whole page.
func (s *Session) Zone(ctx context.Context, page int, box bordereau.Box, alphabet Alphabet) ([]bordereau.Word, error) {
	if err := s.turnTo(ctx, page); err != nil {
		return nil, err
	}
	var words []bordereau.Word
	_, err := s.call(ctx, MethodZone, ZoneRequest{page, box, alphabet}, nil, &words)
	return words, err
}

// Image is a page as displayed, upright and straightened, as a JPEG of no more
// than maxDPI (0: as it is), with its size in pixels.
func (s *Session) Image(ctx context.Context, page, maxDPI int) (jpeg []byte, width, height int, err error) {
	if err := s.turnTo(ctx, page); err != nil {
		return nil, 0, 0, err
	}
	var p Picture
	jpeg, err = s.call(ctx, MethodImage, ImageRequest{page, maxDPI}, nil, &p)
	return jpeg, p.Width, p.Height, err
}

// SearchablePDF is pages as they were captured with their words behind them, as
// PDF/A-2u: those in known (of a reading of the same file, by their numbers in it),
// or all of the file where none is. What is known, or was read in this session, is
// not recognised again. created may be zero.
func (s *Session) SearchablePDF(ctx context.Context, title string, created time.Time, known []bordereau.Page) ([]byte, error) {
	q := PDFRequest{Title: title}
	if !created.IsZero() {
		q.Created = created.UTC().Format(time.RFC3339)
	}
	var blob []byte
	if len(known) > 0 {
		var err error
		if blob, err = json.Marshal(known); err != nil {
			return nil, fmt.Errorf("hand the known pages over: %w", err)
		}
	}
	return s.call(ctx, MethodPDF, q, blob, nil)
}

// turnTo has the child fetch a page, and takes the megapixels that it will
// decode from what all children share.
func (s *Session) turnTo(ctx context.Context, n int) error {
	if s.page == n {
		return nil
	}
	var p Picture
	if _, err := s.call(ctx, MethodMeasure, PageRequest{n}, nil, &p); err != nil {
		return err
	}
	s.let()
	weight := min(s.reader.most, 1+int64(p.Width)*int64(p.Height)/1_000_000)
	if err := s.reader.pixels.Acquire(ctx, weight); err != nil {
		return bordereau.Wrap(bordereau.Busy, err, "Le lecteur est occupé ; le document sera lu plus tard.")
	}
	s.page, s.weight = n, weight
	if s.plain[n] { // a child that comes to it by another way would not find its end either
		_, err := s.call(ctx, MethodRead, ReadRequest{n, true}, nil, nil)
		return err
	}
	return nil
}

// let gives back what was taken for the page at hand.
func (s *Session) let() {
	if s.weight > 0 {
		s.reader.pixels.Release(s.weight)
	}
	s.page, s.weight = 0, 0
}

func (s *Session) call(ctx context.Context, method string, params any, blob []byte, result any) ([]byte, error) {
	if s.proc == nil || !s.healthy {
		return nil, bordereau.Errorf(bordereau.Conflicting, "Cette lecture est terminée ; rouvrez le document.")
	}
	out, err := s.proc.Call(ctx, method, params, blob, result)
	switch bordereau.CodeOf(err) {
	case bordereau.TimedOut, bordereau.Exhausted, bordereau.Crashed:
		s.healthy = false
	}
	return out, err
}
