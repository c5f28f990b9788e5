package desk_test

import (
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
)

func (h *house) propose(by bordereau.Principal, p desk.Proposal) desk.Change {
	h.t.Helper()
	c, err := h.Propose(h.t.Context(), by, p)
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

func TestAChangeOfRoleIsForTwoAdministrators(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	anna, bert, cleo := h.adminNamed("anna"), h.adminNamed("bert"), h.adminNamed("cleo")
	h.user("dora")
	token, _ := h.signIn("dora")
	for name, p := range map[string]struct {
		by   bordereau.Principal
		p    desk.Proposal
		want bordereau.Code
	}{
		"a supervisor":       {h.sophie, desk.Proposal{Kind: "role", Login: "dora", Role: bordereau.RoleSupervisor}, bordereau.Forbidden},
		"a key":              {bordereau.Principal{ID: anna.ID, Role: bordereau.RoleAdmin}, desk.Proposal{Kind: "role", Login: "dora", Role: bordereau.RoleSupervisor}, bordereau.Forbidden},
		"the command line":   {bordereau.System, desk.Proposal{Kind: "role", Login: "dora", Role: bordereau.RoleSupervisor}, bordereau.Forbidden},
		"nobody":             {anna, desk.Proposal{Kind: "role", Login: "nobody", Role: bordereau.RoleSupervisor}, bordereau.NotFound},
		"no such role":       {anna, desk.Proposal{Kind: "role", Login: "dora", Role: "king"}, bordereau.Invalid},
		"no branch":          {anna, desk.Proposal{Kind: "role", Login: "dora", Role: bordereau.RoleBranch}, bordereau.Invalid},
		"the role she has":   {anna, desk.Proposal{Kind: "role", Login: "dora", Role: bordereau.RoleClerk}, bordereau.Invalid},
		"no such kind":       {anna, desk.Proposal{Kind: "coup", Login: "dora"}, bordereau.Invalid},
		"a policy this way":  {anna, desk.Proposal{Kind: "policy", Login: "dora"}, bordereau.Invalid},
		"no second factor":   {anna, desk.Proposal{Kind: "second_factor", Login: "dora"}, bordereau.Conflicting},
		"a known login anew": {anna, desk.Proposal{Kind: "administrator", Login: "dora"}, bordereau.Conflicting},
	} {
		if _, err := h.Propose(t.Context(), p.by, p.p); code(err) != p.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	c := h.propose(anna, desk.Proposal{Kind: "role", Login: "Dora", Role: bordereau.RoleSupervisor, Reason: "Départ de Paul"})
	if _, err := h.Propose(t.Context(), bert, desk.Proposal{Kind: "role", Login: "dora", Role: bordereau.RoleAuditor}); code(err) != bordereau.Conflicting {
		t.Error("a second one waits beside the first:", err)
	}
	list, err := h.Changes(t.Context(), h.admin)
	if err != nil || len(list) != 1 || list[0].ProposedBy != "anna" || list[0].Body.WasRole != bordereau.RoleClerk || list[0].Reason != "Départ de Paul" || list[0].State != "open" {
		t.Fatalf("%+v %v", list, err)
	}
	for name, by := range map[string]bordereau.Principal{"who proposed it": anna, "a supervisor": h.sophie, "the command line": bordereau.System, "who is no administrator in the record": {ID: h.alice.ID, Name: "alice", Role: bordereau.RoleAdmin, Person: true}} {
		if _, _, err := h.ConfirmChange(t.Context(), by, c.ID); err == nil {
			t.Errorf("%s confirms it", name)
		}
	}
	if got := h.sql("SELECT role FROM users WHERE login = 'dora'"); got != "clerk" {
		t.Fatal(got)
	}
	if _, err := h.Session(t.Context(), token); err != nil {
		t.Error(err)
	}
	if _, _, err := h.ConfirmChange(t.Context(), bert, c.ID); err != nil {
		t.Fatal(err)
	}
	if got := h.sql("SELECT role FROM users WHERE login = 'dora'"); got != "supervisor" {
		t.Error(got)
	}
	if _, err := h.Session(t.Context(), token); code(err) != bordereau.Unauthorised {
		t.Error("the session of the old role goes on:", err)
	}
	if _, s := h.signIn("dora"); s.Principal.Role != bordereau.RoleSupervisor {
		t.Error(s.Principal)
	}
	if _, _, err := h.ConfirmChange(t.Context(), cleo, c.ID); code(err) != bordereau.Conflicting {
		t.Error("twice:", err)
	}
	if n := h.sql("SELECT string_agg(kind, ' ' ORDER BY id) FROM events WHERE kind LIKE 'change.%%' OR kind = 'access.role_changed'"); n != "change.proposed change.confirmed access.role_changed" {
		t.Error(n)
	}
	// Whom it concerns does not confirm it, and one who is no administrator any more did not propose it.
	c = h.propose(anna, desk.Proposal{Kind: "role", Login: "bert", Role: bordereau.RoleClerk})
	if _, _, err := h.ConfirmChange(t.Context(), bert, c.ID); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	if err := h.DisableUser(t.Context(), cleo, "anna"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.ConfirmChange(t.Context(), cleo, c.ID); code(err) != bordereau.Conflicting {
		t.Error("its proposer is gone:", err)
	}
	// What was proposed of a role that is another meanwhile is not made.
	c = h.propose(bert, desk.Proposal{Kind: "role", Login: "dora", Role: bordereau.RoleAuditor})
	h.sql("UPDATE users SET role = 'reader' WHERE login = 'dora'")
	if _, _, err := h.ConfirmChange(t.Context(), cleo, c.ID); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	if got := h.sql("SELECT state FROM changes WHERE id = '%s'", c.ID); got != "open" {
		t.Error("half of it was made:", got)
	}
}

// The table refuses what the statement would not let through.
func TestTheRecordItselfWantsTwo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	anna, bert := h.adminNamed("anna"), h.adminNamed("bert")
	c := h.propose(anna, desk.Proposal{Kind: "role", Login: "alice", Role: bordereau.RoleAuditor})
	if h.sqlFails("UPDATE changes SET state = 'confirmed', decided_by = proposed_by, decided_at = now()") == nil {
		t.Error("the record lets one person confirm the own proposal")
	}
	if h.sqlFails("UPDATE changes SET state = 'confirmed', decided_by = concerns, decided_at = now()") == nil {
		t.Error("the record lets a person confirm what concerns that person")
	}
	// Eight at once: one confirms.
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range 8 {
		wg.Go(func() {
			if _, _, err := h.ConfirmChange(t.Context(), bert, c.ID); err == nil {
				mu.Lock()
				done++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if done != 1 || h.sql("SELECT count(*) FROM events WHERE kind = 'access.role_changed'") != "1" {
		t.Error(done)
	}
}

func TestAProposalExpiresAndIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	anna, bert := h.adminNamed("anna"), h.adminNamed("bert")
	c := h.propose(anna, desk.Proposal{Kind: "role", Login: "alice", Role: bordereau.RoleAuditor})
	if _, err := h.RefuseChange(t.Context(), bert, c.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.ConfirmChange(t.Context(), bert, c.ID); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	c = h.propose(anna, desk.Proposal{Kind: "role", Login: "alice", Role: bordereau.RoleAuditor})
	h.at(monday.Add(7*24*time.Hour - time.Second))
	if list, err := h.Changes(t.Context(), bert); err != nil || list[0].State != "open" || list[1].State != "refused" || list[1].DecidedBy != "bert" {
		t.Error(list, err)
	}
	h.at(monday.Add(7 * 24 * time.Hour))
	if _, _, err := h.ConfirmChange(t.Context(), bert, c.ID); code(err) != bordereau.Conflicting {
		t.Error("after seven days:", err)
	}
	if _, err := h.RefuseChange(t.Context(), anna, c.ID); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	if list, err := h.Changes(t.Context(), bert); err != nil || list[0].State != "expired" {
		t.Error(list, err)
	}
	h.propose(anna, desk.Proposal{Kind: "role", Login: "alice", Role: bordereau.RoleAuditor})
	if _, err := h.RefuseChange(t.Context(), bert, "00000000-0000-7000-8000-000000000000"); code(err) != bordereau.NotFound {
		t.Error(err)
	}
}

func TestANewAdministratorIsForTwo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	anna, bert := h.adminNamed("anna"), h.adminNamed("bert")
	c := h.propose(anna, desk.Proposal{Kind: "administrator", Login: "cleo", Name: "Cléo Roux"})
	if _, _, err := h.SignIn(t.Context(), "cleo", password, "10.0.0.1"); code(err) != bordereau.Unauthorised {
		t.Error(err)
	}
	_, once, err := h.ConfirmChange(t.Context(), bert, c.ID)
	if err != nil || once == nil || once.Login != "cleo" {
		t.Fatal(once, err)
	}
	if err := h.UseReset(t.Context(), "cleo", once.Code, password, "10.0.0.1"); err != nil {
		t.Fatal(err)
	}
	if _, s := h.signIn("cleo"); s.Principal.Role != bordereau.RoleAdmin {
		t.Error(s)
	}
	// And an administrator's password.
	c = h.propose(anna, desk.Proposal{Kind: "password", Login: "cleo"})
	if _, once, err = h.ConfirmChange(t.Context(), bert, c.ID); err != nil || once == nil {
		t.Fatal(err)
	}
	if err := h.UseReset(t.Context(), "cleo", once.Code, better, "10.0.0.1"); err != nil {
		t.Error(err)
	}
}

func TestALostSecondFactorIsTakenOffByTwo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	anna, bert := h.adminNamed("anna"), h.adminNamed("bert")
	h.user("dora")
	token, _ := h.signIn("dora")
	token, _, _ = h.enrol(token)
	c := h.propose(anna, desk.Proposal{Kind: "second_factor", Login: "dora"})
	if _, once, err := h.ConfirmChange(t.Context(), bert, c.ID); err != nil || once != nil {
		t.Fatal(once, err)
	}
	if _, err := h.Session(t.Context(), token); code(err) != bordereau.Unauthorised {
		t.Error(err)
	}
	if _, s := h.signIn("dora"); s.Pending != "" {
		t.Error(s.Pending)
	}
}

// sqlFails runs a statement as the application does.
func (h *house) sqlFails(statement string) error {
	h.t.Helper()
	_, err := h.store.Pool().Exec(h.t.Context(), statement)
	return err
}
