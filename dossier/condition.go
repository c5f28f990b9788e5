package dossier

import (
	"bordereau/check/law"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Condition says when a piece or a deadline applies, over the facts of the dossier
// and its documents:
//
//	remote and not lodger
//	offer.amount > value.credit_pieces
//	sum(balances.closing_balance) < value.estate_ceiling or count(heirs) > 1
//
// A fact is a word. piece.field is the field of the piece's first document that has
// it, count(piece) its documents, rows(piece) the rows they list, sum(piece.field)
// the total over all of them, credit(piece.field) the total of those that are no debt,
// value.name the dated table. What no document says yet,
// or says without proof, is neither true nor false.
type Condition struct {
	text string
	root node
}

// truth is what a condition amounts to.
type truth int

const (
	no truth = iota
	open
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// operand is a side of a comparison: a number, a text, or nothing known.
type operand struct {
	number *big.Rat
	text   string
	known  bool
}

// node is one step of a condition: a word with what it is applied to.
type node struct {
	op    string // or, and, not, fact, compare's sign; of operands: field, count, rows, sum, credit, value, number, text
	args  []node
	piece string
	name  string
}

// scene is what a condition is asked about.
type scene interface {
	fact(name string) bool
	operand(n node) operand
}

const (
	maxCondition = 300
	maxDepth     = 20
)

func (c Condition) given() bool { return c.root.op != "" }

// holds asks the condition. One that is not given holds.
func (c Condition) holds(s scene) truth {
	if !c.given() {
		return yes
	}
	return c.root.truth(s)
}

func (n node) truth(s scene) truth {
	switch n.op {
	case "or":
		return max(n.args[0].truth(s), n.args[1].truth(s))
	case "and":
		return min(n.args[0].truth(s), n.args[1].truth(s))
	case "not":
		return yes - n.args[0].truth(s)
	case "fact":
		return truthOf(s.fact(n.name))
	}
	a, b := s.operand(n.args[0]), s.operand(n.args[1])
	if !a.known || !b.known {
		return open
	}
	order := 0
	switch {
	case a.number != nil && b.number != nil:
		order = a.number.Cmp(b.number)
	case a.number == nil && b.number == nil:
		order = strings.Compare(a.text, b.text)
	default:
		return open // a number cannot be held against a word
	}
	return truthOf(map[string]bool{"=": order == 0, "!=": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[n.op])
}

// walk calls use with every step.
func (n node) walk(use func(node)) {
	use(n)
	for _, a := range n.args {
		a.walk(use)
	}
}

// UnmarshalYAML reads a condition from its text.
func (c *Condition) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: a condition is written as one line of text", n.Line)
	}
	got, err := parseCondition(n.Value)
	if err != nil {
		return fmt.Errorf("line %d: the condition %q: %w", n.Line, n.Value, err)
	}
	*c = got
	return nil
}

// MarshalYAML writes the text back.
func (c Condition) MarshalYAML() (any, error) { return c.text, nil }

var tokens = regexp.MustCompile(`[a-z][a-z0-9_]*|[0-9]+(?:\.[0-9]+)?|'[^']*'|<=|>=|!=|[=<>().]|\S`)

type conditionReader struct {
	rest  []string
	depth int
}

func parseCondition(text string) (Condition, error) {
	if len(text) > maxCondition {
		return Condition{}, fmt.Errorf("it is longer than %d bytes", maxCondition)
	}
	r := &conditionReader{rest: tokens.FindAllString(text, -1)}
	n, err := r.or()
	if err == nil && len(r.rest) > 0 {
		err = fmt.Errorf("%q has no place there", r.rest[0])
	}
	if err != nil {
		return Condition{}, err
	}
	return Condition{text, n}, nil
}

func (r *conditionReader) take(words ...string) (string, bool) {
	if len(r.rest) == 0 || !slices.Contains(words, r.rest[0]) {
		return "", false
	}
	t := r.rest[0]
	r.rest = r.rest[1:]
	return t, true
}

func (r *conditionReader) or() (node, error) { return r.chain("or", r.and) }

func (r *conditionReader) and() (node, error) { return r.chain("and", r.not) }

func (r *conditionReader) chain(op string, next func() (node, error)) (node, error) {
	n, err := next()
	for err == nil {
		if _, ok := r.take(op); !ok {
			return n, nil
		}
		var right node
		right, err = next()
		n = node{op: op, args: []node{n, right}}
	}
	return n, err
}

func (r *conditionReader) not() (node, error) {
	if r.depth++; r.depth > maxDepth {
		return node{}, fmt.Errorf("it is nested too deep")
	}
	defer func() { r.depth-- }()
	if _, ok := r.take("not"); ok {
		n, err := r.not()
		return node{op: "not", args: []node{n}}, err
	}
	if _, ok := r.take("("); ok {
		n, err := r.or()
		if _, closed := r.take(")"); err == nil && !closed {
			err = fmt.Errorf("a parenthesis is not closed")
		}
		return n, err
	}
	left, err := r.operand()
	if err != nil {
		return node{}, err
	}
	sign, ok := r.take("=", "!=", "<", "<=", ">", ">=")
	if !ok {
		if left.op != "fact" {
			return node{}, fmt.Errorf("a value has to be compared with something")
		}
		return left, nil
	}
	right, err := r.operand()
	if err == nil && (left.op == "fact" || right.op == "fact") {
		err = fmt.Errorf("a fact is true or false and is not compared")
	}
	return node{op: sign, args: []node{left, right}}, err
}

func (r *conditionReader) operand() (node, error) {
	if len(r.rest) == 0 {
		return node{}, fmt.Errorf("it ends too soon")
	}
	t := r.rest[0]
	r.rest = r.rest[1:]
	switch {
	case t[0] == '\'':
		return node{op: "text", name: strings.Trim(t, "'")}, nil
	case t[0] >= '0' && t[0] <= '9':
		if _, ok := law.Decimal(t); !ok {
			return node{}, fmt.Errorf("%q is too long a number", t)
		}
		return node{op: "number", name: t}, nil
	case !law.Word.MatchString(t) || slices.Contains([]string{"and", "or", "not"}, t):
		return node{}, fmt.Errorf("%q has no place there", t)
	}
	if _, ok := r.take("("); ok {
		return r.call(t)
	}
	if _, ok := r.take("."); !ok {
		return node{op: "fact", name: t}, nil
	}
	name, err := r.word()
	if t == "value" {
		return node{op: "value", name: name}, err
	}
	return node{op: "field", piece: t, name: name}, err
}

func (r *conditionReader) call(f string) (node, error) {
	n := node{op: f}
	var err error
	if n.piece, err = r.word(); err != nil {
		return n, err
	}
	switch f {
	case "count", "rows":
	case "sum", "credit":
		if _, ok := r.take("."); !ok {
			return n, fmt.Errorf("%s needs a field of a piece", f)
		}
		if n.name, err = r.word(); err != nil {
			return n, err
		}
	default:
		return n, fmt.Errorf("%q is no function: count, rows, sum and credit are", f)
	}
	if _, ok := r.take(")"); !ok {
		return n, fmt.Errorf("a parenthesis is not closed")
	}
	return n, nil
}

func (r *conditionReader) word() (string, error) {
	if len(r.rest) == 0 || !law.Word.MatchString(r.rest[0]) {
		return "", fmt.Errorf("a name is missing")
	}
	t := r.rest[0]
	r.rest = r.rest[1:]
	return t, nil
}
