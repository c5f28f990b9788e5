package testpage

import (
	"fmt"
	"os"
	"testing"
)

func TestZZReal(t *testing.T) {
	d := "/work/shared/data/documents/ocr_page/"
	for _, k := range [][2]string{{"8071_093.3B.tif", "8071_093.3B.txt"}, {"linn.png", "linn.txt"}, {"phototest.tif", "phototest.gold.txt"}} {
		for _, l := range []string{"fra", "eng"} {
			a, _ := os.ReadFile(d + k[1])
			b, err := os.ReadFile("/tmp/ocrdev/" + k[0] + "." + l + ".txt")
			if err != nil {
				fmt.Println(err)
				continue
			}
			fmt.Println(k[0], l, CER(string(a), string(b)), CERUnordered(string(a), string(b)))
		}
	}
}
