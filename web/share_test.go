package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var ticked = regexp.MustCompile(`name="t" value="([0-9a-f-]{36})"`)

// ticks are the tasks that a page lets a supervisor tick, each once.
func (a answer) ticks() []string {
	var out []string
	for _, m := range ticked.FindAllStringSubmatch(a.body, -1) {
		if !strings.Contains(strings.Join(out, " "), m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}

// person is the id of somebody in the form that shares tasks out.
func (a answer) person(name string) string {
	if m := regexp.MustCompile(`<option value="([0-9a-f-]{36})"[^>]*>` + name + ` `).FindStringSubmatch(a.body); m != nil {
		return m[1]
	}
	return ""
}

// A supervisor takes a task back, gives it to another, and changes its priority, from the
// figures and from the inbox; the journal tells.
func TestASupervisorSharesTasksOut(t *testing.T) {
	h := newHouse(t)
	branch, claire, paul, sophie, alain := h.visitor(), h.visitor(), h.visitor(), h.visitor(), h.visitor()
	for v, login := range map[*visitor]string{branch: "agence", claire: "claire", paul: "paul", sophie: "sophie", alain: "alain"} {
		v.signIn(login)
	}
	branch.deliver(branch.token(), nil, "letter subject=un", "letter subject=deux")
	h.work()
	station := claire.send("/corbeille/suivante", nil).to
	held := station[len("/validation/t/"):]

	p := sophie.page("/supervision?jours=7")
	if got := p.ticks(); len(got) != 1 || got[0] != held || !strings.Contains(p.plain, "Tâches tenues") || !strings.Contains(p.plain, "claire") {
		t.Fatalf("the task that is held is not listed: %v", got)
	}
	action := "/supervision/repartir?jours=7"
	if a := sophie.send(action, url.Values{"action": {"reprendre"}}); a.code != 422 || !strings.Contains(a.plain, "Cochez au moins une tâche") {
		t.Errorf("nothing ticked: %d %s", a.code, a.plain)
	}
	if a := sophie.send(action, url.Values{"action": {"reprendre"}, "t": {held}}); a.code != 422 || !strings.Contains(a.plain, "Indiquez le motif") || !strings.Contains(a.body, `value="`+held+`" form="repartir" checked`) {
		t.Errorf("without a reason: %d %s", a.code, a.plain)
	}
	if a := sophie.post(action, url.Values{"action": {"reprendre"}, "motif": {"absente"}, "t": {held}}); a.code != 403 {
		t.Errorf("without a token: %d", a.code)
	}
	if a := sophie.send(action, url.Values{"action": {"reprendre"}, "motif": {"absente"}, "t": {held}}); a.code != 303 || a.to != "/supervision?fait=takenback&jours=7" {
		t.Fatalf("%d %s %s", a.code, a.to, a.plain)
	}
	if p := sophie.page("/supervision?fait=takenback&jours=7"); len(p.ticks()) != 0 || !strings.Contains(p.plain, "Tâches reprises.") {
		t.Error(p.plain)
	}

	list := sophie.page("/corbeille")
	both := list.ticks()
	if len(both) != 2 || list.person("paul") == "" || list.person("sophie") == "" || list.person("agence") != "" {
		t.Fatalf("the inbox offers %v", both)
	}
	if a := sophie.send("/corbeille/repartir?type=letter", url.Values{"action": {"confier"}, "personne": {list.person("paul")}, "t": both}); a.to != "/corbeille?fait=assigned&type=letter" {
		t.Fatalf("%d %s %s", a.code, a.to, a.plain)
	}
	if a := claire.send("/corbeille/suivante", nil); a.to != "/corbeille?fait=empty" {
		t.Error("what was given to one is given to another:", a.to)
	}
	if a := sophie.send("/corbeille/repartir", url.Values{"action": {"classer"}, "priorite": {"urgent"}, "t": {held}}); a.to != "/corbeille?fait=prioritised" {
		t.Errorf("%d %s", a.code, a.plain)
	}
	if p := sophie.page("/corbeille?priorite=urgent"); strings.Join(p.ticks(), " ") != held || !strings.Contains(p.plain, "→ paul") {
		t.Error(p.ticks(), p.plain)
	}

	// What goes wrong is shown with what was done before it.
	if a := paul.send("/corbeille/suivante", nil); a.code != 303 {
		t.Fatal(a.code)
	}
	if a := sophie.send("/corbeille/repartir", url.Values{"action": {"reprendre"}, "motif": {"urgence"}, "t": both}); a.code != 409 || !strings.Contains(a.plain, "Personne ne tient cette tâche") {
		t.Errorf("%d %s", a.code, a.plain)
	}
	if a := sophie.send("/corbeille/repartir", url.Values{"action": {"confier"}, "t": both}); a.code != 303 {
		t.Errorf("given back to anybody: %d %s", a.code, a.plain)
	}
	for _, form := range []url.Values{{"action": {"autre"}, "t": both}, {"action": {"confier"}, "t": {"x"}}, {"action": {"classer"}, "priorite": {"x"}, "t": both}} {
		if a := sophie.send("/corbeille/repartir", form); a.code != 400 {
			t.Errorf("%v: %d", form, a.code)
		}
	}

	// Others look, or not even that.
	for who, v := range map[string]*visitor{"a clerk": claire, "an auditor": alain} {
		if a := v.send("/corbeille/repartir", url.Values{"action": {"confier"}, "t": both}); a.code != 403 {
			t.Errorf("%s shares out: %d", who, a.code)
		}
		if p := v.page("/corbeille"); len(p.ticks()) != 0 || strings.Contains(p.body, "repartir") {
			t.Errorf("%s is shown the form", who)
		}
	}
	h.counted()
	journal := alain.page("/journal?action=task.")
	for _, want := range []string{"tâche reprise", "tâche confiée", "priorité changée"} {
		if !strings.Contains(journal.plain, want) {
			t.Errorf("the journal lacks %q", want)
		}
	}
}

// Second looks and remittances that are held stand among the figures; a supervisor
// releases from there.
func TestSupervisionShowsSecondLooksAndHeldRemittances(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	branch, claire, sophie, alain := h.visitor(), h.visitor(), h.visitor(), h.visitor()
	for v, login := range map[*visitor]string{branch: "agence", claire: "claire", sophie: "sophie", alain: "alain"} {
		v.signIn(login)
	}
	branch.deliver(branch.token(), map[string]string{"dossier": "2026/004512"}, provedSlip("13.00"), provedCheque("12.00"))
	branch.deliver(branch.token(), map[string]string{"dossier": "2026/004512"},
		"transfer_order debtor_iban="+ibanA+"! creditor_iban="+ibanB+"! amount=60000.00! currency=EUR signature_present=true payee=ATELIER")
	h.work()
	confirm := func(kind string, values url.Values) {
		t.Helper()
		station := claire.send("/corbeille/suivante", url.Values{"type": {kind}}).to
		path := strings.Split(station, "?")[0]
		form := claire.page(station).form(path)
		form.Set("action", "confirm")
		for name := range values {
			form.Set(name, values.Get(name))
		}
		a := claire.post(path, form)
		if a.code == 422 { // what was keyed blind is keyed once more
			again := a.form(path)
			again.Set("action", "confirm")
			for name := range values {
				again.Set(name, values.Get(name))
			}
			a = claire.post(path, again)
		}
		if a.code != 303 {
			t.Fatalf("%s: %d %s", kind, a.code, a.plain)
		}
	}
	confirm("transfer_order", url.Values{"f.amount": {"60000"}, "ok.debtor_iban": {"1"}, "ok.creditor_iban": {"1"}, "ok.payee": {"1"}})
	confirm("remittance_slip", url.Values{"f.slip_total": {"13,00"}, "f.slip_count": {"1"}, "ok.slip_count": {"1"}, "ok.iban": {"1"}})

	p := sophie.page("/supervision")
	release := regexp.MustCompile(`/remises/[0-9a-f-]{36}/liberer`).FindString(p.body)
	if len(p.ticks()) != 1 || !strings.Contains(p.plain, "2e lecture") || release == "" || !strings.Contains(p.plain, "écart de 1,00") {
		t.Fatal(p.ticks(), release, p.plain)
	}
	if p := alain.page("/supervision"); len(p.ticks()) != 0 || strings.Contains(p.body, release) || !strings.Contains(p.plain, "2e lecture") {
		t.Error("an auditor only looks:", p.plain)
	}
	if p := sophie.page("/corbeille?relecture=1"); len(p.ticks()) != 1 {
		t.Error(p.ticks())
	}
	form := p.form(release)
	if a := sophie.post(release, form); a.code != 422 || !strings.Contains(a.plain, "Indiquez le motif de la libération") {
		t.Errorf("%d %s", a.code, a.plain)
	}
	form.Set("reason", "Vérifié avec le client")
	if a := claire.send(release, form); a.code != 403 {
		t.Error("a clerk releases:", a.code)
	}
	form.Set("csrf", sophie.token())
	if a := sophie.post(release, form); a.code != 303 {
		t.Fatalf("%d %s", a.code, a.plain)
	}
	if p := sophie.page("/supervision"); strings.Contains(p.body, release) {
		t.Error("what was released is held")
	}
	h.counted()
	if p := alain.page("/journal?action=unit."); !strings.Contains(p.plain, "remise libérée") {
		t.Error(p.plain)
	}
}
