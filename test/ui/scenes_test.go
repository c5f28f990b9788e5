//go:build ui

package ui

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/specimen"
	"bordereau/internal/sso"
	"bordereau/internal/testkit"

	"github.com/xuri/excelize/v2"
)

// theatre is the desk on its stage, and what scenes are played with.
type theatre struct {
	*desk.Desk
	t     testing.TB
	stage *stage
	mu    sync.Mutex
	seq   int
	forms map[string]prop // drawn once
	base  string          // where the pages are
	bank  *testkit.IdentityProvider
}

const password = "un mot de passe sûr"

// branch deposits everything that scenes bring in.
var branch = bordereau.Principal{ID: "scanner-00742", Name: "scanner", Role: bordereau.RoleBranch, Branch: "00742"}

// people can all sign in; what they are called is what they do.
func (h *theatre) people(ctx context.Context) error {
	for _, u := range []desk.User{{Login: "agence", Role: bordereau.RoleBranch, Branch: "00742"}, {Login: "voisine", Role: bordereau.RoleBranch, Branch: "00118"},
		{Login: "claire", Role: bordereau.RoleClerk}, {Login: "paul", Role: bordereau.RoleClerk}, {Login: "nadia", Role: bordereau.RoleClerk}, {Login: "sophie", Role: bordereau.RoleSupervisor},
		{Login: "remi", Role: bordereau.RoleReader}, {Login: "alain", Role: bordereau.RoleAuditor}, {Login: "compta", Role: bordereau.RoleBooking}, {Login: "racine", Role: bordereau.RoleAdmin}} {
		if _, err := h.AddUser(ctx, bordereau.System, u, password); err != nil {
			return err
		}
	}
	if err := h.PutCustomer(ctx, bordereau.System, dossier.Customer{Ref: "C1", Kind: dossier.Person, Surname: "DUPONT", GivenNames: "Marie"}); err != nil {
		return err
	}
	_, err := h.CreateDossier(ctx, bordereau.System, desk.DossierView{Ref: "2026-004512", Kind: "account_opening", Branch: "00742", Customers: []string{"C1"}})
	return err
}

// form draws a paper once and hands out copies of it.
func (h *theatre) form(spec specimen.Spec) (prop, error) {
	key := fmt.Sprintf("%+v", spec)
	p, ok := h.forms[key]
	if !ok {
		var err error
		if p, err = drawn(spec); err != nil {
			return prop{}, err
		}
		h.forms[key] = p
	}
	p.values.Fields = append([]bordereau.Field(nil), p.values.Fields...)
	for i := range p.values.Fields {
		p.values.Fields[i].Proofs = append([]bordereau.Proof(nil), p.values.Fields[i].Proofs...)
	}
	return p, nil
}

// cheque is a cheque of its own number over an amount in cents.
func (h *theatre) cheque(cents int64) (prop, error) {
	h.seq++
	amount := bordereau.Money{Minor: cents, Currency: "EUR"}.Decimal()
	p, err := h.form(specimen.Spec{Kind: bordereau.Cheque, Seed: uint64(1 + h.seq%4), Set: map[string]string{"amount": amount}})
	if err != nil {
		return prop{}, err
	}
	number := fmt.Sprintf("%07d", 4512000+h.seq)
	h.set(&p, "cheque_number", number)
	h.set(&p, "interbank_zone", "075000004908")
	h.set(&p, "internal_zone", "241410518989")
	h.set(&p, "code_line", "C"+number+" C075000004908D 241410518989A")
	h.set(&p, "amount", amount)
	h.set(&p, "amount_figures", amount)
	h.set(&p, "amount_words", amount)
	h.set(&p, "date", h.Now().In(h.Location).AddDate(0, 0, -2).Format(time.DateOnly))
	h.set(&p, "signature_present", "true")
	h.set(&p, "currency", "EUR")
	return p, nil
}

func (h *theatre) set(p *prop, name, value string) {
	f := p.values.Field(name)
	if f == nil {
		p.values.Fields = append(p.values.Fields, bordereau.Field{Name: name, Page: 1, Confidence: 0.97})
		f = &p.values.Fields[len(p.values.Fields)-1]
		proofs(f)
	}
	f.Value, f.Raw = value, value
}

// played is what a scene brought in: the documents with their true values, which the
// browser's side compares with what people make of them.
type played struct {
	Deposit   string     `json:"deposit"`
	Documents []document `json:"documents"`
}

type document struct {
	ID   string            `json:"id"`
	Type bordereau.Type    `json:"type"`
	True map[string]string `json:"true"`
}

