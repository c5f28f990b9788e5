package main

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"image/jpeg"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"text/tabwriter"
	"time"

	"bordereau/internal/child"
	"bordereau/internal/pdf"
	"bordereau/ocr"
	"bordereau/ocr/engine"
	"bordereau/ocr/raster"
	"bordereau/ocr/testpage"
)

// How the pages are spoilt was fixed before reading was tuned.
//
//go:embed degradations.json
var degradationsFile []byte

// kinds are the degradations in the order of the table.
var kinds = []string{"clean", "scan", "bad"}

// batch is the same pages in every form that a reader wants.
type batch struct {
	kind  string
	files []string // JPEG, 300 dpi
	jpegs [][]byte
	truth []string
	pdf   string // all pages in one file, without text
}

// result is one line of the table.
type result struct {
	kind, reader string
	pages        int
	wall, cpu    time.Duration
	cer, words   float64 // character error, in reading order and regardless of it
	peak         int64   // bytes of the largest process
}

func (r result) perMinute() float64 { return float64(r.pages) / r.wall.Minutes() }

// reading measures image in, words out (and searchable PDF out) beside plain
// Tesseract and, where it is installed, OCRmyPDF, on the same pages in one run.
func reading(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("reading", flag.ContinueOnError)
	n := flags.Int("n", 20, "pages of each kind")
	jobs := flags.Int("jobs", 2, "processes at a time")
	only := flags.String("kinds", strings.Join(kinds, ","), "kinds of pages")
	without := flags.Bool("without-ocrmypdf", false, "leave OCRmyPDF out")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var degradations map[string]testpage.Degradation
	if err := json.Unmarshal(degradationsFile, &degradations); err != nil {
		return fmt.Errorf("degradations.json: %w", err)
	}
	dir, err := os.MkdirTemp("", "bordereau-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	pool, err := child.NewPool(child.Config{
		Command: []string{"/proc/self/exe"}, Env: ocr.Env(), Size: *jobs,
		ReadPaths: []string{engine.DefaultModels}, Programs: raster.Programs,
	})
	if err != nil {
		return err
	}
	defer pool.Close()
	reader, err := ocr.New(ocr.Config{}, ocr.Deps{Children: pool})
	if err != nil {
		return err
	}
	var results []result
	for _, kind := range strings.Split(*only, ",") {
		d, ok := degradations[kind]
		if !ok {
			return fmt.Errorf("degradations.json does not know %q", kind)
		}
		fmt.Fprintf(os.Stderr, "%s: drawing %d pages\n", kind, *n)
		b, err := draw(filepath.Join(dir, kind), kind, d, *n)
		if err != nil {
			return err
		}
		readers := []func(batch) (result, error){
			func(b batch) (result, error) { return bordereauReads(reader, b, *jobs, false) },
			func(b batch) (result, error) { return tesseractReads(b, *jobs) },
		}
		if kind == "scan" {
			readers = append(readers, func(b batch) (result, error) { return bordereauReads(reader, b, *jobs, true) })
			if _, err := exec.LookPath("ocrmypdf"); err == nil && !*without {
				readers = append(readers,
					func(b batch) (result, error) { return ocrmypdfReads(b, *jobs, "pdfa") },
					func(b batch) (result, error) { return ocrmypdfReads(b, *jobs, "pdf") })
			}
		}
		measured, err := inTurn(b, readers)
		if err != nil {
			return err
		}
		results = append(results, measured...)
	}
	return table(out, *jobs, results)
}

// inTurn has each reader read the first half of the pages, then the second half
// in the opposite order, so that what else the machine does burdens them alike.
func inTurn(b batch, readers []func(batch) (result, error)) ([]result, error) {
	half := len(b.files) / 2
	halves := []batch{b.part(0, half), b.part(half, len(b.files))}
	sums := make([]result, len(readers))
	for i, h := range halves {
		if len(h.files) == 0 {
			continue
		}
		if err := h.bind(); err != nil {
			return nil, err
		}
		for j := range readers {
			if i == 1 {
				j = len(readers) - 1 - j
			}
			r, err := readers[j](h)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(os.Stderr, "%s: %s %.1f pages a minute\n", r.kind, r.reader, r.perMinute())
			sums[j] = sums[j].plus(r)
		}
	}
	return sums, nil
}

