package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/check"
	"bordereau/internal/specimen"
)

// chequeOutcome is what became of one cheque, a line of the record. Fields holds a
// letter a field: R right and proved, r right, W wrong and proved, w wrong, - not read.
type chequeOutcome struct {
	Row          string            `json:"row"`
	Seed         uint64            `json:"seed"`
	Layout       string            `json:"layout"`
	Hand         bool              `json:"hand,omitempty"`
	Flaw         string            `json:"flaw,omitempty"`
	Fields       map[string]string `json:"fields"`
	Straight     bool              `json:"straight,omitempty"` // by itself
	InSlip       bool              `json:"in_slip,omitempty"`  // in a slip that balances
	Reasons      []string          `json:"reasons,omitempty"`
	SlipReasons  []string          `json:"slip_reasons,omitempty"` // why not even in a slip
	Lacks        string            `json:"lacks,omitempty"`        // what the check of the mandatory mentions says it lacks
	Milliseconds int64             `json:"milliseconds"`
}

// chequeNames are the fields in the order of the table.
var chequeNames = []string{"code_line", "cheque_number", "interbank_zone", "internal_zone", "rlmc_key", "amount", "amount_figures", "amount_words",
	"date", "place", "payee", "drawer", "bank", "signature_present", "endorsed"}

// byName are the fields in which case, accents, signs and a civility do not count.
var byName = map[string]bool{"place": true, "payee": true, "drawer": true, "bank": true}

// compare holds the graded fields against what was drawn. Where words and figures
// disagree on purpose the words are the amount (CMF L131-10), and it must not be proved,
// whatever it says.
func (o *chequeOutcome) compare(u bordereau.Understanding, truth specimen.Truth) {
	o.Fields = map[string]string{}
	for _, name := range chequeNames {
		want, drawn := truth.Fields[name]
		if !drawn {
			continue
		}
		f := u.Field(name)
		letter := "-"
		if f != nil && f.Value != "" {
			astray := name == "amount" && o.Flaw == "disagree"
			if astray {
				want = truth.Fields["amount_words"]
			}
			letter = "w"
			if f.Value == want || byName[name] && bare(f.Value) == bare(want) {
				letter = "r"
			}
			if f.Status == bordereau.Proved {
				letter = strings.ToUpper(letter)
				if astray {
					letter = "W"
				}
			}
		}
		o.Fields[name] = letter
	}
}

// civility is what may stand before a name.
var civility = regexp.MustCompile(`^(M|MM|MR|MME|MLLE|MONSIEUR|MADAME|MADEMOISELLE)\.? `)

