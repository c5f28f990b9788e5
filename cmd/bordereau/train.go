package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"time"

	"bordereau"
	"bordereau/classify/model"
	"bordereau/internal/specimen"
)

type trainCmd struct {
	Classifier trainClassifierCmd `cmd:"" help:"Teach the learned classifier on drawn specimens and on what clerks corrected."`
}

type trainClassifierCmd struct {
	N           int           `help:"Drawn pages a type; 0 learns from corrections alone." default:"12"`
	Seed        uint64        `help:"Of the first page and of the training." default:"1"`
	Corrections string        `help:"Pages that clerks named, as export corrections writes them." placeholder:"FILE"`
	Jobs        int           `help:"Pages read at the same time; the cores of the machine when 0." default:"0"`
	PageTime    time.Duration `help:"Longest time for one page." default:"60s"`
	Out         string        `help:"The model's file." required:"" placeholder:"FILE"`
}

func (c *trainClassifierCmd) Run(w *world) error {
	samples, err := c.drawn(w)
	if err != nil {
		return err
	}
	if c.Corrections != "" {
		more, err := corrections(c.Corrections)
		if err != nil {
			return err
		}
		samples = append(samples, more...)
	}
	data, report, err := model.Train(samples, c.Seed)
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, data, 0o644); err != nil {
		return fmt.Errorf("write the model: %w", err)
	}
	m, err := model.Parse(data)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "%s: taught on %d pages, %d of all named by clerks, right on %d of the %d held back, calibration error %.3f, %d bytes\n", m.ID(), report.Taught, m.Corrections, report.Right, report.Held, report.Error, len(data))
	return nil
}

// drawn draws pages and reads them as everything is read.
func (c *trainClassifierCmd) drawn(w *world) ([]model.Sample, error) {
	specs := c.specs()
	if c.N <= 0 {
		return nil, nil // corrections alone
	}
	jobs := c.Jobs
	if jobs == 0 {
		jobs = runtime.NumCPU()
	}
	reader, err := readerSettings{Jobs: jobs, Languages: "fra", PageTime: c.PageTime, FileTime: 15 * time.Minute}.reading(w)
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	samples, errs := make([]model.Sample, len(specs)), make([]error, len(specs))
	var slots sync.WaitGroup
	next := make(chan int)
	for range jobs {
		slots.Go(func() {
			for i := range next {
				samples[i], errs[i] = sampleOf(w, reader, specs[i])
			}
		})
	}
	for i := range specs {
		next <- i
	}
	close(next)
	slots.Wait()
	return samples, errors.Join(errs...)
}

// specs are the drawings: of each type and of its look-alikes, never from the seeds that
// are kept for measuring.
func (c *trainClassifierCmd) specs() (specs []specimen.Spec) {
	for _, kind := range specimen.Kinds() {
		for i := range uint64(max(0, c.N)) {
			seed := (c.Seed + i) % specimen.HeldOut
			s := specimen.Spec{Kind: kind, Seed: seed, Format: "pdf", DPI: 200, Defects: specimen.Graded(specimen.Grade(i%3), seed)}
			s.Hand = kind == bordereau.Cheque && i%3 == 1
			specs = append(specs, s)
			if i%4 == 0 && kind != bordereau.Blank && kind != bordereau.Unknown {
				specs = append(specs, specimen.Spec{Negative: kind, Seed: seed, Format: "pdf", DPI: 200, Defects: specimen.Graded(specimen.Light, seed)})
			}
		}
	}
	return specs
}

func sampleOf(w *world, reader *reading, s specimen.Spec) (model.Sample, error) {
	d, err := specimen.Draw(s)
	if err != nil {
		return model.Sample{}, err
	}
	data, err := specimen.Encode(d, d.Truth.Format)
	if err != nil {
		return model.Sample{}, err
	}
	session, err := reader.Open(w.ctx, data, false)
	if err != nil {
		return model.Sample{}, err
	}
	r, err := session.Read(w.ctx)
	return model.Sample{Type: d.Truth.Type, Reading: r}, errors.Join(err, session.Close())
}

// longest is how long one line of corrections may be.
const longest = 16 << 20

// corrections reads pages that clerks named.
func corrections(path string) ([]model.Sample, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read corrections: %w", err)
	}
	return correctionsIn(bytes.NewReader(data))
}

func correctionsIn(r io.Reader) (samples []model.Sample, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longest)
	for n := 1; lines.Scan(); n++ {
		var c model.Correction
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("corrections, line %d: %w", n, err)
		}
		if !c.Type.Known() || c.Features == nil {
			return nil, fmt.Errorf("corrections, line %d: the type %q is not known, or it has no features", n, c.Type)
		}
		samples = append(samples, c.Sample())
	}
	return samples, lines.Err()
}
