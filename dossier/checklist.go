package dossier

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"bordereau"
)

// LineState is what a line of a checklist amounts to.
type LineState string

const (
	Satisfied    LineState = "satisfied"
	Missing      LineState = "missing"
	Inconclusive LineState = "inconclusive" // something is there, and a person has to look
	Expired      LineState = "expired"      // it is there, but too old or run out
)

// Line is one line of a checklist. Why is a sentence for a clerk, in French.
type Line struct {
	Piece     string    `json:"piece"` // name of the piece or of the cross-check
	Title     string    `json:"title"`
	Need      string    `json:"need"` // mandatory, conditional, optional, check
	State     LineState `json:"state"`
	Why       string    `json:"why"`
	Documents []string  `json:"documents,omitempty"`
	Words     []Word    `json:"words,omitempty"` // of persons who said that a document is the piece
	Source    string    `json:"source,omitempty"`
}

// Piece is a document of the dossier as the checklist needs it.
type Piece struct {
	Document      string // id
	Type          bordereau.Type
	State         bordereau.State
	ReceivedAt    time.Time
	Understanding bordereau.Understanding
	Text          string // what stands on it, for pieces that are told apart by what they say
	Words         []Word // of persons, about it
	words         []string
}

// judged is a piece under one rule: satisfied, expired or inconclusive.
type judged struct {
	piece Piece
	state LineState
	why   string
}

// Checklist says what a dossier has and what it lacks. Documents that ended
// elsewhere (rejected, returned, duplicate...) do not count; one that nobody has
// decided on yet makes its line inconclusive. Conditional pieces stand on the list
// unless their condition does not hold, optional ones when they are there.
func Checklist(k Kind, d Dossier, docs []Piece, now time.Time) []Line {
	view := filedIn(k, d, docs, now)
	var lines []Line
	for _, r := range k.Pieces {
		applies := r.When.holds(view)
		if applies == no {
			continue
		}
		line, found := pieceLine(view, r)
		if r.Need == "optional" && !found {
			continue
		}
		if applies == open && line.State != Satisfied {
			line.State, line.Why = Inconclusive, "On ne sait pas encore si cette pièce est nécessaire : une valeur dont cela dépend n'est pas établie"
		}
		lines = append(lines, line)
	}
	for _, c := range k.CrossCheck {
		if line, ok := view.crossLine(c); ok {
			lines = append(lines, line)
		}
	}
	return lines
}

// Completeness is what a whole dossier amounts to: missing when a line is missing or
// expired, inconclusive when a person has to look at one, else satisfied.
func Completeness(lines []Line) LineState {
	is := Satisfied
	for _, l := range lines {
		switch l.State {
		case Missing, Expired:
			return Missing
		case Inconclusive:
			is = Inconclusive
		}
	}
	return is
}

// Complete says that nothing is wanting.
func Complete(lines []Line) bool {
	return !slices.ContainsFunc(lines, func(l Line) bool { return l.State != Satisfied })
}

// withoutGone are the documents that count.
func withoutGone(docs []Piece) []Piece {
	return slices.DeleteFunc(slices.Clone(docs), func(p Piece) bool { return gone(p.State) })
}

func gone(s bordereau.State) bool {
	switch s {
	case bordereau.Rejected, bordereau.Returned, bordereau.Duplicate, bordereau.Split, bordereau.Destroyed, bordereau.Quarantined:
		return true
	}
	return false
}

func settled(s bordereau.State) bool {
	return s == bordereau.Decided || s == bordereau.Archived || s == bordereau.Booked
}

func pieceLine(v *filed, r PieceRule) (Line, bool) {
	line := Line{Piece: r.Name, Title: r.Title, Need: r.Need, State: Missing, Source: r.Source}
	var all []judged
	counts := map[LineState]int{}
	for _, p := range v.docs {
		if v.takes(r, p) {
			j := byWord(r, p, v.now)
			if w, said := p.wordOf(r.Name); said {
				line.Words = append(line.Words, w)
			}
			all = append(all, j)
			counts[j.state]++
			line.Documents = append(line.Documents, p.Document)
		}
	}
	need, known := v.howMany(r)
	first := func(s LineState) string {
		for _, j := range all {
			if j.state == s && j.why != "" {
				return j.why
			}
		}
		return ""
	}
	switch {
	case counts[Satisfied] >= need && known:
		line.State, line.Why = Satisfied, cmp.Or(first(Satisfied), "Présent et valable")
	case counts[Satisfied] >= need && len(all) > 0:
		line.State, line.Why = Inconclusive, "Le nombre attendu n'est pas connu"
	case counts[Satisfied]+counts[Inconclusive] >= need && len(all) > 0:
		line.State, line.Why = Inconclusive, first(Inconclusive)
	case len(all) >= need && len(all) > 0:
		line.State, line.Why = Expired, first(Expired)
	case need > 1:
		line.Why = fmt.Sprintf("Il manque %d document(s) sur %d", need-len(all), need)
	default:
		line.Why = "Aucun document de ce type dans le dossier"
	}
	return line, len(all) > 0
}

