package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/ids"
)

func TestDossiersByVersion(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v, err := h.Dossier(t.Context(), h.alice, "D1")
	if err != nil || v.Version != 1 || v.Branch != "12" || v.Status != "open" || len(v.Customers) != 1 || v.Title == "" {
		t.Fatalf("%+v %v", v, err)
	}
	v.Title = "Remises de la boulangerie"
	var wg sync.WaitGroup
	var mu sync.Mutex
	wins := 0
	for range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, err := h.ChangeDossier(t.Context(), h.alice, v)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				wins++
			} else if code(err) != bordereau.Conflicting {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if wins != 1 {
		t.Error(wins)
	}
	v, err = h.Dossier(t.Context(), h.alice, "D1")
	if err != nil || v.Version != 2 {
		t.Fatal(v, err)
	}
	v.Status = "closed"
	if v, err = h.ChangeDossier(t.Context(), h.sophie, v); err != nil || v.ClosedAt == nil {
		t.Error(v, err)
	}
	for name, c := range map[string]struct {
		by   bordereau.Principal
		v    desk.DossierView
		want bordereau.Code
	}{
		"taken":           {h.branch, desk.DossierView{Ref: "D1", Kind: "cheque_remittance"}, bordereau.Invalid},
		"no such kind":    {h.branch, desk.DossierView{Ref: "D3", Kind: "party"}, bordereau.Invalid},
		"other branch":    {h.branch, desk.DossierView{Ref: "D3", Kind: "cheque_remittance", Branch: "99"}, bordereau.Invalid},
		"no branch":       {h.alice, desk.DossierView{Ref: "D3", Kind: "cheque_remittance"}, bordereau.Invalid},
		"no customer":     {h.branch, desk.DossierView{Ref: "D3", Kind: "cheque_remittance", Customers: []string{"C9"}}, bordereau.Invalid},
		"bad reference":   {h.branch, desk.DossierView{Ref: "../x", Kind: "cheque_remittance"}, bordereau.Invalid},
		"secret, a clerk": {h.alice, desk.DossierView{Ref: "D3", Kind: "cheque_remittance", Branch: "12", Restricted: true, Readers: []string{"alice"}}, bordereau.Forbidden},
		"secret, nobody":  {h.sophie, desk.DossierView{Ref: "D3", Kind: "cheque_remittance", Branch: "12", Restricted: true}, bordereau.Invalid},
		"unknown reader":  {h.sophie, desk.DossierView{Ref: "D3", Kind: "cheque_remittance", Branch: "12", Restricted: true, Readers: []string{"eve"}}, bordereau.Invalid},
		"by booking":      {h.booking, desk.DossierView{Ref: "D3", Kind: "cheque_remittance", Branch: "12"}, bordereau.Forbidden},
	} {
		if _, err := h.CreateDossier(t.Context(), c.by, c.v); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	for words, want := range map[string]int{"": 1, "boulangerie": 1, "martin d1": 1, "dupont": 0, "%": 0} {
		if l, err := h.Dossiers(t.Context(), h.alice, words, desk.Cursor{}); err != nil || len(l.Items) != want {
			t.Errorf("%q: %v %v", words, l, err)
		}
	}
}

// A list of dossiers is narrowed by what each is, by its holder and by what it owes, page
// by page; what is restricted is in none.
func TestDossiersAreFiltered(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.customer(dossier.Customer{Ref: "P7", Kind: dossier.Person, Surname: "DUPONT", GivenNames: "Marie"})
	for _, v := range []desk.DossierView{{Ref: "A1", Kind: "account_opening", Branch: "13", Customers: []string{"P7"}}, {Ref: "A2", Kind: "account_opening", Branch: "12", Customers: []string{"P7", "C1"}, Title: "Dupont"},
		{Ref: "A3", Kind: "account_opening", Branch: "12", Customers: []string{"P7"}, Restricted: true, Readers: []string{"sophie"}}} {
		if _, err := h.CreateDossier(t.Context(), h.sophie, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, ref := range []string{"A1", "A2", "A3"} {
		if err := h.TellDossier(t.Context(), h.sophie, ref, desk.Told{Event: "account_opened", Day: "2026-11-23", Account: iban}); err != nil {
			t.Fatal(err)
		}
	}
	h.sql("UPDATE dossiers SET status = 'closed' WHERE ref = 'D1'; UPDATE obligations SET due = '2026-12-05' WHERE dossier_id = (SELECT id FROM dossiers WHERE ref = 'A1'); UPDATE obligations SET due = '2026-12-01' WHERE dossier_id = (SELECT id FROM dossiers WHERE ref = 'A2')")
	refs := func(by bordereau.Principal, f desk.DossierFilter, limit int) (out string) {
		t.Helper()
		c := desk.Cursor{Limit: limit}
		for range 10 {
			l, err := h.FindDossiers(t.Context(), by, f, c)
			if err != nil {
				t.Fatal(f, err)
			}
			for _, x := range l.Items {
				out += x.Ref + " "
			}
			if c.After = l.Next; c.After == "" {
				break
			}
		}
		return out
	}
	for _, c := range []struct {
		f    desk.DossierFilter
		want string
	}{
		{desk.DossierFilter{}, "A1 A2 D1 "}, {desk.DossierFilter{Status: "closed"}, "D1 "}, {desk.DossierFilter{Status: "open", Branch: "12"}, "A2 "}, {desk.DossierFilter{Kind: "account_opening"}, "A1 A2 "},
		{desk.DossierFilter{Holder: "dupont marie"}, "A1 A2 "}, {desk.DossierFilter{Holder: "dupont boulangerie"}, ""}, {desk.DossierFilter{Holder: "%"}, ""}, {desk.DossierFilter{Words: "dupont", Holder: "boulangerie"}, "A2 "},
		{desk.DossierFilter{DueBefore: "2026-12-05"}, "A2 "}, {desk.DossierFilter{DueBefore: "2026-12-06"}, "A1 A2 "}, {desk.DossierFilter{DueBefore: "2026-12-06", ByDue: true}, "A2 A1 "}, {desk.DossierFilter{ByDue: true}, "A2 A1 D1 "},
	} {
		for _, limit := range []int{0, 1, 2} {
			if got := refs(h.alice, c.f, limit); got != c.want {
				t.Errorf("%+v by %d: %q, want %q", c.f, limit, got, c.want)
			}
		}
	}
	if got := refs(h.sophie, desk.DossierFilter{Holder: "dupont"}, 0); got != "A1 A2 A3 " {
		t.Error("its reader does not find what is restricted:", got)
	}
	if got := refs(h.branch, desk.DossierFilter{}, 0); got != "A2 D1 " {
		t.Error("a branch:", got)
	}
	l, err := h.FindDossiers(t.Context(), h.alice, desk.DossierFilter{Branch: "12", Status: "open"}, desk.Cursor{})
	if err != nil || len(l.Items) != 1 || strings.Join(l.Items[0].Holders, ", ") != "BOULANGERIE MARTIN SARL, DUPONT Marie" || l.Items[0].Due != "2026-12-01" {
		t.Errorf("%+v %v", l, err)
	}
	for _, f := range []desk.DossierFilter{{ByDue: true}, {DueBefore: "2026-12-06"}} {
		if _, err := h.FindDossiers(t.Context(), h.branch, f, desk.Cursor{}); code(err) != bordereau.Forbidden {
			t.Errorf("a branch asks for deadlines: %v", err)
		}
	}
	for _, f := range []desk.DossierFilter{{Status: "x"}, {DueBefore: "demain"}} {
		if _, err := h.FindDossiers(t.Context(), h.alice, f, desk.Cursor{}); code(err) != bordereau.Invalid {
			t.Errorf("%+v: %v", f, err)
		}
	}
}

func TestARestrictedDossierDoesNotExistForOthers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if _, err := h.CreateDossier(t.Context(), h.sophie, desk.DossierView{Ref: "SECRET", Kind: "cheque_remittance", Branch: "12", Customers: []string{"C1"},
		Restricted: true, Readers: []string{"sophie", "carol"}}); err != nil {
		t.Fatal(err)
	}
	for _, p := range []bordereau.Principal{h.alice, h.branch, {ID: "x", Role: bordereau.RoleAuditor}} {
		if _, err := h.Dossier(t.Context(), p, "SECRET"); code(err) != bordereau.NotFound {
			t.Errorf("%s: %v", p.Role, err)
		}
		if l, err := h.Dossiers(t.Context(), p, "", desk.Cursor{}); err != nil || len(l.Items) != 1 {
			t.Errorf("%s: %v %v", p.Role, l, err)
		}
		if _, err := h.Checklist(t.Context(), p, "SECRET"); code(err) != bordereau.NotFound {
			t.Errorf("%s: %v", p.Role, err)
		}
	}
	if v, err := h.Dossier(t.Context(), h.carol, "SECRET"); err != nil || strings.Join(v.Readers, " ") != "carol sophie" {
		t.Error(v, err)
	}
	// Who opens a dossier under its reference is told what any other unusable one is told.
	var refused []string
	for _, ref := range []string{"SECRET", "D1", "../x"} {
		_, err := h.CreateDossier(t.Context(), h.alice, desk.DossierView{Ref: ref, Kind: "cheque_remittance", Branch: "12"})
		var e *bordereau.Error
		if !errors.As(err, &e) {
			t.Fatalf("%s: %v", ref, err)
		}
		refused = append(refused, fmt.Sprint(e.Code, e.Message, e.Pointer))
	}
	if len(slices.Compact(refused)) != 1 {
		t.Error(refused)
	}
	// A branch that names it learns no more than of one that does not exist.
	named := h.bring(bordereau.Deposit{Dossier: "SECRET"}, doubtful())
	made := h.bring(bordereau.Deposit{Dossier: "NONE"}, doubtful())
	var why [2]string
	for i, d := range []bordereau.Document{named[0], made[0]} {
		if h.one(d).Dossier != "" {
			t.Error("filed in a restricted dossier")
		}
		why[i] = h.sql("SELECT dossier_why FROM documents WHERE id = '%s'", d.ID)
	}
	if why[0] != why[1] {
		t.Error(why)
	}
	// A paper in it is for its readers alone.
	mine := h.bring(bordereau.Deposit{Dossier: "SECRET", By: h.carol}, doubtful())
	if h.one(mine[0]).Dossier != "SECRET" {
		t.Fatal("not filed")
	}
	h.sql("UPDATE tasks SET priority = 0 WHERE document_id = '%s'", mine[0].ID)
	task := h.take(h.sophie, desk.TaskFilter{})
	if task.Document != mine[0].ID {
		t.Error("a reader is not given it")
	}
	if err := h.ReleaseTask(t.Context(), h.sophie, task.ID, task.LeaseID); err != nil {
		t.Fatal(err)
	}
	if other := h.take(h.alice, desk.TaskFilter{}); other.Document == mine[0].ID {
		t.Error("shown to a clerk who does not read it")
	}
	if _, err := h.Task(t.Context(), h.alice, task.ID); code(err) != bordereau.NotFound {
		t.Error(err)
	}
	if l, err := h.Tasks(t.Context(), h.alice, desk.TaskFilter{}, desk.Cursor{}); err != nil || len(l.Items) != 2 {
		t.Error(len(l.Items), err)
	}
	if err := h.Reopen(t.Context(), h.alice, mine[0].ID, 1); code(err) != bordereau.NotFound {
		t.Error(err)
	}
}

func TestADocumentFindsItsDossierByItsAccount(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	find := func(p paper) (string, string) {
		t.Helper()
		docs := h.deposit(bordereau.Deposit{}, 1)
		if err := h.read(t.Context(), docs[0], p); err != nil {
			t.Fatal(err)
		}
		return h.one(docs[0]).Dossier, h.sql("SELECT dossier_why FROM documents WHERE id = '%s'", docs[0].ID)
	}
	if ref, why := find(transfer("1.00", other)); ref != "D1" || !strings.Contains(why, "IBAN") {
		t.Error(ref, why)
	}
	if ref, _ := find(paper{kind: bordereau.Letter, fields: []bordereau.Field{field("account_holder", "Boulangerie Martin SARL")}}); ref != "" {
		t.Error("a name alone chose", ref)
	}
	if _, err := h.CreateDossier(t.Context(), h.branch, desk.DossierView{Ref: "D2", Kind: "cheque_remittance", Customers: []string{"C1"}}); err != nil {
		t.Fatal(err)
	}
	if ref, why := find(transfer("1.00", other)); ref != "" || !strings.Contains(why, "D1 et D2") {
		t.Error("an ambiguous match was made:", ref, why)
	}
}

// Of more dossiers of one account than are looked at none is chosen; many of a like name
// do not keep the one of the account, or of the day of birth, from being found.
func TestAChoiceKnowsWhatItDidNotSee(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.customer(dossier.Customer{Ref: "A9", Kind: dossier.Person, Surname: "MARTIN", GivenNames: "Zoé", BirthDate: "1980-01-02"})
	for i := range 25 {
		ref := fmt.Sprintf("M%02d", i)
		h.customer(dossier.Customer{Ref: ref, Kind: dossier.Person, Surname: "MARTIN", GivenNames: "Zoé", BirthDate: "1970-01-01"})
		h.openFor("account_opening", ref, ref, nil)
	}
	h.openFor("account_opening", "Z9", "A9", nil)
	find := func(p paper) (string, string) {
		t.Helper()
		docs := h.deposit(bordereau.Deposit{}, 1)
		if err := h.read(t.Context(), docs[0], p); err != nil {
			t.Fatal(err)
		}
		return h.one(docs[0]).Dossier, h.sql("SELECT dossier_why FROM documents WHERE id = '%s'", docs[0].ID)
	}
	born := func(day string) paper {
		return paper{kind: bordereau.Passport, fields: []bordereau.Field{field("surname", "MARTIN"), field("given_names", "ZOE"), field("birth_date", day)}}
	}
	if ref, why := find(born("1980-01-02")); ref != "Z9" {
		t.Error(ref, why)
	}
	if ref, why := find(transfer("1.00", other)); ref != "D1" {
		t.Error(ref, why)
	}
	for i := range 25 {
		h.openFor("transfer", fmt.Sprintf("T%02d", i), "A9", nil)
	}
	if ref, why := find(born("1980-01-02")); ref != "" {
		t.Error(ref, why)
	}
}

// A reference in the text of a document finds its dossier together with the name; what
// the proofs do not decide is proposed to a person, with reasons.
func TestAReferenceInTheTextFindsTheDossier(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	sophie := bordereau.Principal{ID: ids.New(), Name: "sophie", Role: bordereau.RoleSupervisor, Person: true}
	o.sql(`INSERT INTO users (id, login, name, role, password_hash, created_at) VALUES ('%s', 'sophie', 'S', 'supervisor', 'x', now())`, sophie.ID)
	if err := o.PutCustomer(ctx, sophie, dossier.Customer{Ref: "P1", Kind: dossier.Person, Surname: "DUPONT", GivenNames: "Jean"}); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{"OUV-2026-17", "REC-2026-0041"} {
		if _, err := o.CreateDossier(ctx, sophie, desk.DossierView{Ref: ref, Kind: "complaint", Branch: "12", Customers: []string{"P1"}}); err != nil {
			t.Fatal(err)
		}
	}
	bring := func(words string) bordereau.Document {
		t.Helper()
		id := o.mustSend(paperFile(words)).Documents[0].ID
		o.work(desk.StageRead)
		v, err := o.Document(ctx, sophie, id)
		if err != nil {
			t.Fatal(err)
		}
		return v.Document
	}
	if d := bring("letter account_holder=Dupont_Jean OUV-2026-17"); d.Dossier != "OUV-2026-17" {
		t.Errorf("%+v", d)
	}
	d := bring("letter account_holder=Dupont_Jean")
	if d.Dossier != "" {
		t.Error("a name alone chose", d.Dossier)
	}
	list, err := o.ProposeDossiers(ctx, sophie, d.ID)
	if err != nil || len(list) != 2 || len(list[0].Reasons) == 0 || !strings.HasSuffix(list[0].Reasons[0], ".") {
		t.Fatal(list, err)
	}
	if _, err := o.ProposeDossiers(ctx, o.branch, d.ID); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
}

func TestChecklistKnowsWhatIsThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bring(bordereau.Deposit{}, slip(1, "10.00"), cheque("10.00", weak))
	lines, err := h.Checklist(t.Context(), h.alice, "D1")
	if err != nil || len(lines) == 0 {
		t.Fatal(lines, err)
	}
	for _, l := range lines {
		if l.State != dossier.Satisfied {
			t.Errorf("%+v", l)
		}
	}
}

func TestCustomersAreBroughtUpToDate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := dossier.Customer{Ref: "C7", Kind: dossier.Person, Surname: "LEFÈVRE", GivenNames: "Zoé", BirthDate: "1980-02-03"}
	for _, name := range []string{"Zoé", "Zoé Anne"} {
		c.GivenNames = name
		if err := h.PutCustomer(t.Context(), h.alice, c); err != nil {
			t.Fatal(err)
		}
	}
	if got := h.sql("SELECT given_names || ' ' || search_name || ' ' || birth_date FROM customers WHERE ref = 'C7'"); got != "Zoé Anne LEFEVRE ZOE ANNE 1980-02-03" {
		t.Error(got)
	}
	c.BirthDate = "3/2/1980"
	if err := h.PutCustomer(t.Context(), h.alice, c); code(err) != bordereau.Invalid {
		t.Error(err)
	}
	if err := h.PutCustomer(t.Context(), h.branch, c); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
}

func TestAListOfCustomersIsImportedWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	head := strings.Join(dossier.Columns, ",") + "\n"
	rows := "K1,person,DURAND,Luc,,,1970-01-02,,1 rue Haute,FR1420041010050500013M02606,EUR,courant\n" +
		"K2,person,DURAND,Eve,,,1972-01-02,,1 rue Haute,FR1420041010050500013M02606,EUR,courant\n" +
		"K3,company,,,,FOURNIL SA,,732829320,,,,\n"
	state := func() string {
		return h.sql("SELECT (SELECT count(*) FROM customers) || ' ' || (SELECT count(*) FROM accounts) || ' ' || (SELECT count(*) FROM account_holders)")
	}
	for range 2 {
		got, err := h.ImportCustomers(t.Context(), h.admin, "csv", strings.NewReader(head+rows))
		if err != nil || got != (desk.ImportResult{Customers: 3, Accounts: 1}) || state() != "4 2 3" {
			t.Fatal(got, err, state())
		}
	}
	bad := head + strings.ReplaceAll(rows, "K", "L") + "L4,person,DURAND,,,,,,,,,\n"
	if _, err := h.ImportCustomers(t.Context(), h.admin, "csv", strings.NewReader(bad)); code(err) != bordereau.Invalid || !strings.Contains(err.Error(), "5") || state() != "4 2 3" {
		t.Error(err, state())
	}
	// An account that changes hands.
	if _, err := h.ImportCustomers(t.Context(), h.admin, "csv", strings.NewReader(head+strings.Split(rows, "\n")[1]+"\n")); err != nil || state() != "4 2 2" {
		t.Error(err, state())
	}
	if _, err := h.ImportCustomers(t.Context(), h.alice, "csv", strings.NewReader("")); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
}
