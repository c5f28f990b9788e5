package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"bordereau"
	"bordereau/check"
	"bordereau/classify"
	"bordereau/classify/model"
	"bordereau/dossier"
	"bordereau/internal/child"
	"bordereau/internal/specimen"
	"bordereau/ocr"
	"bordereau/ocr/engine"
	"bordereau/ocr/raster"
	"bordereau/policy"
)

// chequeReader is what stands behind `bordereau read`: reading children, the
// understanding with zones read again, the policy.
type chequeReader struct {
	pool       *child.Pool
	reader     *ocr.Reader
	classifier *classify.Classifier
	policy     *policy.Policy
	now        time.Time
}

func newChequeReader(jobs int) (*chequeReader, error) {
	r := &chequeReader{policy: policy.Default(), now: specimen.Day}
	learned, err := model.Default()
	if err != nil {
		return nil, err
	}
	if r.classifier, err = classify.New(classify.Config{Families: classify.Families(), Now: func() time.Time { return r.now }, Learned: learned}); err != nil {
		return nil, err
	}
	if r.pool, err = child.NewPool(child.Config{
		Command: []string{"/proc/self/exe"}, Env: ocr.Env(), Size: jobs,
		ReadPaths: []string{engine.DefaultModels}, Programs: raster.Programs,
	}); err != nil {
		return nil, err
	}
	r.reader, err = ocr.New(ocr.Config{}, ocr.Deps{Children: r.pool})
	return r, err
}

// sessionZones reads a part of a page again.
type sessionZones struct{ *ocr.Session }

func (z sessionZones) Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	if alphabet == "text" {
		alphabet = string(ocr.Free)
	}
	return z.Zone(ctx, page, box, ocr.Alphabet(alphabet))
}

func (r *chequeReader) read(ctx context.Context, data []byte) (bordereau.Reading, bordereau.Understanding, error) {
	s, err := r.reader.Open(ctx, data)
	if err != nil {
		return bordereau.Reading{}, bordereau.Understanding{}, err
	}
	defer s.Close()
	reading, err := s.Read(ctx)
	if err != nil {
		return reading, bordereau.Understanding{}, err
	}
	u, err := r.classifier.Understand(ctx, reading, sessionZones{s})
	return reading, u, err
}

// flaws are what may be wrong with a cheque on purpose. Four in sixteen have one of the
// first four; a run may ask for one in all.
var flaws = []string{"disagree", "wrong_key", "unsigned", "unendorsed", "undated", "unplaced", "unsummed"}

func (c chequeBench) flaw(seed uint64) string {
	if at := slices.Index([]uint64{3, 11, 7, 14}, seed%16); c.only == "" && at >= 0 {
		return flaws[at]
	}
	return c.only
}

// spec is the cheque of a seed: one in three by hand or all, one in four with its back, all
// with what happens to cheques (specimen.GradedCheque).
func (c chequeBench) spec(row chequeRow, seed uint64) (specimen.Spec, string) {
	flaw := c.flaw(seed)
	d := specimen.GradedCheque(row.grade, seed)
	d.Bitonal, d.Adaptive = row.picture == "bitonal", row.picture == "adaptive"
	d.Disagree, d.WrongKey, d.Unsigned = flaw == "disagree", flaw == "wrong_key", flaw == "unsigned"
	d.Undated, d.Unplaced, d.Unsummed = flaw == "undated", flaw == "unplaced", flaw == "unsummed"
	s := specimen.Spec{Kind: bordereau.Cheque, Seed: seed, DPI: row.dpi, Format: "pdf", Layout: c.layout, Defects: d, Hand: !c.typed && (c.hand || seed%3 == 1) && !strings.HasSuffix(c.layout, "-letter")}
	switch row.picture {
	case "bitonal", "adaptive":
		s.Format = "tiff_g4"
	case "photo": // of the front: what is wrong with the back is not to be seen
		return s, strings.TrimPrefix(flaw, "unendorsed")
	}
	switch {
	case flaw == "unendorsed":
		s.Back = "empty"
	case seed%4 == 1:
		s.Back = []string{"signed", "stamped"}[seed/4%2]
	}
	return s, flaw
}

// scanned is the file that comes in: what a scanner wrote, or a telephone.
func scanned(row chequeRow, s specimen.Spec, d specimen.Drawing) ([]byte, error) {
	if row.picture != "photo" {
		return specimen.Encode(d, s.Format)
	}
	var b bytes.Buffer
	err := specimen.WriteJPEG(&b, specimen.ByHand(s.Seed).Take(d.Pages[0], s.Seed))
	return b.Bytes(), err
}

// one draws a cheque, reads it and says what became of it.
func (r *chequeReader) one(ctx context.Context, c chequeBench, row chequeRow, seed uint64) (chequeOutcome, error) {
	o := chequeOutcome{Row: row.String(), Seed: seed}
	var spec specimen.Spec
	spec, o.Flaw = c.spec(row, seed)
	d, err := specimen.Draw(spec)
	if err != nil {
		return o, err
	}
	data, err := scanned(row, spec, d)
	if err != nil {
		return o, err
	}
	began := time.Now()
	reading, u, err := r.read(ctx, data)
	if err != nil {
		return o, err
	}
	o.Milliseconds = time.Since(began).Milliseconds()
	o.Layout, o.Hand = d.Truth.Layout, d.Truth.Hand
	r.judge(&o, reading, u, d.Truth)
	if c.show {
		o.say(os.Stderr, u, d.Truth)
	}
	return o, nil
}

