package desk_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/classify"
	"bordereau/desk"
	"bordereau/internal/child"
	"bordereau/internal/specimen"
	"bordereau/ocr"
	"bordereau/ocr/engine"
	"bordereau/ocr/raster"
)

// realReader is recognition as it runs in production, in a confined child.
type realReader struct{ *ocr.Reader }

type realSession struct{ *ocr.Session }

func (r realReader) Open(ctx context.Context, data []byte, _ bool) (desk.ReadingSession, error) {
	s, err := r.Reader.Open(ctx, data)
	if err != nil {
		return nil, err
	}
	return realSession{s}, nil
}

func (s realSession) Zone(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	if alphabet == "text" {
		alphabet = ""
	}
	return s.Session.Zone(ctx, page, box, ocr.Alphabet(alphabet))
}

func (s realSession) SearchablePDF(ctx context.Context, r bordereau.Reading) ([]byte, error) {
	return s.Session.SearchablePDF(ctx, "", time.Time{}, r.Pages)
}

func (s realSession) Close() error { s.Session.Close(); return nil }

func realDeps(t *testing.T) setting {
	t.Helper()
	pool, err := child.NewPool(child.Config{Command: []string{"/proc/self/exe"}, Env: ocr.Env(), Size: 1,
		ReadPaths: []string{engine.DefaultModels}, Programs: raster.Programs})
	must(t, err)
	t.Cleanup(func() { must(t, pool.Close()) })
	reader, err := ocr.New(ocr.Config{}, ocr.Deps{Children: pool})
	must(t, err)
	c, err := classify.New(classify.Config{Families: classify.Families(), Now: time.Now})
	must(t, err)
	return func(_ *desk.Config, d *desk.Deps) {
		d.Reader = realReader{reader}
		d.Understand = func(ctx context.Context, r bordereau.Reading, z desk.Zones) (bordereau.Understanding, error) {
			return c.Understand(ctx, r, z)
		}
	}
}

// The whole walk on real services and real recognition: a slip with its cheque,
// drawn, deposited, read, decided, sealed and booked.
func TestAScanGoesInAndAnEntryComesOut(t *testing.T) {
	t.Parallel()
	o := newOffice(t, realDeps(t))
	who := &specimen.People(7, 1)[0]
	cheque, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: 7, DPI: 200, Customer: who})
	must(t, err)
	slip, err := specimen.Draw(specimen.Spec{Kind: bordereau.RemittanceSlip, Seed: 8, DPI: 200, Customer: who, Cheques: []specimen.Truth{cheque.Truth}})
	must(t, err)
	var files [][]byte
	for _, d := range []specimen.Drawing{slip, cheque} {
		data, err := specimen.Encode(d, "png")
		must(t, err)
		files = append(files, data)
	}
	got := o.mustSend(files...)
	broken := o.mustSend(paperFile("this is no picture"))
	o.work(desk.StageRead)
	for i, want := range []bordereau.Type{bordereau.RemittanceSlip, bordereau.Cheque} {
		v := o.doc(got.Documents[i].ID)
		if v.Type != want || v.Generation != 1 || len(v.PageViews) != 1 {
			t.Fatalf("%s is %s in state %s: %+v", v.FileName, v.Type, v.State, v.Reasons)
		}
		img, err := o.PageImage(t.Context(), o.branch, v.ID, 1)
		if err != nil || !bytes.HasPrefix(img, []byte("\xff\xd8\xff")) {
			t.Error("no picture", err)
		}
	}
	if v := o.doc(broken.Documents[0].ID); v.State != bordereau.ToReview || len(v.Reasons) == 0 {
		t.Errorf("%+v", v)
	}
	o.sql("UPDATE tasks SET state = 'done' WHERE document_id = '%s'", broken.Documents[0].ID) // not what this test is about
	o.confirm(map[string]map[string]string{got.Documents[0].ID: slip.Truth.Fields, got.Documents[1].ID: cheque.Truth.Fields})
	o.sql("UPDATE tasks SET state = 'open' WHERE document_id = '%s'", broken.Documents[0].ID)
	o.sql("UPDATE jobs SET run_at = now() WHERE state = 'waiting'")
	o.work()
	for _, d := range got.Documents {
		v := o.doc(d.ID)
		if v.State != bordereau.Booked || v.EntryNumber != 1 {
			t.Fatalf("%s is %s: %+v %+v", v.FileName, v.State, v.Reasons, v.Understanding)
		}
		r, size, err := o.ArchivePDF(t.Context(), o.branch, v.ID)
		must(t, err)
		pdf, err := io.ReadAll(r)
		r.Close()
		if err != nil || int64(len(pdf)) != size || !bytes.HasPrefix(pdf, []byte("%PDF-")) || !strings.Contains(string(pdf), "pdfaid") {
			t.Error("the sealed PDF is none", err)
		}
	}
	o.mustBeClean()
}
