package desk_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/ids"
	"bordereau/internal/letter"
	"bordereau/internal/testkit"
	"bordereau/journal"
	"bordereau/store"
)

// house is a desk on a database of its own, with people, a customer and a
// dossier. Its clock stands until a test moves it.
type house struct {
	*desk.Desk
	t                         testing.TB
	store                     *store.Store
	app, owner                string
	mu                        sync.Mutex
	now                       time.Time
	admin, branch, booking    bordereau.Principal
	alice, bob, carol, sophie bordereau.Principal // three clerks, a supervisor
}

const (
	iban  = "FR7630001007941234567890185"
	other = "DE89370400440532013000"
)

// monday is a working Monday at eleven in Paris.
var monday = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) at(t time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = t
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, now: monday}
	h.app, h.owner = testkit.Databases(t)
	s, err := store.New(t.Context(), store.Config{URL: h.app, Now: h.clock, MaxConns: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	h.store = s
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	if h.Desk, err = desk.New(desk.Config{SpoolDir: t.TempDir()}, desk.Deps{Store: s, DrawLetter: letter.Draw, Objects: testkit.Objects(t), Signer: key, Now: h.clock}); err != nil {
		t.Fatal(err)
	}
	h.admin = bordereau.Principal{ID: ids.New(), Name: "root", Role: bordereau.RoleAdmin, Person: true}
	h.branch = bordereau.Principal{ID: ids.New(), Name: "scan-12", Role: bordereau.RoleBranch, Branch: "12"}
	h.booking = bordereau.Principal{ID: ids.New(), Name: "compta", Role: bordereau.RoleBooking}
	h.alice, h.bob, h.carol = h.person("alice", bordereau.RoleClerk), h.person("bob", bordereau.RoleClerk), h.person("carol", bordereau.RoleClerk)
	h.sophie = h.person("sophie", bordereau.RoleSupervisor)
	h.customer(dossier.Customer{Ref: "C1", Kind: dossier.Company, CompanyName: "BOULANGERIE MARTIN SARL"}, iban)
	if _, err := h.CreateDossier(t.Context(), h.branch, desk.DossierView{Ref: "D1", Kind: "cheque_remittance", Customers: []string{"C1"}}); err != nil {
		t.Fatal(err)
	}
	return h
}

// person makes a user without the cost of hashing a password.
func (h *house) person(login string, role bordereau.Role) bordereau.Principal {
	h.t.Helper()
	u := desk.User{ID: ids.New(), Login: login, Name: login, Role: role}
	h.tx(func(ctx context.Context, tx desk.Tx) error { return tx.AddUser(ctx, u, "x", h.clock()) })
	return bordereau.Principal{ID: u.ID, Name: login, Role: role, Person: true}
}

func (h *house) customer(c dossier.Customer, ibans ...string) {
	h.t.Helper()
	if err := h.PutCustomer(h.t.Context(), h.admin, c); err != nil {
		h.t.Fatal(err)
	}
	for _, i := range ibans {
		h.tx(func(ctx context.Context, tx desk.Tx) error {
			return tx.PutAccounts(ctx, []dossier.Account{{IBAN: i, Currency: "EUR", Holders: []string{c.Ref}}}, h.clock())
		})
	}
}

func (h *house) tx(fn func(ctx context.Context, tx desk.Tx) error) {
	h.t.Helper()
	if err := h.store.InTx(h.t.Context(), fn); err != nil {
		h.t.Fatal(err)
	}
}

// paper is a document as the machine understood it.
type paper struct {
	kind   bordereau.Type
	fields []bordereau.Field
	checks []bordereau.Check
	text   string
}

// proof kinds in the short.
const (
	agreement  = bordereau.ProofAgreement
	checkDigit = bordereau.ProofCheckDigit
	weak       = bordereau.ProofCorroboration
)

func field(name, value string, kinds ...bordereau.ProofKind) bordereau.Field {
	f := bordereau.Field{Name: name, Value: value, Raw: value, Page: 1, Box: bordereau.Box{X: 1, Y: 1, W: 9, H: 9}, Confidence: 0.9}
	for _, k := range kinds {
		f.Prove(k, "test")
	}
	return f
}

// cheque is a cheque that lacks nothing, but for the amount when it is doubtful.
func cheque(amount string, kinds ...bordereau.ProofKind) paper {
	return paper{kind: bordereau.Cheque, fields: []bordereau.Field{field("amount", amount, kinds...), field("code_line", "C0048541 C075000004908D 241410518989A", checkDigit),
		field("payee", "Boulangerie Martin SARL"), field("date", "2026-11-20", weak), field("signature_present", "true")}}
}

func slip(count int, total string) paper {
	return paper{kind: bordereau.RemittanceSlip, fields: []bordereau.Field{field("slip_count", fmt.Sprint(count), weak), field("slip_total", total, weak),
		field("iban", iban, checkDigit), field("account_holder", "Boulangerie Martin SARL")}}
}

func transfer(amount, to string) paper {
	return paper{kind: bordereau.TransferOrder, fields: []bordereau.Field{field("amount", amount, agreement), field("debtor_iban", iban, checkDigit),
		field("creditor_iban", to, checkDigit), field("debtor", "Boulangerie Martin SARL"), field("signature_present", "true")}}
}

// deposit brings papers in as received, without anything of the machine yet.
func (h *house) deposit(decl bordereau.Deposit, n int) []bordereau.Document {
	h.t.Helper()
	dep := decl
	dep.ID, dep.Channel, dep.ReceivedAt = ids.New(), bordereau.ChannelAPI, h.clock()
	if dep.Branch == "" {
		dep.Branch = "12"
	}
	if dep.By.ID == "" {
		dep.By = h.branch
	}
	var docs []bordereau.Document
	for i := range n {
		sum := sha256.Sum256([]byte(dep.ID + fmt.Sprint(i)))
		docs = append(docs, bordereau.Document{ID: ids.New(), DepositID: dep.ID, Branch: dep.Branch, FileName: fmt.Sprintf("%d.pdf", i), Format: "pdf",
			SHA256: hex.EncodeToString(sum[:]), Size: 1, VersionID: "v", State: bordereau.Received, Version: 1, Priority: bordereau.Normal, ReceivedAt: dep.ReceivedAt})
	}
	h.tx(func(ctx context.Context, tx desk.Tx) error {
		a, err := tx.Admit(ctx, desk.Admission{})
		if err != nil {
			return err
		}
		dep.Receipt.Sequence = a.Sequence
		if err := tx.InsertDeposit(ctx, desk.NewDeposit{Deposit: dep, Documents: docs}); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "deposit.received", Subject: dep.ID, Actor: dep.By.ID})
	})
	return docs
}

