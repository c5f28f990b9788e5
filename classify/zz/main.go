package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"bordereau"
	"bordereau/classify"
)

func main() {
	c, err := classify.New(classify.Config{Families: classify.Families(), Now: time.Now})
	if err != nil { panic(err) }
	short := os.Getenv("SHORT") != ""
	for _, f := range os.Args[1:] {
		r := load(f)
		t := time.Now()
		u, err := c.Understand(context.Background(), r, nil)
		d := time.Since(t)
		if err != nil { panic(err) }
		if short { fmt.Println(f, u.Type, u.TypeConfidence, u.TypeProved, d); continue }
		fmt.Println("==", f, d); fmt.Print(c.Explain(u))
	}
}

func load(f string) bordereau.Reading {
	p := bordereau.Page{Number: 1, DPI: 300}
	fh, err := os.Open(f); if err != nil { panic(err) }
	defer fh.Close()
	sc := bufio.NewScanner(fh); sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		c := strings.Split(sc.Text(), "\t")
		if len(c) < 12 || c[0] == "level" { continue }
		n := func(i int) int { v, _ := strconv.Atoi(c[i]); return v }
		if c[0] == "1" { p.Width, p.Height = n(8), n(9) }
		if c[0] != "5" || strings.TrimSpace(c[11]) == "" { continue }
		conf, _ := strconv.ParseFloat(c[10], 64)
		p.Words = append(p.Words, bordereau.Word{Text: c[11], Box: bordereau.Box{X: n(6), Y: n(7), W: n(8), H: n(9)}, Confidence: conf / 100, Block: n(2)*1000 + n(3), Line: n(4)})
	}
	return bordereau.Reading{Pages: []bordereau.Page{p}}
}
