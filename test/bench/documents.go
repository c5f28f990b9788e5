package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/policy"
)

// documents draws pages of every type and of kinds outside the list, reads them as the
// workers do, and says how often the type is right, how many fields are as printed, and
// first what is worst: values that are wrong and passed for proved.
func documents(args []string, out io.Writer) (err error) {
	fs := flag.NewFlagSet("documents", flag.ContinueOnError)
	n := fs.Int("n", 12, "pages a type, spread over the grades")
	seed := fs.Uint64("seed", specimen.HeldOut+90_000, "of the first page; up to the held-out seeds for tuning")
	grades := fs.String("grades", "clean,light,medium", "grades of scans")
	types := fs.String("types", "", "comma-separated types; empty draws all")
	outside := fs.Int("outside", 3, "look-alikes of each type")
	jobs := fs.Int("jobs", 1, "reading children")
	show := fs.Bool("show", false, "tell what was wrong or not read")
	path := fs.String("record", "", "file that keeps what was read; a run that was broken off goes on from it")
	if err := fs.Parse(args); err != nil {
		return err
	}
	r, err := newChequeReader(*jobs)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.pool.Close()) }()
	record, err := openDocuments(*path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.close()) }()
	b := documentBench{rows: map[bordereau.Type]*documentRow{}, learned: map[bool]*[4]int{true: {}, false: {}}}
	if *show {
		b.log = os.Stderr
	}
	var scans []specimen.Grade
	for _, name := range strings.Split(*grades, ",") {
		g := slices.Index(gradeNames, name)
		if g < 0 {
			return fmt.Errorf("no grade %q: %s", name, strings.Join(gradeNames, ", "))
		}
		scans = append(scans, specimen.Grade(g))
	}
	specs := documentSpecs(*types, scans, *n, *outside, *seed)
	if err := parallel(*jobs, len(specs), func(i int) error { return b.one(r, record, specs[i]) }); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d pages from seed %d, %d a type and %d look-alikes of each, %s scans\n\n", len(specs), *seed, *n, *outside, *grades)
	b.report(out)
	return nil
}

// documentSpecs lists what is drawn, seed after seed: a run that is broken off has seen
// every type.
func documentSpecs(types string, grades []specimen.Grade, n, outside int, seed uint64) (specs []specimen.Spec) {
	for _, kind := range specimen.Kinds() {
		if types != "" && !slices.Contains(strings.Split(types, ","), string(kind)) {
			continue
		}
		for i := range n {
			s := seed + uint64(i)
			specs = append(specs, specimen.Spec{Kind: kind, Seed: s, Format: "pdf", DPI: []int{300, 200}[i/3%2],
				Defects: specimen.Graded(grades[i%len(grades)], s)})
		}
		if kind == bordereau.Blank || kind == bordereau.Unknown {
			continue
		}
		for i := range outside {
			s := seed + uint64(i)
			specs = append(specs, specimen.Spec{Negative: kind, Seed: s, Format: "pdf", Defects: specimen.Graded(specimen.Light, s)})
		}
	}
	slices.SortStableFunc(specs, func(a, b specimen.Spec) int { return cmp.Compare(a.Seed, b.Seed) })
	return specs
}

// documentRow counts pages and fields of one type.
type documentRow struct {
	drawn, taken, right           int // pages of the type, pages taken for it, both
	fields, exact, absent, proved int // fields printed on the pages that were recognised
	provedWrong                   int
	keyed, byKey                  int // fields that have a key, and those proved by it
}

