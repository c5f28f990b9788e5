package dossier

import (
	"strings"
	"testing"
	"time"

	"bordereau"
)

// A person's word makes a paper of any type a piece, where it was decided on; it does not
// overrule what the paper itself shows.
func TestAWordAboutAPiece(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	k, ok := KindNamed("account_opening")
	if !ok {
		t.Fatal("no such kind")
	}
	said := func(p Piece, piece string) Piece {
		p.Words = []Word{{Piece: piece, Document: p.Document, By: "Alice", At: now, Reason: "vu au guichet"}}
		return p
	}
	other := Piece{Document: "d1", Type: bordereau.Letter, State: bordereau.Decided, ReceivedAt: now}
	expired := Piece{Document: "d2", Type: bordereau.Passport, State: bordereau.Decided, ReceivedAt: now,
		Understanding: bordereau.Understanding{Fields: []bordereau.Field{{Name: "expiry_date", Value: "2020-01-02"}}}}
	waiting := other
	waiting.State = bordereau.InReview
	rejected := other
	rejected.State = bordereau.Rejected
	for name, c := range map[string]struct {
		doc   Piece
		state LineState
		why   string
	}{
		"nobody's word":        {other, Missing, "Aucun document"},
		"of another piece":     {said(other, "no_such"), Missing, "Aucun document"},
		"a paper of no kind":   {said(other, "identity"), Satisfied, "Déclaré valable par Alice le 23/11/2026 : vu au guichet"},
		"not decided on":       {said(waiting, "identity"), Inconclusive, ""},
		"rejected afterwards":  {said(rejected, "identity"), Missing, "Aucun document"},
		"a paper that ran out": {said(expired, "identity"), Expired, "expiré"},
	} {
		lines := Checklist(k, Dossier{}, []Piece{c.doc}, now)
		for _, l := range lines {
			if l.Piece != "identity" {
				continue
			}
			if l.State != c.state || !strings.Contains(l.Why, c.why) || (len(l.Words) > 0) != (c.doc.Words != nil && c.doc.Words[0].Piece == "identity" && c.doc.State != bordereau.Rejected) {
				t.Errorf("%s: %+v", name, l)
			}
		}
	}
}
