package child

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"bordereau"
)

// Config says what the children are and what they may do.
type Config struct {
	Command    []string // e.g. {"/proc/self/exe", "child"}
	Env        []string // added to a small environment; nothing is inherited
	Size       int      // processes at a time; 1
	Recycle    int      // documents a process serves before it is replaced; 100
	Limits     Limits
	ReadPaths  []string // may be read, besides the system's libraries and fonts; those that do not exist are ignored
	WritePaths []string // may be written, besides a temporary folder of the process's own
	Programs   []string // may be executed, found on PATH; those that do not exist are ignored
	Temp       string   // where the temporary folders are made; os.TempDir()
}

// Pool keeps up to Size processes and lends them one caller at a time.
type Pool struct {
	cfg  Config
	own  bool // processes get a user of their own
	held Confinement

	slots chan struct{} // one token a process that may exist
	quit  chan struct{}

	mu        sync.Mutex
	idle      []*Process
	lent      map[*Process]bool
	closed    bool
	leftovers []error
}

// NewPool starts a first process, to learn what holds around it and that the
// configuration works.
func NewPool(cfg Config) (*Pool, error) {
	if len(cfg.Command) == 0 {
		return nil, errors.New("child: no command")
	}
	cfg.Size, cfg.Recycle = max(cfg.Size, 1), cmp.Or(cfg.Recycle, 100)
	cfg.Temp = cmp.Or(cfg.Temp, os.TempDir())
	cfg.Limits = cfg.Limits.withDefaults()
	cfg.ReadPaths, cfg.WritePaths = existing(cfg.ReadPaths), existing(cfg.WritePaths)
	cfg.Programs = lookUp(cfg.Programs)
	p := &Pool{cfg: cfg, slots: make(chan struct{}, cfg.Size), quit: make(chan struct{}), lent: map[*Process]bool{}}

	sweep(cfg.Temp, time.Now())
	first, err := p.first()
	if err != nil {
		return nil, err
	}
	p.held, p.idle = first.held, []*Process{first}
	return p, nil
}

// first tries a user of its own where we are root, and keeps to ours where that
// is refused or that user cannot reach what it must read.
func (p *Pool) first() (*Process, error) {
	ctx := context.Background()
	if os.Geteuid() == 0 {
		p.own = true
		c, err := p.start(ctx, p.uid())
		if err == nil && len(c.held.Missing) == 0 {
			return c, nil
		}
		if err == nil {
			c.stop(p.cfg.Limits.Grace)
		}
		p.own = false
	}
	return p.start(ctx, p.uid())
}

// uid is a user that nothing else is likely to have, from the range that systemd
// keeps for such users, or 0 for our own.
func (p *Pool) uid() uint32 {
	if !p.own {
		return 0
	}
	return 61184 + uint32(random()%4336)
}

// Confinement says which layers hold around the pool's processes.
func (p *Pool) Confinement() Confinement { return p.held }

// Limits are what one call to a process may cost.
func (p *Pool) Limits() Limits { return p.cfg.Limits }

// Acquire lends a process, starting one if none is idle; it waits while all are
// lent. The caller must Release it.
func (p *Pool) Acquire(ctx context.Context) (*Process, error) {
	select {
	case p.slots <- struct{}{}:
	case <-p.quit:
		return nil, errClosed()
	case <-ctx.Done():
		return nil, bordereau.Wrap(bordereau.Busy, ctx.Err(), "Le lecteur est occupé ; le document sera lu plus tard.")
	}
	c, err := p.take(ctx)
	if err != nil {
		<-p.slots
		return nil, err
	}
	return c, nil
}

func errClosed() error {
	return bordereau.Errorf(bordereau.Busy, "Le lecteur s'arrête ; le document sera lu plus tard.")
}

func (p *Pool) take(ctx context.Context) (*Process, error) {
	for {
		p.mu.Lock()
		if p.closed {
			p.mu.Unlock()
			return nil, errClosed()
		}
		n := len(p.idle)
		if n == 0 {
			p.mu.Unlock()
			break
		}
		c := p.idle[n-1]
		p.idle, p.lent[c] = p.idle[:n-1], true
		p.mu.Unlock()
		if c.idle() {
			return c, nil
		}
		p.discard(c, false)
	}
	c, err := p.start(ctx, p.uid())
	if err != nil {
		return nil, bordereau.Wrap(bordereau.Busy, err, "Le lecteur n'a pas pu démarrer ; le document sera lu plus tard.")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		go c.stop(0)
		return nil, errClosed()
	}
	p.lent[c] = true
	return c, nil
}

// Release gives a process back. One that is not healthy is killed, one that has
// served its number of documents is replaced.
func (c *Process) Release(healthy bool) {
	p := c.pool
	c.served++
	p.mu.Lock()
	if !p.lent[c] {
		p.mu.Unlock()
		return
	}
	if healthy && c.served < p.cfg.Recycle && !p.closed && c.idle() {
		delete(p.lent, c)
		p.idle = append(p.idle, c)
		p.mu.Unlock()
	} else {
		p.mu.Unlock()
		p.discard(c, healthy)
	}
	<-p.slots
}

func (p *Pool) discard(c *Process, gently bool) {
	if gently {
		c.stop(p.cfg.Limits.Grace)
	} else {
		c.kill()
		<-c.done
	}
	p.mu.Lock()
	delete(p.lent, c)
	p.mu.Unlock()
}

// Close lends nothing more, waits up to the grace for what is lent, and ends
// every process. It returns what could not be cleaned up.
func (p *Pool) Close() error {
	idle, lent := p.shut()
	var wg sync.WaitGroup
	for _, c := range idle {
		wg.Go(func() { c.stop(p.cfg.Limits.Grace) })
	}
	grace, cancel := context.WithTimeout(context.Background(), p.cfg.Limits.Grace)
	defer cancel()
	for _, c := range lent {
		wg.Go(func() {
			select {
			case <-c.done: // released meanwhile
			case <-grace.Done():
				c.kill()
				<-c.done
			}
		})
	}
	wg.Wait()
	return p.report()
}

// CloseNow kills every process, lent or idle.
func (p *Pool) CloseNow() error {
	idle, lent := p.shut()
	for _, c := range append(idle, lent...) {
		c.kill()
		<-c.done
	}
	return p.report()
}

func (p *Pool) shut() (idle, lent []*Process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.closed = true
		close(p.quit)
	}
	idle, p.idle = p.idle, nil
	for c := range p.lent {
		lent = append(lent, c)
	}
	return idle, lent
}

func (p *Pool) leftover(path string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.leftovers) < 100 {
		p.leftovers = append(p.leftovers, fmt.Errorf("temporary folder %s is left: %w", path, err))
	}
}

func (p *Pool) report() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return errors.Join(p.leftovers...)
}

func existing(paths []string) (found []string) {
	for _, path := range paths {
		if abs, err := filepath.Abs(path); err == nil {
			if _, err := os.Stat(abs); err == nil {
				found = append(found, abs)
			}
		}
	}
	return found
}

func lookUp(programs []string) (found []string) {
	for _, name := range programs {
		if path, err := exec.LookPath(name); err == nil {
			found = append(found, path)
		}
	}
	return found
}
