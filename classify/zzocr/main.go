package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"bordereau"
	"bordereau/classify"
	"bordereau/classify/spec"
	"bordereau/internal/child"
	"bordereau/internal/specimen"
	"bordereau/ocr"
	"bordereau/ocr/engine"
)

type item struct {
	Name    string
	Truth   *specimen.Truth
	Reading bordereau.Reading
	Zones   map[string][]bordereau.Word
}

type zones struct {
	it *item
	s  *ocr.Session
}

func (z zones) Read(ctx context.Context, page int, box bordereau.Box, a string) ([]bordereau.Word, error) {
	k := fmt.Sprint(page, box, a)
	if w, ok := z.it.Zones[k]; ok { return w, nil }
	if z.s == nil { return nil, fmt.Errorf("not cached") }
	w, err := z.s.Zone(ctx, page, box, ocr.Alphabet(a))
	if err != nil { fmt.Println("ZONE", z.it.Name, box, err) }
	z.it.Zones[k] = w
	return w, err
}

var now = func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

func main() {
	if child.Started() { child.Main(engine.Handlers(engine.Config{})) }
	c, err := classify.New(classify.Config{Families: classify.Families(), Now: now})
	if err != nil { panic(err) }
	dir := os.Args[2]
	ctx := context.Background()
	if os.Args[1] == "read" {
		os.MkdirAll(dir, 0o755)
		pool, err := child.NewPool(child.Config{Command: []string{"/proc/self/exe"}, Env: ocr.Env(), Size: 2, ReadPaths: []string{engine.DefaultModels}, Programs: []string{"pdftoppm"}})
		if err != nil { panic(err) }
		defer pool.Close()
		rd, err := ocr.New(ocr.Config{}, ocr.Deps{Children: pool})
		if err != nil { panic(err) }
		type job struct{ name string; data []byte; truth *specimen.Truth }
		jobs := make(chan job)
		var wg sync.WaitGroup
		for range 2 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for j := range jobs {
					s, err := rd.Open(ctx, j.data)
					if err != nil { fmt.Println("OPEN", j.name, err); continue }
					r, err := s.Read(ctx)
					if err != nil { fmt.Println("READ", j.name, err); s.Close(); continue }
					it := &item{Name: j.name, Truth: j.truth, Reading: r, Zones: map[string][]bordereau.Word{}}
					if _, err := c.Understand(ctx, r, zones{it, s}); err != nil { fmt.Println(err) }
					s.Close()
					b, _ := json.Marshal(it)
					os.WriteFile(filepath.Join(dir, j.name+".json"), b, 0o644)
				}
			}()
		}
		if os.Args[3] == "files" {
			for _, f := range os.Args[4:] {
				b, _ := os.ReadFile(f)
				jobs <- job{filepath.Base(f), b, nil}
			}
		} else {
			n, _ := strconv.Atoi(os.Args[3])
			seed, _ := strconv.Atoi(os.Args[4])
			grade, _ := strconv.Atoi(os.Args[5])
			send := func(name string, sp specimen.Spec) {
				d, err := specimen.Draw(sp)
				if err != nil { return }
				b, err := specimen.Encode(d, "tiff")
				if err != nil { b, err = specimen.Encode(d, specimen.Formats[0]) }
				if err != nil { fmt.Println(err); return }
				jobs <- job{name, b, &d.Truth}
			}
			for _, k := range specimen.Kinds() {
				for i := range n {
					send(fmt.Sprintf("%s_%d", k, seed+i), specimen.Spec{Kind: k, Seed: uint64(seed + i), DPI: 300, Defects: specimen.Graded(specimen.Grade(grade), uint64(seed+i))})
				}
				for i := range (n + 1) / 2 {
					send(fmt.Sprintf("neg_%s_%d", k, seed+i), specimen.Spec{Negative: k, Seed: uint64(seed + i), DPI: 300, Defects: specimen.Graded(specimen.Grade(grade), uint64(seed+i))})
				}
			}
		}
		close(jobs)
		wg.Wait()
		return
	}
	eval(c, dir, os.Args[3:])
}

func eval(c *classify.Classifier, dir string, args []string) {
	files, _ := filepath.Glob(dir + "/*.json")
	typeOK, n, proved := map[string]int{}, map[string]int{}, map[string]int{}
	fieldOK, fieldN, fieldWrong, pw := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	row := regexp.MustCompile(`\[\d+\]`)
	for _, f := range files {
		it := &item{}
		b, _ := os.ReadFile(f)
		if err := json.Unmarshal(b, it); err != nil { panic(err) }
		u, err := c.Understand(context.Background(), it.Reading, zones{it, nil})
		if err != nil { panic(err) }
		if it.Truth == nil {
			fmt.Println(it.Name, u.Type, u.TypeConfidence, "proved", u.TypeProved, "mrz", strings.ReplaceAll(u.Value("mrz"), "\n", " | "), u.Value("iban"))
			if len(args) > 0 { fmt.Print(c.Explain(u)) }
			continue
		}
		if len(args) > 1 && strings.Contains(it.Name, args[1]) { fmt.Print(it.Reading.Text(), "\n", c.Explain(u)) }
		tr := it.Truth
		key := string(tr.Type)
		if tr.Negative != "" { key = "neg " + string(tr.Negative) }
		n[key]++
		if u.Type == tr.Type || tr.Negative != "" && u.Type != tr.Negative { typeOK[key]++ } else { fmt.Println("TYPE", it.Name, tr.Layout, "is", tr.Type, "not", u.Type, u.Checks[0].Detail) }
		if tr.Negative != "" { if u.Type != tr.Type { fmt.Println("  neg", it.Name, tr.Layout, "is", tr.Type, "seen as", u.Type) }; continue }
		if u.TypeProved { proved[key]++ }
		if u.Type != tr.Type { continue }
		for k, v := range tr.Fields {
			fk := key + "." + row.ReplaceAllString(k, "[]")
			fieldN[fk]++
			g := u.Value(k)
			if norm(g) == norm(v) { fieldOK[fk]++; continue }
			if g != "" { fieldWrong[fk]++
				for _, p := range u.Field(k).Proofs { if p.Kind.Strong() { pw[fk]++; fmt.Printf("PROVED WRONG %s %s %q %q %v %v\n", it.Name, k, v, g, p, tr.Wrong); break } } }
			if len(args) > 0 { fmt.Printf("FIELD %s (%s) %s want %q got %q\n", it.Name, tr.Layout, k, v, g) }
		}
		for _, ck := range u.Checks { if ck.Verdict == bordereau.Failed && len(tr.Wrong) == 0 { fmt.Println("FAILED CHECK", it.Name, ck) } }
	}
	var keys []string
	for k := range n { keys = append(keys, k) }
	sort.Strings(keys)
	ok, all := 0, 0
	for _, k := range keys { ok += typeOK[k]; all += n[k]; fmt.Printf("%-28s %d/%d proved %d\n", k, typeOK[k], n[k], proved[k]) }
	fmt.Println("types", ok, all)
	keys = nil
	for k := range fieldN { keys = append(keys, k) }
	sort.Strings(keys)
	ok, all = 0, 0
	for _, k := range keys { fmt.Printf("  %-45s %d/%d wrong %d provedwrong %d\n", k, fieldOK[k], fieldN[k], fieldWrong[k], pw[k]) }
}

func norm(s string) string { return strings.Join(strings.Fields(spec.Fold(s)), " ") }