// howMany is the number of documents a piece needs; known is false where other
// pieces have to say it and do not yet.
func (v *filed) howMany(r PieceRule) (n int, known bool) {
	least := max(1, r.Count)
	if r.CountFrom.op == "" {
		return least, true
	}
	o := v.operand(r.CountFrom.node)
	if !o.known || o.number == nil || !o.number.IsInt() || o.number.Sign() <= 0 || o.number.Cmp(tooMany) >= 0 {
		return least, false
	}
	return int(o.number.Num().Int64()) + r.CountMore, true
}

var tooMany = big.NewRat(10_000, 1)

func judgePiece(r PieceRule, p Piece, now time.Time) judged {
	is := func(s LineState, why string) judged { return judged{p, s, why} }
	if fresh := r.freshOf(p.Type); fresh != "" {
		issued, monthly, ok := dateOrMonth(&p.Understanding, r.DateFields...)
		received := p.ReceivedAt
		if received.IsZero() {
			received = now
		}
		age, ruled := ValueOn(fresh, received)
		switch {
		case !ok:
			return is(Inconclusive, "La date du document n'est pas connue")
		case !ruled:
			return is(Inconclusive, "Aucune règle ne dit quel âge le document pouvait avoir à sa réception")
		case age.After(issued).Before(dayOf(received)):
			return is(Expired, fmt.Sprintf("Le document du %s avait plus de %s à sa réception", issued.Format("02/01/2006"), age.Words()))
		case dayOf(received).Before(issued) && !(monthly && received.Month() == issued.Month() && received.Year() == issued.Year()):
			return is(Inconclusive, "Le document porte une date postérieure à sa réception")
		}
	}
	if r.ValidField != "" {
		until, ok := dateOf(&p.Understanding, r.ValidField)
		if !ok {
			return is(Inconclusive, "La date d'expiration n'est pas connue")
		}
		if until = extended(r, p, until); until.Before(dayOf(now)) {
			return is(Expired, "Le document a expiré le "+until.Format("02/01/2006"))
		}
	}
	if !settled(p.State) {
		return is(Inconclusive, "Le document est en cours de validation")
	}
	if r.unsure(p) {
		return is(Inconclusive, "On ne sait pas de quelle personne est ce document")
	}
	return is(Satisfied, "")
}

// freshOf is the delay that is the greatest age of a document of a type.
func (r PieceRule) freshOf(t bordereau.Type) string {
	if own, ok := r.FreshOf[t]; ok {
		return own
	}
	return r.Fresh
}

func extended(r PieceRule, p Piece, until time.Time) time.Time {
	issued, ok := dateOf(&p.Understanding, "issue_date")
	if !ok {
		return until
	}
	for _, e := range r.Extensions {
		longer, ok := ValueOn(e.By, issued)
		if !ok || !slices.Contains(e.Types, p.Type) {
			continue
		}
		if born, ok := dateOf(&p.Understanding, "birth_date"); e.Adult && (!ok || born.AddDate(18, 0, 0).After(issued)) {
			continue
		}
		return longer.After(until)
	}
	return until
}

func dateOf(u *bordereau.Understanding, names ...string) (time.Time, bool) {
	day, _, ok := dateOrMonth(u, names...)
	return day, ok
}

// dateOrMonth is the first of some fields that holds a day; what is of a month is dated
// by its last one.
func dateOrMonth(u *bordereau.Understanding, names ...string) (day time.Time, monthly, ok bool) {
	for _, n := range names {
		f := u.Field(n)
		if f == nil || f.Status == bordereau.Conflict {
			continue
		}
		if d, err := time.Parse(time.DateOnly, f.Value); err == nil {
			return d, false, true
		}
		if month, err := time.Parse("2006-01", f.Value); err == nil {
			return month.AddDate(0, 1, -1), true, true
		}
	}
	return time.Time{}, false, false
}

func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// personOf is the name a document gives its person.
func personOf(u *bordereau.Understanding) string {
	if s := u.Value("surname"); s != "" {
		return strings.TrimSpace(s + " " + u.Value("given_names"))
	}
	for _, name := range []string{"account_holder", "company", "deceased", "debtor"} {
		if s := u.Value(name); s != "" {
			return s
		}
	}
	return ""
}