// read does what a reading's transaction does.
func (h *house) read(ctx context.Context, doc bordereau.Document, p paper) error {
	u := &bordereau.Understanding{Type: p.kind, TypeConfidence: 1, TypeProved: true, Spec: "test", Fields: append([]bordereau.Field{}, p.fields...), Checks: append([]bordereau.Check{}, p.checks...)}
	return h.store.InTx(ctx, func(ctx context.Context, tx desk.Tx) error {
		if err := tx.LockDeposit(ctx, doc.DepositID); err != nil {
			return err
		}
		d, err := tx.LockDocument(ctx, doc.ID)
		if err != nil {
			return err
		}
		page := sha256.Sum256([]byte(d.ID + "page"))
		if err := tx.InsertReading(ctx, desk.StoredReading{DocumentID: d.ID, Generation: 1, Understanding: u, Text: p.text, ReadAt: h.clock(),
			Images: []desk.StoredImage{{PageView: desk.PageView{Number: 1, Width: 9, Height: 9, SHA256: hex.EncodeToString(page[:])}}}}); err != nil {
			return err
		}
		for _, ev := range []bordereau.Event{bordereau.EvScreened, bordereau.EvRead, bordereau.EvClassified} {
			if err := tx.MoveDocument(ctx, &d, ev, bordereau.System, nil, func(c *bordereau.Document) { c.Type, c.Generation = p.kind, 1 }); err != nil {
				return err
			}
		}
		if err := tx.SetUnderstanding(ctx, d.ID, u, nil); err != nil {
			return err
		}
		if err := tx.SetFound(ctx, d.ID, desk.Searchable(d, p.text, u), false); err != nil {
			return err
		}
		return h.Settle(ctx, tx, &d, u)
	})
}