// plus is both results as one, weighted by their pages.
func (r result) plus(o result) result {
	n := float64(r.pages + o.pages)
	mean := func(a, b float64) float64 { return (a*float64(r.pages) + b*float64(o.pages)) / n }
	return result{o.kind, o.reader, r.pages + o.pages, r.wall + o.wall, r.cpu + o.cpu, mean(r.cer, o.cer), mean(r.words, o.words), max(r.peak, o.peak)}
}

// part is the pages from a to b.
func (b batch) part(from, to int) batch {
	b.files, b.jpegs, b.truth = b.files[from:to], b.jpegs[from:to], b.truth[from:to]
	b.pdf = fmt.Sprintf("%s.%d.pdf", b.pdf, from)
	return b
}

func draw(dir, kind string, d testpage.Degradation, n int) (batch, error) {
	b := batch{kind: kind, pdf: filepath.Join(dir, "all.pdf")}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return b, err
	}
	for i := range n {
		p, err := testpage.Letter(i, 300)
		if err != nil {
			return b, err
		}
		p = testpage.Spoil(p, d, i)
		data, err := testpage.JPEG(p, 85)
		if err != nil {
			return b, err
		}
		path := filepath.Join(dir, fmt.Sprintf("%02d.jpg", i))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return b, err
		}
		b.files, b.jpegs, b.truth = append(b.files, path), append(b.jpegs, data), append(b.truth, p.Text())
	}
	return b, nil
}

// bind makes one PDF of the pages, images only.
func (b batch) bind() error {
	var pages []pdf.Page
	for _, data := range b.jpegs {
		c, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return err
		}
		pages = append(pages, pdf.Page{Image: data, Format: "jpeg", Width: c.Width, Height: c.Height, DPI: 300})
	}
	var out bytes.Buffer
	if err := pdf.Write(&out, pdf.Meta{}, pages); err != nil {
		return err
	}
	return os.WriteFile(b.pdf, out.Bytes(), 0o600)
}

// judge fills in how right the texts are.
func (b batch) judge(r *result, texts []string) {
	r.kind, r.pages = b.kind, len(b.truth)
	for i, want := range b.truth {
		got := ""
		if i < len(texts) {
			got = texts[i]
		}
		r.cer += testpage.CER(want, got) / float64(len(b.truth))
		r.words += testpage.CERUnordered(want, got) / float64(len(b.truth))
	}
}

