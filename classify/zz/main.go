package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"

	"bordereau"
	"bordereau/classify"
	"bordereau/classify/spec"
)

type truth struct {
	Type     bordereau.Type
	Negative bordereau.Type
	Fields   map[string]string
	Layout   string
	Wrong    []string
	Unreadable bool
}

func main() {
	now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }
	c, err := classify.New(classify.Config{Families: classify.Families(), Now: now})
	if err != nil { panic(err) }
	if os.Args[1] != "eval" {
		for _, f := range os.Args[1:] {
			r, z := load([]string{f})
			t := time.Now()
			u, err := c.Understand(context.Background(), r, z)
			d := time.Since(t)
			if err != nil { panic(err) }
			if os.Getenv("SHORT") != "" { fmt.Println(f, u.Type, u.TypeConfidence, u.TypeProved, d); fmt.Println(strings.ReplaceAll(u.Value("mrz"), "\n", " | ")); continue }
			fmt.Println("==", f, d); fmt.Print(c.Explain(u))
		}
		return
	}
	files, _ := filepath.Glob(os.Args[2] + "/*.truth.json")
	typeOK, n := map[string]int{}, map[string]int{}
	proved := map[string]int{}
	fieldOK, fieldN, fieldWrong, fieldProvedWrong := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	row := regexp.MustCompile(`\[\d+\]`)
	verbose := len(os.Args) > 3
	for _, f := range files {
		var tr truth
		b, _ := os.ReadFile(f)
		if err := json.Unmarshal(b, &tr); err != nil { panic(err) }
		base := strings.TrimSuffix(f, ".truth.json")
		pages, _ := filepath.Glob(base + ".p*.tsv")
		r, z := load(pages)
		u, _ := c.Understand(context.Background(), r, z)
		key := string(tr.Type)
		if tr.Negative != "" { key = "neg " + string(tr.Negative) }
		n[key]++
		want := tr.Type
		if u.Type == want || tr.Negative != "" && u.Type != tr.Negative { typeOK[key]++ } else { fmt.Println("TYPE", base, tr.Layout, "is", want, "not", u.Type, u.Checks[0].Detail) }
		if u.TypeProved { proved[key]++ }
		if tr.Negative != "" && u.Type == want && verbose { continue }
		if tr.Negative != "" { if u.Type != want { fmt.Println("  neg", base, tr.Layout, "is", want, "seen as", u.Type) }; continue }
		if u.Type != want { continue }
		for k, v := range tr.Fields {
			fk := key + "." + row.ReplaceAllString(k, "[]")
			fieldN[fk]++
			g := u.Value(k)
			if norm(g) == norm(v) { fieldOK[fk]++ } else {
				if g != "" { fieldWrong[fk]++
					for _, p := range u.Field(k).Proofs { if p.Kind.Strong() { fieldProvedWrong[fk]++; fmt.Println("PROVED WRONG", base, k, v, g, p, tr.Wrong); break } } }
				if verbose && (os.Args[3] == "all" || strings.HasPrefix(fk, os.Args[3])) { fmt.Printf("FIELD %s (%s) %s want %q got %q\n", filepath.Base(base), tr.Layout, k, v, g) }
			}
		}
		for _, c := range u.Checks { if c.Verdict == bordereau.Failed && len(tr.Wrong) == 0 { fmt.Println("FAILED CHECK", filepath.Base(base), c) } }
		if len(tr.Wrong) > 0 { s := ""; for _, c := range u.Checks { if c.Verdict == bordereau.Failed { s += c.Rule + " " } }; fmt.Println("WRONG", filepath.Base(base), tr.Wrong, "failed:", s) }
	}
	keys := []string{}
	for k := range n { keys = append(keys, k) }
	sort.Strings(keys)
	for _, k := range keys { fmt.Printf("%-28s %d/%d proved %d\n", k, typeOK[k], n[k], proved[k]) }
	keys = nil
	for k := range fieldN { keys = append(keys, k) }
	sort.Strings(keys)
	for _, k := range keys { fmt.Printf("  %-45s %d/%d wrong %d provedwrong %d\n", k, fieldOK[k], fieldN[k], fieldWrong[k], fieldProvedWrong[k]) }
}

