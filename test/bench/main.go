// Command bench measures the product beside what it is compared with, on the
// same work in the same run:
//
//	go run ./test/bench reading [-n 20] [-jobs 2]
//	go run ./test/bench server [-n 40]
//	go run ./test/bench intake [-n 50000] [-c 16]
//	go run ./test/bench cheques [-n 400]
//	go run ./test/bench slips [-n 4000]
//	go run ./test/bench chosen [-n 20000]
//	go run ./test/bench payees [-n 120]
//	go run ./test/bench falselines [-n 1000]
//	go run ./test/bench hand [-n 1000]
//	go run ./test/bench documents [-n 12]
//	go run ./test/bench search [-n 1000000]
//
// Absolute figures depend on the machine; the ratios are what is promised.
package main

import (
	"fmt"
	"io"
	"os"

	"bordereau/internal/child"
	"bordereau/ocr/engine"
)

// benches are the programs by name.
var benches = map[string]func(args []string, out io.Writer) error{
	"reading":    reading,
	"intake":     intake,
	"server":     server,
	"cheques":    cheques,
	"slips":      slips,
	"chosen":     chosen,
	"payees":     payees,
	"worded":     worded,
	"falselines": falseLines,
	"hand":       hand,
	"documents":  documents,
	"search":     search,
}

func main() {
	if child.Started() {
		child.Main(engine.Handlers(engine.Config{}))
	}
	if len(os.Args) < 2 || benches[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: bench reading|server|intake|cheques|slips|chosen|payees|falselines|hand|documents|search [flags]")
		os.Exit(2)
	}
	if err := benches[os.Args[1]](os.Args[2:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
