package dossier

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bordereau"
	"bordereau/check"
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
	Source    string    `json:"source,omitempty"`
}

// Piece is a document of the dossier as the checklist needs it.
type Piece struct {
	Document      string // id
	Type          bordereau.Type
	State         bordereau.State
	ReceivedAt    time.Time
	Understanding bordereau.Understanding
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
// when their conditions hold, optional ones when they are there.
func Checklist(k Kind, d Dossier, docs []Piece, now time.Time) []Line {
	docs = slices.DeleteFunc(slices.Clone(docs), func(p Piece) bool { return gone(p.State) })
	var lines []Line
	for _, r := range k.Pieces {
		if r.Need == "conditional" && !applies(r, d, docs, now) {
			continue
		}
		line, found := pieceLine(k, r, docs, now)
		if r.Need == "optional" && !found {
			continue
		}
		lines = append(lines, line)
	}
	for _, c := range k.CrossCheck {
		if line, ok := crossLine(k, c, docs); ok {
			lines = append(lines, line)
		}
	}
	return lines
}

// Complete says that nothing is wanting.
func Complete(lines []Line) bool {
	return !slices.ContainsFunc(lines, func(l Line) bool { return l.State != Satisfied })
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

func applies(r PieceRule, d Dossier, docs []Piece, now time.Time) bool {
	for fact, want := range r.When {
		is := d.Facts[fact]
		if fact == "minor" {
			is = is || slices.ContainsFunc(docs, func(p Piece) bool {
				born, ok := dateOf(&p.Understanding, "birth_date")
				return ok && born.AddDate(18, 0, 0).After(now)
			})
		}
		if is != want {
			return false
		}
	}
	return true
}

func pieceLine(k Kind, r PieceRule, docs []Piece, now time.Time) (Line, bool) {
	line := Line{Piece: r.Name, Title: r.Title, Need: r.Need, State: Missing, Source: r.Source}
	var all []judged
	counts := map[LineState]int{}
	for _, p := range docs {
		if slices.Contains(r.Types, p.Type) {
			j := judgePiece(r, p, now)
			all = append(all, j)
			counts[j.state]++
			line.Documents = append(line.Documents, p.Document)
		}
	}
	need, known := howMany(k, r, docs)
	first := func(s LineState) string {
		for _, j := range all {
			if j.state == s {
				return j.why
			}
		}
		return ""
	}
	switch {
	case counts[Satisfied] >= need && known:
		line.State, line.Why = Satisfied, "Présent et valable"
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

// howMany is the number of documents a piece needs; known is false where another
// piece has to say it and does not yet.
func howMany(k Kind, r PieceRule, docs []Piece) (n int, known bool) {
	piece, field, from := strings.Cut(r.CountFrom, ".")
	if !from {
		return max(1, r.Count), true
	}
	for _, other := range k.Pieces {
		if other.Name != piece {
			continue
		}
		for _, p := range docs {
			if slices.Contains(other.Types, p.Type) {
				if n, err := strconv.Atoi(p.Understanding.Value(field)); err == nil && n > 0 && n < 10_000 {
					return n, true
				}
			}
		}
	}
	return max(1, r.Count), false
}

func judgePiece(r PieceRule, p Piece, now time.Time) judged {
	is := func(s LineState, why string) judged { return judged{p, s, why} }
	if r.FreshDays > 0 {
		issued, ok := dateOf(&p.Understanding, r.DateFields...)
		received := p.ReceivedAt
		if received.IsZero() {
			received = now
		}
		switch {
		case !ok:
			return is(Inconclusive, "La date du document n'est pas connue")
		case issued.AddDate(0, 0, r.FreshDays).Before(dayOf(received)):
			return is(Expired, fmt.Sprintf("Le document du %s avait plus de %d jours à sa réception", issued.Format("02/01/2006"), r.FreshDays))
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
	return is(Satisfied, "")
}

func extended(r PieceRule, p Piece, until time.Time) time.Time {
	issued, ok := dateOf(&p.Understanding, "issue_date")
	if !ok {
		return until
	}
	for _, e := range r.Extensions {
		day := issued.Format(time.DateOnly)
		if !slices.Contains(e.Types, p.Type) || day < e.IssuedFrom || day > e.IssuedTo {
			continue
		}
		if born, ok := dateOf(&p.Understanding, "birth_date"); e.Adult && (!ok || born.AddDate(18, 0, 0).After(issued)) {
			continue
		}
		return until.AddDate(e.Years, 0, 0)
	}
	return until
}

func dateOf(u *bordereau.Understanding, names ...string) (time.Time, bool) {
	for _, n := range names {
		f := u.Field(n)
		if f == nil || f.Status == bordereau.Conflict {
			continue
		}
		if d, err := time.Parse(time.DateOnly, f.Value); err == nil {
			return d, true
		}
	}
	return time.Time{}, false
}

func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// crossLine holds the documents of the later pieces against those of the first one,
// its anchor: each must agree with one of them. Without two values there is no line.
func crossLine(k Kind, c CrossCheck, docs []Piece) (Line, bool) {
	line := Line{Piece: c.Rule, Title: c.Title, Need: "check", State: Satisfied, Why: "Les pièces concordent"}
	value := func(p Piece) string {
		if c.Rule == "same_birth_date" {
			return p.Understanding.Value("birth_date")
		}
		return personOf(&p.Understanding)
	}
	of := func(name string) []Piece {
		var out []Piece
		for _, r := range k.Pieces {
			for _, p := range docs {
				if r.Name == name && slices.Contains(r.Types, p.Type) && value(p) != "" {
					out = append(out, p)
				}
			}
		}
		return out
	}
	anchors := of(c.Pieces[0])
	others := 0
	for _, name := range c.Pieces[1:] {
		for _, p := range of(name) {
			others++
			line.Documents = append(line.Documents, p.Document)
			agrees := slices.ContainsFunc(anchors, func(a Piece) bool {
				if c.Rule == "same_birth_date" {
					return value(a) == value(p)
				}
				return check.CompareNames(value(a), value(p)).Same()
			})
			if !agrees && len(anchors) > 0 && line.State == Satisfied {
				line.State, line.Why = Inconclusive, fmt.Sprintf("« %s » et « %s » ne concordent pas", value(p), value(anchors[0]))
			}
		}
	}
	for _, a := range anchors {
		line.Documents = append(line.Documents, a.Document)
	}
	return line, len(anchors) > 0 && others > 0
}

// personOf is the name a document gives its person.
func personOf(u *bordereau.Understanding) string {
	if s := u.Value("surname"); s != "" {
		return strings.TrimSpace(s + " " + u.Value("given_names"))
	}
	return u.Value("account_holder")
}
