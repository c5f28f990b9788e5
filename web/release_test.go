package web_test

import (
	"net/url"
	"strings"
	"testing"
)

// A supervisor who decided nothing of a slip that does not balance releases it, with a
// reason, where its cheques stand; whoever decided of it is not offered to.
func TestASlipIsReleasedWhereItsChequesStand(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	branch, claire, sophie := h.visitor(), h.visitor(), h.visitor()
	for v, login := range map[*visitor]string{branch: "agence", claire: "claire", sophie: "sophie"} {
		v.signIn(login)
	}
	if a := branch.deliver(branch.token(), map[string]string{"dossier": "2026/004512"}, "remittance_slip slip_count=1 slip_total=13.00 currency=EUR iban="+ibanA, provedCheque("12.00")); a.code != 303 {
		t.Fatal(a.code, a.body)
	}
	h.work()
	a := claire.send("/corbeille/suivante", url.Values{"type": {"remittance_slip"}})
	station := strings.Split(a.to, "?")[0]
	form := claire.page(a.to).form(station)
	form.Set("action", "confirm")
	form.Set("f.slip_total", "13")
	for _, name := range []string{"slip_count", "iban"} {
		form.Set("ok."+name, "1")
	}
	if a := claire.post(station, form); a.code != 303 {
		t.Fatalf("%d %s", a.code, a.plain)
	}
	if p := claire.page(station); strings.Contains(p.body, `id="liberer"`) {
		t.Error("who decided of the slip may release it:", p.plain)
	}
	if p := sophie.page("/remises"); !strings.Contains(p.body, `href="`+station+`"`) {
		t.Error("the list does not lead to the slip's station:", p.plain)
	}
	if p := claire.page("/remises"); strings.Contains(p.body, `href="`+station+`"`) {
		t.Error("who may not release it is led there:", p.plain)
	}
	p := sophie.page(station)
	at := strings.Index(p.body, `action="/remises/`) + len(`action="`)
	if at < len(`action="`) || !strings.Contains(p.plain, "Libérer avec motif") {
		t.Fatal("nothing is offered:", p.code, sophie.page("/remises?etat=toutes").plain)
	}
	action := p.body[at : at+strings.IndexByte(p.body[at:], '"')]
	release := p.form(action)
	release.Set("reason", "")
	if a := sophie.post(action, release); a.code != 422 || !strings.Contains(a.plain, "Indiquez le motif de la libération") {
		t.Errorf("%d %s", a.code, a.plain)
	}
	release.Set("reason", "un euro, frais de guichet")
	if a := sophie.post(action, release); a.code != 303 || a.to != "/remises?fait=released" {
		t.Errorf("%d %s %s", a.code, a.to, a.plain)
	}
	if p := sophie.page("/remises?etat=final"); !strings.Contains(p.plain, "frais de guichet") {
		t.Error(p.plain)
	}
}