func norm(s string) string { return strings.ReplaceAll(strings.Join(strings.Fields(spec.Fold(s)), " "),"  "," ") }

func load(fs []string) (bordereau.Reading, classify.Zones) {
	r := bordereau.Reading{}
	z := zones{}
	for i, f := range fs {
		p := bordereau.Page{Number: i + 1, DPI: 300}
		img := strings.TrimSuffix(f, ".tsv") + ".pgm"
		z = append(z, img)
		p.Words, p.Width, p.Height = words(f)
		r.Pages = append(r.Pages, p)
	}
	if os.Getenv("NOZONES") != "" { return r, nil }
	return r, z
}

func words(f string) (ws []bordereau.Word, w, h int) {
	fh, err := os.Open(f); if err != nil { panic(err) }
	defer fh.Close()
	sc := bufio.NewScanner(fh); sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		c := strings.Split(sc.Text(), "\t")
		if len(c) < 12 || c[0] == "level" { continue }
		n := func(i int) int { v, _ := strconv.Atoi(c[i]); return v }
		if c[0] == "1" { w, h = n(8), n(9) }
		if c[0] != "5" || strings.TrimSpace(c[11]) == "" { continue }
		conf, _ := strconv.ParseFloat(c[10], 64)
		ws = append(ws, bordereau.Word{Text: c[11], Box: bordereau.Box{X: n(6), Y: n(7), W: n(8), H: n(9)}, Confidence: conf / 100, Block: n(2)*1000 + n(3), Line: n(4)})
	}
	return
}

type zones []string

func (z zones) Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	src := z[page-1]
	if _, err := os.Stat(src); err != nil {
		m, _ := filepath.Glob("/work/shared/data/documents/id_mrz/" + strings.TrimPrefix(strings.TrimSuffix(filepath.Base(src), ".pgm"), "id_") + ".*")
		if len(m) == 0 { return nil, err }
		out, err := exec.Command("sh", "-c", "convert "+m[0]+" -colorspace Gray pgm:-").Output()
		if err != nil { return nil, err }
		src = "/tmp/cl/zone_src.pgm"; os.WriteFile(src, out, 0o644)
	}
	fh, err := os.Open(src); if err != nil { return nil, err }
	defer fh.Close()
	rd := bufio.NewReader(fh)
	var w, h, max int
	fmt.Fscanf(rd, "P5\n%d %d\n%d\n", &w, &h, &max)
	if w == 0 { fh.Seek(0, 0); rd.Reset(fh); fmt.Fscanf(rd, "P5 %d %d %d\n", &w, &h, &max) }
	g := image.NewGray(image.Rect(0, 0, w, h))
	buf := g.Pix
	for len(buf) > 0 { k, err := rd.Read(buf); if err != nil { break }; buf = buf[k:] }
	fo, _ := os.Create("/tmp/cl/zone.pgm")
	fmt.Fprintf(fo, "P5 %d %d 255\n", box.W, box.H)
	for y := box.Y; y < box.Y+box.H; y++ { o := g.PixOffset(box.X, y); fo.Write(g.Pix[o : o+box.W]) }
	fo.Close()
	c := exec.Command("tesseract", "/tmp/cl/zone.pgm", "/tmp/cl/zone", "-l", "eng", "--psm", "6", "--dpi", "300", "-c", "tessedit_char_whitelist=ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<", "tsv")
	c.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
	if err := c.Run(); err != nil { return nil, err }
	ws, _, _ := words("/tmp/cl/zone.tsv")
	for i := range ws { ws[i].Box.X += box.X; ws[i].Box.Y += box.Y }
	return ws, nil
}
