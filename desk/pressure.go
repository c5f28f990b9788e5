package desk

import (
	"context"
	"sync"
	"time"

	"bordereau"
)

// pressure remembers for a moment whether the desk is full.
type pressure struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

const pressureAge = time.Second

func (p *pressure) admit(ctx context.Context, d *Desk) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := d.Now(); now.Sub(p.at) >= pressureAge || now.Before(p.at) {
		p.at, p.err = now, d.full(ctx)
	}
	return p.err
}

// full is why no deposit can be taken over now, nil when one can.
func (d *Desk) full(ctx context.Context) error {
	if d.DiskFree != nil {
		free, err := d.DiskFree()
		if err != nil {
			return bordereau.Wrap(bordereau.Busy, err, "Le service ne peut pas recevoir de dépôt pour le moment.")
		}
		if free < d.MinDiskFree {
			return bordereau.Errorf(bordereau.Busy, "Le service n'a plus assez de place ; réessayez plus tard.")
		}
	}
	if d.MaxWaitingAge > 0 {
		age, err := d.OldestWaiting(ctx)
		if err != nil {
			return err
		}
		if age > d.MaxWaitingAge {
			return bordereau.Errorf(bordereau.Busy, "Le back office est surchargé ; réessayez dans quelques minutes.")
		}
	}
	return nil
}