// parallel runs jobs workers over the pages.
func parallel(jobs, pages int, work func(page int) error) error {
	next := make(chan int, pages)
	for i := range pages {
		next <- i
	}
	close(next)
	errs := make([]error, jobs)
	var wg sync.WaitGroup
	for j := range jobs {
		wg.Go(func() {
			for i := range next {
				if errs[j] = cmp.Or(errs[j], work(i)); errs[j] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func bordereauReads(reader *ocr.Reader, b batch, jobs int, asPDF bool) (result, error) {
	r := result{reader: "bordereau, words"}
	texts := make([]string, len(b.jpegs))
	watch := watchChildren()
	before := time.Now()
	err := parallel(jobs, len(b.jpegs), func(i int) error {
		ctx := context.Background()
		s, err := reader.Open(ctx, b.jpegs[i])
		if err != nil {
			return err
		}
		defer s.Close()
		got, err := s.Read(ctx)
		if err != nil {
			return err
		}
		texts[i] = got.Text()
		if asPDF {
			_, err = s.SearchablePDF(ctx, "", time.Time{}, nil)
		}
		return err
	})
	r.wall = time.Since(before)
	r.peak, r.cpu = watch()
	if asPDF {
		r.reader = "bordereau, searchable PDF/A"
	}
	b.judge(&r, texts)
	return r, err
}

// tesseractReads gives each of jobs processes its share of the pages in one
// list, so that it too loads its models only once.
func tesseractReads(b batch, jobs int) (result, error) {
	r := result{reader: "tesseract, one process a core"}
	outputs := make([][]byte, jobs)
	shares := make([][]int, jobs)
	for i := range b.files {
		shares[i%jobs] = append(shares[i%jobs], i)
	}
	cpus, peaks := make([]time.Duration, jobs), make([]int64, jobs)
	before := time.Now()
	err := parallel(jobs, jobs, func(j int) error {
		var list []string
		for _, i := range shares[j] {
			list = append(list, b.files[i])
		}
		path := filepath.Join(filepath.Dir(b.pdf), fmt.Sprintf("list%d.txt", j))
		if err := os.WriteFile(path, []byte(strings.Join(list, "\n")+"\n"), 0o600); err != nil {
			return err
		}
		cmd := exec.Command("tesseract", path, "stdout", "-l", "fra", "--dpi", "300")
		cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
		var err error
		if outputs[j], err = cmd.Output(); err != nil {
			return fmt.Errorf("tesseract: %w", err)
		}
		cpus[j], peaks[j] = used(cmd)
		return nil
	})
	r.wall = time.Since(before)
	texts := make([]string, len(b.files))
	for j, share := range shares {
		for k, page := range strings.Split(string(outputs[j]), "\f") {
			if k < len(share) {
				texts[share[k]] = page
			}
		}
		r.cpu += cpus[j]
	}
	r.peak = slices.Max(peaks)
	b.judge(&r, texts)
	return r, err
}

func ocrmypdfReads(b batch, jobs int, kind string) (result, error) {
	r := result{reader: "ocrmypdf, " + kind}
	sidecar := b.pdf + ".txt"
	cmd := exec.Command("ocrmypdf", "-q", "-l", "fra", "--jobs", strconv.Itoa(jobs), "--output-type", kind, "--sidecar", sidecar, b.pdf, b.pdf+".out.pdf")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	before := time.Now()
	if err := cmd.Run(); err != nil {
		return r, fmt.Errorf("ocrmypdf: %w: %s", err, complaint.String())
	}
	r.wall = time.Since(before)
	r.cpu, r.peak = used(cmd)
	text, err := os.ReadFile(sidecar)
	if err != nil {
		return r, err
	}
	b.judge(&r, strings.Split(string(text), "\f"))
	return r, nil
}

func used(cmd *exec.Cmd) (time.Duration, int64) {
	s := cmd.ProcessState
	peak := int64(0)
	if u, ok := s.SysUsage().(*syscall.Rusage); ok {
		peak = u.Maxrss << 10
	}
	return s.UserTime() + s.SystemTime(), peak
}

func table(out io.Writer, jobs int, results []result) error {
	base := map[string]map[string]float64{} // pages a minute by kind and reader
	for _, r := range results {
		if base[r.kind] == nil {
			base[r.kind] = map[string]float64{}
		}
		base[r.kind][r.reader] = r.perMinute()
	}
	w := tabwriter.NewWriter(out, 2, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "pages\treader\tpages/min\tCPU ms/page\tCER\tCER, any order\tpeak MB\tx tesseract\t")
	for _, r := range results {
		fmt.Fprintf(w, "%s\t%s\t%.1f\t%d\t%.2f %%\t%.2f %%\t%d\t%.2f\t\n", r.kind, r.reader, r.perMinute(),
			r.cpu.Milliseconds()/int64(r.pages), 100*r.cer, 100*r.words, r.peak>>20, r.perMinute()/base[r.kind]["tesseract, one process a core"])
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if slow := base["scan"]["ocrmypdf, pdfa"]; slow > 0 {
		fmt.Fprintf(out, "against OCRmyPDF (PDF/A, %d jobs): %.1f times for searchable PDF/A, %.1f times for words\n",
			jobs, base["scan"]["bordereau, searchable PDF/A"]/slow, base["scan"]["bordereau, words"]/slow)
		fast := base["scan"]["ocrmypdf, pdf"]
		fmt.Fprintf(out, "against OCRmyPDF (plain PDF): %.1f times for searchable PDF/A, %.1f times for words\n",
			base["scan"]["bordereau, searchable PDF/A"]/fast, base["scan"]["bordereau, words"]/fast)
	}
	return nil
}
