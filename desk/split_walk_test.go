package desk_test

import (
	"context"
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/classify"
	"bordereau/desk"
	"bordereau/internal/specimen"
	"bordereau/ocr/testpage"
)

func realDivide(t *testing.T) setting {
	t.Helper()
	c, err := classify.New(classify.Config{Families: classify.Families(), Now: time.Now})
	must(t, err)
	return func(_ *desk.Config, d *desk.Deps) {
		d.Divide = func(ctx context.Context, r bordereau.Reading, z desk.Zones) (bordereau.Division, error) {
			return c.Divide(ctx, r, z)
		}
	}
}

// verso is the back of a cheque: endorsed, or empty where nothing is written.
func verso(t *testing.T, dpi int, lines ...string) *image.Gray {
	t.Helper()
	s, err := testpage.NewSized(dpi, 175, 80)
	must(t, err)
	face, err := s.Face(false, 11)
	must(t, err)
	for i, line := range lines {
		s.Set(face, 20, 20+8*float64(i), line)
	}
	return s.Page().Image
}

// stack is a slip and its cheques on one stack, front and back, with what is printed on
// each front.
func stack(t *testing.T, seed uint64, backs ...[]string) (specimen.Drawing, []specimen.Truth) {
	t.Helper()
	const dpi = 200
	who := &specimen.People(seed, 1)[0]
	var cheques []specimen.Truth
	var pages []*image.Gray
	for i, back := range backs {
		c, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: seed + uint64(i), DPI: dpi, Customer: &specimen.People(seed+uint64(10+i), 1)[0],
			Set: map[string]string{"payee": who.Name(), "amount": fmt.Sprintf("%d.50", 100+i)}})
		must(t, err)
		cheques = append(cheques, c.Truth)
		pages = append(pages, c.Pages[0], verso(t, dpi, back...))
	}
	slip, err := specimen.Draw(specimen.Spec{Kind: bordereau.RemittanceSlip, Seed: seed, DPI: dpi, Customer: who, Cheques: cheques})
	must(t, err)
	return specimen.Drawing{DPI: dpi, Pages: append(append(slip.Pages[:1:1], verso(t, dpi)), pages...)}, append([]specimen.Truth{slip.Truth}, cheques...)
}

// A stack out of a duplex scanner, slip and cheques, front and back, in one file: it
// becomes its documents, they balance, and one entry comes out. On real services and
// real recognition.
func TestAStackOfChequesIsTakenApart(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"tiff", "pdf"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, realDeps(t), realDivide(t))
			endorsed := []string{"Endossement", "Compte 00064 49190095620", "le 20/11/2026"}
			drawing, truth := stack(t, 7, endorsed, endorsed, endorsed)
			data, err := specimen.Encode(drawing, format)
			must(t, err)
			file := o.mustSend(data).Documents[0]
			o.work(desk.StageRead)
			parts := o.became(file.ID)
			want := []string{"remittance_slip [1 2]", "cheque [3 4]", "cheque [5 6]", "cheque [7 8]"}
			known := map[string]map[string]string{}
			for i, p := range parts {
				if got := fmt.Sprintf("%s %v", p.Type, p.PartPages); got != want[i] {
					t.Fatalf("%v, not %v", told(parts), want)
				}
				known[p.ID] = truth[i].Fields
				v := o.doc(p.ID)
				if line := truth[i].Fields["code_line"]; line != "" && v.Understanding.Value("code_line") != line {
					t.Errorf("part %d has the code line %q, not %q", i+1, v.Understanding.Value("code_line"), line)
				}
				if len(v.PageViews) != 2 {
					t.Errorf("%+v", v.PageViews)
				}
			}
			if n := o.sql("SELECT count(DISTINCT unit_id) || ' ' || count(unit_id) FROM documents"); n != "1 4" {
				t.Error("units:", n)
			}
			o.confirm(known)
			o.sql("UPDATE jobs SET run_at = now() WHERE state = 'waiting'")
			o.work()
			for _, p := range o.became(file.ID) {
				v := o.doc(p.ID)
				if v.State != bordereau.Booked || v.EntryNumber != 1 {
					t.Fatalf("%s is %s: %+v", p.Type, v.State, v.Reasons)
				}
				if pdf := o.sealedPDF(p.ID); strings.Count(pdf, "/Type /Page /Parent") != 2 {
					t.Errorf("the PDF of %s has other pages than its own", p.Type)
				}
			}
			o.mustBeClean()
		})
	}
}

// A cheque with its back is one document of two pages, a letter of several pages is
// one, and nothing is said of a division.
func TestOnePaperOfSeveralPagesStaysOne(t *testing.T) {
	t.Parallel()
	o := newOffice(t, realDeps(t), realDivide(t))
	c, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: 7, DPI: 200})
	must(t, err)
	c.Pages = append(c.Pages, verso(t, 200, "Endossement", "Compte 00064 49190095620"))
	letter := specimen.Drawing{DPI: 200}
	for i := range 3 {
		l, err := testpage.Letter(i+1, 200)
		must(t, err)
		letter.Pages = append(letter.Pages, l.Image)
	}
	var files [][]byte
	for _, d := range []specimen.Drawing{c, letter} {
		data, err := specimen.Encode(d, "tiff")
		must(t, err)
		files = append(files, data)
	}
	got := o.mustSend(files...)
	o.work(desk.StageRead)
	for i, d := range got.Documents {
		v := o.doc(d.ID)
		if v.State == bordereau.Split || v.Pages != 2+i {
			t.Errorf("%s: %s, %d pages", v.Type, v.State, v.Pages)
		}
		for _, k := range v.Understanding.Checks {
			if k.Rule == "division" {
				t.Errorf("%+v", k)
			}
		}
	}
	v := o.doc(got.Documents[0].ID)
	if v.Type != bordereau.Cheque || v.Understanding.Value("code_line") != c.Truth.Fields["code_line"] {
		t.Errorf("%s with the line %q", v.Type, v.Understanding.Value("code_line"))
	}
}
