package main

import (
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
	"bordereau/dossier"
	"bordereau/internal/specimen"
)

// payees reads the payee of cheques that were filled in by hand, and says how often it is
// known for the depositor's name, and how often for that of somebody else.
func payees(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("payees", flag.ContinueOnError)
	n := fs.Int("n", 120, "cheques")
	seed := fs.Uint64("seed", specimen.HeldOut+70_000, "of the first cheque; up to the held-out seeds for tuning")
	strangers := fs.Int("strangers", 10_000, "drawn names of others that each payee is held against")
	jobs := fs.Int("jobs", 1, "reading children")
	show := fs.Bool("show", false, "tell which payees were not known, and who was taken for whom")
	if err := fs.Parse(args); err != nil {
		return err
	}
	r, err := newChequeReader(*jobs)
	if err != nil {
		return err
	}
	defer r.pool.Close()
	b := payeeBench{rows: map[string]*[2]int{}}
	for _, c := range specimen.People(*seed+1, *strangers) {
		b.strangers = append(b.strangers, c.Name())
	}
	if *show {
		b.log = os.Stderr
	}
	if err := parallel(*jobs, *n, func(i int) error { return b.one(r, *seed+uint64(i), i) }); err != nil {
		return err
	}
	fmt.Fprintf(out, "payees of %d cheques filled in by hand, at 200 and 300 dpi, clean, light and medium, from seed %d; 95 %% intervals in brackets\n\n", *n, *seed)
	fmt.Fprintln(out, "| name | known for it | % |\n|---|---|---|")
	for _, name := range []string{ownAsRead, own, stranger, relative, namesake, otherForm} {
		if k := b.rows[name]; k != nil {
			fmt.Fprintf(out, "| %s | %d of %d | %s |\n", name, k[0], k[1], fine(k[0], k[1]))
		}
	}
	return nil
}

const (
	ownAsRead = "the depositor's, as it was read"
	own       = "the depositor's, also misread"
	stranger  = "anybody's"
	relative  = "a relative's: another given name"
	namesake  = "another company's, one word of the name in common"
	otherForm = "a company's with another legal form"
)

func fine(k, n int) string {
	lo, hi := wilson(k, n)
	return fmt.Sprintf("%.4f [%.4f-%.4f]", 100*float64(k)/float64(max(n, 1)), 100*lo, 100*hi)
}

type payeeBench struct {
	mu        sync.Mutex
	rows      map[string]*[2]int
	strangers []string
	log       io.Writer
}

func (b *payeeBench) count(row string, known bool) {
	if b.rows[row] == nil {
		b.rows[row] = &[2]int{}
	}
	b.rows[row][0] += b2i(known)
	b.rows[row][1]++
}

func (b *payeeBench) one(r *chequeReader, seed uint64, i int) error {
	g := []specimen.Grade{specimen.Clean, specimen.Light, specimen.Medium}[i/2%3]
	d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: seed, DPI: []int{200, 300}[i%2], Format: "jpeg", Hand: true, Defects: specimen.Graded(g, seed)})
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
	b.hold(u, d.Truth.Fields["payee"])
	return nil
}

// known says whether a payee is taken for that of a name, and whether as it was read.
func known(u bordereau.Understanding, name string) (misread, asRead bool) {
	holder := holders(name)
	u, _ = dossier.Verify(u, holder, nil, "")
	asRead = provedByDossier(u, "payee")
	dossier.Depositor(&u, holder)
	return provedByDossier(u, "payee"), asRead
}

// holders is a customer who bears the name of a payee.
func holders(payee string) []dossier.Customer {
	words := nameOnly(payee)
	if slices.Contains(legalForms, words[len(words)-1]) {
		return []dossier.Customer{{Ref: "C-1", Kind: dossier.Company, CompanyName: payee}}
	}
	return []dossier.Customer{{Ref: "C-1", Kind: dossier.Person, GivenNames: words[0], Surname: strings.Join(words[1:], " ")}}
}

var (
	legalForms = []string{"SARL", "SAS", "EURL", "SA"}
	trades     = []string{"Menuiserie", "Boulangerie", "Imprimerie", "Garage", "Librairie", "Plomberie", "Transports", "Atelier", "Pépinière", "Charpentes"}
	givenNames = strings.Fields("Solène Maëlys Ombeline Clémence Agathe Hélène Nadia Yasmine Rosalie Odette Perrine Inès Mathilde Corinne Aurore Bérénice Lucile Fatou Margaux Édith " +
		"Anselme Gaspard Bastien Karim Loïc Tristan Aurélien Mamadou Édouard Florent Gilles Hugo Ivan Jérôme Lucien Maxence Norbert Octave Rémi Théo Léa Marie Jean Julie Julien Louis Louise Marc Paul Paule")
)

func nameOnly(payee string) []string {
	words := strings.Fields(payee)
	if words[0] == "M." || words[0] == "Mme" {
		words = words[1:]
	}
	return words
}

// hold counts for whose the payee that was read is taken.
func (b *payeeBench) hold(u bordereau.Understanding, truth string) {
	misread, asRead := known(u, truth)
	b.count(ownAsRead, asRead)
	b.count(own, misread)
	f := u.Field("payee")
	if f == nil {
		f = &bordereau.Field{}
	}
	readings := append([]string{f.Value}, f.Alternatives...)
	if !misread && b.log != nil {
		fmt.Fprintf(b.log, "%s: not in %q\n", truth, readings)
	}
	byHand := slices.ContainsFunc(u.Checks, func(c bordereau.Check) bool { return c.Rule == "handwritten_payee" })
	var lines []check.Inked
	for _, text := range f.Ink {
		if ink, ok := check.ParseInked(text); ok {
			lines = append(lines, ink)
		}
	}
	other := func(row, name string) {
		if bare(name) == bare(truth) {
			return
		}
		taken := byHand && (slices.ContainsFunc(readings, func(read string) bool { return check.GarbledName(read, name) }) ||
			slices.ContainsFunc(lines, func(ink check.Inked) bool { return check.InkedName(ink, name) }))
		b.count(row, taken)
		if taken && b.log != nil {
			fmt.Fprintf(b.log, "%s: taken for %s, %q\n", truth, name, readings)
		}
	}
	for _, name := range b.strangers {
		other(stranger, name)
	}
	words := nameOnly(truth)
	last := len(words) - 1
	if !slices.Contains(legalForms, words[last]) {
		for _, given := range givenNames {
			other(relative, given+" "+strings.Join(words[1:], " "))
		}
		return
	}
	for _, trade := range trades {
		other(namesake, trade+" "+strings.Join(words[1:], " "))
	}
	for _, firm := range []string{"Brissonnet", "Lanternier", "du Grand Large", "des Moulins", "Valmorin", "Fontanelle", "Roncevaux", "Tavernel", "Aigremont", "Corvol", "Corbol", "Valmoran", "Taverne"} {
		other(namesake, words[0]+" "+firm+" "+words[last])
	}
	for _, form := range legalForms {
		other(otherForm, strings.Join(words[:last], " ")+" "+form)
	}
}
