package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"bordereau"
	"bordereau/internal/child"
	"bordereau/internal/pdf"
	"bordereau/ocr"
	"bordereau/ocr/raster"
)

// Handlers are the methods of a reading child. Models are loaded with the first
// file, inside the child's confinement, which must let it read Config.Models.
func Handlers(cfg Config) map[string]child.Handler {
	d := &desk{cfg: cfg}
	return map[string]child.Handler{
		ocr.MethodOpen:    d.open,
		ocr.MethodMeasure: d.measure,
		ocr.MethodRead:    d.read,
		ocr.MethodZone:    d.zone,
		ocr.MethodImage:   d.image,
		ocr.MethodPDF:     d.pdf,
	}
}

// desk is what lies before a reading child: one file, and of its pages the last
// one that was looked at, with the one before it if that is small: the two sides of a
// cheque are read in turns. Others are fetched again when they are asked for.
type desk struct {
	cfg    Config
	engine *Engine
	id     bordereau.Engine
	file   *raster.File
	pages  map[int]bordereau.Page               // pages read, by number
	places map[int]bordereau.Box                // where pieces of pages lie, by their numbers
	zones  map[ocr.ZoneRequest][]bordereau.Word // read already: two rules may ask the same
	leaf                                        // at hand
	aside  leaf
}

// leaf is a page that was fetched.
type leaf struct {
	number int // 0 none
	page   raster.Image
	sheet  *sheet // nil until it is decoded
}

// asidePixels bounds what is kept aside: a cheque at 600 dpi has 7.8 million, an A4 at 200
// dpi 3.9.
const asidePixels = 8_000_000

func (l *leaf) free() {
	if l.sheet != nil {
		l.sheet.free()
	}
	*l = leaf{}
}

// small says whether a leaf costs little to keep, and much to make again.
func (l *leaf) small() bool {
	return l.sheet != nil && l.sheet.raw.width()*l.sheet.raw.height() <= asidePixels
}

func (d *desk) open(ctx context.Context, _ json.RawMessage, blob []byte) (any, []byte, error) {
	d.clear()
	if d.engine == nil {
		e, err := New(d.cfg)
		if err != nil {
			return nil, nil, err
		}
		if d.id, err = e.Identity(); err != nil {
			return nil, nil, err
		}
		d.engine = e
	}
	f, err := raster.Open(ctx, blob, d.cfg.Limits)
	if err != nil {
		return nil, nil, err
	}
	d.file, d.pages, d.places, d.zones = f, map[int]bordereau.Page{}, map[int]bordereau.Box{}, map[ocr.ZoneRequest][]bordereau.Word{}
	invoice := f.EInvoice()
	return ocr.Opened{Format: f.Format(), Pages: f.Count(), Flags: f.Flags(), EInvoice: invoice, Engine: d.id}, nil, nil
}

// clear puts the file away.
func (d *desk) clear() {
	d.leaf.free()
	d.aside.free()
	if d.file != nil {
		d.file.Close()
	}
	d.file, d.pages, d.places, d.zones = nil, nil, nil, nil
}

// turnTo brings the encoded page n to hand.
func (d *desk) turnTo(ctx context.Context, n int) error {
	if d.file == nil {
		return bordereau.Wrap(bordereau.Conflicting, errors.New("no file is open in this child"), "La lecture de ce document n'a pas commencé ; rouvrez-le.")
	}
	if n < 1 || n > d.file.Count() && !bordereau.IsPiece(n) {
		return bordereau.Errorf(bordereau.NotFound, "Le fichier n'a pas de page %d.", n)
	}
	if d.number == n {
		return nil
	}
	if d.aside.number == n {
		d.leaf, d.aside = d.aside, d.leaf
		if !d.aside.small() {
			d.aside.free()
		}
		return nil
	}
	fetch := d.file.Page
	if bordereau.IsPiece(n) {
		fetch = d.cutPiece // which turns to its page
	}
	img, err := fetch(ctx, n)
	if err != nil {
		return err
	}
	if d.small() {
		d.aside.free()
		d.aside, d.leaf = d.leaf, leaf{}
	}
	d.leaf.free()
	d.page, d.number = img, n
	return nil
}

