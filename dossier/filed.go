package dossier

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"time"

	"bordereau"
	"bordereau/check/law"
	"gopkg.in/yaml.v3"
)

// filed is a dossier with its documents, as conditions and checks ask it.
type filed struct {
	kind Kind
	Dossier
	docs []Piece
	now  time.Time
}

func (v *filed) fact(name string) bool {
	if v.Facts[name] {
		return true
	}
	if name != "minor" {
		return false
	}
	for _, p := range v.docs {
		if born, ok := dateOf(&p.Understanding, "birth_date"); ok && born.AddDate(18, 0, 0).After(v.now) {
			return true
		}
	}
	return false
}

// of are the documents that a piece takes.
func (v *filed) of(piece string) (out []Piece) {
	r, ok := v.kind.piece(piece)
	for _, p := range v.docs {
		if ok && v.takes(r, p) {
			out = append(out, p)
		}
	}
	return out
}

// established is a value that a condition may rest on: proved, or on a document that
// was decided.
func (p Piece) established(field string) string {
	f := p.Understanding.Field(field)
	if f == nil || f.Status == bordereau.Conflict || f.Status != bordereau.Proved && !settled(p.State) {
		return ""
	}
	return f.Value
}

func (v *filed) operand(n node) operand {
	number := func(r *big.Rat, ok bool) operand { return operand{number: r, known: ok} }
	switch n.op {
	case "number":
		return number(law.Decimal(n.name))
	case "text":
		return operand{text: n.name, known: true}
	case "value":
		x, ok := ValueOn(n.name, v.now)
		if !ok {
			return operand{}
		}
		return number(x.Number(), true)
	case "count":
		return number(big.NewRat(int64(len(v.of(n.piece))), 1), true)
	case "rows":
		total := 0
		for _, p := range v.of(n.piece) {
			total += len(rows(&p.Understanding))
		}
		return number(big.NewRat(int64(total), 1), total > 0)
	case "sum", "credit":
		total, docs := new(big.Rat), v.of(n.piece)
		for _, p := range docs {
			x, ok := law.Decimal(p.established(n.name))
			if !ok {
				return operand{}
			}
			if n.op == "sum" || x.Sign() > 0 {
				total.Add(total, x)
			}
		}
		return number(total, len(docs) > 0)
	}
	for _, p := range v.of(n.piece) {
		value := p.established(n.name)
		if value == "" {
			continue
		}
		if x, ok := law.Decimal(value); ok {
			return number(x, true)
		}
		return operand{text: value, known: true}
	}
	return operand{}
}

// factsOf asks a dossier without its documents: its facts, and what was told of it.
type factsOf struct {
	Dossier
	events []Happening
}

func (d factsOf) fact(name string) bool {
	return d.Facts[name] || slices.ContainsFunc(d.events, func(e Happening) bool { return e.Event == name })
}

func (d factsOf) operand(n node) operand {
	if n.op == "value" || n.op == "number" {
		return (&filed{Dossier: d.Dossier, now: d.OpenedAt}).operand(n)
	}
	return operand{}
}

// Count is where a number of documents stands.
type Count struct {
	node
	text string
}

// UnmarshalYAML reads a count: a field of a piece, count, rows or sum.
func (c *Count) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode || len(n.Value) > maxCondition {
		return fmt.Errorf("line %d: count_from is written as a field of a piece, or rows(piece)", n.Line)
	}
	r := &conditionReader{rest: tokens.FindAllString(n.Value, -1)}
	got, err := r.operand()
	if err != nil || len(r.rest) > 0 || got.piece == "" {
		return fmt.Errorf("line %d: count_from %q is no field of a piece, nor count, rows, sum or credit", n.Line, n.Value)
	}
	*c = Count{got, n.Value}
	return nil
}

// MarshalYAML writes the text back.
func (c Count) MarshalYAML() (any, error) { return c.text, nil }

var row = regexp.MustCompile(`^lines\[([0-9]{1,4})\]\.([a-z0-9_]+)$`)

// rows are the values that a paper lists, by row and name, in the order of the fields.
func rows(u *bordereau.Understanding) (out []map[string]string) {
	at := map[string]int{}
	for _, f := range u.Fields {
		m := row.FindStringSubmatch(f.Name)
		if m == nil || f.Status == bordereau.Conflict || f.Value == "" {
			continue
		}
		i, ok := at[m[1]]
		if !ok {
			i = len(out)
			at[m[1]], out = i, append(out, map[string]string{})
		}
		out[i][m[2]] = f.Value
	}
	return out
}
