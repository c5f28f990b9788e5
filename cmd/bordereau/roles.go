package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"bordereau"
	"bordereau/api"
	"bordereau/desk"
	"bordereau/internal/border"
	"bordereau/internal/letter"
	"bordereau/internal/services"
	"bordereau/queue"
	"bordereau/store"
	"bordereau/web"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// drainFor is how long requests under way may go on after the end was asked for.
const drainFor = 20 * time.Second

type listenSettings struct {
	Listen       string   `help:"Address to listen on." default:"127.0.0.1:8400" group:"border"`
	Origin       string   `help:"Address people use, if a proxy stands before (https://desk.example)." group:"border"`
	Secure       bool     `help:"Cookies for TLS only; switch on where a proxy speaks TLS." group:"border"`
	TrustProxy   []string `help:"Proxies that may say in X-Forwarded-For whom they speak for." group:"border"`
	MetricsToken string   `help:"Lets a collector on another machine read /metrics." group:"border"`
}

type workSettings struct {
	Slots int    `help:"Jobs at the same time; the reading children and two for sealing when 0." default:"0" group:"workers"`
	Name  string `help:"Name of this worker, unique among those running." group:"workers"`
}

type upCmd struct {
	engines        `embed:""`
	deskSettings   `embed:""`
	readerSettings `embed:""`
	listenSettings `embed:""`
	workSettings   `embed:""`
	Gateway        string `help:"Path of the S3 gateway versitygw; looked for beside this program and on PATH."`
	Workers        bool   `help:"Run workers too." default:"true" negatable:""`
}

func (c *upCmd) Run(w *world) (err error) {
	if c.Data == "" {
		c.Data = "data"
	}
	release, err := services.Hold(c.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	set, err := services.New(services.Config{Dir: c.Data, Durable: true, Gateway: c.Gateway, Log: w.log})
	if err != nil {
		return err
	}
	if err := set.Start(w.ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, set.Stop()) }()
	set.Keep(w.ctx)
	e := c.engines.of(set)
	if err := store.Migrate(w.ctx, e.DatabaseOwnerURL); err != nil {
		return err
	}
	var workers *workerSettings
	if c.Workers {
		workers = &workerSettings{c.workSettings, c.readerSettings}
	}
	return e.run(w, c.deskSettings, &c.listenSettings, workers, allStages, func(o *office) error { return firstAdmin(w, o) })
}

// firstAdmin adds the first administrator and prints the password, once.
func firstAdmin(w *world, o *office) error {
	users, err := o.Users(w.ctx, operator)
	if err != nil || len(users) > 0 {
		return err
	}
	password, err := newPassword()
	if err != nil {
		return err
	}
	if _, err := o.AddUser(w.ctx, operator, desk.User{Login: "admin", Name: "Administration", Role: bordereau.RoleAdmin}, password); err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "First run: sign in as admin with the password %s (shown once)\n", password)
	return nil
}

type serveCmd struct {
	engines        `embed:""`
	deskSettings   `embed:""`
	listenSettings `embed:""`
}

func (c *serveCmd) Run(w *world) error {
	e, err := c.engines.located()
	if err != nil {
		return err
	}
	return e.run(w, c.deskSettings, &c.listenSettings, nil, nil, nil)
}

type workCmd struct {
	engines        `embed:""`
	deskSettings   `embed:""`
	readerSettings `embed:""`
	workSettings   `embed:""`
	Stages         []string `help:"Stages to work on." enum:"read,archive" default:"read,archive" group:"workers"`
}

func (c *workCmd) Run(w *world) error {
	e, err := c.engines.located()
	if err != nil {
		return err
	}
	return e.run(w, c.deskSettings, nil, &workerSettings{c.workSettings, c.readerSettings}, c.Stages, nil)
}

type migrateCmd struct {
	engines     `embed:""`
	AppPassword string `help:"Password to give the application's role."`
}

func (c *migrateCmd) Run(w *world) error {
	url := c.DatabaseOwnerURL
	if c.Data != "" {
		e, err := c.engines.located()
		if err != nil {
			return err
		}
		url = e.DatabaseOwnerURL
	}
	if url == "" {
		return usageError{errors.New("--database-owner-url is missing (or --data)")}
	}
	if err := store.Migrate(w.ctx, url); err != nil {
		return err
	}
	if c.AppPassword != "" {
		return store.SetAppPassword(w.ctx, url, c.AppPassword)
	}
	return nil
}

type workerSettings struct {
	workSettings
	readerSettings
}