// fetch brings page n to hand and decodes it.
func (d *desk) fetch(ctx context.Context, n int) (*sheet, error) {
	if err := d.turnTo(ctx, n); err != nil {
		return nil, err
	}
	if d.sheet != nil {
		return d.sheet, nil
	}
	s, err := lay(d.page)
	if err != nil {
		return nil, bordereau.Wrap(bordereau.Unreadable, err, "La page %d ne peut être décodée : le fichier est endommagé ; numérisez-le à nouveau.", n)
	}
	if p, ok := d.pages[n]; ok {
		s.as(p)
	}
	d.sheet = s
	return s, nil
}

func (d *desk) measure(ctx context.Context, params json.RawMessage, _ []byte) (any, []byte, error) {
	var q ocr.PageRequest
	if err := json.Unmarshal(params, &q); err != nil {
		return nil, nil, fmt.Errorf("decode the request: %w", err)
	}
	if err := d.turnTo(ctx, q.Page); err != nil {
		return nil, nil, err
	}
	w, h, err := size(d.page.Data, d.page.TIFFPage)
	if err != nil {
		return nil, nil, bordereau.Wrap(bordereau.Unreadable, err, "La page %d ne peut être décodée : le fichier est endommagé ; numérisez-le à nouveau.", q.Page)
	}
	return ocr.Picture{Width: w, Height: h}, nil, nil
}

func (d *desk) read(ctx context.Context, params json.RawMessage, _ []byte) (any, []byte, error) {
	var q ocr.ReadRequest
	if err := json.Unmarshal(params, &q); err != nil {
		return nil, nil, fmt.Errorf("decode the request: %w", err)
	}
	p, err := d.readPage(ctx, q.Page, q.Plain)
	return p, nil, err
}

func (d *desk) readPage(ctx context.Context, n int, plain bool) (bordereau.Page, error) {
	s, err := d.fetch(ctx, n)
	if err != nil {
		return bordereau.Page{}, err
	}
	if p, ok := d.pages[n]; ok {
		return p, nil
	}
	s.told = len(d.page.Layer) > 0
	p, err := d.engine.read(s, plain)
	if err != nil {
		return p, err
	}
	p.Number = n
	again := func(box bordereau.Box, told string) (bool, error) { return d.engine.confirm(s, box, told) }
	if p.Words, p.Layer, err = reconcile(p.Words, s.placed(d.page.Layer), again); err != nil {
		return p, err
	}
	if p.Layer == bordereau.LayerAgrees && len(p.Words) > 0 {
		p.Blank = false
	}
	if box, ok := d.places[n]; ok {
		p.Piece = &box
	} else {
		on, err := d.engine.papers(s, p)
		if err == nil && on == nil {
			on, p.Backs, err = d.backs(s, p)
		}
		if err != nil {
			return p, err
		}
		for k, box := range on {
			d.places[bordereau.PieceOf(n, k+1)] = box
		}
		p.Papers = len(on)
	}
	d.pages[n] = p
	return p, nil
}