// judge asks the policy as the desk does for a cheque of a deposit that names its
// dossier, alone and in a slip (see remitted). The dossier is that of one customer, who
// bears the name that is printed as the payee. A payee whom the dossier of somebody with
// a resembling name proves is wrong, whatever was read; what is misread of a hand may
// have a letter more or less right, but not another word.
func (r *chequeReader) judge(o *chequeOutcome, reading bordereau.Reading, u bordereau.Understanding, truth specimen.Truth) {
	others := resembling(truth.Fields["payee"])
	mistaken := slices.ContainsFunc(others, func(name string) bool {
		_, asRead := known(u, name)
		return asRead
	}) || slices.ContainsFunc(others[1:], func(name string) bool {
		misread, _ := known(u, name)
		return misread
	})
	c := policy.Circumstances{Now: r.now, DossierKnown: true, Flags: reading.Flags}
	for _, p := range reading.Pages {
		c.MismatchedLayer = c.MismatchedLayer || p.Layer == bordereau.LayerDiffers
	}
	inSlip := remitted(u, truth, o.Seed)
	u, checks := dossier.Verify(u, holders(truth.Fields["payee"]), nil, "")
	u.Checks = append(u.Checks, checks...)
	alone, together := r.policy.Decide(u, c), r.policy.Decide(inSlip, c)
	o.Straight = alone.Passes() && u.Type == bordereau.Cheque
	o.InSlip = together.Passes() && u.Type == bordereau.Cheque
	for _, reason := range alone.Reasons {
		o.Reasons = append(o.Reasons, reason.Field+"/"+reason.Rule)
	}
	for _, reason := range together.Reasons {
		o.SlipReasons = append(o.SlipReasons, reason.Field+"/"+reason.Rule)
	}
	for _, k := range u.Checks {
		if k.Rule == "mandatory_mentions" && k.Verdict == bordereau.Failed {
			o.Lacks = k.Detail
		}
	}
	o.compare(r.policy.Statuses(u), truth)
	switch {
	case mistaken:
		o.Fields["payee"] = "W"
	case provedByDossier(inSlip, "payee"):
		o.Fields["payee"] = "R"
	}
	if wrongInSlip(inSlip, truth, o.Flaw == "disagree") {
		o.Fields["amount"] = "W"
	}
}

func provedByDossier(u bordereau.Understanding, name string) bool {
	f := u.Field(name)
	return f != nil && slices.ContainsFunc(f.Proofs, func(p bordereau.Proof) bool { return p.Kind == bordereau.ProofDossier })
}

// resembling are other names than this: a letter or a word differs, or one is added.
func resembling(name string) []string {
	words := strings.Fields(name)
	last := slices.MaxFunc(words, func(a, b string) int { return len(a) - len(b) })
	letter := []rune(last)
	middle := &letter[len(letter)/2]
	*middle = map[bool]rune{true: 'x', false: 'o'}[check.Fold(string(*middle)) == "O"] // Jérôme is Jerome
	given := slices.Clone(words)
	given[max(0, len(given)-2)] = "Ernest"
	return []string{strings.Replace(name, last, string(letter), 1), strings.Join(given, " "), strings.Replace(name, last, last+" Nord", 1) + " SARL"}
}

// chequeFields measures every field of drawn cheques.
func chequeFields(c chequeBench, out io.Writer) (err error) {
	record, err := openRecord(c.record)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.close()) }()
	r, err := newChequeReader(c.jobs)
	if err != nil {
		return err
	}
	defer r.pool.Close()
	fmt.Fprintf(out, "fields of %d cheques a row, from seed %d; 95 %% intervals in brackets\n\n", c.n, c.seed)
	fmt.Fprintln(out, chequeHead)
	var all chequeTally
	for _, row := range c.rows {
		t, err := r.row(c, row, record)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "| %s | %s\n", row, t.row())
		all.add(t)
	}
	fmt.Fprintf(out, "| | all | | %s\n\n", all.row())
	all.fieldTable(out)
	all.lackTable(out)
	return nil
}

// row reads the cheques of a row that the record does not hold yet.
func (r *chequeReader) row(c chequeBench, row chequeRow, record *chequeRecord) (chequeTally, error) {
	t := newChequeTally()
	var mu sync.Mutex
	watch, fresh := watchChildren(), 0
	err := parallel(c.jobs, c.n, func(i int) error {
		seed := c.seed + uint64(i)
		mu.Lock()
		o, known := record.find(row, seed)
		mu.Unlock()
		if !known {
			var err error
			if o, err = r.one(context.Background(), c, row, seed); err != nil {
				return fmt.Errorf("cheque %d (%s): %w", seed, row, err)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		t.count(o)
		if known {
			return nil
		}
		fresh++
		return record.keep(o)
	})
	_, cpu := watch()
	if fresh > 0 {
		t.cpu, t.fresh = cpu, fresh
	}
	return t, err
}
