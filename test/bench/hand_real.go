package main

import (
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
)

// figuresOf reads the test half of a set of figures in the form of MNIST: pictures of
// one size, light on dark, and their labels.
func figuresOf(folder string) (out [10][]*image.Gray, err error) {
	pictures, err := unzipped(filepath.Join(folder, "t10k-images-idx3-ubyte.gz"))
	if err != nil {
		return out, err
	}
	labels, err := unzipped(filepath.Join(folder, "t10k-labels-idx1-ubyte.gz"))
	if err != nil {
		return out, err
	}
	if len(pictures) < 16 || len(labels) < 8 {
		return out, fmt.Errorf("%s: these are no figures", folder)
	}
	n := int(binary.BigEndian.Uint32(pictures[4:]))
	h, w := int(binary.BigEndian.Uint32(pictures[8:])), int(binary.BigEndian.Uint32(pictures[12:]))
	pictures, labels = pictures[16:], labels[8:]
	if w < 1 || h < 1 || w > 100 || h > 100 || n > len(labels) || n*w*h > len(pictures) {
		return out, fmt.Errorf("%s: %d pictures of %d by %d are not all there", folder, n, w, h)
	}
	for i := range n {
		if labels[i] > 9 {
			return out, fmt.Errorf("%s: picture %d is labelled %d", folder, i, labels[i])
		}
		img := image.NewGray(image.Rect(0, 0, w, h))
		copy(img.Pix, pictures[i*w*h:(i+1)*w*h])
		out[labels[i]] = append(out[labels[i]], img)
	}
	return out, nil
}

func unzipped(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return io.ReadAll(z)
}