// bring deposits papers in dossier D1 and reads them all.
func (h *house) bring(decl bordereau.Deposit, papers ...paper) []bordereau.Document {
	h.t.Helper()
	if decl.Dossier == "" {
		decl.Dossier = "D1"
	}
	docs := h.deposit(decl, len(papers))
	for i, p := range papers {
		if err := h.read(h.t.Context(), docs[i], p); err != nil {
			h.t.Fatal(err)
		}
	}
	return h.again(docs)
}

func (h *house) again(docs []bordereau.Document) []bordereau.Document {
	h.t.Helper()
	out := make([]bordereau.Document, len(docs))
	h.tx(func(ctx context.Context, tx desk.Tx) error {
		for i, d := range docs {
			var err error
			if out[i], err = tx.Document(ctx, d.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return out
}

func (h *house) one(d bordereau.Document) bordereau.Document {
	h.t.Helper()
	return h.again([]bordereau.Document{d})[0]
}

func (h *house) states(docs []bordereau.Document) string {
	h.t.Helper()
	var s []string
	for _, d := range h.again(docs) {
		s = append(s, string(d.State))
	}
	return strings.Join(s, " ")
}

func (h *house) unitOf(d bordereau.Document) desk.Unit {
	h.t.Helper()
	u, err := h.Unit(h.t.Context(), h.sophie, h.one(d).UnitID)
	if err != nil {
		h.t.Fatal(err)
	}
	return u
}

func (h *house) values(d bordereau.Document) *bordereau.Understanding {
	h.t.Helper()
	var u *bordereau.Understanding
	h.tx(func(ctx context.Context, tx desk.Tx) (err error) {
		u, err = tx.Understanding(ctx, d.ID)
		return err
	})
	return u
}

// take leases the task of a document for a person, giving others back.
func (h *house) take(by bordereau.Principal, f desk.TaskFilter) desk.Task {
	h.t.Helper()
	task, err := h.NextTask(h.t.Context(), by, f)
	if err != nil || task == nil {
		h.t.Fatalf("no task for %s: %v", by.Name, err)
	}
	return *task
}

func (h *house) decide(by bordereau.Principal, task desk.Task, dec desk.Decision) (bordereau.Document, error) {
	dec.LeaseID, dec.Version = task.LeaseID, task.Version
	return h.Decide(h.t.Context(), by, task.ID, dec)
}

// keysAgain says that a decision waits for a blind value to be keyed once more, or to
// be looked at.
func keysAgain(err error) bool {
	_, ok := errors.AsType[*desk.Unkeyed](err)
	return ok
}

// must decides as a person does who stays with what he keyed.
func (h *house) must(by bordereau.Principal, task desk.Task, dec desk.Decision) bordereau.Document {
	h.t.Helper()
	doc, err := h.decide(by, task, dec)
	if keysAgain(err) {
		doc, err = h.decide(by, task, dec)
	}
	if err != nil {
		h.t.Fatalf("%s by %s: %v", dec.Action, by.Name, err)
	}
	return doc
}

// archive does what an archive job's transaction does.
func (h *house) archive(docs ...bordereau.Document) {
	h.t.Helper()
	for _, doc := range docs {
		h.tx(func(ctx context.Context, tx desk.Tx) error { return h.archived(ctx, tx, doc.ID) })
	}
}

func (h *house) archived(ctx context.Context, tx desk.Tx, id string) error {
	d, err := tx.Document(ctx, id)
	if err != nil {
		return err
	}
	if err := tx.LockDeposit(ctx, d.DepositID); err != nil {
		return err
	}
	if d, err = tx.LockDocument(ctx, id); err != nil {
		return err
	}
	if err := tx.MoveDocument(ctx, &d, bordereau.EvArchived, bordereau.System, nil, nil); err != nil {
		return err
	}
	return h.Book(ctx, tx, &d)
}

func (h *house) sql(format string, args ...any) string {
	h.t.Helper()
	return testkit.SQL(h.t, h.owner, fmt.Sprintf(format, args...))
}

func code(err error) bordereau.Code { return bordereau.CodeOf(err) }
