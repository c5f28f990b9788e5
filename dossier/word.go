package dossier

import (
	"fmt"
	"time"
)

// Word is a person's word that a paper is a piece of its dossier. It settles what is open:
// which paper it is, whose, and of which day. It does not overrule what the paper itself
// shows, that it is too old or has run out, and stands on a document that was decided.
type Word struct {
	Piece    string    `json:"piece"`
	Document string    `json:"document"`
	By       string    `json:"by"` // the person's name
	At       time.Time `json:"at"`
	Reason   string    `json:"reason"`
}

func (w Word) sentence(now time.Time) string {
	return fmt.Sprintf("Déclaré valable par %s le %s : %s", w.By, w.At.In(now.Location()).Format("02/01/2006"), w.Reason)
}

// wordOf is the word about a document as a piece, if there is one.
func (p Piece) wordOf(piece string) (Word, bool) {
	for _, w := range p.Words {
		if w.Piece == piece {
			return w, true
		}
	}
	return Word{}, false
}

// byWord is what the rule says of a document, with a person's word.
func byWord(r PieceRule, p Piece, now time.Time) judged {
	j := judgePiece(r, p, now)
	if w, said := p.wordOf(r.Name); said && j.state != Expired && settled(p.State) {
		return judged{p, Satisfied, w.sentence(now)}
	}
	return j
}
