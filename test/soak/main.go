// Command soak puts a desk under load with real engines while it is killed,
// frozen and starved on a drawn schedule, lets it come to rest, and holds what is
// left against the branch's journal and booking's ledger. The schedule follows
// from the seed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"bordereau/internal/services"
	"bordereau/test/ledger"
)

func main() {
	var s soak
	flag.IntVar(&s.documents, "documents", 300, "papers to send")
	flag.IntVar(&s.faults, "faults", 30, "faults to inject")
	flag.Uint64Var(&s.seed, "seed", 0, "of papers and schedule; another one each run when 0")
	flag.DurationVar(&s.span, "span", 3*time.Minute, "over which faults and load are spread")
	flag.DurationVar(&s.patience, "patience", 10*time.Minute, "for the desk to come to rest")
	flag.BoolVar(&s.keep, "keep", false, "keep the folder with logs, journals and data")
	flag.Parse()
	if s.seed == 0 {
		s.seed = rand.Uint64N(900_000) + 1
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := s.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

type soak struct {
	documents, faults int
	seed              uint64
	span, patience    time.Duration
	keep              bool

	site  *ledger.Site
	nodes []*node
	bases []string
	post  *ledger.Post
	tally tally
}

// mix is the load for so many papers: three in four can pass, the rest are
// duplicates, blanks, letters and files that are damaged.
func mix(n int) ledger.Mix {
	m := ledger.Mix{Slips: n * 12 / 100, Transfers: n * 14 / 100, Letters: n * 8 / 100, Duplicates: n * 6 / 100, Blanks: n * 6 / 100, Damaged: n * 6 / 100}
	m.RIBs = n - m.Files()
	return m
}

func (s *soak) run(ctx context.Context) (err error) {
	fmt.Printf("seed %d: %d papers and %d faults over %s\n", s.seed, s.documents, s.faults, s.span)
	plan := schedule(s.seed, s.faults, s.span)
	for _, f := range plan {
		fmt.Printf("  %6.1fs  %s\n", f.at.Seconds(), f)
	}
	dir, err := os.MkdirTemp("", "bordereau-soak-")
	if err != nil {
		return err
	}
	data, err := os.MkdirTemp("", "bordereau-soak-engines-") // of its own, since PostgreSQL's user has to reach it
	if err != nil {
		return err
	}
	defer func() {
		if err != nil || s.keep {
			fmt.Println("logs and journals are kept in", dir, "and the engines' data in", data)
			return
		}
		err = errors.Join(os.RemoveAll(dir), os.RemoveAll(data))
	}()
	if s.post, err = ledger.Draw(s.seed, mix(s.documents)); err != nil {
		return err
	}
	set, err := engines(ctx, data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, set.Stop()) }()
	binary := filepath.Join(dir, "built")
	if out, err := exec.CommandContext(ctx, "go", "build", "-tags", "fault", "-o", binary, "bordereau/cmd/bordereau").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w: %s", err, out)
	}
	if s.site, err = ledger.NewSite(dir, binary, set); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.site.Stop()) }()
	if err := s.migrate(ctx); err != nil {
		return err
	}
	return s.live(ctx, plan)
}

// live is the soak itself: load and faults, rest, and the verdict, before and
// after a full restart.
func (s *soak) live(ctx context.Context, plan []fault) error {
	for range 2 {
		address, err := ledger.FreeAddress()
		if err != nil {
			return err
		}
		s.bases = append(s.bases, "http://"+address)
		s.nodes = append(s.nodes, &node{soak: s, address: address})
	}
	s.nodes = append(s.nodes, &node{soak: s}, &node{soak: s})
	if err := s.up(ctx); err != nil {
		return err
	}
	staff, err := s.site.Prepare(ctx, s.bases[0], s.post)
	if err != nil {
		return err
	}
	load, err := s.begin(ctx, staff)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := s.hurt(ctx, plan); err != nil {
		return err
	}
	fmt.Printf("all faults are over after %s\n", time.Since(began).Round(time.Second))
	if err := load.delivered(ctx); err != nil {
		return err
	}
	fmt.Printf("everything is delivered after %s\n", time.Since(began).Round(time.Second))
	rest, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	if err := s.site.Quiet(rest, true); err != nil {
		return err
	}
	if err := load.caughtUp(rest); err != nil {
		return err
	}
	s.tally.elapsed = time.Since(began)
	load.end()
	verdict, err := s.verdict(ctx, load)
	if err != nil {
		return err
	}
	if err := s.restart(ctx); err != nil {
		return err
	}
	again, err := s.verdict(ctx, load)
	if err != nil {
		return err
	}
	again.Breaches = append(verdict.Breaches, again.Breaches...)
	if err := s.down(); err != nil {
		return err
	}
	alive, err := s.site.Alive()
	if err != nil {
		return err
	}
	if len(alive) > 0 {
		again.Breaches = append(again.Breaches, fmt.Sprintf("I10: processes are left: %v", alive))
	}
	files, folders, err := s.site.Litter()
	if err != nil {
		return err
	}
	if len(files) > 0 {
		again.Breaches = append(again.Breaches, fmt.Sprintf("I10: temporary files are left: %v", files))
	}
	s.tally.folders = len(folders)
	if err := s.table(ctx, load, plan, &again); err != nil {
		return err
	}
	if n := len(again.Breaches); n > 0 {
		return fmt.Errorf("%d breaches", n)
	}
	return nil
}

func engines(ctx context.Context, dir string) (*services.Set, error) {
	set, err := services.New(services.Config{Dir: dir})
	if err != nil {
		return nil, err
	}
	return set, set.Start(ctx)
}

// migrated is the plan of the crash point that is hit before the load begins.
const migrated = "CP16:1=kill"

// migrate brings the schema up in two runs, since the first one is killed.
func (s *soak) migrate(ctx context.Context) error {
	p, err := s.site.Start("migrate", migrated, "migrate")
	if err != nil {
		return err
	}
	select {
	case <-p.Done():
	case <-ctx.Done():
		return ctx.Err()
	}
	_, err = s.site.Tool(ctx, "migrate")
	return err
}

// verdict is the checker's, with what booking saw go wrong and the desk's own
// fsck beside it.
func (s *soak) verdict(ctx context.Context, l *load) (ledger.Verdict, error) {
	v, err := ledger.Check(ctx, ledger.Evidence{Set: s.site.Set, Bucket: s.site.Bucket, Mode: "GOVERNANCE",
		Journal: l.journalPath, Ledger: l.consumer.Path, Wholly: true})
	if err != nil {
		return v, err
	}
	for _, b := range l.consumer.Breaches() {
		v.Breaches = append(v.Breaches, "I6: "+b)
	}
	if out, err := s.site.Tool(ctx, "fsck"); err != nil {
		v.Breaches = append(v.Breaches, "fsck: "+err.Error()+out)
	}
	return v, nil
}