type documentBench struct {
	mu    sync.Mutex
	rows  map[bordereau.Type]*documentRow
	wrong []string // values that passed for proved
	// Pages of kinds outside the list: drawn, taken for a type, and look-alikes drawn and
	// taken for the type that they resemble.
	outside, taken, alike, fooled int
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

func (b *documentBench) one(r *chequeReader, record *documentRecord, s specimen.Spec) error {
	o, known := record.find(s)
	if !known {
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
		o = outcomeOf(s, d.Truth, policy.Default().Statuses(u))
		if err := record.keep(o); err != nil {
			return err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count(o)
	return nil
}

func (b *documentBench) tell(o documentOutcome, format string, args ...any) {
	if b.log != nil {
		fmt.Fprintf(b.log, "%s/%s %d: %s\n", o.Type, o.Layout, o.Seed, fmt.Sprintf(format, args...))
	}
}

func (b *documentBench) count(o documentOutcome) {
	n := b.learned[o.Taken == o.Type]
	n[slices.Index([]bordereau.Verdict{bordereau.Passed, bordereau.Failed, bordereau.Inconclusive, ""}, o.Learned)]++
	b.row(o.Type).drawn++
	b.row(o.Taken).taken++
	if o.Type == bordereau.Unknown {
		b.outside++
		b.taken += b2i(o.Taken != bordereau.Unknown)
	}
	if o.Negative != "" {
		b.alike++
		b.fooled += b2i(o.Taken == o.Negative)
	}
	if o.Taken != o.Type {
		b.tell(o, "taken for %s: %s", o.Taken, o.Why)
		return
	}
	row := b.row(o.Type)
	row.right++
	if o.Negative != "" {
		return // a look-alike says nothing of its own fields
	}
	for _, f := range o.Fields {
		row.fields++
		if keyed[f.Name] || inZone[f.Name] && slices.Contains(withZone, o.Type) {
			row.keyed++
			row.byKey += b2i(f.ByKey)
		}
		switch {
		case f.Status == "":
			row.absent++
			b.tell(o, "%s %q not read", f.Name, f.Want)
		case !f.Exact:
			b.tell(o, "%s %q read as %q (%s)", f.Name, f.Want, f.Got, f.Status)
			if f.Status == bordereau.Proved {
				row.provedWrong++
				b.wrong = append(b.wrong, fmt.Sprintf("%s %d: %s %q for %q", o.Layout, o.Seed, f.Name, f.Got, f.Want))
			}
		default:
			row.exact++
			row.proved += b2i(f.Status == bordereau.Proved)
		}
	}
}

// keyed are the fields that carry a key of their own.
var keyed = map[string]bool{"iban": true, "debtor_iban": true, "creditor_iban": true, "siret": true, "siren": true, "creditor_id": true, "isin": true, "tax_number": true,
	"mrz": true, "code_line": true, "social_security_number": true}

// inZone are the fields that a machine readable zone gives a digit of their own, on the
// papers that have one.
var (
	inZone   = map[string]bool{"document_number": true, "birth_date": true, "expiry_date": true}
	withZone = []bordereau.Type{bordereau.IdentityCard, bordereau.Passport, bordereau.ResidencePermit}
)

func (b *documentBench) report(out io.Writer) {
	total := documentRow{}
	for _, r := range b.rows {
		total.provedWrong += r.provedWrong
		total.proved += r.proved
		total.fields += r.fields
		total.exact += r.exact
		total.absent += r.absent
		total.keyed += r.keyed
		total.byKey += r.byKey
	}
	fmt.Fprintf(out, "wrong among the proved: %d of %d\n", total.provedWrong, total.proved+total.provedWrong)
	for _, w := range b.wrong {
		fmt.Fprintln(out, "  "+w)
	}
	fmt.Fprintf(out, "fields with a key, proved by it: %d of %d (%.1f %%)\n", total.byKey, total.keyed, percent(total.byKey, total.keyed))
	fmt.Fprintf(out, "pages of no type taken for one: %d of %d; look-alikes taken for what they resemble: %d of %d\n", b.taken, b.outside, b.fooled, b.alike)
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
	sum, types := 0.0, 0
	for _, t := range kinds {
		r := b.rows[t]
		p, q := percent(r.right, r.taken), percent(r.right, r.drawn)
		f1 := 0.0
		if p+q > 0 {
			f1 = 2 * p * q / (p + q)
		}
		if r.drawn > 0 {
			sum, types = sum+f1, types+1
		}
		fmt.Fprintf(out, "| %s | %d | %.1f | %.1f | %.1f | %s |\n", t, r.drawn, p, q, f1, r.ofFields())
	}
	fmt.Fprintf(out, "| all | | | | %.1f (macro) | %s |\n", sum/float64(max(types, 1)), total.ofFields())
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
