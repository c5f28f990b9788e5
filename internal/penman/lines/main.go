// Command lines draws lines of writing to learn from, as package penman does, and writes
// them as the reader of lines sees them (handwriting.StripOf), for train.py beside it:
//
//	go run ./internal/penman/lines -out FOLDER -n 120000
//
// A file holds records: the width (uint16, little endian), the number of classes of the
// truth (uint8), these, then width columns of 32 pixels. The same seed gives the same files.
package main

import (
	"bufio"
	"encoding/binary"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"bordereau/internal/penman"
	"bordereau/ocr/handwriting"
)

func main() {
	out := flag.String("out", "", "folder of the files")
	n := flag.Int("n", 120_000, "lines")
	seed := flag.Uint64("seed", 20261126, "of everything that is drawn")
	size := flag.Int("file", 1000, "lines a file")
	calibrating := flag.Bool("calibrating", false, "draw with the faces kept for calibration")
	faces := flag.String("faces", "", "folder of more faces to learn from (README.md)")
	part := flag.Int("part", 0, "of several processes, this one")
	parts := flag.Int("parts", 1, "processes that share the files")
	flag.Parse()
	if err := run(*out, *faces, *n, *seed, *size, *calibrating, *part, *parts); err != nil {
		fmt.Fprintln(os.Stderr, "lines:", err)
		os.Exit(1)
	}
}

func run(out, faces string, n int, seed uint64, size int, calibrating bool, part, parts int) error {
	school, err := penman.NewSchool(calibrating, faces)
	if err != nil {
		return err
	}
	if calibrating {
		school.OnlyFaces()
	}
	for file := part; file*size < n; file += parts {
		if err := write(school, filepath.Join(out, fmt.Sprintf("lines-%05d.bin", file)), size, rand.New(rand.NewPCG(seed, uint64(file)))); err != nil {
			return err
		}
	}
	return nil
}

// write writes one file, whole or not at all.
func write(school *penman.School, name string, n int, r *rand.Rand) error {
	f, err := os.Create(name + ".part")
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	for range n {
		line, err := school.Line(r)
		if err != nil {
			return err
		}
		classes := handwriting.ClassesOf(line.Text)
		mm := line.MM
		if r.IntN(3) == 0 {
			mm = 0
		}
		s := handwriting.StripOf(line.Image, mm)
		if s == nil || len(classes) == 0 || len(classes) > 255 {
			continue
		}
		head := binary.LittleEndian.AppendUint16(nil, uint16(s.Width))
		head = append(append(head, uint8(len(classes))), classes...)
		if _, err := w.Write(append(head, s.Pixels...)); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(name+".part", name)
}
