package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"bordereau"
	"bordereau/check"
	"bordereau/internal/specimen"
	"bordereau/policy"
)

// documents draws pages of every type and of kinds outside the list, reads them as the
// workers do, and says how often the type is right, how many fields are as printed, and
// first what is worst: values that are wrong and passed for proved.
func documents(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("documents", flag.ContinueOnError)
	n := fs.Int("n", 12, "pages a type, spread over clean, light and medium scans")
	seed := fs.Uint64("seed", specimen.HeldOut+90_000, "of the first page; up to the held-out seeds for tuning")
	types := fs.String("types", "", "comma-separated types; empty draws all")
	outside := fs.Int("outside", 3, "look-alikes of each type")
	jobs := fs.Int("jobs", 1, "reading children")
	show := fs.Bool("show", false, "tell what was wrong or not read")
	if err := fs.Parse(args); err != nil {
		return err
	}
	r, err := newChequeReader(*jobs)
	if err != nil {
		return err
	}
	defer r.pool.Close()
	b := documentBench{rows: map[bordereau.Type]*documentRow{}, learned: map[bool]*[4]int{true: {}, false: {}}}
	if *show {
		b.log = os.Stderr
	}
	specs := documentSpecs(*types, *n, *outside, *seed)
	if err := parallel(*jobs, len(specs), func(i int) error { return b.one(r, specs[i]) }); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d pages from seed %d, %d a type and %d look-alikes of each, clean, light and medium scans\n\n", len(specs), *seed, *n, *outside)
	b.report(out)
	return nil
}

// documentSpecs lists what is drawn.
func documentSpecs(types string, n, outside int, seed uint64) (specs []specimen.Spec) {
	for _, kind := range specimen.Kinds() {
		if types != "" && !slices.Contains(strings.Split(types, ","), string(kind)) {
			continue
		}
		for i := range n {
			s := seed + uint64(i)
			specs = append(specs, specimen.Spec{Kind: kind, Seed: s, Format: "pdf", DPI: []int{300, 200}[i/3%2],
				Defects: specimen.Graded([]specimen.Grade{specimen.Clean, specimen.Light, specimen.Medium}[i%3], s)})
		}
		if kind == bordereau.Blank || kind == bordereau.Unknown {
			continue
		}
		for i := range outside {
			s := seed + uint64(i)
			specs = append(specs, specimen.Spec{Negative: kind, Seed: s, Format: "pdf", Defects: specimen.Graded(specimen.Light, s)})
		}
	}
	return specs
}

// documentRow counts pages and fields of one type.
type documentRow struct {
	drawn, taken, right           int // pages of the type, pages taken for it, both
	fields, exact, absent, proved int // fields printed on the pages that were recognised
	provedWrong                   int
}

type documentBench struct {
	mu    sync.Mutex
	rows  map[bordereau.Type]*documentRow
	wrong []string // values that passed for proved
	// What the learned classifier said, by whether the rules had the type right.
	learned map[bool]*[4]int // agreed, doubted, hesitated, silent
	log     io.Writer
}

func (b *documentBench) row(t bordereau.Type) *documentRow {
	if b.rows[t] == nil {
		b.rows[t] = &documentRow{}
	}
	return b.rows[t]
}

