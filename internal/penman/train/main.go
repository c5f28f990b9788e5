// Command train teaches the network that reads handwritten figures, on what package
// penman draws, calibrates it, and writes weights.bin and weights.json:
//
//	go run ./internal/penman/train -out ocr/handwriting
//
// The same seed gives the same weights on the same kind of machine. It uses one core.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"bordereau/internal/penman"
	"bordereau/internal/script"
	"bordereau/ocr/handwriting"
	"bordereau/ocr/handwriting/net"
)

func main() {
	out := flag.String("out", "ocr/handwriting", "folder of the weights")
	seed := flag.Uint64("seed", 20261126, "of everything that is drawn")
	steps := flag.Int("steps", 13_000, "batches")
	fitted := flag.Int("calibrate", 1500, "amounts that the calibration is fitted on")
	wrong := flag.Float64("wrong", .03, "share of wrong amounts among those read, on the calibration's")
	folder := flag.String("faces", "", "folder of more faces to learn from (internal/penman/lines/README.md)")
	keep := flag.Bool("keep", false, "calibrate the weights that are there anew")
	flag.Parse()
	if err := run(*out, *folder, *seed, *steps, *fitted, *wrong, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(out, folder string, seed uint64, steps, fitted int, wrong float64, keep bool) error {
	began := time.Now()
	faces, err := script.Figures()
	if err != nil {
		return err
	}
	if folder != "" {
		more, err := script.Folder(folder)
		if err != nil {
			return err
		}
		faces = slices.Concat(faces, more)
	}
	var learning, other []script.Face
	var names []string
	for _, f := range faces {
		switch {
		case f.HeldOut:
		case f.Calibrating:
			other = append(other, f)
		default:
			learning, names = append(learning, f), append(names, f.Name)
		}
	}
	var data []byte
	if keep {
		if data, err = os.ReadFile(filepath.Join(out, "weights.bin")); err != nil {
			return err
		}
	} else {
		n, err := learn(&school{faces: learning, kinds: []penman.Kind{penman.AnyOld}, r: rand.New(rand.NewPCG(seed, 1))}, rand.New(rand.NewPCG(seed, 2)), steps)
		if err != nil {
			return err
		}
		data = n.Marshal()
	}
	n, err := net.Unmarshal(data) // as it will be read
	if err != nil {
		return err
	}
	rec, err := calibrate(n, &school{faces: other, kinds: []penman.Kind{penman.Pen, penman.Seen}, r: rand.New(rand.NewPCG(seed, 3))}, fitted, wrong)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	rec.Seed, rec.Steps, rec.Batch, rec.Data, rec.Hands = seed, steps, batch, penman.Version, names
	rec.SHA256 = hex.EncodeToString(sum[:])
	text, err := json.MarshalIndent(rec, "", "  ")
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%s in %s\n", text, time.Since(began).Round(time.Second))
	if err := os.WriteFile(filepath.Join(out, "weights.bin"), data, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "weights.json"), append(text, '\n'), 0o644)
}

const (
	batch   = 64
	pool    = 60_000 // examples that batches are drawn from
	perStep = 0.75   // drawings that come into the pool with each batch
	topRate = 2e-3
)

// learn trains a network on batches from a pool that new drawings flow through, each
// example a little distorted each time.
func learn(s *school, r *rand.Rand, steps int) (*net.Net, error) {
	t := net.NewTrainer(handwriting.Classes, r)
	var examples []net.Example
	lesson := make([]net.Example, batch)
	loss, due := 0.0, min(1000, float64(steps))
	for step := range steps {
		for due += perStep; due >= 1; due-- {
			fresh, err := s.examples()
			if err != nil {
				return nil, err
			}
			for _, e := range fresh {
				if len(examples) < pool {
					examples = append(examples, e)
				} else {
					examples[r.IntN(pool)] = e
				}
			}
		}
		for i := range lesson {
			lesson[i] = examples[r.IntN(len(examples))]
			distort(&lesson[i].Input, r)
		}
		warm := min(1, float64(step+1)/300)
		loss += t.Step(lesson, topRate*warm*(.51+.49*math.Cos(math.Pi*float64(step)/float64(steps))))
		if (step+1)%500 == 0 {
			fmt.Fprintf(os.Stderr, "step %d, loss %.4f\n", step+1, loss/500)
			loss = 0
		}
	}
	return t.Mean(), nil
}

// calibrate fits the temperature on candidates, then the confidence of amounts.
func calibrate(n *net.Net, s *school, amounts int, wrong float64) (handwriting.Record, error) {
	var rec handwriting.Record
	var examples []net.Example
	for len(examples) < 10_000 {
		fresh, err := s.examples()
		if err != nil {
			return rec, err
		}
		examples = append(examples, fresh...)
	}
	rec.Calibration.Temperature, rec.Accuracy = temperature(n, examples)
	lines, err := handwriting.NewLines()
	if err != nil {
		return rec, err
	}
	reader, err := handwriting.NewReader(n, lines, rec.Calibration)
	if err != nil {
		return rec, err
	}
	var samples []sample
	for range amounts {
		d, err := s.drawing()
		if err != nil {
			return rec, err
		}
		if amount, e, ok := reader.Weigh(d.Image); ok {
			samples = append(samples, sample{e, amount == d.Amount})
		}
	}
	right := 0
	for _, s := range samples {
		if s.right {
			right++
		}
	}
	rec.Amounts, rec.Right = amounts, right
	fit(&rec.Calibration, samples, wrong)
	for _, s := range samples {
		if rec.Calibration.Confidence(s.e) >= rec.Calibration.Threshold {
			rec.Read++
			if !s.right {
				rec.Wrong++
			}
		}
	}
	return rec, nil
}
