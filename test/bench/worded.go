package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/policy"
)

// worded reads cheques that were filled in by hand, of every second of which the words say
// another amount than the figures, and says what becomes of their words.
func worded(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("worded", flag.ContinueOnError)
	n := fs.Int("n", 240, "cheques")
	seed := fs.Uint64("seed", specimen.HeldOut+90_000, "of the first cheque; up to the held-out seeds for tuning")
	layout := fs.String("layout", "", "of all cheques")
	jobs := fs.Int("jobs", 1, "reading children")
	show := fs.Bool("show", false, "tell of each cheque whose words are not read")
	if err := fs.Parse(args); err != nil {
		return err
	}
	r, err := newChequeReader(*jobs)
	if err != nil {
		return err
	}
	defer r.pool.Close()
	b := wordedBench{rows: map[bool]*wordedRow{false: {}, true: {}}, layout: *layout}
	if *show {
		b.log = os.Stderr
	}
	if err := parallel(*jobs, *n, func(i int) error { return b.one(r, *seed+uint64(i), i) }); err != nil {
		return err
	}
	fmt.Fprintf(out, "amounts in words on %d cheques filled in by hand, at 200 and 300 dpi, clean, light and medium, from seed %d\n\n", *n, *seed)
	fmt.Fprintln(out, "| words and figures | amount wrong and proved | words wrong | words right % | unread, said to agree % | unread % | amount proved % | difference found % |\n|---|---|---|---|---|---|---|---|")
	for _, differ := range []bool{false, true} {
		k := b.rows[differ]
		found := "-"
		if differ {
			found = share(k.found, k.n)
		}
		fmt.Fprintf(out, "| %s | %d of %d | %d of %d | %s | %s | %s | %s | %s |\n", map[bool]string{false: "agree", true: "differ"}[differ], k.provedWrong, k.n,
			k.wrong, k.n, share(k.right, k.n), share(k.seen, k.n), share(k.unread, k.n), share(k.proved, k.n), found)
	}
	return nil
}

type wordedRow struct{ n, right, wrong, seen, unread, proved, provedWrong, found int }

type wordedBench struct {
	mu     sync.Mutex
	rows   map[bool]*wordedRow
	layout string
	log    io.Writer
}

func (b *wordedBench) one(r *chequeReader, seed uint64, i int) error {
	defects := specimen.Graded([]specimen.Grade{specimen.Clean, specimen.Light, specimen.Medium}[i/4%3], seed)
	defects.Disagree = i%2 == 1
	d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: seed, Layout: b.layout, DPI: []int{200, 300}[i/2%2], Format: "jpeg", Hand: true, Defects: defects})
	if err != nil {
		return err
	}
	data, err := specimen.Encode(d, "jpeg")
	if err != nil {
		return err
	}
	_, u, err := r.read(context.Background(), data)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	u = policy.Default().Statuses(u)
	b.rows[defects.Disagree].count(u, d.Truth, defects.Disagree)
	if b.log != nil && u.Value("amount_words") != d.Truth.Fields["amount_words"] {
		f := u.Field("amount_figures")
		if f == nil {
			f = &bordereau.Field{}
		}
		fmt.Fprintf(b.log, "%d %d %s: words %s (%s), read %q; figures %s, read %s %q %.2f\n", i, seed, d.Truth.Layout, d.Truth.Fields["amount_words"],
			said(u, "words_seen"), u.Value("amount_words"), d.Truth.Fields["amount_figures"], f.Value, f.Alternatives[:min(3, len(f.Alternatives))], f.Confidence)
	}
	return nil
}

// said is what a check said, or nothing.
func said(u bordereau.Understanding, rule string) bordereau.Verdict {
	if at := slices.IndexFunc(u.Checks, func(c bordereau.Check) bool { return c.Rule == rule }); at >= 0 {
		return u.Checks[at].Verdict
	}
	return ""
}

func (k *wordedRow) count(u bordereau.Understanding, truth specimen.Truth, differ bool) {
	k.n++
	switch words := u.Value("amount_words"); {
	case words == truth.Fields["amount_words"]:
		k.right++
	case words != "":
		k.wrong++
	case said(u, "words_seen") == bordereau.Passed:
		k.seen++
	default:
		k.unread++
	}
	f := u.Field("amount")
	if f != nil && f.Status == bordereau.Proved {
		k.proved++
		if differ || f.Value != truth.Fields["amount"] {
			k.provedWrong++
		}
	}
	if said(u, "words_against_figures") == bordereau.Failed {
		k.found++
	}
}