// bring deposits papers as one deposit and has the machine do its part.
func (h *theatre) bring(ctx context.Context, decl desk.Declaration, papers ...prop) (played, error) {
	l, err := h.Begin(ctx, branch, "")
	if err != nil {
		return played{}, err
	}
	defer l.Close()
	for i, p := range papers {
		if err := l.AddFile(ctx, fmt.Sprintf("%s %d.png", p.values.Type, i+1), bytes.NewReader(h.stage.file(p))); err != nil {
			return played{}, err
		}
	}
	d, err := l.Commit(ctx, decl)
	if err != nil {
		return played{}, err
	}
	out := played{Deposit: d.Deposit.ID}
	for i, doc := range d.Documents {
		out.Documents = append(out.Documents, document{ID: doc.ID, Type: papers[i].values.Type, True: map[string]string{}})
	}
	testkit.Work(h.t, h.Desk)
	return out, nil
}

// scenes are what the browser's side may ask for, by name.
var scenes = map[string]func(*theatre, context.Context, func(string, int) int) (played, error){
	"remise":    (*theatre).remise,
	"cheques":   (*theatre).cheques,
	"documents": (*theatre).documents,
	"feuilles":  (*theatre).leaves,
	"controle":  (*theatre).samples,
	"facteur":   (*theatre).factor,
	"banque":    (*theatre).provider,
}

// remise is a slip with n cheques (41); doubtful says of how many the amount is read
// without proof, wrong of how many of these it is read wrong.
func (h *theatre) remise(ctx context.Context, ask func(string, int) int) (played, error) {
	n, doubtful, wrong := ask("n", 41), ask("doubtful", 0), ask("wrong", 0)
	var papers []prop
	var total int64
	truths := make([]string, n)
	slip, err := h.form(specimen.Spec{Kind: bordereau.RemittanceSlip, Seed: 7})
	if err != nil {
		return played{}, err
	}
	papers = append(papers, slip)
	for i := range n {
		cents := int64(1000 + 137*i*i + 1256)
		total += cents
		p, err := h.cheque(cents)
		if err != nil {
			return played{}, err
		}
		truths[i] = bordereau.Money{Minor: cents, Currency: "EUR"}.Decimal()
		if i < doubtful {
			reads := ""
			if i < wrong {
				reads = bordereau.Money{Minor: cents + 90, Currency: "EUR"}.Decimal()
			}
			for _, name := range []string{"amount", "amount_figures", "amount_words"} {
				p.doubt(name, reads)
			}
		}
		papers = append(papers, p)
	}
	h.set(&papers[0], "slip_total", bordereau.Money{Minor: total, Currency: "EUR"}.Decimal())
	h.set(&papers[0], "slip_count", strconv.Itoa(n))
	h.set(&papers[0], "iban", "FR7630001007941234567890185")
	out, err := h.bring(ctx, desk.Declaration{Kind: string(bordereau.RemittanceSlip), SlipCount: &n, SlipTotal: &bordereau.Money{Minor: total, Currency: "EUR"}}, papers...)
	if err != nil {
		return played{}, err
	}
	for i := range truths {
		out.Documents[i+1].True["amount"] = truths[i]
	}
	return out, nil
}

// cheques are n (1) cheques by themselves whose amount is read without proof.
func (h *theatre) cheques(ctx context.Context, ask func(string, int) int) (played, error) {
	var all played
	for range ask("n", 1) {
		cents := int64(123756 + 100*h.seq)
		p, err := h.cheque(cents)
		if err != nil {
			return played{}, err
		}
		reads := ""
		if ask("wrong", 0) > 0 {
			reads = bordereau.Money{Minor: cents + 900, Currency: "EUR"}.Decimal()
		}
		for _, name := range []string{"amount", "amount_figures", "amount_words"} {
			p.doubt(name, reads)
		}
		one, err := h.bring(ctx, desk.Declaration{}, p)
		if err != nil {
			return played{}, err
		}
		one.Documents[0].True["amount"] = bordereau.Money{Minor: cents, Currency: "EUR"}.Decimal()
		all.Deposit, all.Documents = one.Deposit, append(all.Documents, one.Documents...)
	}
	return all, nil
}

// leaves are n (3) pages of one file, each of which the machine takes for a paper.
func (h *theatre) leaves(ctx context.Context, ask func(string, int) int) (played, error) {
	p, err := h.form(specimen.Spec{Kind: bordereau.Complaint, Seed: 5})
	if err != nil {
		return played{}, err
	}
	p.apart = true
	p.doubt("customer", "")
	p.sheets = slices.Repeat(p.sheets[:1], ask("n", 3))
	return h.bring(ctx, desk.Declaration{Dossier: "2026-004512"}, p)
}

