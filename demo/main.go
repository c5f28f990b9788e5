// Command demo shows a running desk at work: it draws a branch's morning post,
// sends it over HTTP as a branch would, lets one clerk settle what a newcomer
// should see booked, and prints what became of every paper.
//
//	go run ./demo --server http://127.0.0.1:8400 --data DIR --bordereau bin/bordereau
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"bordereau/internal/specimen"
)

func main() {
	var d demonstration
	flag.StringVar(&d.server, "server", "http://127.0.0.1:8400", "address of the desk")
	flag.StringVar(&d.data, "data", "", "data folder of the running bordereau up")
	flag.StringVar(&d.binary, "bordereau", "bin/bordereau", "the program")
	flag.Uint64Var(&d.seed, "seed", 0, "of the post; another one each run when 0")
	flag.DurationVar(&d.patience, "patience", 5*time.Minute, "how long the machine may take")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := d.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

type demonstration struct {
	server, data, binary string
	seed                 uint64
	patience             time.Duration
	logins               logins
}

// sent is one file of the post and the document it became.
type sent struct {
	specimen.File
	Deposit, Document string
}

func (d *demonstration) run(ctx context.Context) error {
	if d.data == "" {
		return errors.New("--data is missing")
	}
	began := time.Now()
	var err error
	if d.logins, err = d.people(ctx); err != nil {
		return err
	}
	if d.seed == 0 {
		if d.seed, err = nextSeed(filepath.Join(d.data, "demo-runs")); err != nil {
			return err
		}
	}
	post, err := specimen.PostOn(d.seed, time.Now().UTC().Truncate(24*time.Hour))
	if err != nil {
		return err
	}
	files := 0
	for _, dep := range post.Deposits {
		files += len(dep.Files)
	}
	fmt.Printf("The morning's post is drawn (seed %d): %d papers in %d deposits.\n", d.seed, files, len(post.Deposits))
	if err := d.prepare(ctx, post); err != nil {
		return err
	}
	papers, err := d.send(ctx, post)
	if err != nil {
		return err
	}
	if _, err = d.settle(ctx, papers); err != nil {
		return err
	}
	machine := time.Since(began)
	settled, err := d.clerk(ctx, papers)
	if err != nil {
		return err
	}
	views, err := d.settle(ctx, papers)
	if err != nil {
		return err
	}
	table(os.Stdout, papers, views)
	fmt.Printf("\n%d papers accounted for; the machine took %s. ", len(papers), machine.Round(time.Second))
	fmt.Printf("A clerk of the demonstration settled %d of them, so that entries can be seen; the others wait for you.\n", settled)
	d.logins.print(os.Stdout, d.server, d.data)
	return nil
}