func (d *desk) zone(ctx context.Context, params json.RawMessage, _ []byte) (any, []byte, error) {
	var q ocr.ZoneRequest
	if err := json.Unmarshal(params, &q); err != nil {
		return nil, nil, fmt.Errorf("decode the request: %w", err)
	}
	if !q.Alphabet.Known() {
		return nil, nil, bordereau.Errorf(bordereau.Invalid, "L'alphabet %q n'est pas connu.", q.Alphabet)
	}
	words, known := d.zones[q]
	if known {
		return words, nil, nil
	}
	words, err := d.readZone(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	d.zones[q] = words
	return words, nil, nil
}

func (d *desk) readZone(ctx context.Context, q ocr.ZoneRequest) ([]bordereau.Word, error) {
	p, err := d.readPage(ctx, q.Page, false) // its lie is known only then
	if err != nil {
		return nil, err
	}
	s, err := d.fetch(ctx, q.Page)
	if err != nil {
		return nil, err
	}
	switch q.Alphabet {
	case ocr.MRZ:
		return d.engine.mrz(s, p.Words, q.Box)
	case ocr.CodeLine:
		return d.engine.linesOf(s)
	case ocr.Ink:
		return d.engine.ink(s, p.Words, q.Box)
	case ocr.Marks:
		return s.marks(q.Box)
	case ocr.Rules:
		return s.rules(q.Box)
	case ocr.Form:
		return d.engine.formLinesIn(s, nil, q.Box)
	case ocr.Missed:
		return d.engine.formLinesIn(s, p.Words, q.Box)
	case ocr.PrintedKey:
		return d.engine.keysIn(s, q.Box)
	case ocr.HandAmount:
		return d.engine.handAmount(s, q.Box)
	case ocr.HandDate:
		return d.engine.handDate(s, q.Box)
	case ocr.HandLine:
		return d.engine.handLine(s, q.Box)
	case ocr.Hand:
		return d.engine.byHand(s, q.Box)
	}
	if q.Box.Empty() {
		q.Box = bordereau.Box{W: p.Width, H: p.Height}
	}
	return d.engine.zone(s, q.Box, q.Alphabet)
}

func (d *desk) image(ctx context.Context, params json.RawMessage, _ []byte) (any, []byte, error) {
	var q ocr.ImageRequest
	if err := json.Unmarshal(params, &q); err != nil {
		return nil, nil, fmt.Errorf("decode the request: %w", err)
	}
	if _, err := d.readPage(ctx, q.Page, false); err != nil {
		return nil, nil, err
	}
	s, err := d.fetch(ctx, q.Page)
	if err != nil {
		return nil, nil, err
	}
	jpeg, w, h, err := s.picture(q.MaxDPI)
	return ocr.Picture{Width: w, Height: h}, jpeg, err
}

func (d *desk) pdf(ctx context.Context, params json.RawMessage, blob []byte) (any, []byte, error) {
	var q ocr.PDFRequest
	if err := json.Unmarshal(params, &q); err != nil {
		return nil, nil, fmt.Errorf("decode the request: %w", err)
	}
	if d.file == nil {
		return nil, nil, bordereau.Wrap(bordereau.Conflicting, errors.New("no file is open in this child"), "La lecture de ce document n'a pas commencé ; rouvrez-le.")
	}
	numbers, err := d.recall(blob)
	if err != nil {
		return nil, nil, err
	}
	meta := pdf.Meta{Title: q.Title}
	if q.Created != "" {
		t, err := time.Parse(time.RFC3339, q.Created)
		if err != nil {
			return nil, nil, bordereau.Wrap(bordereau.Invalid, err, "La date de création du PDF n'a pas la forme attendue (RFC 3339).")
		}
		meta.Created = t
	}
	var out bytes.Buffer
	w, err := pdf.NewWriter(&out, meta)
	if err != nil {
		return nil, nil, err
	}
	for _, n := range numbers {
		p, err := d.readPage(ctx, n, false)
		if err != nil {
			return nil, nil, err
		}
		s, err := d.fetch(ctx, n)
		if err != nil {
			return nil, nil, err
		}
		page, err := bound(d.page, s, p)
		if err != nil {
			return nil, nil, err
		}
		if err := w.Add(page); err != nil {
			return nil, nil, fmt.Errorf("page %d: %w", n, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, nil, err
	}
	return struct{}{}, out.Bytes(), nil
}

// recall takes pages over that an earlier reading of this file knows, and gives the
// numbers of the pages that are asked for: these, or all where none is known.
func (d *desk) recall(blob []byte) (numbers []int, err error) {
	if len(blob) == 0 {
		for n := range d.file.Count() {
			numbers = append(numbers, n+1)
		}
		return numbers, nil
	}
	var known []bordereau.Page
	if err := json.Unmarshal(blob, &known); err != nil {
		return nil, fmt.Errorf("decode the known pages: %w", err)
	}
	for _, p := range known {
		if p.Piece != nil && bordereau.IsPiece(p.Number) && bordereau.SheetOf(p.Number) <= d.file.Count() {
			d.places[p.Number] = *p.Piece
		} else if p.Number < 1 || p.Number > d.file.Count() {
			return nil, bordereau.Errorf(bordereau.Invalid, "La lecture compte une page %d que le fichier n'a pas ; relancez la lecture.", p.Number)
		}
		d.pages[p.Number] = p
		numbers = append(numbers, p.Number)
	}
	if d.sheet != nil {
		d.sheet.free()
		d.sheet = nil
	}
	d.aside.free()
	return numbers, nil
}
