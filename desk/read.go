package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"bordereau"
	"bordereau/internal/fault"
)

const (
	readWithin    = 15 * time.Minute // one document, from its bytes to what it says
	pageImageDPI  = 200              // of the pictures that clerks see
	readingSchema = "reading/1"      // raised when what is kept of a reading changes its form
)

// StoredReading is a reading in the record: where it lies and what the machine
// made of it, before any person.
type StoredReading struct {
	DocumentID     string
	Generation     int
	Artefact       string // of input, stage, engine and options: the same again is the same
	Key, VersionID string
	SHA256         string
	Engine         bordereau.Engine
	Understanding  *bordereau.Understanding
	Milliseconds   int
	ReadAt         time.Time
	Images         []StoredImage
	Text           string
}

// StoredImage is the picture of a page that clerks see.
type StoredImage struct {
	PageView
	Key, VersionID string
}

// read runs the read stage: the original, read and understood while its pixels
// live; what comes of it in the object store; then one transaction under the lease.
func (d *Desk) read(ctx context.Context, l Lease) error {
	doc, err := d.document(ctx, l.DocumentID)
	if err != nil {
		return err
	}
	if doc.State != bordereau.Received {
		return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error { return tx.FinishJob(ctx, l) })
	}
	began := d.Now()
	data, err := d.original(ctx, doc)
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	file, parts, err := d.see(limited, doc, data, l.Small)
	if err != nil {
		if limited.Err() != nil && ctx.Err() == nil {
			return bordereau.Wrap(bordereau.TimedOut, err, "La lecture de ce document a pris trop de temps.")
		}
		return err
	}
	if err := fault.Point("CP10"); err != nil {
		return err
	}
	if err := d.keepReading(ctx, doc, &file); err != nil {
		return err
	}
	for i := range parts {
		if err := d.keepPart(ctx, doc, file, &parts[i]); err != nil {
			return err
		}
	}
	file.Images = slices.DeleteFunc(file.Images, func(img StoredImage) bool { return bordereau.IsPiece(img.Number) })
	file.Milliseconds = int(d.Now().Sub(began).Milliseconds())
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error { return d.commitReading(ctx, tx, l, file, parts) })
}

// seen is what was seen of a document, on its way into the record.
type seen struct {
	StoredReading
	reading  bordereau.Reading
	pictures []picture      // of the whole file alone
	part     bordereau.Part // of one that is a part of a file
	found    string         // what it is found by
	apart    []int          // pages of a file that no part has
}

// picture is a page as JPEG.
type picture struct {
	view PageView
	jpeg []byte
}

// see reads and understands a file, and draws its pages. Where the file holds
// several documents each is understood by itself, from the one recognition of its
// pages; of a document that is such a part its pages alone are read.
func (d *Desk) see(ctx context.Context, doc bordereau.Document, data []byte, small bool) (file seen, parts []seen, err error) {
	session, err := d.Reader.Open(ctx, data, small)
	if err != nil {
		return file, nil, err
	}
	defer session.Close()
	reading, err := session.Read(ctx, doc.PartPages...)
	if err != nil {
		return file, nil, err
	}
	if len(reading.Pages) == 0 {
		return file, nil, bordereau.Errorf(bordereau.Unreadable, "Le fichier « %s » ne contient aucune page.", doc.FileName)
	}
	if doc.PartOf != "" {
		reading = reading.Of(partOf(doc.PartPages))
	}
	divide := d.Divide
	if doc.PartOf != "" {
		divide = nil
	}
	division, papers, err := Papers(ctx, session, reading, d.Understand, divide)
	if err != nil {
		return file, nil, err
	}
	if len(division.Parts) == 0 {
		file, reading = understood(doc, papers[0]), papers[0].Reading
	} else {
		for i, p := range papers {
			part := understood(doc, p)
			part.part = division.Parts[i]
			parts = append(parts, part)
			for _, masked := range p.Reading.Pages {
				if at := slices.IndexFunc(reading.Pages, func(q bordereau.Page) bool { return q.Number == masked.InFile() }); at >= 0 {
					reading.Pages[at].Words = masked.Words
				}
			}
		}
		file = whole(doc, reading, division)
	}
	for _, p := range reading.Pages {
		jpeg, _, _, err := session.Image(ctx, p.InFile(), pageImageDPI)
		if err != nil {
			return file, nil, err
		}
		// Boxes refer to the page as read, whatever the size of the picture.
		file.pictures = append(file.pictures, picture{PageView{Number: p.Number, Width: p.Width, Height: p.Height, SHA256: digestOf(jpeg)}, jpeg})
	}
	return file, parts, nil
}