func bare(s string) string {
	s = civility.ReplaceAllString(check.Fold(s), "")
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// say tells what was misread, and why the cheque did not pass.
func (o *chequeOutcome) say(w io.Writer, u bordereau.Understanding, truth specimen.Truth) {
	for _, name := range chequeNames {
		if l := o.Fields[name]; l == "w" || l == "W" || l == "-" {
			fmt.Fprintf(w, "%s | %d %s: %s %s: %q for %q\n", o.Row, o.Seed, o.Layout, l, name, u.Value(name), truth.Fields[name])
		}
	}
	if o.Lacks != "" {
		fmt.Fprintf(w, "%s | %d %s %s: %s\n", o.Row, o.Seed, o.Layout, o.Flaw, o.Lacks)
	}
	if !o.Straight {
		fmt.Fprintf(w, "%s | %d %s %s: %s; in a slip: %s\n", o.Row, o.Seed, o.Layout, o.Flaw, strings.Join(o.Reasons, " "), strings.Join(o.SlipReasons, " "))
	}
}

// chequeTally counts outcomes.
type chequeTally struct {
	n, typed, straight    int // cheques; typed ones without a flaw, and of these those that pass
	hand, inSlip          int // handwritten ones without a flaw, and those that pass in a slip
	flawed, flawedThrough int
	lacks                 map[string][2]int // by flaw, cheques and those found to lack a mention (CMF L131-2)
	proved, wrong         int               // fields that are proved, and of these the wrong ones
	fields                map[string]map[string]int
	wall, cpu             time.Duration
	fresh                 int // cheques that cpu was used for
}

func newChequeTally() chequeTally {
	return chequeTally{fields: map[string]map[string]int{}, lacks: map[string][2]int{}}
}

func (t *chequeTally) count(o chequeOutcome) {
	t.n++
	t.wall += time.Duration(o.Milliseconds) * time.Millisecond
	found := t.lacks[o.Flaw]
	found[0]++
	if o.Lacks != "" {
		found[1]++
	}
	t.lacks[o.Flaw] = found
	switch {
	case o.Flaw != "":
		t.flawed++
		if o.Straight || o.InSlip {
			t.flawedThrough++
		}
	case o.Hand:
		t.hand++
		if o.InSlip {
			t.inSlip++
		}
	default:
		t.typed++
		if o.Straight {
			t.straight++
		}
	}
	for name, letter := range o.Fields {
		if t.fields[name] == nil {
			t.fields[name] = map[string]int{}
		}
		t.fields[name][letter]++
		switch letter {
		case "R":
			t.proved++
		case "W":
			t.proved, t.wrong = t.proved+1, t.wrong+1
		}
	}
}

func (t *chequeTally) add(o chequeTally) {
	t.n, t.typed, t.straight, t.hand, t.inSlip = t.n+o.n, t.typed+o.typed, t.straight+o.straight, t.hand+o.hand, t.inSlip+o.inSlip
	t.flawed, t.flawedThrough = t.flawed+o.flawed, t.flawedThrough+o.flawedThrough
	t.proved, t.wrong = t.proved+o.proved, t.wrong+o.wrong
	t.wall, t.cpu, t.fresh = t.wall+o.wall, t.cpu+o.cpu, t.fresh+o.fresh
	if t.fields == nil {
		t.fields, t.lacks = map[string]map[string]int{}, map[string][2]int{}
	}
	for flaw, n := range o.lacks {
		t.lacks[flaw] = [2]int{t.lacks[flaw][0] + n[0], t.lacks[flaw][1] + n[1]}
	}
	for name, letters := range o.fields {
		if t.fields[name] == nil {
			t.fields[name] = map[string]int{}
		}
		for l, k := range letters {
			t.fields[name][l] += k
		}
	}
}

const chequeHead = `| dpi | picture | grade | wrong among proved fields | typed straight through % | by hand, in a balanced slip % | flawed that pass | ms a cheque | CPU ms |
|---|---|---|---|---|---|---|---|---|`

func (t chequeTally) row() string {
	cpu := "-"
	if t.fresh > 0 {
		cpu = fmt.Sprint(t.cpu.Milliseconds() / int64(t.fresh))
	}
	return fmt.Sprintf("%d of %d | %s | %s | %d of %d | %d | %s |", t.wrong, t.proved, share(t.straight, t.typed), share(t.inSlip, t.hand),
		t.flawedThrough, t.flawed, t.wall.Milliseconds()/int64(max(t.n, 1)), cpu)
}

// fieldTable says how well each field is read, over all rows.
func (t chequeTally) fieldTable(out io.Writer) {
	fmt.Fprintln(out, "| field | wrong among proved | right % | not read % | wrong % |\n|---|---|---|---|---|")
	for _, name := range chequeNames {
		l := t.fields[name]
		n := 0
		for _, k := range slices.Collect(maps.Values(l)) {
			n += k
		}
		if n > 0 {
			fmt.Fprintf(out, "| %s | %d of %d | %s | %s | %s |\n", name, l["W"], l["R"]+l["W"], share(l["r"]+l["R"], n), share(l["-"], n), share(l["w"]+l["W"], n))
		}
	}
}

// lackTable says of how many cheques a mandatory mention was found missing, by what was
// left out on purpose: of those with another flaw or none it has to be none.
func (t chequeTally) lackTable(out io.Writer) {
	fmt.Fprintln(out, "\n| flaw | cheques found to lack a mandatory mention |\n|---|---|")
	for _, flaw := range append([]string{""}, flaws...) {
		if n := t.lacks[flaw]; n[0] > 0 {
			fmt.Fprintf(out, "| %s | %d of %d |\n", cmp.Or(flaw, "none"), n[1], n[0])
		}
	}
}

// chequeRecord keeps outcomes in a file, so that a long run can be broken off.
type chequeRecord struct {
	file  *os.File
	known map[string]chequeOutcome
}

func (r *chequeRecord) key(row string, seed uint64) string { return fmt.Sprintf("%s %d", row, seed) }

// openRecord reads what a file holds already; without a name nothing is kept.
func openRecord(name string) (*chequeRecord, error) {
	r := &chequeRecord{known: map[string]chequeOutcome{}}
	if name == "" {
		return r, nil
	}
	var err error
	if r.file, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(r.file)
	for lines.Scan() {
		var o chequeOutcome
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", name, err), r.file.Close())
		}
		r.known[r.key(o.Row, o.Seed)] = o
	}
	return r, lines.Err()
}

func (r *chequeRecord) find(row chequeRow, seed uint64) (chequeOutcome, bool) {
	o, ok := r.known[r.key(row.String(), seed)]
	return o, ok
}

func (r *chequeRecord) keep(o chequeOutcome) error {
	if r.file == nil {
		return nil
	}
	data, err := json.Marshal(o)
	if err != nil {
		return err
	}
	_, err = r.file.Write(append(data, '\n'))
	return err
}

func (r *chequeRecord) close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}
