// Command imagetest runs the container image the way compose.yaml does: no root,
// no capability, nothing writable but /tmp. It starts PostgreSQL, Redis and the
// S3 gateway on this machine, migrates, adds a key, starts an API and a worker
// from the image, deposits one drawn cheque, waits until the worker has read it
// and stops both. Anything that does not go as promised ends it with status 1.
//
//	imagetest --image NAME --folder DIR -- podman [GLOBAL FLAGS]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// patience is how long the whole run may take.
const patience = 5 * time.Minute

func main() {
	image := flag.String("image", "", "image to run")
	folder := flag.String("folder", "", "folder for the engines' data; made here, removed at the end")
	files := flag.Int("open-files", 1024, "limit of open files of the containers")
	flag.Parse()
	if *image == "" || *folder == "" || flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r := runtime{command: flag.Args(), image: *image, files: *files}
	if err := run(ctx, r, *folder); err != nil {
		fmt.Fprintln(os.Stderr, "imagetest:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, r runtime, folder string) (err error) {
	site, err := openSite(ctx, folder, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, site.close()) }()
	r.flags = append(r.flags, site.flags...)

	if _, err := r.once(ctx, "migrate"); err != nil {
		return err
	}
	tell("migrated")
	key, err := r.once(ctx, "key", "add", "--label", "image", "--role", "branch", "--branch", "0001")
	if err != nil {
		return err
	}

	address, err := freeAddress()
	if err != nil {
		return err
	}
	server := "http://" + address
	api, err := r.start("serve", "--listen", address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, api.stop()) }()
	worker, err := r.start("work")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, worker.stop()) }()
	// The health check of compose.yaml, within the container.
	if err := until(ctx, func() (bool, error) {
		if err := errors.Join(api.ended(), worker.ended()); err != nil {
			return false, err
		}
		return r.exec(ctx, api, "bordereau", "ready", "--server", server) == nil, nil
	}); err != nil {
		return fmt.Errorf("the API does not become ready: %w\n%s", err, api.log.String())
	}
	tell("ready, as user %s", api.user())

	deposit, err := depositCheque(ctx, server, key)
	if err != nil {
		return err
	}
	tell("202: deposit %s", deposit)
	doc, err := followed(ctx, server, key, deposit, worker)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, worker.log.String())
	}
	tell("read by the worker: %s is %q, type %q", doc.FileName, doc.State, doc.Type)
	tell("reading children confined by: %s", worker.confinement())

	// In compose's order: what takes work over goes first. The deferred stops find
	// both stopped.
	if err := errors.Join(api.stop(), worker.stop()); err != nil {
		return err
	}
	tell("both stopped with status 0")
	return nil
}

func tell(format string, args ...any) { fmt.Printf("imagetest: "+format+"\n", args...) }

// until asks again and again until it is so, fails, or the time is up.
func until(ctx context.Context, so func() (bool, error)) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		if ok, err := so(); ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
