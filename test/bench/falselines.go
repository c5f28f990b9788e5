package main

import (
	"flag"
	"fmt"
	"image"
	imagedraw "image/draw"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"bordereau"
	"bordereau/check"
	"bordereau/internal/specimen"
	"bordereau/ocr/codeline"
)

// falseLines looks for code lines where there are none: on drawn pages of every other
// kind, whose seeds were never used for tuning, and on the files under a folder of
// real papers. A line that is found there is false; one that has the form of a French
// line is worse.
func falseLines(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("falselines", flag.ContinueOnError)
	n := fs.Int("n", 1000, "drawn pages")
	seed := fs.Uint64("seed", specimen.HeldOut+30_000, "of the first drawing")
	folder := fs.String("folder", filepath.Join(os.Getenv("BORDEREAU_CORPUS"), "documents"), "of real papers that are no cheques")
	jobs := fs.Int("jobs", runtime.NumCPU(), "pages at the same time")
	if err := fs.Parse(args); err != nil {
		return err
	}
	h := &hunt{reader: codeline.New(), out: out}
	if err := h.drawn(*n, *seed, *jobs); err != nil {
		return err
	}
	fmt.Fprintf(out, "drawn pages: %s\n", h)
	if os.Getenv("BORDEREAU_CORPUS") == "" && !slices.Contains(args, "-folder") {
		return nil
	}
	h = &hunt{reader: h.reader, out: out}
	if err := h.real(*folder); err != nil {
		return err
	}
	fmt.Fprintf(out, "real pages: %s\n", h)
	return nil
}

// hunt counts the pages that were looked at, and what was found on them.
type hunt struct {
	reader *codeline.Reader
	out    io.Writer

	mu            sync.Mutex
	pages, looks  int
	lines, french int
	took          time.Duration
}

func (h *hunt) String() string {
	lo, hi := wilson(h.lines, h.looks)
	return fmt.Sprintf("%d, looked at %d times: %d lines (95 %% interval %.2f-%.2f %%), of the French form %d; %.0f ms a look",
		h.pages, h.looks, h.lines, 100*lo, 100*hi, h.french, float64(h.took.Milliseconds())/float64(max(h.looks, 1)))
}

// look reads a page at a resolution.
func (h *hunt) look(name string, img *image.Gray, dpi float64) {
	began := time.Now()
	lines := h.reader.Read(img, dpi/25.4)
	took := time.Since(began)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.looks++
	h.took += took
	for _, l := range lines {
		h.lines++
		if _, err := check.ParseCodeLine(l.Text()); err == nil {
			h.french++
		}
		fmt.Fprintf(h.out, "%s at %.0f dpi: %s %s\n", name, dpi, l.Font, l.Text())
	}
}

func (h *hunt) drawn(n int, seed uint64, jobs int) error {
	kinds := slices.DeleteFunc(specimen.Kinds(), func(t bordereau.Type) bool { return t == bordereau.Cheque })
	next := make(chan int)
	var wg sync.WaitGroup
	var failed error
	for range jobs {
		wg.Go(func() {
			for i := range next {
				if err := h.draw(kinds[i%len(kinds)], i, seed+uint64(i)); err != nil {
					h.mu.Lock()
					failed = err
					h.mu.Unlock()
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	return failed
}

// draw draws the i-th paper: grades, resolutions and pictures take turns.
func (h *hunt) draw(kind bordereau.Type, i int, seed uint64) error {
	grade := specimen.Grade(i / 3 % 4)
	defects := specimen.Graded(grade, seed)
	defects.Bitonal = i/2%2 == 0
	dpi := []int{200, 300}[i%2]
	d, err := specimen.Draw(specimen.Spec{Kind: kind, Seed: seed, DPI: dpi, Defects: defects})
	if err != nil {
		return err
	}
	h.mu.Lock()
	h.pages += len(d.Pages)
	h.mu.Unlock()
	for n, page := range d.Pages {
		h.look(fmt.Sprintf("%s %d, grade %d, bitonal %v, page %d", kind, seed, grade, defects.Bitonal, n+1), page, float64(dpi))
	}
	return nil
}

// real looks at pictures and PDFs, at the resolutions at which they may have been
// scanned: as a sheet of A4, and as a French or an American cheque.
func (h *hunt) real(folder string) error {
	return filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		pictures := []string{path}
		switch strings.ToLower(filepath.Ext(path)) {
		case ".png", ".jpg", ".jpeg":
		case ".pdf":
			dir, err := os.MkdirTemp("", "bordereau-bench-")
			if err != nil {
				return err
			}
			defer os.RemoveAll(dir)
			if out, err := exec.Command("pdftoppm", "-png", "-gray", "-r", "200", path, filepath.Join(dir, "p")).CombinedOutput(); err != nil {
				return fmt.Errorf("%s: %w: %s", path, err, out)
			}
			if pictures, err = filepath.Glob(filepath.Join(dir, "*.png")); err != nil {
				return err
			}
		default:
			return nil
		}
		for _, p := range pictures {
			img, err := greyOf(p)
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			h.pages++
			long := float64(max(img.Rect.Dx(), img.Rect.Dy()))
			for _, mm := range []float64{297, 175, 6 * 25.4} {
				h.look(filepath.Base(path), img, long/mm*25.4)
			}
		}
		return nil
	})
}

func greyOf(path string) (*image.Gray, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		return nil, err
	}
	grey := image.NewGray(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	imagedraw.Draw(grey, grey.Rect, image.White, image.Point{}, imagedraw.Src)
	imagedraw.Draw(grey, grey.Rect, img, img.Bounds().Min, imagedraw.Over)
	return grey, nil
}