// documents are n (4) papers for a dossier, each with one value that nothing proves.
func (h *theatre) documents(ctx context.Context, ask func(string, int) int) (played, error) {
	var all played
	kinds := []struct {
		kind  bordereau.Type
		field string
	}{{bordereau.Payslip, "net_pay"}, {bordereau.IdentityCard, "surname"}, {bordereau.BankDetails, "account_holder"}, {bordereau.ProofOfAddress, "address"}}
	for i := range ask("n", 4) {
		k := kinds[i%len(kinds)]
		p, err := h.form(specimen.Spec{Kind: k.kind, Seed: uint64(11 + i%3)})
		if err != nil {
			return played{}, err
		}
		p.doubt(k.field, "")
		one, err := h.bring(ctx, desk.Declaration{Dossier: "2026-004512"}, p)
		if err != nil {
			return played{}, err
		}
		all.Deposit, all.Documents = one.Deposit, append(all.Documents, one.Documents...)
	}
	return all, nil
}

// samples draws all that went through unseen, to be keyed again: its day is over, and
// something happened after it.
func (h *theatre) samples(ctx context.Context, _ func(string, int) int) (played, error) {
	all, err := h.slips(ctx, func(name string, def int) int {
		if asked, ok := map[string]int{"n": 2, "doubtful": 0}[name]; ok {
			return asked
		}
		return def
	})
	if err != nil {
		return played{}, err
	}
	h.Sampling = desk.SampleSettings{Share: 1}
	now := h.Now
	defer func() { h.Now = now }()
	for days := range 2 {
		h.Now = func() time.Time { return now().AddDate(0, 0, days) }
		if _, err := h.AddUser(ctx, bordereau.System, desk.User{Login: fmt.Sprintf("tirage%d%d", h.seq, days), Role: bordereau.RoleReader}, password); err != nil {
			return played{}, err
		}
		if _, err := h.SequenceJournal(ctx); err != nil {
			return played{}, err
		}
		if err := h.SignJournal(ctx, true); err != nil {
			return played{}, err
		}
		if err := h.CountFigures(ctx); err != nil {
			return played{}, err
		}
	}
	n, err := h.DrawSamples(ctx)
	if err == nil && n == 0 {
		err = errors.New("nothing went through unseen")
	}
	return all, err
}

// factor has readers asked for a second factor from now on.
func (h *theatre) factor(context.Context, func(string, int) int) (played, error) {
	h.SecondFactor = []bordereau.Role{bordereau.RoleReader}
	return played{}, nil
}

// provider has the bank's own provider of identities let Claire in.
func (h *theatre) provider(context.Context, func(string, int) int) (played, error) {
	h.bank = testkit.NewIdentityProvider(h.t, time.Now)
	h.bank.Set(func(i *testkit.IdentityProvider) {
		i.Bend = func(_, claims map[string]any) { claims["preferred_username"] = "claire" }
	})
	var err error
	h.Provider, err = sso.New(sso.Config{Issuer: h.bank.URL, ClientID: h.bank.ClientID, ClientSecret: h.bank.Secret, Redirect: h.base + "/connexion/banque/retour"})
	return played{}, err
}

// approve is what a person does at the provider: the address that the browser was sent to
// gives the one to come back to.
func (h *theatre) approve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	state, code := h.bank.Approve(r.URL.Query().Get("at"))
	fmt.Fprint(w, h.base+"/connexion/banque/retour?"+url.Values{"state": {state}, "code": {code}}.Encode())
}

// prompter answers the browser's side: POST /scene/NAME?n=41.
func (h *theatre) prompter(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	scene, ok := scenes[r.PathValue("name")]
	if !ok {
		http.Error(w, "no such scene", http.StatusNotFound)
		return
	}
	out, err := scene(h, r.Context(), func(name string, def int) int {
		if n, err := strconv.Atoi(r.URL.Query().Get(name)); err == nil {
			return n
		}
		return def
	})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if err := json.NewEncoder(w).Encode(out); err != nil {
		h.t.Error(err)
	}
}

// workbook reads an XLSX file for the browser's side: {sheet: [[cell]]}.
func (h *theatre) workbook(w http.ResponseWriter, r *http.Request) {
	book, err := excelize.OpenReader(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	defer book.Close()
	sheets := map[string][][]string{}
	for _, name := range book.GetSheetList() {
		if sheets[name], err = book.GetRows(name); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	if err := json.NewEncoder(w).Encode(sheets); err != nil {
		h.t.Error(err)
	}
}
