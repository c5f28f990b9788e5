package desk

import (
	"context"
	"path"
	"time"

	"bordereau/archive"
	"bordereau/internal/ids"
)

const (
	uploadRun       = "upload_run"
	uploadsEvery    = 5 * time.Minute
	uploadsAsked    = time.Minute
	uploadsAtOnce   = 100
	chunkGrace      = 2 * time.Hour // longer than any request that stores a chunk before it is acknowledged
	refusalsKeptFor = 90 * 24 * time.Hour
)

// KeepUploads sweeps uploads now and then, on whichever node has the turn, as long
// as ctx lives.
func (d *Desk) KeepUploads(ctx context.Context) {
	tick := time.NewTicker(uploadsAsked)
	defer tick.Stop()
	for {
		mine, n := false, 0
		err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
			mine, err = tx.TakeTurn(ctx, uploadRun, uploadsEvery)
			return err
		})
		if err == nil && mine {
			n, err = d.SweepUploads(ctx)
		}
		if err != nil && ctx.Err() == nil {
			d.Log.ErrorContext(ctx, "uploads were not all swept", "expired", n, "error", err.Error())
		} else if n > 0 {
			d.Log.InfoContext(ctx, "uploads expired", "uploads", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// SweepUploads ends uploads whose time is over and removes chunks that no upload
// names: what a crash between storing and acknowledging leaves behind. It gives how
// many uploads ended.
func (d *Desk) SweepUploads(ctx context.Context) (ended int, err error) {
	for {
		var n int
		var gone []Chunk
		err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
			n, gone, err = tx.ExpireUploads(ctx, uploadsAtOnce)
			return err
		})
		if err != nil {
			return ended, err
		}
		d.remove(ctx, gone)
		if ended += n; n < uploadsAtOnce {
			break
		}
	}
	if err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		return tx.ForgetRefusals(ctx, d.Now().Add(-refusalsKeptFor))
	}); err != nil {
		return ended, err
	}
	return ended, d.sweepChunks(ctx)
}

func (d *Desk) sweepChunks(ctx context.Context) error {
	versions := map[string][]string{}
	var keys []string
	look := func() error {
		var lost []string
		err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
			lost, err = tx.UnknownChunks(ctx, keys)
			return err
		})
		if err != nil {
			return err
		}
		for _, key := range lost {
			for _, version := range versions[key] {
				if err := d.Objects.Remove(ctx, key, version); err != nil {
					return err
				}
			}
		}
		keys, versions = nil, map[string][]string{}
		return nil
	}
	for o, err := range d.Objects.List(ctx, archive.Transit) {
		if err != nil {
			return err
		}
		if made, ok := ids.MadeAt(path.Base(o.Key)); ok && d.Now().Sub(made) < chunkGrace {
			continue
		}
		if versions[o.Key] == nil {
			keys = append(keys, o.Key)
		}
		versions[o.Key] = append(versions[o.Key], o.VersionID)
		if len(keys) >= 500 {
			if err := look(); err != nil {
				return err
			}
		}
	}
	return look()
}