// understood is a paper as it is kept: masked.
func understood(doc bordereau.Document, p Paper) seen {
	Mask(&p.Reading, &p.Understanding)
	text := p.Reading.Text()
	return seen{reading: p.Reading, found: Searchable(doc, text, &p.Understanding), StoredReading: StoredReading{DocumentID: doc.ID, Generation: doc.Generation + 1, Engine: p.Reading.Engine,
		Understanding: &p.Understanding, Text: text}}
}

// sessionZones lets understanding ask for a part of a page again. A page of a part is
// asked for where it lies in its file.
type sessionZones struct {
	s       ReadingSession
	reading bordereau.Reading
}

func (z sessionZones) Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	for _, p := range z.reading.Pages {
		if p.Number == page {
			return z.s.Zone(ctx, p.InFile(), box, alphabet)
		}
	}
	return nil, bordereau.Errorf(bordereau.NotFound, "Ce document n'a pas de page %d.", page)
}

// keepReading puts the reading and the pictures into the object store. Keys hold
// digests: an attempt that was lost leaves objects behind, never a contradiction.
func (d *Desk) keepReading(ctx context.Context, doc bordereau.Document, s *seen) error {
	if err := d.keepWords(ctx, doc, s); err != nil {
		return err
	}
	for _, p := range s.pictures {
		img := StoredImage{PageView: p.view, Key: derivedKey(doc.ID, s.Generation, fmt.Sprintf("page-%04d", p.view.Number), p.view.SHA256, "jpg")}
		var err error
		if img.VersionID, err = d.put(ctx, img.Key, p.jpeg, p.view.SHA256, "image/jpeg"); err != nil {
			return fmt.Errorf("keep the picture of page %d: %w", p.view.Number, err)
		}
		s.Images = append(s.Images, img)
	}
	return nil
}

func (d *Desk) keepWords(ctx context.Context, doc bordereau.Document, s *seen) error {
	body, err := json.Marshal(s.reading)
	if err != nil {
		return fmt.Errorf("keep the reading: %w", err)
	}
	s.SHA256 = digestOf(body)
	s.Artefact = artefact(doc.SHA256, StageRead, s.Engine, s.Understanding.Spec)
	if doc.PartOf != "" {
		s.Artefact = artefact(doc.SHA256, StageRead, s.Engine, s.Understanding.Spec, fmt.Sprint(doc.PartPages))
	}
	s.ReadAt = d.Now().UTC().Truncate(time.Microsecond)
	s.Key = derivedKey(doc.ID, s.Generation, "reading", s.SHA256, "json")
	if s.VersionID, err = d.put(ctx, s.Key, body, s.SHA256, "application/json"); err != nil {
		return fmt.Errorf("keep the reading: %w", err)
	}
	return nil
}

// commitReading writes down what was read and understood, and settles what
// follows. It writes nothing when the lease is lost.
func (d *Desk) commitReading(ctx context.Context, tx Tx, l Lease, file seen, parts []seen) error {
	doc, err := d.lockJobDocument(ctx, tx, l)
	if err != nil {
		return err
	}
	if err := tx.FinishJob(ctx, l); err != nil {
		return err
	}
	if doc.State != bordereau.Received || doc.Generation+1 != file.Generation {
		return bordereau.Errorf(bordereau.Conflicting, "Ce document a changé pendant sa lecture.")
	}
	u, err := d.classified(ctx, tx, &doc, file)
	if err != nil {
		return err
	}
	if len(parts) > 0 {
		return d.split(ctx, tx, &doc, parts, file.apart)
	}
	return d.settle(ctx, tx, &doc, u)
}