func (b *documentBench) one(r *chequeReader, s specimen.Spec) error {
	d, err := specimen.Draw(s)
	if err != nil {
		return err
	}
	data, err := specimen.Encode(d, d.Truth.Format)
	if err != nil {
		return err
	}
	_, u, err := r.read(context.Background(), data)
	if err != nil {
		return fmt.Errorf("%s, seed %d: %w", d.Truth.Layout, s.Seed, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count(d.Truth, policy.Default().Statuses(u))
	return nil
}

func (b *documentBench) tell(t specimen.Truth, format string, args ...any) {
	if b.log != nil {
		fmt.Fprintf(b.log, "%s/%s %d: %s\n", t.Type, t.Layout, t.Seed, fmt.Sprintf(format, args...))
	}
}

func (b *documentBench) count(t specimen.Truth, u bordereau.Understanding) {
	b.second(t, u)
	b.row(t.Type).drawn++
	b.row(u.Type).taken++
	if u.Type != t.Type {
		b.tell(t, "taken for %s: %s", u.Type, u.Checks[0].Detail)
		return
	}
	row := b.row(t.Type)
	row.right++
	if t.Negative != "" {
		return // a look-alike says nothing of its own fields
	}
	for name, want := range t.Fields {
		if notRead[name] && t.Type == bordereau.ProofOfAddress {
			continue
		}
		row.fields++
		f := u.Field(name)
		switch {
		case f == nil:
			row.absent++
			b.tell(t, "%s %q not read", name, want)
		case !sameValue(f.Value, want):
			b.tell(t, "%s %q read as %q (%s)", name, want, f.Value, f.Status)
			if f.Status == bordereau.Proved {
				row.provedWrong++
				b.wrong = append(b.wrong, fmt.Sprintf("%s %d: %s %q for %q", t.Layout, t.Seed, name, f.Value, want))
			}
		default:
			row.exact++
			row.proved += b2i(f.Status == bordereau.Proved)
		}
	}
}

// second counts what the learned classifier said.
func (b *documentBench) second(t specimen.Truth, u bordereau.Understanding) {
	n := b.learned[u.Type == t.Type]
	for _, k := range u.Checks {
		if k.Rule != "learned_type" {
			continue
		}
		if k.Verdict != bordereau.Passed {
			b.tell(t, "%s as %s: %s", k.Verdict, u.Type, k.Detail)
		}
		n[slices.Index([]bordereau.Verdict{bordereau.Passed, bordereau.Failed, bordereau.Inconclusive}, k.Verdict)]++
		return
	}
	n[3]++
}

// notRead are printed on bills but are no field of a proof of address.
var notRead = map[string]bool{"company": true, "gross_amount": true, "currency": true}

// sameValue compares letters and digits, whatever stands between them.
func sameValue(a, b string) bool {
	plain := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '<' || r == '\n' {
				return r
			}
			return -1
		}, check.Fold(s))
	}
	return plain(a) == plain(b)
}

func (b *documentBench) report(out io.Writer) {
	total := documentRow{}
	for _, r := range b.rows {
		total.provedWrong += r.provedWrong
		total.proved += r.proved
		total.fields += r.fields
		total.exact += r.exact
		total.absent += r.absent
	}
	fmt.Fprintf(out, "wrong among the proved: %d of %d\n", total.provedWrong, total.proved+total.provedWrong)
	for _, w := range b.wrong {
		fmt.Fprintln(out, "  "+w)
	}
	for _, right := range []bool{true, false} {
		n := b.learned[right]
		fmt.Fprintf(out, "learned classifier where the rules are %s: agrees %d, doubts %d, hesitates or proposes %d, not asked %d\n",
			map[bool]string{true: "right", false: "wrong"}[right], n[0], n[1], n[2], n[3])
	}
	fmt.Fprintln(out, "\n| type | pages | precision % | recall % | F1 % | fields | exact % | wrong % | not read % | proved % | wrong and proved |\n|---|---|---|---|---|---|---|---|---|---|---|")
	kinds := make([]bordereau.Type, 0, len(b.rows))
	for t := range b.rows {
		kinds = append(kinds, t)
	}
	slices.SortFunc(kinds, func(a, c bordereau.Type) int {
		return cmp.Compare(slices.Index(bordereau.Types, a), slices.Index(bordereau.Types, c))
	})
	for _, t := range kinds {
		r := b.rows[t]
		p, q := percent(r.right, r.taken), percent(r.right, r.drawn)
		f1 := 0.0
		if p+q > 0 {
			f1 = 2 * p * q / (p + q)
		}
		fmt.Fprintf(out, "| %s | %d | %.1f | %.1f | %.1f | %s |\n", t, r.drawn, p, q, f1, r.ofFields())
	}
	fmt.Fprintf(out, "| all | | | | | %s |\n", total.ofFields())
}

func (r documentRow) ofFields() string {
	if r.fields == 0 {
		return "- | - | - | - | - | -"
	}
	return fmt.Sprintf("%d | %.1f | %.1f | %.1f | %.1f | %d", r.fields, percent(r.exact, r.fields), percent(r.fields-r.exact-r.absent, r.fields),
		percent(r.absent, r.fields), percent(r.proved, r.fields), r.provedWrong)
}

// percent is a part in percent; of nothing it is 0.
func percent(k, n int) float64 { return 100 * float64(k) / float64(max(n, 1)) }
