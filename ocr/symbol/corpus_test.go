package symbol

import (
	"bytes"
	"encoding/pem"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bordereau/check/twoddoc"
)

// Every 2D-Doc of the corpus alone, as a picture: its bytes are those of its truth, and
// those of versions 2 to 4 fit the certificate of test.
func TestCorpus(t *testing.T) {
	root := os.Getenv("BORDEREAU_CORPUS")
	if root == "" {
		t.Log("BORDEREAU_CORPUS is not set: no real codes")
		return
	}
	raw, err := os.ReadFile(filepath.Join(root, "documents/spec/FR00_0001_test_cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(raw)
	trust := &twoddoc.Trust{AllowTest: true, Certificates: [][]byte{block.Bytes}}
	files, err := filepath.Glob(filepath.Join(root, "documents/2ddoc/*.png"))
	if err != nil || len(files) < 36 {
		t.Fatalf("%d pictures, %v", len(files), err)
	}
	read, verified, old := 0, 0, 0
	for _, f := range files {
		want, err := os.ReadFile(strings.TrimSuffix(f, ".png") + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		got, err := Read(picture(t, f), 0)
		if err != nil || len(got) != 1 || !bytes.Equal(got[0].Text, want) {
			t.Errorf("%s: %d symbols, %v", filepath.Base(f), len(got), err)
			continue
		}
		read++
		c, err := twoddoc.Parse(got[0].Text)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(f), err)
			continue
		}
		if answer, why := trust.Verify(c, time.Now()); answer == twoddoc.Test {
			verified++
		} else if old++; c.Version != 1 {
			t.Errorf("%s: %s: %s", filepath.Base(f), answer, why)
		}
	}
	t.Logf("of %d pictures %d are read, %d signatures of versions 2 to 4 fit, %d are of version 1", len(files), read, verified, old)
}

func picture(t *testing.T, path string) *image.Gray {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	grey := image.NewGray(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	draw.Draw(grey, grey.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(grey, grey.Rect, img, img.Bounds().Min, draw.Over)
	return grey
}