// classified keeps what was read of a document and takes it to Classified. It gives
// the values as they are to be settled.
func (d *Desk) classified(ctx context.Context, tx Tx, doc *bordereau.Document, s seen) (*bordereau.Understanding, error) {
	if err := tx.InsertReading(ctx, s.StoredReading); err != nil {
		return nil, err
	}
	u := *s.Understanding
	u.Fields = append([]bordereau.Field(nil), u.Fields...)
	u.Checks = append([]bordereau.Check(nil), u.Checks...)
	noteReading(&u, s.reading)
	for _, step := range []struct {
		ev     bordereau.Event
		facts  map[string]any
		change func(*bordereau.Document)
	}{
		{bordereau.EvScreened, map[string]any{"flags": s.reading.Flags, "pages": len(s.reading.Pages)}, func(doc *bordereau.Document) { doc.Pages = len(s.reading.Pages) }},
		{bordereau.EvRead, map[string]any{"generation": s.Generation, "artefact": s.Artefact, "reading_sha256": s.SHA256, "engine": s.Engine.Name + " " + s.Engine.Version}, func(doc *bordereau.Document) { doc.Generation = s.Generation }},
		{bordereau.EvClassified, map[string]any{"type": u.Type, "spec": u.Spec}, func(doc *bordereau.Document) { doc.Type = u.Type }},
	} {
		if err := tx.MoveDocument(ctx, doc, step.ev, bordereau.System, step.facts, step.change); err != nil {
			return nil, err
		}
	}
	if err := d.keep(ctx, tx, *doc, &u); err != nil {
		return nil, err
	}
	return &u, tx.SetFound(ctx, doc.ID, s.found, keyedUnseen(&u)) // last: each change of what it is narrowed by would write its words anew
}

// original reads a document's file and holds it against its digest.
func (d *Desk) original(ctx context.Context, doc bordereau.Document) ([]byte, error) {
	return d.fetch(ctx, OriginalKey(doc.SHA256), doc.VersionID, doc.SHA256, doc.Size)
}

// fetch reads an object of a known size by version and holds it against its digest.
func (d *Desk) fetch(ctx context.Context, key, version, sha256hex string, size int64) ([]byte, error) {
	r, _, err := d.Objects.Get(ctx, key, version)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	defer r.Close()
	return intact(r, key, version, sha256hex, size)
}

// intact reads an object of which size and digest are known.
func intact(r io.Reader, key, version, sha256hex string, size int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, size+1))
	if err != nil {
		return nil, bordereau.Wrap(bordereau.Busy, fmt.Errorf("read %s: %w", key, err), "L'archive ne répond pas pour le moment ; réessayez.")
	}
	if int64(len(data)) != size || digestOf(data) != sha256hex {
		return nil, bordereau.Wrap(bordereau.Internal, fmt.Errorf("%s version %s: %w", key, version, errDamaged), "Cet objet n'est plus celui qui a été déposé ; prévenez l'exploitation.")
	}
	return data, nil
}

var errDamaged = errors.New("size or digest differ from the record")

func (d *Desk) put(ctx context.Context, key string, data []byte, sha256hex, contentType string) (string, error) {
	return d.Objects.Put(ctx, key, bytes.NewReader(data), int64(len(data)), sha256hex, contentType)
}

// document reads one document for the machine.
func (d *Desk) document(ctx context.Context, id string) (doc bordereau.Document, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		doc, err = tx.Document(ctx, id)
		return err
	})
	return doc, err
}

func derivedKey(documentID string, generation int, what, sha256hex, ext string) string {
	return fmt.Sprintf("derived/%s/%d/%s-%s.%s", documentID, generation, what, sha256hex[:16], ext)
}

// artefact names what a stage makes of an input: the same stage, engine, models
// and options make the same again.
func artefact(input, stage string, engine bordereau.Engine, options ...string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n%s\n%s\n", readingSchema, input, stage, engine.Name, engine.Version)
	for _, m := range engine.Models {
		fmt.Fprintf(h, "%s %s\n", m.Name, m.SHA256)
	}
	for _, o := range options {
		fmt.Fprintf(h, "%s\n", o)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
