package desk

import (
	"context"
	"fmt"
	"time"

	"bordereau"
	"bordereau/dossier"
	"bordereau/journal"
)

// FollowedLine is a line of a checklist as the daily look at the dossiers saw it.
type FollowedLine struct {
	Dossier    string            `json:"dossier"`
	Kind       string            `json:"-"` // of the dossier, where lines are listed
	Piece      string            `json:"piece"`
	State      dossier.LineState `json:"state"`
	Why        string            `json:"why"`
	Since      time.Time         `json:"since"`
	ReopenedAt *time.Time        `json:"reopened_at,omitempty"` // it was satisfied before
}

// followTx is what following up needs of the record.
type followTx interface {
	// OpenDossiers lists open dossiers of some kinds, by id, after one.
	OpenDossiers(ctx context.Context, kinds []string, after string, limit int) ([]dossier.Dossier, error)
	// FollowedLines are the lines of a dossier as they were seen last.
	FollowedLines(ctx context.Context, dossierID string) ([]FollowedLine, error)
	// SetFollowedLines replaces them.
	SetFollowedLines(ctx context.Context, dossierID string, lines []FollowedLine) error
	// ReopenedLines lists lines that were satisfied and no longer are, latest first.
	ReopenedLines(ctx context.Context, by bordereau.Principal, limit int) ([]FollowedLine, error)
}

const (
	followRun      = "followup_run"
	followedAtOnce = 100
	maxReopened    = 200
)

// lines judges a dossier's checklist as of a moment.
func (d *Desk) lines(ctx context.Context, tx Tx, x dossier.Dossier, now time.Time) (dossier.Kind, []dossier.Line, error) {
	kind, pieces, err := d.filed(ctx, tx, x)
	if err != nil {
		return kind, nil, err
	}
	return kind, dossier.Checklist(kind, x, pieces, now.In(d.Location)), nil
}

// filed reads a dossier's type and its documents.
func (d *Desk) filed(ctx context.Context, tx Tx, x dossier.Dossier) (dossier.Kind, []dossier.Piece, error) {
	kind, ok := dossier.KindOf(x)
	if !ok {
		return kind, nil, bordereau.Errorf(bordereau.Internal, "Le type de ce dossier n'est plus connu.")
	}
	filed, err := tx.Pieces(ctx, x.ID, kind.ToldByWords())
	if err != nil {
		return kind, nil, err
	}
	return kind, d.pieces(filed), nil
}

// KeepDossiers looks at the dossiers once a day, on whichever node has the turn, as
// long as ctx lives.
func (d *Desk) KeepDossiers(ctx context.Context) {
	tick := time.NewTicker(locksAsked)
	defer tick.Stop()
	for {
		n, err := d.followTurn(ctx)
		if err != nil && ctx.Err() == nil {
			d.Log.ErrorContext(ctx, "dossiers were not all looked at", "reopened", n, "error", err.Error())
		} else if n > 0 {
			d.Log.InfoContext(ctx, "lines of dossiers are open again", "lines", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (d *Desk) followTurn(ctx context.Context) (n int, err error) {
	var mine bool
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		mine, err = tx.TakeTurn(ctx, followRun, locksEvery)
		return err
	})
	if err != nil || !mine {
		return 0, err
	}
	if n, err = d.FollowUp(ctx, d.Now()); err == nil {
		return n, nil
	}
	back, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer cancel()
	if lost := d.Store.InTx(back, func(ctx context.Context, tx Tx) error {
		return tx.GiveTurnBack(ctx, followRun, locksEvery, locksAgain)
	}); lost != nil {
		d.Log.WarnContext(ctx, "the next look at the dossiers is tomorrow's", "error", lost.Error())
	}
	return n, err
}

// FollowUp looks at the open dossiers whose pieces can expire, as of now, and tells
// how many lines that were satisfied are open again. Each is an event, once; run twice
// it does nothing more.
func (d *Desk) FollowUp(ctx context.Context, now time.Time) (int, error) {
	var kinds []string
	for _, k := range dossier.Kinds() {
		if k.Expires() {
			kinds = append(kinds, k.Name)
		}
	}
	n, after := 0, ""
	for {
		var list []dossier.Dossier
		err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
			list, err = tx.OpenDossiers(ctx, kinds, after, followedAtOnce)
			return err
		})
		if err != nil || len(list) == 0 {
			return n, err
		}
		for _, x := range list {
			var reopened int
			err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
				reopened, err = d.followOne(ctx, tx, x.ID, now)
				return err
			})
			if err != nil {
				return n, fmt.Errorf("look at dossier %s: %w", x.Ref, err)
			}
			n += reopened
		}
		after = list[len(list)-1].ID
	}
}

func (d *Desk) followOne(ctx context.Context, tx Tx, id string, now time.Time) (reopened int, err error) {
	x, err := tx.LockDossier(ctx, id)
	if err != nil || x.Status != "open" {
		return 0, err
	}
	_, lines, err := d.lines(ctx, tx, x, now)
	if err != nil {
		return 0, err
	}
	seen, err := tx.FollowedLines(ctx, id)
	if err != nil {
		return 0, err
	}
	was := map[string]FollowedLine{}
	for _, l := range seen {
		was[l.Piece] = l
	}
	at := now.UTC().Truncate(time.Microsecond)
	is := make([]FollowedLine, len(lines))
	for i, l := range lines {
		old, known := was[l.Piece]
		is[i] = FollowedLine{Dossier: x.Ref, Piece: l.Piece, State: l.State, Why: l.Why, Since: at}
		switch {
		case known && old.State == l.State:
			is[i].Since, is[i].ReopenedAt = old.Since, old.ReopenedAt
		case known && l.State != dossier.Satisfied:
			is[i].ReopenedAt = old.ReopenedAt
			if old.State == dossier.Satisfied {
				is[i].ReopenedAt = &at
				reopened++
				if err := tx.Record(ctx, journal.Event{Kind: "dossier.line_reopened", Subject: x.ID, Actor: bordereau.System.ID,
					Values: map[string]any{"ref": x.Ref, "piece": l.Piece, "state": l.State, "why": l.Why, "documents": l.Documents}}); err != nil {
					return 0, err
				}
			}
		}
	}
	return reopened, tx.SetFollowedLines(ctx, id, is)
}

// Reopened lists the lines of dossiers that were satisfied once and no longer are,
// latest first.
func (d *Desk) Reopened(ctx context.Context, by bordereau.Principal) (list []FollowedLine, err error) {
	if err := allow(by, obligationReaders...); err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		list, err = tx.ReopenedLines(ctx, by, maxReopened)
		return err
	})
	return list, err
}