// run constructs the wanted roles and keeps them until the context ends.
func (e engines) run(w *world, s deskSettings, listen *listenSettings, work *workerSettings, stages []string, ready func(*office) error) (err error) {
	if os.Getenv("GOGC") == "" {
		// Deposits are short-lived buffers: collecting half as often costs a few MB.
		debug.SetGCPercent(200)
	}
	deps := desk.Deps{DiskFree: diskFree(s.SpoolDir), DrawLetter: letter.Draw}
	var known trustSettings // who does not read holds no code against it
	var beside understandingSettings
	if work != nil {
		known, beside = work.trustSettings, work.understandingSettings
	}
	trust, err := known.open(w)
	if err != nil {
		return err
	}
	if deps.Understand, deps.Divide, err = beside.understanding(trust); err != nil {
		return err
	}
	if deps.Oppositions, err = s.oppositions(); err != nil {
		return err
	}
	origin := ""
	if listen != nil {
		origin = listen.Origin
	}
	if deps.People, err = s.people(origin); err != nil {
		return err
	}
	slots := 0
	if work != nil {
		reader, err := work.reading(w)
		if err != nil {
			return err
		}
		defer reader.Close()
		deps.Reader = reader
		if slots = work.Slots; slots == 0 {
			if slots = work.Jobs; slots == 0 {
				slots = runtime.NumCPU()
			}
			slots += 2
		}
	}
	o, err := e.open(w, s, deps)
	if err != nil {
		return err
	}
	defer o.Close()
	if ready != nil {
		if err := ready(o); err != nil {
			return err
		}
	}

	var roles sync.WaitGroup
	ctx, stop := context.WithCancel(w.ctx)
	defer func() { stop(); roles.Wait() }()
	qc := queue.Config{URL: e.RedisURL, Stages: allStages}
	relay, err := queue.NewRelay(qc, o.Desk, w.log)
	if err != nil {
		return err
	}
	roles.Go(func() { relay.Run(ctx) })
	roles.Go(func() { o.KeepJournal(ctx) })
	roles.Go(func() { o.KeepLocks(ctx) })
	roles.Go(func() { o.KeepDossiers(ctx) })
	roles.Go(func() { o.KeepUploads(ctx) })
	roles.Go(func() { o.KeepPolicy(ctx) })
	roles.Go(func() { o.KeepFigures(ctx) })
	roles.Go(func() { o.KeepChecks(ctx) })
	roles.Go(func() { o.KeepFound(ctx) })
	if work != nil {
		name := work.Name
		if name == "" {
			name = o.Node
		}
		qc.Stages = stages
		workers, err := queue.NewWorkers(queue.WorkerConfig{Config: qc, Name: name, Slots: slots, Heartbeat: s.JobLease / 3}, o.Desk, w.log)
		if err != nil {
			return err
		}
		roles.Go(func() { workers.Run(ctx) })
	}
	if listen == nil {
		w.log.Info("working", "stages", stages, "slots", slots)
		<-w.ctx.Done()
		return nil
	}
	return listen.serve(w, o, e.Data, s)
}

var allStages = []string{desk.StageRead, desk.StageArchive}

// fieldParts is how many parts of a deposit's form may be no files.
const fieldParts = border.DefaultMaxParts - border.DefaultMaxFiles

// serve answers on the address until the context ends, then drains.
func (l listenSettings) serve(w *world, o *office, data string, s deskSettings) error {
	registry := prometheus.NewRegistry()
	if err := errors.Join(registry.Register(collectors.NewGoCollector()), registry.Register(collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})), registry.Register(newDeskCollector(o))); err != nil {
		return err
	}
	cfg := border.Config{Origin: l.Origin, Secure: l.Secure, TrustedProxies: l.TrustProxy, MaxFile: s.MaxFile, MaxUpload: s.MaxUpload, MaxFiles: s.MaxFiles}
	cfg.MaxParts = max(border.DefaultMaxParts, s.MaxFiles+fieldParts)
	metrics, err := border.NewMetrics(registry)
	if err != nil {
		return err
	}
	pages, err := web.New(web.Config{Config: cfg}, web.Over(o.Desk, w.log, metrics))
	if err != nil {
		return err
	}
	deps := api.Over(o.Desk)
	deps.Log, deps.Registry, deps.Metrics, deps.Pages = w.log, registry, metrics, pages.Handler()
	server, err := api.New(api.Config{Config: cfg, MetricsToken: l.MetricsToken}, deps)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", l.Listen)
	if err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	fmt.Fprintf(w.stdout, "Bordereau listens on http://%s\n", listener.Addr())
	if data != "" {
		if abs, err := filepath.Abs(data); err == nil {
			fmt.Fprintf(w.stdout, "Its data is in %s; tools reach it with --data.\n", abs)
		}
	}
	select {
	case err := <-failed:
		return err
	case <-w.ctx.Done():
	}
	w.log.Info("stopping: requests under way are answered first")
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), drainFor)
	defer cancel()
	return server.Shutdown(ctx)
}

// diskFree measures the disk where files arrive.
func diskFree(dir string) func() (float64, error) {
	if dir == "" {
		dir = os.TempDir()
	}
	return func() (float64, error) {
		var st syscall.Statfs_t
		if err := syscall.Statfs(dir, &st); err != nil {
			return 0, fmt.Errorf("measuring the disk of %s: %w", dir, err)
		}
		if st.Blocks == 0 {
			return 1, nil
		}
		return float64(st.Bavail) / float64(st.Blocks), nil
	}
}
