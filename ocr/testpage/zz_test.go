package testpage

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
)

func TestZZGen(t *testing.T) {
	var m map[string]Degradation
	b, _ := os.ReadFile("../../test/bench/degradations.json")
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	for n := range 6 {
		p, _ := Letter(n, 300)
		for k, d := range m {
			s := Spoil(p, d, n)
			os.WriteFile(fmt.Sprintf("/tmp/ocrdev/pages/%s%d.pgm", k, n), PGM(s.Image), 0o644)
			os.WriteFile(fmt.Sprintf("/tmp/ocrdev/pages/%s%d.txt", k, n), []byte(s.Text()), 0o644)
		}
	}
}
func TestZZCer(t *testing.T) {
	for _, k := range []string{"clean", "scan", "bad"} {
		for n := range 6 {
			a, _ := os.ReadFile(fmt.Sprintf("/tmp/ocrdev/pages/%s%d.txt", k, n))
			b, err := os.ReadFile(fmt.Sprintf("/tmp/ocrdev/pages/%s%d.out.txt", k, n))
			if err != nil {
				continue
			}
			fmt.Println(k, n, CER(string(a), string(b)), CERUnordered(string(a), string(b)))
		}
	}
}
