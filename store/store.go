// Package store keeps the record in PostgreSQL: the migrations, and one file a
// use case with the statements that the desk needs. Money invariants rest on
// UNIQUE constraints and on updates that name the version they replace.
package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"runtime"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/fault"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jackc/puddle/v2"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Config says where the record is.
type Config struct {
	URL      string // postgres://...
	MaxConns int32  // connsPerCore for each core, at least minConns, when 0
	Now      func() time.Time
}

// Store is the record; it satisfies desk.Store. Close it when done.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// More backends than the cores can run only take turns: on two cores 8 connections
// carry 4 % more deposits a second than 16, and 5 carry fewer.
const (
	connsPerCore = 4
	minConns     = 8
)

// New connects lazily: a database that is away makes calls Busy, not New fail.
func New(ctx context.Context, c Config) (*Store, error) {
	pc, err := pgxpool.ParseConfig(c.URL)
	if err != nil {
		return nil, fmt.Errorf("the database URL cannot be read: %w", err)
	}
	pc.MaxConns = int32(max(minConns, connsPerCore*runtime.NumCPU()))
	if c.MaxConns > 0 {
		pc.MaxConns = c.MaxConns
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Store{pool: pool, now: c.Now}, nil
}

// Close ends all connections; those in use are waited for.
func (s *Store) Close() { s.pool.Close() }

// Pool is for leadership and listening, which need a connection of their own.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Ready says whether the record can be written.
func (s *Store) Ready(ctx context.Context) error {
	var standby bool
	if err := s.pool.QueryRow(ctx, `SELECT pg_is_in_recovery()`).Scan(&standby); err != nil {
		return away(err)
	}
	if standby {
		return bordereau.Errorf(bordereau.Busy, "Le service est en lecture seule pour le moment.")
	}
	return nil
}

// Migrate brings the schema up to this binary's. The URL is the owner's, not the
// application's. Each migration commits together with its version, so that one that
// is cut off leaves nothing and the next run goes on from there. One that was numbered
// before what the database has, and landed after it, is applied all the same: none relies
// on what a later number made.
func Migrate(ctx context.Context, url string) error {
	p, done, err := provider(url)
	if err != nil {
		return err
	}
	defer done()
	for {
		_, err := p.UpByOne(ctx)
		if errors.Is(err, goose.ErrNoNextVersion) {
			return nil
		}
		if err == nil {
			err = fault.Point("CP16")
		}
		if err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
}

// SchemaVersion gives the version up to which the database lacks none, and the one this
// binary knows.
func SchemaVersion(ctx context.Context, url string) (has, knows int64, err error) {
	p, done, err := provider(url)
	if err != nil {
		return 0, 0, err
	}
	defer done()
	all, err := p.Status(ctx)
	lacks := false
	for _, m := range all { // in the order of their numbers
		knows, lacks = m.Source.Version, lacks || m.State == goose.StatePending
		if !lacks {
			has = knows
		}
	}
	return has, knows, err
}

func provider(url string) (*goose.Provider, func(), error) {
	cc, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, nil, fmt.Errorf("the database URL cannot be read: %w", err)
	}
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, nil, err
	}
	db := stdlib.OpenDB(*cc)
	p, err := goose.NewProvider(goose.DialectPostgres, db, dir, goose.WithAllowOutofOrder(true))
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("migrations: %w", err), db.Close())
	}
	return p, func() { db.Close() }, nil
}

// tx is a transaction; every use case's statements hang on it.
type tx struct {
	pgx.Tx
	now func() time.Time
}

const maxTries = 5

// InTx runs fn in a transaction, anew when the database breaks a deadlock.
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context, t desk.Tx) error) error {
	var err error
	for try := range maxTries {
		if try > 0 {
			select {
			case <-ctx.Done():
				return away(ctx.Err())
			case <-time.After(time.Duration(try*try) * 5 * time.Millisecond):
			}
		}
		if err = s.once(ctx, pgx.TxOptions{}, fn); !again(err) {
			return away(err)
		}
	}
	return bordereau.Wrap(bordereau.Busy, err, "Le service est très sollicité ; réessayez.")
}

// Snapshot runs fn on one state of the record, for reading alone.
func (s *Store) Snapshot(ctx context.Context, fn func(ctx context.Context, t desk.Tx) error) error {
	return away(s.once(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, fn))
}

func (s *Store) once(ctx context.Context, o pgx.TxOptions, fn func(ctx context.Context, t desk.Tx) error) error {
	t, err := s.pool.BeginTx(ctx, o)
	if err != nil {
		return err
	}
	// After a commit this does nothing; the context may be over when it is needed.
	defer t.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // what failed is told already, and the server rolls back without us
	if err := fn(ctx, &tx{t, s.now}); err != nil {
		return err
	}
	err = t.Commit(ctx)
	if _, ok := errors.AsType[*pgconn.PgError](err); err != nil && !ok {
		// The answer was lost, not necessarily the commit.
		return bordereau.Wrap(bordereau.Busy, err, "Le service n'a pas confirmé ; réessayez.")
	}
	return err
}

// again says whether PostgreSQL gave the transaction up so that another could live.
func again(err error) bool {
	pe, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pe.Code == "40001" || pe.Code == "40P01")
}

// away sorts what the driver says into the desk's codes. What is ours already
// stays as it is.
func away(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*bordereau.Error](err); ok {
		return err
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return bordereau.Wrap(bordereau.NotFound, err, "Cela n'existe pas.")
	}
	pe, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		_, network := errors.AsType[net.Error](err)
		_, connect := errors.AsType[*pgconn.ConnectError](err)
		if network || connect || pgconn.SafeToRetry(err) || pgconn.Timeout(err) || errors.Is(err, io.EOF) ||
			errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.Canceled) || errors.Is(err, puddle.ErrClosedPool) {
			return bordereau.Wrap(bordereau.Busy, err, "Le service ne répond pas pour le moment ; réessayez.")
		}
		return err
	}
	switch {
	case pe.Code == "22P02": // an id that is not one
		return bordereau.Wrap(bordereau.NotFound, err, "Cela n'existe pas.")
	case pe.Code[:2] == "08", pe.Code[:2] == "53", pe.Code[:2] == "57", pe.Code == "25006":
		return bordereau.Wrap(bordereau.Busy, err, "Le service ne répond pas pour le moment ; réessayez.")
	}
	return err
}

// broke says whether err is the breach of the named unique or check constraint.
func broke(err error, constraint string) bool {
	pe, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pe.ConstraintName == constraint
}
